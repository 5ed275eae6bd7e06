/** Sign-in and the token endpoint. Tokens are kept as hashes. @see reference exact-online.md §1 */
import { createHash } from 'node:crypto'
import type { Environment } from '../../lib/environment'
import { type Answer, escapeXml, json } from './answer'
import { dayLength, type Clock } from './clock'
import type { Client } from './options'
import type { Switches } from './switches'
import type { Action } from './journal'
import type { Change, Row, Store } from './store'

export interface OAuth {
  readonly client: Client
  readonly store: Store
  readonly clock: Clock
  readonly environment: Environment
  readonly switches: () => Switches
  readonly commit: (entry: { resource: string; action: Action; key: string; body: unknown }, changes: readonly Change[]) => void
}

const accessLife = 600_000
const refreshAfter = 570_000
const refreshLife = 30 * dayLength

/** GET shows a page with a button, or passes through; POST is the button. */
export function authorize(oauth: OAuth, method: string, parameters: URLSearchParams): Answer {
  const { client } = oauth
  const redirect = parameters.get('redirect_uri') ?? ''
  const registered = client.redirectUris?.includes(redirect) ?? mayBeRegistered(redirect, oauth.switches())
  if (parameters.get('client_id') !== client.id || parameters.get('response_type') !== 'code' || !registered) {
    return page(
      400,
      '<h1>Sign-in not possible</h1><p>The client id, the redirect URI or the response type is not the registered one.</p>',
    )
  }
  const pass = oauth.switches().autoApprove && parameters.get('force_login') !== '1'
  if (method === 'GET' && !pass) return page(200, consent(parameters))
  const code = secret(oauth, 90)
  const row: Row = { client: client.id, redirect, issued: oauth.clock.now().getTime(), used: false }
  oauth.commit({ resource: 'oauth2/auth', action: 'authorize', key: '', body: null }, [change('oauth/codes', hash(code), row)])
  const target = new URL(redirect)
  const state = parameters.get('state')
  const query = [`code=${escaped(code)}`, ...(state === null ? [] : [`state=${escaped(state)}`])].join('&')
  return { status: 302, headers: { Location: `${target.href}${target.search ? '&' : '?'}${query}` } }
}

/** POST of the token endpoint. */
export function token(oauth: OAuth, form: URLSearchParams): Answer {
  const { client } = oauth
  if (form.get('client_id') !== client.id || form.get('client_secret') !== client.secret) return refused(400, 'invalid_client')
  if (form.get('grant_type') === 'authorization_code') return exchange(oauth, form)
  if (form.get('grant_type') === 'refresh_token') return refresh(oauth, form.get('refresh_token') ?? '')
  return refused(400, 'unsupported_grant_type')
}

export const gatewayFault: Answer = json(500, {
  fault: {
    faultstring: 'Failed to execute the ExtractVariables: ExtractAccessToken',
    detail: { errorcode: 'steps.extractvariables.ExecutionFailed' },
  },
})

/** Who a bearer token stands for; undefined when it is unknown or older than 600 s. */
export function bearer(oauth: OAuth, header: string | undefined): { readonly client: string; readonly key: string } | undefined {
  const text = /^Bearer (\S+)$/i.exec(header ?? '')?.[1]
  const key = text && hash(text)
  const row = key && oauth.store.row(0, 'oauth/access', key)
  if (!key || !row || oauth.clock.now().getTime() - Number(row['issued']) >= accessLife) return undefined
  if (!row['seen'] && oauth.switches().oldRefreshTokenUntilSuccessorUsed)
    oauth.store.apply([change('oauth/access', key, { seen: true })])
  return { client: String(row['client']), key }
}

/** Makes an access token, and the chain's last issue, so old that the service refuses it and accepts a refresh. */
export function expire(oauth: OAuth, key: string): void {
  const row = oauth.store.row(0, 'oauth/access', key)
  if (!row) return
  const issued = oauth.clock.now().getTime() - accessLife - 1000
  const changes = [change('oauth/access', key, { issued }), change('oauth/chains', String(row['chain']), { issued })]
  oauth.commit({ resource: 'oauth2/token', action: 'advance', key: '', body: null }, changes)
}

function exchange(oauth: OAuth, form: URLSearchParams): Answer {
  const key = hash(form.get('code') ?? '')
  const row = oauth.store.row(0, 'oauth/codes', key)
  const now = oauth.clock.now().getTime()
  if (row?.['used']) return { status: 400, headers: { 'Content-Type': 'text/plain' }, body: 'Bad Request' }
  if (!row || row['redirect'] !== form.get('redirect_uri') || now - Number(row['issued']) > oauth.switches().codeSeconds * 1000)
    return refused(400, 'invalid_request')
  const chain = oauth.environment.uuid()
  const before = oauth.store.row(0, 'oauth/current', oauth.client.id)
  return issue(oauth, chain, 'authorization_code', [
    change('oauth/codes', key, { used: true }),
    change('oauth/current', oauth.client.id, { chain }),
    ...(before ? [change('oauth/chains', String(before['chain']), { broken: true })] : []),
  ])
}

