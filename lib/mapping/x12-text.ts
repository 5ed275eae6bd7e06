/** Business text in the characters and lengths that X12 allows. Free text is adapted; codes and numbers never are. @see reference x12.md §1, §2 */
import type { Place } from '../error'
import { decimal, type DecimalText, digitsOf } from '../documents/value'
import type { Delimiters, Segment } from '../x12/segment'
import { transliterate } from '../x12/transliterate'
import { hold } from './hold'

/**
 * Free text without accents, line breaks and the partner's delimiters (X12 has no escape); what has no likeness in ASCII becomes
 * `?`. White space is reduced to single blanks.
 */
export function freeText(text: string, delimiters: Delimiters): string {
  return transliterate(text)
    .replace(/./g, character => (isDelimiter(character, delimiters) ? ' ' : character))
    .replace(/ +/g, ' ')
    .trim()
}

/** Free text in pieces of at most `width`, broken between words where there are any. */
export function wrapped(text: string, width: number): string[] {
  const pieces: string[] = []
  let rest = text
  while (rest.length > width) {
    const blank = rest.lastIndexOf(' ', width)
    const end = blank > 0 ? blank : width
    pieces.push(rest.slice(0, end).trimEnd())
    rest = rest.slice(end).trimStart()
  }
  return rest === '' ? pieces : [...pieces, rest]
}

/**
 * A code as it is.
 * @throws EdiError `code-not-transmittable`, held: a code that is cut, filled or changed would be another code
 */
export function codeText(
  code: string,
  length: { readonly min?: number; readonly max: number },
  delimiters: Delimiters,
  name: string,
  where: Place,
): string {
  const misfit = misfitOf(code, length, delimiters)
  if (misfit === undefined) return code
  throw hold({
    code: 'code-not-transmittable',
    what: `The ${name} "${code}" cannot be written in X12`,
    where,
    why: misfit,
    remedy: `Change the ${name}, or agree other delimiters with the partner`,
  })
}

/** A number in full; sign and point do not count as digits. @throws EdiError `number-too-long`, held */
export function numberText(number: DecimalText, digits: number, name: string, where: Place): string {
  const text = decimal(number).toFixed()
  if (digitsOf(text) <= digits) return text
  throw hold({
    code: 'number-too-long',
    what: `The ${name} ${text} has more than the ${digits} digits that X12 allows`,
    where,
    remedy: `Round the ${name}, or use another unit`,
  })
}

/** A segment without empty elements at its end. */
export function segmentOf(...elements: readonly (string | undefined)[]): Segment {
  const texts = elements.map(element => element ?? '')
  return texts.slice(0, texts.findLastIndex(element => element !== '') + 1)
}

function misfitOf(
  code: string,
  { min = 1, max }: { readonly min?: number; readonly max: number },
  delimiters: Delimiters,
): string | undefined {
  const strange = Array.from(code).find(
    character => !/[\x20-\x7e]/.test(character) || '^`'.includes(character) || isDelimiter(character, delimiters),
  )
  if (strange !== undefined) return `X12 or this partner does not allow "${strange}" in it`
  if (code.length < min) return `It has fewer than ${min} characters`
  return code.length > max ? `It is longer than ${max} characters` : undefined
}

function isDelimiter(character: string, { element, component, repetition, segment }: Delimiters): boolean {
  return `${element}${component}${repetition}${segment}`.includes(character)
}
