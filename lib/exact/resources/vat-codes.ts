/** VAT codes; the percentage is a fraction, 0.21. @see reference exact-online.md §7.9 */
import type { RecordOf, Resource } from './resource'

export const vatCodes = {
  path: 'vat/VATCodes',
  key: 'ID',
  changes: 'modified',
  properties: {
    ID: 'guid',
    Code: 'text',
    Description: 'text',
    Percentage: 'number',
    Type: 'text',
    VATTransactionType: 'text',
    IsBlocked: 'flag',
    Charged: 'flag',
    Modified: 'moment',
  },
} as const satisfies Resource

export type VatCode = RecordOf<typeof vatCodes>
