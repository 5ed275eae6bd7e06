/** What the reader makes of a file: plain JSON, printed as it is by `edi-loop decode --json`. */
import type { Delimiters, Segment } from './segment'

export interface Decoded {
  readonly interchanges: readonly Interchange[]
  /** What concerns the file and no interchange in it: text between interchanges, a byte order mark. */
  readonly findings: readonly Finding[]
  /** Line breaks and other padding after the last interchange. */
  readonly ending: string
}

/** `errors` is accepted with errors noted; `rejected` must not be used. */
export type Status = 'accepted' | 'errors' | 'rejected'

export interface Interchange {
  readonly senderQualifier: string
  /** ISA06 without its padding. */
  readonly sender: string
  readonly receiverQualifier: string
  /** ISA08 without its padding. */
  readonly receiver: string
  /** ISA13 as text, leading zeros kept. */
  readonly controlNumber: string
  /** ISA12, such as `00401`. */
  readonly version: string
  /** ISA15: P production, T test, I information. */
  readonly usage: string
  /** ISA09, YYMMDD, as in the file. */
  readonly date: string
  /** ISA10, HHMM, as in the file. */
  readonly time: string
  /** ISA14 is 1: the sender wants a TA1. */
  readonly acknowledgmentRequested: boolean
  readonly delimiters: Delimiters
  readonly status: Status
  readonly findings: readonly Finding[]
  /** Interchange acknowledgments that stand between ISA and the first group. */
  readonly technicalAcknowledgments: readonly Segment[]
  readonly groups: readonly Group[]
  /** ISA as in the file, its elements with their padding. */
  readonly header: Segment
  /** ISX right after the ISA, from 007040, which names a release character; empty where there is none. */
  readonly extension: Segment
  /** ISB and ISE between the ISA and the first group: grade of service and deferred delivery, which nothing here depends on. */
  readonly services: readonly Segment[]
  /** IEA as in the file; empty where it is missing. */
  readonly trailer: Segment
  /** What follows the ISA's terminator before the next segment: `''`, or a line break that only makes the file readable. */
  readonly lineBreak: string
  /** Byte offset of the I of ISA in the file. */
  readonly offset: number
}

export interface Group {
  /** GS01. */
  readonly functionalId: string
  /** GS02, the application sender. */
  readonly sender: string
  /** GS03, the application receiver. */
  readonly receiver: string
  /** GS04, CCYYMMDD, as in the file. */
  readonly date: string
  /** GS05, as in the file. */
  readonly time: string
  /** GS06 as text. */
  readonly controlNumber: string
  /** GS08, such as `004010VICS`. */
  readonly version: string
  /** GE01 as in the file; `''` when the trailer is missing. */
  readonly declaredCount: string
  readonly status: Status
  readonly findings: readonly Finding[]
  readonly transactions: readonly Transaction[]
  /** GS as in the file; empty where it is missing. */
  readonly header: Segment
  /** GE as in the file; empty where it is missing. */
  readonly trailer: Segment
  readonly offset: number
}

export interface Transaction {
  /** ST01, such as `850`. */
  readonly set: string
  /** ST02 as text. */
  readonly controlNumber: string
  readonly status: Status
  /** Segments from ST to SE, both counted. */
  readonly segmentCount: number
  readonly findings: readonly Finding[]
  /** ST to SE. */
  readonly segments: readonly Segment[]
  readonly offset: number
}

export interface Finding {
  /**
   * The standard's own code with its element, `AK304:7`, `AK403:1`, `AK502:4`, `AK905:5`, `TA105:001`; a kebab-case word where
   * the standard has none (`byte-order-mark`). @see reference x12.md §9
   */
  readonly code: string
  /** An `error` counts for the status, and so does what is against the partner's `guide` only; a `note` does not. */
  readonly level: 'error' | 'guide' | 'note'
  /** Tag of the segment concerned; `''` when there is none. */
  readonly segment: string
  /** Position of the segment: in a transaction set ST is 1; outside of one it is counted from the ISA, which is 1. */
  readonly position: number
  /** Byte offset in the file of the element, or of the segment where no element is at fault. */
  readonly offset: number
  /** Loop the segment stands in, as its path of first segments (`PO1/N9`). */
  readonly loop?: string
  readonly element?: number
  readonly component?: number
  /** Which repetition of the element, from 1, where elements repeat. */
  readonly repetition?: number
  /** Data element number of the dictionary, such as `330`. */
  readonly reference?: string
  readonly value?: string
  /** What a 999 says in place of the code: the code of a guide, such as `I6`. */
  readonly implementation?: string
  readonly message: string
  readonly remedy: string
}
