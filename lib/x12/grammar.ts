/**
 * The tree of a transaction set as a table of moves: standing on one segment, which is the next place a tag may take, what was
 * skipped on the way, which loops begin anew. A move is worked out the first time it is made and kept.
 */
import type { SegmentTable } from './compiled-segment'
import type { NodeEntry, SetEntry } from './dictionary/format'

/** Loops and segments of one set, in document order; a loop is followed by what it holds. */
export interface GrammarNode {
  readonly tag: string
  readonly isLoop: boolean
  /** Index of the loop that holds it; -1 at the top. */
  readonly parent: number
  readonly mandatory: boolean
  /** Infinity where the standard says `>1`. */
  readonly max: number
  /** Index after the last node it holds; for a segment the next index. */
  end: number
  /** Number of a loop among the loops of the set; -1 for a segment. */
  readonly loop: number
  /** Loop and its outer loops as `PO1/N9`; `''` at the top. */
  readonly path: string
}

export interface Move {
  /** Node index of the segment arrived at. */
  readonly target: number
  /** The same segment once more, in the same place. */
  readonly again: boolean
  /** Number of the loop that begins its next repetition; -1 for none. */
  readonly nextOf: number
  /** How often the segment, or the loop that begins anew, may come. */
  readonly max: number
  /** Numbers of the loops entered for the first time. */
  readonly entered: readonly number[]
  /** Mandatory nodes that were passed over. */
  readonly missing: readonly number[]
}

export class Grammar {
  readonly nodes: readonly GrammarNode[]
  /** As many zeros as the set has loops. */
  readonly loops: readonly number[]
  readonly #moves: (Move | null | undefined)[]
  readonly #movesOn = new Map<number, Move | null>()
  readonly #columns: number

  constructor(
    readonly entry: SetEntry,
    readonly table: SegmentTable,
  ) {
    const nodes: GrammarNode[] = []
    for (const node of [...entry.heading, ...entry.detail, ...entry.summary]) flatten(node, -1, '', nodes)
    this.nodes = nodes
    this.loops = nodes.filter(({ isLoop }) => isLoop).map(() => 0)
    this.#columns = table.size
    this.#moves = Array.from({ length: nodes.length * table.size })
  }

  /** The nearest place for the segment after the node, or null when it has none there. */
  move(from: number, segment: number): Move | null {
    const cell = from * this.#columns + segment
    let move = this.#moves[cell]
    if (move === undefined) move = this.#moves[cell] = this.#find(from, this.#tagOf(segment), true)
    return move
  }

  /** Another place for the segment, further on, for when the nearest one is used up. */
  moveOn(from: number, segment: number): Move | null {
    const cell = from * this.#columns + segment
    let move = this.#movesOn.get(cell)
    if (move === undefined) this.#movesOn.set(cell, (move = this.#find(from, this.#tagOf(segment), false)))
    return move
  }

  /** First place of the tag anywhere in the set; -1 when the set does not know it. */
  placeOf(tag: string): number {
    return this.nodes.findIndex(node => !node.isLoop && node.tag === tag)
  }

  /** Whether a set or a loop must have the segment. */
  hasMandatory(tag: string): boolean {
    return this.nodes.some(node => node.mandatory && node.tag === tag)
  }

  #tagOf(segment: number): string {
    for (const node of this.nodes) if (this.table.byTag(node.tag)?.index === segment) return node.tag
    return ''
  }

  #find(from: number, tag: string, nearest: boolean): Move | null {
    const { nodes } = this
    const missing: number[] = []
    if (nearest && nodes[from]!.tag === tag && !this.#startsLoop(from))
      return { target: from, again: true, nextOf: -1, max: nodes[from]!.max, entered: [], missing }
    let passed = nearest || (nodes[from]!.tag === tag && !this.#startsLoop(from))
    let loop = nodes[from]!.parent
    let next = from + 1
    for (;;) {
      const end = loop < 0 ? nodes.length : nodes[loop]!.end
      for (let at = next; at < end; at = nodes[at]!.end) {
        const node = nodes[at]!
        if (node.tag === tag) {
          const entered = node.isLoop ? [node.loop] : []
          return { target: node.isLoop ? at + 1 : at, again: false, nextOf: -1, max: node.max, entered, missing }
        }
        if (node.mandatory) missing.push(at)
      }
      if (loop < 0) return null
      if (nodes[loop]!.tag === tag) {
        const { max, loop: nextOf } = nodes[loop]!
        if (passed) return { target: loop + 1, again: false, nextOf, max, entered: [], missing }
        passed = true
      }
      next = nodes[loop]!.end
      loop = nodes[loop]!.parent
    }
  }

  #startsLoop(node: number): boolean {
    return node > 0 && this.nodes[node - 1]!.isLoop
  }
}

/** Where one transaction set stands in its grammar, and how often its loops have come round. */
export class Cursor {
  #at = 0
  #run = 0
  /** By number of the loop. */
  #rounds: number[]
  /** What the last segment did, for as long as it can be undone. */
  #last: Move | undefined
  #atBefore = 0
  #runBefore = 0

