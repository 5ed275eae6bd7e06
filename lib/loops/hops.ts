/** The maps that `edi-map` offers, by name. Adding one is adding one row. */
import { confirmationToExactHop } from './confirmation-to-exact'
import { invoiceToExactHop } from './exact-writes'
import { documentToFlatHop, flatToDocumentHop } from './flat'
import type { Hop } from './hop'
import { purchaseOrderHop } from './purchase-order'
import { shipNoticeToExactHop } from './ship-notices'
import { acknowledgmentHop, changeConfirmationHop, confirmationHop, invoiceHop, shipNoticeHop } from './supplier-documents'
import { x850Hop } from './x850'

export const hops: Readonly<Record<string, Hop>> = {
  'exact-to-purchase-order': purchaseOrderHop,
  'purchase-order-to-850': x850Hop,
  '855-to-order-confirmation': confirmationHop,
  '865-to-order-confirmation': changeConfirmationHop,
  '856-to-ship-notice': shipNoticeHop,
  '810-to-invoice': invoiceHop,
  '997-to-functional-acknowledgment': acknowledgmentHop,
  'order-confirmation-to-exact': confirmationToExactHop,
  'ship-notice-to-exact': shipNoticeToExactHop,
  'invoice-to-exact': invoiceToExactHop,
  'document-to-flat': documentToFlatHop,
  'flat-to-document': flatToDocumentHop,
}
