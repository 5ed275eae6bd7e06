/**
 * Which deliveries came before. Nothing in the protocol stops somebody who once saw a delivery from sending it again, also after a
 * restart: an event counts within a window of time, and within that window once, for all processes that share the store.
 * @see reference exact-online.md §8.4
 */
import type { Environment } from '../environment'
import type { StateStore } from '../ledger/state-store'
import type { WebhookEvent } from './webhook-delivery'

export type Recognised = 'new' | 'repeated' | 'out-of-time'

export interface WebhookMemory {
  /** `new` once it is stored that it came. Those that come while the store is busy are stored together. */
  recognise(event: Pick<WebhookEvent, 'id' | 'createdOn'>): Promise<Recognised>
}

/** What came within one hour; the row of an hour takes the place of the one of so many hours before. */
interface Hour {
  readonly hour: number
  readonly ids: readonly string[]
}

interface Asked {
  readonly id: string
  answer(recognised: Recognised): void
  fail(reason: unknown): void
}

const HOUR = 3_600_000
/** Hours either way, because the moment is that of a wall clock whose zone nobody tells. */
const WINDOW = 24
/** An event from the far end of the window stays in it for twice its length. */
const KEPT = 2 * WINDOW + 1
const ROWS = 64
/** Only what Exact Online signed is remembered, so this is a bound for busy companies, not against strangers. */
const MOST_IN_AN_HOUR = 5_000
/** Digits of the signature that tell two events apart. */
const DIGITS = 32

/** @param name of the subscriber; stays the same over deploys and restarts */
export function webhookMemory(store: StateStore, name: string, environment: Pick<Environment, 'now'>): WebhookMemory {
  const hours = new Map<number, ReadonlySet<string>>()
  /** The last hour that was looked up in the store. */
  let lookedUp = Number.NEGATIVE_INFINITY
  let asked: Asked[] = []
  let storing = false
  const thisHour = () => Math.floor(environment.now().getTime() / HOUR)
  const nameOf = (hour: number) => `exact-webhook:${name}:${hour % ROWS}`

  async function storeAll(): Promise<void> {
    storing = true
    while (asked.length > 0) {
      const together = asked
      asked = []
      try {
        const answers = await store.exclusively(`exact-webhook:${name}`, () => recogniseAll(together.map(({ id }) => id)))
        for (const [n, { answer }] of together.entries()) answer(answers[n] ?? 'repeated')
      } catch (thrown) {
        for (const { fail } of together) fail(thrown)
      }
    }
    storing = false
  }

  async function recogniseAll(ids: readonly string[]): Promise<Recognised[]> {
    const now = thisHour()
    await lookUp(now)
    const came = new Set(hours.get(now))
    const answers = ids.map((id): Recognised => {
      if (came.has(id) || [...hours.values()].some(others => others.has(id))) return 'repeated'
      came.add(id)
      return 'new'
    })
    if (!answers.includes('new')) return answers
    const kept: Hour = { hour: now, ids: [...came].slice(-MOST_IN_AN_HOUR) }
    await store.write(nameOf(now), JSON.stringify(kept))
    hours.set(now, new Set(kept.ids))
    return answers
  }

  /** What other processes may have stored since, and before this one began. */
  async function lookUp(now: number): Promise<void> {
    for (const hour of hours.keys()) if (Math.abs(now - hour) >= KEPT) hours.delete(hour)
    for (let hour = Math.max(now - KEPT + 1, Math.min(lookedUp, now)); hour <= now; hour += 1) {
      const text = await store.read(nameOf(hour))
      const row = text === undefined ? undefined : (JSON.parse(text) as Hour)
      if (row?.hour === hour) hours.set(hour, new Set(row.ids))
    }
    lookedUp = now
  }

  return {
    recognise({ id, createdOn }) {
      const created = momentOf(createdOn)
      if (created !== undefined && Math.abs(environment.now().getTime() - created) > WINDOW * HOUR)
        return Promise.resolve('out-of-time')
      return new Promise((answer, fail) => {
        asked.push({ id: id.slice(0, DIGITS), answer, fail })
        if (!storing) void storeAll()
      })
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
