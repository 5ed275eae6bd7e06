/** A ship notice → recorded against its orders; a goods receipt only where that was agreed, because it moves stock. */
import type { PurchaseOrder } from '../documents/purchase-order'
import type { ShipNotice, ShippedOrder } from '../documents/ship-notice'
import type { Division } from '../documents/value'
import type { Ledger } from '../ledger/ledger'
import type { DocumentRow } from '../ledger/schema'
import type { ExactWrites } from '../mapping/exact-write'
import { hold } from '../mapping/hold'
import type { Partner } from '../mapping/partners'
import { goodsReceiptFrom, type MatchedShipment, shippedLines } from '../mapping/ship-notice-to-exact'
import { divisionOf, type Hop, onward, partnerFor } from './hop'
import { contentOf, shippedOrderName } from './order-names'
import { orderOfPartner } from './order-of-partner'

export const shipNoticeToExactHop: Hop = async (message, { ledger, documentId, partners }) => {
  const notice = message.payload as ShipNotice
  const division = divisionOf(message)
  const partner = partnerFor(message, partners)
  const name = noticeName(division, partner, notice)
  const earlier = await contentOf<ShipNotice>(ledger, name, documentId)
  if (earlier && JSON.stringify(earlier) === JSON.stringify(notice))
    return { what: 'was here before, unchanged', reason: 'duplicate', outputs: [] }
  const receives = partner.shipNotice === 'goods-receipt'
  mustFollow(notice, earlier, receives)
  // A cancellation need not repeat what was to come.
  const told = notice.purpose === 'cancellation' && notice.orders.length === 0 ? (earlier?.orders ?? []) : notice.orders
  if (told.length === 0) throw withoutItems(notice)
  const matched: { order: PurchaseOrder; lines: readonly MatchedShipment[] }[] = []
  for (const shipped of told) {
    const order = await orderOfPartner(ledger, division, partner, shipped.orderNumber)
    matched.push({ order, lines: shippedLines(notice, shipped, order, { references: partners.crossReferences, partner }) })
  }
  const numbers = matched.map(({ order }) => order.number)
  const writes: ExactWrites = {
    kind: 'exact-writes',
    division,
    writes: matched.map(({ order, lines }) => goodsReceiptFrom(notice, order, lines)),
  }
  return {
    what: `recorded against order ${numbers.join(', ')}${receives ? ', with a goods receipt' : ''}`,
    content: notice,
    names: [name, ...numbers.map(number => shippedOrderName(division, number))],
    ...(receives ? {} : { reason: 'recorded' }),
    outputs: receives ? onward(message, writes, { kind: writes.kind }) : [],
  }
}

/** What is announced of an order and holds: of each shipment the latest notice, and none that was cancelled. */
export async function announcedFor(ledger: Ledger, division: Division, number: string): Promise<readonly ShippedOrder[]> {
  return standingNotices(await ledger.named(shippedOrderName(division, number))).flatMap(({ notice }) =>
    notice.orders.filter(({ orderNumber }) => orderNumber.trim() === number),
  )
}

/** Of the notices of an order, the newest last, those that hold. */
export function standingNotices(
  documents: readonly DocumentRow[],
): readonly { readonly notice: ShipNotice; readonly document: DocumentRow }[] {
  const latest = new Map<string, { notice: ShipNotice; document: DocumentRow }>()
  for (const document of documents) {
    if (document.content === null) continue
    const notice = JSON.parse(document.content) as ShipNotice
    latest.set(`${document.partner ?? ''}/${notice.number}`, { notice, document })
  }
  return [...latest.values()].filter(({ notice }) => notice.purpose !== 'cancellation')
}

function noticeName(division: Division, { key }: Partner, { number }: ShipNotice): string {
  return `ship notice ${division}/${key}/${number}`
}

/** @throws EdiError, held: `ship-notice-repeated`, `ship-notice-unknown`, `goods-receipt-made` */
function mustFollow({ purpose, number }: ShipNotice, earlier: ShipNotice | undefined, receives: boolean): void {
  if (purpose === 'original' && earlier)
    throw hold({
      code: 'ship-notice-repeated',
      what: `Another ship notice ${number} came from this supplier before, and says something else`,
      remedy: 'Compare the two; if this one is right, ask the supplier to send it as a replacement',
    })
  if (purpose === 'cancellation' && !earlier)
    throw hold({
      code: 'ship-notice-unknown',
      what: `The supplier cancels ship notice ${number}, which never came`,
      remedy: 'Ask the supplier which shipment is meant',
    })
  if (receives && earlier)
    throw hold({
      code: 'goods-receipt-made',
      what: `Ship notice ${number} was booked as a goods receipt, and the supplier now says something else`,
      why: 'A goods receipt cannot be taken back from here',
      remedy: 'Correct the stock in Exact Online, then abandon this document',
    })
}

function withoutItems({ number }: ShipNotice) {
  return hold({
    code: 'ship-notice-without-items',
    what: `Ship notice ${number} names no goods`,
    remedy: 'Ask the supplier for a complete ship notice',
  })
}
