/** Exact Online's purchase order → a revision to send, or the finding that nothing has changed for the supplier. */
import type { PurchaseOrder } from '../documents/purchase-order'
import type { Division, Guid } from '../documents/value'
import type { MasterData } from '../exact/directory'
import type { CrossReferences } from '../mapping/cross-reference'
import { asksForItems, asksForSupplier, type ItemBooking } from '../mapping/gl-account'
import { hold } from '../mapping/hold'
import {
  changedOnOf,
  type ExactPurchaseOrder,
  isCancelled,
  isPartlyFulfilled,
  type PurchaseOrderContext,
  purchaseOrderFrom,
} from '../mapping/exact-to-purchase-order'
import { bookedBy, bookingKey, type ChangeAspect, changeAspects, contentKey } from '../mapping/order-content'
import { partnerOfSupplier, tradesByEdi } from '../mapping/partners'
import type { Outcome } from './outcome'
import { divisionOf, type Hop, onward, overridden } from './hop'
import { confirmedOrderName, contentOf, orderName } from './order-names'
import { type Confirmed, withoutConfirmation } from './confirmed'

export const purchaseOrderHop: Hop = async (message, context): Promise<Outcome> => {
  const { ledger, documentId, partners, masterData } = context
  const record = message.payload as ReadPurchaseOrder
  const division = divisionOf(message)
  const subject = `Purchase order ${record.OrderNumber}`
  const supplier = record.SupplierCode ?? ''
  const number = String(record.OrderNumber)
  const name = orderName(division, number)
  const sent = await contentOf<PurchaseOrder>(ledger, name, documentId)
  if (sent && sent.supplier.code !== supplier) throw supplierChanged(sent, supplier)
  // Suppliers who are not on EDI get their orders another way.
  if (!tradesByEdi(partners, division, supplier)) {
    return {
      what: `left alone, its supplier ${supplier} is no EDI partner`,
      reason: 'supplier-not-on-edi',
      outputs: [],
    }
  }
  const partner = partnerOfSupplier(partners, division, supplier)
  if (isCancelled(record)) return cancel(sent)
  if (sent?.purpose === 'cancel') throw reopened(sent)
  const mapped = purchaseOrderFrom(record, {
    division,
    partner: partner.key,
    references: partners.crossReferences,
    ...(await masterDataFor(record, division, masterData(), partners.crossReferences)),
  })
  // Before it is compared with what was sent, which was overridden too.
  const order = await overridden(mapped, context, partner.key)
  if (!sent) return send({ ...order, revision: 1, purpose: 'original' })
  const confirmed = await contentOf<Confirmed>(ledger, confirmedOrderName(division, order.number))
  // What we wrote ourselves when the supplier confirmed is no change to tell the supplier.
  const asked = confirmed ? withoutConfirmation(order, sent, confirmed) : order
  const differsIn = (aspects: readonly ChangeAspect[]) =>
    contentKey(asked, partner, aspects) !== contentKey(sent, partner, aspects)
  const { changes = changeAspects } = context
  if (differsIn(changes)) return send({ ...asked, revision: sent.revision + 1, purpose: 'replace' })
  const untold = changeAspects.filter(aspect => !changes.includes(aspect) && differsIn([...changes, aspect]))
  const what = ['unchanged for the supplier', ...(untold.length > 0 ? [`not told: ${untold.join(', ')}`] : [])].join('; ')
  const unchanged = { what, reason: 'unchanged', outputs: [] }
  if (bookingKey(asked) === bookingKey(sent)) return unchanged
  // The supplier's invoices are booked by what holds now, and matched with what it was told.
  const content = untold.length > 0 ? bookedBy(sent, asked) : { ...asked, revision: sent.revision, purpose: sent.purpose }
  return { ...unchanged, content, names: [name] }

  /** What came in before the cancellation has to be paid or sent back: a person agrees that with the supplier. */
  function cancel(told: PurchaseOrder | undefined): Outcome {
    if (told === undefined) return { what: 'cancelled before it was sent', reason: 'never-sent', outputs: [] }
    if (told.purpose === 'cancel') return { what: 'unchanged for the supplier', reason: 'unchanged', outputs: [] }
    if (isPartlyFulfilled(record)) throw cancelledAfterReceipt(told)
    const changedOn = changedOnOf(record)
    return send({ ...told, revision: told.revision + 1, purpose: 'cancel', ...(changedOn && { changedOn }) })
  }

  function send(revision: PurchaseOrder): Outcome {
    return {
      what: `${revision.purpose === 'cancel' ? 'cancelled' : 'read'} in division ${division}${revision.revision === 1 ? '' : `, revision ${revision.revision}`}`,
      content: revision,
      names: [name],
      outputs: onward(
        message,
        revision,
        { kind: 'purchase-order', division, partner: partner.key, order: revision.number },
        subject,
      ),
    }
  }
}

