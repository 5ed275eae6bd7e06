/** Addresses; type 4 with a warehouse is where goods are delivered. @see reference exact-online.md §7.2 */
import type { RecordOf, Resource } from './resource'

export const addresses = {
  path: 'crm/Addresses',
  key: 'ID',
  changes: 'sync',
  sync: 'sync/CRM/Addresses',
  deletedAs: 3,
  properties: {
    ID: 'guid',
    Account: 'guid',
    Type: 'number',
    Main: 'flag',
    AddressLine1: 'text',
    AddressLine2: 'text',
    AddressLine3: 'text',
    Postcode: 'text',
    City: 'text',
    State: 'text',
    Country: 'text',
    Contact: 'guid',
    Phone: 'text',
    Warehouse: 'guid',
    WarehouseCode: 'text',
    WarehouseDescription: 'text',
    AccountName: 'text',
    Modified: 'moment',
  },
} as const satisfies Resource

export type Address = RecordOf<typeof addresses>
