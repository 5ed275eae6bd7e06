/** The order that a supplier's document names, as it was sent to that supplier. */
import type { PurchaseOrder } from '../documents/purchase-order'
import type { Division } from '../documents/value'
import type { Ledger } from '../ledger/ledger'
import { hold } from '../mapping/hold'
import type { Partner } from '../mapping/partners'
import { contentOf, orderName } from './order-names'

/** @throws EdiError, held: `order-unknown`, `order-of-another-supplier` */
export async function orderOfPartner(
  ledger: Ledger,
  division: Division,
  { name, accounts }: Partner,
  number: string,
): Promise<PurchaseOrder> {
  const order = await contentOf<PurchaseOrder>(ledger, orderName(division, number.trim()))
  if (!order)
    throw hold({
      code: 'order-unknown',
      what: `No order ${number} was sent from division ${division}`,
      where: { division, order: number },
      remedy: 'Ask the supplier for the right order number, or handle the document by hand',
    })
  // The number alone would have one supplier speak for another's order.
  if (accounts.some(account => account.division === division && account.code === order.supplier.code)) return order
  throw hold({
    code: 'order-of-another-supplier',
    what: `Order ${order.number} was sent to supplier ${order.supplier.code}, not to ${name}`,
    where: { division, order: order.number },
    remedy: 'Ask the sender for the right order number, or add the account to the partner in the supplier directory',
  })
}
