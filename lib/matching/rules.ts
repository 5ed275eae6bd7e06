/** What was agreed with a supplier about its invoices, as matching is told it. */
import type { Decimal } from 'decimal.js'
import { decimal, type DecimalText } from '../documents/value'

export type Matching = 'two-way' | 'three-way'

/** What tells of arrived goods: the receipts in Exact Online, or the supplier's own ship notices where that was agreed. */
export type ReceiptSource = 'goods-receipts' | 'ship-notices'

export const toleranceKinds = ['price', 'quantity', 'line', 'total', 'tax'] as const
export type ToleranceKind = (typeof toleranceKinds)[number]

/** Of what was expected. `amount` is in the currency of the order, or a quantity in the unit of the order line. */
export interface Tolerance {
  readonly percent?: DecimalText
  readonly amount?: DecimalText
}

/** What may be charged beside the goods, on one document; without a limit any amount. */
export interface AgreedCharge extends Tolerance {
  /** X12 element 1300, such as D240. */
  readonly charge: string
}

/** An item of ours under the numbers that the supplier uses for it. */
export interface ItemNumbers {
  /** Our item code. */
  readonly item: string
  readonly supplierCode?: string
  readonly gtin?: string
}

export interface MatchingRules {
  readonly matching: Matching
  readonly receipts: ReceiptSource
  /** Price and quantity that are not set allow nothing; line and total that are not set are not looked at; tax that is not set may differ
   *  by rounding. */
  readonly tolerances: Readonly<Partial<Record<ToleranceKind, Tolerance>>>
  readonly charges: readonly AgreedCharge[]
  readonly items: readonly ItemNumbers[]
}

/**
 * How far beyond `expected` is allowed: the smaller of both bounds where both are set, as accounts payable systems have it, nothing
 * where none is.
 */
export function allowance(expected: Decimal, { percent, amount }: Tolerance = {}): Decimal {
  const bounds = [
    ...(percent === undefined ? [] : [expected.abs().times(percent).dividedBy(100)]),
    ...(amount === undefined ? [] : [decimal(amount)]),
  ]
  const [first = decimal(0), second = first] = bounds
  return first.lessThan(second) ? first : second
}

/** At the bound is within it. */
export function isBeyond(found: Decimal, expected: Decimal, allowed: Decimal): boolean {
  return found.minus(expected).greaterThan(allowed)
}
