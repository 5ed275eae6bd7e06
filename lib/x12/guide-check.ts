/**
 * One transaction set against a partner's guide, beside the checks of the standard: what the guide calls for, what it rules out, how
 * often, and with which values. @see reference x12.md §9 for the codes of a 999 (I…)
 */
import type { Remark } from './findings'
import type { GrammarNode } from './grammar'
import type { Condition, ElementRule, GuideRules, Row } from './guide-rules'
import { componentsOf, type Delimiters, type Segment } from './segment'

/** The segment being looked at: `Scan` is one. */
export interface GuidedSegment {
  readonly elements: Segment
  /** Offset in the file of what `start` counts from. */
  readonly base: number
  readonly start: number
  offsetOf(element: number): number
}

/** One repetition of a loop, or the set itself. */
interface Scope {
  /** -1 for the set. */
  readonly loop: number
  readonly first: Segment
  readonly counts: number[]
  readonly mandatory: readonly Row[]
  /** The next of these that has not been passed. */
  due: number
}

export class GuideCheck {
  readonly #open: Scope[] = []
  readonly #nodes: readonly GrammarNode[]

  constructor(
    readonly rules: GuideRules,
    readonly delimiters: Delimiters,
    readonly add: (remark: Remark) => void,
  ) {
    this.#nodes = rules.grammar.nodes
    this.#open.push(this.#scope(-1, []))
  }

  /** @param node where the segment stands */
  take(node: number, segment: GuidedSegment, position: number): void {
    const nodes = this.#nodes
    const beginsLoop = node > 0 && nodes[node - 1]!.isLoop
    const place = beginsLoop ? node - 1 : node
    const holder = nodes[place]!.parent
    let scope = this.#open.at(-1)!
    if (scope.loop !== holder) scope = this.#enter(holder, segment, position)
    if (scope.due < scope.mandatory.length) this.#pass(scope, place, segment, position)
    const rows = this.rules.at[place]
    if (rows !== undefined) for (const row of rows) this.#judge(row, scope, segment, position)
    if (beginsLoop) this.#open.push(this.#scope(place, segment.elements))
  }

  /** The set has ended, at the segment given. */
  close(segment: GuidedSegment, position: number): void {
    while (this.#open.length > 0) this.#leave(segment, position)
  }

  /** Leaves the loops that the place is not in. @returns the scope of the loop */
  #enter(loop: number, segment: GuidedSegment, position: number): Scope {
    for (;;) {
      const scope = this.#open.at(-1)!
      if (scope.loop === loop) return scope
      const isInside = scope.loop < 0 || (loop > scope.loop && loop < this.#nodes[scope.loop]!.end)
      if (isInside) break
      this.#leave(segment, position)
    }
    // Its first segment is missing, which the standard's own check says.
    const scope = this.#scope(loop, [])
    this.#open.push(scope)
    return scope
  }

  #leave(segment: GuidedSegment, position: number): void {
    this.#pass(this.#open.at(-1)!, Number.POSITIVE_INFINITY, segment, position)
    this.#open.pop()
  }

