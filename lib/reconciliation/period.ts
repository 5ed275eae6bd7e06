/** The period of a report, as people give it. */
import type { Instant } from '../documents/value'
import { EdiError } from '../error'

/**
 * Days are whole and both included, from midnight to midnight UTC; a moment is taken as it is.
 * @throws EdiError `report-period`
 */
export function periodIn(from: string, to: string): { readonly since: Instant; readonly before: Instant } {
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
