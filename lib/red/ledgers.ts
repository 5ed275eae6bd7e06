/**
 * Ledgers in use by this process. All nodes that name the same store share one; it closes when the last of them has ended, so that
 * a deploy never leaves two open. Nodes without a ledger share one in memory.
 */
import { isAbsolute, join } from 'node:path'
import { system } from '../environment'
import { EdiError } from '../error'
import { Ledger } from '../ledger/ledger'
import type { StoreSettings } from '../ledger/store'
import { type Copy, copyOf, type DryRunOf } from './dry-run'
import type { Config, Red, RedNode } from './types'

export interface LedgerUse {
  readonly opening: Promise<Ledger>
  /** To be called once, when the node has ended all that it began. */
  release(): Promise<void>
}

export interface LedgerNode extends RedNode {
  readonly store: UsedStore
}

/** In a dry run, a copy of the store. */
export type UsedStore = StoreSettings | DryRunOf

export interface LedgerConfig extends Config {
  readonly store: 'sqlite' | 'postgres' | 'memory'
  readonly file: string
  readonly logSteps: boolean
  /** Bytes are kept for so many days; 0 keeps them forever. */
  readonly retentionDays: string | number
  readonly dryRun?: boolean
}

interface Shared {
  readonly opening: Promise<Ledger>
  close(): Promise<void>
  readonly waiters: Set<(error: EdiError) => void>
  /** Nobody wants it any more. */
  readonly abandoned: AbortController
  users: number
}

/** Milliseconds. */
const WAIT_FOR_FILE = 15_000
const [FIRST_LOOK, LAST_LOOK] = [500, 15_000]

const IN_MEMORY: StoreSettings = { file: ':memory:' }

const open = new Map<string, Shared>()
const closing = new Map<string, Promise<void>>()

/** The ledger that a node's config names, or the one in memory when it names none. */
export function useLedger(RED: Red, ledgerId: string | undefined): LedgerUse {
  const node = ledgerId ? (RED.nodes.getNode(ledgerId) as LedgerNode | null | undefined) : undefined
  return shareLedger(node?.store ?? IN_MEMORY)
}

/** @param onWaiting told why the ledger does not open yet */
export function shareLedger(store: UsedStore, onWaiting: (error: EdiError) => void = () => undefined): LedgerUse {
  const key = JSON.stringify(store)
  const shared = open.get(key) ?? begin(key, store)
  shared.waiters.add(onWaiting)
  // Every user awaits it and reports; without a user at this moment the rejection would end the process.
  shared.opening.catch(() => undefined)
  shared.users += 1
  let held = true
  const release = async () => {
    if (!held) return
    held = false
    shared.users -= 1
    shared.waiters.delete(onWaiting)
    if (shared.users > 0) return
    open.delete(key)
    shared.abandoned.abort()
    const closed = shared.close()
    closing.set(key, closed)
    await closed
    if (closing.get(key) === closed) closing.delete(key)
  }
  return { opening: shared.opening, release }
}

/** Where the sign-in and the count of calls stay: in a dry run the real ledger, because Exact Online goes on with both. */
export function useSignInLedger(RED: Red, ledgerId: string | undefined): LedgerUse {
  const node = ledgerId ? (RED.nodes.getNode(ledgerId) as LedgerNode | null | undefined) : undefined
  const store = node?.store ?? IN_MEMORY
  return shareLedger('dryRunOf' in store ? store.dryRunOf : store)
}

function begin(key: string, store: UsedStore): Shared {
  const abandoned = new AbortController()
  const waiters = new Set<(error: EdiError) => void>()
  const tell = (error: EdiError) => {
    for (const waiter of waiters) waiter(error)
  }
  const free = closing.get(key) ?? Promise.resolve()
  const opened: Promise<Copy> = free.then(() =>
    'dryRunOf' in store ? openCopy(store, tell) : inPlace(openWhenFree(store, tell, abandoned.signal)),
  )
  const opening = opened.then(({ ledger }) => ledger)
  const close = () =>
    opened.then(
      ({ discard }) => discard(),
      () => undefined,
    )
  const shared = { opening, close, users: 0, waiters, abandoned }
  open.set(key, shared)
  return shared
}

async function inPlace(opening: Promise<Ledger>): Promise<Copy> {
  const ledger = await opening
  return { ledger, discard: () => ledger.close() }
}

async function openCopy({ dryRunOf }: DryRunOf, tell: (error: EdiError) => void): Promise<Copy> {
  const real = shareLedger(dryRunOf, tell)
  try {
    return await copyOf(await real.opening, system)
  } finally {
    await real.release()
  }
}

/** A Node-RED that is being replaced may hold the file a little longer. A database that cannot be reached is waited for. */
async function openWhenFree(store: StoreSettings, tell: (error: EdiError) => void, abandoned: AbortSignal): Promise<Ledger> {
  const giveUpAt = system.now().getTime() + WAIT_FOR_FILE
  for (let wait = FIRST_LOOK; ; wait = Math.min(LAST_LOOK, wait * 2)) {
    try {
      return await Ledger.open({ store, environment: system })
    } catch (thrown) {
      const code = thrown instanceof EdiError ? thrown.code : undefined
      const inUse = code === 'ledger-in-use' && system.now().getTime() <= giveUpAt
      const away = code === 'ledger-unreachable' && !abandoned.aborted
      if (!inUse && !away) throw thrown
      if (away) tell(thrown as EdiError)
      // The longer pauses are for a database; a file is let go of in a moment.
      await system.sleep(away ? wait : FIRST_LOOK, abandoned).catch(() => undefined)
    }
  }
}

/** Where a ledger lies: below the user directory unless the path is absolute; on PostgreSQL as its credentials say. */
export function ledgerStore(
  RED: Red,
  { store, file }: Pick<LedgerConfig, 'store' | 'file'>,
  { url = '', ca = '' }: Readonly<Record<string, string | undefined>>,
): StoreSettings {
  if (store === 'memory') return IN_MEMORY
  if (store === 'postgres') {
    const { ediLedgerInstance: instance, ediLedgerLeaseSeconds: leaseSeconds } = RED.settings
    return {
      url,
      ...(ca === '' ? {} : { ca }),
      ...(typeof instance === 'string' && instance !== '' ? { instance } : {}),
      ...(typeof leaseSeconds === 'number' && leaseSeconds >= 1 ? { leaseSeconds } : {}),
      ...numbersIn(RED, url),
    }
  }
  if (isAbsolute(file)) return { file }
  return { file: join(RED.settings.userDir ?? process.cwd(), file === '' ? join('edi-loop', 'ledger.sqlite') : file) }
}

/** A file for each database, named after it; a URL that cannot be read is refused when the ledger opens. */
function numbersIn(RED: Red, url: string): { numbersFile?: string } {
  const { userDir } = RED.settings
  if (userDir === undefined || !URL.canParse(url)) return {}
  const { host, pathname, searchParams } = new URL(url)
  const name = [host, pathname.slice(1), searchParams.get('schema') ?? ''].join(' ').trim()
  return { numbersFile: join(userDir, 'edi-loop', `${name.replaceAll(/[^\w.-]+/g, '_')}.numbers`) }
}
