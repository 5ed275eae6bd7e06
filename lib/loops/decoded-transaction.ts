/** Payload of `x12-decode`: one transaction set with what its envelope says. */
import type { Finding, Status } from '../x12/decoded'
import type { Delimiters, Segment } from '../x12/segment'

export interface DecodedTransaction {
  readonly set: string
  readonly controlNumber: string
  /** GS08. */
  readonly version: string
  readonly status: Status
  readonly findings: readonly Finding[]
  /** ST to SE. */
  readonly segments: readonly Segment[]
  readonly delimiters: Delimiters
  /** ISA05. */
  readonly senderQualifier: string
  readonly sender: string
  /** ISA07. */
  readonly receiverQualifier: string
  readonly receiver: string
  /** GS03. */
  readonly applicationReceiver: string
  /** ISA15. */
  readonly usage: string
  readonly interchangeControlNumber: string
  readonly groupControlNumber: string
}
