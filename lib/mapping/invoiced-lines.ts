/** What is to be booked of a matched invoice: goods of its order lines and charges, which come to its total exactly. */
import type { Decimal } from 'decimal.js'
import type { Charge, Invoice, InvoiceLine, Tax } from '../documents/invoice'
import { signedAmount, taxTotal } from '../documents/invoice-total'
import type { PurchaseOrder, PurchaseOrderLine } from '../documents/purchase-order'
import { decimal, money, sum } from '../documents/value'
import { type LinePair, type MatchedInvoice, pairsOf } from '../matching/matched-invoice'

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

/**
 * Amounts are rounded to the currency of the order, and what rounding leaves of the total is put on the largest of them, so that they
 * come to the total exactly.
 */
export function bookables(matched: MatchedInvoice): Bookable[] {
  const { invoice, orders } = matched
  const [order] = orders
  const parts = [
    ...pairsOf(matched).flatMap(pair => partsOfLine(pair, order)),
    ...invoice.charges.map(
      (charge): Bookable => ({ kind: 'charge', amount: rounded(signedAmount(charge), order), taxes: charge.taxes ?? [], charge }),
    ),
  ]
  return tiedOut(parts, invoice, order)
}

/** A charge on a line is taxed as the line is, unless it says otherwise. */
function partsOfLine({ line, orderLine }: LinePair, order: PurchaseOrder): Bookable[] {
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

function rounded(amount: Decimal, { currency }: PurchaseOrder): Decimal {
  return decimal(money(amount, currency))
}
