/** Days and times in the digits of X12. @see reference x12.md §2 */
import { integerOf } from './characters'

/** CCYYMMDD or YYMMDD, a day of the calendar. */
export function isDay(digits: string): boolean {
  return (digits.length === 8 || digits.length === 6) && isDayNumber(integerOf(digits))
}

/** The digits of a day as one number: 20260115, or 260115. */
export function isDayNumber(number: number): boolean {
  const day = number % 100
  const month = ((number - day) / 100) % 100
  return number >= 0 && month >= 1 && month <= 12 && day >= 1 && day <= daysIn(month, Math.trunc(number / 10_000))
}

/** HHMM, HHMMSS, HHMMSSD or HHMMSSDD, of a clock of 24 hours. */
export function isTime(digits: string): boolean {
  const { length } = digits
  if (length < 4 || length === 5 || length > 8 || integerOf(digits) < 0) return false
  return pair(digits, 0) < 24 && pair(digits, 2) < 60 && (length === 4 || pair(digits, 4) < 60)
}

function pair(digits: string, at: number): number {
  return (digits.charCodeAt(at) - 0x30) * 10 + digits.charCodeAt(at + 1) - 0x30
}

/** A year of two digits is one of this century or the last; 00 was and will be a leap year. */
function daysIn(month: number, year: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}
