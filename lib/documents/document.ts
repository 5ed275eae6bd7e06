/** The business documents by kind; every map, match and node speaks of these. */
import type { FunctionalAcknowledgment } from './functional-acknowledgment'
import type { Invoice } from './invoice'
import type { OrderConfirmation } from './order-confirmation'
import type { PurchaseOrder } from './purchase-order'
import type { PurchaseOrderChange } from './purchase-order-change'
import type { ShipNotice } from './ship-notice'

export type BusinessDocument =
  | PurchaseOrder
  | PurchaseOrderChange
  | OrderConfirmation
  | ShipNotice
  | Invoice
  | FunctionalAcknowledgment

export type DocumentKind = BusinessDocument['kind']
