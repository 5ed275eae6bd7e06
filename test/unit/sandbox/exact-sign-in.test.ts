import { afterEach, describe, expect, it } from 'vitest'
import { sandboxClient } from '../../../sandbox/exact/options'
import { codeFrom, redirectUri, type Run, run } from './exact-fixture'

let now: Run | undefined
afterEach(async () => {
  await now?.stop()
  now = undefined
})

const authorize = { client_id: sandboxClient.id, redirect_uri: redirectUri, response_type: 'code', state: 'a b' }

describe('the sign-in page of the offline Exact Online', () => {
  it('shows a button that sends the browser back with code and state, the exclamation mark escaped', async () => {
    now = await run()
    const shown = await now.http.get('/api/oauth2/auth', { params: authorize })
    expect(shown.status).toBe(200)
    expect(shown.data).toContain('<button')
    const pressed = await now.http.post('/api/oauth2/auth', new URLSearchParams(authorize))
    expect(pressed.status).toBe(302)
    expect(pressed.headers['location']).toMatch(
      /^http:\/\/127\.0\.0\.1:1880\/exact-online\/callback\?code=stampNL001\.....%21[\w-]+&state=a%20b$/,
    )
  })

  it('passes a signed-in browser through by switch, but not when login is forced', async () => {
    now = await run({ switches: { autoApprove: true } })
    expect((await now.http.get('/api/oauth2/auth', { params: authorize })).status).toBe(302)
    expect((await now.http.get('/api/oauth2/auth', { params: { ...authorize, force_login: 1 } })).status).toBe(200)
  })

  it('sends nobody to a redirect URI that is not registered', async () => {
    now = await run({ client: { ...sandboxClient, redirectUris: ['http://127.0.0.1:1/other'] } })
    expect((await now.http.get('/api/oauth2/auth', { params: authorize })).status).toBe(400)
  })
})

