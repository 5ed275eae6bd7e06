/** What changed of an order as an X12 860 in 004010 or 005010. @see reference x12.md §3, §5.2, §7 (element 670) */
import type { PurchaseOrderLine } from '../documents/purchase-order'
import type { LineAspect, LineChange, PurchaseOrderChange } from '../documents/purchase-order-change'
import { decimal, type DecimalText, decimalText } from '../documents/value'
import type { Segment } from '../x12/segment'
import { dtOf } from '../x12/values'
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
export interface X860 {
  readonly set: '860'
  readonly segments: readonly Segment[]
}

/**
 * The heading as it now stands, and one POC for each line that changed, with the line as it now stands. Lines that are not named are
 * unchanged. A cancellation has purpose 01 and no lines. BCH05 is the revision, which the supplier echoes in its 865.
 * @throws EdiError, held: those of an 850
 */
export function x860From({ order, lines }: PurchaseOrderChange, context: OrderContext): X860 {
  const writing = writingFor(order, context)
  const isCancelled = order.purpose === 'cancel'
  return {
    set: '860',
    segments: [
      segmentOf(
        'BCH',
        isCancelled ? '01' : '04',
        orderTypeOf(order),
        orderNumber(writing),
        '',
        String(order.revision),
        dtOf(order.orderDate),
        '',
        '',
        '',
        '',
        order.changedOn && dtOf(order.changedOn),
      ),
      ...headingSegments(writing),
      ...(isCancelled ? [] : [...lines.flatMap(line => lineSegments(line, writing)), segmentOf('CTT', String(lines.length))]),
    ],
  }
}

/** POC03 is the new total, never the difference; POC04 what is still to come, which 004010 demands beside it. */
function lineSegments(change: LineChange, writing: Writing): Segment[] {
  const { line } = change
  const where = placeOfLine(line, writing)
  const poc = (code: string, quantity: DecimalText, left: DecimalText, ...price: string[]) =>
    segmentOf(
      'POC',
      lineNumber(line, writing),
      code,
      numberText(quantity, 15, 'quantity', where),
      numberText(left, 9, 'quantity left to receive', where),
      unitOf(line, writing),
      ...price,
      ...itemIds(line.item, writing, where),
    )
  if (change.change === 'deleted') return [poc('DI', '0', '0', '', '')]
  const before = change.change === 'changed' ? change.before : undefined
  const code = change.change === 'added' ? 'AI' : changeCode(change.aspects, change.before, line)
  return [
    poc(code, line.quantity, leftOf(line), numberText(priceTold(line, writing), 17, 'price', where), 'PE'),
    ...lineDetail(line, writing, before),
  ]
}

/** What has one code of its own; every other combination is CA, and another article replaces all values. */
const combinations: readonly (readonly [string, readonly LineAspect[]])[] = [
  ['PC', ['price']],
  ['CT', ['date']],
  ['CE', ['allowance']],
  ['PQ', ['price', 'quantity']],
  ['PR', ['price', 'date']],
  ['RQ', ['quantity', 'date']],
  ['MU', ['price', 'quantity', 'date']],
]

/** @see reference x12.md §7, element 670 */
function changeCode(aspects: readonly LineAspect[], before: PurchaseOrderLine, now: PurchaseOrderLine): string {
  if (aspects.includes('item')) return 'RZ'
  if (aspects.length === 1 && aspects[0] === 'quantity') return decimal(now.quantity).greaterThan(before.quantity) ? 'QI' : 'QD'
  const found = combinations.find(([, all]) => all.length === aspects.length && all.every(aspect => aspects.includes(aspect)))
  return found?.[0] ?? 'CA'
}

function leftOf({ quantity, received = '0' }: PurchaseOrderLine): DecimalText {
  const left = decimal(quantity).minus(received)
  return left.isNegative() ? '0' : decimalText(left)
}
