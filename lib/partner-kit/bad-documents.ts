/** Documents that break one rule each: for every rule of the guide, and for a few of the standard, the full sample with one thing changed. */
import type { ElementRule, Row } from '../x12/guide-rules'
import type { Segment } from '../x12/segment'
import { type Around, holdsAround, type Making, type Placed, placeAt, segmentsIn, walk } from './sample-document'
import { holdsFor, put, repair, settledBy, trimmed, valueAt } from './sample-segment'
import { codesOf, fitted, sampleValue } from './sample-value'

export interface BadDocument {
  /** What the file is called by: the code of the finding and its place, `AK403-7-CUR02`. */
  readonly name: string
  /** What was changed, for a person. */
  readonly change: string
  readonly expected: { readonly code: string; readonly segment: string; readonly element?: number }
  readonly segments: readonly Segment[]
}

/** So many repetitions are shown as too many; nobody reads more. */
const MOST_REPEATED = 100

export function badDocuments(made: Making, full: readonly Placed[]): BadDocument[] {
  const rows = made.rules.at.flatMap(each => each ?? [])
  const ofGuide = rows.flatMap(row => [
    ...ofPresence(row, made, full),
    ...row.elements.flatMap(rule => ofElement(rule, row, made, full)),
  ])
  const all = distinct([...ofGuide, ...ofStandard(made, full)])
  // A segment of which nothing is left cannot be written.
  return all.filter(({ segments }) => segments.every(({ length }) => length > 1))
}

function ofPresence(row: Row, made: Making, full: readonly Placed[]): BadDocument[] {
  const { tag, isLoop, max } = made.rules.grammar.nodes[row.node]!
  const where = row.own.length + row.around.length === 0 ? '' : `-${row.when.replace(/ is /g, '-').replace(/\W+/g, '-')}`
  const named = row.when === '' ? tag : `${tag} where ${row.when}`
  const bad = (code: string, change: string, document: readonly Placed[] | undefined): BadDocument[] =>
    document === undefined
      ? []
      : [
          {
            name: `${code.replace(':', '-')}-${tag}${where}`,
            change,
            expected: { code, segment: tag },
            segments: segmentsIn(document),
          },
        ]
  if (row.isNotUsed) return bad('AK304:2', `${named} is sent`, withOne(row, made, full))
  const without = row.isMandatory ? changed(full, (place, around) => !matches(row, place, around) && place) : undefined
  return [
    ...bad('AK304:3', `${named} is missing`, without),
    ...(row.max < max ? bad(isLoop ? 'AK304:4' : 'AK304:5', `${named} comes ${row.max + 1} times`, withTooMany(row, full)) : []),
  ]
}

function withTooMany(row: Row, full: readonly Placed[]): readonly Placed[] | undefined {
  const last = [...walk(full)].findLast(({ place, around }) => matches(row, place, around))
  if (last === undefined || row.max > MOST_REPEATED) return undefined
  const count = last.siblings.filter(place => matches(row, place, last.around)).length
  return changed(full, place => (place === last.place ? Array.from({ length: row.max - count + 2 }, () => place) : place))
}

function ofElement(rule: ElementRule, row: Row, made: Making, full: readonly Placed[]): BadDocument[] {
  const { element, component, part, key } = rule
  const found = [...walk(full)].find(({ place, around }) => matches(row, place, around))
  if (found === undefined) return []
  const current = valueAt(found.place.elements, element, component)
  const bounds = { min: part.min, max: part.max }
  const faults: [string, string, string][] = []
  if (rule.isRequired && current !== '') faults.push(['AK403:1', '', `${key} is empty`])
  const sample = current === '' ? sampleValue(part, made.release, bounds, found.place.elements[element - 1]) : current
  if (rule.isNotUsed) faults.push(['AK403:3', sample, `${key} is sent`])
  const other = rule.value === undefined && rule.codes === undefined ? undefined : otherValue(rule, made)
  if (other !== undefined) faults.push(['AK403:7', other, `${key} is ${other}`])
  if (rule.min > part.min)
    faults.push(['AK403:4', fitted(sample, part, { min: 1, max: rule.min - 1 }), `${key} is shorter than ${rule.min}`])
  if (rule.max < part.max)
    faults.push(['AK403:5', fitted(sample, part, { min: rule.max + 1, max: rule.max + 1 }), `${key} is longer than ${rule.max}`])
  return faults.map(([code, value, change]) => ({
    name: `${code.replace(':', '-')}-${key}${row.when === '' ? '' : `-${row.when.replace(/ is /g, '-').replace(/\W+/g, '-')}`}`,
    change: row.when === '' ? change : `${change} where ${row.when}`,
    expected: { code, segment: found.place.elements[0] ?? '', element },
    segments: segmentsIn(
      changed(full, place =>
        place === found.place ? { ...place, elements: withValue(rule, place.elements, value, row, made) } : place,
      ),
    ),
  }))
}

