/** People at suppliers and customers. @see reference exact-online.md §7.2 */
import type { RecordOf, Resource } from './resource'

export const contacts = {
  path: 'crm/Contacts',
  key: 'ID',
  changes: 'sync',
  sync: 'sync/CRM/Contacts',
  deletedAs: 5,
  properties: {
    ID: 'guid',
    Account: 'guid',
    AccountName: 'text',
    AccountIsSupplier: 'flag',
    Code: 'text',
    HID: 'number',
    FullName: 'text',
    FirstName: 'text',
    MiddleName: 'text',
    LastName: 'text',
    JobTitleDescription: 'text',
    IsMainContact: 'flag',
    Email: 'text',
    BusinessEmail: 'text',
    Phone: 'text',
    BusinessPhone: 'text',
    Mobile: 'text',
    BusinessMobile: 'text',
    Language: 'text',
    Notes: 'text',
    StartDate: 'moment',
    EndDate: 'moment',
    Modified: 'moment',
  },
} as const satisfies Resource

export type Contact = RecordOf<typeof contacts>
