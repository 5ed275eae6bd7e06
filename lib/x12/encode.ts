/** Transaction sets to the bytes of an interchange, in canonical form. */
import { EdiError } from '../error'
import { type Characters, checkedBytes, checkSegment, type WrittenPlace } from './outgoing-text'
import { segmentTable } from './compiled-segment'
import { releaseOf } from './release'
import type { Delimiters, Segment } from './segment'
import { dtOf, tmOf } from './values'

export interface OutgoingInterchange {
  readonly sender: { readonly qualifier: string; readonly id: string }
  readonly receiver: { readonly qualifier: string; readonly id: string }
  /** `2026-01-15`. */
  readonly date: string
  /** `09:30`. */
  readonly time: string
  /** 1 to 999999999. */
  readonly controlNumber: number
  readonly version: '004010' | '005010'
  readonly usage: 'P' | 'T'
  readonly acknowledgmentRequested: boolean
  /** `segment` may be followed by a line break (`~` and LF). */
  readonly delimiters: Delimiters
  /** What becomes of accents and other characters outside of the extended set; they are refused where nothing is said. */
  readonly characters?: Characters
  /** Interchange acknowledgments, written before the first group. */
  readonly technicalAcknowledgments?: readonly Segment[]
  readonly groups: readonly OutgoingGroup[]
}

export interface OutgoingGroup {
  /** GS01. */
  readonly functionalId: string
  /** GS02. */
  readonly sender: string
  /** GS03. */
  readonly receiver: string
  readonly controlNumber: number
  /** GS08, such as `004010` or `005010X231A1`. */
  readonly version: string
  readonly transactions: readonly OutgoingTransaction[]
}

export interface OutgoingTransaction {
  readonly set: string
  /** ST02, 4 to 9 characters. */
  readonly controlNumber: string
  /** Without ST and SE. */
  readonly segments: readonly Segment[]
}

/**
 * Bytes of an interchange in canonical form: ISA of 106 bytes, no empty elements at the end of a segment, counts worked out.
 * @throws EdiError `x12-delimiter-in-data`, `x12-character`, `x12-segment`, `x12-delimiters`, `x12-envelope` with the segment and
 *   element concerned. @see reference x12.md §1
 */
export function encode(interchange: OutgoingInterchange): Buffer {
  return Buffer.concat([...encodeInParts(interchange, interchange.groups)])
}

type Envelope = Omit<OutgoingInterchange, 'groups'>

/** The same bytes part by part, one transaction set at a time, for batches too large for memory; `groups` may be made on the way. */
export function* encodeInParts(interchange: Envelope, groups: Iterable<OutgoingGroup>): Generator<Buffer> {
  const { delimiters, version, technicalAcknowledgments = [] } = interchange
  checkDelimiters(delimiters, version)
  const place = placeIn(interchange, version)
  yield Buffer.from(isaOf(interchange), 'latin1')
  if (technicalAcknowledgments.length > 0) yield written(technicalAcknowledgments, place)
  let count = 0
  for (const group of groups) {
    yield* groupParts(interchange, group)
    count++
  }
  yield written([['IEA', String(count), padded(interchange.controlNumber, 9, 'IEA', 2)]], place)
}

function* groupParts(interchange: Envelope, group: OutgoingGroup): Generator<Buffer> {
  const place = placeIn(interchange, group.version)
  const placeInSet = { ...place, inSet: true }
  const controlNumber = numberWithin(group.controlNumber, 'GS', 6)
  const header = ['GS', group.functionalId, sized(group.sender, 2, 15, 'GS', 2), sized(group.receiver, 2, 15, 'GS', 3)]
  yield written([[...header, dtOf(interchange.date), tmOf(interchange.time), controlNumber, 'X', group.version]], place)
  let count = 0
  for (const { set, controlNumber: number, segments } of group.transactions) {
    sized(number, 4, 9, 'ST', 2)
    const trailer = ['SE', String(segments.length + 2), number]
    yield written([['ST', set, number], ...segments, trailer], placeInSet)
    count++
  }
  yield written([['GE', String(count), controlNumber]], place)
}

function placeIn(interchange: Envelope, version: string): WrittenPlace {
  const table = segmentTable(releaseOf(version, '').release)
  return { delimiters: interchange.delimiters, characters: charactersOf(interchange), table, inSet: false }
}

function charactersOf({ characters = 'refuse' }: Envelope): Characters {
  return characters
}

