/** Bytes of messages, stored once under their hash, with the documents that carry them. */
import type { Transaction } from 'kysely'
import type { Carried } from './events'
import type { Tables } from './schema'

export async function keep(
  tx: Transaction<Tables>,
  payloads: ReadonlyMap<string, Uint8Array>,
  { documentId, at }: { documentId: string; at: string },
): Promise<Carried[]> {
  const carried: Carried[] = []
  for (const [sha256, bytes] of payloads) {
    const { numInsertedOrUpdatedRows } = await tx
      .insertInto('payloads')
      .values({ sha256, bytes, created_at: at, pruned_at: null })
      // Bytes that come once more after retention removed them are kept anew.
      .onConflict(conflict =>
        conflict
          .column('sha256')
          .doUpdateSet({ bytes, created_at: at, pruned_at: null })
          .where('payloads.pruned_at', 'is not', null),
      )
      .executeTakeFirst()
    await tx
      .insertInto('payload_uses')
      .values({ sha256, document_id: documentId })
      .onConflict(conflict => conflict.columns(['sha256', 'document_id']).doNothing())
      .execute()
    carried.push({ sha256, isNew: (numInsertedOrUpdatedRows ?? 0n) > 0n })
  }
  return carried
}
