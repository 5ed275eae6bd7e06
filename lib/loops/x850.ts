/** A purchase order revision → 850, for the encode node. */
import type { PurchaseOrder } from '../documents/purchase-order'
import { x850From } from '../mapping/purchase-order-to-850'
import { companyFor, type Hop, onward, partnerFor } from './hop'

export const x850Hop: Hop = async (message, { partners }) => {
  const order = message.payload as PurchaseOrder
  const transaction = x850From(order, {
    partner: partnerFor(message, partners),
    company: companyFor(message, partners),
    references: partners.crossReferences,
  })
  return {
    what: `mapped to an 850 for division ${order.division}`,
    outputs: onward(message, transaction, { set: transaction.set, order: order.number }),
  }
}
