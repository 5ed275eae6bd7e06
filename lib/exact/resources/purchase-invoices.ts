/** Purchase invoices on items, against order lines. @see reference exact-online.md §7.6 */
import { purchaseInvoiceLines } from './purchase-invoice-lines'
import type { RecordOf, Resource } from './resource'

export const purchaseInvoices = {
  path: 'purchase/PurchaseInvoices',
  key: 'ID',
  changes: 'modified',
  lookUpBy: 'YourRef',
  lines: { property: 'PurchaseInvoiceLines', resource: purchaseInvoiceLines },
  properties: {
    ID: 'guid',
    Type: 'number',
    Status: 'number',
    Source: 'number',
    Journal: 'text',
    Supplier: 'guid',
    InvoiceDate: 'moment',
    YourRef: 'text',
    EntryNumber: 'number',
    DueDate: 'moment',
    PaymentCondition: 'text',
    PaymentReference: 'text',
    Currency: 'text',
    ExchangeRate: 'number',
    Warehouse: 'guid',
    Document: 'guid',
    Description: 'text',
    Remarks: 'text',
    Amount: 'number',
    VATAmount: 'number',
    AmountFCExclVat: 'number',
    Modified: 'moment',
  },
} as const satisfies Resource

export type PurchaseInvoice = RecordOf<typeof purchaseInvoices>
