/** Goods receipts: a POST is a real stock movement and raises what the order lines have received. @see reference exact-online.md §7.5 */
import { decimal } from '../../../lib/documents/value'
import type { Draft } from '../draft'
import type { Given } from '../input'
import type { Row } from '../store'
import { withoutKey } from './plain'
import { afterLineChange } from './purchase-orders'
import { demand, referred, withReferences } from './references'
import type { Rules } from './rules'
import { invalid, mandatory } from './texts'

const orderLines = 'purchaseorder/PurchaseOrderLines'

export const goodsReceipts: Rules = {
  create: (draft, given) => {
    const row = withReferences(draft, withoutKey(given, 'ID'))
    const nested = given.nested['GoodsReceiptLines'] ?? []
    demand(draft, row, ['ReceiptDate'])
    if (nested.length === 0) draft.complain(mandatory(draft, 'GoodsReceiptLines'))
    const received = nested.map(line => receivedLine(draft, line))
    draft.insist()
    for (const line of received) raise(draft, line)
    draft.insist()
    const orders = [...new Set(received.map(line => String(line['PurchaseOrderID'])))]
    const [order] = orders.map(id => draft.row('purchaseorder/PurchaseOrders', id))
    const number =
      1 + Math.max(70_000_000, ...draft.rows('purchaseorder/GoodsReceipts').map(receipt => Number(receipt['ReceiptNumber'])))
    const header = draft.add('purchaseorder/GoodsReceipts', {
      ...row,
      ...fromOrder(order),
      ReceiptNumber: number,
      EntryNumber: number,
      GoodsReceiptLineCount: received.length,
    })
    for (const [n, line] of received.entries())
      draft.add('purchaseorder/GoodsReceiptLines', { ...line, GoodsReceiptID: header['ID'] ?? null, LineNumber: n + 1 })
    for (const id of orders) afterLineChange(draft, id)
    return header
  },
  update: (draft, receipt, given) => {
    const patch = withReferences(draft, withoutKey(given, 'ID'))
    draft.insist()
    draft.set('purchaseorder/GoodsReceipts', String(receipt['ID']), patch)
  },
}

function receivedLine(draft: Draft, given: Given): Row {
  const row = withReferences(draft, withoutKey(given, 'ID'))
  demand(draft, row, ['PurchaseOrderLineID', 'QuantityReceived'])
  const line = referred(draft, row, 'PurchaseOrderLineID')
  const order = line && draft.row('purchaseorder/PurchaseOrders', line['PurchaseOrderID'])
  return {
    Description: line?.['Description'] ?? null,
    ...row,
    PurchaseOrderID: line?.['PurchaseOrderID'] ?? null,
    PurchaseOrderNumber: order?.['OrderNumber'] ?? null,
    Item: line?.['Item'] ?? null,
    ItemCode: line?.['ItemCode'] ?? null,
    ItemDescription: line?.['ItemDescription'] ?? null,
    SupplierItemCode: line?.['SupplierItemCode'] ?? null,
    ItemUnitCode: line?.['Unit'] ?? null,
    QuantityOrdered: line?.['QuantityInPurchaseUnits'] ?? null,
  }
}

function raise(draft: Draft, received: Row): void {
  const line = referred(draft, received, 'PurchaseOrderLineID')
  if (!line) return
  const quantity = decimal(Number(line['ReceivedQuantity'])).plus(Number(received['QuantityReceived']))
  if (quantity.greaterThan(Number(line['QuantityInPurchaseUnits'])) && !draft.switches.overReceipt)
    draft.complain(invalid(draft, 'Quantity received exceeds the open quantity'))
  draft.adjust(orderLines, String(line['ID']), { ReceivedQuantity: quantity.toNumber() })
}

function fromOrder(order: Row | undefined): Row {
  const copied = ['Supplier', 'SupplierCode', 'SupplierName', 'Warehouse', 'WarehouseCode', 'WarehouseDescription']
  return Object.fromEntries(copied.map(name => [name, order?.[name] ?? null]))
}
