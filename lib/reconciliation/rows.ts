/** Rows of the reconciliation report. Amounts are decimal text in the currency of the row; credits are negative. */
import type { CalendarDate, Currency, DecimalText, Division, Instant } from '../documents/value'

export type Row = OrderRow | InvoiceRow | LooseEnd

/**
 * Ordered, confirmed, shipped, invoiced and booked compare like with like: goods without tax and charges, the first three at the order's
 * prices, the last two as invoiced. A discount over the whole order stands beside them.
 */
export interface OrderRow {
  readonly row: 'order'
  readonly division: Division
  readonly partner?: string
  readonly supplier: { readonly code: string; readonly name?: string }
  readonly order: string
  readonly orderDate: CalendarDate
  readonly currency: Currency
  readonly revision: number
  readonly isCancelled: boolean
  readonly ordered: DecimalText
  readonly discount: DecimalText
  readonly confirmed: DecimalText
  readonly shipped: DecimalText
  readonly invoiced: DecimalText
  readonly booked: DecimalText
  /** Goods of which no invoice has come, at the order's prices. */
  readonly open: DecimalText
  /** What prices and rounding of the invoices make: `ordered = invoiced + open + difference`. */
  readonly difference: DecimalText
  /** The newest of each; undefined where there is none yet. */
  readonly sentAt?: Instant
  readonly acknowledged?: { readonly outcome: string; readonly at: Instant }
  readonly confirmedAt?: Instant
  readonly shippedAt?: Instant
  readonly invoicedAt?: Instant
  readonly bookedAt?: Instant
  readonly openEnds: readonly OpenEnd[]
}

/** What is missing, and since when. */
export interface OpenEnd {
  readonly missing: Missing
  readonly since: Instant
  readonly words: string
  /** The document that has stopped. */
  readonly documentId?: string
  /** Its stable code. */
  readonly reason?: string
}

export type Missing =
  | 'decision'
  | 'delivery'
  | 'acknowledgment'
  | 'accepted-acknowledgment'
  | 'confirmation'
  | 'invoice'
  | 'booking'
  | 'agreement'

/** One 810. `goods + charges + tax + rounding = total`, to the last minor unit. */
export interface InvoiceRow {
  readonly row: 'invoice'
  readonly documentId: string
  readonly subject: string
  readonly arrivedAt: Instant
  readonly division?: Division
  readonly partner?: string
  readonly standing: InvoiceStanding
  readonly reason?: string
  /** Undefined where the document could not be read as an invoice. */
  readonly invoice?: InvoiceFigures
}

/** Each invoice is one of these, so that the sums of all of them are the sum of what came. */
export type InvoiceStanding = 'booked' | 'under-way' | 'stopped' | 'abandoned' | 'repeated' | 'not-booked'

export const invoiceStandings: readonly InvoiceStanding[] = [
  'booked',
  'under-way',
  'stopped',
  'abandoned',
  'repeated',
  'not-booked',
]

export interface InvoiceFigures {
  readonly number: string
  readonly type: 'invoice' | 'credit'
  readonly date: CalendarDate
  /** Undefined where neither the invoice nor its order names one. */
  readonly currency?: Currency
  readonly orders: readonly string[]
  readonly goods: DecimalText
  /** Charges less allowances, of lines and of the document. */
  readonly charges: DecimalText
  readonly tax: DecimalText
  /** What the stated total is more than its parts. */
  readonly rounding: DecimalText
  readonly total: DecimalText
}

/** A document that has stopped and belongs to no order that is known here. */
export interface LooseEnd extends OpenEnd {
  readonly row: 'loose'
  readonly kind: string
  readonly subject: string
  readonly division?: Division
  readonly partner?: string
}
