/**
 * The small values that business documents are made of. They are plain JSON, because Node-RED clones messages and the ledger
 * stores them; sums are done with decimal.js, never with floating point.
 */
import { Decimal } from 'decimal.js'

/** Plain decimal text, `12.5` or `-3`: no exponent, no thousands separator, no trailing zeros. */
export type DecimalText = string

/** A day without a time zone, `2026-01-15`: order dates, due dates. */
export type CalendarDate = string

/** A moment in UTC, `2026-01-15T09:30:00.000Z`. */
export type Instant = string

/** ISO 4217, `EUR`. */
export type Currency = string

/** Exact Online division, the number in every address of its API. */
export type Division = number

/** A lower-case GUID as Exact Online writes it. It belongs to one division. */
export type Guid = string

/** A number as it is told from others, `42` for `0042`. */
export function withoutLeadingZeros(text: string): string {
  return text.replace(/^0+(?=.)/, '')
}

/** Digits of a plain decimal as X12 counts them: without sign, point and leading zeros. @see reference x12.md §2 */
export function digitsOf(text: DecimalText): number {
  return text.replace(/[-.]/g, '').replace(/^0+(?=\d)/, '').length
}

/** Precise enough for 18 digits times 17 digits; results are rounded only where money is rounded. */
export const Exactly = Decimal.clone({ precision: 60, rounding: Decimal.ROUND_HALF_UP, toExpNeg: -60, toExpPos: 60 })

export function decimal(value: Decimal.Value): Decimal {
  return new Exactly(value)
}

export function decimalText(value: Decimal.Value): DecimalText {
  const exact = decimal(value)
  return exact.isZero() ? '0' : exact.toFixed()
}

export function sum(values: readonly Decimal.Value[]): Decimal {
  return values.reduce<Decimal>((total, value) => total.plus(value), decimal(0))
}

/** Minor digits of a currency: 0 for JPY, 3 for KWD, 2 otherwise. @see ISO 4217, table A.1 */
export function minorDigits(currency: Currency): number {
  if (
    ['BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'UGX', 'VND', 'VUV', 'XAF', 'XOF', 'XPF'].includes(
      currency,
    )
  )
    return 0
  return ['BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND'].includes(currency) ? 3 : 2
}

/** Rounded half up to the minor digits of its currency. */
export function money(value: Decimal.Value, currency: Currency): DecimalText {
  return decimalText(decimal(value).toDecimalPlaces(minorDigits(currency)))
}

/** For people: as many decimals as the currency has, and more only where the amount has them. */
export function amountText(amount: DecimalText, currency: Currency): string {
  const exact = decimal(amount)
  return exact.toFixed(Math.max(minorDigits(currency), exact.decimalPlaces()))
}
