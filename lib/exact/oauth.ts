/** The three OAuth steps of Exact Online and what its answers mean. @see reference exact-online.md §1 */
import { exchange, type Exchange } from './http'

export interface OAuthApp {
  readonly baseUrl: string
  readonly clientId: string
  readonly clientSecret: string
  /** Must equal the one registered with the app. */
  readonly redirectUri: string
}

export interface Tokens {
  readonly accessToken: string
  /** Good for one use. */
  readonly refreshToken: string
  readonly lifetimeSeconds: number
}

export type TokenAnswer =
  | { readonly kind: 'tokens'; readonly tokens: Tokens }
  /** Refused because the last token is younger than 570 s: the token in hand is good. @see reference exact-online.md §1.4 */
  | { readonly kind: 'too-early' }
  | { readonly kind: 'sign-in-needed'; readonly reason: SignInReason }
  /** `not-acted`: no token was used up. `unclear`: a fault was answered. `lost`: no usable answer came, a new token may have been issued. */
  | { readonly kind: 'passing'; readonly outcome: 'not-acted' | 'unclear' | 'lost'; readonly words: string }

export type SignInReason = 'token-used' | 'token-expired' | 'chain-broken' | 'app-refused' | 'token-refused'

/** Where the browser is sent. `state` comes back with the code and ties the two together. */
export function authorizeUrl({ baseUrl, clientId, redirectUri }: OAuthApp, state: string): string {
  const parameters = new URLSearchParams({ client_id: clientId, redirect_uri: redirectUri, response_type: 'code', state })
  return `${baseUrl}/api/oauth2/auth?${parameters.toString()}`
}

/** What the browser brought back, from the whole address (pasted, or seen by a route); each parameter decoded once. */
export function readRedirect(address: string): { readonly code?: string; readonly state?: string; readonly error?: string } {
  const query = new URLSearchParams(address.slice(address.indexOf('?') + 1))
  const [code, state, error] = ['code', 'state', 'error'].map(name => query.get(name) ?? undefined)
  return { ...(code && { code }), ...(state && { state }), ...(error && { error }) }
}

export async function exchangeCode(app: OAuthApp, code: string): Promise<TokenAnswer> {
  return tokenCall(app, { grant_type: 'authorization_code', code, redirect_uri: app.redirectUri })
}

export async function refresh(app: OAuthApp, refreshToken: string): Promise<TokenAnswer> {
  return tokenCall(app, { grant_type: 'refresh_token', refresh_token: refreshToken })
}

async function tokenCall(app: OAuthApp, parameters: Record<string, string>): Promise<TokenAnswer> {
  const form = new URLSearchParams({ ...parameters, client_id: app.clientId, client_secret: app.clientSecret })
  return tokenAnswer(
    await exchange({
      method: 'POST',
      url: `${app.baseUrl}/api/oauth2/token`,
      headers: { 'Content-Type': 'application/x-www-form-urlencoded', Accept: 'application/json' },
      body: form.toString(),
    }),
  )
}

/** @see reference exact-online.md §1.3–1.5 */
export function tokenAnswer(answer: Exchange): TokenAnswer {
  if (!answer.answered) return { kind: 'passing', outcome: answer.arrived === 'no' ? 'not-acted' : 'lost', words: answer.words }
  const { status, text } = answer
  if (status === 200) {
    const tokens = readTokens(text)
    return tokens ? { kind: 'tokens', tokens } : { kind: 'passing', outcome: 'lost', words: 'an answer that cannot be read' }
  }
  if (status === 429 || status === 503) return { kind: 'passing', outcome: 'not-acted', words: `status ${status}` }
  if (status >= 500 || status < 400) return { kind: 'passing', outcome: 'unclear', words: `status ${status}` }
  if (/access_token not expired|TooEarlyToRefreshTokens/i.test(`${text} ${answer.headers['reason'] ?? ''}`))
    return { kind: 'too-early' }
  return { kind: 'sign-in-needed', reason: reasonOf(text) }
}

function reasonOf(text: string): SignInReason {
  if (/old refresh token used/i.test(text)) return 'token-used'
  if (/refresh token expired/i.test(text)) return 'token-expired'
  if (/chainId|invalid_grant/i.test(text)) return 'chain-broken'
  if (/invalid_client/i.test(text)) return 'app-refused'
  return 'token-refused'
}

/** `expires_in` is a text of digits, in older answers a number. */
function readTokens(text: string): Tokens | undefined {
  try {
    const { access_token, refresh_token, expires_in } = JSON.parse(text) as Record<string, unknown>
    const lifetimeSeconds = Number(expires_in)
    if (typeof access_token !== 'string' || typeof refresh_token !== 'string' || !(lifetimeSeconds > 0)) return undefined
    return { accessToken: access_token, refreshToken: refresh_token, lifetimeSeconds }
  } catch {
    return undefined
  }
}
