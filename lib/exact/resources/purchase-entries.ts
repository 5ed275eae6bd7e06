/** Purchase entries: the booking in the ledger, on GL accounts. @see reference exact-online.md §7.7 */
import { purchaseEntryLines } from './purchase-entry-lines'
import type { RecordOf, Resource } from './resource'

export const purchaseEntries = {
  path: 'purchaseentry/PurchaseEntries',
  key: 'EntryID',
  changes: 'modified',
  lookUpBy: 'YourRef',
  lines: { property: 'PurchaseEntryLines', resource: purchaseEntryLines },
  properties: {
    EntryID: 'guid',
    EntryNumber: 'number',
    Journal: 'text',
    Supplier: 'guid',
    SupplierName: 'text',
    EntryDate: 'moment',
    DueDate: 'moment',
    YourRef: 'text',
    InvoiceNumber: 'number',
    OrderNumber: 'number',
    Description: 'text',
    PaymentCondition: 'text',
    PaymentReference: 'text',
    Currency: 'text',
    Rate: 'number',
    ReportingYear: 'number',
    ReportingPeriod: 'number',
    Document: 'guid',
    DocumentNumber: 'number',
    VATAmountFC: 'number',
    AmountFC: 'number',
    AmountDC: 'number',
    Status: 'number',
    Type: 'number',
    Reversal: 'flag',
    Created: 'moment',
    Modified: 'moment',
  },
} as const satisfies Resource

export type PurchaseEntry = RecordOf<typeof purchaseEntries>
