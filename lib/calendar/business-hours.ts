/**
 * When so many hours have passed: by the clock, or counted only while somebody is at work. Pure; moments in and out are UTC.
 * Hours are hours that pass: on the day on which clocks go forward a working day from midnight to midnight has 23 of them.
 */

export interface Calendar {
  readonly name: string
  /** IANA name, such as `Europe/Amsterdam`. */
  readonly timeZone: string
  readonly days: readonly Weekday[]
  /** Local time, `HH:MM`; `to` may be `24:00`. */
  readonly from: string
  readonly to: string
  /** Local dates, `YYYY-MM-DD`. */
  readonly holidays: readonly string[]
}

export type Weekday = (typeof weekdays)[number]

/** In the order of `Date.getUTCDay`. */
export const weekdays = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const

/** A time allowed. Without a calendar the hours are those of the clock. */
export interface Within {
  readonly hours: number
  readonly calendar?: Calendar
}

const HOUR = 3_600_000
const DAY = 86_400_000
/** More than any calendar of holidays is empty for. */
const FARTHEST = 366

/** The moment at which the time allowed is over, counted from `start`. @throws RangeError when a year goes by without a working day */
export function deadlineAfter(start: Date, { hours, calendar }: Within): Date {
  let left = hours * HOUR
  if (!calendar) return new Date(start.getTime() + left)
  const today = localDay(start, calendar.timeZone)
  for (let day = today, idle = 0; idle <= FARTHEST; day += DAY) {
    const window = workingHours(day, calendar)
    idle = window === undefined ? idle + 1 : 0
    if (!window) continue
    const from = Math.max(start.getTime(), window.from)
    if (from + left <= window.to) return new Date(from + left)
    left -= Math.max(0, window.to - from)
  }
  throw new RangeError(`Calendar ${calendar.name} has no working day in a year`)
}

/** @param day midnight of a local date, written as if it were UTC */
function workingHours(day: number, calendar: Calendar): { readonly from: number; readonly to: number } | undefined {
  const date = new Date(day)
  const weekday = weekdays[date.getUTCDay()] as Weekday
  if (!calendar.days.includes(weekday) || calendar.holidays.includes(date.toISOString().slice(0, 10))) return undefined
  return {
    from: instantOf(day + milliseconds(calendar.from), calendar.timeZone),
    to: instantOf(day + milliseconds(calendar.to), calendar.timeZone),
  }
}

function milliseconds(time: string): number {
  const [hours = '0', minutes = '0'] = time.split(':')
  return Number(hours) * HOUR + Number(minutes) * 60_000
}

function localDay(moment: Date, timeZone: string): number {
  const local = moment.getTime() + offsetAt(moment.getTime(), timeZone)
  return local - (((local % DAY) + DAY) % DAY)
}

/** A local time that the clocks leap over is that much later; of one that comes twice, the first. */
function instantOf(local: number, timeZone: string): number {
  const before = local - offsetAt(local - DAY, timeZone)
  const after = local - offsetAt(local + DAY, timeZone)
  if (before + offsetAt(before, timeZone) === local) return before
  return after + offsetAt(after, timeZone) === local ? after : before
}

const formats = new Map<string, Intl.DateTimeFormat>()

/** Milliseconds that local time is ahead of UTC. */
function offsetAt(moment: number, timeZone: string): number {
  let format = formats.get(timeZone)
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      calendar: 'iso8601',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
    formats.set(timeZone, format)
  }
  const parts = Object.fromEntries(format.formatToParts(moment).map(({ type, value }) => [type, Number(value)]))
  const { year = 0, month = 1, day = 0, hour = 0, minute = 0, second = 0 } = parts
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(moment / 1000) * 1000
}
