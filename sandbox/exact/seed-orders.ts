/** The orders of the fictitious trade as rows of Exact Online: approved, open, nothing received or invoiced. */
import { decimal } from '../../lib/documents/value'
import { chance } from '../chance'
import type { Company, Order, OrderLine, World } from '../world'
import { headerAmounts, lineAmounts } from './amounts'
import type { Change, Row, Store } from './store'

/** The user who signed in; the same in every division. */
export function userOf(world: World): string {
  return chance(world.seed, 'user', 0).guid()
}

/** Header and lines of an approved, open order that nobody has received or invoiced. */
export function orderRows(order: Order, company: Company, world: World, store: Store): Change[] {
  const { division, id } = order
  const user = userOf(world)
  const made = wallOf(order.orderDate) + 9 * 3_600_000 + (order.orderNumber % 480) * 60_000
  const stamp = () => ({
    Created: made,
    Modified: made,
    Creator: user,
    Modifier: user,
    Division: division,
    Timestamp: store.nextVersion(),
  })
  const supplier = world.suppliers.find(({ key }) => key === order.supplier)
  const account = supplier?.accounts.find(each => each.division === division)
  const warehouse = company.warehouses.find(({ code }) => code === order.warehouse)
  const condition = company.paymentConditions.find(({ code }) => code === order.paymentCondition)
  const headerStamp = stamp()
  const lineRows = order.lines.map((line): Row => ({ ...lineRow(line, order, company), ...stamp() }))
  const header: Row = {
    PurchaseOrderID: id,
    OrderNumber: order.orderNumber,
    Supplier: account?.id ?? null,
    SupplierCode: account?.code ?? null,
    SupplierName: supplier?.name ?? null,
    OrderDate: wallOf(order.orderDate),
    ReceiptDate: wallOf(order.receiptDate),
    Currency: order.currency,
    ExchangeRate: 1,
    Description: order.description,
    Remarks: order.remarks ?? null,
    PaymentCondition: order.paymentCondition,
    PaymentConditionDescription: condition?.description ?? null,
    Warehouse: warehouse?.id ?? null,
    WarehouseCode: warehouse?.code ?? null,
    WarehouseDescription: warehouse?.description ?? null,
    OrderStatus: 10,
    ReceiptStatus: 10,
    InvoiceStatus: 10,
    ApprovalStatus: 2,
    ApprovalStatusDescription: 'Approved',
    Approved: made,
    Approver: user,
    DropShipment: false,
    Source: 1,
    ...headerAmounts(lineRows),
    ...headerStamp,
  }
  return [
    { division, resource: 'purchaseorder/PurchaseOrders', key: id, set: header },
    ...lineRows.map(set => ({ division, resource: 'purchaseorder/PurchaseOrderLines', key: String(set['ID']), set })),
  ]
}

/** Midnight of a day, by the wall clock. */
export function wallOf(day: string): number {
  return Date.parse(`${day}T00:00:00Z`)
}

function lineRow(line: OrderLine, { id }: Order, company: Company): Row {
  const item = company.items.find(each => each.id === line.itemId)
  const vat = company.vatCodes.find(({ code }) => code === line.vatCode)
  const centre = company.costCentres.find(({ code }) => code === line.costCentre)
  const costUnit = company.costUnits.find(({ code }) => code === line.costUnit)
  const row: Row = {
    ID: line.id,
    PurchaseOrderID: id,
    LineNumber: line.lineNumber,
    Item: line.itemId,
    ItemCode: line.itemCode,
    ItemDescription: item?.description ?? null,
    ItemBarcode: item?.barcode ?? null,
    ItemDivisable: item?.fractions ?? false,
    SupplierItemCode: item?.supplierItemCode ?? null,
    Description: line.description,
    QuantityInPurchaseUnits: Number(line.quantity),
    Quantity: decimal(line.quantity)
      .times(item?.purchaseUnitFactor ?? 1)
      .toNumber(),
    Unit: item?.unit ?? null,
    UnitDescription: company.units.find(({ code }) => code === item?.unit)?.description ?? null,
    UnitPrice: Number(line.price),
    NetPrice: Number(line.price),
    Discount: 0,
    VATCode: line.vatCode,
    VATDescription: vat?.description ?? null,
    VATPercentage: Number(vat?.fraction ?? 0),
    ReceiptDate: wallOf(line.receiptDate),
    ReceivedQuantity: 0,
    InvoicedQuantity: 0,
    CostCenter: line.costCentre,
    CostCenterDescription: centre?.description ?? null,
    CostUnit: line.costUnit ?? null,
    CostUnitDescription: costUnit?.description ?? null,
    Notes: line.notes ?? null,
    Rebill: false,
    IsBatchNumberItem: 0,
    IsSerialNumberItem: 0,
    InStock: 0,
    ProjectedStock: 0,
    SupplierItemCopyRemarks: 0,
  }
  return { ...row, ...lineAmounts(row) }
}
