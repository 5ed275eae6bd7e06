/** Finds and reads the ISA, the only segment whose bytes say how all others are to be read. @see reference x12.md §1 */
import { isPadding } from './characters'
import type { Delimiters } from './segment'

export interface Isa {
  /** ISA01 to ISA16 as in the file, line breaks taken out. */
  readonly elements: readonly string[]
  readonly delimiters: Delimiters
  /** From the I of ISA to the first byte after the terminator. */
  readonly length: number
  /** Offset of each element from the I of ISA. */
  readonly offsets: readonly number[]
  /** What is wrong with its form. */
  readonly flaws: readonly IsaFlaw[]
}

export type IsaFlaw =
  | { readonly kind: 'width'; readonly elements: readonly number[] }
  | { readonly kind: 'element-count'; readonly count: number }
  | { readonly kind: 'line-break'; readonly elements: readonly number[] }
  | { readonly kind: 'space-before-terminator' }

/** Longest header looked for where it is not of fixed width; a longer one is no ISA. */
const LONGEST = 512
const separatorsAt = [3, 6, 17, 20, 31, 34, 50, 53, 69, 76, 81, 83, 89, 99, 101, 103]
export const isaWidths: readonly number[] = [2, 10, 2, 10, 2, 15, 2, 15, 6, 4, 1, 5, 9, 1, 1, 1]

/**
 * Reads the ISA that begins at `at`.
 * @param last no more bytes follow
 * @returns undefined when the bytes there are no ISA; `more` when it takes further bytes to tell
 */
export function isaAt(bytes: Uint8Array, at: number, last: boolean): Isa | 'more' | undefined {
  if (at + 4 > bytes.length) return last ? undefined : 'more'
  const separator = bytes[at + 3]!
  if (isLetterOrDigit(separator) || separator === 0x20 || separator === 0) return undefined
  const available = bytes.length - at
  if (available < 107 && !last) return 'more'
  if (available >= 106 && separatorsAt.every(place => bytes[at + place] === separator) && isDelimiter(bytes[at + 105]!)) {
    return ofFixedWidth(bytes, at)
  }
  if (available < LONGEST && !last) return 'more'
  return ofAnyWidth(Buffer.from(bytes.buffer, bytes.byteOffset + at, Math.min(available, LONGEST)).toString('latin1'))
}

function ofFixedWidth(bytes: Uint8Array, at: number): Isa {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset + at, 106).toString('latin1')
  const offsets = separatorsAt.map(place => place + 1)
  const elements = isaWidths.map((width, index) => text.slice(offsets[index], offsets[index]! + width))
  const crlf = text[105] === '\r' && bytes[at + 106] === 0x0a
  const delimiters = delimitersOf(text[3]!, elements, crlf ? '\r\n' : text[105]!)
  return { elements, delimiters, length: crlf ? 107 : 106, offsets, flaws: [] }
}

/**
 * An ISA whose elements are not padded, are too long, are wrapped, or of which one is missing. What follows the header tells where
 * it ends, because no width does.
 */
function ofAnyWidth(text: string): Isa | undefined {
  const separator = text[3]!
  const starts = ['GS', 'TA1', 'IEA', 'ISX'].map(tag => placeOf(text, tag + separator)).filter(place => place > 0)
  const end = starts.length > 0 ? Math.min(...starts) : endAfterSixteen(text, separator)
  const pieces = text.slice(0, end).split(separator)
  const tail = pieces.at(-1) ?? ''
  if (pieces.length < 13 || pieces.length > 18 || tail.length < 1) return undefined
  const component = tail[0]!
  const padding = tail.slice(1)
  const terminator = padding.trimStart()[0] ?? lineBreakIn(padding)
  if (terminator === undefined || isLetterOrDigit(terminator.charCodeAt(0))) return undefined
  const raw = [...pieces.slice(1, -1), component]
  const offsets = raw.map((_, index) => pieces.slice(0, index + 1).join(separator).length + 1)
  const elements = raw.map(element => element.replace(/[\r\n]/g, ''))
  const length = end - tail.length + 1 + padding.indexOf(terminator) + terminator.length
  return {
    elements: sixteen(elements),
    delimiters: delimitersOf(separator, sixteen(elements), terminator),
    length,
    offsets,
    flaws: flawsOf(raw, padding, terminator),
  }
}

function flawsOf(raw: readonly string[], padding: string, terminator: string): IsaFlaw[] {
  const places = (wrong: (element: string, index: number) => boolean) =>
    raw.flatMap((element, index) => (wrong(element, index) ? [index + 1] : []))
  const flaws: IsaFlaw[] = []
  const broken = places(element => /[\r\n]/.test(element))
  if (broken.length > 0) flaws.push({ kind: 'line-break', elements: broken })
  if (raw.length !== 16) flaws.push({ kind: 'element-count', count: raw.length })
  else {
    const widths = places((element, index) => element.replace(/[\r\n]/g, '').length !== isaWidths[index])
    if (widths.length > 0) flaws.push({ kind: 'width', elements: widths })
  }
  if (padding.startsWith(' ') && padding[0] !== terminator) flaws.push({ kind: 'space-before-terminator' })
  return flaws
}

/** Offset of a tag that begins a segment, which is one that stands after something that can end a segment. */
function placeOf(text: string, tag: string): number {
  for (let at = text.indexOf(tag, 4); at > 0; at = text.indexOf(tag, at + 1)) {
    const before = text.charCodeAt(at - 1)
    if (!isLetterOrDigit(before) && before !== tag.charCodeAt(tag.length - 1)) return at
  }
  return -1
}

/** Where the header ends when nothing known follows it: one or two characters after the sixteenth separator. */
function endAfterSixteen(text: string, separator: string): number {
  let at = -1
  for (let count = 0; count < 16; count++) {
    at = text.indexOf(separator, at + 1)
    if (at < 0) return 0
  }
  const terminator = text.slice(at + 2).search(/\S/)
  return /^\s*[\r\n]/.test(text.slice(at + 2)) ? at + 3 : at + 3 + Math.max(terminator, 0)
}

function lineBreakIn(padding: string): string | undefined {
  return /\r\n|\r|\n/.exec(padding)?.[0]
}

function sixteen(elements: readonly string[]): readonly string[] {
  if (elements.length === 16) return elements
  const component = elements.at(-1) ?? ''
  return Array.from({ length: 15 }, (_, index) => (index < elements.length - 1 ? (elements[index] ?? '') : '')).concat(component)
}

/** ISA11 separates repetitions only from 00402, and only when it is no letter, digit or space (many go on writing U). */
function delimitersOf(element: string, elements: readonly string[], segment: string): Delimiters {
  const candidate = elements[10] ?? ''
  const repeats = (elements[11] ?? '') >= '00402' && candidate.length === 1 && !/[A-Za-z0-9\s]/.test(candidate)
  return {
    element,
    component: elements[15] ?? '',
    repetition: repeats && candidate !== element && candidate !== segment ? candidate : '',
    segment,
  }
}

function isDelimiter(byte: number): boolean {
  return !isLetterOrDigit(byte) && (!isPadding(byte) || byte === 0x0a || byte === 0x0d)
}

function isLetterOrDigit(byte: number): boolean {
  return (byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a)
}
