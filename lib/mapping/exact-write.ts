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

export type ExactWrite = ExactCreate | ExactEnsure | ExactUpdate | ExactComplete

export interface ExactCreate extends ExactRecordWrite {
  readonly action: 'create'
}

/** A record that only belongs to the others, such as the document with the original file: made unless it is there. */
export interface ExactEnsure extends ExactRecordWrite {
  readonly action: 'ensure'
}

interface ExactRecordWrite {
  /** Path after the division, such as `purchase/PurchaseInvoices`. */
  readonly resource: string
  /** Bytes stand for base64 text. */
  readonly body: Readonly<Record<string, unknown>>
  /** Properties that together identify the record, such as Supplier and YourRef: looked up before the create and to settle a lost
   *  answer. An empty list means: never look up, never repeat blindly. */
  readonly naturalKey: readonly string[]
  /** Name of the record for the writes after it. */
  readonly as?: string
  readonly refers?: References
}

/** Property → name of the write before, whose key it holds. */
export type References = Readonly<Record<string, string>>

/** A PUT of chosen properties: repeating it changes nothing more. */
export interface ExactUpdate {
  readonly action: 'update'
  readonly resource: string
  readonly key: Guid
  readonly body: Readonly<Record<string, unknown>>
}

/** A draft that an earlier document made becomes the record that this one asks for; where the draft is gone, that is created. */
export interface ExactComplete {
  readonly action: 'complete'
  readonly resource: string
  /** By which the draft is found. */
  readonly draft: Pick<ExactCreate, 'body' | 'naturalKey'>
  /** What the draft is still to be told; or in what it differs, so that a person has to remove it. */
  readonly completion: { readonly body: Readonly<Record<string, unknown>> } | { readonly differs: string }
  /** An invoice of several orders may find a draft of each. */
  readonly instead: ExactCreate | ExactComplete
  /** Of the completion. */
  readonly refers?: References
}
