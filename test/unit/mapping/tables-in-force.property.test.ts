/**
 * Whatever the cross-reference tables say and whenever: no order is sent with a unit, and no line booked on an account, a tax code or an
 * item, that is not in the table in force on the day of the document. Judged by a reading of the tables of the test's own.
 */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { CrossReferences, Holds } from '../../../lib/mapping/cross-reference'
import { EdiError } from '../../../lib/error'
import { invoiceFrom } from '../../../lib/mapping/810-to-invoice'
import { purchaseOrderFrom } from '../../../lib/mapping/exact-to-purchase-order'
import { invoiceWrites } from '../../../lib/mapping/invoice-to-exact'
import type { ExactVatCode } from '../../../lib/mapping/invoice-vat'
import { matchingRules } from '../../../lib/mapping/matching-rules'
import { unitFinder } from '../../../lib/mapping/cross-reference'
import { x850From } from '../../../lib/mapping/purchase-order-to-850'
import type { Segment } from '../../../lib/x12/segment'
import { matchInvoice } from '../../../lib/matching/match'
import { anExactLine, anExactOrder, aPartner, company, division, exactContext } from './builders'

const seed = Number(process.env.SEED ?? 7003)

/** Days around which rows begin and end. */
const day = fc.integer({ min: 1, max: 28 }).map(n => `2026-01-${String(n).padStart(2, '0')}`)
const accounts = ['4000', '4100', '4200', '7900'] as const
const groups = ['RAW', 'OFFICE'] as const

/** Mostly what always holds, and rows for a division, a partner or some days of the month, which may go before it or contradict it. */
function rows<R extends object>(row: fc.Arbitrary<R>, maxLength: number, always: readonly R[]): fc.Arbitrary<(R & Holds)[]> {
  const holds = fc.record(
    {
      division: fc.constantFrom(division, division, division + 1),
      partner: fc.constantFrom('seller', 'seller', 'other'),
      from: day,
      until: day,
    },
    { requiredKeys: [] },
  )
  const some = fc.array(
    fc.tuple(row, holds).map(([own, whose]) => ({ ...own, ...whose })),
    { maxLength },
  )
  return fc.tuple(fc.constantFrom(true, true, true, false), some).map(([usual, own]) => (usual ? [...always, ...own] : own))
}

const account = fc.constantFrom(...accounts, '9999')
const tables: fc.Arbitrary<CrossReferences> = fc.record({
  units: rows(fc.record({ erp: fc.constantFrom('pc', 'box'), x12: fc.constantFrom('EA', 'PC', 'CA') }), 4, [
    { erp: 'pc', x12: 'EA' },
  ]),
  items: rows(fc.record({ item: fc.constantFrom('B-1', 'B-2'), supplierCode: fc.constantFrom('SKU-1', 'SKU-2', 'NEW') }), 2, []),
  costCentres: rows(
    fc.record(
      { costCentre: fc.constantFrom('CC10', 'CC20'), itemGroup: fc.constantFrom(...groups), glAccount: account },
      { requiredKeys: ['glAccount'] },
    ),
    5,
    [{ costCentre: 'CC10', glAccount: '4000' }, { glAccount: '4100' }],
  ),
  taxes: rows(
    fc.record(
      {
        tax: fc.constantFrom('VA', 'GS'),
        rate: fc.constantFrom('0', '0.09', '0.21'),
        vatCode: fc.constantFrom('0', '1', '2', '3', '9'),
      },
      { requiredKeys: ['rate', 'vatCode'] },
    ),
    5,
    [
      { tax: 'VA', rate: '0.21', vatCode: '2' },
      { tax: 'VA', rate: '0', vatCode: '0' },
    ],
  ),
  charges: rows(
    fc.record(
      { charge: fc.constantFrom('D240', 'D500'), item: fc.constantFrom('FREIGHT', 'NONE'), glAccount: account },
      { requiredKeys: ['item', 'glAccount'] },
    ),
    4,
    [{ charge: 'D240', item: 'FREIGHT', glAccount: '7900' }],
  ),
  booking: fc
    .record({
      division: fc.constant(division),
      as: fc.constantFrom('purchase-invoice' as const, 'purchase-entry' as const),
      journal: fc.constant('60'),
      accounts: fc.constantFrom('table' as const, 'item' as const, 'supplier' as const),
    })
    .map(row => [row]),
})

