/** Levels of a ship notice: what does not hang together is noted. @see reference x12.md §5.6, §11 trap 28 */
import { ControlNumbers } from './control-numbers'
import type { Remark } from './findings'
import type { Scan } from './scan'

/** Parents that are looked for at the same time; a hostile set may name any number that never come. */
const MOST_AWAITED = 1000

/** HL01 and HL02 of one set. Children may stand before their parents. */
export class Hierarchy {
  readonly #numbers = new ControlNumbers('text')
  readonly #awaited = new Map<string, Remark>()
  readonly #levels: ReadonlySet<string>

  constructor(levels: Iterable<string>) {
    this.#levels = new Set(levels)
  }

  take(scan: Scan, position: number): readonly Remark[] {
    const [, number = '', parent = '', level = ''] = scan.elements
    const at = (element: number) => ({
      segment: 'HL',
      position,
      offset: scan.offsetOf(element),
      element,
      value: scan.elements[element] ?? '',
      note: true,
    })
    const remarks: Remark[] = []
    if (number !== '' && !this.#numbers.add(number))
      remarks.push({
        ...at(1),
        code: 'level-repeated',
        message: `HL01 ${number} is used twice in the set`,
        remedy: 'Number the HL segments from 1',
      })
    this.#awaited.delete(number)
    if (level.trim() !== '' && !this.#levels.has(level.trim()))
      remarks.push({
        ...at(3),
        code: 'level-unknown',
        message: `HL03 ${level} is a level that is not known here`,
        remedy: `Send one of ${[...this.#levels].join(', ')}`,
      })
    if (parent !== '' && parent === number)
      remarks.push({
        ...at(2),
        code: 'level-without-parent',
        message: `HL02 ${parent} names the level itself`,
        remedy: 'Send HL01 of the level that holds this one',
      })
    else if (parent !== '' && !this.#numbers.has(parent) && this.#awaited.size < MOST_AWAITED)
      this.#awaited.set(parent, {
        ...at(2),
        code: 'level-without-parent',
        message: `HL02 ${parent} names a level that the set does not have`,
        remedy: 'Send HL01 of the level that holds this one',
      })
    return remarks
  }

  /** Parents that never came. */
  close(): readonly Remark[] {
    return [...this.#awaited.values()]
  }
}
