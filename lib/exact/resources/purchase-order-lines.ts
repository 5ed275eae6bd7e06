/** Lines of purchase orders; here the cost centre is its code. @see reference exact-online.md §7.4 */
import type { RecordOf, Resource } from './resource'

export const purchaseOrderLines = {
  path: 'purchaseorder/PurchaseOrderLines',
  key: 'ID',
  changes: 'modified',
  properties: {
    ID: 'guid',
    PurchaseOrderID: 'guid',
    LineNumber: 'number',
    Item: 'guid',
    ItemCode: 'text',
    ItemDescription: 'text',
    ItemBarcode: 'text',
    ItemDivisable: 'flag',
    SupplierItemCode: 'text',
    Description: 'text',
    QuantityInPurchaseUnits: 'number',
    Quantity: 'number',
    Unit: 'text',
    UnitDescription: 'text',
    UnitPrice: 'number',
    NetPrice: 'number',
    Discount: 'number',
    AmountFC: 'number',
    AmountDC: 'number',
    VATCode: 'text',
    VATPercentage: 'number',
    VATAmount: 'number',
    ReceiptDate: 'moment',
    ReceivedQuantity: 'number',
    InvoicedQuantity: 'number',
    CostCenter: 'text',
    CostCenterDescription: 'text',
    CostUnit: 'text',
    CostUnitDescription: 'text',
    Project: 'guid',
    Notes: 'text',
    Modified: 'moment',
  },
} as const satisfies Resource

export type PurchaseOrderLine = RecordOf<typeof purchaseOrderLines>
