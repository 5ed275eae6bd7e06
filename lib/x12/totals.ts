/** Totals of the CTT, which senders count in their own ways: what does not add up is noted. @see reference x12.md §11 traps 8 and 32 */
import { decimal, decimalText } from '../documents/value'
import { tagKey } from './compiled-segment'
import type { Remark } from './findings'
import type { Scan } from './scan'
import type { Segment } from './segment'

const none: readonly Remark[] = []

/** Lines and quantities of one set, against its CTT. */
export class Totals {
  #lines = 0
  #items = 0
  /** Of the quantities; decimals are rare and added up apart. */
  #whole = 0
  #decimals: ReturnType<typeof decimal> | undefined
  /** Of the quantities that are no whole numbers, their digits alone: the standard adds them up without points and signs. */
  #digits: ReturnType<typeof decimal> | undefined
  #isSummable = true
  /** The CTT. */
  #stated: Segment | undefined
  #position = 0
  #offset = 0

  constructor(public kind: TotalsKind) {}

  /** Starts anew, in another set. */
  begin(kind: TotalsKind): void {
    this.kind = kind
    this.#lines = 0
    this.#items = 0
    this.#whole = 0
    this.#decimals = this.#digits = undefined
    this.#isSummable = true
    this.#stated = undefined
  }

  line(scan: Scan): void {
    this.#lines++
    const { quantity } = this.kind
    if (quantity === 0) return
    const number = scan.integerAt(quantity)
    if (number >= 0) this.#whole += number
    else this.#add(scan.elements[quantity] ?? '')
  }

  item(): void {
    this.#items++
  }

  /** Takes the CTT, which may stand before lines that are out of place. */
  total(scan: Scan, position: number): void {
    this.#stated = scan.elements
    this.#position = position
    this.#offset = scan.offsetOf(1)
  }

  /** CTT01 counts lines, in a ship notice levels or items; CTT02 sums their quantities, of whatever unit. */
  close(): readonly Remark[] {
    if (this.#stated === undefined) return none
    const [, count = '', hash = ''] = this.#stated
    if (hash === '' && count === String(this.#lines)) return none
    const { line, items, quantity } = this.kind
    const place = { segment: 'CTT', position: this.#position, note: true }
    const remarks: Remark[] = []
    const counts = items === undefined ? [this.#lines] : [this.#lines, this.#items]
    if (/^\d{1,15}$/.test(count) && !counts.includes(Number(count)))
      remarks.push({
        ...place,
        code: 'line-count',
        element: 1,
        value: count,
        offset: this.#offset,
        message: `CTT01 says ${Number(count)} where there are ${this.#lines} of ${line}`,
        remedy: `Count the ${line} segments; one may be lost`,
      })
    if (quantity === 0 || !this.#isSummable || !isPlainNumber(hash)) return remarks
    const [sum, ofDigits] = [this.#decimals, this.#digits].map(each => decimalText((each ?? decimal(0)).plus(this.#whole)))
    // A sum of more digits than the element holds loses the first ones.
    if (decimal(hash).equals(sum!) || sum!.endsWith(hash) || ofDigits!.endsWith(hash)) return remarks
    const message = `CTT02 says ${hash} where the quantities of the lines add up to ${sum}`
    const remedy = 'Add up the quantities of the lines, or leave CTT02 out'
    return [
      ...remarks,
      { ...place, code: 'hash-total', element: 2, value: hash, offset: this.#offset + count.length + 1, message, remedy },
    ]
  }

  #add(quantity: string): void {
    if (quantity === '') return
    if (!isPlainNumber(quantity)) this.#isSummable = false
    else {
      this.#decimals = (this.#decimals ?? decimal(0)).plus(quantity)
      this.#digits = (this.#digits ?? decimal(0)).plus(quantity.replace(/[-.]/g, ''))
    }
  }
}

export interface TotalsKind {
  readonly line: string
  readonly lineKey: number
  /** Segment of which some count as many in CTT01. */
  readonly items?: string
  /** 0 where there are no items. */
  readonly itemKey: number
  /** Element of the quantity in the line; 0 where there is none to add up. */
  readonly quantity: number
}

/** What CTT counts in each set. @see reference x12.md §5.6 and §11 traps 8 and 32 */
export const totalsOf: Readonly<Record<string, TotalsKind>> = {
  '810': counting('IT1', 2),
  '850': counting('PO1', 2),
  '855': counting('PO1', 2),
  '856': { ...counting('HL', 0), items: 'LIN', itemKey: tagKey('LIN') },
  '860': counting('POC', 0),
  '865': counting('POC', 0),
}

function counting(line: string, quantity: number): TotalsKind {
  return { line, lineKey: tagKey(line), itemKey: 0, quantity }
}

/** No element holds a longer one; to add up a hundred thousand digits takes a second. */
const LONGEST_NUMBER = 40

function isPlainNumber(text: string): boolean {
  return text.length <= LONGEST_NUMBER && /^-?(\d+\.?\d*|\.\d+)$/.test(text)
}
