import { withoutLeadingZeros } from '../documents/value'
import { integerOf, isDigits } from './characters'

/** Control numbers already used. A run of consecutive ones takes the room of one, so that a file of any length may be checked. */
export class ControlNumbers {
  #first = -1
  #last = -1
  /** Digits of the first one, to which text is padded. */
  #width = 0
  #others: Set<string> | undefined

  /** @param kind whether leading zeros make another number of it: they do in `text` (ST02), they do not in a `number` (GS06) */
  constructor(readonly kind: 'text' | 'number') {}

  /** None is used any more. */
  clear(): void {
    this.#first = this.#last = -1
    this.#width = 0
    this.#others = undefined
  }

  /** Whether the number was used. */
  has(text: string): boolean {
    const number = this.#inRun(text)
    return (number >= 0 && number >= this.#first && number <= this.#last) || this.#others?.has(this.#keyOf(text)) === true
  }

  /** @returns false when the number was used before */
  add(text: string): boolean {
    const number = this.#inRun(text)
    if (number >= 0 && this.#first < 0 && this.#others === undefined) {
      this.#first = this.#last = number
      return true
    }
    const key = this.#keyOf(text)
    if (this.#others?.has(key) || (number >= 0 && number >= this.#first && number <= this.#last)) return false
    if (number >= 0 && number === this.#last + 1) this.#last = number
    else (this.#others ??= new Set()).add(key)
    return true
  }

  /** -1 where the text cannot be part of a run. */
  #inRun(text: string): number {
    const number = text.length > 9 ? -1 : integerOf(text)
    if (number < 0 || this.kind === 'number') return number
    if (this.#width === 0) this.#width = text.length
    return text.length === this.#width || (text.length > this.#width && !text.startsWith('0')) ? number : -1
  }

  #keyOf(text: string): string {
    return this.kind === 'number' ? withoutLeadingZeros(text) : text
  }
}

/** Whether the text stands for this number, though blanks or line breaks stand beside it or a plus before it, which are faults of their own. */
export function means(text: string, number: number | string): boolean {
  return sameNumber(text, number) || sameNumber(plain(text), plain(String(number)))
}

function plain(text: string): string {
  return text.trim().replace(/^\+/, '')
}

/** Whether the text is this number, leading zeros aside. */
export function sameNumber(text: string, number: number | string): boolean {
  if (typeof number === 'number' && text === String(number)) return true
  return isDigits(text) && withoutLeadingZeros(text) === withoutLeadingZeros(String(number))
}
