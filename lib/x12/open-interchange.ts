/** An interchange between its ISA and its IEA: slices of bytes to the tokenizer, segments from it to the envelope. */
import { type DelimiterBytes, isPadding } from './characters'
import { tagKey } from './compiled-segment'
import { Envelope, type EnvelopeOptions, type Receiver } from './envelope'
import { type Isa, isaAt, mayBeIsa } from './isa'
import { type Encoding, Scan } from './scan'
import type { Delimiters } from './segment'
import { Tokenizer } from './tokenizer'

export interface ReaderOptions extends EnvelopeOptions {
  readonly encoding: Encoding
}

/**
 * Text is handed to the tokenizer in slices of about this many bytes, which stay in the processor's cache. The first ones are smaller,
 * because an interchange may end soon, and what was cut behind its end has to be cut again.
 */
const SLICE = 65_536
const FIRST_SLICE = 4096
/** A segment that does not end within this many bytes is given up, so that a file without terminators does not fill the memory. */
export const LONGEST_SEGMENT = 16 * 1024 * 1024

const noDelimiters: DelimiterBytes = { element: -1, component: -1, repetition: -1, segment: -1, release: -1 }
const ISA = tagKey('ISA')
const ISX = tagKey('ISX')
const LENGTH_OF_ISA = 106
const I = 0x49
/** Where the ISA of another interchange begins, when it begins nowhere or that cannot be told yet. */
const NOWHERE = -1
const MORE = -2
/** Segments with data of a stated length, and the element that states it. @see reference x12-peers.md §4 D17 */
const BIN = tagKey('BIN')
const BDS = tagKey('BDS')

/** Used again for each interchange, with everything that it is read with. */
export class OpenInterchange {
  readonly scan = new Scan()
  readonly envelope = new Envelope()
  outcome: 'open' | 'closed' | 'next-isa' | 'too-long' | 'hopeless' = 'open'
  /** Next byte not yet taken. */
  at = 0
  /** Next byte not yet given to the tokenizer. */
  fed = 0
  /** Data of stated length, release characters and what may be another ISA are beyond the tokenizer; from there on the scan cuts alone. */
  #alone = false
  #tokenizer: Tokenizer | undefined
  #bytes = noDelimiters
  #trailer = ''
  /** The terminator, without the LF of a CR LF. */
  #mark = ''
  #endsLines = false
  #slice = FIRST_SLICE
  /** Offset in the file of the first byte after the last segment. */
  #gap = 0
  /** Terminators since then. */
  #empty = 0
  readonly #hand = (text: string, ahead: number) => this.#take(text, ahead)

  /** @param begin of the ISA in the bytes at hand, of which the first stands at `base` in the file */
  static begin(isa: Isa, begin: number, base: number, options: ReaderOptions, receiver: Receiver): OpenInterchange {
    const open = idle.pop() ?? new OpenInterchange()
    open.#begin(isa.delimiters, options.encoding)
    open.envelope.begin(isa, base + begin, options, receiver)
    open.at = open.fed = begin + isa.length
    open.#gap = base + open.at
    return open
  }