  constructor(public grammar: Grammar) {
    this.#rounds = grammar.loops.slice()
  }

  /** To the beginning of another set. */
  begin(grammar: Grammar): void {
    if (grammar === this.grammar) this.#rounds.fill(0)
    else this.#rounds = grammar.loops.slice()
    this.grammar = grammar
    this.#at = 0
    this.#run = 0
    this.#last = undefined
  }

  get at(): number {
    return this.#at
  }

  /** Loop of the segment last taken, `PO1/N9`; `''` at the top. */
  get path(): string {
    return this.grammar.nodes[this.#at]!.path
  }

  /** One more cursor at the same place. */
  copy(): Cursor {
    const other = new Cursor(this.grammar)
    other.#at = this.#at
    other.#run = this.#run
    other.#rounds = this.#rounds.slice()
    other.#last = this.#last
    other.#atBefore = this.#atBefore
    other.#runBefore = this.#runBefore
    return other
  }

  /**
   * Takes a segment of the release by its number.
   * @returns undefined when it stands where it may; otherwise what is wrong with its place
   */
  take(segment: number): Misplacement | undefined {
    const move = this.grammar.move(this.#at, segment)
    if (move === null) return { kind: 'no-place', missing: none }
    if (move.again) {
      if (++this.#run <= move.max) {
        this.#last = move
        return undefined
      }
      return this.#elsewhere(segment, { kind: 'segment-repeats', missing: none })
    }
    if (move.nextOf >= 0 && this.#rounds[move.nextOf]! >= move.max) {
      const misplacement = this.#elsewhere(segment, { kind: 'loop-repeats', missing: move.missing })
      if (misplacement?.kind === 'loop-repeats') this.#go(move)
      return misplacement
    }
    this.#go(move)
    return move.missing.length === 0 ? undefined : { kind: 'missing', missing: move.missing }
  }

  /** Goes back to before the segment last taken. @returns false when that is not known any more */
  undo(): boolean {
    const move = this.#last
    if (move === undefined) return false
    this.#last = undefined
    if (move.again) this.#run--
    else {
      this.#at = this.#atBefore
      this.#run = this.#runBefore
      if (move.nextOf >= 0) this.#rounds[move.nextOf]!--
    }
    return true
  }

  /** What was taken last stays where it is. */
  settle(): void {
    this.#last = undefined
  }

  /** Continues from a place that the order does not allow. */
  resume(node: number): void {
    this.#at = node
    this.#run = 1
    this.#last = undefined
    for (let loop = this.grammar.nodes[node]!.parent; loop >= 0; loop = this.grammar.nodes[loop]!.parent)
      this.#rounds[this.grammar.nodes[loop]!.loop] = 1
  }

  #elsewhere(segment: number, otherwise: Misplacement): Misplacement | undefined {
    const move = this.grammar.moveOn(this.#at, segment)
    if (move === null || move.missing.length > 0) return otherwise
    this.#go(move)
    // The move before it was counted already.
    this.#last = undefined
    return undefined
  }

  #go(move: Move): void {
    this.#last = move
    this.#atBefore = this.#at
    this.#runBefore = this.#run
    this.#at = move.target
    this.#run = 1
    if (move.nextOf >= 0) this.#rounds[move.nextOf]!++
    for (const loop of move.entered) this.#rounds[loop] = 1
  }
}

export interface Misplacement {
  readonly kind: 'no-place' | 'segment-repeats' | 'loop-repeats' | 'missing'
  readonly missing: readonly number[]
}

const grammars = new WeakMap<SegmentTable, Map<string, Grammar>>()

/** The tree of a set in the release of the table; undefined where there is no dictionary of it. */
export function grammarOf(table: SegmentTable, set: string): Grammar | undefined {
  let known = grammars.get(table)
  if (known === undefined) grammars.set(table, (known = new Map()))
  let grammar = known.get(set)
  if (grammar !== undefined) return grammar
  const entry = table.dictionary.sets.find(each => each.set === set)
  if (entry === undefined) return undefined
  known.set(set, (grammar = new Grammar(entry, table)))
  return grammar
}

const none: readonly number[] = []

function flatten(entry: NodeEntry, parent: number, path: string, nodes: GrammarNode[]): void {
  const isLoop = typeof entry !== 'string'
  const [tag = '', requirement = '', use = ''] = (isLoop ? entry.loop : entry).split(' ')
  const index = nodes.length
  const loop = isLoop ? nodes.filter(node => node.isLoop).length : -1
  const max = use === '>1' ? Number.POSITIVE_INFINITY : Number(use)
  nodes.push({ tag, isLoop, parent, mandatory: requirement === 'M', max, end: index + 1, loop, path })
  if (!isLoop) return
  const inner = path === '' ? tag : `${path}/${tag}`
  for (const child of entry.segments) flatten(child, index, inner, nodes)
  nodes[index]!.end = nodes.length
}
