/** Delimiters that the data does not hold, for where they are ours to choose. @see reference x12.md §1 */
import type { OutgoingGroup } from './encode'
import { divisionOf } from './outgoing-text'
import type { Delimiters } from './segment'

/** In the order in which they are tried. Files with the last ones are legal, but not for the eye. */
const candidates = {
  element: '*|+\x1d',
  component: '>:<\\\x1f',
  repetition: '^!\x1e',
  segment: "~'\x1c",
} as const

/**
 * The usual delimiters, each replaced where an element holds it as plain text. Composites and repetitions must be divided by `>` and
 * `^`, so these stay where an element that may be divided holds them; writing then refuses the text.
 * @param repeats whether the version has repetitions, from 00402
 */
export function delimitersFor(groups: readonly OutgoingGroup[], repeats: boolean): Delimiters {
  const found = new Set<string>()
  const kept = new Set<string>()
  for (const { version, transactions } of groups) {
    for (const { segments } of transactions) {
      for (const [tag = '', ...elements] of segments) {
        for (const [index, element] of elements.entries()) {
          for (const character of element) {
            found.add(character)
            if (character !== '>' && character !== '^') continue
            const { isDivided, isRepeated } = divisionOf(tag, index + 1, version)
            if (character === '>' ? isDivided : isRepeated) kept.add(character)
          }
        }
      }
    }
  }
  const chosen = (kind: keyof typeof candidates) =>
    Array.from(candidates[kind]).find(each => !found.has(each) || kept.has(each)) ?? candidates[kind].slice(0, 1)
  return {
    element: chosen('element'),
    component: chosen('component'),
    repetition: repeats ? chosen('repetition') : '',
    segment: chosen('segment'),
  }
}
