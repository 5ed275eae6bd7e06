/** Lines of goods receipts. @see reference exact-online.md §7.5 */
import type { RecordOf, Resource } from './resource'

export const goodsReceiptLines = {
  path: 'purchaseorder/GoodsReceiptLines',
  key: 'ID',
  changes: 'modified',
  properties: {
    ID: 'guid',
    GoodsReceiptID: 'guid',
    LineNumber: 'number',
    PurchaseOrderLineID: 'guid',
    PurchaseOrderID: 'guid',
    PurchaseOrderNumber: 'number',
    Item: 'guid',
    ItemCode: 'text',
    SupplierItemCode: 'text',
    QuantityOrdered: 'number',
    QuantityReceived: 'number',
    Modified: 'moment',
  },
} as const satisfies Resource

export type GoodsReceiptLine = RecordOf<typeof goodsReceiptLines>
