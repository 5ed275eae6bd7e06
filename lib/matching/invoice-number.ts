/** Invoice numbers for telling duplicates, however they were typed. */
import { withoutLeadingZeros } from '../documents/value'

/** Upper case, without blanks, dots, dashes, slashes and leading zeros, O read as 0: `inv-0.42`, `INV042` and `INV-O42` are one number. */
export function normalisedInvoiceNumber(text: string): string {
  return withoutLeadingZeros(
    text
      .toUpperCase()
      .replace(/[\s.\-‐-―_/\\]/g, '')
      .replace(/O/g, '0'),
  )
}
