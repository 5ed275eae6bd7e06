/** The lines of an invoice against the lines of its orders: what may be booked, or in what it departs from them. */
import type { Decimal } from 'decimal.js'
import type { Charge, Invoice, InvoiceLine, Tax } from '../documents/invoice'
import { roundingTolerance, signedAmount, sumOfParts, taxTotal } from '../documents/invoice-total'
import { matchLine, sameNumber } from '../documents/order-line'
import type { PurchaseOrder, PurchaseOrderLine } from '../documents/purchase-order'
import { decimal, decimalText, money, sum } from '../documents/value'
import { x12UnitOf } from './cross-reference'
import type { Difference } from './hold'
import type { CrossReferences, Partner } from './partners'

/** Goods of an order line, or a charge: on the goods of an order line or on the whole invoice. */
export type Bookable =
  | {
      readonly kind: 'goods'
      readonly amount: Decimal
      readonly taxes: readonly Tax[]
      readonly orderLine: PurchaseOrderLine
      readonly line: InvoiceLine
    }
  | {
      readonly kind: 'charge'
      readonly amount: Decimal
      readonly taxes: readonly Tax[]
      readonly orderLine?: PurchaseOrderLine
      readonly charge: Charge
    }

interface Matched {
  readonly line: InvoiceLine
  readonly orderLine?: PurchaseOrderLine
  readonly differences: readonly Difference[]
}

interface Context {
  readonly order: PurchaseOrder
  readonly otherOrders?: readonly PurchaseOrder[]
  readonly partner: Partner
  readonly references: CrossReferences
}

/**
 * Amounts are rounded to the currency of the order, and what rounding leaves of the total is put on the largest of them, so that they
 * come to the total exactly.
 */
export function bookables(invoice: Invoice, context: Context): { parts: Bookable[]; differences: Difference[] } {
  const { order } = context
  const currency = invoice.currency ?? order.currency
  const matched = invoice.lines.map(line => matchOf(line, invoice, context))
  const difference = decimal(invoice.total).minus(sumOfParts(invoice))
  const payable = rounded(decimal(invoice.total), order).equals(invoice.total)
  const ties = payable && difference.abs().lessThanOrEqualTo(roundingTolerance(invoice.lines.length, order.currency))
  const differences = [
    ...(currency === order.currency ? [] : [{ code: 'currency-differs', ordered: order.currency, invoiced: currency }]),
    ...matched.flatMap(match => match.differences),
    ...(invoice.type === 'invoice' ? overInvoiced(matched) : []),
    ...(ties
      ? []
      : [{ code: 'invoice-total-differs', invoiced: `${invoice.total}, its parts ${decimalText(sumOfParts(invoice))}` }]),
  ]
  if (differences.length > 0) return { parts: [], differences }
  const parts = [
    ...matched.flatMap(({ line, orderLine }) => (orderLine ? partsOfLine(line, orderLine, order) : [])),
    ...invoice.charges.map(
      (charge): Bookable => ({ kind: 'charge', amount: rounded(signedAmount(charge), order), taxes: charge.taxes ?? [], charge }),
    ),
  ]
  return { parts: tiedOut(parts, invoice, order), differences }
}

/** A charge on a line is taxed as the line is, unless it says otherwise. */
function partsOfLine(line: InvoiceLine, orderLine: PurchaseOrderLine, order: PurchaseOrder): Bookable[] {
  return [
    { kind: 'goods', amount: rounded(decimal(line.amount), order), taxes: line.taxes, orderLine, line },
    ...line.charges.map((charge): Bookable => {
      const taxes = charge.taxes ?? line.taxes.map(({ code, rate }): Tax => ({ code, ...(rate !== undefined && { rate }) }))
      return { kind: 'charge', amount: rounded(signedAmount(charge), order), taxes, orderLine, charge }
    }),
  ]
}

function tiedOut(parts: readonly Bookable[], { total, taxes }: Invoice, order: PurchaseOrder): Bookable[] {
  const net = decimal(total).minus(rounded(taxTotal(taxes), order))
  const rest = net.minus(sum(parts.map(({ amount }) => amount)))
  const largest = parts.reduce<Bookable | undefined>(
    (most, one) => (one.amount.abs().greaterThan(most?.amount.abs() ?? 0) ? one : most),
    undefined,
  )
  return parts.map(part => (part === largest ? { ...part, amount: part.amount.plus(rest) } : part))
}

function matchOf(line: InvoiceLine, invoice: Invoice, context: Context): Matched {
  const named = line.orderNumber ?? invoice.orderNumber
  const orders = [context.order, ...(context.otherOrders ?? []).filter(other => sameTerms(other, context.order))]
  const order = orders.find(({ number }) => named !== undefined && sameNumber(number, named))
  const subject = line.number === undefined ? {} : { line: line.number }
  if (order === undefined)
    return { line, differences: [{ ...subject, code: 'order-unknown', invoiced: named ?? 'no order number' }] }
  const match = matchLine(order, line)
  if (match.found !== 'one')
    return { line, differences: [{ ...subject, code: 'invoice-line-unmatched', invoiced: wordsOf(line) }] }
  return {
    line,
    orderLine: match.line,
    differences: [...unit(line, match.line, order, context), ...price(line, match.line, invoice, context)],
  }
}

function unit(line: InvoiceLine, orderLine: PurchaseOrderLine, order: PurchaseOrder, { references }: Context): Difference[] {
  if (line.unit === undefined) return []
  const ordered = x12UnitOf(references, order.division, orderLine.unit, orderLine.number)
  return line.unit === ordered ? [] : [{ line: orderLine.number, code: 'unit-differs', ordered, invoiced: line.unit }]
}

/** A lower price is welcome; what is given back may be at any price. */
function price(line: InvoiceLine, orderLine: PurchaseOrderLine, { type }: Invoice, { partner }: Context): Difference[] {
  const highest = decimal(orderLine.price).times(decimal(partner.tolerances.pricePercent).dividedBy(100).plus(1))
  return type === 'credit' || decimal(line.price).lessThanOrEqualTo(highest)
    ? []
    : [{ line: orderLine.number, code: 'price-above-tolerance', ordered: orderLine.price, invoiced: line.price }]
}

function overInvoiced(matched: readonly Matched[]): Difference[] {
  const orderLines = new Set(matched.flatMap(({ orderLine }) => orderLine ?? []))
  return [...orderLines].flatMap(orderLine => {
    const invoiced = sum(matched.filter(match => match.orderLine === orderLine).map(({ line }) => line.quantity))
    return invoiced.greaterThan(orderLine.quantity)
      ? [{ line: orderLine.number, code: 'quantity-above-order', ordered: orderLine.quantity, invoiced: decimalText(invoiced) }]
      : []
  })
}

/** Orders that may share one invoice in Exact Online. */
function sameTerms(one: PurchaseOrder, other: PurchaseOrder): boolean {
  return one.division === other.division && one.supplier.id === other.supplier.id && one.currency === other.currency
}

function rounded(amount: Decimal, { currency }: PurchaseOrder): Decimal {
  return decimal(money(amount, currency))
}

function wordsOf({ item: { buyerCode, supplierCode, gtin, description } }: InvoiceLine): string {
  return [buyerCode, supplierCode, gtin].filter(id => id !== undefined).join(' / ') || description || 'no item number'
}
