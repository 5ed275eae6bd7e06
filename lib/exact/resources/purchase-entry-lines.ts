/** Lines of purchase entries. @see reference exact-online.md §7.7 */
import type { RecordOf, Resource } from './resource'

export const purchaseEntryLines = {
  path: 'purchaseentry/PurchaseEntryLines',
  key: 'ID',
  changes: 'none',
  properties: {
    ID: 'guid',
    EntryID: 'guid',
    LineNumber: 'number',
    GLAccount: 'guid',
    GLAccountCode: 'text',
    AmountFC: 'number',
    AmountDC: 'number',
    VATCode: 'text',
    VATAmountFC: 'number',
    VATBaseAmountFC: 'number',
    CostCenter: 'text',
    CostUnit: 'text',
    Quantity: 'number',
    Description: 'text',
    Notes: 'text',
    Type: 'number',
  },
} as const satisfies Resource

export type PurchaseEntryLine = RecordOf<typeof purchaseEntryLines>