  #scope(loop: number, first: Segment): Scope {
    const { zeros, mandatory } = this.rules
    return { loop, first, counts: zeros[loop + 1]!.slice(), mandatory: mandatory[loop + 1]!, due: 0 }
  }

  /** Reports what is mandatory before the place and did not come. */
  #pass(scope: Scope, place: number, { base, start }: GuidedSegment, position: number): void {
    for (; scope.due < scope.mandatory.length && scope.mandatory[scope.due]!.node < place; scope.due++) {
      const row = scope.mandatory[scope.due]!
      if (scope.counts[row.counter]! > 0 || !this.#holdsAround(row)) continue
      const { tag, isLoop, path } = this.#nodes[row.node]!
      this.#report({
        code: 'AK304:3',
        implementation: isLoop ? 'I7' : 'I8',
        segment: tag,
        position,
        offset: base + start,
        ...(path !== '' && { loop: path }),
        message: `${named(row, tag)} is mandatory and is missing before this place`,
        remedy: `Send ${named(row, tag)}`,
      })
    }
  }

  #judge(row: Row, scope: Scope, segment: GuidedSegment, position: number): void {
    if (!this.#holdsAround(row) || !this.#holdsItself(row, segment)) return
    const count = ++scope.counts[row.counter]!
    if (row.isNotUsed || count > row.max) this.#reportPresence(row, segment, position)
    for (const rule of row.elements) {
      const fault = elementFault(rule, valueAt(rule, segment.elements, this.delimiters))
      if (fault !== undefined) this.#reportElement(rule, row, fault, segment, position)
    }
  }

  #reportPresence(row: Row, { base, start }: GuidedSegment, position: number): void {
    const { tag, isLoop, path } = this.#nodes[row.node]!
    const here = { segment: tag, position, offset: base + start, ...(path !== '' && { loop: path }) }
    if (row.isNotUsed)
      this.#report({
        ...here,
        code: 'AK304:2',
        implementation: 'I4',
        message: `${named(row, tag)} is not used`,
        remedy: `Leave ${named(row, tag)} out`,
      })
    else {
      const times = `${row.max} ${row.max === 1 ? 'time' : 'times'}`
      this.#report({
        ...here,
        code: isLoop ? 'AK304:4' : 'AK304:5',
        message: `${named(row, tag)} comes more than ${times} here`,
        remedy: `Send it no more than ${times}`,
      })
    }
  }

  #reportElement(rule: ElementRule, row: Row, fault: ElementWords, segment: GuidedSegment, position: number): void {
    const { element, component, part } = rule
    const { words, remedy, ...codes } = fault
    const { tag, path } = this.#nodes[row.node]!
    this.#report({
      ...codes,
      segment: tag,
      position,
      ...(path !== '' && { loop: path }),
      offset: segment.offsetOf(element),
      element,
      ...(component > 0 && { component }),
      reference: part.reference,
      value: valueAt(rule, segment.elements, this.delimiters),
      message: `${rule.key} (${part.name}, element ${part.reference})${row.when === '' ? '' : ` where ${row.when}`} ${words}`,
      remedy,
    })
  }

  #holdsAround({ around }: Row): boolean {
    if (around.length === 0) return true
    return around.every(condition => {
      const scope = this.#open.find(({ loop }) => loop === condition.loop)
      return scope !== undefined && holds(condition, scope.first, this.delimiters)
    })
  }

  #holdsItself({ own }: Row, { elements }: GuidedSegment): boolean {
    return own.every(condition => holds(condition, elements, this.delimiters))
  }

  #report(remark: Remark): void {
    this.add({ ...remark, guide: true, message: `Guide of ${this.rules.partner}: ${remark.message}` })
  }
}

interface ElementWords {
  readonly code: string
  readonly implementation?: string
  readonly words: string
  readonly remedy: string
}

function elementFault(rule: ElementRule, value: string): ElementWords | undefined {
  const { key, codes, min, max } = rule
  if (value.trim() === '')
    return rule.isRequired
      ? { code: 'AK403:1', words: 'is mandatory and is missing', remedy: `Send a value in ${key}` }
      : undefined
  const shown = value.length > 80 ? `"${value.slice(0, 77)}…"` : `"${value}"`
  if (rule.isNotUsed)
    return { code: 'AK403:3', implementation: 'I10', words: `${shown} is not used`, remedy: `Leave ${key} empty` }
  if (codes !== undefined && !codes.has(value.trimEnd())) {
    const wanted = [...codes].join(', ')
    return {
      code: 'AK403:7',
      implementation: 'I6',
      words: `${shown} is not among the codes agreed`,
      remedy: `Send one of ${wanted}`,
    }
  }
  if (rule.value !== undefined && value.trimEnd() !== rule.value)
    return {
      code: 'AK403:7',
      implementation: 'I12',
      words: `${shown} is not ${rule.value}`,
      remedy: `Send ${rule.value} in ${key}`,
    }
  const length = lengthOf(value, rule)
  if (length < min)
    return { code: 'AK403:4', words: `${shown} is too short, the least is ${min}`, remedy: `Send at least ${min}` }
  return length > max
    ? { code: 'AK403:5', words: `${shown} is too long, the most is ${max}`, remedy: `Send at most ${max}` }
    : undefined
}

/** Sign and decimal point do not count. @see reference x12.md §2 */
function lengthOf(value: string, { part: { kind } }: ElementRule): number {
  return kind === 'integer' || kind === 'number' ? value.replace(/[-.]/g, '').length : value.length
}

function holds(condition: Condition, elements: Segment, delimiters: Delimiters): boolean {
  return condition.values.has(valueAt(condition, elements, delimiters).trimEnd())
}

function valueAt(
  { element, component }: Pick<ElementRule, 'element' | 'component'>,
  elements: Segment,
  { component: mark }: Delimiters,
): string {
  const value = elements[element] ?? ''
  return component === 0 ? value : (componentsOf(value, mark)[component - 1] ?? '')
}

function named({ when }: Row, tag: string): string {
  return when === '' ? tag : `${tag} where ${when}`
}
