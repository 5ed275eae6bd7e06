/** Who and what: parties, addresses and item numbers, shared by all business documents. */

export interface Party {
  /** A code both sides know, with who assigned it. */
  readonly code?: string
  readonly assignedBy?: 'buyer' | 'seller' | 'gs1' | 'duns' | 'other'
  readonly name?: string
  readonly street?: readonly string[]
  readonly city?: string
  readonly state?: string
  readonly postcode?: string
  /** ISO 3166 alpha-2. */
  readonly country?: string
}

export interface ItemIds {
  readonly buyerCode?: string
  readonly supplierCode?: string
  /** GTIN of any length as text, leading zeros kept. */
  readonly gtin?: string
  readonly description?: string
}
