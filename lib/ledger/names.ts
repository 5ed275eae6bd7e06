/** Names by which documents are found, and those that one document alone may have. */
import type { Transaction } from 'kysely'
import { prepared } from './prepared'
import type { Tables } from './schema'

const naming = prepared<{ name: string; documentId: string }>((database, slot) =>
  database
    .insertInto('names')
    .values({ name: slot('name'), document_id: slot('documentId') })
    .onConflict(conflict => conflict.columns(['name', 'document_id']).doNothing()),
)

export async function name(tx: Transaction<Tables>, names: readonly string[], documentId: string): Promise<void> {
  for (const each of names) await naming.write(tx, { name: each, documentId })
}

/**
 * Claims all of the names or none. The insert waits for a racing one to end; only then is it known whose a name is.
 * @returns names that other documents hold
 */
export async function claim(tx: Transaction<Tables>, names: readonly string[], documentId: string): Promise<readonly string[]> {
  if (names.length === 0) return []
  const won = await tx
    .insertInto('claims')
    .values(names.toSorted().map(name => ({ name, document_id: documentId })))
    .onConflict(conflict => conflict.column('name').doNothing())
    .returning('name')
    .execute()
  const others = await tx
    .selectFrom('claims')
    .select('name')
    .where('name', 'in', names)
    .where('document_id', '!=', documentId)
    .execute()
  const mine = won.map(({ name }) => name)
  if (others.length > 0 && mine.length > 0) await tx.deleteFrom('claims').where('name', 'in', mine).execute()
  return others.map(({ name }) => name)
}
