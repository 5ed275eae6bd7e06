import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Calendar, deadlineAfter, weekdays } from '../../../lib/calendar/business-hours'

const office: Calendar = {
  name: 'office',
  timeZone: 'Europe/Amsterdam',
  days: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'],
  from: '09:00',
  to: '17:00',
  holidays: ['2026-12-25'],
}

const roundTheClock: Calendar = { ...office, days: weekdays, from: '00:00', to: '24:00', holidays: [] }

function due(start: string, hours: number, calendar?: Calendar): string {
  return deadlineAfter(new Date(start), { hours, ...(calendar && { calendar }) }).toISOString()
}

describe('a deadline', () => {
  it.each([
    ['without a calendar counts the hours of the clock', '2026-01-30T20:00:00Z', 24, undefined, '2026-01-31T20:00:00.000Z'],
    ['within a day ends on that day, also at its last minute', '2026-01-28T08:00:00Z', 8, office, '2026-01-28T16:00:00.000Z'],
    ['goes over the weekend and the end of the month', '2026-01-30T14:00:00Z', 8, office, '2026-02-02T14:00:00.000Z'],
    ['of what is sent at night begins in the morning', '2026-01-27T22:15:00Z', 1, office, '2026-01-28T09:00:00.000Z'],
    ['of what is sent on a Saturday begins on Monday', '2026-01-31T10:00:00Z', 1, office, '2026-02-02T09:00:00.000Z'],
    ['goes over a holiday', '2026-12-24T15:00:00Z', 2, office, '2026-12-28T09:00:00.000Z'],
    ['goes over the night on which clocks go forward', '2026-03-27T15:00:00Z', 2, office, '2026-03-30T08:00:00.000Z'],
    ['goes over the night on which clocks go back', '2026-10-23T14:00:00Z', 2, office, '2026-10-26T09:00:00.000Z'],
    [
      'knows that a day on which clocks go forward has 23 hours',
      '2026-03-28T23:00:00Z',
      24,
      roundTheClock,
      '2026-03-29T23:00:00.000Z',
    ],
    [
      'knows that a day on which clocks go back has 25 hours',
      '2026-10-24T22:00:00Z',
      25,
      roundTheClock,
      '2026-10-25T23:00:00.000Z',
    ],
  ])('%s', (_what, start, hours, calendar, expected) => {
    expect(due(start, hours, calendar)).toBe(expected)
  })

  it('counts days in the time zone of the calendar, not in that of the machine or in UTC', () => {
    const newYork = { ...office, timeZone: 'America/New_York' }
    // Friday 21:00 in New York, Saturday in UTC.
    expect(due('2026-01-31T02:00:00Z', 1, newYork)).toBe('2026-02-02T15:00:00.000Z')
    const sydney = { ...office, timeZone: 'Australia/Sydney' }
    // Monday 10:00 in Sydney, still Sunday in UTC.
    expect(due('2026-02-01T23:00:00Z', 1, sydney)).toBe('2026-02-02T00:00:00.000Z')
  })

  it('of a working day that begins in the hour that clocks leap over is counted from the moment after it', () => {
    const early = { ...roundTheClock, from: '02:30', to: '04:30' }
    expect(due('2026-03-29T00:00:00Z', 1, early)).toBe('2026-03-29T02:30:00.000Z')
  })

  it('of a calendar without a working day in a year is refused', () => {
    const never = { ...office, days: [] }
    expect(() => due('2026-01-01T00:00:00Z', 1, never)).toThrow(RangeError)
  })

  it('is never before the clock says that so much time has passed, and grows with it', () => {
    const start = fc.date({ min: new Date('2025-01-01'), max: new Date('2027-12-31'), noInvalidDate: true })
    fc.assert(
      fc.property(start, fc.integer({ min: 1, max: 80 }), (moment, hours) => {
        const end = deadlineAfter(moment, { hours, calendar: office }).getTime()
        expect(end).toBeGreaterThanOrEqual(moment.getTime() + hours * 3_600_000)
        expect(deadlineAfter(moment, { hours: hours + 1, calendar: office }).getTime()).toBeGreaterThan(end)
      }),
      { numRuns: 60 },
    )
  })
})
