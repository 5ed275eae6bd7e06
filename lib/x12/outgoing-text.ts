/** Text on its way out: no delimiter in data, no character that the other side may not be able to read. */
import { EdiError } from '../error'
import { segmentTable } from './compiled-segment'
import { releaseOf } from './release'
import type { Delimiters, Segment } from './segment'
import { transliterate } from './transliterate'

/**
 * `refuse` anything outside of the extended character set; `transliterate` it (é to e); or send it as `latin1` or `utf8` where the
 * partner agreed to that. @see reference x12.md §2
 */
export type Characters = 'refuse' | 'transliterate' | 'latin1' | 'utf8'

/**
 * `made` here: separators of components and repetitions are refused in an element that the dictionary does not divide, and empty elements
 * at the end of a segment left out. `as-read` from a file with the same delimiters: both are kept as they are.
 */
export type Elements = 'made' | 'as-read'

export interface WritingRules {
  readonly delimiters: Delimiters
  readonly characters: Characters
  readonly elements: Elements
}

/** `release` takes the meaning from the character after it; `''` for none. */
type Rules = WritingRules & { readonly release: string }

/** Bytes are handed on in blocks of about this size. */
const BLOCK = 65_536
/** A segment seldom needs more room beyond that. */
const ROOM = BLOCK + BLOCK / 4

/**
 * Segments as bytes, laid down and checked in one go; only a segment with a character that looks wrong is looked at element by element.
 * Used again and again, because its buffer is costly to make beside the writing of a small interchange.
 */
export class OutgoingText {
  /** Blocks that are complete. */
  blocks: Buffer[] = []
  /** GS08 of the group being written; says which elements are divided. */
  version = ''
  #bytes: Buffer = Buffer.allocUnsafeSlow(ROOM)
  #length = 0
  #rules!: Rules
  #suspicious = suspiciousUnder({ element: '', component: '', repetition: '', segment: '' }, '')
  #separator = 0
  #terminator = ''

  begin(rules: WritingRules): void {
    const { delimiters } = rules
    this.blocks = []
    this.version = ''
    this.#length = 0
    this.#rules = { ...rules, release: '' }
    this.#suspicious = suspiciousUnder(delimiters, '')
    this.#separator = delimiters.element.charCodeAt(0)
    this.#terminator = delimiters.segment
  }

  /** From here on this character takes the meaning from the one after it, as the ISX just written says. */
  releaseBy(character: string): void {
    this.#rules = { ...this.#rules, release: character }
    this.#suspicious = suspiciousUnder(this.#rules.delimiters, character)
  }

