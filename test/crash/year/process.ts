/**
 * One life of the connector on a disk that outlives it: connection, budget and client as the account node puts them together. A killed
 * one does nothing any more from that moment on: what it was about to store is not stored, what it had sent is under way.
 */
import { callBudget } from '../../../lib/exact/budget'
import { type ExactClient, exactClient } from '../../../lib/exact/client'
import { type ExactConnection, exactConnection } from '../../../lib/exact/connection'
import { vaultKeys } from '../../../lib/exact/key-source'
import { inMemoryStateStore, type StateStore } from '../../../lib/ledger/state-store'
import { sandboxClient } from '../../../sandbox/exact/options'
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
  const connection = exactConnection({
    id: 'account',
    baseUrl,
    clientId: sandboxClient.id,
    clientSecret: sandboxClient.secret,
    redirectUri: 'https://node-red.test/callback',
    renewAfterSeconds: 570,
    store,
    keys: vaultKeys(['a secret']),
    environment,
  })
  return {
    connection,
    client: exactClient(connection, callBudget(store, environment), environment, {}),
    killed,
    killAfter: points => {
      left = points
    },
    kill,
    pass,
  }
}
