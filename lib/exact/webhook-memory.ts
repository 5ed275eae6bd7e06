/**
 * Which deliveries came before. Nothing in the protocol stops somebody who once saw a delivery from sending it again: an event counts
 * within a window of time, and within that window once. @see reference exact-online.md §8.4
 */
import type { Environment } from '../environment'
import type { WebhookEvent } from './webhook-delivery'

export type Recognised = 'new' | 'repeated' | 'out-of-time'

export interface WebhookMemory {
  recognise(event: Pick<WebhookEvent, 'id' | 'createdOn'>): Recognised
}

/** Either way, because the moment is that of a wall clock whose zone nobody tells. */
const WINDOW = 24 * 3_600_000
/** Only what Exact Online signed is remembered, so this is a bound for busy companies, not against strangers. */
const MOST = 50_000

export function webhookMemory(environment: Pick<Environment, 'now'>): WebhookMemory {
  /** When each came, oldest first. */
  const seen = new Map<string, number>()
  return {
    recognise({ id, createdOn }) {
      const now = environment.now().getTime()
      const created = momentOf(createdOn)
      if (created !== undefined && Math.abs(now - created) > WINDOW) return 'out-of-time'
      // An event from the far end of the window stays in it for twice its length.
      for (const [old, at] of seen) {
        if (now - at <= 2 * WINDOW && seen.size <= MOST) break
        seen.delete(old)
      }
      if (seen.has(id)) return 'repeated'
      seen.set(id, now)
      return 'new'
    },
  }
}

/** ISO text, zone-less as if UTC, or the form of the API's dates; undefined for anything else, which then counts once. */
function momentOf(text: string): number | undefined {
  const milliseconds = /^\/Date\((-?\d+)\)\/$/.exec(text)?.[1]
  if (milliseconds !== undefined) return Number(milliseconds)
  const iso = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?$/.exec(text)
  const moment = iso ? Date.parse(iso[3] === undefined ? `${text}Z` : text) : Number.NaN
  return Number.isNaN(moment) ? undefined : moment
}
