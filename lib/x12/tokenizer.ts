/**
 * x12-parser at the bottom: it cuts text into segments. Its own segment objects trim and lose data, so that stage is replaced; it is
 * driven without a stream, one for each interchange, after the ISA has been found and read. What it gets wrong otherwise
 * (separators of a later interchange, damaged ISA, missing terminators) is put right around it. @see reference x12-peers.md §4
 */
import { X12parser } from 'x12-parser'
import type { Delimiters } from './segment'

export class Tokenizer extends X12parser {
  readonly #take: (text: string) => void
  #headerPassed = false

  /** @param take receives the text of each segment in order, with any line breaks before it; empty ones too */
  constructor(delimiters: Delimiters, take: (text: string) => void) {
    super('latin1')
    this.#take = take
    this.processChunk(headerShowing(delimiters))
  }

  override generateSegments(segments: string[]): void {
    let next = 0
    if (!this.#headerPassed && segments.length > 0) {
      this.#headerPassed = true
      next = 1
    }
    const take = this.#take
    for (; next < segments.length; next++) take(segments[next]!)
  }

  /** Hands on the last segment, which x12-parser holds back until it knows that nothing follows. */
  finish(): void {
    this._flush(() => undefined)
  }
}

/**
 * A fixed-width ISA that tells x12-parser the two separators it cuts by; the real one may not be of fixed width. The others do not
 * matter to it and are left plain.
 */
function headerShowing({ element, segment }: Delimiters): string {
  const blank = (width: number) => element + ' '.repeat(width)
  const elements = [2, 10, 2, 10, 2, 15, 2, 15, 6, 4, 1, 5, 9, 1, 1, 1].map(blank)
  return `ISA${elements.join('')}${segment.slice(0, 1)}`
}
