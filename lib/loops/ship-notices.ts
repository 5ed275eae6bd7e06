/** A ship notice → recorded against its orders; a goods receipt only where that was agreed, because it moves stock. */
import type { PurchaseOrder } from '../documents/purchase-order'
import type { ShipNotice, ShippedOrder } from '../documents/ship-notice'
import type { Division, Guid } from '../documents/value'
import type { Ledger } from '../ledger/ledger'
import type { DocumentRow } from '../ledger/schema'
import type { ExactWrites } from '../mapping/exact-write'
import { hold } from '../mapping/hold'
import type { Partner } from '../mapping/partners'
import { goodsReceiptFrom, shippedLines } from '../mapping/ship-notice-to-exact'
import { divisionOf, type Hop, onward, partnerFor } from './hop'
import { shippedOrderName } from './order-names'
import { orderOfPartner } from './order-of-partner'

export const shipNoticeToExactHop: Hop = async (message, { ledger, documentId, partners }) => {
  const notice = message.payload as ShipNotice
  const division = divisionOf(message)
  const partner = partnerFor(message, partners)
  const name = noticeName(division, partner, notice)
  const before = await noticesNamed(ledger, name, documentId)
  const earlier = before.at(-1)
  const receives = partner.shipNotice === 'goods-receipt'
  // A cancellation need not repeat what was to come.
  const isBare = notice.purpose === 'cancellation' && notice.orders.length === 0
  const shipped = isBare ? [] : await shippedOrders(ledger, division, partner, notice)
  const said: ShipNotice = { ...notice, orders: shipped.map(({ said: own }) => own) }
  if (isRepeated(said, before)) return { what: 'was here before, unchanged', reason: 'duplicate', outputs: [] }
  if (isReplaced(said, before))
    return { what: 'was replaced or cancelled before it came', reason: 'superseded-by-later', outputs: [] }
  mustFollow(said, earlier, receives)
  if (shipped.length === 0 && !(isBare && earlier)) throw withoutItems(said)
  const context = { references: partners.crossReferences, partner }
  const matched = shipped.map(({ order, said: own }) => ({ order, lines: shippedLines(said, own, order, context) }))
  const writes: ExactWrites = {
    kind: 'exact-writes',
    division,
    writes: matched.map(({ order, lines }) => goodsReceiptFrom(said, order, lines)),
  }
  // Under the orders of the notice before it too: for them it says that nothing of theirs is to come any more.
  const numbers = [...new Set([...said.orders, ...(earlier?.orders ?? [])].map(({ orderNumber }) => orderNumber))]
  return {
    what: `recorded against order ${numbers.join(', ')}${receives ? ', with a goods receipt' : ''}`,
    content: said,
    names: [name, ...numbers.map(number => shippedOrderName(division, number))],
    ...(receives ? {} : { reason: 'recorded' }),
    outputs: receives ? onward(message, writes, { kind: writes.kind }) : [],
  }
}

interface Shipped {
  readonly order: PurchaseOrder
  /** Under the number of the order as it was sent. */
  readonly said: ShippedOrder
}

/** Two writings of a number may be one order: then their lines are those of one. @throws as `orderOfPartner` does */
async function shippedOrders(ledger: Ledger, division: Division, partner: Partner, { orders }: ShipNotice): Promise<Shipped[]> {
  const shipped = new Map<Guid, Shipped>()
  for (const said of orders) {
    const order = await orderOfPartner(ledger, division, partner, said.orderNumber)
    const lines = [...(shipped.get(order.sourceId)?.said.lines ?? []), ...said.lines]
    shipped.set(order.sourceId, { order, said: { ...said, orderNumber: order.number, lines } })
  }
  return [...shipped.values()]
}

async function noticesNamed(ledger: Ledger, name: string, except: string | undefined): Promise<ShipNotice[]> {
  const documents = await ledger.named(name)
  return documents.flatMap(({ id, content }) => (id === except || content === null ? [] : [JSON.parse(content) as ShipNotice]))
}

/** An original may come again after it was replaced; what replaces or cancels may have to be said once more. */
function isRepeated(notice: ShipNotice, before: readonly ShipNotice[]): boolean {
  const said = JSON.stringify(notice)
  return (notice.purpose === 'original' ? before : before.slice(-1)).some(one => JSON.stringify(one) === said)
}

/** What replaces or cancels it overtook it on the way. A second original under its number is no such thing. */
function isReplaced({ purpose }: ShipNotice, before: readonly ShipNotice[]): boolean {
  return purpose === 'original' && before.length > 0 && before.every(one => one.purpose !== 'original')
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
