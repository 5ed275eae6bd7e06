/** Purchase orders and their lines. @see reference exact-online.md §7.3, §7.4 */
import { decimal } from '../../../lib/documents/value'
import { headerAmounts, lineAmounts } from '../amounts'
import type { Draft } from '../draft'
import type { Given } from '../input'
import type { Row } from '../store'
import { deletedTypes } from '../sync'
import { withoutKey } from './plain'
import { demand, referred, withReferences } from './references'
import { recordDeletion, type Rules } from './rules'
import { alreadyExists, invalid, mandatory } from './texts'

const headers = 'purchaseorder/PurchaseOrders'
const lines = 'purchaseorder/PurchaseOrderLines'

export const purchaseOrders: Rules = {
  create: (draft, given) => {
    const row = withReferences(draft, withoutKey(given, 'PurchaseOrderID'))
    const nested = given.nested['PurchaseOrderLines'] ?? []
    demand(draft, row, ['Supplier'])
    if (nested.length === 0) draft.complain(mandatory(draft, 'PurchaseOrderLines'))
    if (row['OrderNumber'] && draft.find(headers, 'OrderNumber', row['OrderNumber'])) draft.complain(alreadyExists(draft))
    const made = nested.map((line, n) => newLine(draft, line, n + 1))
    draft.insist()
    const header = draft.add(headers, { ...beginning(draft, row), ...row, ...headerFacts(draft, row), ...headerAmounts(made) })
    for (const line of made) draft.add(lines, { ...line, PurchaseOrderID: header['PurchaseOrderID'] ?? null })
    return header
  },
  update: (draft, order, given) => {
    const patch = withReferences(draft, withoutKey(given, 'PurchaseOrderID'))
    const id = String(order['PurchaseOrderID'])
    const nested = draft.switches.nestedLinesInPut === 'replace' ? given.nested['PurchaseOrderLines'] : undefined
    const replaced = nested?.map((line, n) => newLine(draft, line, n + 1))
    refuseReceived(draft, id)
    draft.insist()
    if (replaced) for (const line of draft.lines(lines, id)) draft.remove(lines, String(line['ID']))
    for (const line of replaced ?? []) draft.add(lines, { ...line, PurchaseOrderID: id })
    draft.set(headers, id, {
      ...patch,
      ...headerFacts(draft, patch),
      ...(replaced ? headerAmounts(replaced) : {}),
      ...approvalAfterChange(draft),
    })
    restampLines(draft, id)
  },
  remove: (draft, order) => {
    const id = String(order['PurchaseOrderID'])
    const found = draft.lines(lines, id)
    if (found.some(line => Number(line['ReceivedQuantity']) > 0 || Number(line['InvoicedQuantity']) > 0))
      draft.complain(`Can't delete: Purchase order ${order['OrderNumber']}`)
    draft.insist()
    for (const line of found) removeLine(draft, line)
    draft.remove(headers, id)
    recordDeletion(draft, id, deletedTypes[headers])
  },
}

export const purchaseOrderLines: Rules = {
  update: (draft, line, given) => {
    const patch = withReferences(draft, withoutKey({ row: withoutKey(given, 'PurchaseOrderID'), nested: {} }, 'ID'))
    const changed: Row = { ...line, ...patch, ...priceFacts(line, patch) }
    const settled = Math.max(Number(line['ReceivedQuantity']), Number(line['InvoicedQuantity']))
    demand(draft, changed, ['Item', 'QuantityInPurchaseUnits'])
    if (draft.switches.quantityBelowSettled === 'refused' && Number(changed['QuantityInPurchaseUnits']) < settled)
      draft.complain(invalid(draft, 'Quantity'))
    if (draft.switches.itemChange === 'refused' && changed['Item'] !== line['Item']) draft.complain(invalid(draft, 'Item'))
    const single = (patch['UnitPrice'] === undefined) !== (patch['NetPrice'] === undefined)
    if (draft.switches.priceAlone === 'refused' && single) draft.complain(invalid(draft, 'NetPrice'))
    refuseReceived(draft, String(line['PurchaseOrderID']))
    draft.insist()
    const facts = lineFacts(draft, changed)
    draft.set(lines, String(line['ID']), {
      ...patch,
      ...priceFacts(line, patch),
      ...facts,
      ...lineAmounts({ ...changed, ...facts }),
    })
    afterLineChange(draft, String(line['PurchaseOrderID']), String(line['ID']))
  },
  remove: (draft, line) => {
    const id = String(line['PurchaseOrderID'])
    if (draft.lines(lines, id).length < 2) draft.complain("Can't delete: the last line. Delete the purchase order instead.")
    draft.insist()
    removeLine(draft, line)
    afterLineChange(draft, id)
  },
}

function refuseReceived(draft: Draft, id: string): void {
  if (draft.switches.changeOfReceived === 'taken') return
  if (draft.lines(lines, id).some(line => Number(line['ReceivedQuantity']) > 0)) draft.complain(invalid(draft, 'Purchase order'))
}

/** A changed line leaves the header's `Modified` alone, but header and all lines get new row versions. */
export function afterLineChange(draft: Draft, id: string, changedLine?: string): void {
  const found = draft.lines(lines, id)
  draft.adjust(headers, id, { ...headerAmounts(found), ...statuses(found), ...approvalAfterChange(draft) })
  restampLines(draft, id, changedLine)
}

export function restampLines(draft: Draft, id: string, except?: string): void {
  for (const line of draft.lines(lines, id)) if (line['ID'] !== except) draft.adjust(lines, String(line['ID']), {})
}

