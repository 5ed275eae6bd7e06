/** The server's moveable clock, and the wall clock that it shows as if it were UTC. */
import type { Environment } from '../../lib/environment'

export interface Clock {
  now(): Date
  /**
   * Milliseconds of the server's wall clock read as if it were UTC: what `Created` and `Modified` hold.
   * @see reference exact-online.md §4.6
   */
  wall(): number
  /** Midnight of the wall clock's day. */
  today(): number
  /** Seconds ahead of the environment's clock. */
  offset(): number
  setOffset(seconds: number): void
}

export const dayLength = 86_400_000

export function clockOf(environment: Environment, utcOffset: () => number): Clock {
  let ahead = 0
  const now = () => new Date(environment.now().getTime() + ahead * 1000)
  const wall = () => now().getTime() + utcOffset() * 1000
  return {
    now,
    wall,
    today: () => Math.floor(wall() / dayLength) * dayLength,
    offset: () => ahead,
    setOffset: seconds => {
      ahead = seconds
    },
  }
}
