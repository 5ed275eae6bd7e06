/** A document that keeps to a guide, as a tree of its loops: made from the guide and the dictionary alone, and so the same each time. */
import { segmentTable } from '../x12/compiled-segment'
import type { Release } from '../x12/dictionary/index'
import type { Guide } from '../x12/guide'
import { areas, nodeAt } from '../x12/guide-place'
import { type GuideRules, rulesOf, type Row } from '../x12/guide-rules'
import { releaseOf } from '../x12/release'
import type { Segment } from '../x12/segment'
import { holdsFor, sampleSegment, type Settled, settledBy, valueAt } from './sample-segment'
import { lineLoops, usualOfLevel, usualPlaces } from './usual'

/** A segment in its place, or a loop by its first segment with what it holds. */
export interface Placed {
  /** Index in the grammar; of a loop its own. */
  readonly node: number
  readonly elements: string[]
  readonly inside: Placed[]
}

/** First segments of the loops around a place, the outermost first. */
export type Around = readonly { readonly loop: number; readonly elements: readonly string[] }[]

export interface Making {
  readonly guide: Guide
  readonly rules: GuideRules
  readonly release: Release
  readonly extent: 'full' | 'least'
  readonly usual: ReadonlySet<number>
}

export function making(guide: Guide, extent: Making['extent']): Making {
  const rules = rulesOf(guide)
  const usual = (usualPlaces[guide.set] ?? []).flatMap(path => areas.map(area => nodeAt(rules.grammar, area, path)))
  return { guide, rules, release: releaseOf(guide.version, '').release, extent, usual: new Set(usual.filter(node => node >= 0)) }
}

/** Without ST and SE. */
export function sampleDocument(made: Making): Placed[] {
  return placesIn(made, -1, [])
}

export function segmentsIn(placed: readonly Placed[]): Segment[] {
  return placed.flatMap(({ elements, inside }) => [elements, ...segmentsIn(inside)])
}

/** Everything placed, with the loops that it stands in. */
export function* walk(
  placed: readonly Placed[],
  around: Around = [],
): Generator<{ place: Placed; siblings: readonly Placed[]; around: Around }> {
  for (const place of placed) {
    yield { place, siblings: placed, around }
    yield* walk(place.inside, [...around, { loop: place.node, elements: place.elements }])
  }
}

/** Whether the conditions of a row on the loops around hold. */
export function holdsAround({ around: conditions }: Row, around: Around): boolean {
  return conditions.every(({ loop, element, component, values }) => {
    const outer = around.find(each => each.loop === loop)
    return outer !== undefined && values.has(valueAt(outer.elements, element, component).trimEnd())
  })
}

/** One of a node, with what it holds. */
export function placeAt(made: Making, node: number, around: Around, settled: Settled, ordinal: number): Placed {
  const { grammar } = made.rules
  const { tag, isLoop } = grammar.nodes[node]!
  const rows = (made.rules.at[node] ?? []).filter(row => holdsAround(row, around))
  const segment = grammar.table.byTag(tag) ?? segmentTable(made.release).byTag(tag)
  if (segment === undefined) throw new Error(`The dictionary names segment ${tag} and does not describe it`)
  // A line without a quantity and an item would be of no use, though it is allowed.
  const extent = lineLoops.includes(tag) ? 'full' : made.extent
  const elements = sampleSegment({ segment, release: made.release, rows, settled, extent, ordinal })
  return { node, elements, inside: isLoop ? placesIn(made, node, [...around, { loop: node, elements }]) : [] }
}

function placesIn(made: Making, holder: number, around: Around): Placed[] {
  const { nodes } = made.rules.grammar
  const [first, end] = holder < 0 ? [0, nodes.length] : [holder + 2, nodes[holder]!.end]
  const placed: Placed[] = []
  for (let node = first; node < end; node = nodes[node]!.end)
    if (!['ST', 'SE'].includes(nodes[node]!.tag)) placed.push(...repetitionsOf(made, node, around))
  return placed
}

function repetitionsOf(made: Making, node: number, around: Around): Placed[] {
  const { at, grammar } = made.rules
  const { mandatory, max, tag, isLoop } = grammar.nodes[node]!
  const rows = (at[node] ?? []).filter(row => holdsAround(row, around))
  const wanted = rows.filter(row => (made.extent === 'full' ? !row.isNotUsed : row.isMandatory))
  const isBarred = rows.some(row => row.isNotUsed && row.own.length === 0)
  if (isBarred) return []
  const settled = new Map<string, Settled>()
  for (const row of wanted)
    for (const choice of choicesOf(row, made.extent)) {
      const values = settledBy(row, choice)
      settled.set(JSON.stringify([...values.values()]), values)
    }
  const isUsual = made.usual.has(node) && (made.extent === 'full' || lineLoops.includes(tag))
  const isOfLevel = made.extent === 'full' && isUsualOfLevel(tag, around)
  if (settled.size === 0 && (mandatory || isUsual || isOfLevel)) settled.set('[]', new Map())
  // One with a condition keeps to the rows without any as well.
  if (settled.size > 1) settled.delete('[]')
  const variants = made.extent === 'full' && tag === 'HL' && isLoop ? levels([...settled.values()], rows) : [...settled.values()]
  const most = Math.min(max, ...rows.filter(({ own }) => own.length === 0).map(row => row.max))
  const isLine = made.extent === 'full' && isLoop && lineLoops.includes(tag) && variants.length === 1 && most > 1
  const all = isLine ? [...variants, ...variants] : variants
  return all
    .slice(0, most)
    .map((values, ordinal) => placeAt(made, node, around, values, ordinal))
    .filter(({ elements }) => !rows.some(row => row.isNotUsed && holdsFor(row, elements)))
}

/** A full sample shows each value that a condition names, within reason. */
function choicesOf({ own }: Row, extent: Making['extent']): number[] {
  const count = extent === 'full' ? Math.min(6, own[0]?.values.size ?? 1) : 1
  return Array.from({ length: count }, (_, n) => n)
}

/** Shipment, order and item where the guide names no levels, and always one of each that it names. */
function levels(settled: readonly Settled[], rows: readonly Row[]): Settled[] {
  const order = ['S', 'O', 'T', 'P', 'I']
  const named = settled.flatMap(values => [...values.values()].filter(({ element }) => element === 3).map(({ value }) => value))
  const agreed = rows.flatMap(row => row.elements.filter(({ key }) => key === 'HL03').flatMap(({ codes }) => [...(codes ?? [])]))
  const all = new Set([...(agreed.length > 0 ? agreed : ['S', 'O', 'I']), ...named])
  return [...all]
    .toSorted((one, other) => order.indexOf(one) - order.indexOf(other))
    .map(value => new Map([['3-0', { element: 3, component: 0, value }]]))
}

function isUsualOfLevel(tag: string, around: Around): boolean {
  const [outer] = around
  return outer?.elements[0] === 'HL' && around.length === 1 && (usualOfLevel[outer.elements[3] ?? ''] ?? []).includes(tag)
}
