/** A purchase order revision → what its supplier is to be sent: an 850, or an 860 by agreement with the partner. */
import type { PurchaseOrder } from '../documents/purchase-order'
import type { Ledger } from '../ledger/ledger'
import { hold } from '../mapping/hold'
import type { Partner } from '../mapping/partners'
import { changeBetween } from '../mapping/purchase-order-change'
import { x860From } from '../mapping/purchase-order-change-to-860'
import type { OrderContext } from '../mapping/purchase-order-segments'
import { x850From } from '../mapping/purchase-order-to-850'
import { companyFor, type Hop, onward, overridden, partnerFor } from './hop'
import { orderName, toldOrderName } from './order-names'

export const x850Hop: Hop = async (message, hop) => {
  const { ledger, documentId, partners } = hop
  const order = message.payload as PurchaseOrder
  const { division, number } = order
  const context = {
    partner: partnerFor(message, partners),
    company: companyFor(message, partners),
    references: partners.crossReferences,
  }
  const name = toldOrderName(division, number)
  const told = await toldBefore(ledger, order, documentId)
  const unheard = told === undefined && (await isKnown(ledger, order))
  if (unheard && order.purpose === 'cancel')
    return { what: 'cancelled before the supplier had heard of it', reason: 'never-sent', outputs: [] }
  // All earlier revisions were abandoned: for the supplier this one is the first.
  const revision: PurchaseOrder = unheard ? { ...order, purpose: 'original' } : order
  const { set, segments } = await overridden(transactionOf(revision, told, context), hop, context.partner.key)
  return {
    what: `mapped to an ${set} for division ${division}`,
    names: [name],
    outputs: onward(message, { set, segments }, { set, order: number }),
  }
}

function transactionOf(order: PurchaseOrder, told: PurchaseOrder | undefined, context: OrderContext) {
  if (order.purpose === 'original' || context.partner.change !== 'change-860') return x850From(order, context)
  if (told === undefined) throw notTold(order, context.partner)
  return x860From(changeBetween(told, order, context.partner), context)
}

/** The last revision before this one that became a message: later ones are there when it is built anew. */
async function toldBefore(
  ledger: Ledger,
  order: PurchaseOrder,
  documentId: string | undefined,
): Promise<PurchaseOrder | undefined> {
  const documents = await ledger.named(toldOrderName(order.division, order.number))
  return documents
    .flatMap(({ id, content }) => (id === documentId || content === null ? [] : [JSON.parse(content) as PurchaseOrder]))
    .findLast(({ revision }) => revision < order.revision)
}

/** Orders that were not read here are taken at their word. */
async function isKnown(ledger: Ledger, { division, number }: PurchaseOrder): Promise<boolean> {
  return (await ledger.latest(orderName(division, number))) !== undefined
}

function notTold({ number, division }: PurchaseOrder, { name }: Partner) {
  return hold({
    code: 'earlier-revision-unknown',
    what: `What ${name} holds of the order is not known here`,
    where: { order: number, division },
    why: 'An 860 says what changed since the last message, and the ledger of this node has none',
    remedy: 'Give the node the ledger that the order was sent with, or let changes of this supplier go as a replacing 850',
  })
}
