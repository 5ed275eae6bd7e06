/** A document against itself, and its goods as a whole against the order. */
import type { Invoice } from '../documents/invoice'
import { roundingTolerance, sumOfParts } from '../documents/invoice-total'
import type { PurchaseOrder } from '../documents/purchase-order'
import { decimal, decimalText, money, sum } from '../documents/value'
import type { FoundLine } from './lines'
import type { Reason } from './reasons'
import { allowance, isBeyond, type MatchingRules } from './rules'

/** Lines, charges and taxes come to the total but for rounding, and the total can be paid in its currency. @see reference x12.md §11.35 */
export function tieOutReasons(invoice: Invoice, order: PurchaseOrder | undefined): Reason[] {
  const currency = invoice.currency ?? order?.currency
  const parts = sumOfParts(invoice)
  const difference = decimal(invoice.total).minus(parts)
  const tolerance = roundingTolerance(invoice.lines.length, currency)
  const payable = currency === undefined || decimal(money(invoice.total, currency)).equals(invoice.total)
  if (payable && difference.abs().lessThanOrEqualTo(tolerance)) return []
  return [
    {
      code: 'total-does-not-tie-out',
      expected: decimalText(parts),
      found: invoice.total,
      difference: decimalText(difference),
      tolerance: decimalText(tolerance),
    },
  ]
}

/** What was invoiced at the prices of the order. Charges and taxes have limits of their own. */
export function goodsReasons(found: readonly FoundLine[], { tolerances }: MatchingRules): Reason[] {
  if (tolerances.total === undefined) return []
  const ordered = sum(
    found.map(({ line, order, orderLine }) => money(decimal(orderLine.price).times(line.quantity), order.currency)),
  )
  const invoiced = sum(found.map(({ line }) => line.amount))
  const allowed = allowance(ordered, tolerances.total)
  if (!isBeyond(invoiced, ordered, allowed)) return []
  return [
    {
      code: 'total-above-tolerance',
      expected: decimalText(ordered),
      found: decimalText(invoiced),
      difference: decimalText(invoiced.minus(ordered)),
      tolerance: decimalText(allowed),
    },
  ]
}
