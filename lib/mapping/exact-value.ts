/** Exact Online's numbers and dates to and from the values of our documents. @see reference exact-online.md §4.6, §4.7 */
import { type CalendarDate, decimal, decimalText, type DecimalText } from '../documents/value'
import { hold } from './hold'

/** The day of a zone-less moment; midnight is not shifted. @see reference exact-online.md §4.6 */
export function dayOf(moment: string | null | undefined): CalendarDate | undefined {
  return moment ? moment.slice(0, 10) : undefined
}

/** A double carries 15 significant digits; what comes after them (0.30000000000000004) is noise. */
export function doubleText(number: number): DecimalText {
  return decimalText(decimal(number).toSignificantDigits(15))
}

/**
 * Decimal text as the JSON number that Exact Online wants.
 * @throws EdiError `number-too-precise`, held, when a double cannot hold it
 */
export function doubleOf(text: DecimalText): number {
  const number = Number(text)
  if (decimal(text).equals(doubleText(number))) return number
  throw hold({
    code: 'number-too-precise',
    what: `${text} has more digits than Exact Online can hold`,
    remedy: 'Round it to 15 digits',
  })
}
