/** One request of the API, from the checks at the gate to the answer. */
import type { Environment } from '../../lib/environment'
import type { World } from '../world'
import { targetOf } from './address'
import { type Answer, errorAnswer, Refusal } from './answer'
import type { Clock } from './clock'
import type { Circumstances, Draft } from './draft'
import type { Fault, FaultKind } from './faults'
import { objectOf } from './input'
import type { Action, Journal } from './journal'
import type { Limits } from './limits'
import { currentDivision, meOf } from './me'
import { authorize, bearer, expire, gatewayFault, type OAuth, token } from './oauth'
import type { Client, Switches } from './options'
import { list, type Reading, read, type Target } from './read'
import { invalid } from './rules/texts'
import { userOf } from './seed-orders'
import { known } from './schema'
import type { Change, Store } from './store'
import { deliver, type Event, eventsOf, ping } from './webhooks'
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
}

export interface Request {
  readonly method: string
  readonly url: URL
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: string
  readonly faults: readonly Fault[]
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
    const answer = gate.refusal ?? (await act(service, request, gate.target, xml))
    return { ...place, answer: { ...answer, headers: { ...gate.headers, ...answer.headers } } }
  } catch (thrown) {
    if (!(thrown instanceof Refusal)) throw thrown
    const { client, division } = place
    const headers = division === 0 ? {} : service.limits.headers(client, division, service.clock.now().getTime())
    return { ...place, answer: errorAnswer(thrown.status, thrown.message, xml, { ...headers, ...thrown.headers }) }
  }
}

/** Puts a write into the record, then into the store, then tells the subscribers. */
export function commit(
  service: Service,
  division: number,
  resource: string,
  action: Action,
  key: string,
  body: unknown,
  changes: readonly Change[],
): void {
  const { store, journal, clock } = service
  const events = eventsOf(store, changes)
  journal.append({ at: clock.now().toISOString(), division, resource, action, key, body }, changes)
  store.apply(changes)
  if (events.length > 0) tell(service, events)
}

function tell(service: Service, events: readonly Event[]): void {
  const { store, clock, client, switches, url, deliveries } = service
  const hold = switches.webhookDisorder && service.held.length === 0
  const due = hold ? [] : [...events, ...service.held]
  service.held = hold ? events : []
  const moment = new Date(clock.wall()).toISOString().replace('Z', '')
  const under = deliver(due, {
    store,
    secret: client.webhookSecret,
    url,
    moment,
    duplicates: switches.webhookDuplicates,
  }).finally(() => deliveries.delete(under))
  deliveries.add(under)
}

export function oauthOf(service: Service): OAuth {
  return {
    ...service,
    switches: () => service.switches,
    commit: ({ resource, action, key, body }, changes) => commit(service, 0, resource, action, key, body, changes),
  }
}

/** What a draft needs to know; `client` is the one that asks. */
export function circumstancesOf(service: Service, division: number): Circumstances {
  const { store, switches, world, client, url, clock, environment } = service
  return {
    store,
    switches,
    division,
    divisions: world.companies.map(company => company.division),
    user: userOf(world),
    client: client.id,
    url,
    wall: clock.wall(),
    today: clock.today(),
    uuid: () => environment.uuid(),
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
  const blocked = service.limits.blocked(service.client.id, 0, 'oauth2/token', service.clock.now().getTime())
  return blocked ? { status: service.switches.blockedStatus } : token(oauthOf(service), new URLSearchParams(body))
}

interface Gate {
  readonly target: Target
  readonly headers: Record<string, string>
  readonly refusal?: Answer
}

/** Token, company, limits, scope: in this order. */
function enter(
  service: Service,
  { url, headers, faults }: Request,
  at: (place: Pick<Reply, 'client' | 'division' | 'endpoint'>) => void,
): Gate {
  const { limits, clock, switches, world } = service
  const target = targetOf(url.pathname, currentDivision(world, switches))
  const endpoint = target.entity.path
  const oauth = oauthOf(service)
  const fresh = bearer(oauth, headers['authorization'])
  if (fresh && struck(faults, 'expire-token')) expire(oauth, fresh.key)
  const caller = bearer(oauth, headers['authorization'])
  const now = clock.now().getTime()
  at({ client: caller?.client ?? service.client.id, division: target.division, endpoint })
  if (!caller) return { target, headers: {}, refusal: notSignedIn(switches) }
  if (!world.companies.some(({ division }) => division === target.division))
    throw new Refusal(403, ['Forbidden'], { Reason: 'NoDivisionAccess' })
  if (limits.blocked(caller.client, target.division, endpoint, now))
    return { target, headers: {}, refusal: { status: switches.blockedStatus } }
  const admission = struck(faults, 'too-many') ? 'minute' : limits.admit(caller.client, target.division, now)
  if (admission !== 'admitted')
    return { target, headers: limits.headers(caller.client, target.division, now, admission), refusal: { status: 429 } }
  const reason = switches.forbidden[endpoint]
  if (reason !== undefined) throw new Refusal(403, [`Forbidden - ${reason}`], { Reason: reason })
  return { target, headers: limits.headers(caller.client, target.division, now) }
}

/** The body of a 401 is not known: none is sent. @see reference exact-online.md §1.7 */
function notSignedIn({ tokenNotAccepted }: Switches): Answer {
  if (tokenNotAccepted === 'status-401') return { status: 401 }
  const location = '/docs/Login.aspx'
  return {
    status: 302,
    headers: { Location: location, 'Content-Type': 'text/html' },
    body: `<html><body><h2>Object moved to <a href="${location}">here</a>.</h2></body></html>`,
  }
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
  await pingFirst(draft, entity.path, action)
  commit(service, division, entity.path, action, key, request.body === '' ? null : objectOf(request.body), draft.changes)
  return answer
}

/** A subscription is refused when its callback does not answer the empty POST. @throws Refusal 500 */
async function pingFirst(draft: Draft, path: string, action: string): Promise<void> {
  if (path !== 'webhooks/WebhookSubscriptions' || action === 'delete') return
  const address = draft.changes.at(-1)?.set?.['CallbackURL']
  const wrong = typeof address === 'string' ? await ping(address) : undefined
  if (wrong) throw new Refusal(500, [invalid(draft, wrong)])
}

export function struck(faults: readonly Fault[], kind: FaultKind): boolean {
  return faults.some(fault => fault.kind === kind)
}
