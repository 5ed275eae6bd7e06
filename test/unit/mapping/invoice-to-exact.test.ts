import { describe, expect, test } from 'vitest'
import type { Invoice, InvoiceLine } from '../../../lib/documents/invoice'
import { type InvoiceContext, invoiceWrites } from '../../../lib/mapping/invoice-to-exact'
import { chargedRate, type ExactVatCode } from '../../../lib/mapping/invoice-vat'
import type { CrossReferences } from '../../../lib/mapping/cross-reference'
import type { MatchedInvoice } from '../../../lib/matching/matched-invoice'
import { matched } from '../matching/builders'
import { anOrder, anOrderLine, division, errorOf, exactContext, references } from './builders'

const freight = '00000000-0000-4000-8000-00000000f001'
const order = anOrder()

const vatCodes = new Map<string, ExactVatCode>(
  [
    { Code: '0', Percentage: 0, Type: 'B' },
    { Code: '1', Percentage: 0.09, Type: 'E' },
    { Code: '2', Percentage: 0.21, Type: 'E' },
    { Code: '3', Percentage: 0.21, Type: 'I' },
    { Code: 'VL', Percentage: 0.21, Type: 'E', Charged: true },
  ].map(code => [code.Code, code]),
)

const entries: CrossReferences = { ...references, booking: [{ division, as: 'purchase-entry', journal: '60' }] }

interface Given extends InvoiceContext {
  readonly order: MatchedInvoice['orders'][0]
  readonly otherOrders?: readonly MatchedInvoice['orders'][0][]
}

function writesOf(invoice: Invoice, { order: given = order, otherOrders = [], ...changes }: Partial<Given> = {}) {
  return invoiceWrites(matched(invoice, [given, ...otherOrders]), context(changes))
}

function context(changes: Partial<InvoiceContext> = {}): InvoiceContext {
  return {
    partner: 'seller',
    references,
    vatCodes,
    glAccounts: exactContext().glAccounts,
    chargeItems: new Map([['FREIGHT', { id: freight }]]),
    ...changes,
  }
}

function first(changes: Partial<InvoiceLine> = {}): InvoiceLine {
  return {
    number: '1',
    item: { supplierCode: 'SKU-RED' },
    quantity: '24',
    unit: 'EA',
    price: '12.5',
    amount: '300',
    taxes: [{ code: 'VA', amount: '63', rate: '0.21' }],
    charges: [],
    ...changes,
  }
}

const second: InvoiceLine = {
  number: '2',
  item: { supplierCode: 'SKU-BLUE' },
  quantity: '8',
  unit: 'CA',
  price: '48.75',
  amount: '390',
  taxes: [{ code: 'VA', amount: '81.9', rate: '0.21' }],
  charges: [],
}

/** 690.00 goods, 144.90 tax, 7.00 freight. */
function anInvoice(changes: Partial<Invoice> = {}): Invoice {
  return {
    kind: 'invoice',
    type: 'invoice',
    typeCode: 'DI',
    number: 'INV-7001',
    date: '2026-01-23',
    dueDate: '2026-02-22',
    orderNumber: 'PO-1001',
    currency: 'EUR',
    lines: [first(), second],
    charges: [{ direction: 'charge', code: 'D240', amount: '7' }],
    taxes: [{ code: 'VA', amount: '144.9', rate: '0.21' }],
    total: '841.9',
    ...changes,
  }
}

/** One line of 300.00 and whatever else a test is about. */
function oneLine(changes: Partial<Invoice> & { line?: Partial<InvoiceLine> } = {}): Invoice {
  const { line, ...rest } = changes
  return anInvoice({
    lines: [first(line)],
    charges: [],
    taxes: [{ code: 'VA', amount: '63', rate: '0.21' }],
    total: '363',
    ...rest,
  })
}

function body(invoice: Invoice, changes: Partial<Given> = {}) {
  const { writes } = writesOf(invoice, changes)
  const [write] = writes
  if (writes.length !== 1 || write?.action !== 'create') throw new Error('one create was expected')
  return write.body
}

function linesOf(invoice: Invoice, changes: Partial<Given> = {}): Record<string, unknown>[] {
  const { PurchaseInvoiceLines, PurchaseEntryLines } = body(invoice, changes)
  return (PurchaseInvoiceLines ?? PurchaseEntryLines) as Record<string, unknown>[]
}