function refresh(oauth: OAuth, text: string): Answer {
  const key = hash(text)
  const row = oauth.store.row(0, 'oauth/refresh', key)
  const now = oauth.clock.now()
  if (!row) return refused(400, 'invalid_request')
  const chain = oauth.store.row(0, 'oauth/chains', String(row['chain']))
  if (chain?.['broken']) {
    const description = 'Token is not allowed, because of invalid or empty chainId'
    return refused(400, 'invalid_grant', description, { Reason: `Unknown: ${description}` })
  }
  if (row['used'] && !mayRepeat(oauth, row)) return refused(401, 'unauthorized_client', 'Old refresh token used.')
  const expired = Number(row['issued']) + refreshLife
  if (now.getTime() > expired) {
    return refused(
      400,
      'invalid_request',
      `The refresh token expired at ${american(new Date(expired))} and it is now ${american(now)}.`,
    )
  }
  if (!row['used'] && now.getTime() - Number(chain?.['issued']) < refreshAfter) return tooEarly(oauth, row, key)
  const lost = row['used'] ? [change('oauth/refresh', String(row['successor']), { used: true, successor: null })] : []
  return issue(oauth, String(row['chain']), 'refresh_token', lost, key)
}

/** @see reference exact-online.md §1.4 */
function tooEarly(oauth: OAuth, row: Row, key: string): Answer {
  const description = 'Rate limit exceeded: access_token not expired'
  const headers = { Reason: `TooEarlyToRefreshTokens: ${description}` }
  const { earlyRefresh } = oauth.switches()
  const body = { error: 'access_denied', error_description: description }
  if (earlyRefresh === 'keeps-token') return json(400, body, headers)
  const spent = change('oauth/refresh', key, { used: true, successor: null })
  const entry = { resource: 'oauth2/token', action: 'token', key: '', body: { refused: earlyRefresh } } as const
  if (earlyRefresh === 'consumes-token') {
    oauth.commit(entry, [spent])
    return json(400, body, headers)
  }
  const next = secret(oauth, 300)
  const successor: Row = { client: oauth.client.id, chain: row['chain'] ?? null, issued: row['issued'] ?? null, used: false }
  oauth.commit(entry, [spent, change('oauth/refresh', hash(next), successor)])
  return json(400, { ...body, refresh_token: next }, headers)
}

function mayBeRegistered(redirect: string, { redirectUris }: Switches): boolean {
  if (!URL.canParse(redirect)) return false
  const { protocol, hostname } = new URL(redirect)
  if (redirectUris === 'any' || protocol === 'https:') return true
  return redirectUris === 'https-or-loopback' && /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname)
}

/** By switch: a used token may be repeated until what it was exchanged for was used. */
function mayRepeat(oauth: OAuth, row: Row): boolean {
  if (!oauth.switches().oldRefreshTokenUntilSuccessorUsed || !row['successor']) return false
  const successor = oauth.store.row(0, 'oauth/refresh', String(row['successor']))
  const access = oauth.store.row(0, 'oauth/access', String(row['successorAccess']))
  return !successor?.['used'] && !access?.['seen']
}

function issue(oauth: OAuth, chain: string, grant: string, changes: readonly Change[], old?: string): Answer {
  const [access, next] = [secret(oauth, 600), secret(oauth, 300)]
  const issued = oauth.clock.now().getTime()
  const common: Row = { client: oauth.client.id, chain, issued }
  oauth.commit({ resource: 'oauth2/token', action: 'token', key: hash(access).slice(0, 12), body: { grant_type: grant } }, [
    ...changes,
    change('oauth/chains', chain, { issued, broken: false }),
    change('oauth/access', hash(access), common),
    change('oauth/refresh', hash(next), { ...common, used: false }),
    ...(old ? [change('oauth/refresh', old, { used: true, successor: hash(next), successorAccess: hash(access) })] : []),
  ])
  return json(200, { access_token: access, token_type: 'bearer', expires_in: '600', refresh_token: next })
}

function refused(status: number, error: string, description?: string, headers: Record<string, string> = {}): Answer {
  return json(status, { error, ...(description === undefined ? {} : { error_description: description }) }, headers)
}

function consent(parameters: URLSearchParams): string {
  const hidden = [...parameters]
    .map(([name, value]) => `<input type="hidden" name="${escapeXml(name)}" value="${escapeXml(value)}">`)
    .join('')
  return `<h1>Offline Exact Online</h1><p>An application asks for access to the companies of the sandbox.</p><form method="post" action="/api/oauth2/auth">${hidden}<button id="allow" type="submit">Allow</button></form>`
}

function page(status: number, body: string): Answer {
  const text = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Offline Exact Online</title></head><body>${body}</body></html>`
  return { status, headers: { 'Content-Type': 'text/html;charset=utf-8' }, body: text }
}

/** The shape of codes and tokens: nothing should read it. */
function secret(oauth: OAuth, length: number): string {
  const text = oauth.environment.bytes(length).toString('base64url')
  return `stampNL001.${text.slice(0, 4)}!${text.slice(4)}`
}

/** The redirect carries `!` as `%21`. */
function escaped(text: string): string {
  return encodeURIComponent(text).replaceAll('!', '%21')
}

function american(moment: Date): string {
  const [hours, pad] = [moment.getUTCHours(), (part: number) => String(part).padStart(2, '0')]
  const time = `${hours % 12 || 12}:${pad(moment.getUTCMinutes())}:${pad(moment.getUTCSeconds())} ${hours < 12 ? 'AM' : 'PM'}`
  return `${moment.getUTCMonth() + 1}/${moment.getUTCDate()}/${moment.getUTCFullYear()} ${time}`
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

function change(resource: string, key: string, set: Row): Change {
  return { division: 0, resource, key, set }
}
