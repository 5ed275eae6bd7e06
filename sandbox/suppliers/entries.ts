/** The lines of `supplier-record.jsonl`: what the suppliers received and sent. The judge counts from them. */
import type { Division, Instant } from '../../lib/documents/value'
import type { AnswerKind } from './answer'
import type { InvoiceFigures } from './invoice'
import type { ReceivedChange, ReceivedOrder } from './order'

export type SupplierEntry = ReceivedFile | SentFile | DroppedFile

/** A file that the importer accepted. */
export interface ReceivedFile {
  readonly event: 'received'
  readonly at: Instant
  /** Name under which the mailbox keeps it. */
  readonly file: string
  readonly interchanges: readonly ReceivedInterchange[]
  /** One sentence for each interchange that no supplier of this world could take. */
  readonly strangers: readonly string[]
}

export interface ReceivedInterchange {
  /** ISA13. */
  readonly controlNumber: string
  /** ISA15, repeated in the answers. */
  readonly usage: string
  readonly division: Division
  readonly supplier: string
  readonly groups: readonly ReceivedGroup[]
}

export interface ReceivedGroup {
  readonly functionalId: string
  readonly controlNumber: string
  readonly sets: readonly ReceivedSet[]
  /** What the buyer's 997s say of groups that this supplier sent. */
  readonly acknowledged: readonly AcknowledgedGroup[]
}

export interface ReceivedSet {
  readonly code: string
  readonly controlNumber: string
  /** AK502; empty when the set was accepted. */
  readonly reason: string
  /** Of an accepted 850. */
  readonly order?: ReceivedOrder
  /** Of an accepted 860. */
  readonly change?: ReceivedChange
}

export interface AcknowledgedGroup {
  readonly functionalId: string
  readonly groupControlNumber: string
  /** AK901. */
  readonly verdict: string
}

/** A file as it is to be dropped, text and all: written before the drop, so that a drop after a kill repeats the same bytes. */
export interface SentFile {
  readonly event: 'intent'
  readonly at: Instant
  readonly file: string
  readonly division: Division
  readonly supplier: string
  /** ISA13 and GS06. */
  readonly controlNumber: number
  /** ISA06, where it is not that of the supplier. */
  readonly sender?: string
  /** Reason under which the buyer has to hold the file unread. */
  readonly heldAs?: string
  readonly documents: readonly SentDocument[]
  readonly text: string
}

export type SentDocument = SentAcknowledgment | SentAnswer | SentShipNotice | SentInvoice

export interface SentAcknowledgment {
  readonly set: '997'
  readonly functionalId: string
  readonly groupControlNumber: string
}

/** What the buyer has to make of a document that is not plain; all of it absent where it passes. */
export interface Meant {
  /** Reason under which it is held. */
  readonly heldAs?: string
  /** By the buyer's 997. */
  readonly isRejected?: true
  /** The buyer sees that it was there before. */
  readonly isRepeated?: true
}

export interface SentAnswer extends Meant {
  /** An 865 answers an 860. */
  readonly set: '855' | '865'
  readonly order: string
  /** 1 answers the original, each revision counts one up. */
  readonly version: number
  readonly kind: AnswerKind | 'cancelled'
  /** By line number, the day on which the last of it comes. */
  readonly promised: Readonly<Record<string, string>>
}

export interface SentShipNotice extends Meant {
  readonly set: '856'
  readonly order: string
  /** BSN02. */
  readonly number: string
  /** Quantity by line number. */
  readonly quantities: Readonly<Record<string, string>>
}

export interface SentInvoice extends InvoiceFigures, Meant {
  readonly set: '810'
  readonly order: string
  readonly number: string
  /** Quantity by line number. */
  readonly quantities: Readonly<Record<string, string>>
}

export interface DroppedFile {
  readonly event: 'dropped'
  readonly at: Instant
  readonly file: string
}

/** Every 850 that a supplier could read, in the order in which they came. */
export function ordersReceived(
  entries: readonly SupplierEntry[],
): readonly { readonly division: Division; readonly supplier: string; readonly order: ReceivedOrder }[] {
  return entries
    .flatMap(entry => (entry.event === 'received' ? entry.interchanges : []))
    .flatMap(({ division, supplier, groups }) =>
      groups.flatMap(({ sets }) => sets.flatMap(({ order }) => (order ? [{ division, supplier, order }] : []))),
    )
}

export function filesSent(entries: readonly SupplierEntry[]): readonly SentFile[] {
  return entries.filter(entry => entry.event === 'intent')
}
