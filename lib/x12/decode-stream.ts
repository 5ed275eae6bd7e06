/** An X12 file of any size in constant memory: segments as they come, each set, group and interchange when it is complete. */
import { type DecodeOptions, notX12 } from './decode'
import type { Finding, Group, Interchange, Transaction } from './decoded'
import { Reader } from './reader'
import type { Segment } from './segment'

/**
 * In the order of the file; segments of one set come some at a time. Sets, groups and interchanges come without what they hold, because that has gone by. A set has its own
 * status when it ends; what its group or interchange is rejected for is known only when those end.
 */
export type DecodedEvent =
  | {
      readonly kind: 'transaction-begins'
      readonly transaction: Transaction
      readonly group: Group
      readonly interchange: Interchange
    }
  | { readonly kind: 'segments'; readonly segments: readonly PlacedSegment[] }
  | { readonly kind: 'transaction'; readonly transaction: Transaction; readonly group: Group; readonly interchange: Interchange }
  | { readonly kind: 'group'; readonly group: Group; readonly interchange: Interchange }
  | { readonly kind: 'interchange'; readonly interchange: Interchange }
  | { readonly kind: 'end'; readonly findings: readonly Finding[] }

export interface PlacedSegment {
  readonly segment: Segment
  /** Byte offset in the file. */
  readonly offset: number
  /** In its transaction set, ST being 1. */
  readonly position: number
}

/**
 * Reads on only when the next event is asked for, so that a slow consumer holds up the source.
 * @param source file stream, or any chunks of bytes; how they are cut makes no difference
 * @throws EdiError `not-x12` at the end when there was no interchange at all
 */
export async function* decodeStream(
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  options: DecodeOptions,
): AsyncGenerator<DecodedEvent> {
  let events: DecodedEvent[] = []
  let segments: PlacedSegment[] = []
  const handOn = (event: DecodedEvent) => {
    if (segments.length > 0) events.push({ kind: 'segments', segments })
    segments = []
    events.push(event)
  }
  const reader = new Reader(options, {
    keeps: false,
    segment: (segment, offset, position) => {
      segments.push({ segment, offset, position })
    },
    transactionBegins: (transaction, group, interchange) =>
      handOn({ kind: 'transaction-begins', transaction, group, interchange }),
    transactionEnds: (transaction, group, interchange) => handOn({ kind: 'transaction', transaction, group, interchange }),
    groupEnds: (group, interchange) => handOn({ kind: 'group', group, interchange }),
    interchangeEnds: interchange => handOn({ kind: 'interchange', interchange }),
  })
  let beginning = Buffer.alloc(0)
  for await (const chunk of source) {
    if (beginning.length < SHOWN) beginning = Buffer.concat([beginning, chunk.subarray(0, SHOWN)])
    for (let at = 0; at < chunk.length; at += PIECE) {
      reader.write(chunk.subarray(at, at + PIECE))
      yield* events
      events = []
      if (segments.length > 0) yield { kind: 'segments', segments }
      segments = []
    }
  }
  reader.end()
  yield* events
  const { findings, interchanges } = reader
  if (interchanges === 0 && !findings.list.some(({ segment }) => segment === 'ISA')) throw notX12(beginning)
  yield { kind: 'end', findings: findings.list }
}

/**
 * A chunk larger than this is read in pieces, so that its events do not pile up: what is alive when the collector comes by is what makes
 * it enlarge the young generation.
 */
const PIECE = 2048
/** So much of the beginning is kept to say what a file is that is not X12. */
const SHOWN = 400
