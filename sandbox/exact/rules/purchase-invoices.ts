/** Purchase invoices on items and order lines. @see reference exact-online.md §7.6 */
import { decimal } from '../../../lib/documents/value'
import { cents, product, total } from '../amounts'
import { dayLength } from '../clock'
import type { Draft } from '../draft'
import type { Given } from '../input'
import type { Row } from '../store'
import { addEntry, nextEntryNumber } from './purchase-entries'
import { withoutKey } from './plain'
import { afterLineChange } from './purchase-orders'
import { demand, referred, withReferences } from './references'
import type { Rules } from './rules'
import { alreadyExists, invalid, invalidReference, mandatory } from './texts'

const invoices = 'purchase/PurchaseInvoices'
const invoiceLines = 'purchase/PurchaseInvoiceLines'
const orderLines = 'purchaseorder/PurchaseOrderLines'

export const purchaseInvoices: Rules = {
  create: (draft, given) => {
    const row = withReferences(draft, withoutKey(given, 'ID'))
    const nested = given.nested['PurchaseInvoiceLines'] ?? []
    demand(draft, row, ['Type', 'Journal', 'Supplier'])
    if (nested.length === 0) draft.complain(mandatory(draft, 'PurchaseInvoiceLines'))
    checkHeader(draft, row)
    const made = nested.map((line, n) => newLine(draft, line, row, n + 1))
    draft.insist()
    const header = draft.add(invoices, { ...beginning(draft, row, made), ...row, ...totals(made) })
    for (const line of made)
      draft.add(invoiceLines, { ...line, InvoiceID: header['ID'] ?? null, Currency: header['Currency'] ?? null })
    return header
  },
  update: (draft, invoice, given) => {
    refuseProcessed(draft, invoice)
    const patch = withReferences(draft, withoutKey(given, 'ID'))
    const id = String(invoice['ID'])
    const nested = draft.switches.nestedLinesInPut === 'replace' ? given.nested['PurchaseInvoiceLines'] : undefined
    const replaced = nested?.map((line, n) => newLine(draft, line, { ...invoice, ...patch }, n + 1))
    draft.insist()
    if (replaced) for (const line of draft.lines(invoiceLines, id)) draft.remove(invoiceLines, String(line['ID']))
    for (const line of replaced ?? []) draft.add(invoiceLines, { ...line, InvoiceID: id, Currency: invoice['Currency'] ?? null })
    draft.set(invoices, id, { ...patch, ...(replaced ? totals(replaced) : {}) })
  },
  remove: (draft, invoice) => {
    refuseProcessed(draft, invoice)
    draft.insist()
    for (const line of draft.lines(invoiceLines, String(invoice['ID']))) draft.remove(invoiceLines, String(line['ID']))
    draft.remove(invoices, String(invoice['ID']))
  },
}

/** What a person does in the product: the order lines count as invoiced, and a financial entry is made. */
export function processInvoice(draft: Draft, invoice: Row): void {
  refuseProcessed(draft, invoice)
  draft.insist()
  const found = draft.lines(invoiceLines, String(invoice['ID']))
  const orders = new Set<string>()
  for (const line of found) {
    const ordered = referred(draft, line, 'PurchaseOrderLine')
    if (!ordered) continue
    const sign = isCredit(invoice) ? -1 : 1
    const quantity = decimal(Number(ordered['InvoicedQuantity'])).plus(sign * Number(line['Quantity']))
    draft.adjust(orderLines, String(ordered['ID']), { InvoicedQuantity: quantity.toNumber() })
    orders.add(String(ordered['PurchaseOrderID']))
  }
  for (const id of orders) afterLineChange(draft, id)
  draft.set(invoices, String(invoice['ID']), { Status: 50 })
  addEntry(draft, invoice, found)
}

function checkHeader(draft: Draft, row: Row): void {
  const type = Number(row['Type'])
  if (row['Type'] !== undefined && ![8030, 8031, 8033, 8034].includes(type)) draft.complain(invalid(draft, 'Type'))
  if (type === 8030 || type === 8031) demand(draft, row, ['Warehouse'])
  const journal = referred(draft, row, 'Journal')
  if (journal && journal['Type'] !== 22) draft.complain('Invalid journal. The journal must be a purchase journal.')
  const supplier = referred(draft, row, 'Supplier')
  if (supplier && supplier['IsSupplier'] !== true) draft.complain(invalidReference(draft, 'Relationship'))
  if (!draft.switches.refuseDuplicateInvoice) return
  const same = draft
    .rows(invoices)
    .some(each => each['Supplier'] === row['Supplier'] && each['YourRef'] === row['YourRef'] && each['Type'] === row['Type'])
  if (same) draft.complain(alreadyExists(draft))
}

