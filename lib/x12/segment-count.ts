/** Which segment of its interchange a byte of a file stands in. */
import { isPadding } from './characters'
import type { Interchange } from './decoded'
import type { ByteRange } from './excerpt'

const CHUNK = 65_536
const B = 0x42

/** Goes through the file once: places must be asked for in the order of the file. */
export class SegmentCount {
  #interchange: Interchange | undefined
  #at = 0
  #count = 0
  #between = false
  /** Data of a stated length, and text with a release character, may hold terminators; nothing after them is counted. */
  #isLost = false

  constructor(readonly bytes: ByteRange) {}

  /** Position of the segment that the byte stands in, the ISA being 1; undefined where it cannot be told. */
  at(offset: number, interchange: Interchange): number | undefined {
    if (interchange !== this.#interchange) {
      const { header, delimiters } = interchange
      this.#interchange = interchange
      // Whatever stands in the ISA ends no segment.
      this.#at = interchange.offset + header.join(delimiters.element).length
      this.#count = 1
      this.#between = false
      this.#isLost = interchange.extension.length > 0
    }
    const terminator = interchange.delimiters.segment.charCodeAt(0)
    const until = Math.min(offset + 1, this.bytes.length)
    while (this.#at < until && !this.#isLost) {
      const part = this.bytes.subarray(this.#at, Math.min(until, this.#at + CHUNK))
      for (let index = 0; index < part.length; index++) this.#take(part[index]!, terminator, this.#at + index)
      this.#at += part.length
    }
    return this.#isLost ? undefined : this.#count
  }

  #take(byte: number, terminator: number, at: number): void {
    if (byte === terminator) this.#between = true
    else if (this.#between && !isPadding(byte)) {
      this.#between = false
      this.#count++
      if (byte === B && /^B(IN|DS)$/.test(Buffer.from(this.bytes.subarray(at, at + 3)).toString('latin1'))) this.#isLost = true
    }
  }
}
