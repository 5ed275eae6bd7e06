/** How much of each order line is invoiced, this document and all before it together. */
import type { Decimal } from 'decimal.js'
import { decimal, decimalText, type DecimalText, type Guid, sum } from '../documents/value'
import type { FoundLine } from './lines'
import type { MatchContext } from './match'
import type { MatchedInvoice } from './matched-invoice'
import { placeOf } from './prices'
import type { Reason } from './reasons'
import { allowance, isBeyond } from './rules'

export interface Received {
  readonly quantity: DecimalText
  /** Unit of the ERP that the receipts count in; undefined where they do not say, or not all the same. */
  readonly unit: string | undefined
}

export function quantityReasons(found: readonly FoundLine[], context: MatchContext): Reason[] {
  const groups = Map.groupBy(found, ({ orderLine }) => orderLine.sourceId)
  return [...groups.values()].flatMap(lines => {
    const [first] = lines
    if (first === undefined) return []
    const now = sum(lines.map(({ line }) => line.quantity))
    const invoiced = invoicedBefore(first.orderLine.sourceId, context.earlier).plus(now)
    return [
      ...overReceived(first, invoiced, context),
      ...over('quantity-over-ordered', first, invoiced, first.orderLine.quantity, context),
    ]
  })
}

/** In the unit of the order line; what was credited is taken off. */
export function invoicedBefore(orderLine: Guid, earlier: readonly MatchedInvoice[]) {
  return sum(earlier.flatMap(({ lines }) => lines.filter(line => line.orderLine === orderLine).map(({ counts }) => counts)))
}

function overReceived(at: FoundLine, invoiced: Decimal, context: MatchContext): Reason[] {
  if (context.rules.matching === 'two-way') return []
  const received = context.received?.get(at.orderLine.sourceId)
  if (received === undefined) return over('quantity-over-received', at, invoiced, '0', context)
  if (received.unit !== at.orderLine.unit)
    return [{ code: 'receipt-unit-unclear', ...placeOf(at), expected: at.orderLine.unit, found: received.unit ?? 'no unit' }]
  return over('quantity-over-received', at, invoiced, received.quantity, context)
}

function over(
  code: 'quantity-over-received' | 'quantity-over-ordered',
  at: FoundLine,
  invoiced: Decimal,
  limit: DecimalText,
  { rules }: MatchContext,
): Reason[] {
  const allowed = allowance(decimal(limit), rules.tolerances.quantity)
  if (!isBeyond(invoiced, decimal(limit), allowed)) return []
  return [
    {
      code,
      ...placeOf(at),
      expected: limit,
      found: decimalText(invoiced),
      difference: decimalText(invoiced.minus(limit)),
      tolerance: decimalText(allowed),
    },
  ]
}
