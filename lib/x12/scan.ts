/** One pass over the bytes of a segment: where its elements end, what they are made of, and their text. */
import { isDayNumber } from './calendar'
import { CONTROL, classesUnder, type DelimiterBytes, DIGIT, ELEMENT, HIGH, isPadding, LETTER, RELEASE, SPACE } from './characters'
import type { CompiledSegment, Part, Parts, SegmentTable } from './compiled-segment'

export type Encoding = 'ascii' | 'latin1' | 'utf8'

const noBytes: Buffer = Buffer.alloc(0)
const noElements: string[] = []

const POINT = 0x2e
/** What is imported is looked up at each use; in the loops over bytes and elements that would take a twentieth of the whole reading. */
const [separator, control, space] = [ELEMENT, CONTROL, SPACE]
/** What consists of digits and letters only is so under any delimiters, because none of them separates anything. */
const PLAIN = DIGIT | LETTER

/** Used again for each segment; only `elements` is new each time. */
export class Scan {
  bytes = noBytes
  /** Offset in the file of the first of `bytes`. */
  base = 0
  /** Of the segment, in `bytes`. */
  start = 0
  /** Of its terminator, or of the end of the bytes where it has none. */
  end = 0
  terminated = false
  /** Tag and elements. */
  pieces = 0
  /** End of each piece in `bytes`; piece 0 is the tag. */
  ends = new Int32Array(64)
  /** What each piece is made of, as the bits of characters.ts. */
  masks = new Uint16Array(64)
  /** The segment of the dictionary that bears this tag. */
  known: CompiledSegment | undefined
  /** Tag as one number, as `tagKey` makes it. */
  key = 0
  elements = noElements
  /** Elements that are not empty, the first in the lowest bit. */
  present = 0
  /** Elements that the dictionary does not plainly allow, in the same way; they need a closer look. */
  odd = 0
  /** A piece holds bytes that are not UTF-8 although the file should be; they are read as ISO-8859-1. */
  notUtf8 = false

  encoding: Encoding = 'latin1'

  #classes = noClasses
  #terminator = -1

  /** Makes it ready for an interchange. */
  begin(delimiters: DelimiterBytes, encoding: Encoding): void {
    this.#classes = classesUnder(delimiters)
    this.#terminator = delimiters.segment
    this.encoding = encoding
  }

  /** Lets go of what was read. */
  release(): void {
    this.bytes = noBytes
    this.elements = noElements
  }

