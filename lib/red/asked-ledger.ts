/** The ledger that a request of the admin API means: `ledger`, the id of its node; where there is one only, it may be left out. */
import { EdiError } from '../error'
import type { Ledger } from '../ledger/ledger'
import { isDryRun } from './dry-run'
import type { LedgerUse } from './ledgers'
import type { Red, RedNode } from './types'

export async function ledgerOf(RED: Red, id: unknown): Promise<Ledger> {
  return (await askedLedger(RED, id)).ledger
}

/** @throws EdiError `not-found` */
export async function askedLedger(RED: Red, id: unknown): Promise<{ readonly ledger: Ledger; readonly isDryRun: boolean }> {
  const ids: string[] = []
  RED.nodes.eachNode(config => {
    if (config.type === 'edi-ledger') ids.push(config.id)
  })
  const chosen = typeof id === 'string' && id !== '' ? id : ids.length === 1 ? ids[0] : undefined
  const node: (RedNode & { readonly use?: LedgerUse }) | null | undefined = RED.nodes.getNode(chosen ?? '')
  if (node?.type === 'edi-ledger' && node.use) return { ledger: await node.use.opening, isDryRun: isDryRun(RED, chosen) }
  throw new EdiError({
    code: 'not-found',
    what: chosen === undefined ? 'Say which ledger' : 'There is no such ledger',
    remedy: 'Give the id of a deployed ledger node as "ledger"',
  })
}

/**
 * For decisions: one about the copy that a dry run works on would be thrown away with it.
 * @throws EdiError `dry-run`
 */
export async function decidingLedger(RED: Red, id: unknown): Promise<Ledger> {
  const asked = await askedLedger(RED, id)
  if (!asked.isDryRun) return asked.ledger
  throw new EdiError({
    code: 'dry-run',
    what: 'This ledger is in a dry run: what is decided on it would not last',
    remedy: 'Turn the dry run of the ledger off and deploy',
  })
}
