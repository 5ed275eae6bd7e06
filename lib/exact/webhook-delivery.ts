/**
 * A delivery of a webhook: whether Exact Online signed it, and what it tells of. It is a hint where to look and nothing more: the record
 * is fetched. @see reference exact-online.md §8.3, §8.4
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Division } from '../documents/value'

export interface WebhookEvent {
  readonly topic: string
  readonly division: Division
  /** Of the record. */
  readonly key: string
  /** `Create`, `Update` or `Delete`. */
  readonly action: string
  /** As it came; its form and zone are not documented. */
  readonly createdOn: string
  /** The signature: the same for the same event, another for every other. */
  readonly id: string
}

const OPENING = Buffer.from('{"Content":')
const MIDDLE = Buffer.from(',"HashCode":"')

/**
 * The event of a delivery whose signature is right; undefined for anything else, without a word why.
 * @param raw the body as it came: the signature is over its bytes, not over what they mean
 * @param secret of the app in the App Center; with an empty one nothing is right
 */
export function signedEvent(raw: Buffer, secret: string): WebhookEvent | undefined {
  const middle = raw.lastIndexOf(MIDDLE)
  if (secret === '' || middle < OPENING.length || !raw.subarray(0, OPENING.length).equals(OPENING)) return undefined
  const hash = /^([0-9A-F]{64})"\}\s*$/.exec(raw.toString('latin1', middle + MIDDLE.length))?.[1]
  if (hash === undefined) return undefined
  const content = raw.subarray(OPENING.length, middle)
  const right = createHmac('sha256', secret).update(content).digest()
  return timingSafeEqual(right, Buffer.from(hash, 'hex')) ? eventOf(content.toString('utf8'), hash) : undefined
}

function eventOf(content: string, id: string): WebhookEvent | undefined {
  let told: unknown
  try {
    told = JSON.parse(content)
  } catch {
    return undefined
  }
  const { Topic, Division, Key, Action, EventCreatedOn } = (told ?? {}) as Record<string, unknown>
  if (typeof Topic !== 'string' || typeof Key !== 'string' || !Number.isInteger(Division)) return undefined
  const text = (value: unknown) => (typeof value === 'string' ? value : '')
  return {
    topic: Topic,
    division: Division as number,
    key: Key,
    action: text(Action),
    createdOn: text(EventCreatedOn),
    id,
  }
}
