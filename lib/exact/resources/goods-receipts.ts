/** Goods receipts. @see reference exact-online.md §7.5 */
import { goodsReceiptLines } from './goods-receipt-lines'
import type { RecordOf, Resource } from './resource'

export const goodsReceipts = {
  path: 'purchaseorder/GoodsReceipts',
  key: 'ID',
  changes: 'modified',
  lines: { property: 'GoodsReceiptLines', resource: goodsReceiptLines },
  properties: {
    ID: 'guid',
    ReceiptNumber: 'number',
    EntryNumber: 'number',
    ReceiptDate: 'moment',
    Supplier: 'guid',
    SupplierCode: 'text',
    SupplierName: 'text',
    Warehouse: 'guid',
    WarehouseCode: 'text',
    Description: 'text',
    YourRef: 'text',
    Remarks: 'text',
    Document: 'guid',
    Modified: 'moment',
  },
} as const satisfies Resource

export type GoodsReceipt = RecordOf<typeof goodsReceipts>
