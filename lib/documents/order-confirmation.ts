/** The supplier's answer to a purchase order (X12 855) or to a change of it (865): what will come, when, and at what price. */
import type { ItemIds } from './party'
import type { CalendarDate, Currency, DecimalText } from './value'

export interface OrderConfirmation {
  readonly kind: 'order-confirmation'
  readonly orderNumber: string
  readonly supplierOrderNumber?: string
  /**
   * What it speaks of; the whole order where it is left out. `change`: of a change that we sent, and only of the lines that it names.
   * `seller-change`: the supplier wants something else, unasked.
   */
  readonly answers?: 'order' | 'change' | 'cancellation' | 'seller-change'
  /** Which change it answers, as the supplier repeats the number that we gave it. */
  readonly changeNumber?: string
  /** Header verdict. `by-line`: the lines say it. `exceptions-only`: lines not listed are accepted. */
  readonly verdict: 'accepted' | 'by-line' | 'exceptions-only' | 'rejected' | 'on-hold'
  /** The code as sent (BAK02), kept for the audit trail. */
  readonly verdictCode: string
  readonly date?: CalendarDate
  readonly currency?: Currency
  readonly lines: readonly OrderConfirmationLine[]
}

export interface OrderConfirmationLine {
  /** Empty when the supplier did not echo it: then the item identifies the line. */
  readonly number?: string
  /** In the answer to a change, what was to become of the line; `refused`: the supplier does not take the change. */
  readonly change?: 'added' | 'deleted' | 'changed' | 'unchanged' | 'refused'
  readonly item: ItemIds
  readonly quantity?: DecimalText
  /** Unit code of X12 element 355. */
  readonly unit?: string
  readonly price?: DecimalText
  readonly responses: readonly LineResponse[]
}

/** One part of a line: several mean a split. */
export interface LineResponse {
  readonly status:
    | 'accepted'
    | 'changed'
    | 'price-changed'
    | 'quantity-changed'
    | 'date-changed'
    | 'backordered'
    | 'substituted'
    | 'rejected'
    | 'deleted'
    | 'on-hold'
    | 'unknown'
  /** The code as sent (element 668). */
  readonly statusCode: string
  readonly quantity?: DecimalText
  readonly unit?: string
  readonly date?: CalendarDate
  /** What the date says (element 374): 067 delivery, 068 shipment. */
  readonly dateQualifier?: string
  /** Item that comes instead. */
  readonly substitute?: ItemIds
}
