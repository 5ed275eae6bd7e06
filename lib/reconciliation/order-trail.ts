/** What the ledger holds of one purchase order, from its first revision to the last booking: what a row of the report is made of. */
import type { PurchaseOrder } from '../documents/purchase-order'
import type { DecimalText, Guid, Instant } from '../documents/value'
import type { MatchedInvoice } from '../matching/matched-invoice'

export interface OrderTrail {
  /** The newest revision, as it stands. */
  readonly order: PurchaseOrder
  readonly partner?: string
  /** When the first revision came into the ledger. */
  readonly arrivedAt: Instant
  /** Revisions that became a message to the supplier, the oldest first. */
  readonly told: readonly ToldRevision[]
  /** Answers of the supplier, the oldest first. */
  readonly confirmed: readonly QuantitiesSaid[]
  /** What the ship notices that hold announce. */
  readonly shipped: readonly QuantitiesSaid[]
  /** Invoices and credits that were matched to it, the oldest first. */
  readonly invoices: readonly InvoiceOfOrder[]
  /** Documents of the order that have stopped, whatever they are. */
  readonly stopped: readonly StoppedDocument[]
}

export interface ToldRevision {
  readonly documentId: string
  readonly revision: number
  readonly arrivedAt: Instant
  /** The functional acknowledgment that it waits for; undefined before it is encoded. */
  readonly transmission?: {
    readonly sentAt: Instant | null
    readonly outcome: string | null
    readonly answeredAt: Instant | null
    readonly deadline: Instant | null
  }
}

export interface QuantitiesSaid {
  readonly at: Instant
  readonly lines: readonly OrderLineQuantity[]
}

export interface OrderLineQuantity {
  /** Key of the order line. */
  readonly orderLine: Guid
  readonly quantity: DecimalText
}

export interface InvoiceOfOrder {
  readonly documentId: string
  readonly at: Instant
  readonly matched: MatchedInvoice
  readonly isBooked: boolean
  readonly bookedAt: Instant
}

export interface StoppedDocument {
  readonly documentId: string
  readonly kind: string
  readonly subject: string
  readonly state: 'failed' | 'held' | 'uncertain'
  readonly reason: string | null
  readonly since: Instant
}
