/** Finds and reads the ISA, the only segment whose bytes say how all others are to be read. @see reference x12.md §1 */
import { isPadding } from './characters'
import { type Delimiters, elementOf, type Segment } from './segment'

export interface Isa {
  /** Tag and elements as they were found, of which there may be more or fewer than 16. */
  readonly found: Segment
  /** Tag and ISA01 to ISA16 as far as they can be told, line breaks taken out. */
  readonly elements: Segment
  readonly delimiters: Delimiters
  /** From the I of ISA to the first byte after the terminator. */
  readonly length: number
  /** What follows the terminator before the next segment: CR, LF or nothing. */
  readonly lineBreak: string
  /** Offset of the tag and of each element from the I of ISA. */
  readonly offsets: readonly number[]
  /** Of a header of fixed width only. */
  readonly form: IsaForm | undefined
  /** What is wrong with it, apart from the values of its elements. */
  readonly flaws: readonly IsaFlaw[]
}

/** What the headers of one partner have in common: all but date, time and control number. */
export interface IsaForm {
  readonly elements: Segment
  readonly delimiters: Delimiters
  /** The header up to the date, between time and control number, and from the control number on. */
  readonly begin: string
  readonly middle: string
  readonly end: string
  /** Nothing in it was found wrong. */
  isSound: boolean
}

export type IsaFlaw =
  | { readonly kind: 'width'; readonly elements: readonly number[] }
  | { readonly kind: 'element-count'; readonly count: number }
  | { readonly kind: 'line-break'; readonly elements: readonly number[] }
  | { readonly kind: 'space-before-terminator' }

/** Longest header looked for where it is not of fixed width; a longer one is no ISA. */
const LONGEST = 512
const separatorsAt = [3, 6, 17, 20, 31, 34, 50, 53, 69, 76, 81, 83, 89, 99, 101, 103]
const fixedOffsets = [0, ...separatorsAt.map(place => place + 1)]
export const isaWidths: readonly number[] = [2, 10, 2, 10, 2, 15, 2, 15, 6, 4, 1, 5, 9, 1, 1, 1]

const noFlaws: readonly IsaFlaw[] = []

/**
 * Reads the ISA that begins at `at`.
 * @param last no more bytes follow
 * @returns undefined when the bytes there are no ISA; `more` when it takes further bytes to tell
 */
export function isaAt(bytes: Buffer, at: number, last: boolean): Isa | 'more' | undefined {
  if (at + 4 > bytes.length) return last ? undefined : 'more'
  const separator = bytes[at + 3]!
  if (isLetterOrDigit(separator) || separator === 0x20 || separator === 0) return undefined
  const available = bytes.length - at
  if (available < 110 && !last) return 'more'
  if (available >= 106 && isSeparatedBy(bytes, at, separator) && isDelimiter(bytes[at + 105]!)) {
    const fixed = ofFixedWidth(bytes, at)
    const end = Math.min(bytes.length, at + LONGEST)
    const next = afterPadding(bytes, at + fixed.length, end, bytes[at + 105]!)
    // Otherwise the separators were probably read from the wrong place.
    if (next < end && isLetterOrDigit(bytes[next]!)) return fixed
    // How the bytes come in pieces must not matter, so no more than the longest header is ever looked at.
    if (available < LONGEST && !last) return 'more'
    return next < end ? (anyWidthAt(bytes, at) ?? fixed) : fixed
  }
  if (available < LONGEST && !last) return 'more'
  return anyWidthAt(bytes, at)
}

/** Whether the bytes at hand may be those of an ISA of fixed width: a cheap look before a close one. */
export function mayBeIsa(bytes: Buffer, at: number): boolean {
  const separator = bytes[at + 3]
  return separatorsAt.every(place => at + place >= bytes.length || bytes[at + place] === separator)
}

function isSeparatedBy(bytes: Buffer, at: number, separator: number): boolean {
  for (const place of separatorsAt) if (bytes[at + place] !== separator) return false
  return true
}

function afterPadding(bytes: Buffer, at: number, end: number, terminator: number): number {
  while (at < end && (isPadding(bytes[at]!) || bytes[at] === terminator)) at++
  return at
}

function anyWidthAt(bytes: Buffer, at: number): Isa | undefined {
  return ofAnyWidth(bytes.toString('latin1', at, at + LONGEST))
}

function ofFixedWidth(bytes: Buffer, at: number): Isa {
  const text = bytes.toString('latin1', at, at + 106)
  const crlf = text[105] === '\r' && bytes[at + 106] === 0x0a
  const form = formOf(text, crlf ? '\r\n' : text.charAt(105))
  const elements = form.elements.slice()
  for (const element of varying) elements[element] = elementIn(text, element)
  const length = crlf ? 107 : 106
  return {
    found: elements,
    elements,
    delimiters: form.delimiters,
    length,
    lineBreak: lineBreakAt(bytes, at + length),
    offsets: fixedOffsets,
    form,
    flaws: noFlaws,
  }
}

/** Date, time, control number. */
const varying = [9, 10, 13]

/**
 * Forms by what stands before the date. A partner sends the same one again and again, and to look at each element anew would take as long as
 * reading half of a small order.
 */
const forms = new Map<string, IsaForm>()
/** The one used last: several files of a partner often come together. */
let latest: IsaForm | undefined

