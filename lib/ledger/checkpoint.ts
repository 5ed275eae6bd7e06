/**
 * Checkpoints: each seals all events since the one before it, so that the loss of a whole document, or of the newest events of one, is
 * found. Sealing reads what is new and nothing else: its cost does not grow with the ledger. Each seal is chained to the one before;
 * whoever notes a seal outside of the ledger can prove later that nothing before it was rewritten.
 */
import { createHash } from 'node:crypto'
import type { Selectable, Transaction } from 'kysely'
import type { Environment } from '../environment'
import { sha256 } from './message'
import type { CheckpointRow, EventRow, Tables } from './schema'

/** The newest seal stands here a second time, so that a checkpoint cannot go missing at the end. */
export const SEALED = 'newest checkpoint'

/** Bounds what one transaction reads. */
const MOST = 20_000
const PAGE = 1_000

/**
 * Seals what is new; nothing new, no checkpoint.
 * @param prunedBefore bytes stored before this moment are removed in the same transaction
 */
export async function seal(
  tx: Transaction<Tables>,
  environment: Environment,
  prunedBefore?: string,
): Promise<CheckpointRow | undefined> {
  const before = await tx.selectFrom('checkpoints').selectAll().orderBy('number', 'desc').limit(1).executeTakeFirst()
  const events = await newEvents(tx, before?.last_seq ?? 0)
  if (events.count === 0 && prunedBefore === undefined) return undefined
  const unsealed = {
    number: (before?.number ?? 0) + 1,
    at: environment.now().toISOString(),
    first_seq: (before?.last_seq ?? 0) + 1,
    last_seq: events.last,
    events: events.count,
    digest: events.digest,
    pruned_before: prunedBefore ?? null,
    previous: before?.seal ?? '',
  }
  const row: CheckpointRow = { ...unsealed, seal: sealOf(unsealed) }
  await tx.insertInto('checkpoints').values(row).execute()
  const value = markOf(row)
  await tx
    .insertInto('marks')
    .values({ name: SEALED, value })
    .onConflict(conflict => conflict.column('name').doUpdateSet({ value }))
    .execute()
  return row
}

export function sealOf(row: Omit<CheckpointRow, 'seal'>): string {
  const { number, previous, at, first_seq, last_seq, events, digest, pruned_before } = row
  return sha256(JSON.stringify([number, previous, at, first_seq, last_seq, events, digest, pruned_before]))
}

export function markOf({ number, seal: text }: Pick<CheckpointRow, 'number' | 'seal'>): string {
  return `${number} ${text}`
}

type Sealed = Pick<Selectable<EventRow>, 'seq' | 'document_id' | 'hash'>

/** Hash over many events that never holds more than one of them. */
export function digester(): { add(event: Sealed): void; digest(): string } {
  const hash = createHash('sha256')
  return {
    add: ({ seq, document_id, hash: own }) => void hash.update(`${seq} ${document_id} ${own}\n`),
    digest: () => hash.digest('hex'),
  }
}

async function newEvents(tx: Transaction<Tables>, after: number): Promise<{ last: number; count: number; digest: string }> {
  const digest = digester()
  let last = after
  let count = 0
  while (count < MOST) {
    const page = await tx
      .selectFrom('events')
      .select(['seq', 'document_id', 'hash'])
      .where('seq', '>', last)
      .orderBy('seq')
      .limit(PAGE)
      .execute()
    for (const event of page) digest.add(event)
    count += page.length
    last = page.at(-1)?.seq ?? last
    if (page.length < PAGE) break
  }
  return { last, count, digest: digest.digest() }
}
