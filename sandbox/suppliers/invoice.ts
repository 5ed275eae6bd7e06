/** The 810 that a supplier sends for a delivery; every amount ties out to the cent. @see reference x12.md §5.5, §10 */
import type { Decimal } from 'decimal.js'
import { decimal, decimalText, sum } from '../../lib/documents/value'
import type { Company, Order, Supplier } from '../world'
import type { Delivery } from './answer'
import type { Habits } from './habits'
import type { ReceivedLine, ReceivedOrder } from './order'
import type { Segment } from './read'
import type { Body } from './write'

export interface Sale {
  readonly supplier: Supplier
  readonly habits: Habits
  readonly company: Company
  /** What the buyer's books say of the order; absent when the supplier made nothing of its number. */
  readonly booked: Order | undefined
}

export interface InvoiceFigures {
  readonly goods: string
  readonly tax: string
  readonly freight: string
  /** What TDS01 says, with its decimal point. */
  readonly total: string
}

export interface WrittenInvoice {
  readonly body: Body
  readonly figures: InvoiceFigures
}

export function invoiceOf(
  number: string,
  order: ReceivedOrder,
  delivery: Delivery,
  salesOrder: string,
  sale: Sale,
): WrittenInvoice {
  const { supplier, company, habits } = sale
  const lines = delivery.lines.map(({ line, quantity }) => {
    const amount = cents(decimal(quantity).times(line.price))
    const rate = vatFraction(line, sale)
    return { line, quantity, amount, rate, tax: cents(amount.times(rate)) }
  })
  const freight = decimal(delivery.freight ?? 0)
  const goods = sum(lines.map(({ amount }) => amount))
  const tax = sum(lines.map(line => line.tax))
  const total = goods.plus(tax).plus(freight)
  const taxes = [...new Set(lines.map(({ rate }) => rate))].map(rate => {
    const amounts = lines.filter(line => line.rate === rate).map(line => line.tax)
    return taxSegment(sum(amounts), rate, habits)
  })
  const segments: Segment[] = [
    ['BIG', delivery.date, number, order.date, order.number, '', '', 'DI'],
    ['CUR', 'SE', order.currency || company.currency],
    ['REF', 'VN', salesOrder],
    ['N1', 'RE', supplier.name],
    ['N3', supplier.address.street],
    ['N4', supplier.address.city, '', supplier.address.postcode, supplier.address.country],
    ['N1', 'BT', company.name],
    ['DTM', '011', delivery.date],
    ...lines.flatMap(({ line, quantity, tax: lineTax, rate }): Segment[] => [
      ['IT1', line.number, quantity, line.unit, line.price, line.basis, ...line.ids],
      taxSegment(lineTax, rate, habits),
    ]),
    ['TDS', impliedCents(total), impliedCents(goods)],
    ...taxes,
    ...(freight.isZero() ? [] : [['SAC', 'C', 'D240', '', '', impliedCents(freight)]]),
    ['CTT', String(lines.length)],
  ]
  return {
    body: { code: '810', segments },
    figures: { goods: goods.toFixed(2), tax: tax.toFixed(2), freight: freight.toFixed(2), total: total.toFixed(2) },
  }
}

/** The rate that the buyer's own books give the line: by line number, else by the item that one of the ids names. */
function vatFraction(line: ReceivedLine, { company, booked }: Sale): string {
  const ordered = booked?.lines.find(({ lineNumber }) => String(lineNumber) === line.number)
  const item = company.items.find(({ code, supplierItemCode }) => line.ids.includes(supplierItemCode) || line.ids.includes(code))
  const vatCode = ordered?.vatCode ?? item?.vatCode
  const known = company.vatCodes.find(({ code }) => code === vatCode)
  return (known ?? company.vatCodes[0])?.fraction ?? '0'
}

/** TXI02 has a point, TXI03 is a fraction by the standard and a percent figure by habit. */
function taxSegment(amount: Decimal, fraction: string, { taxRate }: Habits): Segment {
  return ['TXI', 'VA', decimalText(amount), decimalText(taxRate === 'percent' ? decimal(fraction).times(100) : fraction)]
}

/** N2: two implied decimals. */
function impliedCents(amount: Decimal): string {
  return amount.times(100).toFixed(0)
}

function cents(amount: Decimal): Decimal {
  return amount.toDecimalPlaces(2)
}