function formOf(text: string, terminator: string): IsaForm {
  if (latest !== undefined && isOfForm(text, terminator, latest)) return latest
  const begin = text.slice(0, 69)
  const known = forms.get(begin)
  latest = known !== undefined && isOfForm(text, terminator, known) ? known : newForm(text, terminator, begin)
  return latest
}

function isOfForm(text: string, terminator: string, { begin, middle, end, delimiters }: IsaForm): boolean {
  return text.startsWith(begin) && text.startsWith(middle, 81) && text.startsWith(end, 99) && delimiters.segment === terminator
}

function newForm(text: string, terminator: string, begin: string): IsaForm {
  const elements = ['ISA', ...isaWidths.map((_, index) => elementIn(text, index + 1))]
  const delimiters = delimitersOf(text.charAt(3), elements, terminator)
  const form = { elements, delimiters, begin, middle: text.slice(81, 90), end: text.slice(99), isSound: false }
  if (forms.size < 1000) forms.set(begin, form)
  return form
}

function elementIn(text: string, element: number): string {
  const begin = fixedOffsets[element]!
  return text.slice(begin, begin + isaWidths[element - 1]!)
}

/**
 * An ISA whose elements are not padded, are too long, are wrapped, or of which one is missing. What follows the header tells where
 * it ends, because no width does.
 */
function ofAnyWidth(text: string): Isa | undefined {
  const separator = text[3]!
  const starts = ['GS', 'TA1', 'IEA', 'ISX'].map(tag => placeOf(text, tag + separator)).filter(place => place > 0)
  const head = text.slice(0, starts.length > 0 ? Math.min(...starts) : endAfterSixteen(text, separator))
  const ending = endingOf(head, separator)
  if (ending === undefined) return undefined
  const { component, terminator, length } = ending
  const pieces = withoutPadding(head.slice(0, length - terminator.length)).split(separator)
  const raw = pieces.slice(1)
  // A terminator that is also the separator was read from the wrong place, and would make every element a segment.
  if (raw.length < 12 || raw.length > 17 || terminator === separator || isLetterOrDigit(terminator.charCodeAt(0)))
    return undefined
  const found = raw.map(element => element.replace(/[\r\n]/g, ''))
  const elements = sixteen(found, component)
  return {
    found: ['ISA', ...found],
    elements,
    delimiters: delimitersOf(separator, elements, terminator),
    length,
    lineBreak: /^(\r\n|\r|\n)?/.exec(text.slice(length))?.[0] ?? '',
    form: undefined,
    offsets: pieces.map((_, index) => pieces.slice(0, index).reduce((sum, piece) => sum + piece.length + 1, 0)),
    flaws: flawsOf(raw, / .$/s.test(head.slice(0, length))),
  }
}

/** The first character of the last element separates components, and the last of the header ends segments; or a line break does. */
function endingOf(head: string, separator: string): { component: string; terminator: string; length: number } | undefined {
  const text = withoutPadding(head)
  if (text.at(-2) === separator) {
    const terminator = /\r\n|\r|\n/.exec(head.slice(text.length))?.[0]
    return terminator === undefined
      ? undefined
      : { component: text.slice(-1), terminator, length: head.indexOf(terminator, text.length) + terminator.length }
  }
  const component = text.charAt(text.lastIndexOf(separator, text.length - 2) + 1)
  return component === '' ? undefined : { component, terminator: text.slice(-1), length: text.length }
}

function flawsOf(raw: readonly string[], spaced: boolean): IsaFlaw[] {
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
  if (spaced) flaws.push({ kind: 'space-before-terminator' })
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

function sixteen(found: readonly string[], component: string): Segment {
  const elements = Array.from({ length: 15 }, (_, index) => (index < found.length - 1 ? (found[index] ?? '') : ''))
  return ['ISA', ...elements, component]
}

/** ISA16 separates components. ISA11 separates repetitions only from 00402, and only when it is no letter, digit or space (many go on writing U). */
function delimitersOf(element: string, elements: Segment, segment: string): Delimiters {
  const [candidate, component] = [elementOf(elements, 11), elementOf(elements, 16)]
  const repeats = elementOf(elements, 12) >= '00402' && candidate.length === 1 && !/[A-Za-z0-9\s]/.test(candidate)
  return {
    element,
    // A letter or digit that separated components would make nonsense of every element.
    component: /[A-Za-z0-9\s]/.test(component) || component === element || component === segment.slice(0, 1) ? '' : component,
    repetition: repeats && candidate !== element && candidate !== segment ? candidate : '',
    segment,
  }
}

/** Only what may pad a file: a no-break space is data, though `trimEnd` would take it. */
function withoutPadding(text: string): string {
  return text.replace(/[ \t\r\n]+$/, '')
}

function lineBreakAt(bytes: Buffer, at: number): string {
  if (bytes[at] === 0x0d && bytes[at + 1] === 0x0a) return '\r\n'
  return bytes[at] === 0x0a ? '\n' : bytes[at] === 0x0d ? '\r' : ''
}

function isDelimiter(byte: number): boolean {
  return !isLetterOrDigit(byte) && (!isPadding(byte) || byte === 0x0a || byte === 0x0d)
}

function isLetterOrDigit(byte: number): boolean {
  return (byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a)
}
