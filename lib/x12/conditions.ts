/** Mandatory parts and relational conditions. @see reference x12.md §2 */
import type { Condition, Parts } from './compiled-segment'

export interface BrokenCondition {
  /** AK403: 1 mandatory missing, 2 conditionally required missing, 10 exclusion. */
  readonly code: 1 | 2 | 10
  /** From 0. */
  readonly place: number
  readonly note: string
}

/** Mandatory parts and relational conditions that the parts present do not satisfy. @see reference x12.md §2 */
export function brokenConditions({ mandatory, conditions, parts }: Parts, present: number): readonly BrokenCondition[] {
  const broken: BrokenCondition[] = []
  const absent = mandatory & ~present
  for (let place = 0; absent >>> place !== 0; place++) if ((absent >>> place) & 1) broken.push({ code: 1, place, note: '' })
  for (const condition of conditions) {
    const place = brokenAt(condition, present)
    if (place === undefined || place >= parts.length) continue
    broken.push({ code: condition.letter === 'E' ? 10 : 2, place, note: condition.note })
  }
  return broken
}

/** The place that is missing, or one too many, under the condition. */
function brokenAt({ letter, places, first, rest }: Condition, present: number): number | undefined {
  const all = first | rest
  const missing = () => places.find(place => ((present >>> place) & 1) === 0)
  if (letter === 'P') return (present & all) !== 0 && (present & all) !== all ? missing() : undefined
  if (letter === 'R') return (present & all) === 0 ? places[0] : undefined
  if (letter === 'E') return places.filter(place => (present >>> place) & 1)[1]
  if ((present & first) === 0) return undefined
  if (letter === 'C') return (present & rest) === rest ? undefined : missing()
  return (present & rest) === 0 ? places[1] : undefined
}
