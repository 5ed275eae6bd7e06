/** The connector signed in to an offline Exact Online of its own. One clock moves both. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { inMemoryStateStore, type StateStore } from '../../../lib/ledger/state-store'
import { type Exact, startExact } from '../../../sandbox/exact/server'
import type { World } from '../../../sandbox/world'
import { type ExactLife, exactLife, signIn } from '../../support/exact-life'
import { movingClock, type MovingClock } from './clock'

export interface SignedIn extends ExactLife {
  readonly exact: Exact
  readonly clock: MovingClock
  readonly store: StateStore
  /** Another process on the store. */
  start(): ExactLife
}

/** Both end with the test. */
export async function signedIn(trade: World, limits = { perMinute: 60, perDay: 5000 }): Promise<SignedIn> {
  const directory = mkdtempSync(join(tmpdir(), 'edi-loop-exact-'))
  // After every date of the fictitious trade.
  const clock = movingClock('2026-06-01T09:00:00.000Z')
  const exact = await startExact({
    world: trade,
    directory,
    port: 0,
    environment: clock,
    limits,
    switches: { autoApprove: true },
  })
  onTestFinished(async () => {
    await exact.close()
    rmSync(directory, { recursive: true, force: true })
  })
  const store = inMemoryStateStore()
  const start = () => exactLife({ store, environment: clock, baseUrl: exact.url })
  const life = start()
  await signIn(life.connection)
  return { ...life, exact, clock, store, start }
}
