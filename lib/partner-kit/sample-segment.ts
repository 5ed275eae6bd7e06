/** One segment of a sample document, as its dictionary and the rows of the guide that speak of it want it. */
import type { CompiledSegment, Part } from '../x12/compiled-segment'
import { brokenConditions } from '../x12/conditions'
import type { Release } from '../x12/dictionary/index'
import type { ElementRule, Row } from '../x12/guide-rules'
import { fitted, sampleValue } from './sample-value'
import { idsByQualifier, parties, usualSegments } from './usual'

/** Values that are settled, by key of the element: what a row asks for where it holds. */
export type Settled = ReadonlyMap<string, { readonly element: number; readonly component: number; readonly value: string }>

export interface Wanted {
  readonly segment: CompiledSegment
  readonly release: Release
  /** Rows of the guide at this place whose loops around hold. */
  readonly rows: readonly Row[]
  readonly settled: Settled
  /** `least`: what has to be there and no more. */
  readonly extent: 'full' | 'least'
  /** Which of its kind it is, from 0. */
  readonly ordinal: number
}

const COMPONENT = '>'

/** Elements with the tag before them. */
export function sampleSegment({ segment, release, rows, settled, extent, ordinal }: Wanted): string[] {
  const { tag, parts } = segment
  const values: string[] = [tag, ...parts.map(() => '')]
  const usual = usualSegments[tag] ?? []
  for (const [n, value] of (usual[Math.min(ordinal, usual.length - 1)] ?? []).entries())
    if (extent === 'full' || isMandatory(segment, n + 1)) values[n + 1] = value
  for (const { element, component, value } of settled.values()) put(values, element, component, value)
  if (tag === 'N1') nameParty(values, extent)
  for (const n of parts.keys())
    if (isMandatory(segment, n + 1) && values[n + 1] === '') values[n + 1] = sampleOf(parts[n], n + 1, values, release)
  // A rule may hold only once another has been kept, and what a condition calls for has rules of its own.
  for (let round = 0; round < 3; round += 1) {
    for (const rule of rulesFor(values, rows)) keep(rule, values, { segment, release, settled, extent })
    repair(values, { segment, rows, release })
    if (values.slice(1).every(value => value === '')) putSomething(values, { segment, rows, release })
  }
  if (values[4] === idsByQualifier['UL'] && tag === 'N1' && !rows.some(row => row.elements.some(({ key }) => key === 'N103')))
    values[3] = 'UL'
  return trimmed(values)
}

/** What the conditions of a row say, as values to be settled; the first of several. */
export function settledBy({ own }: Row, choice = 0): Settled {
  return new Map(
    own.map(({ element, component, values }, n) => [
      `${element}-${component}`,
      { element, component, value: [...values][n === 0 ? choice : 0] ?? '' },
    ]),
  )
}

export function holdsFor(row: Row, elements: readonly string[]): boolean {
  return row.own.every(({ element, component, values }) => values.has(valueAt(elements, element, component).trimEnd()))
}

export function valueAt(elements: readonly string[], element: number, component: number): string {
  const value = elements[element] ?? ''
  return component === 0 ? value : (value.split(COMPONENT)[component - 1] ?? '')
}

export function put(elements: string[], element: number, component: number, value: string): void {
  while (elements.length <= element) elements.push('')
  if (component === 0) {
    elements[element] = value
    return
  }
  const pieces = (elements[element] ?? '').split(COMPONENT)
  while (pieces.length < component) pieces.push('')
  pieces[component - 1] = value
  elements[element] = pieces.join(COMPONENT).replace(/>+$/, '')
}

