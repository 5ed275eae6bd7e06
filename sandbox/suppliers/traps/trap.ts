/**
 * A trap: one way in which a supplier departs from a plain answer, and what the buyer has to make of it. Each is a row of data; the
 * numbers in `of` are those of reference x12.md §11, codes those of §7.
 */
import type { Answer, Delivery } from '../answer'
import type { Meant } from '../entries'
import type { Matching } from '../habits'
import type { ReceivedLine, ReceivedOrder } from '../order'
import type { Segment } from '../read'

export interface Trap {
  /** Unique; a sentence without its end. */
  readonly name: string
  /** Codes and numbers of traps that it shows. */
  readonly of: string
  /** The document that is not plain. An 865 and an 856 are sent beside the others; a 997 answers the order. */
  readonly set: '855' | '865' | '856' | '810' | '997'
  /** Under which the buyer has to hold it; left out, it passes. */
  readonly heldAs?: string
  /** Instead, by what its invoices are compared with. */
  readonly heldWhere?: HeldWhere
  /** An 856 that speaks of less than is invoiced: where that counts as received, the invoice waits. */
  readonly announcesLess?: true
  /** Whether an order can show it; left out, every order can. An order that cannot is answered plainly. */
  readonly fits?: (order: ReceivedOrder) => boolean
  /** Prices and days of an 855. */
  readonly answer?: (answer: Answer) => Answer
  /** Quantities and prices of an 810. */
  readonly delivery?: (delivery: Delivery) => Delivery
  /** The set without ST and SE, as it would be and as it is. */
  readonly edit?: Edit
  /** The whole file. */
  readonly text?: (text: string) => string
  /** ISA06, where the sender is nobody whom the buyer knows. */
  readonly sender?: string
  /** ISA08, where the receiver is no company of the buyer. */
  readonly receiver?: string
  /** Under which the buyer has to hold the file unread. */
  readonly fileHeldAs?: string
  /** Under the control number that the supplier used last. */
  readonly repeatsNumber?: true
  /** Further sets in the same interchange. */
  readonly also?: readonly Further[]
  /** The buyer's 997 rejects it, and nothing comes of it. */
  readonly isRejected?: true
  /** The goods of another order are on the 810 too. */
  readonly together?: true
}

export type HeldWhere = Readonly<Partial<Record<Matching, string>>>

export interface Further extends Meant {
  readonly heldWhere?: HeldWhere
  /** Not sent by suppliers of others. */
  readonly onlyWhere?: readonly Matching[]
  /** Ahead of the first. */
  readonly before?: true
  /** Of the 810 or 856, made from the number of the first. */
  readonly number: (first: string) => string
  /** Made from the whole order. */
  readonly delivery?: (delivery: Delivery) => Delivery
  readonly edit?: Edit
}

export interface Scene {
  readonly order: ReceivedOrder
  /** The line that the trap is about. */
  readonly line: ReceivedLine
  /** Number of the first 810 or 856. */
  readonly number: string
  readonly release: '004010' | '005010'
}

export type Edit = (segments: readonly Segment[], scene: Scene) => readonly Segment[]

/** Whether the buyer books the 810. */
export function isBookable({ heldAs, isRejected, isRepeated, fileHeldAs }: Partial<Record<keyof Meant | 'fileHeldAs', unknown>>) {
  return [heldAs, isRejected, isRepeated, fileHeldAs].every(reason => reason === undefined)
}
