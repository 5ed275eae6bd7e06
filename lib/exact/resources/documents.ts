/** Documents, which attachments hang on. @see reference exact-online.md §7.10 */
import type { RecordOf, Resource } from './resource'

export const documents = {
  path: 'documents/Documents',
  key: 'ID',
  changes: 'sync',
  sync: 'sync/Documents/Documents',
  deletedAs: 6,
  lookUpBy: 'Subject',
  properties: {
    ID: 'guid',
    Subject: 'text',
    Type: 'number',
    TypeDescription: 'text',
    Account: 'guid',
    AccountCode: 'text',
    DocumentDate: 'moment',
    Category: 'guid',
    DocumentFolder: 'guid',
    Body: 'text',
    FinancialTransactionEntryID: 'guid',
    AmountFC: 'number',
    Currency: 'text',
    HID: 'number',
    Language: 'text',
    DocumentViewUrl: 'text',
    Modified: 'moment',
  },
} as const satisfies Resource

export type ExactDocument = RecordOf<typeof documents>
