import { afterEach, expect, test, vi } from 'vitest'
import { timely } from '../../lib/timely-id'

afterEach(() => {
  vi.useRealTimers()
})

test('ids are of version 7 and their variant, and never the same', () => {
  const ids = Array.from({ length: 5_000 }, timely)
  expect(new Set(ids).size).toBe(ids.length)
  for (const id of ids) expect(id).toMatch(/^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/)
})

test('an id of later sorts after one of earlier', () => {
  vi.useFakeTimers({ now: new Date('2026-07-01T10:00:00.000Z') })
  const earlier = timely()
  vi.setSystemTime(new Date('2026-07-01T10:00:00.001Z'))
  const later = timely()
  expect(earlier < later).toBe(true)
  expect(Number.parseInt(earlier.replace('-', '').slice(0, 12), 16)).toBe(Date.parse('2026-07-01T10:00:00.000Z'))
})

test('a clock that is set back repeats no id', () => {
  vi.useFakeTimers({ now: new Date('2026-07-01T10:00:00.000Z') })
  const first = Array.from({ length: 300 }, timely)
  vi.setSystemTime(new Date('2026-07-01T09:00:00.000Z'))
  timely()
  vi.setSystemTime(new Date('2026-07-01T10:00:00.000Z'))
  const again = Array.from({ length: 300 }, timely)
  expect(new Set([...first, ...again]).size).toBe(600)
})
