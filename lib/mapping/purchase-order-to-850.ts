/** A purchase order as an X12 850 in 004010 or 005010. @see reference x12.md §3, §5.1, §6 */
import type { PurchaseOrder, PurchaseOrderLine } from '../documents/purchase-order'
import type { Segment } from '../x12/segment'
import { dtOf } from '../x12/values'
import type { Partner } from './partners'
import {
  headingSegments,
  itemIds,
  lineDetail,
  lineNumber,
  type OrderContext,
  orderNumber,
  orderTypeOf,
  placeOfLine,
  unitOf,
  type Writing,
  writingFor,
} from './purchase-order-segments'
import { priceTold } from './told-price'
import { numberText, segmentOf } from './x12-text'

/** Without ST and SE, which the writer adds. */
export interface X850 {
  readonly set: '850'
  readonly segments: readonly Segment[]
}

/** BEG01. @see reference x12.md §7, element 353 */
function purposeOf({ purpose }: PurchaseOrder, { change }: Partner): string {
  if (purpose === 'replace') return change === 'change-850' ? '04' : '05'
  return purpose === 'cancel' ? '01' : '00'
}

/**
 * @throws EdiError, held: `unit-unknown`, `code-not-transmittable`, `number-too-long`, `ship-to-incomplete`, `address-too-long`,
 * `x12-version-unknown`
 */
export function x850From(order: PurchaseOrder, context: OrderContext): X850 {
  const writing = writingFor(order, context)
  const purpose = purposeOf(order, context.partner)
  return {
    set: '850',
    segments: [
      segmentOf('BEG', purpose, orderTypeOf(order), orderNumber(writing), '', dtOf(order.orderDate)),
      ...headingSegments(writing),
      ...order.lines.flatMap(line => lineSegments(line, writing)),
      segmentOf('CTT', String(order.lines.length)),
      segmentOf('AMT', 'TT', numberText(order.total, 18, 'order total', { order: order.number })),
    ],
  }
}

function lineSegments(line: PurchaseOrderLine, writing: Writing): Segment[] {
  const where = placeOfLine(line, writing)
  return [
    segmentOf(
      'PO1',
      lineNumber(line, writing),
      numberText(line.quantity, 15, 'quantity', where),
      unitOf(line, writing),
      numberText(priceTold(line, writing), 17, 'price', where),
      'PE',
      ...itemIds(line.item, writing, where),
    ),
    ...lineDetail(line, writing),
  ]
}
