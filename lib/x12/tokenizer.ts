/**
 * x12-parser at the bottom: it cuts text into segments. Its own segment objects trim and lose data, so that stage is replaced; it is
 * driven without a stream, one for each interchange, after the ISA has been found and read. What it gets wrong otherwise
 * (separators of a later interchange, damaged ISA, missing terminators) is put right around it. @see reference x12-peers.md §4
 */
import { X12parser } from 'x12-parser'
import type { Delimiters } from './segment'

export class Tokenizer extends X12parser {
  #take: (text: string, ahead: number) => void = ignore
  #last = ''
  readonly #key: number

  /**
   * A tokenizer at the beginning of an interchange.
   * @param take receives the text of each segment in order, with any line breaks before it, and how many are cut after it; empty ones too
   */
  static for(delimiters: Delimiters, take: (text: string, ahead: number) => void): Tokenizer {
    const tokenizer = idle.get(keyOf(delimiters))?.pop() ?? new Tokenizer(delimiters)
    tokenizer.#take = take
    return tokenizer
  }

  private constructor(delimiters: Delimiters) {
    super('latin1')
    this.#key = keyOf(delimiters)
    this.processChunk(headerShowing(delimiters))
  }

  /**
   * x12-parser holds back the last segment of a chunk and puts it before the next one, copying the whole of that. Here chunks end with
   * their last segment, so that it is kept here and an empty one given to x12-parser to hold.
   */
  override splitSegments(text: string): string[] {
    const segments = super.splitSegments(text)
    const last = segments.length - 1
    this.#last = segments[last]!
    segments[last] = ''
    return segments
  }

  override generateSegments(segments: string[]): void {
    const take = this.#take
    const count = segments.length
    for (let next = 0; next < count; next++) take(segments[next]!, count - next)
    take(this.#last, 0)
  }

  /** Lets the next interchange with the same delimiters use it. */
  release(): void {
    this.#take = ignore
    this.#last = ''
    let others = idle.get(this.#key)
    if (others === undefined && idle.size < 32) idle.set(this.#key, (others = []))
    if (others !== undefined && others.length < 16) others.push(this)
  }
}

/** Setting up the stream under a tokenizer takes longer than cutting a small file. By delimiters. */
const idle = new Map<number, Tokenizer[]>()

function keyOf({ element, segment }: Delimiters): number {
  return (element.charCodeAt(0) << 8) | segment.charCodeAt(0)
}

function ignore(): void {}

/**
 * A fixed-width ISA that tells x12-parser the two separators it cuts by; the real one may not be of fixed width. The others do not
 * matter to it and are left plain. After a chunk that ends with a terminator x12-parser would hold that back, hence the space.
 */
function headerShowing({ element, segment }: Delimiters): string {
  const blank = (width: number) => element + ' '.repeat(width)
  const elements = [2, 10, 2, 10, 2, 15, 2, 15, 6, 4, 1, 5, 9, 1, 1, 1].map(blank)
  return `ISA${elements.join('')}${segment.slice(0, 1)} `
}
