/** Exact Online's purchase order → a revision to send, or the finding that nothing has changed for the supplier. */
import type { PurchaseOrder } from '../documents/purchase-order'
import { contentKey, type ExactPurchaseOrder, purchaseOrderFrom } from '../mapping/exact-to-purchase-order'
import { partnerOfSupplier } from '../mapping/partners'
import type { Ledger } from '../ledger/ledger'
import type { Outcome } from './outcome'
import { divisionOf, type Hop, onward } from './hop'
import { confirmedOrderName, orderName } from './order-names'
import { withoutConfirmation } from './confirmed'

export const purchaseOrderHop: Hop = async (message, { ledger, partners, masterData }): Promise<Outcome> => {
  const record = message.payload as ExactPurchaseOrder
  const division = divisionOf(message)
  const subject = `Purchase order ${record.OrderNumber}`
  const partner = partnerOfSupplier(partners, division, record.SupplierCode)
  // Suppliers who are not on EDI get their orders another way.
  if (!partner) return { what: `${subject} left alone, its supplier ${record.SupplierCode} is no EDI partner`, reason: 'supplier-not-on-edi', outputs: [] }

  const master = masterData()
  const shipTo = record.Warehouse ? await master.shipTo(division, record.Warehouse) : undefined
  const order = purchaseOrderFrom(record, {
    division,
    references: partners.crossReferences,
    glAccounts: await master.glAccounts(division),
    paymentConditions: await master.paymentConditions(division),
    ...(shipTo ? { shipTo } : {}),
  })
  const name = orderName(division, order.number)
  const sent = await contentOf(ledger, name)
  if (!sent) return send({ ...order, revision: 1, purpose: 'original' })
  const confirmed = await contentOf(ledger, confirmedOrderName(division, order.number))
  // What we wrote ourselves when the supplier confirmed is no change to tell the supplier.
  const asked = confirmed ? withoutConfirmation(order, sent, confirmed) : order
  if (contentKey(asked) === contentKey(sent)) return { what: `${subject} unchanged for the supplier`, reason: 'unchanged', outputs: [] }
  return send({ ...asked, revision: sent.revision + 1, purpose: 'replace' })

  function send(revision: PurchaseOrder): Outcome {
    return {
      what: revision.revision === 1 ? `${subject} read` : `${subject} read, revision ${revision.revision}`,
      content: revision,
      names: [name],
      outputs: onward(message, revision, { kind: 'purchase-order', division, partner: partner?.key as string, order: revision.number }, subject),
    }
  }
}

async function contentOf(ledger: Ledger, name: string): Promise<PurchaseOrder | undefined> {
  const document = await ledger.latest(name)
  return document?.content ? (JSON.parse(document.content) as PurchaseOrder) : undefined
}
