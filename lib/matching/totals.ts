/** A document against itself, and its goods as a whole against the order. */
import type { Decimal } from 'decimal.js'
import type { Invoice } from '../documents/invoice'
import { allowancesIn, roundingTolerance, sumOfParts } from '../documents/invoice-total'
import type { PurchaseOrder } from '../documents/purchase-order'
import { type Currency, decimal, decimalText, minorDigits, money, sum } from '../documents/value'
import type { FoundLine } from './lines'
import type { MatchContext } from './match'
import { type MatchedInvoice, pairsOf } from './matched-invoice'
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

/**
 * An order with a discount over all of it: its goods cost so much less, by allowances or by lower prices. Of an invoice of one order all
 * that was given before counts too, since a supplier may give the whole discount with the first part or with the last.
 */
export function discountReasons(
  invoice: Invoice,
  found: readonly FoundLine[],
  orders: readonly PurchaseOrder[],
  { earlier, rules }: Pick<MatchContext, 'earlier' | 'rules'>,
): Reason[] {
  const [order] = orders
  const due = orders.flatMap(each => (each.discount === undefined ? [] : [{ order: each, discount: decimal(each.discount) }]))
  if (order === undefined || due.length === 0) return []
  const now = { invoice, lines: found.map(({ line, orderLine }) => ({ line, orderLine })) }
  const before =
    orders.length > 1 ? [] : earlier.filter(one => isOnlyOf(one, order)).map(one => ({ ...one, lines: pairsOf(one) }))
  const documents = [...before, now]
  const expected = sum(
    due.map(({ order: each, discount }) => discount.times(atOrderPrices(documents, each)).dividedBy(goodsOf(each))),
  ).toDecimalPlaces(minorDigits(order.currency))
  const given = sum(documents.map(one => lessThanOrdered(one, order.currency)))
  const rounding = roundingTolerance(documents.flatMap(({ lines }) => lines).length, order.currency)
  const allowed = allowance(atOrderPrices([now], ...orders), rules.tolerances.total).plus(rounding)
  if (!isBeyond(expected, given, allowed)) return []
  return [
    {
      code: 'order-discount-missing',
      order: due[0]?.order.number ?? order.number,
      expected: decimalText(expected),
      found: decimalText(given),
      difference: decimalText(expected.minus(given)),
      tolerance: decimalText(allowed),
    },
  ]
}

interface Invoiced {
  readonly invoice: Invoice
  readonly lines: readonly Pick<FoundLine, 'line' | 'orderLine'>[]
}

function isOnlyOf({ invoice, orders }: MatchedInvoice, { sourceId }: PurchaseOrder): boolean {
  return invoice.type === 'invoice' && orders.length === 1 && orders[0].sourceId === sourceId
}

function goodsOf({ lines }: PurchaseOrder): Decimal {
  const goods = sum(lines.map(({ amount }) => amount))
  return goods.isZero() ? decimal(1) : goods
}

function atOrderPrices(documents: readonly Invoiced[], ...orders: readonly PurchaseOrder[]): Decimal {
  const own = new Set(orders.flatMap(({ lines }) => lines.map(({ sourceId }) => sourceId)))
  return sum(
    documents
      .flatMap(({ lines }) => lines)
      .filter(({ orderLine }) => own.has(orderLine.sourceId))
      .map(({ line, orderLine }) => decimal(orderLine.price).times(line.quantity)),
  )
}

/** Of the document, and of each line after its own allowances. A higher price, where it is tolerated, takes nothing back of it. */
function lessThanOrdered({ invoice, lines }: Invoiced, currency: Currency): Decimal {
  const lower = lines
    .map(({ line, orderLine }) =>
      decimal(money(decimal(orderLine.price).times(line.quantity), currency))
        .minus(line.amount)
        .plus(allowancesIn(line.charges)),
    )
    .filter(difference => difference.isPositive())
  return sum([allowancesIn(invoice.charges), ...lower])
}
