/** How a write becomes lasting, and what those need that make one. */
import type { Circumstances } from './draft'
import type { Action } from './journal'
import type { OAuth } from './oauth'
import { userOf } from './seed-orders'
import type { Service } from './service'
import type { Change, Row } from './store'
import { deliver, type Event, eventsOf } from './webhooks'

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
  const moment =
    switches.eventMoment === 'wall-clock' ? new Date(clock.wall()).toISOString().replace('Z', '') : clock.now().toISOString()
  const under = deliver(due, {
    store,
    secret: client.webhookSecret,
    url,
    moment,
    duplicates: switches.webhookDuplicates,
    milliseconds: switches.webhookSeconds * 1000,
    retries: switches.webhookRetries,
    answered: (subscription, good) => countFailures(service, subscription, good),
  }).finally(() => deliveries.delete(under))
  deliveries.add(under)
}

/** By switch a subscription goes whose callback fails again and again. */
function countFailures(service: Service, { ID, Division }: Row, good: boolean): void {
  const { failing, switches } = service
  const key = String(ID)
  const times = good ? 0 : (failing.get(key) ?? 0) + 1
  failing.set(key, times)
  if (switches.webhookGivesUpAfter === 0 || times < switches.webhookGivesUpAfter) return
  const [division, resource] = [Number(Division), 'webhooks/WebhookSubscriptions']
  commit(service, division, resource, 'delete', key, null, [{ division, resource, key, set: null }])
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
