/** Segments of the dictionary as flat arrays, compiled once for each release, for the checks that run on every element. */
import { COMPONENT, CONTROL, DIGIT, HIGH, REPETITION } from './characters'
import { dictionaries, type Dictionary, type Release } from './dictionary/index'
import type { CompositeEntry, ElementEntry, ElementType } from './dictionary/format'

export type Kind = 'text' | 'code' | 'integer' | 'number' | 'date' | 'time' | 'composite'

/** Anything built of numbered parts: a segment of elements, a composite of components. */
export interface Parts {
  readonly name: string
  readonly parts: readonly Part[]
  /**
   * By place from 0: bits that a value must not contain for it to pass without a closer look; all of them where it always needs one
   * (dates, times, complete code lists, composites).
   */
  readonly suspicious: Uint16Array
  /** By place from 0: least length in the upper 16 bits, greatest in the lower. */
  readonly lengths: Int32Array
  /** Of the part in each place. */
  readonly ids: Int32Array
  readonly mandatory: number
  readonly conditions: readonly Condition[]
}

export interface Part {
  /** Another number for each part of each release, from 1. */
  readonly id: number
  /** Data element or composite number, `353` or `C001`. */
  readonly reference: string
  readonly name: string
  readonly kind: Kind
  readonly min: number
  readonly max: number
  /** How often it may be repeated within its place. */
  readonly repeats: number
  readonly codes: ReadonlySet<string> | undefined
  readonly components: Parts | undefined
}

/** P all or none, R at least one, E at most one, C the first calls for all the rest, L the first calls for one of the rest. */
export interface Condition {
  readonly note: string
  readonly letter: string
  readonly places: readonly number[]
  readonly first: number
  readonly rest: number
}

export interface CompiledSegment extends Parts {
  readonly tag: string
  /** Number of the segment among those of its release; its row in a grammar. */
  readonly index: number
  /** Presence bits found to satisfy every condition the last time; most segments of a file repeat them. */
  lastGood: number
}

/** Finds a compiled segment by the bytes of its tag, without making a string of them. */
export class SegmentTable {
  readonly #keys = new Int32Array(1024)
  readonly #segments: (CompiledSegment | undefined)[] = Array.from({ length: 1024 })
  readonly #byTag = new Map<string, CompiledSegment>()

  constructor(readonly dictionary: Dictionary) {
    let index = 0
    for (const [tag, entry] of Object.entries(dictionary.segments)) {
      const parts = compileParts(dictionary, entry.name, entry.elements, entry.syntax ?? [])
      this.#add({ ...parts, tag, index: index++, lastGood: -1 })
    }
  }

  get size(): number {
    return this.#byTag.size
  }

  byKey(key: number): CompiledSegment | undefined {
    for (let slot = slotOf(key); ; slot = (slot + 1) & 1023) {
      if (this.#keys[slot] === key) return this.#segments[slot]
      if (this.#keys[slot] === 0) return undefined
    }
  }

  byTag(tag: string): CompiledSegment | undefined {
    return this.#byTag.get(tag)
  }

  #add(segment: CompiledSegment): void {
    this.#byTag.set(segment.tag, segment)
    let slot = slotOf(tagKey(segment.tag))
    while (this.#keys[slot] !== 0) slot = (slot + 1) & 1023
    this.#keys[slot] = tagKey(segment.tag)
    this.#segments[slot] = segment
  }
}

const tables = new Map<Release, SegmentTable>()

export function segmentTable(release: Release): SegmentTable {
  let table = tables.get(release)
  if (table === undefined) tables.set(release, (table = new SegmentTable(dictionaries[release])))
  return table
}

/** Two or three characters of a tag as one number; 0 for anything longer or shorter. */
export function tagKey(tag: string): number {
  if (tag.length === 2) return tag.charCodeAt(0) | (tag.charCodeAt(1) << 8)
  if (tag.length === 3) return tag.charCodeAt(0) | (tag.charCodeAt(1) << 8) | (tag.charCodeAt(2) << 16)
  return 0
}

function slotOf(key: number): number {
  return (Math.imul(key, 0x9e3779b1) >>> 22) & 1023
}

function compileParts(dictionary: Dictionary, name: string, entries: readonly string[], syntax: readonly string[]): Parts {
  const parts = entries.map(entry => compilePart(dictionary, entry))
  return {
    name,
    parts,
    suspicious: Uint16Array.from(parts, suspiciousIn),
    lengths: Int32Array.from(parts, part => (part.min << 16) | part.max),
    ids: Int32Array.from(parts, part => part.id),
    mandatory: bits(entries.flatMap((entry, place) => (entry.split(' ')[1] === 'M' ? [place] : []))),
    conditions: syntax.map(compileCondition),
  }
}

/** Parts compiled so far. */
let partCount = 0

function compilePart(dictionary: Dictionary, entry: string): Part {
  const [reference = '', , repeat] = entry.split(' ')
  const repeats = repeat === undefined ? 1 : Number(repeat.slice(1))
  const composite = dictionary.composites[reference]
  if (composite !== undefined) {
    const components = compileParts(
      dictionary,
      composite.name,
      componentsIn(composite, dictionary.release),
      composite.syntax ?? [],
    )
    const id = ++partCount
    return { id, reference, name: composite.name, kind: 'composite', min: 1, max: 65535, repeats, codes: undefined, components }
  }
  const element = dictionary.elements[reference]
  if (element === undefined) throw new Error(`The dictionary names element ${reference} and does not describe it`)
  const { min = element.min, max = element.max } = (dictionary.release === '005010' && element['005010']) || {}
  return {
    id: ++partCount,
    reference,
    name: element.name,
    kind: kinds[element.type],
    min,
    max,
    repeats,
    codes: codesOf(element, dictionary.release),
    components: undefined,
  }
}

function componentsIn(composite: CompositeEntry, release: Release): readonly string[] {
  return composite[release] ?? []
}

const kinds: Readonly<Record<ElementType, Kind>> = {
  AN: 'text',
  ID: 'code',
  DT: 'date',
  TM: 'time',
  N0: 'integer',
  N2: 'integer',
  R: 'number',
}

function codesOf(element: ElementEntry, release: Release): ReadonlySet<string> | undefined {
  if (!element.codesComplete) return undefined
  const elsewhere = release === '004010' ? element.codesOnly005010 : element.codesOnly004010
  return new Set(Object.keys(element.codes ?? {}).filter(code => !elsewhere?.includes(code)))
}

function suspiciousIn({ kind, codes }: Part): number {
  if (kind === 'integer' || kind === 'number') return 0xffff & ~DIGIT
  return codes === undefined && (kind === 'text' || kind === 'code') ? CONTROL | HIGH | COMPONENT | REPETITION : 0xffff
}

function compileCondition(note: string): Condition {
  const places = (note.slice(1).match(/../g) ?? []).map(place => Number(place) - 1)
  return { note, letter: note.slice(0, 1), places, first: bits(places.slice(0, 1)), rest: bits(places.slice(1)) }
}

function bits(places: readonly number[]): number {
  return places.reduce((sum, place) => sum | (1 << place), 0)
}
