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
/** Tags found good before; at most the 35,000 that there can be. */
const bodyTags = new Set<string>()

/** @throws EdiError `x12-segment` for a tag that is none, or one of the envelope inside of a set */
export function checkSegment(segment: Segment, position: number, count: number, { inSet }: WrittenPlace): void {
  const tag = segment[0] ?? ''
  const isOwn = !inSet || position === 0 || position === count - 1
  if (bodyTags.has(tag)) return
  const isOfEnvelope = envelopeTags.has(tag)
  if (isTag(tag) && !isOfEnvelope) bodyTags.add(tag)
  else if (isOfEnvelope && isOwn) return
  else
    throw new EdiError({
      code: 'x12-segment',
      what: `"${tag}" is no tag of a segment inside a transaction set`,
      where: { segment: tag, position: position + 1 },
      remedy: 'Give segments without ST and SE, each with its tag first',
    })
}

/**
 * Checks the text as a whole: as many separators and terminators as were put in, no foreign character.
 * @returns its bytes, transliterated where that was asked
 * @throws EdiError `x12-delimiter-in-data` or `x12-character` naming segment and element
 */
export function checkedBytes(text: string, separators: number, segments: readonly Segment[], place: WrittenPlace): Buffer {
  // In UTF-8 whatever is foreign has bytes above 7 bits; a text without them has the same bytes in every encoding.
  const bytes = Buffer.from(text, 'utf8')
  const weights = weightsUnder(place.delimiters)
  let [found, ends, odd] = [0, 0, 0]
  for (let from = 0; from < bytes.length; from += BLOCK) {
    const to = Math.min(from + BLOCK, bytes.length)
    let sum = 0
    for (let at = from; at < to; at++) sum += weights[bytes[at]!]!
    found += sum & BLOCK
    ends += (sum >> 10) & BLOCK
    odd += sum >> 20
  }
  const lineBreaks = (place.delimiters.segment.length - 1) * segments.length
  if (found === separators && ends === segments.length && odd === lineBreaks) return bytes
  return Buffer.from(written(segments, place), place.characters === 'utf8' ? 'utf8' : 'latin1')
}

/** Bytes counted at a time: separators, terminators and odd ones in ten bits each of one sum. */
const BLOCK = 1023

const plainWeights = Int32Array.from({ length: 256 }, (_, byte) =>
  byte < 0x20 || byte > 0x7e || byte === 0x5e || byte === 0x60 ? 1 << 20 : 0,
)
let lastWeights: { readonly delimiters: Delimiters; readonly weights: Int32Array } | undefined

/** What each byte adds to the sum of its block. */
function weightsUnder(delimiters: Delimiters): Int32Array {
  if (lastWeights?.delimiters === delimiters) return lastWeights.weights
  const { element, component, repetition, segment } = delimiters
  const weights = plainWeights.slice()
  weights[component.charCodeAt(0)] = 1 << 20
  if (repetition !== '') weights[repetition.charCodeAt(0)] = 1 << 20
  weights[segment.charCodeAt(0)] = 1 << 10
  weights[element.charCodeAt(0)] = 1
  lastWeights = { delimiters, weights }
  return weights
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
