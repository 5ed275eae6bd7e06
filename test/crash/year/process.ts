/**
 * One life of the connector on a disk that outlives it: connection, budget and client as the account node puts them together. A killed
 * one does nothing any more from that moment on: what it was about to store is not stored, what it had sent is under way.
 */
import { subscribe } from 'node:diagnostics_channel'
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

/** Requests of this process that are not answered yet; those that it calls the service with. */
const underWay = new Set<unknown>()
const told = (change: (request: unknown) => void) => (message: unknown) => change((message as { request: unknown }).request)
subscribe(
  'http.client.request.start',
  told(request => underWay.add(request)),
)
for (const end of ['http.client.response.finish', 'http.client.request.error'])
  subscribe(
    end,
    told(request => underWay.delete(request)),
  )

/** When the service has done what lives asked of it, also those that are dead. */
export async function nothingUnderWay(): Promise<void> {
  while (underWay.size > 0) await new Promise(resolve => setTimeout(resolve, 1))
}

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
