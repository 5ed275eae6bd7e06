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
  /** By loop + 1, so that the set itself is 0: what is mandatory inside of it, in the order of the tree. */
  readonly mandatory: readonly (readonly Row[])[]
  /** By loop + 1: a zero for each counter that one of its repetitions needs. */
  readonly zeros: readonly (readonly number[])[]
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
  const zeros: number[][] = [[], ...grammar.nodes.map(() => [])]
  const mandatory: Row[][] = zeros.map(() => [])
  const at: (Row[] | undefined)[] = grammar.nodes.map(() => undefined)
  for (const area of areas) {
    for (const given of guide[area] ?? []) {
      const node = nodeAt(grammar, area, given.segment)
      const holder = grammar.nodes[node]!.parent + 1
      const row = compileRow(grammar, node, given, zeros[holder]!.push(0) - 1)
      ;(at[node] ??= []).push(row)
      if (row.isMandatory) mandatory[holder]!.push(row)
    }
  }
  for (const rows of mandatory) rows.sort((one, other) => one.node - other.node)
  return { partner: guide.partner, grammar, at, mandatory, zeros }
}

function compileRow(grammar: Grammar, node: number, row: GuideRow, counter: number): Row {
  const conditions = Object.entries(row.where ?? {}).map(([key, value]) => ({
    ...conditionAt(grammar, node, key)!,
    values: new Set(typeof value === 'string' ? [value] : value),
  }))
  const segment = grammar.table.byTag(grammar.nodes[node]!.tag)!
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
