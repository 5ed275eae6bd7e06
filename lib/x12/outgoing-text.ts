/** Text on its way out: no delimiter in data, no character that the other side may not be able to read. */
import { EdiError } from '../error'
import type { SegmentTable } from './compiled-segment'
import type { Delimiters, Segment } from './segment'
import { transliterate } from './transliterate'

/**
 * `refuse` anything outside of the extended character set; `transliterate` it (é to e); or send it as `latin1` or `utf8` where the
 * partner agreed to that. @see reference x12.md §2
 */
export type Characters = 'refuse' | 'transliterate' | 'latin1' | 'utf8'

export interface WrittenPlace {
  readonly delimiters: Delimiters
  readonly characters: Characters
  readonly table: SegmentTable
  /** The segments are a transaction set, ST to SE. */
  readonly inSet: boolean
}

const envelopeTags = new Set(['ISA', 'GS', 'ST', 'SE', 'GE', 'IEA'])

/** @throws EdiError `x12-segment` for a tag that is none, or one of the envelope inside of a set */
export function checkSegment(segment: Segment, position: number, count: number, { inSet }: WrittenPlace): void {
  const tag = segment[0] ?? ''
  const isOwn = !inSet || position === 0 || position === count - 1
  if (isTag(tag) && (isOwn || !envelopeTags.has(tag))) return
  throw new EdiError({
    code: 'x12-segment',
    what: `"${tag}" is no tag of a segment inside a transaction set`,
    where: { segment: tag, position: position + 1 },
    remedy: 'Give segments without ST and SE, each with its tag first',
  })
}

/**
 * Checks the text as a whole: as many separators and terminators as were put in, no foreign character.
 * @returns the text, transliterated where that was asked
 * @throws EdiError `x12-delimiter-in-data` or `x12-character` naming segment and element
 */
export function checkText(text: string, separators: number, segments: readonly Segment[], place: WrittenPlace): string {
  const { element, component, repetition, segment } = place.delimiters
  const [separator, terminator] = [element.charCodeAt(0), segment.charCodeAt(0)]
  const [inner, again] = [component.charCodeAt(0), repetition === '' ? -1 : repetition.charCodeAt(0)]
  let found = 0
  let ends = 0
  let odd = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === separator) found++
    else if (code === terminator) ends++
    else if (code === inner || code === again || code < 0x20 || code > 0x7e || code === 0x5e || code === 0x60) odd++
  }
  const lineBreaks = (segment.length - 1) * segments.length
  if (found === separators && ends === segments.length && odd === lineBreaks) return text
  return written(segments, place)
}

export function bytesOf(text: string, characters: Characters): Buffer {
  return Buffer.from(text, characters === 'utf8' ? 'utf8' : 'latin1')
}

/** The slow way, element by element. */
function written(segments: readonly Segment[], place: WrittenPlace): string {
  const { element, segment: terminator } = place.delimiters
  return segments
    .map((segment, index) => {
      const elements = segment.map((value, number) =>
        number === 0 ? value : elementWritten(value, segment, number, index + 1, place),
      )
      while (elements.length > 1 && elements.at(-1) === '') elements.pop()
      return elements.join(element) + terminator
    })
    .join('')
}

function elementWritten(value: string, segment: Segment, element: number, position: number, place: WrittenPlace): string {
  const { delimiters, characters } = place
  const text = characters === 'transliterate' ? transliterate(value) : value
  const where = { segment: segment[0] ?? '', position, element }
  const part = place.table.byTag(segment[0] ?? '')?.parts[element - 1]
  const wrong = Array.from(text).find(character => isDelimiterHere(character, delimiters, part))
  if (wrong !== undefined) {
    const what = `${JSON.stringify(text)} holds ${JSON.stringify(wrong)}, which is a delimiter of this interchange`
    throw new EdiError({
      code: 'x12-delimiter-in-data',
      what,
      where,
      why: 'X12 has no escape character',
      remedy: 'Replace it in the text, or choose other delimiters for the partner',
    })
  }
  const foreign = Array.from(text).find(character => !isAllowed(character, characters, delimiters))
  if (foreign === undefined) return text
  const what = `${JSON.stringify(text)} holds ${JSON.stringify(foreign)}, which is outside of the X12 character set`
  throw new EdiError({
    code: 'x12-character',
    what,
    where,
    remedy: 'Set the partner to transliterate, or to the encoding it reads',
  })
}

/** Separators of components and repetitions belong where the dictionary has them, or does not know the segment. */
function isDelimiterHere(
  character: string,
  delimiters: Delimiters,
  part: { readonly components: unknown; readonly repeats: number } | undefined,
): boolean {
  if (character === delimiters.element || character === delimiters.segment[0]) return true
  if (part === undefined) return false
  if (character === delimiters.component) return part.components === undefined
  return character === delimiters.repetition && part.repeats === 1
}

function isAllowed(character: string, characters: Characters, { component, repetition }: Delimiters): boolean {
  const code = character.codePointAt(0) ?? 0
  if (character === component || character === repetition) return true
  if (code < 0x20 || code === 0x7f) return false
  if (characters === 'utf8') return true
  if (code < 0x7f) return characters === 'latin1' || (character !== '^' && character !== '`')
  return characters === 'latin1' && code >= 0xa0 && code <= 0xff
}

function isTag(tag: string): boolean {
  if (tag.length < 2 || tag.length > 3) return false
  for (let at = 0; at < tag.length; at++) {
    const code = tag.charCodeAt(at)
    const letter = code >= 0x41 && code <= 0x5a
    if (!letter && (at === 0 || code < 0x30 || code > 0x39)) return false
  }
  return true
}
