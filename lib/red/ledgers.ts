/**
 * Ledgers in use by this process. All nodes that name the same file share one; it closes when the last of them has ended, so that
 * a deploy never leaves two open. Nodes without a ledger share one in memory.
 */
import { isAbsolute, join } from 'node:path'
import { system } from '../environment'
import { EdiError } from '../error'
import { Ledger } from '../ledger/ledger'
import type { Config, Red, RedNode } from './types'

export interface LedgerUse {
  readonly opening: Promise<Ledger>
  /** To be called once, when the node has ended all that it began. */
  release(): Promise<void>
}

export interface LedgerNode extends RedNode {
  /** Path of the file, or `:memory:`. */
  readonly file: string
}

export interface LedgerConfig extends Config {
  readonly store: 'sqlite' | 'memory'
  readonly file: string
  readonly logSteps: boolean
  /** Bytes are kept for so many days; 0 keeps them forever. */
  readonly retentionDays: string | number
}

interface Shared {
  readonly opening: Promise<Ledger>
  users: number
}

/** Milliseconds. */
const WAIT_FOR_FILE = 15_000

const open = new Map<string, Shared>()
const closing = new Map<string, Promise<void>>()

/** The ledger that a node's config names, or the one in memory when it names none. */
export function useLedger(RED: Red, ledgerId: string | undefined): LedgerUse {
  const node = ledgerId ? (RED.nodes.getNode(ledgerId) as LedgerNode | null | undefined) : undefined
  return shareLedger(node?.file ?? ':memory:')
}

export function shareLedger(file: string): LedgerUse {
  const shared = open.get(file) ?? {
    opening: (closing.get(file) ?? Promise.resolve()).then(() => openWhenFree(file)),
    users: 0,
  }
  // Every user awaits it and reports; without a user at this moment the rejection would end the process.
  shared.opening.catch(() => undefined)
  open.set(file, shared)
  shared.users += 1
  let held = true
  const release = async () => {
    if (!held) return
    held = false
    shared.users -= 1
    if (shared.users > 0) return
    open.delete(file)
    const closed = shared.opening.then(
      ledger => ledger.close(),
      () => undefined,
    )
    closing.set(file, closed)
    await closed
    if (closing.get(file) === closed) closing.delete(file)
  }
  return { opening: shared.opening, release }
}

/** A Node-RED that is being replaced may hold the file a little longer. */
async function openWhenFree(file: string): Promise<Ledger> {
  const giveUpAt = system.now().getTime() + WAIT_FOR_FILE
  for (;;) {
    try {
      return await Ledger.open({ file, environment: system })
    } catch (thrown) {
      if (!(thrown instanceof EdiError && thrown.code === 'ledger-in-use') || system.now().getTime() > giveUpAt) throw thrown
      await system.sleep(500)
    }
  }
}

/** Where a ledger lies: below the user directory unless the path is absolute. */
export function ledgerFile(RED: Red, { store, file }: LedgerConfig): string {
  if (store === 'memory') return ':memory:'
  if (isAbsolute(file)) return file
  return join(RED.settings.userDir ?? process.cwd(), file === '' ? join('edi-loop', 'ledger.sqlite') : file)
}