const trade = fc.record({
  orderDate: day,
  invoiceDate: day,
  freight: fc.constantFrom('0', '750'),
  taxed: fc.boolean(),
  lines: fc.array(
    fc.record({
      quantity: fc.integer({ min: 1, max: 50 }),
      unit: fc.constantFrom('pc', 'pc', 'box'),
      costCentre: fc.option(fc.constantFrom('CC10', 'CC20'), { nil: null }),
      group: fc.constantFrom(...groups),
      rate: fc.constantFrom('0', '0.21'),
      ownCode: fc.boolean(),
    }),
    { minLength: 1, maxLength: 3 },
  ),
})

const vatCodes = new Map<string, ExactVatCode>([
  ['0', { Code: '0', Percentage: 0, Type: 'B' }],
  ['1', { Code: '1', Percentage: 0.09, Type: 'E' }],
  ['2', { Code: '2', Percentage: 0.21, Type: 'E' }],
  ['3', { Code: '3', Percentage: 0.21, Type: 'I' }],
])
const idOf = (code: string) => `00000000-0000-4000-8000-00000000${code}`

/** Written again, day by day, so that the look-up is not judged by itself. */
function inForce<R extends Holds>(given: readonly R[], on: string): R[] {
  return given.filter(row => {
    if (row.division !== undefined && row.division !== division) return false
    if (row.partner !== undefined && row.partner !== 'seller') return false
    for (let n = 1; n <= 28; n += 1) {
      const each = `2026-01-${String(n).padStart(2, '0')}`
      if (each === on) return (row.from ?? '0') <= each && each <= (row.until ?? '9')
    }
    throw new Error(`${on} is no day of the test`)
  })
}

/** The 810 with which the supplier bills the 850 as it came, in the units and item numbers of the 850. */
function x810Of(
  sent: readonly Segment[],
  { invoiceDate, freight, taxed, lines }: typeof trade extends fc.Arbitrary<infer T> ? T : never,
) {
  const goods = sent.filter(([tag]) => tag === 'PO1')
  const figures = goods.map(([, number = '', quantity = '', unit = '', price = '', , ...ids], n) => {
    const cents = Math.round(Number(quantity) * Number(price) * 100)
    const rate = taxed ? (lines[n]?.rate ?? '0') : '0'
    return { segment: ['IT1', number, quantity, unit, price, 'PE', ...ids], cents, rate, tax: Math.round(cents * Number(rate)) }
  })
  const tax = figures.reduce((sum, one) => sum + one.tax, 0)
  const total = figures.reduce((sum, one) => sum + one.cents, 0) + tax + Number(freight)
  return [
    ['ST', '810', '0001'],
    ['BIG', invoiceDate.replaceAll('-', ''), 'INV-1', '', '26000001', '', '', 'DI'],
    ['CUR', 'SE', 'EUR'],
    ...figures.flatMap(({ segment, tax: own, rate }) => [segment, ['TXI', 'VA', (own / 100).toFixed(2), rate]]),
    ['TDS', String(total)],
    ...(freight === '0' ? [] : [['SAC', 'C', 'D240', '', '', freight]]),
    ['SE', '9', '0001'],
  ]
}

