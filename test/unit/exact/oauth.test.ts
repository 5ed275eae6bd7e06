import { describe, expect, it } from 'vitest'
import { authorizeUrl, readRedirect, tokenAnswer } from '../../../lib/exact/oauth'
import { baseUrlOf } from '../../../lib/exact/regions'
import { signInStates } from '../../../lib/exact/sign-in-state'
import { movingClock } from './clock'

const answered = (status: number, body: unknown, headers: Record<string, string> = {}) => ({
  answered: true as const,
  status,
  headers,
  text: typeof body === 'string' ? body : JSON.stringify(body),
})

describe('answers of the token endpoint', () => {
  const expired = 'The refresh token expired at 10/11/2022 9:18:20 PM and it is now 10/28/2022 4:15:50 PM.'
  it.each([
    [
      'an old token',
      answered(401, { error: 'unauthorized_client', error_description: 'Old refresh token used.' }),
      { kind: 'sign-in-needed', reason: 'token-used' },
    ],
    [
      'a token past thirty days',
      answered(400, { error: 'invalid_request', error_description: expired }),
      { kind: 'sign-in-needed', reason: 'token-expired' },
    ],
    [
      'a broken chain',
      answered(400, { error: 'invalid_grant', error_description: 'Token is not allowed, because of invalid or empty chainId' }),
      { kind: 'sign-in-needed', reason: 'chain-broken' },
    ],
    ['an unknown token', answered(400, { error: 'invalid_request' }), { kind: 'sign-in-needed', reason: 'token-refused' }],
    ['a code that was used', answered(400, 'Bad Request'), { kind: 'sign-in-needed', reason: 'token-refused' }],
    ['wrong app credentials', answered(400, { error: 'invalid_client' }), { kind: 'sign-in-needed', reason: 'app-refused' }],
    [
      'too early by its body',
      answered(400, { error: 'access_denied', error_description: 'Rate limit exceeded: access_token not expired' }),
      { kind: 'too-early' },
    ],
    [
      'too early by its reason',
      answered(400, '', { reason: 'TooEarlyToRefreshTokens: Rate limit exceeded' }),
      { kind: 'too-early' },
    ],
    ['a gateway fault', answered(500, { fault: { faultstring: 'Failed to execute' } }), { kind: 'passing', outcome: 'unclear' }],
    ['maintenance', answered(503, ''), { kind: 'passing', outcome: 'not-acted' }],
    [
      'no connection',
      { answered: false as const, arrived: 'no' as const, words: 'ENOTFOUND' },
      { kind: 'passing', outcome: 'not-acted' },
    ],
    [
      'a lost answer',
      { answered: false as const, arrived: 'perhaps' as const, words: 'ECONNRESET' },
      { kind: 'passing', outcome: 'lost' },
    ],
    ['half an answer', answered(200, '{"access_token":"a"'), { kind: 'passing', outcome: 'lost' }],
  ])('%s is recognised', (_, answer, expected) => {
    expect(tokenAnswer(answer)).toMatchObject(expected)
  })

  it.each(['600', 600])('a lifetime of %j is read', expires_in => {
    expect(tokenAnswer(answered(200, { access_token: 'a', refresh_token: 'r', expires_in }))).toEqual({
      kind: 'tokens',
      tokens: { accessToken: 'a', refreshToken: 'r', lifetimeSeconds: 600 },
    })
  })
})

describe('the way to a sign-in and back', () => {
  it('the address to sign in at carries everything once', () => {
    const app = { baseUrl: 'https://start.exactonline.nl', clientId: 'c', clientSecret: 's', redirectUri: 'https://h.test/a?b=c' }
    const url = new URL(authorizeUrl(app, 'st&ate'))
    expect(url.origin + url.pathname).toBe('https://start.exactonline.nl/api/oauth2/auth')
    expect(Object.fromEntries(url.searchParams)).toEqual({
      client_id: 'c',
      redirect_uri: 'https://h.test/a?b=c',
      response_type: 'code',
      state: 'st&ate',
    })
    expect(url.href).not.toContain('client_secret')
  })

  it('a code is decoded exactly once', () => {
    expect(readRedirect('https://h.test/cb?code=stampNL001.ab12%21x%2541&state=s')).toEqual({
      code: 'stampNL001.ab12!x%41',
      state: 's',
    })
    expect(readRedirect('/cb?error=access_denied')).toEqual({ error: 'access_denied' })
  })

  it('a state is good once, for five minutes, and for the connection that began', () => {
    const clock = movingClock()
    const states = signInStates(clock)
    const [one, other, late] = [states.begin('a'), states.begin('b'), states.begin('c')]
    expect(one.length).toBeGreaterThanOrEqual(43)
    expect(states.finish(one)).toBe('a')
    expect(states.finish(one)).toBeUndefined()
    expect(states.finish('made up')).toBeUndefined()
    clock.pass(299)
    expect(states.finish(other)).toBe('b')
    clock.pass(1)
    expect(states.finish(late)).toBeUndefined()
  })

  it.each([
    ['nl', 'https://start.exactonline.nl'],
    ['be', 'https://start.exactonline.be'],
    ['uk', 'https://start.exactonline.co.uk'],
    ['de', 'https://start.exactonline.de'],
    ['fr', 'https://start.exactonline.fr'],
    ['es', 'https://start.exactonline.es'],
    ['us', 'https://start.exactonline.com'],
  ])('the site of %s is %s', (country, site) => {
    expect(baseUrlOf(country)).toBe(site)
  })

  it('any other base address is https, or this machine', () => {
    expect(baseUrlOf('https://gateway.test/exact/')).toBe('https://gateway.test/exact')
    expect(baseUrlOf('http://127.0.0.1:8080')).toBe('http://127.0.0.1:8080')
    for (const wrong of ['http://start.exactonline.nl', 'ftp://x', 'constructor', ''])
      expect(() => baseUrlOf(wrong)).toThrow('https://')
  })
})
