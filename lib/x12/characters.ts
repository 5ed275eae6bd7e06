/** What each byte of an X12 file is, as bits, so that one pass over the bytes finds the separators and what the elements are made of. */

export const DIGIT = 1
/** A to Z. */
export const LETTER = 2
export const SPACE = 4
/** The rest of the basic set: `! " & ' ( ) * + , - . / : ; ? =`. */
export const BASIC = 8
/** a to z and `% ~ @ [ ] _ { } \ | < > # $ ^` and the backquote. */
export const EXTENDED = 16
export const CONTROL = 32
/** Above 7 bits: ISO-8859-1 or part of a UTF-8 character. */
export const HIGH = 64
export const COMPONENT = 128
export const REPETITION = 256
/** From here on the byte ends what came before it. */
export const ELEMENT = 512
export const TERMINATOR = 1024
/** The next byte is data, whatever it is (ISX, from 007040). */
export const RELEASE = 2048

/** Delimiters as byte values; -1 for one that the file does not have. */
export interface DelimiterBytes {
  readonly element: number
  readonly component: number
  readonly repetition: number
  readonly segment: number
  readonly release: number
}

const plain = Uint16Array.from({ length: 256 }, (_, byte) => {
  if (byte >= 0x80) return HIGH
  if (byte < 0x20 || byte === 0x7f) return CONTROL
  const character = String.fromCharCode(byte)
  if (character >= '0' && character <= '9') return DIGIT
  if (character >= 'A' && character <= 'Z') return LETTER
  if (character === ' ') return SPACE
  return `!"&'()*+,-./:;?=`.includes(character) ? BASIC : EXTENDED
})

/** Tables made so far; partners use the same few delimiters over and over. */
const tables = new Map<number, Uint16Array>()

/** The class of each byte value under these delimiters. @see reference x12.md §2 */
export function classesUnder(delimiters: DelimiterBytes): Uint16Array {
  const { element, component, repetition, segment, release } = delimiters
  const key = (((element * 257 + component + 1) * 257 + repetition + 1) * 257 + segment + 1) * 257 + release + 1
  let classes = tables.get(key)
  if (classes !== undefined) return classes
  if (tables.size > 100) tables.clear()
  classes = makeClasses(delimiters)
  tables.set(key, classes)
  return classes
}

function makeClasses(delimiters: DelimiterBytes): Uint16Array {
  const classes = plain.slice()
  if (delimiters.repetition >= 0) classes[delimiters.repetition] = REPETITION
  if (delimiters.component >= 0) classes[delimiters.component] = COMPONENT
  if (delimiters.release >= 0) classes[delimiters.release] = RELEASE
  classes[delimiters.element] = ELEMENT
  classes[delimiters.segment] = TERMINATOR
  // A CR that stands before a terminating LF belongs to the terminator.
  if (delimiters.segment === 0x0a) classes[0x0d] = 0
  return classes
}

/** CR, LF, tab or space: what may stand between segments without meaning. */
export function isPadding(byte: number): boolean {
  return byte === 0x0a || byte === 0x0d || byte === 0x20 || byte === 0x09
}

/** As `/^\d+$/`, of which a small file would take dozens. */
export function isDigits(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code < 0x30 || code > 0x39) return false
  }
  return text.length > 0
}

/** What up to fifteen digits say; -1 for text that is not all digits, or empty. */
export function integerOf(text: string): number {
  let number = 0
  for (let at = 0; at < text.length; at++) {
    const digit = text.charCodeAt(at) - 0x30
    if (digit < 0 || digit > 9) return -1
    number = number * 10 + digit
  }
  return text.length === 0 ? -1 : number
}

/** As `/\S/`: text that begins with a letter or digit, as most does, is told at once. */
export function isBlank(text: string): boolean {
  const first = text.charCodeAt(0)
  return !(first > 0x20 && first < 0x7f) && !/\S/.test(text)
}

/** Characters of a text, as the lengths of elements count them: one above 16 bits is one, though a string holds it as two. */
export function charactersIn(text: string): number {
  let count = text.length
  for (let at = 0; at < text.length; at++) if ((text.charCodeAt(at) & 0xfc00) === 0xdc00) count--
  return count
}

/** At most so many characters, the last of them a mark that some are left out. */
export function shortened(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1).replace(/[\ud800-\udbff]$/, '')}…`
}
