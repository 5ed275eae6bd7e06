/**
 * How many documents of each kind are in each state and why, without counting them. Each change leaves one row, in its own transaction;
 * once a minute these are added up. Rows that are only inserted wait for nobody, where counters that all transactions change would.
 */
import { type Kysely, sql, type Transaction } from 'kysely'
import { insert, type Soon } from './prepared'
import type { DocumentCountRow, DocumentMoveRow, DocumentRow, DocumentState, Tables } from './schema'

/** Documents that stand alike. */
export interface Tally {
  readonly kind: string
  readonly state: DocumentState
  readonly reason: string | null
  readonly count: number
}

type Stand = Pick<DocumentRow, 'state' | 'reason'>

/** @param from undefined for a document that is new */
export function noteMove(tx: Transaction<Tables>, kind: string, from: Stand | undefined, to: Stand): Soon<unknown> {
  if (from?.state === to.state && from.reason === to.reason) return undefined
  return insert(tx, 'document_moves', {
    kind,
    from_state: from?.state ?? null,
    from_reason: from?.reason ?? null,
    to_state: to.state,
    to_reason: to.reason,
  })
}

const columns = ['kind', 'from_state', 'from_reason', 'to_state', 'to_reason'] as const

/** Adds up what has moved; each move is counted by one of those that ask at the same time. */
export async function addUp(tx: Transaction<Tables>): Promise<void> {
  const moved = await tx.deleteFrom('document_moves').returning(columns).execute()
  for (const { kind, state, reason, count } of summed(moved.map(move => ({ ...move, times: 1 })))) {
    if (count === 0) continue
    await tx
      .insertInto('document_counts')
      .values({ kind, state, reason: reason ?? NONE, documents: count })
      .onConflict(conflict =>
        conflict
          .columns(['kind', 'state', 'reason'])
          .doUpdateSet(({ eb, ref }) => ({ documents: eb(ref('document_counts.documents'), '+', count) })),
      )
      .execute()
  }
}

/** As of now. Work: one row for each kind, state and reason, and the moves of the last minute. */
export async function countDocuments(database: Kysely<Tables>): Promise<readonly Tally[]> {
  // Both are read as of the same moment, so that no move is missing or there twice when somebody adds up between.
  return database
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute(async tx => {
      const counted = await tx.selectFrom('document_counts').selectAll().execute()
      const moved = await tx
        .selectFrom('document_moves')
        .select([...columns, sql<number>`count(*)`.as('times')])
        .groupBy(columns)
        .execute()
      return summed(moved, counted).filter(({ count }) => count !== 0)
    })
}

/** In the table, where it is part of the key. */
const NONE = ''

type Moved = Omit<DocumentMoveRow, 'seq'> & { readonly times: number }

function summed(moved: readonly Moved[], counted: readonly DocumentCountRow[] = []): Tally[] {
  const counts = new Map<string, Tally>()
  const add = (kind: string, { state, reason }: Stand, count: number) => {
    const key = JSON.stringify([kind, state, reason ?? NONE])
    counts.set(key, { kind, state, reason, count: (counts.get(key)?.count ?? 0) + count })
  }
  for (const { kind, state, reason, documents } of counted)
    add(kind, { state, reason: reason === NONE ? null : reason }, documents)
  for (const { kind, from_state: from, from_reason, to_state, to_reason, times } of moved) {
    if (from !== null) add(kind, { state: from, reason: from_reason }, -times)
    add(kind, { state: to_state, reason: to_reason }, times)
  }
  // Always in the same order, so that two who add up at once never wait for each other in a ring.
  return [...counts].sort(([one], [other]) => compare(one, other)).map(([, tally]) => tally)
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0
}
