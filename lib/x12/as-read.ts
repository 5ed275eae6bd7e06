/** Envelopes that were read and are written again: what still says the same keeps its form, to the byte. */
import { isaWidths } from './isa'
import { type Delimiters, elementOf, type Segment } from './segment'
import { sameNumber } from './control-numbers'

/** Elements of an ISA of which the document has no field of its own; ISA04 may be a password, so it goes into no finding. */
const unnamed = new Set([1, 2, 3, 4, 9, 10, 11])

/**
 * ISA01 to ISA16 to be written.
 * @param canonical the elements that the document asks for
 * @param asRead the ISA it came from, where there was one
 * @param isDated whether the document names date and time itself
 */
export function isaElements(
  canonical: readonly string[],
  asRead: Segment | undefined,
  delimiters: Delimiters,
  isDated: boolean,
): readonly string[] {
  if (asRead?.length !== 17) return canonical
  return canonical.map((wanted, index) => {
    const [element, read] = [index + 1, asRead[index + 1] ?? '']
    if (read.length !== isaWidths[index] || holdsDelimiter(read, delimiters)) return wanted
    if (element === 9 || element === 10) return isDated ? wanted : read
    // Where it separates repetitions the document says so among its delimiters.
    if (element === 11 && delimiters.repetition !== '') return wanted
    return unnamed.has(element) || read.trimEnd() === wanted.trimEnd() ? read : wanted
  })
}

/** Elements that are numbers, which leading zeros do not change; ST02 and what repeats it are text, and IEA02 has nine digits. */
const numbers: Readonly<Record<string, readonly number[]>> = { GS: [6], GE: [1, 2], SE: [1], IEA: [1] }

/** A GS, GE, SE or IEA to be written: numbers that did not change in the form in which they were read. */
export function numbersAsRead(canonical: Segment, asRead: Segment | undefined): Segment {
  if (asRead === undefined || asRead[0] !== canonical[0]) return canonical
  const places = numbers[canonical[0] ?? ''] ?? []
  return canonical.map((wanted, index) => {
    const read = asRead[index] ?? ''
    return places.includes(index) && sameNumber(read, wanted) ? read : wanted
  })
}

/** GS01 to GS08 with the date, the time and the agency that were read, unless the document names its own date. */
export function groupElements(canonical: Segment, asRead: Segment | undefined, isDated: boolean): Segment {
  if (asRead === undefined) return canonical
  const kept = numbersAsRead(canonical, asRead)
  const asReadWhere = (element: number, pattern: RegExp) =>
    pattern.test(elementOf(asRead, element)) ? elementOf(asRead, element) : elementOf(kept, element)
  const agency = asReadWhere(7, /^[TX]$/)
  const [date, time] = isDated ? [kept[4]!, kept[5]!] : [asReadWhere(4, /^(\d{6}|\d{8})$/), asReadWhere(5, /^\d{4,8}$/)]
  return [...kept.slice(0, 4), date, time, kept[6]!, agency, kept[8]!]
}

function holdsDelimiter(text: string, { element, component, segment }: Delimiters): boolean {
  return (
    text.includes(element) ||
    (text.length > 1 && text.includes(component)) ||
    text.includes(segment.slice(0, 1)) ||
    !/^[ -~]*$/.test(text)
  )
}
