/** One request of the API, from the checks at the gate to the answer. */
import type { Environment } from '../../lib/environment'
import type { World } from '../world'
import { type Answer, errorAnswer, Refusal } from './answer'
import type { Clock } from './clock'
import { circumstancesOf, commit, oauthOf } from './commit'
import type { Draft } from './draft'
import { type Fault, struck } from './faults'
import { enter } from './gate'
import { objectOf } from './input'
import type { Journal } from './journal'
import type { Limits } from './limits'
import { meOf } from './me'
import { authorize, gatewayFault, token } from './oauth'
import type { Client } from './options'
import { list, type Reading, read, type Target } from './read'
import { invalid } from './rules/texts'
import { known } from './schema'
import type { Store } from './store'
import type { Switches } from './switches'
import { type Event, ping } from './webhooks'
import { write } from './write'

export interface Service {
  readonly world: World
  readonly environment: Environment
  readonly client: Client
  readonly store: Store
  readonly clock: Clock
  readonly journal: Journal
  readonly limits: Limits
  readonly switches: Switches
  /** Base address, `http://127.0.0.1:port`. */
  readonly url: string
  /** Webhook deliveries under way. */
  readonly deliveries: Set<Promise<void>>
  /** Events that wait for later ones, by switch. */
  held: readonly Event[]
  /** Deliveries in a row that a subscription's callback did not take, by its key. */
  readonly failing: Map<string, number>
}

export interface Request {
  readonly method: string
  readonly url: URL
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: string
  readonly faults: readonly Fault[]
  /** More calls of this company are under way than it takes at a time. */
  readonly crowded: boolean
}

/** What the call log says about a request beside its status. */
export interface Reply {
  readonly answer: Answer
  readonly client: string
  readonly division: number
  readonly endpoint: string
}

const anonymous = 'unknown'

export async function serve(service: Service, request: Request): Promise<Reply> {
  const { pathname } = request.url
  if (pathname === '/api/oauth2/auth') return plainReply('oauth2/auth', signIn(service, request), service)
  if (pathname === '/api/oauth2/token') return plainReply('oauth2/token', tokenCall(service, request), service)
  const xml = !(request.headers['accept'] ?? '').includes('json')
  let place: Pick<Reply, 'client' | 'division' | 'endpoint'> = { client: anonymous, division: 0, endpoint: pathname }
  try {
    const gate = enter(service, request, at => {
      place = at
    })
    const answer = gate.refusal ?? (await answered(service, request, gate.target, xml))
    return { ...place, answer: { ...answer, headers: { ...gate.headers, ...answer.headers } } }
  } catch (thrown) {
    if (!(thrown instanceof Refusal)) throw thrown
    const { client, division } = place
    const headers = division === 0 ? {} : service.limits.headers(client, division, service.clock.now().getTime())
    return { ...place, answer: errorAnswer(thrown.status, thrown.message, xml, { ...headers, ...thrown.headers }) }
  }
}

function plainReply(endpoint: string, answer: Answer, { client }: Service): Reply {
  return { answer, client: client.id, division: 0, endpoint }
}

function signIn(service: Service, { method, url, body }: Request): Answer {
  return authorize(oauthOf(service), method, method === 'POST' ? new URLSearchParams(body) : url.searchParams)
}

function tokenCall(service: Service, { method, body, faults }: Request): Answer {
  if (method !== 'POST') return { status: 405 }
  if (struck(faults, 'gateway')) return gatewayFault
  const { limits, client, clock, switches } = service
  const now = clock.now().getTime()
  if (limits.blocked(client.id, 0, 'oauth2/token', now)) return { status: switches.blockedStatus }
  if (switches.tokenCallsPerDay > 0 && limits.tokenCallsOn(now) >= switches.tokenCallsPerDay) return { status: 429 }
  return token(oauthOf(service), new URLSearchParams(body))
}

async function answered(service: Service, request: Request, target: Target, xml: boolean): Promise<Answer> {
  return xml && service.switches.withoutJson === 'status-406' ? { status: 406 } : act(service, request, target, xml)
}

async function act(service: Service, request: Request, target: Target, xml: boolean): Promise<Answer> {
  const { store, clock, switches, url, world } = service
  const { entity, division } = target
  const root = `${url}/api/v1/${division}`
  if (request.method === 'GET') {
    const reading: Reading = { store, clock, switches, root, xml }
    if (entity.path === 'current/Me')
      return list([meOf(world, clock, switches, url)], known('current/Me'), {}, { ...reading, root: `${url}/api/v1` })
    return read(target, request.url.searchParams, reading)
  }
  const circumstances = circumstancesOf(service, division)
  const representation = (request.headers['prefer'] ?? '').includes('return=representation')
  const { draft, action, key, answer } = write(request.method, target, request.body, representation, root, circumstances)
  await pingFirst(draft, entity.path, action, switches.webhookSeconds * 1000)
  commit(service, division, entity.path, action, key, request.body === '' ? null : objectOf(request.body), draft.changes)
  return answer
}

/** A subscription is refused when its callback does not answer the empty POST. @throws Refusal 500 */
async function pingFirst(draft: Draft, path: string, action: string, milliseconds: number): Promise<void> {
  if (path !== 'webhooks/WebhookSubscriptions' || action === 'delete') return
  const address = draft.changes.at(-1)?.set?.['CallbackURL']
  const wrong = typeof address === 'string' ? await ping(address, milliseconds) : undefined
  if (wrong) throw new Refusal(500, [invalid(draft, wrong)])
}
