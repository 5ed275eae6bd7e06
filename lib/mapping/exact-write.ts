/**
 * What a map hands to `exact-online-post`: one document's writes in the order in which they are to be made. The node does not know
 * what they mean; it settles, looks up by natural key and writes.
 */
import type { Division, Guid } from '../documents/value'

export interface ExactWrites {
  readonly kind: 'exact-writes'
  readonly division: Division
  readonly writes: readonly ExactWrite[]
}

export type ExactWrite = ExactCreate | ExactUpdate

export interface ExactCreate {
  readonly action: 'create'
  /** Path after the division, such as `purchase/PurchaseInvoices`. */
  readonly resource: string
  readonly body: Readonly<Record<string, unknown>>
  /** Properties that together identify the record, such as Supplier and YourRef: looked up before the create and to settle a lost
   *  answer. An empty list means: never look up, never repeat blindly. */
  readonly naturalKey: readonly string[]
}

/** A PUT of chosen properties: repeating it changes nothing more. */
export interface ExactUpdate {
  readonly action: 'update'
  readonly resource: string
  readonly key: Guid
  readonly body: Readonly<Record<string, unknown>>
}
