/** A world in which time passes only when told, and ids count up: every run the same. */
import type { Environment } from '../../lib/environment'

export interface TestEnvironment extends Environment {
  advance(milliseconds: number): void
}

export function testEnvironment(start = '2026-01-15T09:30:00.000Z'): TestEnvironment {
  let now = Date.parse(start)
  let count = 0
  const sleepers: { until: number; wake: () => void }[] = []
  return {
    now: () => new Date(now),
    uuid: () => {
      count += 1
      return `00000000-0000-4000-8000-${String(count).padStart(12, '0')}`
    },
    random: () => 0.5,
    bytes: size => Buffer.alloc(size, 7),
    sleep: milliseconds =>
      new Promise(resolve => {
        sleepers.push({ until: now + milliseconds, wake: resolve })
      }),
    advance(milliseconds) {
      now += milliseconds
      for (const sleeper of sleepers.filter(({ until }) => until <= now)) {
        sleepers.splice(sleepers.indexOf(sleeper), 1)
        sleeper.wake()
      }
    },
  }
}