  /** Passes over terminators and padding to the next segment. @returns how many segments without anything were passed */
  skipTo(at: number): number {
    const { bytes } = this
    let empty = 0
    for (; at < bytes.length; at++) {
      const byte = bytes[at]!
      if (byte === this.#terminator) empty++
      else if (!isPadding(byte)) break
    }
    this.start = at
    return empty
  }

  /** Finds the pieces of the segment at `start`. */
  cut(): void {
    const { bytes, start } = this
    const classes = this.#classes
    const limit = bytes.length
    let { ends, masks } = this
    let piece = 0
    let mask = 0
    let at = start
    for (;;) {
      let kind = 0
      while (at < limit && (kind = classes[bytes[at]!]!) < separator) {
        mask |= kind
        at++
      }
      if (kind === separator) {
        if (piece + 2 > ends.length) {
          this.#grow()
          ;({ ends, masks } = this)
        }
        ends[piece] = at++
        masks[piece++] = mask
        mask = 0
      } else if (kind === RELEASE) {
        mask |= kind
        at += 2
      } else break
    }
    if (at > limit) at = limit
    this.end = at
    this.terminated = at < limit
    // With LF as terminator a CR before it is part of the line break.
    ends[piece] = this.#terminator === 0x0a && at > start && bytes[at - 1] === 0x0d ? at - 1 : at
    masks[piece] = mask
    this.pieces = piece + 1
    const tagEnd = ends[0]!
    const length = tagEnd - start
    // A control character is in no tag; a NUL would make three characters look like two.
    const isTag = (length === 3 || length === 2) && (masks[0]! & CONTROL) === 0
    this.key = isTag ? bytes[start]! | (bytes[start + 1]! << 8) | (length === 3 ? bytes[start + 2]! << 16 : 0) : 0
  }

  /** The same, as if the bytes ended at the limit, and without padding before it. */
  cutBefore(limit: number): void {
    const { bytes, start } = this
    while (limit > start && isPadding(bytes[limit - 1]!)) limit--
    this.bytes = bytes.subarray(0, limit)
    this.cut()
    this.bytes = bytes
  }

  /**
   * Extends the segment over data of a stated length, in which separators mean nothing.
   * @param stated element that states the length; the data is the next
   */
  spanData(stated: number): void {
    const { bytes, ends } = this
    if (this.pieces < stated + 2) return
    const length = bytes.toString('latin1', ends[stated - 1]! + 1, ends[stated])
    if (!/^\d{1,15}$/.test(length)) return
    const end = ends[stated]! + 1 + Number(length)
    // A length that leads elsewhere than to a terminator is wrong: then the segment ends where every other does.
    if (end < bytes.length && bytes[end] !== this.#terminator) return
    this.end = Math.min(end, bytes.length)
    this.terminated = bytes[end] === this.#terminator
    ends[stated + 1] = this.end
    this.masks[stated + 1] = 0
    this.pieces = stated + 2
  }

  /**
   * Makes the elements.
   * @param text of the segment as the tokenizer gave it
   * @param lead line breaks before the tag in that text
   */
  read(text: string, lead: number, table: SegmentTable): void {
    const { bytes, start, ends, masks, pieces } = this
    const known = (this.known = table.byKey(this.key))
    const last = ends[pieces - 1]!
    // x12-parser turns CR LF into LF; where that touched the segment its own bytes are the text.
    const aligned = text.length - lead === last - start
    const source = aligned ? text : bytes.toString('latin1', start, last)
    const shift = (aligned ? lead : 0) - start
    // Sized at once: growing by push costs a fifth of the whole reading time.
    // oxlint-disable-next-line no-new-array
    const elements = new Array<string>(pieces)
    elements[0] = known === undefined ? source.substring(start + shift, ends[0]! + shift) : known.tag
    const { suspicious, lengths, ids } = known ?? unknown
    let present = 0
    let odd = 0
    let all = 0
    let from = ends[0]! + 1
    for (let piece = 1; piece < pieces; piece++) {
      const to = ends[piece]!
      const length = to - from
      if (length === 0) elements[piece] = ''
      else {
        const mask = masks[piece]!
        const place = piece - 1
        let slot = -1
        if (length <= 4 && (mask & control) === 0) {
          slot = shortText(bytes, from, length, source, shift)
          elements[piece] = shortTexts[slot]!
        } else elements[piece] = source.substring(from + shift, to + shift)
        all |= mask
        if (place < suspicious.length) {
          present |= 1 << place
          if (isOdd(mask, length, suspicious[place]!, lengths[place]!) && (slot < 0 || goodIn[slot] !== ids[place]))
            odd |= 1 << place
        }
      }
      from = to + 1
    }
    this.elements = elements
    this.present = present
    this.odd = odd
    this.notUtf8 = false
    if ((all & HIGH) !== 0 && this.encoding === 'utf8') this.#readUtf8()
  }

  /** Judges the elements by a segment other than the one they were read by. */
  judgeBy({ suspicious, lengths }: Parts): void {
    this.present = this.odd = 0
    for (let place = 0; place < suspicious.length && place + 1 < this.pieces; place++) {
      const length = this.ends[place + 1]! - this.ends[place]! - 1
      if (length === 0) continue
      this.present |= 1 << place
      if (isOdd(this.masks[place + 1]!, length, suspicious[place]!, lengths[place]!)) this.odd |= 1 << place
    }
  }

  /** Whatever the context, the piece is good where this part of a segment is: the same text need not be looked at there again. */
  remember(piece: number, { id }: Part): void {
    const from = this.ends[piece - 1]! + 1
    const length = this.ends[piece]! - from
    if (length > 4 || this.masks[piece]! > PLAIN) return
    const slot = slotOf(keyOf(this.bytes, from, length))
    if (shortTexts[slot] === this.elements[piece]) goodIn[slot] = id
  }

  /** A piece of one to nine digits as a number; -1 for any other. */
  integerAt(piece: number): number {
    if (piece >= this.pieces || this.masks[piece] !== DIGIT) return -1
    const from = this.ends[piece - 1]! + 1
    const to = this.ends[piece]!
    if (to - from > 9) return -1
    let number = 0
    for (let at = from; at < to; at++) number = number * 10 + this.bytes[at]! - 0x30
    return number
  }

  /** CCYYMMDD. */
  isDayAt(piece: number): boolean {
    const length = this.ends[piece]! - this.ends[piece - 1]! - 1
    return length === 8 && isDayNumber(this.integerAt(piece))
  }

  /** Digits with one point among them, as prices are written, at least and at most so many. */
  isAmountAt(piece: number, min: number, max: number): boolean {
    const { bytes } = this
    const from = this.ends[piece - 1]! + 1
    const to = this.ends[piece]!
    let point = 0
    for (let at = from; at < to; at++) {
      const byte = bytes[at]!
      if (byte === POINT && point === 0) point = at
      else if (byte < 0x30 || byte > 0x39) return false
    }
    const digits = to - from - 1
    return point > from && point < to - 1 && digits >= min && digits <= max
  }

  /** Offset in the file of a piece (0 is the tag). */
  offsetOf(piece: number): number {
    return this.base + (piece === 0 || piece >= this.pieces ? this.start : this.ends[piece - 1]! + 1)
  }

  #readUtf8(): void {
    for (let piece = 1; piece < this.pieces; piece++) {
      if ((this.masks[piece]! & HIGH) === 0) continue
      const bytes = this.bytes.subarray(this.ends[piece - 1]! + 1, this.ends[piece])
      const text = bytes.toString('utf8')
      if (Buffer.byteLength(text) === bytes.length && Buffer.from(text).equals(bytes)) this.elements[piece] = text
      else this.notUtf8 = true
    }
  }

  #grow(): void {
    const ends = new Int32Array(this.ends.length * 4)
    const masks = new Uint16Array(this.masks.length * 4)
    ends.set(this.ends)
    masks.set(this.masks)
    this.ends = ends
    this.masks = masks
  }
}