  #begin(delimiters: Delimiters, encoding: Encoding): void {
    this.outcome = 'open'
    this.#alone = false
    this.#empty = 0
    this.#slice = FIRST_SLICE
    this.#bytes = {
      element: byteOf(delimiters.element),
      component: byteOf(delimiters.component),
      repetition: byteOf(delimiters.repetition),
      segment: byteOf(delimiters.segment),
      release: -1,
    }
    this.#endsLines = isPadding(this.#bytes.segment)
    this.#trailer = `IEA${delimiters.element}`
    this.#mark = delimiters.segment.slice(0, 1)
    this.scan.begin(this.#bytes, encoding)
    this.#tokenizer = Tokenizer.for(delimiters, this.#hand)
  }

  /** Lets go of what was read, and lets the next interchange use it. */
  release(): void {
    this.#tokenizer?.release()
    this.#tokenizer = undefined
    this.scan.release()
    this.envelope.release()
    if (idle.length < MOST_IDLE) idle.push(this)
  }

  /** Reads on in the bytes of the scan. @returns false when nothing more can be done with them */
  advance(last: boolean): boolean {
    return this.#alone ? this.#readAlone(last) : this.#feed(last)
  }

  #feed(last: boolean): boolean {
    const { bytes } = this.scan
    const from = this.fed
    const terminator = lastTerminator(bytes, from, this.#slice, this.#bytes.segment)
    this.#slice = Math.min(this.#slice * 2, SLICE)
    if (terminator < 0 && !last) return this.#isTooLong()
    if (terminator < 0 && from === bytes.length) {
      // Terminators behind the last segment are no part of any that would be noted with them.
      if (last) this.#noteEmpty()
      return false
    }
    let text = bytes.toString('latin1', from, terminator < 0 ? bytes.length : terminator)
    const end = terminator < 0 ? -1 : endOfTrailer(text, this.#trailer, this.#mark)
    // What follows the trailer has separators of its own.
    if (end >= 0) text = text.slice(0, end)
    this.fed = terminator < 0 ? bytes.length : from + text.length + 1
    // x12-parser turns CR LF into LF, which would take away a terminating CR.
    this.#tokenizer?.processChunk(this.#mark === '\r' ? text.replace(/\r\n+/g, '\r') : text)
    // So that a file may hold any number of terminators and blank lines in a row.
    if (this.outcome === 'open' && !this.#alone) {
      this.#pass()
      this.fed = Math.max(this.fed, this.at)
    }
    return true
  }

  /** A segment as the tokenizer gives it, blank ones included. */
  #take(text: string, ahead: number): void {
    if (this.outcome !== 'open' || this.#alone) return
    const { scan } = this
    const before = this.at
    const empty = scan.skipTo(before)
    let lead = 0
    if (scan.start > before || this.#empty > 0) {
      // A run of blank ones is passed over at once, at the first of them.
      this.#empty += empty
      this.at = scan.start
      while (lead < text.length && isPadding(text.charCodeAt(lead))) lead++
    }
    if (lead === text.length) return
    scan.cut()
    const next = this.#nextIsa(false)
    if (scan.key === BIN || scan.key === BDS || next === MORE) this.#alone = true
    else {
      if (this.#empty > 0) this.#noteEmpty()
      this.envelope.ahead = ahead
      this.#segment(text, lead, next)
    }
  }

  #readAlone(last: boolean): boolean {
    const { scan } = this
    this.#pass()
    if (scan.start >= scan.bytes.length) {
      if (last) this.#noteEmpty()
      return false
    }
    scan.cut()
    if (scan.key === BIN) scan.spanData(1)
    else if (scan.key === BDS) scan.spanData(2)
    const next = !scan.terminated && !last ? MORE : this.#nextIsa(last)
    if (next === MORE) return this.#isTooLong()
    this.#noteEmpty()
    this.#segment(scan.bytes.toString('latin1', scan.start, scan.ends[scan.pieces - 1]), 0, next)
    return true
  }

  /** @param next where in it another ISA begins */
  #segment(text: string, lead: number, next: number): void {
    const { scan, envelope } = this
    if (next === scan.start) {
      this.outcome = 'next-isa'
      return
    }
    const isData = scan.key === BIN || scan.key === BDS
    if (next !== NOWHERE || (!scan.terminated && !isData)) {
      scan.cutBefore(next !== NOWHERE ? next : scan.end)
      // What the tokenizer gave is longer, or was.
      scan.read('', 0, envelope.table)
    } else scan.read(text, lead, envelope.table)
    this.at = scan.terminated ? scan.end + 1 : scan.end
    this.#gap = scan.base + this.at
    if (!scan.terminated) this.#reportUnterminated(next !== NOWHERE)
    const goesOn = scan.terminated ? envelope.take(scan) : envelope.takeCut(scan)
    if (!goesOn) this.outcome = envelope.isHopeless ? 'hopeless' : 'closed'
    else if (next !== NOWHERE) this.outcome = 'next-isa'
    else if (scan.key === ISX) this.#setRelease(envelope.releaseCharacter)
  }

  /**
   * The ISA of an interchange that follows one without IEA, or one whose last terminator is lost; it may have other separators.
   * @returns MORE when it takes further bytes to tell, so that how the bytes come in pieces makes no difference
   */
  #nextIsa(last: boolean): number {
    const { terminated, start, end, key } = this.scan
    // Data may be any bytes.
    if (key === BIN || key === BDS) return NOWHERE
    const isCalm = terminated && end - start < LENGTH_OF_ISA
    return isCalm && key !== 0 && (key & 0xff) !== I ? NOWHERE : this.#isaIn(last, isCalm)
  }

  #isaIn(last: boolean, isCalm: boolean): number {
    const { bytes, start, end, key } = this.scan
    if (key === ISA) return start
    if (bytes[start] === I && bytes[start + 1] === 0x53 && bytes[start + 2] === 0x41) {
      const isa = isaAt(bytes, start, last)
      if (isa !== undefined) return isa === 'more' ? MORE : start
    }
    if (isCalm) return NOWHERE
    // Within the segment only: to look through all that follows, for each long one, would take for ever.
    const segment = bytes.subarray(start, end)
    for (let at = segment.indexOf('ISA', 1, 'latin1'); at > 0; at = segment.indexOf('ISA', at + 1, 'latin1')) {
      const isa = mayBeIsa(bytes, start + at) ? isaAt(bytes, start + at, last) : undefined
      if (isa === 'more') return MORE
      if (isa?.form !== undefined) return start + at
    }
    return NOWHERE
  }

  /** Passes over terminators and padding to the next segment. */
  #pass(): void {
    const empty = this.scan.skipTo(this.at)
    if (empty > 0) this.#empty += empty
    this.at = this.scan.start
  }

  /** Gives up a segment that does not end. @returns whether it has come to that */
  #isTooLong(): boolean {
    const isTooLong = this.scan.bytes.length - this.at > LONGEST_SEGMENT
    if (isTooLong) this.outcome = 'too-long'
    return isTooLong
  }

  #noteEmpty(): void {
    const empty = this.#empty
    this.#empty = 0
    if (empty === 0 || this.#endsLines) return
    const message = `${empty === 1 ? 'A terminator stands' : `${empty} terminators stand`} where a segment should begin`
    this.envelope.note({
      code: 'empty-segment',
      offset: this.#gap,
      message,
      remedy: 'End each segment with one terminator',
      note: true,
    })
  }

  /** A last line without its line break is common and loses nothing; a last segment without its mark may have lost its end. */
  #reportUnterminated(isCut: boolean): void {
    const { scan } = this
    const tag = scan.bytes.toString('latin1', scan.start, scan.ends[0])
    const what = isCut ? 'Another ISA begins' : 'The file ends'
    const message = `${what} in segment ${tag.slice(0, 20)}, which has no terminator`
    const note = this.#endsLines && tag === 'IEA'
    this.envelope.note({
      code: 'TA105:023',
      segment: tag.slice(0, 3),
      offset: scan.base + scan.end,
      message,
      remedy: 'End every segment with the terminator',
      note,
      rejects: false,
    })
  }

  /** ISX names a character that takes the meaning from the one after it. @see reference x12-peers.md §3 */
  #setRelease(character: string): void {
    if (character === '') return
    this.scan.begin({ ...this.#bytes, release: character.charCodeAt(0) }, this.scan.encoding)
    this.#alone = true
  }
}

/** The last terminator within reach, or the first one beyond it; -1 for none. */
function lastTerminator(bytes: Buffer, from: number, slice: number, terminator: number): number {
  const reach = Math.min(from + slice, bytes.length)
  const at = reach > from ? bytes.lastIndexOf(terminator, reach - 1) : -1
  if (at >= from) return at
  return reach < bytes.length ? bytes.indexOf(terminator, reach) : -1
}

/** Where the trailer's own terminator stands in text that goes on behind it; -1 where it does not. */
function endOfTrailer(text: string, trailer: string, terminator: string): number {
  for (let at = text.indexOf(trailer); at >= 0; at = text.indexOf(trailer, at + 1)) {
    let before = at - 1
    while (before >= 0 && text[before] !== terminator && isPadding(text.charCodeAt(before))) before--
    if (before < 0 || text[before] === terminator) return text.indexOf(terminator, at)
  }
  return -1
}

const idle: OpenInterchange[] = []
const MOST_IDLE = 16

function byteOf(character: string): number {
  return character === '' ? -1 : character.charCodeAt(0)
}
