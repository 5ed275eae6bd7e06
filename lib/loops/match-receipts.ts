/** What was received of the lines of orders: by the goods receipts of Exact Online, or by the supplier's ship notices. */
import { matchLine } from '../documents/order-line'
import type { PurchaseOrder } from '../documents/purchase-order'
import { type DecimalText, decimalText, type Guid, sum } from '../documents/value'
import type { ExactClient } from '../exact/client'
import { literal } from '../exact/odata'
import { goodsReceiptLines } from '../exact/resources/goods-receipt-lines'
import type { MatchedInvoice } from '../matching/matched-invoice'
import type { Received } from '../matching/quantities'
import { doubleText } from '../mapping/exact-value'
import type { Ledger } from '../ledger/ledger'
import { announcedFor } from './ship-notices'

interface ReceiptLine {
  readonly PurchaseOrderLineID: Guid
  readonly QuantityReceived: number
  readonly ItemUnitCode: string | null
}

/** @see reference exact-online.md §7.5 */
export async function goodsReceived(client: ExactClient, orders: MatchedInvoice['orders']): Promise<ReadonlyMap<Guid, Received>> {
  const parts: Part[] = []
  for (const { division, sourceId } of orders) {
    const rows = await client.find(division, goodsReceiptLines.path, {
      select: ['ID', 'PurchaseOrderLineID', 'QuantityReceived', 'ItemUnitCode'],
      filter: `PurchaseOrderID eq ${literal.guid(sourceId)}`,
    })
    for (const { PurchaseOrderLineID, QuantityReceived, ItemUnitCode } of rows as unknown as ReceiptLine[])
      parts.push({ orderLine: PurchaseOrderLineID, quantity: doubleText(QuantityReceived), unit: ItemUnitCode?.trim() ?? '' })
  }
  return byOrderLine(parts)
}

/** What is announced is taken for received, where that was agreed. @param unitOf X12 unit of a unit of the ERP */
export async function shipmentsAnnounced(
  ledger: Ledger,
  orders: MatchedInvoice['orders'],
  unitOf: (unit: string, order: PurchaseOrder) => string | undefined,
): Promise<ReadonlyMap<Guid, Received>> {
  const parts: Part[] = []
  for (const order of orders) {
    const shipped = (await announcedFor(ledger, order.division, order.number)).flatMap(({ lines }) => lines)
    for (const line of shipped) {
      const match = matchLine(order, line)
      if (match.found !== 'one') continue
      const { sourceId, unit } = match.line
      parts.push({ orderLine: sourceId, quantity: line.quantity, unit: unitOf(unit, order) === line.unit ? unit : '' })
    }
  }
  return byOrderLine(parts)
}

interface Part {
  readonly orderLine: Guid
  readonly quantity: DecimalText
  /** Of the ERP; empty where it is not known. */
  readonly unit: string
}

/** A unit that not all parts of an order line have is not known. */
function byOrderLine(parts: readonly Part[]): Map<Guid, Received> {
  const groups = Map.groupBy(parts, ({ orderLine }) => orderLine)
  return new Map(
    [...groups].map(([key, group]) => {
      const [unit, ...others] = new Set(group.map(part => part.unit))
      const quantity = decimalText(sum(group.map(part => part.quantity)))
      return [key, { quantity, unit: others.length > 0 || unit === '' ? undefined : unit }]
    }),
  )
}