/** Bytes of the segments, after one check of all characters; only what looks wrong is looked at element by element. */
function written(segments: readonly Segment[], place: WrittenPlace): Buffer {
  const { element, segment: terminator } = place.delimiters
  const lines: string[] = []
  let separators = 0
  for (let position = 0; position < segments.length; position++) {
    const segment = segments[position]!
    checkSegment(segment, position, segments.length, place)
    let last = segment.length - 1
    while (last > 0 && segment[last] === '') last--
    if (last === 0) throw emptySegment(segment, position)
    separators += last
    lines.push(last === segment.length - 1 ? segment.join(element) : segment.slice(0, last + 1).join(element))
  }
  return checkedBytes(lines.join(terminator) + terminator, separators, segments, place)
}

/** @see reference x12.md §1, the table of offsets */
function isaOf(interchange: Envelope): string {
  const { sender, receiver, delimiters, version, usage, acknowledgmentRequested } = interchange
  const repeats = version >= '00402' && delimiters.repetition !== ''
  const elements = [
    ['00', ' '.repeat(10), '00', ' '.repeat(10)],
    [sized(sender.qualifier, 2, 2, 'ISA', 5), sized(sender.id, 1, 15, 'ISA', 6).padEnd(15)],
    [sized(receiver.qualifier, 2, 2, 'ISA', 7), sized(receiver.id, 1, 15, 'ISA', 8).padEnd(15)],
    [
      dtOf(interchange.date, { segment: 'ISA', element: 9 }).slice(2),
      tmOf(interchange.time, { segment: 'ISA', element: 10 }).slice(0, 4),
    ],
    [
      repeats ? delimiters.repetition : 'U',
      version === '004010' ? '00401' : '00501',
      padded(interchange.controlNumber, 9, 'ISA', 13),
    ],
    [acknowledgmentRequested ? '1' : '0', usage],
  ].flat()
  const marks = [delimiters.element, delimiters.component, delimiters.segment.slice(0, 1)]
  const wrong = elements.findIndex(each => marks.some(mark => each.includes(mark)))
  if (wrong >= 0) throw delimiterInHeader(elements[wrong] ?? '', wrong + 1)
  return `ISA${delimiters.element}${elements.join(delimiters.element)}${delimiters.element}${delimiters.component}${delimiters.segment}`
}

/** Separators must differ, and none may be a letter, a digit or a space, which every text holds. */
function checkDelimiters({ element, component, repetition, segment }: Delimiters, version: string): void {
  const marks = [
    element,
    component,
    segment.slice(0, 1),
    ...(version >= '00402' || repetition !== '' ? [repetition] : []),
  ].filter(mark => mark !== '')
  const good =
    marks.every(mark => mark.length === 1 && mark > '\0' && mark <= '\x7f' && !/[A-Za-z0-9 ]/.test(mark)) &&
    new Set(marks).size === marks.length
  if (good && element !== '' && component !== '' && /^[^\r\n](\r?\n)?$|^\r?\n$|^\r$/.test(segment)) return
  throw new EdiError({
    code: 'x12-delimiters',
    what: `The delimiters ${JSON.stringify({ element, component, repetition, segment })} cannot be used together`,
    remedy: 'Choose four different characters that are no letters, digits or spaces, such as * > ^ ~',
  })
}

function sized(text: string, min: number, max: number, segment: string, element: number): string {
  if (text.length >= min && text.length <= max && text.trim() !== '' && /^[ -~]*$/.test(text)) return text
  throw new EdiError({
    code: 'x12-envelope',
    what: `"${text}" must have ${min === max ? min : `${min} to ${max}`} characters, all of them ASCII`,
    where: { segment, element },
    remedy: 'Put the ids of the partner right',
  })
}

function numberWithin(number: number, segment: string, element: number): string {
  if (Number.isInteger(number) && number >= 1 && number <= 999_999_999) return String(number)
  throw new EdiError({
    code: 'x12-envelope',
    what: `${number} is no control number from 1 to 999999999`,
    where: { segment, element },
  })
}

function padded(number: number, width: number, segment: string, element: number): string {
  return numberWithin(number, segment, element).padStart(width, '0')
}

function emptySegment(segment: Segment, position: number): EdiError {
  const where = { segment: segment[0] ?? '', position: position + 1 }
  return new EdiError({
    code: 'x12-segment',
    what: 'A segment must have at least one element',
    where,
    remedy: 'Leave the segment out',
  })
}

function delimiterInHeader(text: string, element: number): EdiError {
  const remedy = 'Choose other delimiters, or another id'
  return new EdiError({
    code: 'x12-delimiter-in-data',
    what: `"${text}" holds a delimiter`,
    where: { segment: 'ISA', element },
    remedy,
  })
}
