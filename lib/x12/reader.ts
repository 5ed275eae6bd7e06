/**
 * Bytes in any number of pieces to interchanges. Finds each ISA, gives the bytes after it to the tokenizer in slices, takes the
 * segments back with their offsets, and accounts for every byte: it is part of a segment, a separator, padding, or a finding.
 */
import { isPadding } from './characters'
import type { Receiver } from './envelope'
import { Findings } from './findings'
import { type Isa, isaAt } from './isa'
import { LONGEST_SEGMENT, OpenInterchange, type ReaderOptions } from './open-interchange'
import { elementOf } from './segment'

const nothing = Buffer.alloc(0)
/** So many bytes of what is no segment are kept to be shown. */
const SAMPLE = 201

export class Reader {
  /** What concerns the file and no interchange. */
  readonly findings: Findings
  interchanges = 0
  /** Line breaks and the like since the last interchange; bounded, because a file may end in any number of them. */
  #padding = ''
  #terminator = ''
  #isTerminatorNoted = false
  #bytes: Buffer = nothing
  #work: Buffer = nothing
  /** Offset in the file of the first of `#bytes`. */
  #base = 0
  /** Next byte to be accounted for, in `#bytes`. */
  #at = 0
  #open: OpenInterchange | undefined
  #first: Isa | undefined
  #numbers: Map<string, string> | undefined
  /** Bytes of no interchange seen so far, one run of them. */
  #stray: { offset: number; length: number; sample: string } | undefined

  constructor(
    readonly options: ReaderOptions,
    readonly receiver: Receiver,
  ) {
    this.findings = new Findings(options.mode)
  }

  /** Padding after the last interchange; the LF of a last CR LF belongs to its terminator. */
  get ending(): string {
    return this.#terminator === '\r\n' ? this.#padding.replace(/^\n/, '') : this.#padding
  }

