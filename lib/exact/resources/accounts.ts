/** Suppliers and customers. Codes are 18 wide in filters. @see reference exact-online.md §7.1 */
import type { RecordOf, Resource } from './resource'

export const accounts = {
  path: 'crm/Accounts',
  key: 'ID',
  changes: 'sync',
  sync: 'sync/CRM/Accounts',
  deletedAs: 2,
  properties: {
    ID: 'guid',
    Code: 'text',
    Name: 'text',
    IsSupplier: 'flag',
    Status: 'text',
    Blocked: 'flag',
    SearchCode: 'text',
    CodeAtSupplier: 'text',
    GlnNumber: 'text',
    ChamberOfCommerce: 'text',
    VATNumber: 'text',
    PurchaseCurrency: 'text',
    PurchaseVATCode: 'text',
    PaymentConditionPurchase: 'text',
    GLAccountPurchase: 'guid',
    GLAP: 'guid',
    PurchaseLeadDays: 'number',
    AddressLine1: 'text',
    AddressLine2: 'text',
    AddressLine3: 'text',
    Postcode: 'text',
    City: 'text',
    State: 'text',
    Country: 'text',
    Email: 'text',
    Phone: 'text',
    Language: 'text',
    StartDate: 'moment',
    EndDate: 'moment',
    Modified: 'moment',
  },
} as const satisfies Resource

export type Account = RecordOf<typeof accounts>
