/** What a supplier says is on its way (X12 856): announced, not yet arrived. */
import type { ItemIds, Party } from './party'
import type { CalendarDate, DecimalText } from './value'

export interface ShipNotice {
  readonly kind: 'ship-notice'
  /** `replacement` and `cancellation` speak of an earlier notice with the same number. */
  readonly purpose: 'original' | 'replacement' | 'cancellation'
  /** Number of the shipment, given by the supplier. */
  readonly number: string
  /** The day of the notice. */
  readonly date: CalendarDate
  readonly shippedOn?: CalendarDate
  readonly expectedOn?: CalendarDate
  readonly carrier?: { readonly code?: string; readonly name?: string }
  readonly billOfLading?: string
  /** Numbers under which the carrier follows it. */
  readonly tracking: readonly string[]
  readonly shipFrom?: Party
  readonly shipTo?: Party
  readonly packages: readonly Package[]
  readonly orders: readonly ShippedOrder[]
}

/** A pallet, a carton, or what a carton holds. */
export interface Package {
  readonly kind: 'tare' | 'pack' | 'subpack'
  /** Labels on it, such as the 18 digits of an SSCC, as text. */
  readonly marks: readonly string[]
}

export interface ShippedOrder {
  readonly orderNumber: string
  readonly orderDate?: CalendarDate
  readonly supplierOrderNumber?: string
  readonly lines: readonly ShippedLine[]
}

/** All that the shipment holds of one order line, however many cartons it is spread over. */
export interface ShippedLine {
  /** Empty when the supplier did not echo it: then the item identifies the line. */
  readonly number?: string
  readonly item: ItemIds
  readonly quantity: DecimalText
  /** Unit code of X12 element 355. */
  readonly unit: string
  readonly ordered?: DecimalText
  /** What the supplier says of the line, in its own code (element 668). */
  readonly statusCode?: string
  /** Labels of the packages that it is in, the innermost. */
  readonly marks: readonly string[]
}
