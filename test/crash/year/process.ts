/**
 * One life of the connector on a disk that outlives it: connection, budget and client as the account node puts them together. A killed
 * one does nothing any more from that moment on: what it was about to store is not stored, what it had sent is under way.
 */
import type { ExactClient } from '../../../lib/exact/client'
import type { ExactConnection } from '../../../lib/exact/connection'
import { inMemoryStateStore, type StateStore } from '../../../lib/ledger/state-store'
import { exactLife } from '../../support/exact-life'
import type { MovingClock } from '../../unit/exact/clock'

export interface Life {
  readonly connection: ExactConnection
  readonly client: ExactClient
  /** Resolves when it is killed. */
  readonly killed: Promise<'killed'>
  /** Kills it at the so many-th point that it passes from now on. */
  killAfter(points: number): void
  kill(): void
  /** A point at which it may be killed: around each write to the disk, and when the service has done what it was asked. */
  pass(): void
}

const never = new Promise<never>(() => undefined)

export function startLife(disk: Map<string, string>, clock: MovingClock, baseUrl: string): Life {
  let alive = true
  let left = Number.POSITIVE_INFINITY
  let tell: (word: 'killed') => void = () => undefined
  const killed = new Promise<'killed'>(resolve => {
    tell = resolve
  })
  const kill = () => {
    alive = false
    tell('killed')
  }
  const pass = () => {
    left -= 1
    if (left === 0) kill()
  }
  const living = async <T>(work: () => Promise<T>): Promise<T> => {
    if (!alive) return never
    const result = await work()
    return alive ? result : never
  }

  // Locks die with their process; values stay.
  const locks = inMemoryStateStore()
  const store: StateStore = {
    read: name => living(async () => disk.get(name)),
    write: (name, value) =>
      living(async () => {
        pass()
        if (!alive) return
        disk.set(name, value)
        pass()
      }),
    exclusively: (name, work) => living(() => locks.exclusively(name, work)),
  }
  const environment = { ...clock, sleep: (wait: number, signal?: AbortSignal) => living(() => clock.sleep(wait, signal)) }
  const { connection, client } = exactLife({ store, environment, baseUrl })
  return {
    connection,
    client,
    killed,
    killAfter: points => {
      left = points
    },
    kill,
    pass,
  }
}