/** The segment with another value, and without what that leaves incomplete. */
function withValue(rule: ElementRule, elements: readonly string[], value: string, row: Row, made: Making): string[] {
  const values = [...elements]
  put(values, rule.element, rule.component, value)
  const segment = made.rules.grammar.table.byTag(values[0] ?? '')
  const rows = made.rules.at[row.node] ?? []
  if (segment) repair(values, { segment, rows, release: made.release }, new Set(value === '' ? [rule.element] : []))
  return trimmed(values)
}

/** Valid by the standard, and not what was agreed. */
function otherValue({ part, codes, value, min, max }: ElementRule, { release }: Making): string | undefined {
  const agreed = codes ?? new Set([value ?? ''])
  const fits = (code: string) =>
    code.length >= Math.max(min, part.min) && code.length <= Math.min(max, part.max) && !agreed.has(code)
  const known = codesOf(part, release).map(([code]) => code)
  const usual = [...known, ...(part.codes === undefined ? ['ZZ', 'XX', 'USD', 'Z', 'OTHER', '9', '99'] : [])]
  if (part.kind === 'date') return agreed.has('20260102') ? '20260103' : '20260102'
  return usual.find(code => fits(code) && (part.kind !== 'integer' && part.kind !== 'number' ? true : /^\d+$/.test(code)))
}

/** The document with one of what the row rules out, in its place. */
function withOne(row: Row, made: Making, full: readonly Placed[]): readonly Placed[] | undefined {
  const { parent } = made.rules.grammar.nodes[row.node]!
  const lax: Making = {
    ...made,
    extent: 'least',
    rules: { ...made.rules, at: made.rules.at.map((rows, node) => (node === row.node ? [] : rows)) },
  }
  const insertInto = (placed: readonly Placed[], around: Around): Placed[] | undefined => {
    if (!holdsAround(row, around)) return undefined
    const one = placeAt(lax, row.node, around, settledBy(row), 0)
    const before = placed.filter(({ node }) => node <= row.node)
    return [...before, one, ...placed.slice(before.length)]
  }
  if (parent < 0) return insertInto(full, [])
  const holder = [...walk(full)].find(
    ({ place, around }) => place.node === parent && holdsAround(row, [...around, { loop: place.node, elements: place.elements }]),
  )
  if (holder === undefined) return undefined
  const inside = insertInto(holder.place.inside, [...holder.around, { loop: parent, elements: holder.place.elements }])
  return inside && changed(full, place => (place === holder.place ? { ...place, inside } : place))
}

/** What goes wrong most: the beginning is missing, a mandatory element is, a day is none. */
function ofStandard({ rules }: Making, full: readonly Placed[]): BadDocument[] {
  const [first] = full
  if (first === undefined) return []
  const tag = first.elements[0] ?? ''
  const { parts = [], mandatory = 0 } = rules.grammar.table.byTag(tag) ?? {}
  const at = (is: (n: number) => boolean) => parts.findIndex((_, n) => is(n) && (first.elements[n + 1] ?? '') !== '') + 1
  const [date, needed] = [at(n => parts[n]?.kind === 'date'), at(n => ((mandatory >>> n) & 1) === 1 && parts[n]?.kind !== 'date')]
  const withFirst = (element: number, value: string) =>
    segmentsIn(changed(full, place => (place === first ? { ...place, elements: first.elements.with(element, value) } : place)))
  const key = (element: number) => `${tag}${String(element).padStart(2, '0')}`
  return [
    {
      name: `AK304-3-${tag}`,
      change: `${tag} is missing`,
      expected: { code: 'AK304:3', segment: tag },
      segments: segmentsIn(full.slice(1)),
    },
    ...(date > 0
      ? [
          {
            name: `AK403-8-${key(date)}`,
            change: `${key(date)} is no day`,
            expected: { code: 'AK403:8', segment: tag, element: date },
            segments: withFirst(date, '20261301'),
          },
        ]
      : []),
    ...(needed > 0
      ? [
          {
            name: `AK403-1-${key(needed)}`,
            change: `${key(needed)} is empty`,
            expected: { code: 'AK403:1', segment: tag, element: needed },
            segments: withFirst(needed, ''),
          },
        ]
      : []),
  ]
}

function matches(row: Row, place: Placed, around: Around): boolean {
  return place.node === row.node && holdsAround(row, around) && holdsFor(row, place.elements)
}

/** A copy in which each place is kept, replaced by one or several, or (`false`) left out. */
function changed(
  placed: readonly Placed[],
  change: (place: Placed, around: Around) => Placed | readonly Placed[] | false,
  around: Around = [],
): Placed[] {
  return placed.flatMap(place => {
    const next = change(place, around)
    if (next === false) return []
    return [next].flat().map(one => ({
      ...one,
      inside: changed(one.inside, change, [...around, { loop: one.node, elements: one.elements }]),
    }))
  })
}

function distinct(documents: readonly BadDocument[]): BadDocument[] {
  const seen = new Set<string>()
  return documents.filter(({ name }) => {
    if (seen.has(name)) return false
    seen.add(name)
    return true
  })
}
