/** Numbers of orders as suppliers type them. */
import { withoutLeadingZeros } from '../documents/value'

/** Upper case, without blanks, dots, dashes, slashes and leading zeros: `po-0.42` and `PO 042` are one number. */
export function normalisedOrderNumber(text: string): string {
  return withoutLeadingZeros(text.toUpperCase().replace(/[\s.\-‐-―_/\\]/g, ''))
}

/**
 * Whether one may be a slip for the other: letters for digits, one character more, less or another, two that changed places, or
 * a prefix that only one of them has.
 */
export function lookAlike(one: string, other: string): boolean {
  const [a, b] = [plain(one), plain(other)]
  return a === b || isOneSlip(a, b) || onlyDigits(one) === onlyDigits(other)
}

/** Characters that are taken for one another. */
function plain(number: string): string {
  return withoutLeadingZeros(
    normalisedOrderNumber(number).replace(/[OQ]/g, '0').replace(/[IL]/g, '1').replace(/S/g, '5').replace(/B/g, '8'),
  )
}

/** Those of a number that is mostly digits; otherwise the number itself, so that two without digits are not alike. */
function onlyDigits(number: string): string {
  const digits = number.replace(/\D/g, '').replace(/^0+/, '')
  return digits.length >= 4 ? digits : normalisedOrderNumber(number)
}

function isOneSlip(one: string, other: string): boolean {
  if (Math.abs(one.length - other.length) > 1 || Math.max(one.length, other.length) < 4) return false
  let start = 0
  while (start < one.length && one[start] === other[start]) start += 1
  const [a, b] = [one.slice(start), other.slice(start)]
  if (a.length === b.length) return a.slice(1) === b.slice(1) || (a[0] === b[1] && a[1] === b[0] && a.slice(2) === b.slice(2))
  return a.length > b.length ? a.slice(1) === b : b.slice(1) === a
}