  /** Takes the next bytes; they must not change afterwards. */
  write(chunk: Uint8Array): void {
    const rest = this.#bytes.length - this.#at
    this.#base += this.#at
    const open = this.#open
    if (open !== undefined) open.fed -= this.#at
    const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length)
    this.#bytes = rest === 0 ? bytes : this.#joined(rest, bytes)
    this.#at = 0
    this.#advance(false)
  }

  /** What is left and what is new, in a buffer that is used again and again, so that a long stream leaves little behind. */
  #joined(rest: number, bytes: Buffer): Buffer {
    const length = rest + bytes.length
    const left = this.#bytes.subarray(this.#at)
    if (this.#work.length < length) {
      const larger = Buffer.allocUnsafeSlow(length * 2)
      left.copy(larger)
      this.#work = larger
    } else left.copy(this.#work)
    bytes.copy(this.#work, rest)
    return this.#work.subarray(0, length)
  }

  /** No more bytes follow. */
  end(): void {
    this.#advance(true)
    this.#reportStray()
  }

  #advance(last: boolean): void {
    for (;;) {
      const progressed = this.#open === undefined ? this.#seek(last) : this.#readOn(this.#open, last)
      if (!progressed) return
    }
  }

  /** Looks for the next ISA. @returns false when there is nothing more to do with these bytes */
  #seek(last: boolean): boolean {
    const bytes = this.#bytes
    if (this.#base + this.#at === 0 && !this.#passByteOrderMark(last)) return false
    const from = this.#at
    if (from === bytes.length) return false
    for (let at = indexOfIsa(bytes, from); at >= 0; at = indexOfIsa(bytes, at + 1)) {
      const isa = isaAt(bytes, at, last)
      if (isa === undefined) continue
      this.#outside(from, at)
      this.#at = at
      if (isa === 'more') return false
      this.#begin(isa, at)
      return true
    }
    if (last && this.#isCutIsa(from)) return false
    // The last bytes may be the beginning of an ISA.
    const until = last ? bytes.length : Math.max(from, bytes.length - 2)
    this.#at = this.#outside(from, until)
    return false
  }

  /** @returns false when it takes more bytes to tell whether there is one */
  #passByteOrderMark(last: boolean): boolean {
    const bytes = this.#bytes
    if (bytes.length < 3) return last
    if (!isByteOrderMark(bytes, 0)) return true
    this.#at = 3
    this.#noteByteOrderMark('The file begins with a UTF-8 byte order mark', 0)
    return true
  }

  /** A file that ends inside of its first segment. */
  #isCutIsa(from: number): boolean {
    const bytes = this.#bytes
    const at = indexOfIsa(bytes, from)
    if (at < 0 || bytes.length - at >= 110 || at + 7 > bytes.length || bytes[at + 3] !== bytes[at + 6]) return false
    this.#outside(from, at)
    const offset = this.#base + at
    this.findings.add({
      code: 'TA105:023',
      segment: 'ISA',
      position: 1,
      offset,
      value: bytes.toString('latin1', at, bytes.length),
      message: `The file ends inside of the ISA, after ${bytes.length - at} bytes`,
      remedy: 'Send the file again, whole',
    })
    this.#at = bytes.length
    return true
  }

  #begin(isa: Isa, at: number): void {
    this.#reportStray()
    const offset = this.#base + at
    const open = OpenInterchange.begin(isa, at, this.#base, this.options, this.receiver)
    this.interchanges++
    this.#isTerminatorNoted = false
    this.#padding = ''
    this.#terminator = isa.delimiters.segment
    const earlier = this.#earlier(isa)
    if (earlier !== undefined) {
      open.envelope.note({
        code: 'TA105:025',
        segment: 'ISA',
        position: 1,
        element: 13,
        value: elementOf(isa.elements, 13),
        offset: offset + (isa.offsets[13] ?? 0),
        message: `ISA13 ${elementOf(isa.elements, 13)} is used twice in this file by the same parties`,
        remedy: 'Number each interchange differently',
        // Sent again as it was, down to date and time, it is a repeat; with another header the number was given twice.
        ...(earlier === headerOf(isa) && { harmless: true }),
      })
    }
    this.#at = at + isa.length
    if (isa.delimiters.segment.startsWith(isa.delimiters.element)) {
      open.envelope.unreadable()
      open.release()
    } else this.#open = open
  }

  /** The header of an interchange of these parties and with this number that has been before. */
  #earlier(isa: Isa): string | undefined {
    // Most files hold one interchange, and then there is nothing to compare it with.
    if (this.#first === undefined) {
      this.#first = isa
      return undefined
    }
    this.#numbers ??= new Map([[numberOf(this.#first), headerOf(this.#first)]])
    const number = numberOf(isa)
    const earlier = this.#numbers.get(number)
    // Bounded, because a file may hold any number of interchanges.
    if (earlier === undefined && this.#numbers.size < 100_000) this.#numbers.set(number, headerOf(isa))
    return earlier
  }

  /** Reads on in the open interchange. @returns false when it needs more bytes */
  #readOn(open: OpenInterchange, last: boolean): boolean {
    open.at = this.#at
    open.scan.bytes = this.#bytes
    open.scan.base = this.#base
    const progressed = open.advance(last)
    this.#at = open.at
    if (open.outcome === 'open' && (progressed || !last)) return progressed
    if (open.outcome === 'open') this.#at = this.#bytes.length
    const offset = this.#base + this.#at
    if (open.outcome === 'next-isa') open.envelope.cutShort(offset, 'another ISA begins')
    if (open.outcome === 'hopeless') open.envelope.cutShort(offset, 'so much of it is wrong that it is read no further')
    if (open.outcome === 'too-long') open.envelope.cutShort(offset, `no segment ends within ${LONGEST_SEGMENT} bytes`)
    if (open.outcome === 'open') open.envelope.cutShort(offset, 'the file ends first')
    this.#open = undefined
    open.release()
    return true
  }

  /**
   * Accounts for bytes that belong to no interchange; padding, NUL and the end-of-file character of old systems say nothing.
   * @returns the next byte, which is beyond `to` where a byte order mark is
   */
  #outside(from: number, to: number): number {
    const bytes = this.#bytes
    let at = from
    if (this.#stray === undefined) {
      for (;;) {
        if (at < to && (isPadding(bytes[at]!) || bytes[at] === 0x1a || bytes[at] === 0)) at++
        else if (at < to && isByteOrderMark(bytes, at)) {
          this.#noteByteOrderMark('A UTF-8 byte order mark stands between interchanges', this.#base + at)
          at += 3
        } else if (at < to && this.interchanges > 0 && bytes[at] === this.#terminator.charCodeAt(0)) this.#noteTerminator(at++)
        else break
      }
      const room = SAMPLE - this.#padding.length
      if (room > 0) this.#padding += bytes.toString('latin1', from, Math.min(at, from + room))
    }
    if (at >= to) return at
    this.#stray ??= { offset: this.#base + at, length: 0, sample: '' }
    this.#stray.length += to - at
    const room = SAMPLE - this.#stray.sample.length
    if (room > 0) this.#stray.sample += bytes.toString('latin1', at, Math.min(to, at + room))
    return to
  }

  /** Once after each interchange. */
  #noteTerminator(at: number): void {
    if (this.#isTerminatorNoted) return
    this.#isTerminatorNoted = true
    const message = 'A terminator stands after the IEA, where no segment is'
    const remedy = 'End each segment with one terminator'
    this.findings.add({ code: 'empty-segment', offset: this.#base + at, message, remedy, note: true })
  }

  #noteByteOrderMark(message: string, offset: number): void {
    this.findings.add({ code: 'byte-order-mark', offset, message, remedy: 'Send the file without it', note: true })
  }

  #reportStray(): void {
    if (this.#stray === undefined) return
    const { offset, length, sample } = this.#stray
    this.#stray = undefined
    const message = `${length} bytes stand outside of any interchange`
    this.findings.add({
      code: 'outside-interchange',
      offset,
      value: sample,
      message,
      remedy: 'Send nothing but interchanges, ISA to IEA',
    })
  }
}

function indexOfIsa(bytes: Buffer, from: number): number {
  if (bytes[from] === 0x49 && bytes[from + 1] === 0x53 && bytes[from + 2] === 0x41) return from
  return bytes.indexOf('ISA', from, 'latin1')
}

function isByteOrderMark(bytes: Buffer, at: number): boolean {
  return bytes[at] === 0xef && bytes[at + 1] === 0xbb && bytes[at + 2] === 0xbf
}

function numberOf({ elements }: Isa): string {
  return [5, 6, 7, 8, 13].map(element => elements[element]).join('/')
}

function headerOf({ elements }: Isa): string {
  return elements.join('/')
}