interface ReadPurchaseOrder extends ExactPurchaseOrder {
  readonly Warehouse?: Guid | null
  readonly DeliveryAddress?: Guid | null
}

async function masterDataFor(
  record: ReadPurchaseOrder,
  division: Division,
  master: MasterData,
  references: CrossReferences,
): Promise<Omit<PurchaseOrderContext, 'division' | 'partner' | 'references'>> {
  const shipTo = record.DeliveryAddress
    ? await master.deliveryAddress(division, record.DeliveryAddress)
    : record.Warehouse
      ? await master.shipTo(division, record.Warehouse)
      : undefined
  // Most items are bought in the unit in which they are kept: the supplier's units are asked for only where they are not.
  const otherUnits = record.PurchaseOrderLines.some(
    ({ Quantity, QuantityInPurchaseUnits }) => Quantity !== QuantityInPurchaseUnits,
  )
  const items = asksForItems(references, division) ? await itemBookings(record, division, master) : undefined
  const supplierAccount =
    record.Supplier && asksForSupplier(references, division) ? await master.purchaseAccount(division, record.Supplier) : undefined
  return {
    glAccounts: await master.glAccounts(division),
    paymentConditions: await master.paymentConditions(division),
    ...(shipTo ? { shipTo } : {}),
    ...(items && { items }),
    ...(supplierAccount !== undefined && { supplierAccount }),
    ...(otherUnits && record.Supplier ? { purchaseUnits: await master.purchaseUnits(division, record.Supplier) } : {}),
  }
}

async function itemBookings(
  { PurchaseOrderLines }: ReadPurchaseOrder,
  division: Division,
  master: MasterData,
): Promise<ReadonlyMap<Guid, ItemBooking>> {
  const items = await master.itemsByCode(
    division,
    PurchaseOrderLines.map(({ ItemCode }) => ItemCode),
  )
  return new Map([...items.values()].map(item => [item.id, item]))
}

function supplierChanged({ number, division, supplier }: PurchaseOrder, now: string) {
  return hold({
    code: 'order-supplier-changed',
    what: `The order was sent to supplier ${supplier.code} and is now for supplier ${now}`,
    where: { order: number, division },
    why: 'The first supplier would never hear of it, and the second would be sent a change of an order that it does not hold',
    remedy: 'Give the order back to its supplier and cancel it; order from the other one under a new number',
  })
}

function reopened({ number, division, supplier }: PurchaseOrder) {
  return hold({
    code: 'order-reopened',
    what: `The order was cancelled at ${supplier.name ?? supplier.code} and is open again`,
    where: { order: number, division },
    why: 'A supplier does not take up an order that was cancelled',
    remedy: 'Order under a new number',
  })
}

function cancelledAfterReceipt({ number, division }: PurchaseOrder) {
  return hold({
    code: 'cancelled-after-receipt',
    what: 'The order was cancelled after goods or an invoice had come in',
    where: { order: number, division },
    why: 'A cancellation would take back also what was delivered',
    remedy: 'Agree with the supplier what becomes of the rest, then abandon this document',
  })
}
