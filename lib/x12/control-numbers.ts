/** Control numbers already used. A run of consecutive ones takes the room of one, so that a file of any length may be checked. */
export class ControlNumbers {
  #first = -1
  #last = -1
  #others: Set<string> | undefined

  /** @returns false when the number was used before */
  add(text: string): boolean {
    const number = /^\d{1,9}$/.test(text) ? Number(text) : -1
    if (number >= 0 && this.#first < 0 && this.#others === undefined) {
      this.#first = this.#last = number
      return true
    }
    const key = keyOf(text)
    if (this.#others?.has(key) || (number >= 0 && number >= this.#first && number <= this.#last)) return false
    if (number >= 0 && number === this.#last + 1) this.#last = number
    else (this.#others ??= new Set()).add(key)
    return true
  }
}

/** Whether the text is this number, leading zeros aside. */
export function sameNumber(text: string, number: number | string): boolean {
  if (typeof number === 'number' && text === String(number)) return true
  return /^\d+$/.test(text) && keyOf(text) === keyOf(String(number))
}

function keyOf(text: string): string {
  return text.replace(/^0+(?=.)/, '')
}
