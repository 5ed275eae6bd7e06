/** Whether the segments of a transaction set stand where its tree allows, and what of it never came. */
import type { CompiledSegment } from './compiled-segment'
import type { Remark } from './findings'
import { Cursor, type Grammar } from './grammar'

/** A segment in the file. */
export interface Spot {
  readonly tag: string
  readonly position: number
  readonly offset: number
}

export class Placement {
  readonly #cursor: Cursor
  readonly #add: (remark: Remark) => void
  /** Mandatory nodes passed over so far, each with the segment that went ahead of it. They may yet come, out of order. */
  #passed: Map<number, Spot> | undefined

  constructor(
    readonly grammar: Grammar,
    add: (remark: Remark) => void,
  ) {
    this.#cursor = new Cursor(grammar)
    this.#add = add
  }

  /** Loop of the segment last taken. */
  get loop(): string {
    return this.#cursor.path
  }

  /** Where the segment last taken stands, or the one before it where it has no place. */
  get node(): number {
    return this.#cursor.at
  }

  /** Takes the next segment after the ST. @returns false when it is not where it may be, and `misplaced` should say why */
  take(segment: CompiledSegment, position: number, offset: number): void {
    const misplacement = this.#cursor.take(segment.index)
    if (misplacement === undefined) return
    const { kind, missing } = misplacement
    const spot = { tag: segment.tag, position, offset }
    if (missing.length > 0) this.#passed ??= new Map()
    for (const node of missing) if (!this.#passed?.has(node)) this.#passed?.set(node, spot)
    if (kind === 'segment-repeats' || kind === 'loop-repeats') this.#tooOften(kind, spot)
    else if (kind === 'no-place' && !this.#arrivesLate(segment.tag)) this.#outOfPlace(spot)
  }

  /** Reports the mandatory segments that never came. */
  reportMissing(): void {
    if (this.#passed === undefined) return
    const { nodes, entry } = this.grammar
    for (const [node, { position, offset }] of this.#passed) {
      const { tag, isLoop, path } = nodes[node]!
      const message = `${isLoop ? `The loop ${tag}` : tag} is mandatory in the ${entry.set} and is missing before this place`
      this.#add({ code: 'AK304:3', segment: tag, position, offset, ...inLoop(path), message, remedy: `Send ${tag}` })
    }
    this.#passed = undefined
  }

  #tooOften(kind: 'segment-repeats' | 'loop-repeats', { tag, ...at }: Spot): void {
    const { nodes, entry } = this.grammar
    const { max } = nodes[this.#cursor.at]!
    const times = `${max} ${max === 1 ? 'time' : 'times'}`
    const place = { segment: tag, ...at, ...inLoop(this.loop) }
    if (kind === 'segment-repeats')
      this.#add({
        ...place,
        code: 'AK304:5',
        message: `${tag} comes more than ${times} here`,
        remedy: `Send ${tag} no more than ${times}`,
      })
    else
      this.#add({
        ...place,
        code: 'AK304:4',
        message: `The loop ${tag} comes more often than the ${entry.set} allows`,
        remedy: 'Send fewer of them',
      })
  }

  /** A mandatory segment that was passed over and comes after all: the one that went ahead of it is out of sequence, once. */
  #arrivesLate(tag: string): boolean {
    if (this.#passed === undefined) return false
    const { nodes, entry } = this.grammar
    for (const [node, ahead] of this.#passed) {
      if (nodes[node]!.tag !== tag) continue
      for (const [other, spot] of this.#passed) if (spot === ahead && other >= node) this.#passed.delete(other)
      const { tag: segment, position, offset } = ahead
      const message = `${segment} stands before ${tag}, which comes first in the ${entry.set}`
      this.#add({
        code: 'AK304:7',
        segment,
        position,
        offset,
        message,
        remedy: `Send the segments in the order of the ${entry.set}`,
        harmless: this.#isInSummary(segment, node),
      })
      this.#cursor.resume(nodes[node]!.isLoop ? node + 1 : node)
      return true
    }
    return false
  }

  /**
   * Totals that come in another order than the summary has them: they stand after the last line either way, so each can only mean
   * what it means in order. Senders of invoices do that (ISS before TDS).
   */
  #isInSummary(ahead: string, late: number): boolean {
    const { nodes, entry } = this.grammar
    const isAhead = entry.summary.some(node => (typeof node === 'string' ? node : node.loop).startsWith(`${ahead} `))
    // The summary ends the set, so the top-level nodes counted from the end are its own.
    const top = nodes.flatMap(({ parent }, index) => (parent < 0 ? [index] : []))
    return isAhead && late >= (top.at(-entry.summary.length) ?? nodes.length) && entry.summary.length > 0
  }

  #outOfPlace({ tag, ...at }: Spot): void {
    const { nodes, entry } = this.grammar
    const node = this.grammar.placeOf(tag)
    const place = { segment: tag, ...at, ...inLoop(this.loop) }
    if (node < 0)
      this.#add({ ...place, code: 'AK304:6', message: `${tag} does not belong in a ${entry.set}`, remedy: `Leave ${tag} out` })
    else
      this.#add({
        ...place,
        code: 'AK304:7',
        message: `${tag} cannot stand at this place of the ${entry.set}`,
        remedy: `Send the segments in the order of the ${entry.set}`,
      })
    // What follows the first segment of a loop is judged from there.
    if (node > 0 && nodes[node - 1]!.isLoop) this.#cursor.resume(node)
  }
}

function inLoop(path: string): { loop?: string } {
  return path === '' ? {} : { loop: path }
}