test('an invoice becomes a purchase invoice against its order lines', () => {
  expect(writesOf(anInvoice())).toEqual({
    kind: 'exact-writes',
    division,
    writes: [
      {
        action: 'create',
        resource: 'purchase/PurchaseInvoices',
        naturalKey: ['Supplier', 'YourRef', 'Type'],
        body: {
          Type: 8033,
          Journal: '60',
          Supplier: '00000000-0000-4000-8000-00000000b001',
          InvoiceDate: '2026-01-23',
          DueDate: '2026-02-22',
          YourRef: 'INV-7001',
          Currency: 'EUR',
          Description: 'Invoice INV-7001, order PO-1001',
          PurchaseInvoiceLines: [
            {
              PurchaseOrderLine: '00000000-0000-4000-8000-000000000101',
              Quantity: 24,
              NetPrice: 12.5,
              Amount: 300,
              VATCode: '2',
              CostCenter: 'CC10',
              Description: 'Widget, red',
            },
            {
              PurchaseOrderLine: '00000000-0000-4000-8000-000000000102',
              Quantity: 8,
              NetPrice: 48.75,
              Amount: 390,
              VATCode: '2',
              CostCenter: 'CC20',
              Description: 'Widget, blue, case of 6',
            },
            { Item: freight, Quantity: 1, NetPrice: 7, Amount: 7, VATCode: '0', Description: 'D240' },
          ],
        },
      },
    ],
  })
})

test('an invoice becomes a purchase entry on the GL accounts of its order lines', () => {
  const numbered = anOrder({ number: '26000001', lines: order.lines.map(line => ({ ...line, costUnit: 'CU1' })) })
  expect(writesOf(anInvoice({ orderNumber: '26000001' }), { order: numbered, references: entries }).writes).toEqual([
    {
      action: 'create',
      resource: 'purchaseentry/PurchaseEntries',
      naturalKey: ['Supplier', 'YourRef'],
      body: {
        Journal: '60',
        Supplier: '00000000-0000-4000-8000-00000000b001',
        EntryDate: '2026-01-23',
        DueDate: '2026-02-22',
        YourRef: 'INV-7001',
        Currency: 'EUR',
        OrderNumber: 26000001,
        Description: 'Invoice INV-7001, order 26000001',
        PurchaseEntryLines: [
          {
            GLAccount: '00000000-0000-4000-8000-000000004000',
            AmountFC: 300,
            VATCode: '2',
            CostCenter: 'CC10',
            CostUnit: 'CU1',
            Quantity: 24,
            Description: 'Widget, red',
          },
          {
            GLAccount: '00000000-0000-4000-8000-000000004200',
            AmountFC: 390,
            VATCode: '2',
            CostCenter: 'CC20',
            CostUnit: 'CU1',
            Quantity: 8,
            Description: 'Widget, blue, case of 6',
          },
          { GLAccount: '00000000-0000-4000-8000-000000007900', AmountFC: 7, VATCode: '0', Description: 'D240' },
        ],
      },
    },
  ])
})

describe('a credit', () => {
  test('is a purchase invoice of the credit type with positive amounts', () => {
    const { Type, Description, PurchaseInvoiceLines } = body(oneLine({ type: 'credit', number: 'CN-1' }))
    expect([Type, Description]).toEqual([8034, 'Credit CN-1, order PO-1001'])
    expect(PurchaseInvoiceLines).toMatchObject([{ Quantity: 24, Amount: 300 }])
  })
  test('is a purchase entry with negative amounts', () => {
    expect(linesOf(oneLine({ type: 'credit' }), { references: entries })).toMatchObject([{ AmountFC: -300 }])
  })
})