function removeLine(draft: Draft, line: Row): void {
  draft.remove(lines, String(line['ID']))
  recordDeletion(draft, String(line['ID']), deletedTypes[lines])
}

function newLine(draft: Draft, given: Given, lineNumber: number): Row {
  const row = withReferences(draft, withoutKey(given, 'ID'))
  demand(draft, row, ['Item', 'QuantityInPurchaseUnits'])
  const unitPrice = row['UnitPrice'] ?? row['NetPrice'] ?? Number(referred(draft, row, 'Item')?.['CostPriceStandard'] ?? 0)
  const priced: Row = {
    Discount: 0,
    ...row,
    UnitPrice: unitPrice,
    NetPrice: row['NetPrice'] ?? netPrice(unitPrice, row['Discount'] ?? 0),
  }
  const line: Row = { ...priced, LineNumber: lineNumber, ReceivedQuantity: 0, InvoicedQuantity: 0, ...lineFacts(draft, priced) }
  return { ...line, ...lineAmounts(line) }
}

/** `Discount` is a percentage here. A price that is sent alone moves the other one along. */
function priceFacts(line: Row, patch: Row): Row {
  const unit = patch['UnitPrice'] ?? line['UnitPrice'] ?? 0
  if (patch['NetPrice'] !== undefined)
    return { UnitPrice: patch['UnitPrice'] ?? patch['NetPrice'], Discount: patch['Discount'] ?? 0 }
  if (patch['UnitPrice'] === undefined && patch['Discount'] === undefined) return {}
  return { NetPrice: netPrice(unit, patch['Discount'] ?? line['Discount'] ?? 0) }
}

function netPrice(unitPrice: unknown, discount: unknown): number {
  return decimal(Number(unitPrice))
    .times(decimal(100).minus(Number(discount)))
    .dividedBy(100)
    .toNumber()
}

/** What the service derives for a line: item, unit, supplier's item code, VAT, names of codes. */
function lineFacts(draft: Draft, line: Row): Row {
  const item = referred(draft, line, 'Item')
  const offer = draft.find('logistics/SupplierItem', 'Item', line['Item'] ?? null)
  const vat = referred(draft, line, 'VATCode')
  return {
    ItemCode: item?.['Code'] ?? null,
    ItemDescription: item?.['Description'] ?? null,
    ItemBarcode: item?.['Barcode'] ?? null,
    SupplierItemCode: offer?.['SupplierItemCode'] ?? null,
    Description: line['Description'] ?? item?.['Description'] ?? null,
    Unit: item?.['Unit'] ?? null,
    UnitDescription: item?.['UnitDescription'] ?? null,
    Quantity: decimal(Number(line['QuantityInPurchaseUnits'] ?? 0))
      .times(Number(offer?.['PurchaseUnitFactor'] ?? 1))
      .toNumber(),
    VATPercentage: vat?.['Percentage'] ?? 0,
    VATDescription: vat?.['Description'] ?? null,
    CostCenterDescription: referred(draft, line, 'CostCenter')?.['Description'] ?? null,
    CostUnitDescription: referred(draft, line, 'CostUnit')?.['Description'] ?? null,
  }
}

function headerFacts(draft: Draft, row: Row): Row {
  const facts: Record<string, Row[string]> = {}
  const [supplier, warehouse, condition] = ['Supplier', 'Warehouse', 'PaymentCondition'].map(name => referred(draft, row, name))
  if (supplier) Object.assign(facts, { SupplierCode: supplier['Code'] ?? null, SupplierName: supplier['Name'] ?? null })
  if (warehouse)
    Object.assign(facts, { WarehouseCode: warehouse['Code'] ?? null, WarehouseDescription: warehouse['Description'] ?? null })
  if (condition) Object.assign(facts, { PaymentConditionDescription: condition['Description'] ?? null })
  return facts
}

/** An order made by API, before what was sent is laid over it. */
function beginning(draft: Draft, row: Row): Row {
  const supplier = referred(draft, row, 'Supplier')
  const highest = Math.max(0, ...draft.rows(headers).map(order => Number(order['OrderNumber'])))
  return {
    OrderNumber: highest + 1,
    OrderDate: draft.circumstances.today,
    Currency: supplier?.['PurchaseCurrency'] ?? 'EUR',
    ExchangeRate: 1,
    PaymentCondition: supplier?.['PaymentConditionPurchase'] ?? null,
    OrderStatus: 10,
    ReceiptStatus: 10,
    InvoiceStatus: 10,
    ApprovalStatus: 1,
    ApprovalStatusDescription: 'Automatically',
    DropShipment: false,
    Source: 11,
  }
}

function approvalAfterChange(draft: Draft): Row {
  return draft.switches.changeResetsApproval
    ? { ApprovalStatus: 0, ApprovalStatusDescription: 'Awaiting approval', Approved: null, Approver: null }
    : {}
}

/** 10 Open, 20 Partial, 30 Complete, by what was received and invoiced. */
function statuses(found: readonly Row[]): Row {
  const status = (property: string) => {
    if (found.every(line => Number(line[property]) >= Number(line['QuantityInPurchaseUnits']))) return 30
    return found.some(line => Number(line[property]) > 0) ? 20 : 10
  }
  const receipt = status('ReceivedQuantity')
  return { ReceiptStatus: receipt, OrderStatus: receipt, InvoiceStatus: status('InvoicedQuantity') }
}
