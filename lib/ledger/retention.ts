/** Retention: bytes are forgotten after a while, events never. What was removed is known as removed. */
import { sql, type Transaction } from 'kysely'
import type { Environment } from '../environment'
import { seal } from './checkpoint'
import type { Tables } from './schema'

/**
 * Empties the bytes stored before a moment, but for those of documents that are not at their end, and seals that it did.
 * @returns how many were emptied
 */
export async function prune(tx: Transaction<Tables>, environment: Environment, before: Date): Promise<number> {
  const moment = before.toISOString()
  const { numUpdatedRows } = await tx
    .updateTable('payloads')
    .set({ bytes: Buffer.alloc(0), pruned_at: environment.now().toISOString() })
    .where('created_at', '<', moment)
    .where('pruned_at', 'is', null)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('payload_uses')
            .innerJoin('documents', 'documents.id', 'payload_uses.document_id')
            .select(sql`1`.as('one'))
            .whereRef('payload_uses.sha256', '=', 'payloads.sha256')
            .where('documents.state', 'not in', ['done', 'abandoned']),
        ),
      ),
    )
    .executeTakeFirst()
  const emptied = Number(numUpdatedRows)
  if (emptied > 0) await seal(tx, environment, moment)
  return emptied
}