/** An order line lends what the invoice line leaves out; its cost centre and cost unit come along. */
function newLine(draft: Draft, given: Given, header: Row, lineNumber: number): Row {
  const row = withReferences(draft, withoutKey(given, 'ID'))
  const ordered = referred(draft, row, 'PurchaseOrderLine')
  if (ordered) checkOrder(draft, ordered, header)
  const lent: Row = {
    Item: row['Item'] ?? ordered?.['Item'] ?? null,
    VATCode: row['VATCode'] ?? ordered?.['VATCode'] ?? referred(draft, header, 'Supplier')?.['PurchaseVATCode'] ?? null,
    CostCenter: row['CostCenter'] ?? ordered?.['CostCenter'] ?? null,
    CostUnit: row['CostUnit'] ?? ordered?.['CostUnit'] ?? null,
  }
  demand(draft, lent, ['Item'])
  const item = referred(draft, lent, 'Item')
  const quantity = row['Quantity'] ?? ordered?.['QuantityInPurchaseUnits'] ?? 1
  const unitPrice = row['UnitPrice'] ?? row['NetPrice'] ?? ordered?.['UnitPrice'] ?? item?.['CostPriceStandard'] ?? 0
  const discount = row['Discount'] ?? (ordered && row['UnitPrice'] === undefined ? Number(ordered['Discount'] ?? 0) / 100 : 0)
  const netPrice =
    row['NetPrice'] ??
    decimal(Number(unitPrice))
      .times(decimal(1).minus(Number(discount)))
      .toNumber()
  const vat = referred(draft, lent, 'VATCode')
  const amount = row['Amount'] ?? product(quantity, netPrice)
  const fraction = Number(vat?.['Percentage'] ?? 0)
  const net =
    vat?.['Type'] === 'I'
      ? cents(
          decimal(Number(amount))
            .dividedBy(1 + fraction)
            .toFixed(),
        )
      : Number(amount)
  return {
    ...row,
    ...lent,
    LineNumber: lineNumber,
    Description: row['Description'] ?? ordered?.['Description'] ?? item?.['Description'] ?? null,
    Quantity: quantity,
    QuantityInDefaultUnits: quantity,
    Unit: ordered?.['Unit'] ?? item?.['Unit'] ?? null,
    ItemUnit: item?.['Unit'] ?? null,
    UnitPrice: unitPrice,
    NetPrice: netPrice,
    Discount: discount,
    Amount: net,
    AmountDC: net,
    VATPercentage: fraction,
    VATAmount: row['VATAmount'] ?? (vat?.['Type'] === 'I' ? total([amount, -net]) : product(net, fraction)),
    InvoiceType: header['Type'] ?? null,
  }
}

function checkOrder(draft: Draft, ordered: Row, header: Row): void {
  const order = draft.row('purchaseorder/PurchaseOrders', ordered['PurchaseOrderID'])
  if (order?.['Supplier'] !== header['Supplier']) draft.complain(invalidReference(draft, 'Purchase order line'))
  if (header['Currency'] && order?.['Currency'] !== header['Currency']) draft.complain(invalid(draft, 'Currency'))
}

function beginning(draft: Draft, row: Row, lines: readonly Row[]): Row {
  const supplier = referred(draft, row, 'Supplier')
  const date = Number(row['InvoiceDate'] ?? draft.circumstances.today)
  const code = row['PaymentCondition'] ?? supplier?.['PaymentConditionPurchase'] ?? null
  const condition = referred(draft, { PaymentCondition: code }, 'PaymentCondition')
  const ordered = lines.map(line => referred(draft, line, 'PurchaseOrderLine')).find(line => line !== undefined)
  const order = ordered && draft.row('purchaseorder/PurchaseOrders', ordered['PurchaseOrderID'])
  return {
    Status: draft.switches.invoiceStatus,
    Source: 5,
    InvoiceDate: date,
    DueDate: date + Number(condition?.['PaymentDays'] ?? 0) * dayLength,
    PaymentCondition: code,
    Currency: order?.['Currency'] ?? supplier?.['PurchaseCurrency'] ?? 'EUR',
    ExchangeRate: 1,
    EntryNumber: nextEntryNumber(draft, invoices, String(row['Journal']), date),
    FinancialYear: new Date(date).getUTCFullYear(),
    FinancialPeriod: new Date(date).getUTCMonth() + 1,
  }
}

function totals(lines: readonly Row[]): Row {
  const net = total(lines.map(line => line['Amount']))
  const tax = total(lines.map(line => line['VATAmount']))
  return { Amount: total([net, tax]), VATAmount: tax, AmountFCExclVat: net, AmountDC: total([net, tax]) }
}

function refuseProcessed(draft: Draft, invoice: Row): void {
  if (invoice['Status'] === 50) draft.complain(invalid(draft, 'The invoice has been processed'))
}

function isCredit(invoice: Row): boolean {
  return invoice['Type'] === 8031 || invoice['Type'] === 8034
}
