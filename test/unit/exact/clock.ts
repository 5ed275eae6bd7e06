/** A clock that moves only when somebody sleeps, and randomness that repeats. */
import { createHash } from 'node:crypto'
import type { Environment } from '../../../lib/environment'

export interface MovingClock extends Environment {
  /** Moves on by so many seconds. */
  pass(seconds: number): void
  seconds(): number
}

export function movingClock(start = '2026-01-15T09:00:00.000Z'): MovingClock {
  const origin = Date.parse(start)
  let time = origin
  let counter = 0
  const bytes = (count: number) => {
    const parts = Array.from({ length: Math.ceil(count / 32) }, () => createHash('sha256').update(`${counter++}`).digest())
    return Buffer.concat(parts).subarray(0, count)
  }
  return {
    now: () => new Date(time),
    uuid: () => `00000000-0000-4000-8000-${String(counter++).padStart(12, '0')}`,
    random: () => 0.5,
    bytes,
    sleep: async (milliseconds, signal) => {
      const until = time + milliseconds
      await new Promise(resolve => setImmediate(resolve))
      signal?.throwIfAborted()
      time = Math.max(time, until)
    },
    pass: seconds => {
      time += seconds * 1000
    },
    seconds: () => (time - origin) / 1000,
  }
}
