/** The built-in maps by name, for the node that applies one. A further map is one more row. */
import { functionalAcknowledgmentFrom } from './997-to-functional-acknowledgment'
import { invoiceFrom } from './810-to-invoice'
import { orderConfirmationFrom } from './855-to-order-confirmation'
import { purchaseOrderFrom } from './exact-to-purchase-order'
import { invoiceWrites } from './invoice-to-exact'
import { confirmationWrites } from './order-confirmation-to-exact'
import { x850From } from './purchase-order-to-850'

/** `from` and `to` are kinds of documents; a transaction set is named by its number. */
export const maps = {
  'exact-to-purchase-order': { from: 'exact-purchase-order', to: 'purchase-order', map: purchaseOrderFrom },
  'purchase-order-to-850': { from: 'purchase-order', to: '850', map: x850From },
  '855-to-order-confirmation': { from: '855', to: 'order-confirmation', map: orderConfirmationFrom },
  'order-confirmation-to-exact': { from: 'order-confirmation', to: 'exact-writes', map: confirmationWrites },
  '810-to-invoice': { from: '810', to: 'invoice', map: invoiceFrom },
  'invoice-to-exact': { from: 'invoice', to: 'exact-writes', map: invoiceWrites },
  '997-to-functional-acknowledgment': { from: '997', to: 'functional-acknowledgment', map: functionalAcknowledgmentFrom },
} as const

export type MapName = keyof typeof maps
