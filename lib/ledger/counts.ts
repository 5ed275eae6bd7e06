/**
 * How many documents of each kind are in each state, without counting them. Each change of a state leaves one row, in its own transaction;
 * once a minute these are added up. Rows that are only inserted wait for nobody, where counters that all transactions change would.
 */
import { type Kysely, sql, type Transaction } from 'kysely'
import { insert } from './prepared'
import type { DocumentState, Tables } from './schema'

export interface Count {
  readonly kind: string
  readonly state: DocumentState
  readonly documents: number
}

/** @param from undefined for a document that is new */
export async function noteMove(
  tx: Transaction<Tables>,
  kind: string,
  from: DocumentState | undefined,
  to: DocumentState,
): Promise<void> {
  if (from !== to) await insert(tx, 'document_moves', { kind, from_state: from ?? null, to_state: to })
}

/** Adds up what has moved; each move is counted by one of those that ask at the same time. */
export async function addUp(tx: Transaction<Tables>): Promise<void> {
  const moved = await tx.deleteFrom('document_moves').returning(['kind', 'from_state', 'to_state']).execute()
  for (const { kind, state, documents } of summed(moved.map(move => ({ ...move, times: 1 })))) {
    if (documents === 0) continue
    await tx
      .insertInto('document_counts')
      .values({ kind, state, documents })
      .onConflict(conflict =>
        conflict
          .columns(['kind', 'state'])
          .doUpdateSet(({ eb, ref }) => ({ documents: eb(ref('document_counts.documents'), '+', documents) })),
      )
      .execute()
  }
}

/** As of now. Work: one row for each kind and state, and the moves of the last minute. */
export async function countDocuments(database: Kysely<Tables>): Promise<readonly Count[]> {
  return database.transaction().execute(async tx => {
    const counted = await tx.selectFrom('document_counts').selectAll().execute()
    const moved = await tx
      .selectFrom('document_moves')
      .select(['kind', 'from_state', 'to_state', sql<number>`count(*)`.as('times')])
      .groupBy(['kind', 'from_state', 'to_state'])
      .execute()
    return summed(moved, counted).filter(({ documents }) => documents !== 0)
  })
}

interface Moved {
  readonly kind: string
  readonly from_state: DocumentState | null
  readonly to_state: DocumentState
  readonly times: number
}

function summed(moved: readonly Moved[], counted: readonly Count[] = []): Count[] {
  const counts = new Map<string, Count>()
  const add = (kind: string, state: DocumentState, documents: number) => {
    const key = JSON.stringify([kind, state])
    counts.set(key, { kind, state, documents: (counts.get(key)?.documents ?? 0) + documents })
  }
  for (const { kind, state, documents } of counted) add(kind, state, documents)
  for (const { kind, from_state: from, to_state: to, times } of moved) {
    if (from !== null) add(kind, from, -times)
    add(kind, to, times)
  }
  // Always in the same order, so that two who add up at once never wait for each other in a ring.
  return [...counts.values()].sort((one, other) => compare(`${one.kind} ${one.state}`, `${other.kind} ${other.state}`))
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0
}
