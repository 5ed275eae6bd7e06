/** What is done to one run, from its seed alone: how each of its starts is disturbed before the last one may end in peace. */
import { manners } from '../../../sandbox/broken-connection'
import { type Chance, chance } from '../../../sandbox/chance'
import type { Fault } from '../../../sandbox/exact/faults'
import type { Cut } from '../../../sandbox/mailbox/switches'
import type { Jump } from './worker'

export interface Plan {
  readonly seed: number
  /** Whether a refresh token whose answer was lost may be used again: one of the two must be true of the real service. */
  readonly oldTokenStaysGood: boolean
  readonly starts: readonly Start[]
}

export interface Start {
  readonly kill: Kill
  /** Milliseconds that the process's clock is off, from its start on. */
  readonly clock: number
  /** In the middle of the work, so many milliseconds after the start. */
  readonly jump?: { readonly milliseconds: number; readonly to: Jump }
  /** Milliseconds after the start at which the disk is full for a while. */
  readonly diskFull?: number
  /** Milliseconds after the start at which a second process opens the same ledger. */
  readonly second?: number
  readonly faults: readonly Fault[]
  readonly cut?: Cut
  /** Seconds that pass for everybody before this start. */
  readonly later: number
}

export type Kill =
  /** At the so-many-th passing of a named point. */
  | { readonly point: string; readonly passing: number }
  /** So many milliseconds after the work began. */
  | { readonly milliseconds: number }

const MINUTE = 60_000
const HOUR = 60 * MINUTE

/** @param passings how often an undisturbed run passes each named point, as kept: another count would make another plan of the same seed */
export function planOf(seed: number, passings: Readonly<Record<string, number>>): Plan {
  const draw = chance(seed, 'crash', 0)
  const points = Object.keys(passings).sort()
  const startAt = (index: number) => startOf(chance(seed, 'start', index), points, passing)
  /** Each start leaves less to do for the next; a passing that never comes would kill nobody. */
  const passing = (draw: Chance, point: string, share: number) =>
    draw.whole(1, Math.max(1, Math.floor((passings[point] ?? 1) * share)))
  // Named points take turns over the seeds, so that a thousand runs pass each of them many times.
  const point = points[seed % points.length] ?? ''
  const first: Start = { ...startAt(0), kill: { point, passing: passing(draw, point, 0.7) } }
  const more = Array.from({ length: draw.whole(0, 2) }, (_, index) => startAt(index + 1))
  return { seed, oldTokenStaysGood: draw.whole(0, 1) === 1, starts: [first, ...more] }
}

function startOf(
  draw: Chance,
  points: readonly string[],
  passing: (draw: Chance, point: string, share: number) => number,
): Start {
  const point = draw.one(points)
  const named = draw.whole(1, 3) > 1
  return {
    kill: named ? { point, passing: passing(draw, point, 0.15) } : { milliseconds: draw.whole(0, 2_500) },
    clock: sometimes(draw, 4) ? draw.one([-HOUR, -5 * MINUTE, 5 * MINUTE, 2 * HOUR, 26 * HOUR]) : 0,
    ...(sometimes(draw, 6) ? { jump: { milliseconds: draw.whole(0, 1_500), to: draw.one(['forward', 'back'] as const) } } : {}),
    ...(sometimes(draw, 6) ? { diskFull: draw.whole(0, 1_500) } : {}),
    ...(sometimes(draw, 8) ? { second: draw.whole(0, 1_000) } : {}),
    faults: sometimes(draw, 2) ? [faultOf(draw)] : [],
    ...(sometimes(draw, 2) ? { cut: cutOf(draw) } : {}),
    later: sometimes(draw, 3) ? draw.one([580, 1_300, 90_000]) : 0,
  }
}

function faultOf(draw: Chance): Fault {
  const kind = draw.one([
    'lose-answer',
    'error-after-write',
    'error',
    'maintenance',
    'too-many',
    'expire-token',
    'cut-request',
    'cut-answer',
  ] as const)
  return {
    kind,
    times: draw.whole(1, 2),
    after: draw.whole(0, 20),
    ...(kind === 'error-after-write' ? { method: 'POST' } : {}),
    ...(kind.startsWith('cut-') ? { manner: draw.one(manners) } : {}),
    ...(kind === 'cut-answer' ? { bytes: draw.whole(0, 2_000) } : {}),
  }
}

function cutOf(draw: Chance): Cut {
  const operation = draw.one(['open', 'data', 'close', 'rename', 'remove', 'stat', 'list'] as const)
  return {
    operation,
    moment: draw.one(['before', 'after'] as const),
    manner: draw.one(manners),
    ...(operation === 'data' ? { bytes: draw.whole(0, 2_000) } : {}),
    spare: draw.whole(0, 6),
  }
}

/** Once in so many. */
function sometimes(draw: Chance, many: number): boolean {
  return draw.whole(1, many) === 1
}
