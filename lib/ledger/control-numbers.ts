/** Control numbers: allocated here, forward only, never reused. A number lost to a crash leaves a gap, never a double. */
import type { Transaction } from 'kysely'
import { EdiError } from '../error'
import type { Tables } from './schema'

/**
 * @param scope who sends to whom at which level, such as `ISA ZZ BUYERCO ZZ SELLERCO`
 * @param highest largest number that fits the element: 999999999 for ISA13
 * @throws EdiError `control-numbers-used-up`
 */
export async function nextControlNumber(tx: Transaction<Tables>, scope: string, highest: number): Promise<number> {
  const row = await tx.selectFrom('control_numbers').select('last').where('scope', '=', scope).executeTakeFirst()
  const next = (row?.last ?? 0) + 1
  if (next > highest) {
    throw new EdiError({
      code: 'control-numbers-used-up',
      what: `All control numbers up to ${highest} have been used for ${scope}`,
      remedy: 'Agree a new interchange id with the partner',
    })
  }
  await tx
    .insertInto('control_numbers')
    .values({ scope, last: next })
    .onConflict(conflict => conflict.column('scope').doUpdateSet({ last: next }))
    .execute()
  return next
}
