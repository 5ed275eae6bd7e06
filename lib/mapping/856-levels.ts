/** The levels of an 856 as a tree: who is inside whom is told by numbers, and where these are of no use by the order. @see reference x12.md §5.6, §11.28–29 */
import { hold } from './hold'
import { type Placed, placeOf, textAt } from './x12-reading'

export interface Level {
  /** HL03: S, O, T, P, Q, I and others. */
  readonly code: string
  readonly hl: Placed
  /** The HL and what belongs to it alone. */
  readonly segments: readonly Placed[]
  readonly parent: Level | undefined
}

/** From the outside in. @see reference x12.md §7, element 735 */
const depths = ['S', 'E', 'O', 'T', 'P', 'Q', 'I', 'K', 'A', 'F', 'D', 'X']

/**
 * One for each HL, in their order. HL04 is not looked at. Numbers that are missing or given twice are no help: then a level is inside the
 * last one before it that is farther out.
 * @throws EdiError, held: `hl-parent-unknown`, `hl-circular`, `hl-level-unknown`
 */
export function levelsOf(segments: readonly Placed[]): Level[] {
  const starts = segments.flatMap(({ tag }, n) => (tag === 'HL' ? [n] : []))
  const parts = starts.map((start, n) => segments.slice(start, starts[n + 1] ?? segments.length))
  const levels = parts.flatMap((own): { -readonly [name in keyof Level]: Level[name] }[] => {
    const [hl] = own
    return hl ? [{ code: knownCode(hl), hl, segments: own, parent: undefined }] : []
  })
  const numbers = levels.map(({ hl }) => textAt(hl, 1))
  const isNumbered = new Set(numbers).size === numbers.length && levels.slice(1).some(({ hl }) => textAt(hl, 2) !== '')
  for (const [n, level] of levels.entries())
    level.parent = isNumbered ? byNumber(level, levels) : outside(level, levels.slice(0, n))
  for (const level of levels) mustEnd(level, levels.length)
  return levels
}

/** The nearest level with this code that the level is inside of. */
export function within(level: Level, code: string): Level | undefined {
  for (let outer = level.parent; outer; outer = outer.parent) if (outer.code === code) return outer
  return undefined
}

function byNumber({ hl }: Level, levels: readonly Level[]): Level | undefined {
  const number = textAt(hl, 2)
  if (number === '') return undefined
  const parent = levels.find(level => textAt(level.hl, 1) === number)
  if (parent) return parent
  throw hold({
    code: 'hl-parent-unknown',
    what: `Level ${textAt(hl, 1)} of the ship notice says that it is inside level ${number}, and there is no such level`,
    where: placeOf(hl, 2),
    remedy: 'Ask the supplier for a corrected ship notice',
  })
}

function outside({ code }: Level, before: readonly Level[]): Level | undefined {
  return before.findLast(level => depths.indexOf(level.code) < depths.indexOf(code))
}

function mustEnd(level: Level, most: number): void {
  let outer: Level | undefined = level
  for (let steps = 0; outer; steps += 1, outer = outer.parent)
    if (steps > most)
      throw hold({
        code: 'hl-circular',
        what: `Level ${textAt(level.hl, 1)} of the ship notice is inside itself`,
        where: placeOf(level.hl, 2),
        remedy: 'Ask the supplier for a corrected ship notice',
      })
}

function knownCode(hl: Placed): string {
  const code = textAt(hl, 3)
  if (depths.includes(code)) return code
  throw hold({
    code: 'hl-level-unknown',
    what: `Level ${textAt(hl, 1)} of the ship notice is of the kind "${code}", which is not known here`,
    where: placeOf(hl, 3),
    remedy: 'Ask the supplier what it stands for, and enter the shipment by hand',
  })
}
