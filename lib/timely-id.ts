/**
 * Ids of version 7: the time in front, so that ids made together stand together in an index and new rows share its pages; 74 random bits
 * behind it, so that no two are the same, whatever the clock does. A step makes several, so digits are drawn in advance.
 * @see RFC 9562 §5.7
 */
import { randomFillSync } from 'node:crypto'

const drawn = Buffer.alloc(2_560)
/** Hexadecimal digits that no id has used. */
let digits = ''
let place = 0
let moment = { at: Number.NaN, digits: '' }

export function timely(): string {
  const now = Date.now()
  if (now !== moment.at) moment = { at: now, digits: now.toString(16).padStart(12, '0') }
  if (place === digits.length) {
    digits = randomFillSync(drawn).toString('hex')
    place = 0
  }
  const from = place
  place += 20
  const variant = '89ab'[digits.charCodeAt(from + 3) & 3]
  const random = (start: number, end: number) => digits.slice(from + start, from + end)
  const time = moment.digits
  return `${time.slice(0, 8)}-${time.slice(8)}-7${random(0, 3)}-${variant}${random(4, 7)}-${random(7, 19)}`
}