describe('the VAT code', () => {
  test('follows from tax type and rate', () => {
    const low = { ...references, taxes: [...references.taxes, { tax: 'VA', rate: '0.09', vatCode: '1' }] }
    const invoice = oneLine({
      line: { taxes: [{ code: 'VA', amount: '27', rate: '0.09' }] },
      taxes: [{ code: 'VA', amount: '27' }],
      total: '327',
    })
    expect(linesOf(invoice, { references: low })).toMatchObject([{ VATCode: '1' }])
  })
  test('is that of the order line where the table is silent and the rate is the same', () => {
    expect(linesOf(oneLine(), { references: { ...references, taxes: [] } })).toMatchObject([{ VATCode: '2' }])
  })
  test('of a reverse charge is that of the order line for an invoice without tax', () => {
    const reversed = anOrder({ lines: [anOrderLine({ vatCode: 'VL' })] })
    expect(linesOf(oneLine({ line: { taxes: [] }, taxes: [], total: '300' }), { order: reversed })).toMatchObject([
      { VATCode: 'VL' },
    ])
  })
  test('of one rate for the whole document holds for goods, and for charges where the amount says so', () => {
    const untaxedFreight = anInvoice({ lines: [first({ taxes: [] }), { ...second, taxes: [] }] })
    expect(linesOf(untaxedFreight).map(line => line.VATCode)).toEqual(['2', '2', '0'])
    const taxedFreight = { ...untaxedFreight, taxes: [{ code: 'VA', amount: '146.37', rate: '0.21' }], total: '843.37' }
    expect(linesOf(taxedFreight).map(line => line.VATCode)).toEqual(['2', '2', '2'])
  })
  test('of a tax without a rate is that of the order line where it explains the amount', () => {
    const invoice = oneLine({ line: { taxes: [{ code: 'VA', amount: '63' }] }, taxes: [{ code: 'VA', amount: '63' }] })
    expect(linesOf(invoice)).toMatchObject([{ VATCode: '2' }])
    expect(linesOf(oneLine({ line: { taxes: [] }, taxes: [{ code: 'VA', amount: '63' }] }))).toMatchObject([{ VATCode: '2' }])
  })
  test('that includes tax is given amounts that include it', () => {
    const inclusive = { ...references, taxes: [{ tax: 'VA', rate: '0.21', vatCode: '3' }] }
    const [line] = linesOf(oneLine(), { references: inclusive })
    expect(line).toMatchObject({ Amount: 363, VATCode: '3' })
    expect(line).not.toHaveProperty('NetPrice')
  })
})

test.each([
  [{ Code: '2', Percentage: 0.21, Type: 'E' }, '0.21'],
  [{ Code: 'B', Percentage: 0.21, Type: 'B' }, '0'],
  [{ Code: 'N', Percentage: 0.21, Type: 'N' }, '0'],
  [{ Code: 'VL', Percentage: 0.21, Type: 'E', Charged: true }, '0'],
  [{ Code: 'X', Percentage: null, Type: 'E' }, '0'],
])('VAT code %j stands for a supplier who charges %s', (code, rate) => {
  expect(chargedRate(code).toFixed()).toBe(rate)
})

describe('to the last cent', () => {
  test('tax that the supplier rounded otherwise is booked as he states it', () => {
    expect(linesOf(oneLine({ taxes: [{ code: 'VA', amount: '63.01', rate: '0.21' }], total: '363.01' }))).toMatchObject([
      { Amount: 300, VATAmount: 63.01 },
    ])
    const credit = oneLine({ type: 'credit', taxes: [{ code: 'VA', amount: '63.01', rate: '0.21' }], total: '363.01' })
    expect(linesOf(credit, { references: entries })).toMatchObject([{ AmountFC: -300, VATAmountFC: -63.01 }])
  })
  test('rounding of the goods is put on the largest line', () => {
    const [one, two] = linesOf(anInvoice({ total: '841.92' }))
    expect([one?.Amount, two?.Amount]).toEqual([300, 390.02])
  })
})

test('charges on a line are booked beside it, with its cost centre and its rate of tax', () => {
  const charged = oneLine({
    line: {
      charges: [{ direction: 'allowance', code: 'D240', amount: '10' }],
      taxes: [{ code: 'VA', amount: '60.9', rate: '0.21' }],
    },
    taxes: [{ code: 'VA', amount: '60.9', rate: '0.21' }],
    total: '350.9',
  })
  expect(linesOf(charged)[1]).toEqual({
    Item: freight,
    Quantity: 1,
    NetPrice: -10,
    Amount: -10,
    VATCode: '2',
    CostCenter: 'CC10',
    Description: 'D240',
  })
})

test('an invoice may be for several orders of the same supplier', () => {
  const other = anOrder({ number: 'PO-1002', sourceId: 'x', lines: [anOrderLine({ sourceId: 'other-line' })] })
  const invoice = oneLine({ line: { orderNumber: 'PO-1002' } })
  expect(linesOf(invoice, { otherOrders: [other] })).toMatchObject([{ PurchaseOrderLine: 'other-line' }])
})

