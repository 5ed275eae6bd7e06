/** What a ship notice says of the lines of an order, and the goods receipt that it may be taken for. @see reference exact-online.md §7.5 */
import { matchLine } from '../documents/order-line'
import type { PurchaseOrder, PurchaseOrderLine } from '../documents/purchase-order'
import type { ShipNotice, ShippedLine, ShippedOrder } from '../documents/ship-notice'
import { type CrossReferences, occasionOfOrder, x12UnitOf } from './cross-reference'
import { doubleOf } from './exact-value'
import type { ExactCreate } from './exact-write'
import { type Difference, DifferencesHeld } from './hold'
import type { Partner } from './partners'

export interface MatchedShipment {
  readonly line: PurchaseOrderLine
  readonly shipped: ShippedLine
}

/**
 * Each shipped line with its order line.
 * @throws DifferencesHeld `ship-notice-line-unmatched`, `unit-differs`
 * @throws EdiError `unit-unknown`, held
 */
export function shippedLines(
  { number }: ShipNotice,
  { lines }: ShippedOrder,
  order: PurchaseOrder,
  { references, partner }: { readonly references: CrossReferences; readonly partner: Partner },
): MatchedShipment[] {
  const matches = lines.map(shipped => ({ shipped, match: matchLine(order, shipped) }))
  const differences = matches.flatMap(({ shipped, match }): Difference[] => {
    if (match.found !== 'one')
      return [
        {
          ...(shipped.number !== undefined && { line: shipped.number }),
          code: 'ship-notice-line-unmatched',
          confirmed: Object.values(shipped.item).join(' / ') || 'no item number',
        },
      ]
    const ordered = x12UnitOf(references, occasionOfOrder(order, partner.key), match.line.unit, match.line.number)
    return shipped.unit === ordered
      ? []
      : [{ line: match.line.number, code: 'unit-differs', ordered, confirmed: `${shipped.quantity} ${shipped.unit}` }]
  })
  const [first, ...others] = differences
  if (first)
    throw new DifferencesHeld(
      {
        what: `Ship notice ${number} speaks of something else than the order`,
        where: { order: order.number, division: order.division },
        remedy: 'Ask the supplier for a corrected ship notice, or receive the goods by hand and abandon this one',
      },
      [first, ...others],
    )
  return matches.flatMap(({ shipped, match }) => (match.found === 'one' ? [{ line: match.line, shipped }] : []))
}

/** The receipt of one order's part of a shipment; it moves stock. Exact Online refuses more than is still open. */
export function goodsReceiptFrom(notice: ShipNotice, order: PurchaseOrder, lines: readonly MatchedShipment[]): ExactCreate {
  const { number, shippedOn, expectedOn, date } = notice
  return {
    action: 'create',
    resource: 'purchaseorder/GoodsReceipts',
    naturalKey: ['YourRef'],
    body: {
      ReceiptDate: expectedOn ?? shippedOn ?? date,
      YourRef: `${number}/${order.number}`,
      Description: `Ship notice ${number}, order ${order.number}`.slice(0, 60),
      GoodsReceiptLines: lines.map(({ line, shipped }) => ({
        PurchaseOrderLineID: line.sourceId,
        QuantityReceived: doubleOf(shipped.quantity),
      })),
    },
  }
}
