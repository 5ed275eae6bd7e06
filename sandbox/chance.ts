/** Repeatable chance for the sandbox: the same seed and name give the same numbers on any machine. */

export interface Chance {
  /** From 0 up to 1. */
  fraction(): number
  /** A whole number, both bounds included. */
  whole(least: number, most: number): number
  one<T>(choices: readonly T[]): T
  guid(): string
}

/** A stream of its own for each name and position, so that adding to one list never moves another. */
export function chance(seed: number, name: string, position: number): Chance {
  const next = sfc32(hash(`${seed}/${name}/${position}`))
  const fraction = () => next() / 4_294_967_296
  const whole = (least: number, most: number) => least + Math.floor(fraction() * (most - least + 1))
  return {
    fraction,
    whole,
    one: choices => {
      if (choices.length === 0) throw new RangeError('nothing to choose from')
      return choices[whole(0, choices.length - 1)] as (typeof choices)[number]
    },
    guid: () => guidOf([next(), next(), next(), next()].map(word => word.toString(16).padStart(8, '0')).join('')),
  }
}

function guidOf(hex: string): string {
  const variant = '89ab'[Number.parseInt(hex[16] ?? '0', 16) % 4]
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

/** FNV-1a over the text, four times with different beginnings. */
function hash(text: string): [number, number, number, number] {
  const word = (start: number) =>
    Array.from(text).reduce((value, letter) => Math.imul(value ^ letter.charCodeAt(0), 16_777_619), start) >>> 0
  return [word(2_166_136_261), word(0x9e3779b9), word(0x243f6a88), word(0xb7e15162)]
}

/** Chris Doty-Humphrey's sfc32: small, fast, and passes PractRand. */
function sfc32([a, b, c, d]: [number, number, number, number]): () => number {
  const next = () => {
    const result = (((a + b) | 0) + d) | 0
    d = (d + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = ((c << 21) | (c >>> 11)) + result
    c |= 0
    return result >>> 0
  }
  for (let round = 0; round < 12; round += 1) next()
  return next
}
