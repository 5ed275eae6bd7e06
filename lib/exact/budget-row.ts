/**
 * What is known of one app's calls in one division, and how knowledge from several sources is put together. Pure: moments are given.
 * @see reference exact-online.md §5
 */
import type { Limits, Window } from './rate-limit-headers'

export interface Row extends Limits {
  /** Moments of refused calls (400, 401, 403, 404) by endpoint, of the last hour. */
  readonly errors: Readonly<Record<string, readonly number[]>>
  /** Endpoints that seem to be blocked, and until when. */
  readonly blocked: Readonly<Record<string, number>>
  /** Calls made when nothing was known of the minute, whose answers are still out: they count against what the first answer allows. */
  readonly probes?: { readonly count: number; readonly at: number } | undefined
}

export const nothingKnown: Row = { errors: {}, blocked: {} }

/** Exact Online blocks after ten errors in an hour; others with the same app may make some too. */
const errorsAllowed = 5
const hour = 3_600_000
const marginAfterReset = 1_000
/** How far ahead the end of a window may lie, with a margin for clocks that differ. */
const longestMinute = 90_000
const longestDay = 25 * hour

/** When a spent window has given way to the next one, by any clock. */
export function goesOnAt(window: Window): number {
  return window.resetAt + marginAfterReset
}

/** A clock of ours that is far behind must not turn a minute into hours. */
export function plausible({ minute, day }: Limits, at: number): Limits {
  const within = (window: Window, longest: number) => ({ ...window, resetAt: Math.min(window.resetAt, at + longest) })
  return { ...(minute && { minute: within(minute, longestMinute) }), ...(day && { day: within(day, longestDay) }) }
}

/** What a clock that has been set back since wrote down as lying further ahead than anything can: it would have us wait for days. */
export function credible(row: Row, at: number): Row {
  const { minute, day, probes } = row
  const near = (moments: Readonly<Record<string, number>>) =>
    Object.fromEntries(Object.entries(moments).filter(([, until]) => until <= at + hour))
  return {
    ...(minute && minute.resetAt <= at + longestMinute && { minute }),
    ...(day && day.resetAt <= at + longestDay && { day }),
    errors: Object.fromEntries(
      Object.entries(row.errors).map(([endpoint, moments]) => [endpoint, moments.filter(moment => moment <= at)]),
    ),
    blocked: near(row.blocked),
    ...(probes && probes.at <= at && { probes }),
  }
}

/** A 429 names the window that is spent by its headers; one without them means that this endpoint is blocked, or says nothing. */
export function refusedBy(row: Row, endpoint: string, { minute, day }: Limits, at: number): Row {
  const spent = (window: Window) => ({ ...window, left: 0, resetAt: window.resetAt > at ? window.resetAt : at + 60_000 })
  if (day && !minute) return { ...row, day: spent(day) }
  if (minute && !(day && day.left === 0)) return { ...row, minute: spent(minute) }
  if (day) return { ...row, day: spent(day) }
  if (recent(row.errors[endpoint], at).length > 0) return { ...row, blocked: { ...row.blocked, [endpoint]: at + hour } }
  return { ...row, minute: { limit: row.minute?.limit ?? 0, left: 0, resetAt: at + 60_000 } }
}

export function restingUntil({ errors, blocked }: Row, endpoint: string, at: number): number | undefined {
  const counted = recent(errors[endpoint], at)
  const free = counted.length >= errorsAllowed ? (counted.at(-errorsAllowed) ?? at) + hour : 0
  const until = Math.max(free, blocked[endpoint] ?? 0)
  return until > at ? until : undefined
}

export function recent(moments: readonly number[] | undefined, at: number): number[] {
  return (moments ?? []).filter(moment => at - moment < hour)
}

/** Errors are written as they come, so the store has them all; of the counts the lower one is true. */
export function merged(stored: Row, own: Row): Row {
  return { ...stored, ...lowest(stored, own) }
}

/** Other processes' probes may not be in the count that ours brought back. */
export function probed(row: Row, own: number, at: number): Row {
  const others = Math.max(0, openProbes(row, at) - own)
  return {
    ...row,
    ...(row.minute && { minute: { ...row.minute, left: Math.max(0, row.minute.left - others) } }),
    probes: { count: others, at },
  }
}

/** One whose answer has not come after two minutes died with its process. */
export function openProbes({ probes }: Row, at: number): number {
  return probes && at - probes.at < 120_000 ? probes.count : 0
}

/** Of the same window the lower count, of two windows the later one. */
export function lowest(one: Limits, other: Limits): Limits {
  const [minute, day] = [lowerOf(one.minute, other.minute), lowerOf(one.day, other.day)]
  return { ...(minute && { minute }), ...(day && { day }) }
}

function lowerOf(one: Window | undefined, other: Window | undefined): Window | undefined {
  if (!one || !other) return one ?? other
  if (one.resetAt !== other.resetAt) return one.resetAt > other.resetAt ? one : other
  return one.left < other.left ? one : other
}

/** Without windows that are over: nothing is known of what came after them. */
export function current({ minute, day }: Limits, at: number): Limits {
  return { ...(minute && !isOver(minute, at) && { minute }), ...(day && !isOver(day, at) && { day }) }
}

export function isOver(window: Window | undefined, at: number): boolean {
  return window !== undefined && at >= goesOnAt(window)
}

export function isAnother(known: Window | undefined, seen: Window | undefined): boolean {
  return known !== undefined && seen !== undefined && known.resetAt !== seen.resetAt
}

export function lessBoth({ minute, day }: Limits, count: number): Limits {
  const less = (window: Window) => ({ ...window, left: Math.max(0, window.left - count) })
  return { ...(minute && { minute: less(minute) }), ...(day && { day: less(day) }) }
}
