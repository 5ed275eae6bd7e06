/** Whether the segments of a transaction set stand where its tree allows, and what of it never came. */
import type { CompiledSegment } from './compiled-segment'
import { MOST_LISTED, type Remark } from './findings'
import { Cursor, type Grammar, type Misplacement } from './grammar'
import { nodesMissing, type PlacementReading, readingsAfter, sparingly, tooOften } from './placement-reading'

/** A segment in the file. */
export interface Spot {
  readonly tag: string
  readonly position: number
  readonly offset: number
}

/**
 * A set in order is followed by one cursor. Where a segment has no place, or leaves out what is mandatory, one of several segments
 * may be the one that was moved: then each possibility is read on until one of them explains the set with the fewest findings.
 */
export class Placement {
  #cursor: Cursor
  readonly #add: (remark: Remark) => void
  /** Mandatory nodes passed over so far, each with the segment that went ahead of it. They may yet come, out of order. */
  #passed: ReadonlyMap<number, Spot> = noneYet
  /** How often mandatory segments were found out of sequence, by tag. */
  #strays: ReadonlyMap<string, number> = noStrays
  /** While there is more than one; the likeliest first. */
  #readings: readonly PlacementReading[] | undefined
  #age = 0
  #loopsTooOften = 0
  #segmentsTooOften = 0
  #lastTag = ''
  #lastPosition = 0
  #lastOffset = 0

  constructor(grammar: Grammar, add: (remark: Remark) => void) {
    this.#cursor = new Cursor(grammar)
    this.#add = add
  }

  get grammar(): Grammar {
    return this.#cursor.grammar
  }

  /** Starts anew, in another set. */
  begin(grammar: Grammar): void {
    this.#cursor.begin(grammar)
    this.#passed = noneYet
    this.#strays = noStrays
    this.#readings = undefined
    this.#loopsTooOften = 0
    this.#segmentsTooOften = 0
    this.#lastTag = ''
    this.#lastPosition = 0
    this.#lastOffset = 0
  }

  /** Loop of the segment last taken. */
  get loop(): string {
    return this.#cursor.path
  }

  /** Where the segment last taken stands, or the one before it where it has no place. */
  get node(): number {
    return this.#cursor.at
  }

  /** Takes the next segment after the ST. */
  take(segment: CompiledSegment, position: number, offset: number): void {
    if (this.#readings !== undefined) this.#takeInAll(segment, position, offset, this.#readings)
    else {
      const misplacement = this.#cursor.take(segment.index)
      if (isOnlyTooOften(misplacement)) {
        this.#cursor.settle()
        const times = misplacement.kind === 'loop-repeats' ? ++this.#loopsTooOften : ++this.#segmentsTooOften
        // Nothing else can be meant by it, and of the millions there may be no more are told than a list takes.
        if (times <= MOST_LISTED + 1) this.#add(tooOften(misplacement.kind, this.#cursor, { tag: segment.tag, position, offset }))
      } else if (misplacement !== undefined) {
        const only = { cursor: this.#cursor, passed: this.#passed, strays: this.#strays, remarks: [], faults: 0 }
        const spots = { spot: { tag: segment.tag, position, offset }, before: this.#before() }
        this.#age = 0
        this.#choose(readingsAfter(only, misplacement, segment, spots))
      }
    }
    this.#lastTag = segment.tag
    this.#lastPosition = position
    this.#lastOffset = offset
  }

  /** Reports the mandatory segments that never came. */
  reportMissing(): void {
    if (this.#readings !== undefined) this.#settleOn(this.#readings[0]!)
    if (this.#passed.size === 0) return
    const { nodes, entry } = this.grammar
    for (const node of nodesMissing(this.grammar, this.#passed, this.#strays)) {
      const { position, offset } = this.#passed.get(node)!
      const { tag, isLoop, path } = nodes[node]!
      const message = `${isLoop ? `The loop ${tag}` : tag} is mandatory in the ${entry.set} and is missing before this place`
      const loop = path === '' ? {} : { loop: path }
      this.#add({ code: 'AK304:3', segment: tag, position, offset, ...loop, message, remedy: `Send ${tag}` })
    }
    this.#passed = noneYet
  }

  #takeInAll(segment: CompiledSegment, position: number, offset: number, readings: readonly PlacementReading[]): void {
    const spots = { spot: { tag: segment.tag, position, offset }, before: this.#before() }
    this.#choose(readings.flatMap(reading => readingsAfter(reading, undefined, segment, spots)))
  }

  /** Keeps the readings that may still prove right; a set in disorder must not make reading slow. */
  #choose(readings: readonly PlacementReading[]): void {
    const kept = sparingly(readings).slice(0, ++this.#age > PATIENCE ? 1 : MOST_READINGS)
    this.#readings = kept
    const [best] = kept
    if (kept.length === 1) this.#settleOn(best!)
    else this.#cursor = best!.cursor
  }

  #settleOn(reading: PlacementReading): void {
    for (const remark of reading.remarks) this.#add(remark)
    this.#cursor = reading.cursor
    this.#passed = reading.passed
    this.#strays = reading.strays
    this.#readings = reading.aside === undefined ? undefined : [{ ...reading, remarks: [], faults: 0 }]
    this.#age = 0
  }

  #before(): Spot {
    return { tag: this.#lastTag, position: this.#lastPosition, offset: this.#lastOffset }
  }
}

function isOnlyTooOften(
  misplacement: Misplacement | undefined,
): misplacement is Misplacement & { readonly kind: 'segment-repeats' | 'loop-repeats' } {
  if (misplacement?.kind !== 'segment-repeats' && misplacement?.kind !== 'loop-repeats') return false
  return misplacement.missing.length === 0
}

const noneYet: ReadonlyMap<number, Spot> = new Map()
const noStrays: ReadonlyMap<string, number> = new Map()
const MOST_READINGS = 8
/** So many segments after the first doubt the likeliest reading is taken. */
const PATIENCE = 200
