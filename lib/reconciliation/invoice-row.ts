/** One 810 of the report: its parts, which come to its total, and what has become of it. */
import type { Decimal } from 'decimal.js'
import type { Invoice } from '../documents/invoice'
import { chargesTotal, sumOfParts, taxTotal } from '../documents/invoice-total'
import { decimal, decimalText, type Division, type Instant, sum } from '../documents/value'
import type { MatchedInvoice } from '../matching/matched-invoice'
import type { InvoiceFigures, InvoiceRow, InvoiceStanding } from './rows'

export interface InvoiceDocument {
  readonly documentId: string
  readonly subject: string
  readonly arrivedAt: Instant
  readonly division?: Division
  readonly partner?: string
  readonly state: string
  readonly reason?: string
  /** What it was read as; undefined where it could not be read. */
  readonly content?: Invoice | MatchedInvoice
  readonly isBooked: boolean
}

export function invoiceRow({ state, reason, content, isBooked, ...document }: InvoiceDocument): InvoiceRow {
  const standing = standingOf(state, reason, isBooked)
  return {
    row: 'invoice',
    ...document,
    standing,
    ...(reason !== undefined && { reason }),
    ...(content && { invoice: figuresOf(content) }),
  }
}

/** An invoice that is booked stays booked, whatever a later step makes of it. */
function standingOf(state: string, reason: string | undefined, isBooked: boolean): InvoiceStanding {
  if (isBooked) return 'booked'
  if (state === 'abandoned') return 'abandoned'
  if (state === 'open' || state === 'retrying') return 'under-way'
  if (state === 'done') return reason === 'duplicate' ? 'repeated' : 'not-booked'
  return 'stopped'
}

export function figuresOf(content: Invoice | MatchedInvoice): InvoiceFigures {
  const [invoice, orders] = content.kind === 'invoice' ? [content, []] : [content.invoice, content.orders]
  const signed = (amount: Decimal) => decimalText(amount.times(signOf(invoice)))
  const currency = invoice.currency ?? orders[0]?.currency
  const named = [invoice.orderNumber, ...invoice.lines.map(line => line.orderNumber)].filter(number => number !== undefined)
  return {
    number: invoice.number,
    type: invoice.type,
    date: invoice.date,
    ...(currency !== undefined && { currency }),
    orders: orders.length > 0 ? orders.map(({ number }) => number) : [...new Set(named)],
    goods: signed(sum(invoice.lines.map(({ amount }) => amount))),
    charges: signed(chargesTotal([...invoice.lines.flatMap(({ charges }) => charges), ...invoice.charges])),
    tax: signed(taxTotal(invoice.taxes)),
    rounding: signed(decimal(invoice.total).minus(sumOfParts(invoice))),
    total: signed(decimal(invoice.total)),
  }
}

/** What a credit says is taken back. */
export function signOf({ type }: Pick<Invoice, 'type'>): 1 | -1 {
  return type === 'credit' ? -1 : 1
}
