/** What changed between two revisions of one order, for a supplier that holds the earlier of them. */
import type { PurchaseOrder, PurchaseOrderLine } from './purchase-order'

export interface PurchaseOrderChange {
  readonly kind: 'purchase-order-change'
  /** The order as it stands now. */
  readonly order: PurchaseOrder
  /** In the order of the line numbers; lines that did not change are left out. Empty for a cancellation. */
  readonly lines: readonly LineChange[]
}

export type LineChange =
  | { readonly change: 'added'; readonly line: PurchaseOrderLine }
  | { readonly change: 'deleted'; readonly line: PurchaseOrderLine }
  | {
      readonly change: 'changed'
      readonly line: PurchaseOrderLine
      readonly before: PurchaseOrderLine
      /** In what the line differs; at least one. */
      readonly aspects: readonly LineAspect[]
    }

/** `item`: another article; `allowance`: what is taken off the price; `other`: texts, references and where it goes. */
export type LineAspect = 'item' | 'unit' | 'quantity' | 'price' | 'allowance' | 'date' | 'other'