/** Leaves out what nothing calls for any more, or adds what a relational condition now asks for. */
export function repair(
  values: string[],
  { segment, rows, release }: { readonly segment: CompiledSegment; readonly rows: readonly Row[]; readonly release: Release },
  left: ReadonlySet<number> = new Set(),
): void {
  const { parts } = segment
  const barred = new Set([
    ...left,
    ...rulesFor(values, rows).flatMap(rule => (rule.isNotUsed && rule.component === 0 ? rule.element : [])),
  ])
  const needed = (element: number) =>
    isMandatory(segment, element) || rulesFor(values, rows).some(rule => rule.element === element && rule.isRequired)
  for (let round = 0; round < 40; round += 1) {
    const [broken] = brokenConditions(segment, presence(values)).filter(({ code }) => code !== 1)
    if (broken === undefined) return
    const places = (broken.note.slice(1).match(/../g) ?? []).map(Number).filter(place => place <= parts.length)
    const present = places.filter(place => (values[place] ?? '') !== '')
    const absent = places.filter(place => !present.includes(place))
    const addable = absent.filter(place => !barred.has(place))
    const droppable = (broken.code === 10 ? present.slice(1) : present).filter(place => !needed(place))
    // All of them, or any one of them.
    const isMendable = /^[RL]/.test(broken.note) ? addable.length > 0 : addable.length === absent.length && broken.code !== 10
    // What one of several calls for may be barred: the next round takes another.
    const at = isMendable ? addable[round % addable.length] : undefined
    if (at !== undefined) put(values, at, 0, sampleOf(parts[at - 1], at, values, release))
    else if (droppable.length > 0) for (const place of broken.code === 10 ? droppable.slice(0, 1) : droppable) values[place] = ''
    else return
  }
}

/** A segment has an element, even if none of them is mandatory. */
function putSomething(values: string[], context: Parameters<typeof repair>[1]): void {
  const barred = rulesFor(values, context.rows).flatMap(rule => (rule.isNotUsed ? rule.element : []))
  for (const [n, part] of context.segment.parts.entries()) {
    if (barred.includes(n + 1)) continue
    values[n + 1] = sampleOf(part, n + 1, values, context.release)
    repair(values, context)
    if (values.slice(1).some(value => value !== '')) return
  }
}

function rulesFor(values: readonly string[], rows: readonly Row[]): ElementRule[] {
  return rows.filter(row => !row.isNotUsed && holdsFor(row, values)).flatMap(({ elements }) => elements)
}

function keep(
  rule: ElementRule,
  values: string[],
  { segment, release, settled, extent }: Pick<Wanted, 'segment' | 'release' | 'settled' | 'extent'>,
): void {
  const { element, component, part, codes, min } = rule
  const current = valueAt(values, element, component)
  if (rule.isNotUsed) return put(values, element, component, '')
  const isSettled = settled.has(`${element}-${component}`)
  const isWanted = rule.isRequired || current !== '' || extent === 'full'
  if (isSettled || !isWanted) return
  const bounds = { min: Math.max(min, part.min), max: Math.min(rule.max, part.max) }
  const qualifier = values[element - 1] ?? ''
  if (rule.value !== undefined) put(values, element, component, rule.value)
  else if (codes !== undefined) put(values, element, component, codes.has(current.trimEnd()) ? current : ([...codes][0] ?? ''))
  else if (current === '') {
    if (rule.isRequired) put(values, element, component, sampleValue(part, release, bounds, qualifier))
  } else if (fitted(current, part, bounds) !== current)
    put(values, element, component, sampleValue(part, release, bounds, qualifier))
  // Another qualifier asks for another id.
  const next = segment.parts[element]
  if (component === 0 && next && ['234', '67'].includes(next.reference) && valueAt(values, element, 0) !== current)
    if ((values[element + 1] ?? '') !== '')
      put(values, element + 1, 0, sampleValue(next, release, next, valueAt(values, element, 0)))
}

function nameParty(values: string[], extent: Wanted['extent']): void {
  const known = parties[values[1] ?? '']
  if (known && extent === 'full') values.splice(2, known.length, ...known)
}

function sampleOf(part: Part | undefined, element: number, values: readonly string[], release: Release): string {
  return part === undefined ? '' : sampleValue(part, release, part, values[element - 1] ?? '')
}

function isMandatory({ mandatory }: CompiledSegment, element: number): boolean {
  return ((mandatory >>> (element - 1)) & 1) === 1
}

function presence(values: readonly string[]): number {
  return values.slice(1).reduce((bits, value, n) => (value === '' ? bits : bits | (1 << n)), 0)
}

export function trimmed(values: readonly string[]): string[] {
  return values.slice(0, values.findLastIndex(value => value !== '') + 1)
}
