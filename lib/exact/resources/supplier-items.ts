/** An item as one supplier sells it: part number, purchase unit, price. Its filters are restricted: read it by sync. @see reference exact-online.md §7.9 */
import type { RecordOf, Resource } from './resource'

export const supplierItems = {
  path: 'logistics/SupplierItem',
  key: 'ID',
  changes: 'sync',
  sync: 'sync/Logistics/SupplierItem',
  deletedAs: 30,
  properties: {
    ID: 'guid',
    Item: 'guid',
    ItemCode: 'text',
    Supplier: 'guid',
    SupplierCode: 'text',
    SupplierItemCode: 'text',
    MainSupplier: 'flag',
    PurchaseUnit: 'text',
    PurchaseUnitFactor: 'number',
    PurchasePrice: 'number',
    Currency: 'text',
    PurchaseVATCode: 'text',
    MinimumQuantity: 'number',
    PurchaseLeadTime: 'number',
    DropShipment: 'number',
    Modified: 'moment',
  },
} as const satisfies Resource

export type SupplierItem = RecordOf<typeof supplierItems>
