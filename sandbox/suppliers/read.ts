/**
 * A supplier's own, naive reading of X12: split by the delimiters that the ISA shows, nothing more. It shares no code with lib/x12,
 * because what the suppliers read judges what lib/x12 wrote.
 * @see reference x12.md §1
 */

/** Tag first: `segment[3]` is element 03. Elements that were dropped at the end read as undefined. */
export type Segment = readonly string[]

export interface Interchange {
  readonly sender: string
  readonly receiver: string
  /** ISA13, as text. */
  readonly controlNumber: string
  /** ISA15. */
  readonly usage: string
  readonly groups: readonly Group[]
}

export interface Group {
  /** GS01, such as PO. */
  readonly functionalId: string
  /** GS06, as text: a 997 echoes it. */
  readonly controlNumber: string
  /** GS08. */
  readonly version: string
  readonly sets: readonly TransactionSet[]
}

export interface TransactionSet {
  /** ST01. */
  readonly code: string
  /** ST02, as text. */
  readonly controlNumber: string
  /** ST to SE, both included. */
  readonly segments: readonly Segment[]
  /** SE repeats the control number and counts the segments. */
  readonly sound: boolean
}

/** Every interchange of a file. Text that does not begin with an ISA has none. */
export function readInterchanges(text: string): readonly Interchange[] {
  const interchanges: Interchange[] = []
  let rest = text.trimStart()
  while (rest.startsWith('ISA') && rest.length > 105) {
    const [element, terminator] = [rest.charAt(3), rest.charAt(105)]
    const segments = rest.split(terminator)
    const end = segments.findIndex(segment => segment.trimStart().startsWith(`IEA${element}`))
    const count = end < 0 ? segments.length : end + 1
    interchanges.push(interchangeOf(elements(segments.slice(0, count), element)))
    rest = segments.slice(count).join(terminator).trimStart()
  }
  return interchanges
}

function interchangeOf(segments: readonly Segment[]): Interchange {
  const header = segments[0] ?? []
  return {
    sender: at(header, 6).trimEnd(),
    receiver: at(header, 8).trimEnd(),
    controlNumber: at(header, 13),
    usage: at(header, 15),
    groups: places(segments, 'GS').map(from => groupOf(segments.slice(from, after(segments, from, 'GE')))),
  }
}

function groupOf(segments: readonly Segment[]): Group {
  const header = segments[0] ?? []
  return { functionalId: at(header, 1), controlNumber: at(header, 6), version: at(header, 8), sets: readSets(segments) }
}

function readSets(group: readonly Segment[]): readonly TransactionSet[] {
  return places(group, 'ST').map(from => {
    const segments = group.slice(from, after(group, from, 'SE'))
    const first = segments[0] ?? []
    const last = segments.at(-1) ?? []
    const sound = last[0] === 'SE' && at(last, 1) === String(segments.length) && at(last, 2) === at(first, 2)
    return { code: at(first, 1), controlNumber: at(first, 2), segments, sound }
  })
}

/** Element of a segment; empty when it is not there. */
export function at(segment: Segment, element: number): string {
  return segment[element] ?? ''
}

function elements(segments: readonly string[], separator: string): readonly Segment[] {
  return segments.map(segment => segment.trimStart().split(separator)).filter(segment => segment[0] !== '')
}

function places(segments: readonly Segment[], tag: string): readonly number[] {
  return segments.flatMap((segment, place) => (segment[0] === tag ? [place] : []))
}

/** Place after the next segment with this tag; the end when there is none. */
function after(segments: readonly Segment[], from: number, tag: string): number {
  const found = segments.findIndex((segment, place) => place > from && segment[0] === tag)
  return found < 0 ? segments.length : found + 1
}
