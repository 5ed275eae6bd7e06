/** Global trade item numbers: 8, 12, 13 or 14 digits that name the same article once padded to 14. */

/**
 * A GTIN padded to 14 digits, for comparing; undefined when the text has not the length of one. The check digit is not looked at,
 * because an article number with a wrong one still has to be compared.
 * @see reference x12.md §11.11
 */
export function gtin14(text: string): string | undefined {
  return /^\d{8}$|^\d{11,14}$/.test(text) ? text.padStart(14, '0') : undefined
}

/** Whether the text is a GTIN with its check digit right: weighted 3, 1, 3 … from the left of 14 it comes to a multiple of ten. */
export function isGtin(text: string): boolean {
  if (!/^(\d{8}|\d{12,14})$/.test(text)) return false
  const total = Array.from(text.padStart(14, '0')).reduce((sum, digit, n) => sum + Number(digit) * (n % 2 === 0 ? 3 : 1), 0)
  return total % 10 === 0
}
