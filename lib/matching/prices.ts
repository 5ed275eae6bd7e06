/** A line against its order line: direction, unit, price and amount. */
import type { Decimal } from 'decimal.js'
import type { Invoice } from '../documents/invoice'
import { allowancesIn } from '../documents/invoice-total'
import { decimal, decimalText, minorDigits, money } from '../documents/value'
import type { FoundLine } from './lines'
import type { MatchContext } from './match'
import type { Reason } from './reasons'
import { allowance, isBeyond, type MatchingRules, type Tolerance } from './rules'

/** A lower price is welcome; what is given back is measured by its invoice, not by the order. */
export function lineReasons(invoice: Invoice, found: readonly FoundLine[], context: MatchContext): Reason[] {
  return found.flatMap(one => [
    ...directionReasons(one),
    ...amountReasons(one),
    ...unitReasons(one, context),
    ...(invoice.type === 'invoice' ? priceReasons(one, context.rules) : []),
  ])
}

export function placeOf({ order, orderLine }: Pick<FoundLine, 'order' | 'orderLine'>): Pick<Reason, 'order' | 'line'> {
  return { order: order.number, line: orderLine.number }
}

function directionReasons(found: FoundLine): Reason[] {
  const { quantity, price } = found.line
  const negative = decimal(quantity).isNegative() || decimal(price).isNegative()
  return negative ? [{ code: 'line-against-direction', ...placeOf(found), found: `${quantity} at ${price}` }] : []
}

/** Whichever way the supplier rounds, the amount is less than a minor unit away. @see reference x12.md §11.35 */
function amountReasons(found: FoundLine): Reason[] {
  const { quantity, price, amount } = found.line
  const expected = decimal(quantity).times(price)
  const difference = decimal(amount).minus(expected)
  const tolerance = decimal(10).pow(-minorDigits(found.order.currency))
  if (difference.abs().lessThanOrEqualTo(tolerance)) return []
  return [
    {
      code: 'line-does-not-tie-out',
      ...placeOf(found),
      expected: decimalText(expected),
      found: amount,
      difference: decimalText(difference),
      tolerance: decimalText(tolerance),
    },
  ]
}

function unitReasons(found: FoundLine, { unitOf }: MatchContext): Reason[] {
  const { line, order, orderLine } = found
  if (line.unit === undefined) return []
  const ordered = unitOf(orderLine.unit, order)
  if (ordered === undefined) return [{ code: 'unit-unknown', ...placeOf(found), expected: orderLine.unit, found: line.unit }]
  return ordered === line.unit ? [] : [{ code: 'unit-differs', ...placeOf(found), expected: ordered, found: line.unit }]
}

/** What is charged for the goods, after the allowances on the line: a discount may be in the price or beside it. @see reference x12.md §11.36 */
function priceReasons(found: FoundLine, { tolerances }: MatchingRules): Reason[] {
  const { line, order, orderLine } = found
  const goods = decimal(money(decimal(orderLine.price).times(line.quantity), order.currency))
  const allowed = allowancesIn(line.charges)
  const amount = decimal(line.amount).minus(allowed)
  const isReduced = !allowed.isZero() && !decimal(line.quantity).isZero()
  const price = isReduced ? amount.dividedBy(line.quantity) : decimal(line.price)
  // Amount and allowance are rounded, each by itself.
  const rounding = isReduced ? decimal(10).pow(-minorDigits(order.currency)).dividedBy(decimal(line.quantity).abs()) : decimal(0)
  return [
    ...beyond('price-above-tolerance', found, price, decimal(orderLine.price), tolerances.price, rounding),
    ...(tolerances.line ? beyond('line-above-tolerance', found, amount, goods, tolerances.line, decimal(0)) : []),
  ]
}

function beyond(
  code: Reason['code'],
  at: FoundLine,
  found: Decimal,
  expected: Decimal,
  tolerance: Tolerance | undefined,
  rounding: Decimal,
): Reason[] {
  const allowed = allowance(expected, tolerance).plus(rounding)
  if (!isBeyond(found, expected, allowed)) return []
  return [
    {
      code,
      ...placeOf(at),
      expected: decimalText(expected),
      found: decimalText(found.toSignificantDigits(17)),
      difference: decimalText(found.minus(expected).toSignificantDigits(17)),
      tolerance: decimalText(allowed.toSignificantDigits(17)),
    },
  ]
}
