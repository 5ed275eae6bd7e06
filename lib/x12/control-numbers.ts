/** Control numbers already used. A run of consecutive ones takes the room of one, so that a file of any length may be checked. */
export class ControlNumbers {
  #first = -1
  #last = -1
  readonly #others = new Set<string>()

  /** @returns false when the number was used before */
  add(text: string): boolean {
    const number = /^\d{1,9}$/.test(text) ? Number(text) : -1
    if (number >= 0 && this.#first < 0) {
      this.#first = this.#last = number
      return true
    }
    if (number >= 0 && number === this.#last + 1 && !this.#others.has(keyOf(text))) {
      this.#last = number
      return true
    }
    if (number >= this.#first && number <= this.#last && number >= 0) return false
    if (this.#others.has(keyOf(text))) return false
    this.#others.add(keyOf(text))
    return true
  }
}

/** Whether the text is this number, leading zeros aside. */
export function sameNumber(text: string, number: number | string): boolean {
  return /^\d+$/.test(text) && keyOf(text) === keyOf(String(number))
}

function keyOf(text: string): string {
  return text.replace(/^0+(?=.)/, '')
}