test('a unit, an account, a tax code or a charge is sent and booked only as the table in force that day has it', () => {
  const reached = { sent: 0, held: 0, entries: 0, invoices: 0, byTable: 0, charged: 0 }
  fc.assert(
    fc.property(trade, tables, (given, references) => {
      const { orderDate, invoiceDate } = given
      const partner = aPartner()
      const record = anExactOrder({
        OrderDate: `${orderDate}T00:00:00`,
        PurchaseOrderLines: given.lines.map((line, n) =>
          anExactLine({
            ID: `line-${n}`,
            LineNumber: n + 1,
            Item: `item-${n}`,
            ItemCode: `B-${n + 1}`,
            SupplierItemCode: `SKU-${n + 1}`,
            ItemBarcode: null,
            QuantityInPurchaseUnits: line.quantity,
            Quantity: line.quantity,
            Unit: line.unit,
            VATCode: line.ownCode ? (line.rate === '0' ? '0' : '2') : null,
            CostCenter: line.costCentre,
          }),
        ),
      })
      const items = new Map(given.lines.map((line, n) => [`item-${n}`, { group: line.group, costAccount: idOf('4200') }]))
      const order = unlessHeld(() =>
        purchaseOrderFrom(record, exactContext({ references, items, supplierAccount: idOf('7900'), partner: partner.key })),
      )
      const sent = order && unlessHeld(() => x850From(order, { partner, company, references }).segments)
      if (order === undefined || sent === undefined) return void (reached.held += 1)
      reached.sent += 1
      const units = inForce(references.units, orderDate)
      for (const [n, [, , , unit]] of sent.filter(([tag]) => tag === 'PO1').entries())
        expect(units.filter(row => row.erp === given.lines[n]?.unit).map(row => row.x12)).toContain(unit)
      const costCentres = inForce(references.costCentres, orderDate)
      const [{ accounts: exact = 'table' } = {}] = references.booking
      const allowed = given.lines.map(line => [
        ...costCentres
          .filter(row => (row.costCentre ?? line.costCentre) === line.costCentre && (row.itemGroup ?? line.group) === line.group)
          .map(row => row.glAccount),
        ...(exact === 'item' ? ['4200'] : exact === 'supplier' ? ['7900'] : []),
      ])
      for (const [n, line] of order.lines.entries())
        if (line.glAccount !== undefined) expect(allowed[n]).toContain(line.glAccount.code)

      const invoice = invoiceFrom(x810Of(sent, given), { partner: { ...partner, taxRate: 'fraction' }, componentSeparator: '>' })
      const writes = unlessHeld(() => {
        const defaults = { matching: 'two-way' as const, tolerances: {}, charges: {} }
        const verdict = matchInvoice(invoice, {
          orders: [{ named: order.number, found: 'one', order }],
          earlier: [],
          unitOf: unitFinder(references, partner.key),
          rules: matchingRules(partner, references, { division, on: invoice.date, defaults }),
        })
        return verdict.verdict === 'held'
          ? undefined
          : invoiceWrites(verdict.matched, {
              partner: partner.key,
              references,
              vatCodes,
              glAccounts: exactContext().glAccounts,
              chargeItems: new Map([['FREIGHT', { id: 'freight' }]]),
            })
      })
      if (writes === undefined) return
      const [write] = writes.writes
      const body = write?.action === 'create' ? write.body : {}
      const booked = (body.PurchaseInvoiceLines ?? body.PurchaseEntryLines) as Record<string, unknown>[]
      reached[body.PurchaseEntryLines ? 'entries' : 'invoices'] += 1
      const [taxes, charges] = [inForce(references.taxes, invoiceDate), inForce(references.charges, invoiceDate)]
      expect(booked).toHaveLength(order.lines.length + (given.freight === '0' ? 0 : 1))
      for (const [n, line] of booked.entries()) {
        const orderLine = order.lines[n]
        const ofTable = taxes.map(row => row.vatCode)
        if (ofTable.includes(String(line.VATCode))) reached.byTable += 1
        // The order line's own code is Exact Online's, and no row says otherwise.
        expect([...ofTable, ...(orderLine?.vatCode === undefined ? [] : [orderLine.vatCode])]).toContain(line.VATCode)
        if (orderLine === undefined) {
          reached.charged += 1
          const carriers = charges.filter(row => (row.charge ?? 'D240') === 'D240')
          if (line.GLAccount === undefined) expect(carriers.map(row => row.item)).toContain('FREIGHT')
          else expect(carriers.map(row => idOf(row.glAccount ?? ''))).toContain(line.GLAccount)
        } else if (body.PurchaseEntryLines) expect(allowed[n]?.map(idOf)).toContain(line.GLAccount)
      }
    }),
    { seed, numRuns: 3000 },
  )
  // The law would hold of nothing at all: each way has to have been gone.
  expect(Object.entries(reached).filter(([, count]) => count < 20)).toEqual([])
})

function unlessHeld<T>(action: () => T): T | undefined {
  try {
    return action()
  } catch (thrown) {
    if (thrown instanceof EdiError && thrown.prospect === 'held') return undefined
    throw thrown
  }
}
