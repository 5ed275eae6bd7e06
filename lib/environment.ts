/** Everything that makes a run unrepeatable, in one place, so that tests and the sandbox can supply their own. */
import { randomBytes } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { timely } from './timely-id'

export interface Environment {
  /** The present moment. All stored moments are UTC. */
  now(): Date
  uuid(): string
  /** A number from 0 up to 1, for jitter only. */
  random(): number
  /** Secret-grade random bytes. */
  bytes(count: number): Buffer
  /** Waits so many milliseconds; rejects with the signal's reason when it is aborted. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>
}

export const system: Environment = {
  now: () => new Date(),
  uuid: timely,
  random: Math.random,
  bytes: randomBytes,
  sleep: async (milliseconds, signal) => {
    await wait(milliseconds, undefined, signal ? { signal } : {})
  },
}
