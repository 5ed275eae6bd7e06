/**
 * A guide compiled against the dictionary, once: for each place in the tree of the set the rows that speak of it, so that a segment
 * of which the guide says nothing costs one look into a table.
 */
import { segmentTable } from './compiled-segment'
import { type Grammar, grammarOf } from './grammar'
import type { Guide, GuideRow } from './guide'
import { areas, conditionAt, type ConditionPlace, elementAt, type ElementPlace, nodeAt } from './guide-place'
import { releaseOf } from './release'

export interface GuideRules {
  readonly partner: string
  readonly grammar: Grammar
  /** By node of the grammar, a loop at its own node. */
  readonly at: readonly (readonly Row[] | undefined)[]
  /** By loop, -1 at the top: what is mandatory inside of it, in the order of the tree. */
  readonly mandatory: ReadonlyMap<number, readonly Row[]>
  /** By loop, -1 at the top: how many counters one of its repetitions needs. */
  readonly counters: ReadonlyMap<number, number>
}

export interface Row {
  readonly node: number
  /** Of the segment itself. */
  readonly own: readonly Condition[]
  /** Of the loops around it. */
  readonly around: readonly Condition[]
  /** The conditions as a person reads them: `N101 is ST`; `''` for none. */
  readonly when: string
  readonly isMandatory: boolean
  readonly isNotUsed: boolean
  readonly max: number
  readonly elements: readonly ElementRule[]
  /** Its counter among those of the loop that holds it. */
  readonly counter: number
}

export interface Condition extends ConditionPlace {
  readonly values: ReadonlySet<string>
}

export interface ElementRule extends ElementPlace {
  /** `N103`. */
  readonly key: string
  readonly isRequired: boolean
  readonly isNotUsed: boolean
  readonly codes: ReadonlySet<string> | undefined
  readonly value: string | undefined
  readonly min: number
  readonly max: number
}

const compiled = new WeakMap<Guide, GuideRules>()

/** @param guide one that has been found sound */
export function rulesOf(guide: Guide): GuideRules {
  let rules = compiled.get(guide)
  if (rules === undefined) compiled.set(guide, (rules = compile(guide)))
  return rules
}

function compile(guide: Guide): GuideRules {
  const grammar = grammarOf(segmentTable(releaseOf(guide.version, '').release), guide.set)
  if (grammar === undefined) throw new Error(`The guide of ${guide.partner} is for a set without a dictionary`)
  const counters = new Map<number, number>()
  const rows = areas.flatMap(area =>
    (guide[area] ?? []).map(row => compileRow(grammar, nodeAt(grammar, area, row.segment), row, counters)),
  )
  const at: Row[][] = []
  for (const row of rows) (at[row.node] ??= []).push(row)
  const mandatory = Map.groupBy(
    rows.filter(({ isMandatory }) => isMandatory).toSorted((one, other) => one.node - other.node),
    ({ node }) => grammar.nodes[node]!.parent,
  )
  return { partner: guide.partner, grammar, at, mandatory, counters }
}

function compileRow(grammar: Grammar, node: number, row: GuideRow, counters: Map<number, number>): Row {
  const { parent, tag } = grammar.nodes[node]!
  const counter = counters.get(parent) ?? 0
  counters.set(parent, counter + 1)
  const conditions = Object.entries(row.where ?? {}).map(([key, value]) => ({
    ...conditionAt(grammar, node, key)!,
    values: new Set(typeof value === 'string' ? [value] : value),
  }))
  const segment = grammar.table.byTag(tag)!
  return {
    node,
    own: conditions.filter(({ loop }) => loop < 0),
    around: conditions.filter(({ loop }) => loop >= 0),
    when: Object.entries(row.where ?? {})
      .map(([key, value]) => `${key} is ${[value].flat().join(' or ')}`)
      .join(' and '),
    isMandatory: row.use === 'mandatory',
    isNotUsed: row.use === 'not-used',
    max: row.max ?? Number.POSITIVE_INFINITY,
    elements: Object.entries(row.elements ?? {}).map(([key, { use, codes, value, min, max }]) => ({
      ...elementAt(segment, key)!,
      key,
      isRequired: use === 'mandatory',
      isNotUsed: use === 'not-used',
      codes: codes && new Set(codes),
      value,
      min: min ?? 0,
      max: max ?? Number.POSITIVE_INFINITY,
    })),
    counter,
  }
}
