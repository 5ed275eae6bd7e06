/**
 * The supplier directory: who a supplier is on each side, and what was agreed with it. Plain JSON, edited in the `edi-partners`
 * config node, exported and imported as it is.
 */
import type { Division } from '../documents/value'

export interface PartnerDirectory {
  /** Us, the buyer; one entry for each division that trades. */
  readonly companies: readonly Company[]
  readonly partners: readonly Partner[]
  readonly crossReferences: CrossReferences
}

export interface Company {
  readonly division: Division
  readonly name: string
  readonly interchange: PartyId
  /** GS02/GS03; the interchange id where it is left out. */
  readonly application?: string
}

export interface PartyId {
  /** ISA05/ISA07. */
  readonly qualifier: string
  /** ISA06/ISA08, without padding. */
  readonly id: string
}

export interface Partner {
  /** Short key of our own, unique in the directory. */
  readonly key: string
  readonly name: string
  /** Account code in Exact Online, unpadded; per division because the same supplier may have another code in each. */
  readonly accounts: readonly { readonly division: Division; readonly code: string }[]
  readonly interchange: PartyId
  readonly application?: string
  /** GS08, `004010` or `005010`. */
  readonly version: string
  /** ISA15: T never meets P. */
  readonly usage: 'P' | 'T'
  readonly delimiters: { readonly element: string; readonly component: string; readonly repetition: string; readonly segment: string }
  /** How a later revision of an order is sent. */
  readonly change: 'replace-850'
  /** Whether we answer its documents with a 997. `never` where the network does it. @see reference truecommerce.md §7 */
  readonly acknowledge: 'never' | 'always' | 'on-error'
  /** TXI03: a fraction (0.21) or a percent figure (21). @see reference x12.md §2 */
  readonly taxRate: 'fraction' | 'percent'
  readonly acknowledgmentDeadlineHours: number
  /** What a confirmation may change without a person: percent of the price; days of the date. */
  readonly tolerances: { readonly pricePercent: string; readonly dateDays: number }
}

export interface CrossReferences {
  /** ERP unit code → X12 element 355, by division; `division` left out means all. */
  readonly units: readonly { readonly division?: Division; readonly erp: string; readonly x12: string }[]
  /** Cost centre → GL account code. */
  readonly costCentres: readonly { readonly division?: Division; readonly costCentre: string; readonly glAccount: string }[]
  /** Tax code and rate of an invoice → VAT code of the division. */
  readonly taxes: readonly { readonly division?: Division; readonly tax: string; readonly rate: string; readonly vatCode: string }[]
  /** Charge code of an invoice → item code that carries it in Exact Online (purchase invoice lines know no GL account). */
  readonly charges: readonly { readonly division?: Division; readonly charge: string; readonly item: string }[]
  /** How invoices are booked, by division. */
  readonly booking: readonly { readonly division: Division; readonly as: 'purchase-invoice' | 'purchase-entry'; readonly journal: string }[]
}
