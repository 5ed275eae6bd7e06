/** Bytes of messages, stored once under their hash, with the documents that carry them. */
import type { Transaction } from 'kysely'
import type { Carried } from './events'
import { prepared } from './prepared'
import type { Tables } from './schema'

interface Use {
  readonly sha256: string
  readonly documentId: string
}

const storing = prepared<{ sha256: string; bytes: Uint8Array; at: string }>((database, slot) =>
  database
    .insertInto('payloads')
    .values({ sha256: slot('sha256'), bytes: slot('bytes'), created_at: slot('at'), pruned_at: null })
    // Bytes that come once more after retention removed them are kept anew.
    .onConflict(conflict =>
      conflict
        .column('sha256')
        .doUpdateSet({ bytes: slot('bytes'), created_at: slot('at'), pruned_at: null })
        .where('payloads.pruned_at', 'is not', null),
    ),
)

const using = prepared<Use>((database, slot) =>
  database
    .insertInto('payload_uses')
    .values({ sha256: slot('sha256'), document_id: slot('documentId') })
    .onConflict(conflict => conflict.columns(['sha256', 'document_id']).doNothing()),
)

export async function keep(
  tx: Transaction<Tables>,
  payloads: ReadonlyMap<string, Uint8Array>,
  { documentId, at }: { documentId: string; at: string },
): Promise<Carried[]> {
  const carried: Carried[] = []
  for (const [sha256, bytes] of payloads) {
    const written = await storing.write(tx, { sha256, bytes, at })
    await using.write(tx, { sha256, documentId })
    carried.push({ sha256, isNew: written > 0 })
  }
  return carried
}