describe('an invoice is held', () => {
  const held = (invoice: Invoice, changes: Partial<Given> = {}) => {
    const error = errorOf(() => writesOf(invoice, changes))
    expect(error.prospect).toBe('held')
    return error.code
  }

  test('when the tax has no VAT code', () => {
    const reduced = oneLine({
      line: { taxes: [{ code: 'VA', amount: '27', rate: '0.09' }] },
      taxes: [{ code: 'VA', amount: '27' }],
      total: '327',
    })
    expect(held(reduced)).toBe('vat-code-unknown')
    const untaxed = oneLine({ line: { taxes: [] }, taxes: [], total: '300' })
    expect(held(untaxed)).toBe('vat-code-unknown')
  })
  test('when the VAT code of the table does not exist, is blocked, or charges another rate', () => {
    const table = (vatCode: string) => ({ references: { ...references, taxes: [{ tax: 'VA', rate: '0.21', vatCode }] } })
    expect(held(oneLine(), table('9'))).toBe('vat-code-unknown')
    expect(held(oneLine(), table('1'))).toBe('vat-code-rate-differs')
    expect(held(oneLine(), { vatCodes: new Map([['2', { Code: '2', Percentage: 0.21, Type: 'E', IsBlocked: true }]]) })).toBe(
      'vat-code-unknown',
    )
  })
  test('when a line has two taxes, or one without rate that nothing explains', () => {
    const taxes = [
      { code: 'GS', amount: '15', rate: '0.05' },
      { code: 'PG', amount: '48', rate: '0.16' },
    ]
    expect(held(oneLine({ line: { taxes }, taxes }))).toBe('vat-code-unknown')
    expect(held(oneLine({ line: { taxes: [{ code: 'VA' }] } }))).toBe('vat-code-unknown')
    const bare = oneLine({ line: { taxes: [{ code: 'VA', amount: '10' }] }, taxes: [{ code: 'VA', amount: '10' }], total: '310' })
    expect(held(bare)).toBe('vat-code-unknown')
  })
  test('when the tax of the document cannot be laid on its lines', () => {
    const odd = oneLine({ line: { taxes: [] }, taxes: [{ code: 'VA', amount: '50', rate: '0.21' }], total: '350' })
    expect(held(odd)).toBe('tax-not-attributable')
    const unknownRate = oneLine({ line: { taxes: [] }, taxes: [{ code: 'VA', amount: '50', rate: '0.17' }], total: '350' })
    expect(held(unknownRate)).toBe('tax-not-attributable')
    const less = oneLine({ taxes: [{ code: 'VA', amount: '50' }], total: '350' })
    expect(held(less)).toBe('tax-not-attributable')
  })
  test('when a charge has no item, or none that exists', () => {
    const charged = (code?: string) => anInvoice({ charges: [{ direction: 'charge', ...(code && { code }), amount: '7' }] })
    expect(held(charged('D500'))).toBe('charge-unmapped')
    expect(held(charged())).toBe('charge-unmapped')
    expect(held(charged('D240'), { chargeItems: new Map() })).toBe('charge-unmapped')
    expect(held(charged('D240'), { references: { ...entries, charges: [{ charge: 'D240', item: 'FREIGHT' }] } })).toBe(
      'charge-unmapped',
    )
    expect(held(charged('D240'), { references: { ...references, charges: [{ charge: 'D240', glAccount: '7900' }] } })).toBe(
      'charge-unmapped',
    )
  })
  test('as an entry, when its order line has no GL account, or one that is not of the division', () => {
    const { glAccount: _, ...line } = anOrderLine()
    expect(held(oneLine(), { references: entries, order: anOrder({ lines: [line] }) })).toBe('gl-account-missing')
    expect(held(oneLine(), { references: entries, glAccounts: new Map() })).toBe('gl-account-unknown')
    expect(held(oneLine(), { references: entries, glAccounts: new Map([['4000', { id: 'another', code: '4000' }]]) })).toBe(
      'gl-account-unknown',
    )
  })
  test('when it is not said how the division books', () => {
    expect(held(oneLine(), { references: { ...references, booking: [] } })).toBe('booking-unknown')
  })
})
