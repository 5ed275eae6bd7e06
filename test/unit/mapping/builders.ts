/** Documents and settings for the tests of the maps: sound as they are, each test changes the one thing it is about. */
import type { PurchaseOrder, PurchaseOrderLine } from '../../../lib/documents/purchase-order'
import { decimal, decimalText, money, sum } from '../../../lib/documents/value'
import { EdiError } from '../../../lib/error'
import type { ExactPurchaseOrder, PurchaseOrderContext } from '../../../lib/mapping/exact-to-purchase-order'
import type { ExactPurchaseOrderLine } from '../../../lib/mapping/exact-to-purchase-order-line'
import type { CrossReferences } from '../../../lib/mapping/cross-reference'
import type { Company, Partner, PartnerDirectory } from '../../../lib/mapping/partners'
import type { Segment } from '../../../lib/x12/segment'

export const division = 510001

export const references: CrossReferences = {
  units: [
    { erp: 'pc', x12: 'EA' },
    { erp: 'box', x12: 'CA' },
  ],
  costCentres: [
    { costCentre: 'CC10', glAccount: '4000' },
    { costCentre: 'CC20', glAccount: '4100' },
    { division, costCentre: 'CC20', glAccount: '4200' },
  ],
  taxes: [
    { division, tax: 'VA', rate: '0.21', vatCode: '2' },
    { division, tax: 'VA', rate: '0', vatCode: '0' },
  ],
  charges: [{ charge: 'D240', item: 'FREIGHT', glAccount: '7900' }],
  booking: [{ division, as: 'purchase-invoice', journal: '60' }],
}

export const company: Company = { division, name: 'Buyer Head Office', interchange: { qualifier: 'ZZ', id: 'BUYERCO' } }

export function aPartner(changes: Partial<Partner> = {}): Partner {
  return {
    key: 'seller',
    name: 'Seller BV',
    accounts: [{ division, code: '4711' }],
    interchange: { qualifier: 'ZZ', id: 'SELLERCO' },
    version: '004010',
    usage: 'T',
    delimiters: { element: '*', component: '>', repetition: '^', segment: '~' },
    change: 'replace-850',
    acknowledge: 'never',
    taxRate: 'fraction',
    acknowledgmentDeadlineHours: 24,
    tolerances: { pricePercent: '1', dateDays: 21 },
    ...changes,
  }
}

export function aDirectory(changes: Partial<PartnerDirectory> = {}): PartnerDirectory {
  return { companies: [company], partners: [aPartner()], crossReferences: references, ...changes }
}

export function anExactLine(changes: Partial<ExactPurchaseOrderLine> = {}): ExactPurchaseOrderLine {
  return {
    ID: '00000000-0000-4000-8000-000000000101',
    LineNumber: 1,
    Item: '00000000-0000-4000-8000-00000000a001',
    ItemCode: 'B-778',
    ItemDescription: 'Widget, red',
    ItemBarcode: '012345678905',
    SupplierItemCode: 'SKU-RED',
    QuantityInPurchaseUnits: 24,
    Quantity: 24,
    Unit: 'pc',
    NetPrice: 12.5,
    VATCode: '2',
    ReceiptDate: '2026-01-26T00:00:00',
    CostCenter: 'CC10',
    ...changes,
  }
}

export function anExactOrder(changes: Partial<ExactPurchaseOrder> = {}): ExactPurchaseOrder {
  return {
    PurchaseOrderID: '00000000-0000-4000-8000-000000001001',
    OrderNumber: 26000001,
    Supplier: '00000000-0000-4000-8000-00000000b001',
    SupplierCode: '4711',
    SupplierName: 'Seller BV',
    OrderDate: '2026-01-15T00:00:00',
    ReceiptDate: '2026-01-26T00:00:00',
    Currency: 'EUR',
    OrderStatus: 10,
    ApprovalStatus: 2,
    PurchaseOrderLines: [anExactLine()],
    ...changes,
  }
}

export function exactContext(changes: Partial<PurchaseOrderContext> = {}): PurchaseOrderContext {
  return {
    division,
    partner: 'seller',
    references,
    glAccounts: new Map(
      ['4000', '4100', '4200', '7900'].map(code => [code, { id: `00000000-0000-4000-8000-00000000${code}`, code }]),
    ),
    paymentConditions: new Map([['30', { Description: '30 days net', PaymentDays: 30, PaymentEndOfMonths: 0 }]]),
    ...changes,
  }
}

/** Two lines: 24 EA at 12.5 and 10 CA at 48.75, as in the worked examples. */
export function anOrder(changes: Partial<PurchaseOrder> = {}): PurchaseOrder {
  const lines = changes.lines ?? [
    anOrderLine(),
    anOrderLine({
      number: '2',
      sourceId: '00000000-0000-4000-8000-000000000102',
      item: {
        id: '00000000-0000-4000-8000-00000000a002',
        buyerCode: 'B-779',
        supplierCode: 'SKU-BLUE',
        description: 'Widget, blue, case of 6',
      },
      quantity: '10',
      unit: 'box',
      price: '48.75',
      costCentre: 'CC20',
      glAccount: { id: '00000000-0000-4000-8000-000000004200', code: '4200' },
    }),
  ]
  return {
    kind: 'purchase-order',
    division,
    number: 'PO-1001',
    sourceId: '00000000-0000-4000-8000-000000001001',
    revision: 1,
    purpose: 'original',
    orderDate: '2026-01-15',
    requestedDate: '2026-01-26',
    currency: 'EUR',
    supplier: { id: '00000000-0000-4000-8000-00000000b001', code: '4711', name: 'Seller BV' },
    notes: [],
    total: decimalText(sum(lines.map(line => line.amount))),
    ...changes,
    lines,
  }
}

export function anOrderLine(changes: Partial<PurchaseOrderLine> = {}): PurchaseOrderLine {
  const line = {
    number: '1',
    sourceId: '00000000-0000-4000-8000-000000000101',
    item: {
      id: '00000000-0000-4000-8000-00000000a001',
      buyerCode: 'B-778',
      supplierCode: 'SKU-RED',
      gtin: '012345678905',
      description: 'Widget, red',
    },
    quantity: '24',
    unit: 'pc',
    price: '12.5',
    vatCode: '2',
    requestedDate: '2026-01-26',
    costCentre: 'CC10',
    glAccount: { id: '00000000-0000-4000-8000-000000004000', code: '4000' },
    ...changes,
  }
  return { amount: money(decimal(line.quantity).times(line.price), 'EUR'), ...line }
}

/** Segments of a text with `*` and `~`, line breaks ignored. */
export function segmentsOf(text: string): Segment[] {
  return text
    .split('~')
    .map(segment => segment.trim())
    .filter(segment => segment !== '')
    .map(segment => segment.split('*'))
}

export function written(segments: readonly Segment[]): string[] {
  return segments.map(segment => segment.join('*'))
}

/** The error that the action throws; fails when it throws none. */
export function errorOf(action: () => unknown): EdiError {
  try {
    action()
  } catch (thrown) {
    if (thrown instanceof EdiError) return thrown
    throw thrown
  }
  throw new Error('nothing was thrown')
}
