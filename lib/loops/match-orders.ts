/** The order that a document of a supplier names, as it was sent, however the supplier writes its number. */
import type { PurchaseOrder } from '../documents/purchase-order'
import type { Division } from '../documents/value'
import type { Ledger } from '../ledger/ledger'
import type { Partner } from '../mapping/partners'
import type { OrderLookUp } from '../matching/match'
import { lookAlike, normalisedOrderNumber } from '../matching/order-numbers'
import { contentOf, orderName } from './order-names'

/** Suggestions are for a person to look at: more would not be read. */
const most = 5

/** By the number as it is written, then by one that differs only in its writing; what merely looks like it is suggested. */
export async function orderLookUp(ledger: Ledger, division: Division, partner: Partner, named: string): Promise<OrderLookUp> {
  const exact = await contentOf<PurchaseOrder>(ledger, orderName(division, named.trim()))
  if (exact) return { named, found: isOf(partner, exact) ? 'one' : 'another-supplier', order: exact }
  const start = orderName(division, '')
  const numbers = (await ledger.namesBeginning(start)).map(name => name.slice(start.length))
  const written = numbers.filter(number => normalisedOrderNumber(number) === normalisedOrderNumber(named))
  const orders = await ordersOf(ledger, division, written)
  // The number alone would have one supplier be paid for another's order.
  const [own, ...others] = orders.filter(order => isOf(partner, order))
  if (own && others.length > 0) return { named, found: 'several', suggestions: [own, ...others].map(({ number }) => number) }
  if (own) return { named, found: 'one', order: own }
  const [foreign] = orders
  if (foreign) return { named, found: 'another-supplier', order: foreign }
  const alike = await ordersOf(ledger, division, numbers.filter(number => lookAlike(number, named)).slice(0, 10 * most))
  const suggestions = alike.filter(order => isOf(partner, order)).map(({ number }) => number)
  return { named, found: 'none', suggestions: suggestions.slice(0, most) }
}

async function ordersOf(ledger: Ledger, division: Division, numbers: readonly string[]): Promise<PurchaseOrder[]> {
  const found = await Promise.all(numbers.map(number => contentOf<PurchaseOrder>(ledger, orderName(division, number))))
  return found.filter(order => order !== undefined)
}

function isOf({ accounts }: Partner, { division, supplier }: PurchaseOrder): boolean {
  return accounts.some(account => account.division === division && account.code === supplier.code)
}
