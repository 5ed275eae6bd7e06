/** Exact Online's purchase order → a revision to send, or the finding that nothing has changed for the supplier. */
import type { PurchaseOrder } from '../documents/purchase-order'
import type { Division, Guid } from '../documents/value'
import type { MasterData } from '../exact/directory'
import {
  contentKey,
  type ExactPurchaseOrder,
  type PurchaseOrderContext,
  purchaseOrderFrom,
} from '../mapping/exact-to-purchase-order'
import { partnerOfSupplier, tradesByEdi } from '../mapping/partners'
import type { Outcome } from './outcome'
import { divisionOf, type Hop, onward } from './hop'
import { confirmedOrderName, contentOf, orderName } from './order-names'
import { type Confirmed, withoutConfirmation } from './confirmed'

export const purchaseOrderHop: Hop = async (message, { ledger, documentId, partners, masterData }): Promise<Outcome> => {
  const record = message.payload as ReadPurchaseOrder
  const division = divisionOf(message)
  const subject = `Purchase order ${record.OrderNumber}`
  const supplier = record.SupplierCode ?? ''
  // Suppliers who are not on EDI get their orders another way.
  if (!tradesByEdi(partners, division, supplier)) {
    return {
      what: `left alone, its supplier ${supplier} is no EDI partner`,
      reason: 'supplier-not-on-edi',
      outputs: [],
    }
  }
  const partner = partnerOfSupplier(partners, division, supplier)
  const order = purchaseOrderFrom(record, {
    division,
    references: partners.crossReferences,
    ...(await masterDataFor(record, division, masterData())),
  })
  const name = orderName(division, order.number)
  const sent = await contentOf<PurchaseOrder>(ledger, name, documentId)
  if (!sent) return send({ ...order, revision: 1, purpose: 'original' })
  const confirmed = await contentOf<Confirmed>(ledger, confirmedOrderName(division, order.number))
  // What we wrote ourselves when the supplier confirmed is no change to tell the supplier.
  const asked = confirmed ? withoutConfirmation(order, sent, confirmed) : order
  if (contentKey(asked) === contentKey(sent)) return { what: 'unchanged for the supplier', reason: 'unchanged', outputs: [] }
  return send({ ...asked, revision: sent.revision + 1, purpose: 'replace' })

  function send(revision: PurchaseOrder): Outcome {
    return {
      what: `read in division ${division}${revision.revision === 1 ? '' : `, revision ${revision.revision}`}`,
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
): Promise<Omit<PurchaseOrderContext, 'division' | 'references'>> {
  const shipTo = record.DeliveryAddress
    ? await master.deliveryAddress(division, record.DeliveryAddress)
    : record.Warehouse
      ? await master.shipTo(division, record.Warehouse)
      : undefined
  // Most items are bought in the unit in which they are kept: the supplier's units are asked for only where they are not.
  const otherUnits = record.PurchaseOrderLines.some(
    ({ Quantity, QuantityInPurchaseUnits }) => Quantity !== QuantityInPurchaseUnits,
  )
  return {
    glAccounts: await master.glAccounts(division),
    paymentConditions: await master.paymentConditions(division),
    ...(shipTo ? { shipTo } : {}),
    ...(otherUnits && record.Supplier ? { purchaseUnits: await master.purchaseUnits(division, record.Supplier) } : {}),
  }
}
