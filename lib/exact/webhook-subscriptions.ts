/**
 * Subscriptions of one callback address: looked up before they are made, put right where they differ, taken away when they are no longer
 * wanted. Exact Online keeps one for each company, topic and app. @see reference exact-online.md §7.11, §8.1
 */
import type { Division, Guid } from '../documents/value'
import { EdiError } from '../error'
import type { ExactClient } from './client'

export interface Subscriber {
  readonly client: ExactClient
  /** Of the app: what others have subscribed is left alone. */
  readonly clientId: string
  /** Base address of the callbacks, without the name of the subscriber. */
  readonly base: string
  /** Last part of the callback address; stays the same over deploys. */
  readonly name: string
  /** Whether another subscriber of that name is at work here. */
  isOther(name: string): boolean
}

export interface Subscribed {
  readonly made: number
  readonly changed: number
  readonly removed: number
}

export const CALLBACK_PATH = '/edi-loop/exact-webhook/'

const RESOURCE = 'webhooks/WebhookSubscriptions'

interface Subscription {
  readonly ID: Guid
  readonly Topic: string
  readonly CallbackURL: string
  readonly ClientID: string | null
}

/**
 * After it, the company tells this address of these topics and of no others.
 * @throws EdiError `webhook-taken`, and those of the client: `exact-refused` when Exact Online gets no answer from the address
 */
export async function subscribe(subscriber: Subscriber, division: Division, topics: readonly string[]): Promise<Subscribed> {
  const { client, name, isOther } = subscriber
  const address = callbackAddress(subscriber)
  const standing = await subscriptionsOf(subscriber, division)
  let [made, changed] = [0, 0]
  for (const topic of topics) {
    const found = standing.find(({ Topic }) => Topic === topic)
    if (found?.CallbackURL === address) continue
    const holder = found && nameIn(found.CallbackURL)
    if (found && (holder === undefined || (holder !== name && isOther(holder)))) throw taken(division, topic, holder)
    if (found) {
      await client.update(division, RESOURCE, found.ID, { Topic: topic, CallbackURL: address })
      changed += 1
    } else {
      await client.create(division, RESOURCE, { Topic: topic, CallbackURL: address })
      made += 1
    }
  }
  const stale = standing.filter(({ CallbackURL, Topic }) => nameIn(CallbackURL) === name && !topics.includes(Topic))
  for (const { ID } of stale) await client.remove(division, RESOURCE, ID)
  return { made, changed, removed: stale.length }
}

/** @returns how many were taken away */
export async function unsubscribe(subscriber: Subscriber, division: Division): Promise<number> {
  return (await subscribe(subscriber, division, [])).removed
}

export function callbackAddress({ base, name }: Pick<Subscriber, 'base' | 'name'>): string {
  return `${base.trim().replace(/\/+$/, '')}${CALLBACK_PATH}${encodeURIComponent(name)}`
}

async function subscriptionsOf({ client, clientId }: Subscriber, division: Division): Promise<readonly Subscription[]> {
  const rows = await client.find(division, RESOURCE, { select: ['ID', 'Topic', 'CallbackURL', 'ClientID'] })
  const plain = (id: string) => id.replace(/[{}]/g, '').trim().toLowerCase()
  return (rows as unknown as readonly Subscription[]).filter(
    ({ ClientID }) => ClientID === null || plain(ClientID) === plain(clientId),
  )
}

/** Who of ours an address belongs to; undefined for an address of somebody else. */
function nameIn(address: string): string | undefined {
  const name = URL.canParse(address) ? new URL(address).pathname.split(CALLBACK_PATH)[1] : undefined
  return name ? decodeURIComponent(name) : undefined
}

function taken(division: Division, topic: string, holder: string | undefined): EdiError {
  return new EdiError({
    code: 'webhook-taken',
    what: `${holder === undefined ? 'Another program' : 'Another node'} has subscribed ${topic} of this company with the same app`,
    where: { division, ...(holder !== undefined && { address: `node ${holder}` }) },
    why: 'Exact Online keeps one subscription for each company, topic and app, and taking it over would leave the other without news',
    remedy:
      holder === undefined
        ? 'Give this Node-RED an app of its own, or end the other subscription'
        : 'Let one node subscribe the topic and wire it to both fetches',
  })
}
