/** One way to read a transaction set that is out of order: which of its segments are in place, and which were moved. */
import type { CompiledSegment } from './compiled-segment'
import type { Remark } from './findings'
import type { Cursor, Grammar, Misplacement } from './grammar'
import type { Spot } from './placement'
import { withArticle } from './words'

export interface PlacementReading {
  readonly cursor: Cursor
  /** In the loop that a segment out of sequence begins: what follows such a segment belongs to it. */
  readonly aside?: { readonly cursor: Cursor; readonly loop: number }
  /** Mandatory nodes passed over, each with the segment that went ahead of it. */
  readonly passed: ReadonlyMap<number, Spot>
  /** How often mandatory segments were found out of sequence, by tag. */
  readonly strays: ReadonlyMap<string, number>
  /** To be reported when this reading proves right. */
  readonly remarks: readonly Remark[]
  /** How much speaks against it apart from what is missing. */
  readonly faults: number
}

interface Spots {
  readonly spot: Spot
  /** The segment before it. */
  readonly before: Spot
}

/**
 * What a reading may become with the next segment.
 * @param known what the cursor found, where it took the segment already
 */
export function readingsAfter(
  reading: PlacementReading,
  known: Misplacement | undefined,
  segment: CompiledSegment,
  { spot, before }: Spots,
): readonly PlacementReading[] {
  if (known === undefined && reading.aside !== undefined) {
    const stays = takenAside(reading, reading.aside, segment, spot)
    if (stays !== undefined) return [stays]
    const { aside: _, ...back } = reading
    return readingsAfter(back, undefined, segment, { spot, before })
  }
  const { cursor } = reading
  const misplacement = known ?? cursor.take(segment.index)
  if (misplacement === undefined) return [withLines(reading)]
  switch (misplacement.kind) {
    case 'missing':
      return passingOver(reading, misplacement.missing, spot)
    case 'no-place':
      return withoutPlace(reading, segment, spot, before)
    default:
      cursor.settle()
      return [
        {
          ...reading,
          passed: withMissing(reading.passed, misplacement.missing, spot),
          remarks: [...reading.remarks, tooOften(misplacement.kind, cursor, spot)],
          faults: reading.faults + 1,
        },
      ]
  }
}

/** The likeliest readings first, without those that lead to the same place at a higher cost or have too much against them. */
export function sparingly(readings: readonly PlacementReading[]): readonly PlacementReading[] {
  const inOrder = readings.length === 1 ? readings : readings.toSorted((one, other) => costOf(one) - costOf(other))
  const worst = costOf(inOrder[0]!) + 2
  const kept: PlacementReading[] = []
  for (const reading of inOrder) {
    if (kept.length > 0 && costOf(reading) > worst) break
    if (!kept.some(other => isSamePlace(other, reading))) kept.push(reading)
  }
  return kept
}

function costOf({ cursor, passed, strays, faults }: PlacementReading): number {
  if (passed.size === 0) return faults
  return faults + nodesMissing(cursor.grammar, passed, strays).length
}

/** Nodes passed over of which no segment was found out of sequence either: what is there cannot be missing. */
export function nodesMissing(
  { nodes }: Grammar,
  passed: ReadonlyMap<number, Spot>,
  strays: ReadonlyMap<string, number>,
): readonly number[] {
  if (strays.size === 0) return [...passed.keys()]
  const there = new Map(strays)
  return [...passed.keys()].filter(node => {
    const { tag } = nodes[node]!
    const count = there.get(tag) ?? 0
    if (count > 0) there.set(tag, count - 1)
    return count === 0
  })
}

/** What was passed over on the way matters too: it may yet come, and be late in one reading and in time in another. */
function isSamePlace(one: PlacementReading, other: PlacementReading): boolean {
  return one.cursor.at === other.cursor.at && one.aside?.cursor.at === other.aside?.cursor.at
}

/** Either what was passed over is missing, or it comes later and this segment stands ahead of it. */
function passingOver(reading: PlacementReading, missing: readonly number[], spot: Spot): readonly PlacementReading[] {
  const { cursor, passed } = reading
  const taken = { ...reading, passed: withMissing(passed, missing, spot) }
  if (spot.tag === 'SE') return [taken]
  const stayed = cursor.copy()
  if (!stayed.undo()) return [taken]
  const { nodes, entry } = cursor.grammar
  const message = `${spot.tag} stands before ${nodes[missing[0]!]!.tag}, which comes first in the ${entry.set}`
  return [taken, strayed({ ...reading, cursor: stayed }, spot, message, isInSummary(cursor.grammar, spot.tag, missing), 1)]
}

/** Either this segment was moved down, or the one before it up. */
function withoutPlace(
  reading: PlacementReading,
  segment: CompiledSegment,
  spot: Spot,
  before: Spot,
): readonly PlacementReading[] {
  const { cursor, passed, strays } = reading
  const { grammar } = cursor
  const { set } = grammar.entry
  if (grammar.placeOf(spot.tag) < 0) {
    cursor.settle()
    const loop = loopOf(cursor)
    const message = `${spot.tag} does not belong in ${withArticle(set)} of ${grammar.table.dictionary.release}`
    const remark = {
      ...loop,
      ...placeOf(spot),
      code: 'AK304:6',
      message,
      remedy: `Leave ${spot.tag} out, or say it in another segment`,
    }
    return [{ ...reading, remarks: [...reading.remarks, remark], faults: reading.faults + 1 }]
  }
  const readings: PlacementReading[] = []
  // That a segment which passed over what is mandatory strayed is a reading of its own already.
  const isDoubted = [...passed.values()].some(({ position }) => position === before.position)
  const earlier = isDoubted || spot.tag === 'SE' ? undefined : cursor.copy()
  if (earlier?.undo() === true && earlier.take(segment.index) === undefined) {
    const message = `${before.tag} stands before ${spot.tag}, which comes first in the ${set}`
    // What follows belongs to this segment, not to the one that strayed.
    const { aside: _, ...back } = strayed({ ...reading, cursor: earlier }, before, message, false, 1)
    readings.push(back)
  }
  cursor.settle()
  const isLate = !strays.has(spot.tag) && [...passed.keys()].some(node => grammar.nodes[node]!.tag === spot.tag)
  const message = `${spot.tag} cannot stand at this place of the ${set}`
  readings.unshift(strayed(reading, spot, message, false, isLate ? LATE : 1))
  return readings
}

