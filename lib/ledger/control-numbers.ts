/**
 * Control numbers: allocated here, forward only, never given twice. After the highest that fits comes 1, until counting is back where it
 * began. A document that was given a number and did not get to use it is given the same one again, so that no number is left out.
 */
import type { Transaction } from 'kysely'
import { EdiError } from '../error'
import type { Tables } from './schema'

/** Largest number of nine digits, for ISA13 and GS06. @see reference x12.md §1 */
export const NINE_DIGITS = 999_999_999

/** How far an old ledger is moved on when nobody can say how far it is behind. */
export const LEAP = 1_000
/** A number farther ahead than this is no number of ours but a mistake of whoever names it. */
const BELIEVABLE = 1_000_000

/** Scope of the counter that orders the news of alarms; no number of X12. */
export const NEWS = 'alarm news'

/** Sender and receiver as `qualifier id`. */
export const interchangeScope = (sender: string, receiver: string) => `ISA ${sender} > ${receiver}`
export const groupScope = (sender: string, receiver: string) => `GS ${sender} > ${receiver}`

/** Where counting stands: `last` counts on past the highest number. */
export interface Counter {
  readonly scope: string
  readonly last: number
}

/**
 * @param scope who sends to whom at which level; see `interchangeScope`
 * @param highest largest number that fits the element: 999999999 for ISA13
 * @throws EdiError `control-numbers-used-up`
 */
export async function nextControlNumber(tx: Transaction<Tables>, scope: string, highest: number): Promise<number> {
  const row = await tx
    .selectFrom('control_numbers')
    .select(['last', 'started'])
    .where('scope', '=', scope)
    .forUpdate()
    .executeTakeFirst()
  if (row && row.last + 1 >= row.started + highest) {
    throw new EdiError({
      code: 'control-numbers-used-up',
      what: `All control numbers up to ${highest} have been used for ${scope}`,
      remedy: 'Agree a new interchange id with the partner',
    })
  }
  return (((await countOn(tx, scope)) - 1) % highest) + 1
}

/** Numbers of several scopes for one document; the ones that it was given before, as long as it has not used them. */
export async function allocate(
  tx: Transaction<Tables>,
  documentId: string,
  scopes: readonly string[],
): Promise<readonly number[]> {
  const numbers: number[] = []
  for (const scope of scopes) {
    const given = await tx
      .selectFrom('allocations')
      .select('number')
      .where('document_id', '=', documentId)
      .where('scope', '=', scope)
      .executeTakeFirst()
    const number = given?.number ?? (await nextControlNumber(tx, scope, NINE_DIGITS))
    if (!given) await tx.insertInto('allocations').values({ document_id: documentId, scope, number }).execute()
    numbers.push(number)
  }
  return numbers
}

/** The document's bytes are stored with its numbers: what it is given next is new. */
export async function used(tx: Transaction<Tables>, documentId: string): Promise<void> {
  await tx.deleteFrom('allocations').where('document_id', '=', documentId).execute()
}

/** One more, in one statement, so that instances that share a store never get the same. */
export async function countOn(tx: Transaction<Tables>, scope: string): Promise<number> {
  const { last } = await tx
    .insertInto('control_numbers')
    .values({ scope, last: 1, started: 1 })
    .onConflict(conflict =>
      conflict.column('scope').doUpdateSet(({ eb, ref }) => ({ last: eb(ref('control_numbers.last'), '+', 1) })),
    )
    .returning('last')
    .executeTakeFirstOrThrow()
  return last
}

/** Goes on behind a number that was used elsewhere, such as by the system before this one. Never back. @returns whether it moved */
export async function goOnAfter(tx: Transaction<Tables>, scope: string, last: number): Promise<boolean> {
  const row = await tx.selectFrom('control_numbers').select('last').where('scope', '=', scope).forUpdate().executeTakeFirst()
  if (row && row.last >= last) return false
  if (row) await tx.updateTable('control_numbers').set({ last }).where('scope', '=', scope).execute()
  // What is below was used by others: counting begins here, and may go round once.
  else
    await tx
      .insertInto('control_numbers')
      .values({ scope, last, started: last + 1 })
      .execute()
  await tx.deleteFrom('allocations').where('scope', '=', scope).where('number', '<=', last).execute()
  return true
}

export interface Ahead {
  readonly scope: string
  readonly from: number
  readonly to: number
}

/**
 * Somebody acknowledges a group that this ledger knows nothing of: it may be older than what was sent, and moves on.
 * @returns what was moved; empty when the number is one that was given here, or no number that can be believed
 */
export async function leapOver(
  tx: Transaction<Tables>,
  sender: string,
  receiver: string,
  groupNumber: number,
): Promise<readonly Ahead[]> {
  const last = await lastOf(tx, groupScope(sender, receiver))
  if (!Number.isSafeInteger(groupNumber) || groupNumber <= last || groupNumber - last > BELIEVABLE) return []
  const moved: Ahead[] = []
  // Interchanges are counted apart; they went as far as the groups did, or nearly.
  for (const scope of [groupScope(sender, receiver), interchangeScope(sender, receiver)]) {
    const from = await lastOf(tx, scope)
    const to = from + (groupNumber - last) + LEAP
    if (await goOnAfter(tx, scope, to)) moved.push({ scope, from, to })
  }
  return moved
}

async function lastOf(tx: Transaction<Tables>, scope: string): Promise<number> {
  const row = await tx.selectFrom('control_numbers').select('last').where('scope', '=', scope).executeTakeFirst()
  return row?.last ?? 0
}
