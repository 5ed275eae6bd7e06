/** What a 997 or 999 says about a functional group that was sent, and a TA1 about an interchange. They speak of syntax only, never of business. */

export type AcknowledgmentOutcome = 'accepted' | 'accepted-with-errors' | 'partially-accepted' | 'rejected'

export interface FunctionalAcknowledgment {
  readonly kind: 'functional-acknowledgment'
  /** GS01 of the group answered, such as PO. */
  readonly functionalId: string
  /** GS06 of the group answered, as text. */
  readonly groupControlNumber: string
  readonly outcome: AcknowledgmentOutcome
  /** Empty when the sender answered the group only: the group's outcome then holds for each set. */
  readonly sets: readonly AcknowledgedSet[]
  readonly notes: readonly string[]
}

export interface AcknowledgedSet {
  readonly set: string
  readonly controlNumber: string
  readonly outcome: AcknowledgmentOutcome
  /** One sentence for each error noted: segment, element, code in words. */
  readonly notes: readonly string[]
}

/** What a TA1 says about the envelope of an interchange that was sent; nothing about what is in it. */
export interface InterchangeAcknowledgment {
  readonly kind: 'interchange-acknowledgment'
  /** ISA13 of the interchange answered, as text. */
  readonly interchangeControlNumber: string
  /** ISA09 and ISA10 of the interchange answered, as text. */
  readonly date: string
  readonly time: string
  readonly outcome: Exclude<AcknowledgmentOutcome, 'partially-accepted'>
  readonly notes: readonly string[]
}