  /**
   * Adds a segment.
   * @param position for the words of an error
   * @throws EdiError `x12-segment`, `x12-delimiter-in-data`, `x12-character` naming segment and element
   */
  add(segment: Segment, position: number): void {
    const last = this.#rules.elements === 'made' ? lastFilled(segment) : segment.length - 1
    if (last < 1) throw emptySegment(segment, position)
    const before = this.#length
    if (!this.#layPlainly(segment, last)) {
      this.#length = before
      this.#lay(this.#closely(segment.slice(0, last + 1), position))
    }
    this.addText(this.#terminator)
    if (this.#length >= BLOCK) this.endBlock()
  }

  /** Adds ASCII text as it is. */
  addText(text: string): void {
    const at = this.#length
    const bytes = this.#makeRoom(text.length)
    for (let index = 0; index < text.length; index++) bytes[at + index] = text.charCodeAt(index)
    this.#length = at + text.length
  }

  /** The terminator is followed by this in the place of its line break from here on. */
  endWith(ending: string): void {
    this.#terminator = (this.#terminator.startsWith('\r\n') ? '\r\n' : this.#terminator.slice(0, 1)) + ending
  }

  /** What has been added becomes a block, however little it is. */
  endBlock(): void {
    const block = Buffer.allocUnsafe(this.#length)
    this.#bytes.copy(block, 0, 0, this.#length)
    this.blocks.push(block)
    this.#length = 0
    // The room that one huge segment took is given back.
    if (this.#bytes.length > ROOM) this.#bytes = Buffer.allocUnsafeSlow(ROOM)
  }

  /** @returns false when there is a character that needs a closer look; what was laid down is then of no use */
  #layPlainly(segment: Segment, last: number): boolean {
    const suspicious = this.#suspicious
    const separator = this.#separator
    let bytes = this.#bytes
    let at = this.#length
    let odd = 0
    for (let piece = 0; piece <= last; piece++) {
      const text = segment[piece]!
      const { length } = text
      if (at + length >= bytes.length) {
        this.#length = at
        bytes = this.#makeRoom(length + 1)
      }
      if (piece > 0) bytes[at++] = separator
      for (let index = 0; index < length; index++) {
        const code = text.charCodeAt(index)
        odd |= code < 128 ? suspicious[code]! : 1
        bytes[at++] = code
      }
    }
    this.#length = at
    return odd === 0
  }

  #lay(written: Buffer): void {
    this.#makeRoom(written.length)
    written.copy(this.#bytes, this.#length)
    this.#length += written.length
  }

  #makeRoom(length: number): Buffer {
    const needed = this.#length + length
    if (needed > this.#bytes.length) {
      const larger = Buffer.allocUnsafeSlow(needed * 2)
      this.#bytes.copy(larger, 0, 0, this.#length)
      this.#bytes = larger
    }
    return this.#bytes
  }

  /** The slow way, element by element. */
  #closely(segment: Segment, position: number): Buffer {
    const elements = segment.map((value, element) =>
      element === 0 || isBinaryData(segment, element)
        ? value
        : elementWritten(value, { segment: segment[0]!, position, element }, this.#rules, this.version),
    )
    const { delimiters, characters } = this.#rules
    return Buffer.from(elements.join(delimiters.element), characters === 'utf8' ? 'utf8' : 'latin1')
  }
}

/** Place of the last element that is not empty. */
function lastFilled(segment: Segment): number {
  let last = segment.length - 1
  while (last > 0 && segment[last] === '') last--
  return last
}

/** Tables made so far; partners use the same few delimiters over and over. */
const tables = new Map<string, Uint8Array>()

/** 1 for each character of 7 bits that may not simply be written: controls, delimiters, and what no X12 character set has. */
function suspiciousUnder({ element, component, repetition, segment }: Delimiters, release: string): Uint8Array {
  const marks = `^\`\x7f${element}${component}${repetition}${segment.slice(0, 1)}${release}`
  let table = tables.get(marks)
  if (table !== undefined) return table
  if (tables.size > 100) tables.clear()
  table = Uint8Array.from({ length: 128 }, (_, code) => (code < 0x20 || marks.includes(String.fromCharCode(code)) ? 1 : 0))
  tables.set(marks, table)
  return table
}

const envelopeTags = new Set(['ISA', 'GS', 'ST', 'SE', 'GE', 'IEA'])
/** Tags found good before; at most the 35,000 that there can be. */
const bodyTags = new Set<string>()

/** @throws EdiError `x12-segment` for a tag that is none, or one of the envelope */
export function checkBodyTag(tag: string, position: number): void {
  if (bodyTags.has(tag)) return
  if (!/^[A-Z][A-Z0-9]{1,2}$/.test(tag) || envelopeTags.has(tag))
    throw new EdiError({
      code: 'x12-segment',
      what: `"${tag}" is no tag of a segment inside a transaction set`,
      where: { segment: tag, position },
      remedy: 'Give segments without ST and SE, each with its tag first',
    })
  bodyTags.add(tag)
}

interface Where {
  readonly segment: string
  readonly position: number
  readonly element: number
}

function elementWritten(value: string, where: Where, rules: Rules, version: string): string {
  const { delimiters, characters, elements, release } = rules
  const text = characters === 'transliterate' ? transliterate(value) : value
  const bare = release !== '' && elements === 'as-read' ? withoutReleased(text, release) : text
  const wrong = Array.from(bare).find(character => isDelimiterHere(character, where, rules, version))
  if (wrong !== undefined) {
    const what = `${JSON.stringify(text)} holds ${JSON.stringify(wrong)}, which is a delimiter of this interchange`
    throw new EdiError({
      code: 'x12-delimiter-in-data',
      what,
      where: { ...where },
      ...(release === '' && { why: 'X12 has no escape character' }),
      remedy: 'Replace it in the text, or choose other delimiters for the partner',
    })
  }
  const foreign = Array.from(text).find(character => !isAllowed(character, characters, delimiters))
  if (foreign === undefined) return text
  const what = `${JSON.stringify(text)} holds ${JSON.stringify(foreign)}, which is outside of the X12 character set`
  throw new EdiError({
    code: 'x12-character',
    what,
    where: { ...where },
    remedy: 'Set the partner to transliterate, or to the encoding it reads',
  })
}

/** The text without what the release character takes the meaning from; one at the very end stays, it would release a separator. */
function withoutReleased(text: string, release: string): string {
  let bare = ''
  for (let at = 0; at < text.length; at++) {
    if (text[at] === release && at + 1 < text.length) at++
    else bare += text[at]!
  }
  return bare
}

/** BIN02 and BDS03 may hold any bytes; a reader goes by their stated length. @see reference x12-peers.md §4 D17 */
function isBinaryData([tag]: Segment, element: number): boolean {
  return (tag === 'BIN' && element === 2) || (tag === 'BDS' && element === 3)
}

function isDelimiterHere(
  character: string,
  { segment, element }: Where,
  { delimiters, elements, release }: Rules,
  version: string,
): boolean {
  if (character === delimiters.element || character === delimiters.segment[0] || character === release) return true
  if (elements === 'as-read') return false
  if (character !== delimiters.component && character !== delimiters.repetition) return false
  const { isDivided, isRepeated } = divisionOf(segment, element, version)
  return character === delimiters.component ? !isDivided : !isRepeated
}

/** Whether an element may hold components, and repetitions: where the dictionary has them, or does not know the segment. */
export function divisionOf(tag: string, element: number, version: string): { isDivided: boolean; isRepeated: boolean } {
  const part = segmentTable(releaseOf(version, '').release).byTag(tag)?.parts[element - 1]
  if (part === undefined) return { isDivided: true, isRepeated: true }
  return { isDivided: part.components !== undefined, isRepeated: part.repeats > 1 }
}

function isAllowed(character: string, characters: Characters, { component, repetition }: Delimiters): boolean {
  const code = character.codePointAt(0) ?? 0
  if (character === component || character === repetition) return true
  if (code < 0x20 || code === 0x7f) return false
  // Half of a pair of code units is no character and has no bytes.
  if (characters === 'utf8') return code < 0xd800 || code > 0xdfff
  if (code < 0x7f) return characters === 'latin1' || (character !== '^' && character !== '`')
  return characters === 'latin1' && code >= 0xa0 && code <= 0xff
}

function emptySegment(segment: Segment, position: number): EdiError {
  return new EdiError({
    code: 'x12-segment',
    what: 'A segment must have at least one element',
    where: { segment: segment[0] ?? '', position },
    remedy: 'Leave the segment out',
  })
}
