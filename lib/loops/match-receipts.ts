/** What was received of the lines of orders, by the goods receipts of Exact Online. @see reference exact-online.md §7.5 */
import { decimalText, type Guid, sum } from '../documents/value'
import type { ExactClient } from '../exact/client'
import { literal } from '../exact/odata'
import { goodsReceiptLines } from '../exact/resources/goods-receipt-lines'
import type { MatchedInvoice } from '../matching/matched-invoice'
import type { Received } from '../matching/quantities'
import { doubleText } from '../mapping/exact-value'

interface ReceiptLine {
  readonly PurchaseOrderLineID: Guid
  readonly QuantityReceived: number
  readonly ItemUnitCode: string | null
}

/** Sums by order line; a unit that not all of its receipts have is not known. */
export async function goodsReceived(client: ExactClient, orders: MatchedInvoice['orders']): Promise<ReadonlyMap<Guid, Received>> {
  const lines: ReceiptLine[] = []
  for (const { division, sourceId } of orders) {
    const rows = await client.find(division, goodsReceiptLines.path, {
      select: ['ID', 'PurchaseOrderLineID', 'QuantityReceived', 'ItemUnitCode'],
      filter: `PurchaseOrderID eq ${literal.guid(sourceId)}`,
    })
    lines.push(...(rows as unknown as ReceiptLine[]))
  }
  const groups = Map.groupBy(lines, line => line.PurchaseOrderLineID)
  return new Map(
    [...groups].map(([key, group]) => {
      const [unit, ...others] = new Set(group.map(({ ItemUnitCode }) => ItemUnitCode?.trim() ?? ''))
      const quantity = decimalText(sum(group.map(({ QuantityReceived }) => doubleText(QuantityReceived))))
      return [key, { quantity, unit: others.length > 0 || unit === '' ? undefined : unit }]
    }),
  )
}
