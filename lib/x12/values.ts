/** Numbers, dates and times in the forms of their element types, from and to plain decimals and ISO dates. @see reference x12.md §2 */
import { EdiError } from '../error'
import { isDay } from './calendar'
import { type CalendarDate, decimal, decimalText, type DecimalText, digitsOf } from '../documents/value'

/** Where a value stands, for the words of an error. */
export interface ElementPlace {
  readonly segment: string
  readonly element: number
  readonly position?: number
}

/** Amount of an N2 element: two implied decimals, no point. `84190` is 841.9. @throws EdiError `x12-element-type` */
export function amountOfN2(text: string, place?: ElementPlace): DecimalText {
  if (!/^-?\d+$/.test(text)) throw unreadable(text, 'an amount in cents (digits with an optional leading minus)', place)
  return decimalText(decimal(text).dividedBy(100))
}

/** `841.9` becomes `84190`. @throws EdiError `x12-element-type` when there are more than two decimals */
export function n2Of(amount: DecimalText, place?: ElementPlace): string {
  const cents = exactly(amount, place).times(100)
  if (!cents.isInteger()) throw unreadable(amount, 'an amount of whole cents', place)
  return decimalText(cents)
}

/** Decimal of an R element: `12.5`, `.5`, `-3`. @throws EdiError `x12-element-type` for a comma, an exponent, a thousands separator */
export function numberOfR(text: string, place?: ElementPlace): DecimalText {
  if (!/^-?(\d+\.?\d*|\.\d+)$/.test(text)) throw unreadable(text, 'a number with a decimal point', place)
  return decimalText(text.endsWith('.') ? text.slice(0, -1) : text)
}

/**
 * A decimal as an R element, never rounded. Sign and point do not count for `maxDigits`.
 * @throws EdiError `x12-element-too-long` when it has more digits than the element holds
 */
export function rOf(number: DecimalText, maxDigits: number, place?: ElementPlace): string {
  const text = decimalText(exactly(number, place))
  const digits = digitsOf(text)
  if (digits > maxDigits)
    throw new EdiError({
      code: 'x12-element-too-long',
      what: `${text} has ${digits} digits where the element holds ${maxDigits}`,
      ...whereOf(place),
      remedy: 'Round it before it is written, or choose another unit',
    })
  return text
}

/** CCYYMMDD as `2026-01-15`. @throws EdiError `x12-element-date` when it is no day of the calendar */
export function dateOfDT(text: string, place?: ElementPlace): CalendarDate {
  const date = /^\d{8}$/.test(text) ? `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6)}` : ''
  if (!isDate(date)) throw wrongDate(text, 'CCYYMMDD', place)
  return date
}

/** `2026-01-15` as CCYYMMDD. @throws EdiError `x12-element-date` */
export function dtOf(date: CalendarDate, place?: ElementPlace): string {
  if (!isDate(date)) throw wrongDate(date, 'YYYY-MM-DD', place)
  return date.replaceAll('-', '')
}

/** `09:30` or `09:30:15` as HHMM or HHMMSS. @throws EdiError `x12-element-time` */
export function tmOf(time: string, place?: ElementPlace): string {
  if (!/^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$/.test(time))
    throw new EdiError({
      code: 'x12-element-time',
      what: `"${time}" is no time of the day`,
      ...whereOf(place),
      remedy: 'Give HH:MM or HH:MM:SS',
    })
  return time.replaceAll(':', '')
}

function exactly(number: DecimalText, place: ElementPlace | undefined) {
  if (!/^-?\d+(\.\d+)?$/.test(number)) throw unreadable(number, 'plain decimal text', place)
  return decimal(number)
}

function isDate(date: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(date) && isDay(date.replaceAll('-', ''))
}

function unreadable(text: string, expected: string, place: ElementPlace | undefined): EdiError {
  return new EdiError({ code: 'x12-element-type', what: `"${text}" is not ${expected}`, ...whereOf(place) })
}

function wrongDate(text: string, form: string, place: ElementPlace | undefined): EdiError {
  return new EdiError({ code: 'x12-element-date', what: `"${text}" is no date in the form ${form}`, ...whereOf(place) })
}

function whereOf(place: ElementPlace | undefined) {
  return place === undefined ? {} : { where: place }
}
