import { expect, test } from 'vitest'
import { daysOf, pastPeriods, periodIn, periodNamed } from '../../../lib/reconciliation/period'

test('days are whole and both included', () => {
  expect(periodIn('2026-01-01', '2026-01-31')).toEqual({
    since: '2026-01-01T00:00:00.000Z',
    before: '2026-02-01T00:00:00.000Z',
  })
  expect(periodIn('2026-01-01T06:00:00+01:00', '2026-01-01T07:00:00Z').since).toBe('2026-01-01T05:00:00.000Z')
})

test.each([
  ['2026-02-30', '2026-03-01'],
  ['yesterday', '2026-03-01'],
  ['2026-03-02', '2026-03-01'],
  ['2026', '2027'],
])('from %s to %s is no period', (from, to) => {
  expect(() => periodIn(from, to)).toThrow(/report-period|no day and no moment|ends before it begins/)
})

test.each([
  // A Sunday, a Monday, the first of a month and of a year, and the end of a February with 29 days.
  ['2026-11-29T23:59:59Z', ['2026-11-28-2026-11-28', '2026-11-16-2026-11-22', '2026-11-01-2026-11-29', '2026-10-01-2026-10-31']],
  ['2026-11-30T00:00:00Z', ['2026-11-29-2026-11-29', '2026-11-23-2026-11-29', '2026-11-01-2026-11-30', '2026-10-01-2026-10-31']],
  ['2027-01-01T12:00:00Z', ['2026-12-31-2026-12-31', '2026-12-21-2026-12-27', '2027-01-01-2027-01-01', '2026-12-01-2026-12-31']],
  ['2028-03-01T00:00:00Z', ['2028-02-29-2028-02-29', '2028-02-21-2028-02-27', '2028-03-01-2028-03-01', '2028-02-01-2028-02-29']],
])('at %s yesterday, last week, this month and last month are %j', (now, days) => {
  expect(pastPeriods.map(name => daysOf(periodNamed(name, new Date(now)), '-'))).toEqual(days)
})