describe('the token endpoint of the offline Exact Online', () => {
  it('answers ten minutes as text', async () => {
    now = await run()
    expect(await now.signIn()).toMatchObject({ expires_in: '600', token_type: 'bearer' })
  })

  it('takes a code once, and only for three minutes', async () => {
    now = await run()
    const form = (code: string) =>
      new URLSearchParams({
        grant_type: 'authorization_code',
        code,
        redirect_uri: redirectUri,
        client_id: sandboxClient.id,
        client_secret: sandboxClient.secret,
      })
    const code = await codeFrom(now.http)
    expect((await now.http.post('/api/oauth2/token', form(code))).status).toBe(200)
    const again = await now.http.post('/api/oauth2/token', form(code))
    expect([again.status, again.data]).toEqual([400, 'Bad Request'])
    const late = await codeFrom(now.http)
    now.pass(181)
    expect((await now.http.post('/api/oauth2/token', form(late))).status).toBe(400)
  })

  it('refuses a refresh before 570 seconds, names the reason and leaves the token good', async () => {
    now = await run()
    const { refresh_token: first } = await now.signIn()
    now.pass(569)
    const early = await now.refresh(first)
    expect(early.status).toBe(400)
    expect(early.data).toEqual({ error: 'access_denied', error_description: 'Rate limit exceeded: access_token not expired' })
    expect(early.headers['reason']).toBe('TooEarlyToRefreshTokens: Rate limit exceeded: access_token not expired')
    now.pass(1)
    expect((await now.refresh(first)).status).toBe(200)
  })

  it('rotates: the old refresh token is refused with 401', async () => {
    now = await run()
    const { refresh_token: first } = await now.signIn()
    now.pass(570)
    const second = await now.refresh(first)
    expect(second.data.refresh_token).not.toBe(first)
    const old = await now.refresh(first)
    expect([old.status, old.data]).toEqual([401, { error: 'unauthorized_client', error_description: 'Old refresh token used.' }])
  })

  it('takes the old token by switch until what it was exchanged for is used', async () => {
    now = await run({ switches: { oldRefreshTokenUntilSuccessorUsed: true } })
    const { refresh_token: first } = await now.signIn()
    now.pass(570)
    await now.refresh(first)
    const { data: third, status } = await now.refresh(first)
    expect(status).toBe(200)
    await now.http.get('/api/v1/current/Me', { headers: { Authorization: `Bearer ${third.access_token}` } })
    expect((await now.refresh(first)).status).toBe(401)
  })

  it('lets a refresh token lie for thirty days and no longer', async () => {
    now = await run()
    const { refresh_token: first } = await now.signIn()
    now.pass(30 * 86_400 + 1)
    const late = await now.refresh(first)
    expect([late.status, late.data.error]).toEqual([400, 'invalid_request'])
    expect(late.data.error_description).toBe(
      'The refresh token expired at 7/25/2026 2:17:09 PM and it is now 7/25/2026 2:17:10 PM.',
    )
  })

  it('breaks the earlier chain when the same user links the application again', async () => {
    now = await run()
    const { refresh_token: first } = await now.signIn()
    await now.signIn()
    now.pass(600)
    const broken = await now.refresh(first)
    expect([broken.status, broken.data.error]).toEqual([400, 'invalid_grant'])
    expect(broken.headers['reason']).toMatch(/^Unknown: /)
  })

  it('does not know made-up tokens, another secret or another redirect URI', async () => {
    now = await run()
    const { refresh_token: first } = await now.signIn()
    now.pass(570)
    expect((await now.refresh('stampNL001.abcd!nonsense')).data).toEqual({ error: 'invalid_request' })
    const wrong = new URLSearchParams({
      grant_type: 'refresh_token',
      refresh_token: first,
      client_id: sandboxClient.id,
      client_secret: 'wrong',
    })
    expect((await now.http.post('/api/oauth2/token', wrong)).status).toBe(400)
    const elsewhere = new URLSearchParams({
      grant_type: 'authorization_code',
      code: await codeFrom(now.http),
      redirect_uri: 'http://127.0.0.1/elsewhere',
      client_id: sandboxClient.id,
      client_secret: sandboxClient.secret,
    })
    expect((await now.http.post('/api/oauth2/token', elsewhere)).status).toBe(400)
  })

  it('blocks a client that asks too early ten times within the hour', async () => {
    now = await run()
    const { refresh_token: first } = await now.signIn()
    for (let time = 0; time < 10; time += 1) await now.refresh(first)
    now.pass(600)
    expect((await now.refresh(first)).status).toBe(429)
    now.pass(3600)
    expect((await now.refresh(first)).status).toBe(200)
  })

  it('fails at the gateway without consuming the token', async () => {
    now = await run()
    const { refresh_token: first } = await now.signIn()
    now.pass(570)
    now.exact.arm({ kind: 'gateway', times: 1 })
    const fault = await now.refresh(first)
    expect([fault.status, fault.data.fault.detail.errorcode]).toEqual([500, 'steps.extractvariables.ExecutionFailed'])
    expect((await now.refresh(first)).status).toBe(200)
  })

  it('can lose its answer: the rotation stands and the old token is gone', async () => {
    now = await run()
    const { refresh_token: first } = await now.signIn()
    now.pass(570)
    now.exact.arm({ kind: 'lose-answer', times: 1, path: '/oauth2/token' })
    await expect(now.refresh(first)).rejects.toThrow(/socket hang up|ECONNRESET/)
    expect((await now.refresh(first)).status).toBe(401)
  })

  it('accepts an access token for 600 seconds, and nothing else', async () => {
    now = await run()
    const api = await now.api()
    now.pass(599)
    expect((await api.get('hrm/Costunits')).status).toBe(200)
    now.pass(1)
    expect((await api.get('hrm/Costunits')).status).toBe(401)
    expect((await now.http.get('/api/v1/current/Me')).status).toBe(401)
  })

  it('can send an expired token to the login page instead', async () => {
    now = await run({ switches: { tokenNotAccepted: 'login-redirect' } })
    const answer = await now.http.get('/api/v1/current/Me')
    expect([answer.status, String(answer.data).includes('Object moved')]).toEqual([302, true])
  })

  it('can age a token in the middle of a scan; the refresh is then accepted', async () => {
    now = await run()
    const { refresh_token: first, access_token: access } = await now.signIn()
    now.exact.arm({ kind: 'expire-token', times: 1, path: '$skiptoken' })
    const headers = { Authorization: `Bearer ${access}` }
    const page = await now.http.get('/api/v1/510001/logistics/Items', { params: { $select: 'ID' }, headers })
    expect((await now.http.get(page.data.d.__next, { headers })).status).toBe(401)
    expect((await now.refresh(first)).status).toBe(200)
  })

  it('writes no token into its record', async () => {
    now = await run()
    const { access_token: access, refresh_token: first } = await now.signIn()
    const record = JSON.stringify(now.exact.record())
    expect(record).not.toContain(access)
    expect(record).not.toContain(first)
    expect(now.exact.calls().token).toBe(1)
  })
})
