/** A supplier's invoice or credit note. Amounts of a credit are positive; `type` says which way they go. */
import type { ItemIds, Party } from './party'
import type { CalendarDate, Currency, DecimalText } from './value'

export interface Invoice {
  readonly kind: 'invoice'
  readonly type: 'invoice' | 'credit'
  /** The type code as sent (BIG07), empty when there was none. */
  readonly typeCode: string
  readonly number: string
  readonly date: CalendarDate
  readonly dueDate?: CalendarDate
  readonly orderNumber?: string
  readonly orderDate?: CalendarDate
  readonly currency?: Currency
  readonly originalInvoice?: string
  readonly supplierOrderNumber?: string
  readonly remitTo?: Party
  readonly lines: readonly InvoiceLine[]
  readonly charges: readonly Charge[]
  /** Taxes of the whole document, as the document sums them. */
  readonly taxes: readonly Tax[]
  /** What is to be paid, with tax, charges and allowances. */
  readonly total: DecimalText
}

export interface InvoiceLine {
  readonly number?: string
  readonly orderNumber?: string
  readonly item: ItemIds
  readonly quantity: DecimalText
  /** Unit code of X12 element 355. */
  readonly unit?: string
  /** Price of one unit, the basis of price already divided out. */
  readonly price: DecimalText
  /** Quantity times price, rounded to the currency; exact where the invoice names none. */
  readonly amount: DecimalText
  readonly taxes: readonly Tax[]
  readonly charges: readonly Charge[]
}

export interface Charge {
  readonly direction: 'charge' | 'allowance'
  /** X12 element 1300, such as D240 for freight. */
  readonly code?: string
  readonly description?: string
  readonly amount: DecimalText
  /** Taxes on this charge alone, where the document says so. */
  readonly taxes?: readonly Tax[]
}

export interface Tax {
  /** X12 element 963, such as VA. */
  readonly code: string
  readonly amount?: DecimalText
  /** As a fraction: 0.21 for 21 %. */
  readonly rate?: DecimalText
}