/** A little more than the other reading, that what went ahead of it strayed: of two neighbours the first is named. */
const LATE = 1.01

function strayed(reading: PlacementReading, spot: Spot, message: string, harmless: boolean, faults: number): PlacementReading {
  const { cursor } = reading
  const { grammar } = cursor
  const { set } = grammar.entry
  const remark: Remark = {
    ...placeOf(spot),
    ...loopOf(cursor),
    code: 'AK304:7',
    message,
    remedy: `Send the segments in the order of the ${set}`,
    harmless,
  }
  const node = grammar.placeOf(spot.tag)
  const strayedOne = {
    ...reading,
    strays: grammar.hasMandatory(spot.tag)
      ? new Map([...reading.strays, [spot.tag, (reading.strays.get(spot.tag) ?? 0) + 1]])
      : reading.strays,
    remarks: [...reading.remarks, remark],
    faults: reading.faults + faults,
  }
  if (node === 0 || !grammar.nodes[node - 1]!.isLoop) return strayedOne
  const inLoop = cursor.copy()
  inLoop.resume(node)
  return { ...strayedOne, aside: { cursor: inLoop, loop: node - 1 } }
}

/** @returns undefined when the segment does not belong to the loop that was begun out of sequence */
function takenAside(
  reading: PlacementReading,
  { cursor, loop }: NonNullable<PlacementReading['aside']>,
  segment: CompiledSegment,
  spot: Spot,
): PlacementReading | undefined {
  const { grammar } = cursor
  const onward = grammar.move(reading.cursor.at, segment.index)
  if (onward !== null && onward.missing.length === 0) return undefined
  const move = grammar.move(cursor.at, segment.index)
  if (move === null || move.target <= loop || move.target >= grammar.nodes[loop]!.end) return undefined
  reading.cursor.settle()
  const misplacement = cursor.take(segment.index)
  if (misplacement === undefined) return reading
  const passed = withMissing(reading.passed, misplacement.missing, spot)
  if (misplacement.kind === 'missing' || misplacement.kind === 'no-place') return { ...reading, passed }
  const remarks = [...reading.remarks, tooOften(misplacement.kind, cursor, spot)]
  return { ...reading, passed, remarks, faults: reading.faults + 1 }
}

function withMissing(passed: ReadonlyMap<number, Spot>, missing: readonly number[], spot: Spot): ReadonlyMap<number, Spot> {
  const fresh = missing.filter(node => !passed.has(node))
  return fresh.length === 0 ? passed : new Map([...passed, ...fresh.map(node => [node, spot] as const)])
}

/**
 * Totals that come in another order than the summary has them: they stand after the last line either way, so each can only mean
 * what it means in order. Senders of invoices do that (ISS before TDS).
 */
function isInSummary({ nodes, entry }: Grammar, ahead: string, late: readonly number[]): boolean {
  const isAhead = entry.summary.some(node => (typeof node === 'string' ? node : node.loop).startsWith(`${ahead} `))
  return isAhead && late.every(node => node >= summaryOf({ nodes, entry }))
}

/** A total ahead of a line does not stand where it means the same. */
function withLines(reading: PlacementReading): PlacementReading {
  const { cursor, remarks } = reading
  if (!remarks.some(({ harmless }) => harmless) || cursor.at >= summaryOf(cursor.grammar)) return reading
  return { ...reading, remarks: remarks.map(remark => ({ ...remark, harmless: false })) }
}

/** The summary ends the set, so the top-level nodes counted from the end are its own. */
function summaryOf({ nodes, entry }: Pick<Grammar, 'nodes' | 'entry'>): number {
  const top = nodes.flatMap(({ parent }, index) => (parent < 0 ? [index] : []))
  return entry.summary.length === 0 ? nodes.length : (top.at(-entry.summary.length) ?? nodes.length)
}

export function tooOften(kind: 'segment-repeats' | 'loop-repeats', cursor: Cursor, spot: Spot): Remark {
  const { nodes, entry } = cursor.grammar
  const { tag } = spot
  const { max } = nodes[cursor.at]!
  const times = `${max} ${max === 1 ? 'time' : 'times'}`
  const place = { ...placeOf(spot), ...loopOf(cursor) }
  if (kind === 'segment-repeats')
    return {
      ...place,
      code: 'AK304:5',
      message: `${tag} comes more than ${times} here`,
      remedy: `Send ${tag} no more than ${times}`,
    }
  const message = `The loop ${tag} comes more often than the ${entry.set} allows, which is ${times}`
  return { ...place, code: 'AK304:4', message, remedy: `Send no more than ${max} of them` }
}

function placeOf({ tag, position, offset }: Spot) {
  return { segment: tag, position, offset }
}

function loopOf({ path }: Cursor): { loop?: string } {
  return path === '' ? {} : { loop: path }
}
