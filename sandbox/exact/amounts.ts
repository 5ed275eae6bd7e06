/** Sums of orders and invoices, in decimal, rounded to cents where Exact Online holds an amount. */
import { type DecimalText, decimal, decimalText } from '../../lib/documents/value'
import type { Row, Value } from './store'

type Figure = Value | undefined | DecimalText

export function cents(value: Figure): number {
  return decimal(figure(value)).toDecimalPlaces(2).toNumber()
}

/** Rounded to cents. */
export function product(...factors: readonly Figure[]): number {
  return cents(decimalText(factors.reduce((result, factor) => result.times(figure(factor)), decimal(1))))
}

export function total(values: readonly Figure[]): number {
  return cents(decimalText(values.reduce((sum, value) => sum.plus(figure(value)), decimal(0))))
}

/** Amounts of an order line from its quantity, net price and VAT fraction; without tax. */
export function lineAmounts(line: Row): Row {
  const amount = product(line['QuantityInPurchaseUnits'], line['NetPrice'])
  return { AmountFC: amount, AmountDC: amount, VATAmount: product(amount, line['VATPercentage']) }
}

/** Totals of an order; `AmountFC` includes tax. */
export function headerAmounts(lines: readonly Row[]): Row {
  const net = total(lines.map(line => line['AmountFC']))
  const tax = total(lines.map(line => line['VATAmount']))
  const gross = total([net, tax])
  return { AmountFC: gross, AmountDC: gross, VATAmount: tax, AmountFCExclVat: net, PurchaseOrderLineCount: lines.length }
}

function figure(value: Figure): string | number {
  return typeof value === 'number' || typeof value === 'string' ? value : 0
}
