/** Webhooks: the empty POST of a subscription, and signed deliveries after each accepted write. @see reference exact-online.md §8 */
import { createHmac } from 'node:crypto'
import { guarded } from './loopback'
import type { Change, Row, Store } from './store'

export interface Delivery {
  readonly store: Store
  readonly secret: string
  readonly url: string
  /** Zone-less moment of the event. */
  readonly moment: string
  readonly duplicates: boolean
  /** That a callback may take to answer. */
  readonly milliseconds: number
  /** How often one is repeated that was not taken. */
  readonly retries: number
  /** Told of each delivery's end. */
  answered(subscription: Row, good: boolean): void
}

export const topics: Readonly<Record<string, { readonly topic: string; readonly resource: string; readonly key: string }>> = {
  'crm/Accounts': own('Accounts', 'crm/Accounts', 'ID'),
  'crm/Contacts': own('Contacts', 'crm/Contacts', 'ID'),
  'logistics/Items': own('Items', 'logistics/Items', 'ID'),
  'purchaseorder/PurchaseOrders': own('PurchaseOrders', 'purchaseorder/PurchaseOrders', 'PurchaseOrderID'),
  'purchaseorder/PurchaseOrderLines': own('PurchaseOrders', 'purchaseorder/PurchaseOrders', 'PurchaseOrderID'),
  'purchaseentry/PurchaseEntries': own('PurchaseEntries', 'purchaseentry/PurchaseEntries', 'EntryID'),
  'purchaseentry/PurchaseEntryLines': own('PurchaseEntries', 'purchaseentry/PurchaseEntries', 'EntryID'),
  'documents/Documents': own('Documents', 'documents/Documents', 'ID'),
  'documents/DocumentAttachments': own('DocumentAttachments', 'documents/DocumentAttachments', 'ID'),
  'financial/GLAccounts': own('GLAccounts', 'financial/GLAccounts', 'ID'),
}

export interface Event {
  readonly division: number
  readonly topic: string
  readonly resource: string
  readonly key: string
  readonly action: 'Create' | 'Update' | 'Delete'
}

/** One event for each record touched; taken before the changes are applied, to tell a new row from an old one. */
export function eventsOf(store: Store, changes: readonly Change[]): readonly Event[] {
  const events = new Map<string, Event>()
  for (const { division, resource, key, set } of changes) {
    const place = topics[resource]
    if (!place) continue
    const before = store.row(division, resource, key)
    const subject = place.resource === resource ? key : String((set ?? before)?.[place.key] ?? before?.[place.key])
    const header = place.resource === resource
    const action = header && set === null ? 'Delete' : header && !before ? 'Create' : 'Update'
    const name = `${division}/${place.topic}/${subject}`
    if (!events.has(name) || action !== 'Update')
      events.set(name, { division, topic: place.topic, resource: place.resource, key: subject, action })
  }
  return [...events.values()]
}

/** Posts the events to every subscriber; what a subscriber answers changes nothing. */
export async function deliver(events: readonly Event[], delivery: Delivery): Promise<void> {
  for (const event of events) {
    const subscriptions = delivery.store
      .rows(event.division, 'webhooks/WebhookSubscriptions')
      .filter(row => row['Topic'] === event.topic)
    for (const subscription of subscriptions) {
      const body = signed(event, subscription, delivery)
      for (let time = 0; time < (delivery.duplicates ? 2 : 1); time += 1)
        delivery.answered(subscription, await taken(String(subscription['CallbackURL']), body, delivery))
    }
  }
}

async function taken(address: string, body: string, { retries, milliseconds }: Delivery): Promise<boolean> {
  for (let time = 0; time <= retries; time += 1) {
    const good = await post(address, body, milliseconds).then(
      ({ ok }) => ok,
      () => false,
    )
    if (good) return true
  }
  return false
}

/** The empty POST. @returns what is wrong, in the words of the service, or undefined */
export async function ping(address: string, milliseconds: number): Promise<string | undefined> {
  try {
    const { status, statusText } = await post(address, undefined, milliseconds)
    return status >= 200 && status < 300 ? undefined : `Post to callback URL endpoint returns ${status} ${statusText}`
  } catch {
    return 'Post to callback URL endpoint returns 500 An error occurred while sending the request.'
  }
}

function signed({ division, topic, resource, key, action }: Event, subscription: Row, { secret, url, moment }: Delivery): string {
  const content = JSON.stringify({
    Topic: topic,
    ClientId: subscription['ClientID'],
    Division: division,
    Action: action,
    Key: key,
    ExactOnlineEndpoint: `${url}/api/v1/${division}/${resource}(guid'${key}')`,
    EventCreatedOn: moment,
  })
  const hash = createHmac('sha256', secret).update(content).digest('hex').toUpperCase()
  return `{"Content":${content},"HashCode":"${hash}"}`
}

async function post(address: string, body: string | undefined, milliseconds: number): Promise<Response> {
  const headers = body === undefined ? {} : { 'Content-Type': 'application/json' }
  return fetch(guarded(address), {
    method: 'POST',
    headers,
    ...(body === undefined ? {} : { body }),
    redirect: 'manual',
    signal: AbortSignal.timeout(milliseconds),
  })
}

function own(topic: string, resource: string, key: string) {
  return { topic, resource, key }
}
