/** Days and times in the digits of X12. @see reference x12.md §2 */

/** CCYYMMDD or YYMMDD, a day of the calendar. */
export function isDay(digits: string): boolean {
  if (digits.length !== 8 && digits.length !== 6) return false
  const number = numberOf(digits)
  const day = number % 100
  const month = ((number - day) / 100) % 100
  return number >= 0 && month >= 1 && month <= 12 && day >= 1 && day <= daysIn(month, Math.trunc(number / 10_000))
}

/** HHMM, HHMMSS, HHMMSSD or HHMMSSDD, of a clock of 24 hours. */
export function isTime(digits: string): boolean {
  const { length } = digits
  if (length < 4 || length === 5 || length > 8 || numberOf(digits) < 0) return false
  return pair(digits, 0) < 24 && pair(digits, 2) < 60 && (length === 4 || pair(digits, 4) < 60)
}

/** -1 when it is not all digits. */
function numberOf(digits: string): number {
  let number = 0
  for (let at = 0; at < digits.length; at++) {
    const digit = digits.charCodeAt(at) - 0x30
    if (digit < 0 || digit > 9) return -1
    number = number * 10 + digit
  }
  return number
}

function pair(digits: string, at: number): number {
  return (digits.charCodeAt(at) - 0x30) * 10 + digits.charCodeAt(at + 1) - 0x30
}

/** A year of two digits is one of this century or the last; 00 was and will be a leap year. */
function daysIn(month: number, year: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}
