/** Places that a guide names, found in the dictionary: `N1/N3` in the tree of the set, `N103` and `POC05-1` in a segment. */
import type { CompiledSegment, Part } from './compiled-segment'
import type { Grammar } from './grammar'

export const areas = ['heading', 'detail', 'summary'] as const
export type Area = (typeof areas)[number]

/** Index of the node at the path within the area; a loop is meant by its first segment. -1 when there is none. */
export function nodeAt({ nodes, entry }: Grammar, area: Area, path: string): number {
  const top = nodes.flatMap(({ parent }, index) => (parent < 0 ? [index] : []))
  const before = areas.slice(0, areas.indexOf(area)).reduce((sum, each) => sum + entry[each].length, 0)
  const own = new Set(top.slice(before, before + entry[area].length))
  let parent = -1
  let found = -1
  for (const tag of path.split('/')) {
    if (found >= 0 && !nodes[found]!.isLoop) return -1
    parent = found
    const holder = parent
    const isHere = (index: number) => (holder < 0 ? own.has(index) : nodes[index]!.parent === holder && index !== holder + 1)
    found = nodes.findIndex((node, index) => node.tag === tag && isHere(index))
    if (found < 0) return -1
  }
  return found
}

export interface ElementPlace {
  /** From 1. */
  readonly element: number
  /** From 1; 0 for the element as a whole. */
  readonly component: number
  readonly part: Part
  readonly isMandatory: boolean
}

/** The element that a key such as `N103` or `POC05-1` names. */
export function elementAt(segment: CompiledSegment, key: string): ElementPlace | undefined {
  const digits = /^(\d\d)(?:-(\d\d?))?$/.exec(key.startsWith(segment.tag) ? key.slice(segment.tag.length) : '')
  if (digits === null) return undefined
  const element = Number(digits[1])
  const component = Number(digits[2] ?? 0)
  const part = segment.parts[element - 1]
  if (part === undefined) return undefined
  if (digits[2] === undefined) return { element, component, part, isMandatory: ((segment.mandatory >>> (element - 1)) & 1) === 1 }
  const { components } = part
  const inner = components?.parts[component - 1]
  return inner && { element, component, part: inner, isMandatory: ((components.mandatory >>> (component - 1)) & 1) === 1 }
}

/** Whose element a condition looks at: the loop by its node, or -1 for the segment itself. */
export interface ConditionPlace extends ElementPlace {
  readonly loop: number
}

/** The element that a condition on the node names: the segment's own, or of the first segment of a loop around it. */
export function conditionAt({ nodes, table }: Grammar, node: number, key: string): ConditionPlace | undefined {
  const own = placeIn(nodes[node]!.tag)
  if (own !== undefined) return { ...own, loop: -1 }
  for (let loop = nodes[node]!.parent; loop >= 0; loop = nodes[loop]!.parent) {
    const found = placeIn(nodes[loop]!.tag)
    if (found !== undefined) return { ...found, loop }
  }
  return undefined

  function placeIn(tag: string): ElementPlace | undefined {
    const segment = table.byTag(tag)
    return segment && elementAt(segment, key)
  }
}
