/** Transaction sets to the bytes of an interchange, in canonical form. */
import { InterchangeWriter } from './interchange-writer'
import type { Characters, Elements } from './outgoing-text'
import type { Delimiters, Segment } from './segment'

export interface InterchangeHeader {
  readonly sender: { readonly qualifier: string; readonly id: string }
  readonly receiver: { readonly qualifier: string; readonly id: string }
  /** `2026-01-15`. */
  readonly date: string
  /** `09:30`. */
  readonly time: string
  /** 1 to 999999999. */
  readonly controlNumber: number
  readonly version: '004010' | '005010'
  /** ISA12 where it is another than that of the version: `00304`, `00601`. */
  readonly isaVersion?: string
  /** ISA15: production, test, or information. */
  readonly usage: 'P' | 'T' | 'I'
  readonly acknowledgmentRequested: boolean
  /** `segment` may be followed by a line break (`~` and LF). */
  readonly delimiters: Delimiters
  /** What becomes of accents and other characters outside of the extended set; they are refused where nothing is said. */
  readonly characters?: Characters
  /** `made` where nothing is said. */
  readonly elements?: Elements
  /** Interchange acknowledgments, written before the first group. */
  readonly technicalAcknowledgments?: readonly Segment[]
  /** The envelope of the file that it was read from: what still says the same keeps its form. */
  readonly asRead?: InterchangeAsRead
}

export interface InterchangeAsRead {
  /** ISA, its elements with their padding. */
  readonly header?: Segment
  readonly trailer?: Segment
  /** ISX, ISB and ISE. */
  readonly services: readonly Segment[]
  /** What stands after the terminator of the IEA, where that is not the line break of every other segment. */
  readonly ending?: string
  /** The document names a date of its own, which then counts for the groups too. */
  readonly isDated: boolean
}

export interface OutgoingInterchange extends InterchangeHeader {
  readonly groups: readonly OutgoingGroup[]
}

export interface GroupHeader {
  /** GS01. */
  readonly functionalId: string
  /** GS02. */
  readonly sender: string
  /** GS03. */
  readonly receiver: string
  readonly controlNumber: number
  /** GS08, such as `004010` or `005010X231A1`. */
  readonly version: string
  /** GS and GE of the file that it was read from. */
  readonly asRead?: { readonly header?: Segment; readonly trailer?: Segment }
}

export interface OutgoingGroup extends GroupHeader {
  readonly transactions: readonly OutgoingTransaction[]
}

/** A group whose transaction sets are made on the way. */
export interface BatchGroup extends GroupHeader {
  readonly transactions: Iterable<OutgoingTransaction>
}

/** A group whose transaction sets are made on the way and may take time to come. */
export interface StreamedGroup extends GroupHeader {
  readonly transactions: Iterable<OutgoingTransaction> | AsyncIterable<OutgoingTransaction>
}

export interface OutgoingTransaction {
  readonly set: string
  /** ST02, 4 to 9 characters. */
  readonly controlNumber: string
  /** ST03, the guide the set follows, from 005010. */
  readonly implementation?: string
  /** SE of the file that it was read from. */
  readonly trailer?: Segment
  /** Without ST and SE. */
  readonly segments: readonly Segment[]
}

/**
 * Bytes of an interchange in canonical form: ISA of 106 bytes, no empty elements at the end of a segment, counts worked out.
 * @throws EdiError `x12-delimiter-in-data`, `x12-character`, `x12-segment`, `x12-delimiters`, `x12-envelope` with the segment and
 *   element concerned. @see reference x12.md §1
 */
export function encode(interchange: OutgoingInterchange): Buffer {
  const blocks = [...encodeInBlocks(interchange, interchange.groups)]
  return blocks.length === 1 ? blocks[0]! : Buffer.concat(blocks)
}

/**
 * The same bytes in blocks of about 64 KB. Groups and transaction sets are asked for one at a time, when the block before has been
 * taken, so that a batch of any size needs the memory of its largest set.
 */
export function* encodeInBlocks(header: InterchangeHeader, groups: Iterable<BatchGroup>): Generator<Buffer> {
  const writer = new InterchangeWriter(header)
  try {
    for (const group of groups) {
      writer.beginGroup(group)
      for (const transaction of group.transactions) {
        writer.add(transaction)
        for (const block of writer.take()) yield block
      }
      writer.endGroup()
    }
    writer.end()
    for (const block of writer.take()) yield block
  } finally {
    writer.release()
  }
}

/** As `encodeInBlocks`, for batches that are read from somewhere while they are written; a file stream can be fed with it. */
export async function* encodeStream(
  header: InterchangeHeader,
  groups: Iterable<StreamedGroup> | AsyncIterable<StreamedGroup>,
): AsyncGenerator<Buffer> {
  const writer = new InterchangeWriter(header)
  try {
    for await (const group of groups) {
      writer.beginGroup(group)
      for await (const transaction of group.transactions) {
        writer.add(transaction)
        for (const block of writer.take()) yield block
      }
      writer.endGroup()
    }
    writer.end()
    for (const block of writer.take()) yield block
  } finally {
    writer.release()
  }
}
