/** Lines of purchase invoices; the order line is the match. @see reference exact-online.md §7.6 */
import type { RecordOf, Resource } from './resource'

export const purchaseInvoiceLines = {
  path: 'purchase/PurchaseInvoiceLines',
  key: 'ID',
  changes: 'modified',
  properties: {
    ID: 'guid',
    InvoiceID: 'guid',
    LineNumber: 'number',
    PurchaseOrderLine: 'guid',
    Item: 'guid',
    Quantity: 'number',
    Unit: 'text',
    UnitPrice: 'number',
    NetPrice: 'number',
    Discount: 'number',
    Amount: 'number',
    VATCode: 'text',
    VATAmount: 'number',
    VATPercentage: 'number',
    CostCenter: 'text',
    CostUnit: 'text',
    Description: 'text',
    Notes: 'text',
    Modified: 'moment',
  },
} as const satisfies Resource

export type PurchaseInvoiceLine = RecordOf<typeof purchaseInvoiceLines>
