/** A purchase order as the buyer means it, free of any system's format. */
import type { ItemIds, Party } from './party'
import type { CalendarDate, Currency, DecimalText, Division, Guid } from './value'

export interface PurchaseOrder {
  readonly kind: 'purchase-order'
  readonly division: Division
  /** The number that people use; what the supplier quotes back. */
  readonly number: string
  /** Key of the order in the ERP. */
  readonly sourceId: Guid
  /** 1 for the original; each change that was sent counts one up. */
  readonly revision: number
  readonly purpose: 'original' | 'replace' | 'cancel'
  readonly orderDate: CalendarDate
  /** The day on which this revision was made in the ERP. */
  readonly changedOn?: CalendarDate
  readonly requestedDate?: CalendarDate
  readonly currency: Currency
  readonly supplier: { readonly id: Guid; readonly code: string; readonly name?: string }
  readonly shipTo?: Party
  /** The supplier delivers to somebody else's customer. */
  readonly dropShipment?: true
  readonly paymentTerms?: { readonly code: string; readonly description?: string; readonly netDays?: number }
  readonly yourReference?: string
  readonly notes: readonly string[]
  /** What the lines come to less, over the whole order. */
  readonly discount?: DecimalText
  readonly lines: readonly PurchaseOrderLine[]
  /** Sum of the lines less the discount, without tax. */
  readonly total: DecimalText
}

export interface PurchaseOrderLine {
  /** Line number of the order, echoed by the supplier in PO101/IT101. */
  readonly number: string
  readonly sourceId: Guid
  readonly item: ItemIds & { readonly id: Guid }
  readonly quantity: DecimalText
  /** Unit code of the ERP, trimmed; each division has its own. */
  readonly unit: string
  /** Net price of one unit, without tax. */
  readonly price: DecimalText
  /** Of one unit, before a discount of the line; only where there is one. */
  readonly listPrice?: DecimalText
  readonly amount: DecimalText
  readonly vatCode?: string
  readonly requestedDate?: CalendarDate
  /** Where this line goes, when that is not where the order goes. */
  readonly shipTo?: Party
  /** Received so far, when anything was. */
  readonly received?: DecimalText
  readonly costCentre?: string
  readonly costUnit?: string
  /** Resolved from the cost centre; never guessed. */
  readonly glAccount?: { readonly id: Guid; readonly code: string }
  readonly notes?: string
}
