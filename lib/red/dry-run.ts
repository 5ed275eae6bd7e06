/**
 * A dry run of all that uses one ledger: its setting is the one switch. The nodes work on a copy of the ledger as it was when they were
 * deployed, which is thrown away afterwards; accounts of that ledger read for real and refuse to write. Two things of the real ledger go
 * on, because Exact Online counts them whatever we do: the sign-in, whose refresh token is good for one use, and the calls made today.
 */
import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Environment } from '../environment'
import { EdiError } from '../error'
import { numbersBeside } from '../ledger/high-water'
import { Ledger } from '../ledger/ledger'
import type { StoreSettings } from '../ledger/store'
import type { Red, RedNode } from './types'

export interface DryRunOf {
  readonly dryRunOf: StoreSettings
}

export interface Copy {
  readonly ledger: Ledger
  /** Throws it away. */
  discard(): Promise<void>
}

/** @throws EdiError `dry-run-store` */
export async function copyOf(real: Ledger, environment: Environment): Promise<Copy> {
  // Readable by this user alone, as the ledger is.
  const directory = mkdtempSync(join(tmpdir(), 'edi-loop-dry-run-'))
  const remove = () => rmSync(directory, { recursive: true, force: true })
  try {
    const file = join(directory, 'ledger.sqlite')
    await real.backUp(file).catch((thrown: unknown) => {
      throw noCopy(thrown)
    })
    // Without it the copy would be taken for an old backup that was put back.
    const numbers = numbersBeside(real.place)
    if (existsSync(numbers)) copyFileSync(numbers, numbersBeside(file))
    const ledger = await Ledger.open({ file, environment })
    return { ledger, discard: () => ledger.close().finally(remove) }
  } catch (thrown) {
    remove()
    throw thrown
  }
}

function noCopy(cause: unknown): EdiError {
  return new EdiError({
    code: 'dry-run-store',
    what: 'This ledger cannot be copied for a dry run',
    why: 'A dry run works on a copy of a SQLite ledger',
    remedy: 'For a ledger on PostgreSQL, move a copy of its database to a file with edi-loop ledger move and try with that',
    cause,
  })
}

/** Whether a node's ledger is in a dry run. */
export function isDryRun(RED: Red, ledgerId: string | undefined): boolean {
  const node: (RedNode & { readonly store?: object }) | null | undefined = ledgerId ? RED.nodes.getNode(ledgerId) : undefined
  return node?.store !== undefined && 'dryRunOf' in node.store
}

/**
 * Before a node reads or writes: it and its account are in the same run, so that a dry run is never half on.
 * @throws EdiError `dry-run-half-on`
 */
export function sameRun(RED: Red, ledgerId: string | undefined, account: { readonly isDryRun: boolean }): 'live' | 'dry-run' {
  const isDry = isDryRun(RED, ledgerId)
  if (isDry === account.isDryRun) return isDry ? 'dry-run' : 'live'
  throw new EdiError({
    code: 'dry-run-half-on',
    what: isDry
      ? 'The ledger of this node is in a dry run, and its account has another ledger that is not'
      : 'The account of this node is in a dry run, and the node has another ledger that is not',
    remedy: 'Give the node and its account the same ledger, then deploy. Nothing was read or written',
  })
}