function isOdd(mask: number, length: number, suspicious: number, lengths: number): boolean {
  return (mask & suspicious) !== 0 || length < lengths >> 16 || length > (lengths & 0xffff) || mask === space
}

const unknown: Pick<Parts, 'suspicious' | 'lengths' | 'ids'> = {
  suspicious: new Uint16Array(0),
  lengths: new Int32Array(0),
  ids: new Int32Array(0),
}

const noClasses: Uint16Array = new Uint16Array(256)

/**
 * Short texts come again and again (codes, units, quantities); one copy of each is kept, in a table that is small enough to stay in the
 * processor's cache.
 */
const shortTexts: string[] = Array.from({ length: 1024 }, () => '')
const shortKeys = new Int32Array(1024)
/** The part of a segment that each was found good for last. */
const goodIn = new Int32Array(1024)

/** Place in the table of one to four bytes, none of them NUL; where they are new to it they are taken from the source, at `from + shift`. */
function shortText(bytes: Buffer, from: number, length: number, source: string, shift: number): number {
  const key = keyOf(bytes, from, length)
  const slot = slotOf(key)
  if (shortKeys[slot] !== key) {
    shortTexts[slot] = source.substring(from + shift, from + shift + length)
    shortKeys[slot] = key
    goodIn[slot] = 0
  }
  return slot
}

function keyOf(bytes: Buffer, from: number, length: number): number {
  let key = bytes[from]!
  if (length > 1) key |= bytes[from + 1]! << 8
  if (length > 2) key |= bytes[from + 2]! << 16
  if (length > 3) key |= bytes[from + 3]! << 24
  return key
}

function slotOf(key: number): number {
  return Math.imul(key, 0x9e3779b1) >>> 22
}
