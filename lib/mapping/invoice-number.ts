/** Invoice numbers for telling duplicates, however they were typed. */

/** Upper case, without blanks, dots, dashes, slashes and leading zeros: `inv-0.42` and `INV042` are one number. */
export function normalisedInvoiceNumber(text: string): string {
  return text
    .toUpperCase()
    .replace(/[\s.\-‐-―/\\]/g, '')
    .replace(/^0+(?=.)/, '')
}
