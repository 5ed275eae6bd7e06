/** The period of a report, as people give it. */
import type { Instant } from '../documents/value'
import { EdiError } from '../error'

export interface Span {
  readonly since: Instant
  /** Not in it any more. */
  readonly before: Instant
}

/** What a report that comes by itself is about. */
export const pastPeriods = ['yesterday', 'last-week', 'this-month', 'last-month'] as const

/** Whole days from midnight to midnight UTC; weeks begin on Monday, and this month goes on to the end of today. */
export function periodNamed(name: (typeof pastPeriods)[number], now: Date): Span {
  const [year, month, day] = [now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate()]
  const monday = day - ((now.getUTCDay() + 6) % 7)
  const at = (m: number, d: number) => new Date(Date.UTC(year, m, d)).toISOString()
  switch (name) {
    case 'yesterday':
      return { since: at(month, day - 1), before: at(month, day) }
    case 'last-week':
      return { since: at(month, monday - 7), before: at(month, monday) }
    case 'this-month':
      return { since: at(month, 1), before: at(month, day + 1) }
    case 'last-month':
      return { since: at(month - 1, 1), before: at(month, 1) }
  }
}

/** First and last day, for names of files and subjects: `2026-01-01-2026-01-31`. */
export function daysOf({ since, before }: Span, between: string): string {
  const last = new Date(Date.parse(before) - 1).toISOString()
  return [since, last].map(moment => moment.slice(0, 10)).join(between)
}

/**
 * Days are whole and both included, from midnight to midnight UTC; a moment is taken as it is.
 * @throws EdiError `report-period`
 */
export function periodIn(from: string, to: string): Span {
  const since = momentIn(from)
  const before = isDay(to) ? new Date(momentIn(to).getTime() + DAY) : momentIn(to)
  if (since < before) return { since: since.toISOString(), before: before.toISOString() }
  throw faulty(`The period from ${from} to ${to} ends before it begins`)
}

/** Milliseconds. */
const DAY = 86_400_000

function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text)
}

function momentIn(text: string): Date {
  const moment = new Date(text)
  // A day that the month does not have would be taken for one of the next month.
  const isThere = !Number.isNaN(moment.getTime()) && (!isDay(text) || moment.toISOString().startsWith(text))
  if (isThere && /^\d{4}-\d{2}-\d{2}(T.+(Z|[+-]\d{2}:\d{2}))?$/.test(text)) return moment
  throw faulty(`"${text}" is no day and no moment`)
}

function faulty(what: string): EdiError {
  return new EdiError({
    code: 'report-period',
    what,
    remedy: 'Give days such as 2026-01-31, or moments such as 2026-01-31T12:00:00Z',
  })
}
