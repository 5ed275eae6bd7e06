/**
 * The call budget: who may call when. Calls of one app in one division stand in one line and go one at a time; limits are what Exact
 * Online's own headers said last. Nothing is sent that is known to be refused. @see reference exact-online.md §5
 *
 * Counters outlive a kill without a write for each call: ten calls at a time are written off in the store before the first of them is
 * sent, so that a process that dies has never made more calls than the store knows of. Processes that share a store share the count.
 */
import type { Division } from '../documents/value'
import type { Environment } from '../environment'
import type { StateStore } from '../ledger/state-store'
import { audience, type Audience, unlessAborted } from './audience'
import { endpointResting, dayIsSpent } from './budget-words'
import type { Exchange } from './http'
import {
  credible,
  current,
  goesOnAt,
  isAnother,
  isOver,
  lessBoth,
  lowest,
  merged,
  nothingKnown,
  openProbes,
  plausible,
  probed,
  recent,
  refusedBy,
  restingUntil,
  type Row,
} from './budget-row'
import { readLimits, type Limits } from './rate-limit-headers'

export interface CallPlace {
  readonly clientId: string
  readonly division: Division | 'current'
  /** Path after the division without a key, such as `crm/Accounts`: errors are counted for each. */
  readonly endpoint: string
}

export interface Watch {
  /** The moment when a waiting call goes on, also one that waits in line behind another; undefined when it did. For the status of a node. */
  readonly onWaiting?: ((until: Date | undefined) => void) | undefined
  readonly signal?: AbortSignal | undefined
}

export interface CallBudget {
  /**
   * Makes the call when its turn has come and the minute has room; a 429 is waited out and the call repeated.
   * @throws ExactPause `exact-limit-reached` when the day is spent, `exact-endpoint-resting` after too many refused calls
   */
  call(place: CallPlace, send: () => Promise<Exchange>, watch: Watch): Promise<Exchange>
  usage(place: Omit<CallPlace, 'endpoint'>): Promise<Limits>
}

/** One app in one division, in this process. */
interface Line {
  readonly name: string
  /** Everybody who stands in it. */
  readonly standing: Audience
  turn: Promise<unknown>
  /** As far as known: the stored row, corrected by what was seen since. `left` counts calls that nobody has written off yet. */
  row: Row
  /** Calls written off in the store and not made yet. */
  inHand: number
  probing: boolean
  writtenAt: number
}

const writtenOffAtOnce = 10
const writeAtMostEvery = 5_000

export function callBudget(store: StateStore, environment: Environment): CallBudget {
  const lines = new Map<string, Line>()
  const now = () => environment.now().getTime()

  async function lineOf({ clientId, division }: Omit<CallPlace, 'endpoint'>): Promise<Line> {
    const name = `exact-budget:${clientId}:${division}`
    const known = lines.get(name)
    if (known) return known
    const row = await stored(name)
    const fresh = { name, standing: audience(), turn: Promise.resolve(), row, inHand: 0, probing: false, writtenAt: 0 }
    const line = lines.get(name) ?? fresh
    lines.set(name, line)
    return line
  }

  async function stored(name: string): Promise<Row> {
    const text = await store.read(name)
    return text ? credible(JSON.parse(text) as Row, now()) : nothingKnown
  }

  async function inTurn(
    line: Line,
    { endpoint, division }: CallPlace,
    send: () => Promise<Exchange>,
    signal: AbortSignal | undefined,
  ): Promise<Exchange> {
    for (let refusals = 0; ; ) {
      signal?.throwIfAborted()
      line.row = credible(line.row, now())
      const resting = restingUntil(line.row, endpoint, now())
      if (resting) throw endpointResting(endpoint, division, new Date(resting))
      await untilThereIsRoom(line, division, signal)
      const exchange = await send()
      line.inHand = Math.max(0, line.inHand - 1)
      // A store that fails shows at the next call, before anything is sent; the answer in hand must not be lost for it.
      await learn(line, endpoint, exchange).catch(() => undefined)
      if (!exchange.answered || exchange.status !== 429 || ++refusals === 5) return exchange
    }
  }

  async function untilThereIsRoom(line: Line, division: CallPlace['division'], signal: AbortSignal | undefined): Promise<void> {
    let waited = false
    try {
      while (line.inHand === 0 || isOver(line.row.minute, now()) || isOver(line.row.day, now())) {
        const until = await writeOff(line, division)
        if (until === undefined) break
        waited = true
        line.standing.tell(new Date(until))
        await environment.sleep(Math.max(0, until - now()), signal)
      }
    } finally {
      if (waited) line.standing.tell(undefined)
    }
  }

  /** Takes calls in hand, or says until when there are none. */
  async function writeOff(line: Line, division: CallPlace['division']): Promise<number | undefined> {
    return store.exclusively(line.name, async () => {
      line.row = merged(await stored(line.name), line.row)
      const known = current(line.row, now())
      const { minute, day } = known
      if (day && day.left <= 0) throw dayIsSpent(division, new Date(goesOnAt(day)))
      if (minute && minute.left <= 0) return goesOnAt(minute)
      // Nothing is known of this minute: one call, and its answer tells.
      const count = minute ? Math.min(writtenOffAtOnce, minute.left, day?.left ?? writtenOffAtOnce) : 1
      const probes = minute || line.probing ? line.row.probes : { count: openProbes(line.row, now()) + 1, at: now() }
      line.probing ||= !minute
      line.inHand = count
      line.row = { ...line.row, ...lessBoth(known, count), probes }
      await write(line)
      return undefined
    })
  }

  async function learn(line: Line, endpoint: string, exchange: Exchange): Promise<void> {
    if (!exchange.answered) return
    const at = now()
    const counts = [400, 401, 403, 404].includes(exchange.status)
    const seen = plausible(readLimits(exchange.headers), at)
    const crossed = !line.probing && isAnother(line.row.minute, seen.minute)
    if (crossed) line.inHand = 0
    if (exchange.status !== 429) {
      line.row = { ...line.row, ...lowest(line.row, lessBoth(seen, line.inHand)) }
      line.inHand = Math.min(line.inHand, seen.minute?.left ?? line.inHand, seen.day?.left ?? line.inHand)
    }
    if (!counts && exchange.status !== 429 && !line.probing && !crossed && at - line.writtenAt < writeAtMostEvery) return
    await store.exclusively(line.name, async () => {
      let row = merged(await stored(line.name), line.row)
      if (line.probing || crossed) row = probed(row, line.probing ? 1 : 0, at)
      if (counts) row = { ...row, errors: { ...row.errors, [endpoint]: [...recent(row.errors[endpoint], at), at] } }
      if (exchange.status === 429) {
        row = refusedBy(row, endpoint, seen, at)
        line.inHand = 0
      }
      line.row = row
      line.probing = false
      await write(line)
    })
  }

  async function write(line: Line): Promise<void> {
    line.writtenAt = now()
    await store.write(line.name, JSON.stringify(line.row))
  }

  return {
    async call(place, send, { onWaiting, signal }) {
      const line = await lineOf(place)
      return line.standing.during(onWaiting, () => {
        // Whoever closes leaves the line, and does not let those behind overtake those before.
        const ahead = line.turn
        const turn = unlessAborted(ahead, signal).then(() => inTurn(line, place, send, signal))
        line.turn = Promise.allSettled([ahead, turn]).then(() => undefined)
        return turn
      })
    },
    async usage(place) {
      const line = await lineOf(place)
      return lessBoth(current(line.row, now()), -line.inHand)
    },
  }
}
