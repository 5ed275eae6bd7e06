/** What a 997, 999 or TA1 says about a functional group that was sent. It speaks of syntax only, never of business. */

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
