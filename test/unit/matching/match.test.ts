import { describe, expect, test } from 'vitest'
import type { Invoice } from '../../../lib/documents/invoice'
import { unitFinder } from '../../../lib/mapping/cross-reference'
import { matchInvoice, orderNumbers } from '../../../lib/matching/match'
import { type PurchaseOrder } from '../../../lib/documents/purchase-order'
import { anOrder, anOrderLine, references } from '../mapping/builders'
import { aContext, aLine, anInvoice, codesFor, matched, reasonsFor, rules } from './builders'

const order = anOrder()
const untaxed = { taxes: [], lines: [aLine({ taxes: [] })], total: '300' }

test('an invoice for what was ordered at its price is matched, each line with its order line', () => {
  const verdict = matchInvoice(anInvoice(), aContext())
  expect(verdict).toMatchObject({
    verdict: 'matched',
    matched: { kind: 'matched-invoice', matching: 'two-way', lines: [{ orderLine: order.lines[0]?.sourceId, counts: '24' }] },
  })
})

test('all reasons are told together, the worst first', () => {
  const wrong = anInvoice({
    currency: 'USD',
    lines: [aLine({ quantity: '25', price: '20', amount: '500', unit: 'CA' })],
    charges: [{ direction: 'charge', code: 'D500', amount: '5' }],
    taxes: [{ code: 'VA', amount: '63', rate: '0.21' }],
    total: '900',
  })
  expect(codesFor(wrong)).toEqual([
    'currency-differs',
    'total-does-not-tie-out',
    'unit-differs',
    'quantity-over-ordered',
    'price-above-tolerance',
    'charge-not-agreed',
    'tax-differs',
  ])
})

describe('the order', () => {
  test('that nobody sent is told with numbers that look alike, and not taken', () => {
    const orders = [{ named: 'PO-1O01', found: 'none' as const, suggestions: ['PO-1001'] }]
    expect(reasonsFor(anInvoice({ orderNumber: 'PO-1O01' }), aContext([], { orders }))).toEqual([
      { code: 'order-unknown', found: 'PO-1O01', suggestions: ['PO-1001'] },
    ])
  })

  test('that nobody has looked up is not known either', () => {
    expect(codesFor(anInvoice({ orderNumber: 'PO-9' }))).toEqual(['order-unknown'])
  })

  test('with a number that several have, written otherwise, is not chosen', () => {
    const orders = [{ named: 'PO1001', found: 'several' as const, suggestions: ['PO-1001', 'PO.1001'] }]
    expect(codesFor(anInvoice({ orderNumber: 'PO1001' }), aContext([], { orders }))).toEqual(['order-ambiguous'])
  })

  test('of another supplier is not the order', () => {
    const orders = [{ named: 'PO-1001', found: 'another-supplier' as const, order }]
    expect(codesFor(anInvoice(), aContext([], { orders }))).toEqual(['order-of-another-supplier'])
  })

  test('that is not named is asked for', () => {
    const { orderNumber: _, ...nameless } = anInvoice()
    expect(codesFor(nameless)).toEqual(['order-number-missing'])
  })

  test('that was cancelled takes no invoice', () => {
    expect(codesFor(anInvoice(), aContext([anOrder({ purpose: 'cancel' })]))).toEqual(['order-cancelled'])
  })

  test('in another currency takes no invoice', () => {
    expect(reasonsFor(anInvoice({ currency: 'USD' }))).toEqual([
      { code: 'currency-differs', order: 'PO-1001', expected: 'EUR', found: 'USD' },
    ])
  })

  test('found by a number written otherwise is the same order', () => {
    const orders = [{ named: 'po 1001', found: 'one' as const, order }]
    expect(codesFor(anInvoice({ orderNumber: 'po 1001' }), aContext([], { orders }))).toEqual([])
  })
})

describe('an invoice for several orders', () => {
  const other = anOrder({ number: 'PO-1002', sourceId: 'x', lines: [anOrderLine({ sourceId: 'other-line', quantity: '30' })] })
  const both = anInvoice({
    lines: [aLine({ taxes: [] }), aLine({ orderNumber: 'PO-1002', taxes: [] })],
    taxes: [],
    total: '600',
  })

  test('is matched to each of them by its own lines', () => {
    const verdict = matchInvoice(both, aContext([order, other]))
    expect(verdict).toMatchObject({
      verdict: 'matched',
      matched: { lines: [{ orderLine: order.lines[0]?.sourceId }, { orderLine: 'other-line' }] },
    })
  })

  test('is held for the one that is not known, and the other is looked at all the same', () => {
    const over = anOrder({ lines: [anOrderLine({ quantity: '10' })] })
    expect(codesFor(both, aContext([over]))).toEqual(['order-unknown', 'quantity-over-ordered'])
  })

  test('is held when they are of two accounts of the supplier, since it is booked for one', () => {
    const foreign = { ...other, supplier: { id: 'another', code: '4799' } }
    expect(codesFor(both, aContext([order, foreign]))).toEqual(['order-of-another-supplier'])
  })

  test('names each of them once, and each writing, since two may be two orders', () => {
    const lines = [aLine(), aLine({ orderNumber: ' PO-1001' }), aLine({ orderNumber: 'po1001' })]
    expect(orderNumbers(anInvoice({ lines }), undefined)).toEqual(['PO-1001', 'po1001'])
    expect(orderNumbers(both, undefined)).toEqual(['PO-1001', 'PO-1002'])
    const { orderNumber: _, ...nameless } = anInvoice({ lines: [] })
    expect(orderNumbers(nameless, undefined)).toEqual([])
    expect(orderNumbers(anInvoice({ lines: [] }), undefined)).toEqual(['PO-1001'])
  })

  test('written in two ways that are one order is for one order', () => {
    const line = aLine({ quantity: '12', amount: '150', taxes: [] })
    const twice = anInvoice({ lines: [line, { ...line, orderNumber: 'po1001' }], taxes: [], total: '300' })
    const orders = ['PO-1001', 'po1001'].map(named => ({ named, found: 'one' as const, order }))
    expect(matchInvoice(twice, aContext([], { orders }))).toMatchObject({ matched: { orders: [{ number: 'PO-1001' }] } })
  })

  test('written alike that are two orders is for two', () => {
    const dotted = { ...other, number: 'PO.1001' }
    const alike = { ...both, lines: [aLine({ taxes: [] }), aLine({ orderNumber: 'PO.1001', taxes: [] })] }
    expect(matchInvoice(alike, aContext([order, dotted]))).toMatchObject({
      matched: { lines: [{}, { orderLine: 'other-line' }] },
    })
  })
})

describe('the line', () => {
  const withLine = (changes: Parameters<typeof aLine>[0], given: PurchaseOrder = order, items = rules().items) =>
    reasonsFor(
      anInvoice({ ...untaxed, lines: [aLine({ taxes: [], ...changes })] }),
      aContext([given], { rules: rules({ items }) }),
    )
  const { number: _, ...unnumbered } = aLine({ taxes: [] })
  const byItem = (item: object, given = order, items = rules().items) =>
    reasonsFor(anInvoice({ ...untaxed, lines: [{ ...unnumbered, item }] }), aContext([given], { rules: rules({ items }) }))

  test('is found by its number, with zeros before it', () => {
    expect(withLine({ number: '0001', item: {} })).toEqual([])
  })

  test.each([{ buyerCode: 'B-778' }, { supplierCode: 'SKU-RED' }, { gtin: '12345678905' }, { gtin: '00012345678905' }])(
    'is found by its item %j',
    item => {
      expect(byItem(item)).toEqual([])
    },
  )

  test('is found by a number of the item that the partner’s list of items gives', () => {
    const items = [{ item: 'B-778', supplierCode: 'NEW-RED', gtin: '4006381333931' }]
    expect(byItem({ supplierCode: 'NEW-RED' }, order, items)).toEqual([])
    expect(byItem({ gtin: '04006381333931' }, order, items)).toEqual([])
    expect(byItem({ supplierCode: 'OTHER' }, order, items)).toMatchObject([{ code: 'line-unknown' }])
  })

  test('is not found by a number that the list gives to two items', () => {
    const items = [
      { item: 'B-778', supplierCode: 'NEW' },
      { item: 'B-779', supplierCode: 'NEW' },
    ]
    expect(byItem({ supplierCode: 'NEW' }, order, items)).toMatchObject([{ code: 'line-unknown' }])
  })

  test('is not found by its description, which is only suggested', () => {
    expect(byItem({ description: 'red widget' })).toEqual([
      { code: 'line-unknown', order: 'PO-1001', line: '1', found: 'red widget', suggestions: ['line 1, Widget, red'] },
    ])
    expect(byItem({ description: 'Pallet' })).toEqual([{ code: 'line-unknown', order: 'PO-1001', line: '1', found: 'Pallet' }])
  })

  test('is not chosen among several with the same item', () => {
    const twice = anOrder({ lines: [anOrderLine(), anOrderLine({ number: '2', sourceId: 'second' })] })
    expect(byItem({ supplierCode: 'SKU-RED' }, twice)).toMatchObject([
      { code: 'line-ambiguous', suggestions: ['line 1, Widget, red', 'line 2, Widget, red'] },
    ])
  })

  test('with the number of an order line and the item of none is held', () => {
    expect(withLine({ item: { supplierCode: 'SKU-X' } })).toEqual([
      { code: 'line-item-differs', order: 'PO-1001', line: '1', expected: 'B-778 / SKU-RED / 012345678905', found: 'SKU-X' },
    ])
  })

  test('in another unit is held', () => {
    expect(withLine({ unit: 'CA' })).toEqual([{ code: 'unit-differs', order: 'PO-1001', line: '1', expected: 'EA', found: 'CA' }])
  })

  test('of an order line whose unit has no X12 unit is held, unless it names no unit', () => {
    const strange = anOrder({ lines: [anOrderLine({ unit: 'doos' })] })
    expect(withLine({}, strange)).toMatchObject([{ code: 'unit-unknown', expected: 'doos', found: 'EA' }])
    const { unit: _unit, ...without } = aLine({ taxes: [] })
    expect(codesFor(anInvoice({ ...untaxed, lines: [without] }), aContext([strange]))).toEqual([])
  })

  test.each([
    [{ quantity: '-2', amount: '-25' }, '-25'],
    [{ price: '-12.5', amount: '-300' }, '-300'],
  ])('that goes the other way than its document is held: %j', (changes, total) => {
    const lines = [aLine({ taxes: [], ...changes })]
    expect(codesFor(anInvoice({ taxes: [], lines, total }))).toEqual(['line-against-direction'])
    expect(codesFor(anInvoice({ type: 'credit', taxes: [], lines, total }))).toContain('line-against-direction')
  })

  test.each([
    ['EUR', '0.01', '0.02'],
    ['JPY', '1', '2'],
    ['KWD', '0.001', '0.002'],
  ])('in %s may be rounded otherwise by %s, and not by %s', (currency, within, beyond) => {
    const given = anOrder({ currency, lines: [anOrderLine()] })
    const line = (more: string) => aLine({ taxes: [], amount: String(300 + Number(more)) })
    const invoice = (more: string) => anInvoice({ currency, taxes: [], lines: [line(more)], total: line(more).amount })
    expect(codesFor(invoice(within), aContext([given]))).toEqual([])
    expect(codesFor(invoice(beyond), aContext([given]))).toEqual(['line-does-not-tie-out'])
  })
})

test('an invoice without lines is held', () => {
  expect(codesFor(anInvoice({ lines: [], taxes: [], total: '0' }))).toEqual(['invoice-without-lines'])
})

test('another document with the same number holds it, whatever else is the matter', () => {
  const sameNumber = anInvoice({ number: 'INV 7OO1', total: '1' })
  expect(reasonsFor(anInvoice(), aContext([order], { sameNumber }))).toEqual([
    { code: 'duplicate-invoice-number', found: 'INV 7OO1' },
  ])
})

describe('the total', () => {
  const totalling = (total: string, currency = 'EUR') =>
    reasonsFor(anInvoice({ currency, total }), aContext([anOrder({ currency })]))

  test('has to be what its parts come to, but for two minor units a line', () => {
    expect(totalling('363.02')).toEqual([])
    expect(totalling('362.98')).toEqual([])
    expect(totalling('363.03')).toEqual([
      { code: 'total-does-not-tie-out', expected: '363', found: '363.03', difference: '0.03', tolerance: '0.02' },
    ])
    expect(totalling('362.97')).toMatchObject([{ difference: '-0.03' }])
  })

  test('has to be payable in its currency', () => {
    expect(totalling('363.5', 'JPY')).toMatchObject([{ code: 'total-does-not-tie-out', tolerance: '2', difference: '0.5' }])
    expect(totalling('365', 'JPY')).toEqual([])
    expect(totalling('363.002', 'KWD')).toEqual([])
    expect(totalling('363.021', 'KWD')).toMatchObject([{ code: 'total-does-not-tie-out' }])
  })
})

describe('payment', () => {
  const within30 = anOrder({ paymentTerms: { code: '30', netDays: 30 } })
  const due = (dueDate: string, given = within30) => reasonsFor(anInvoice({ dueDate }), aContext([given]))

  test('may be asked for on the agreed day and later, not earlier', () => {
    expect(due('2026-02-22')).toEqual([])
    expect(due('2026-03-31')).toEqual([])
    expect(due('2026-02-20')).toEqual([
      {
        code: 'payment-terms-differ',
        order: 'PO-1001',
        expected: '2026-02-22',
        found: '2026-02-20',
        difference: '2',
        tolerance: '0',
      },
    ])
  })

  test('is not compared where one of the two says nothing', () => {
    expect(due('2026-01-24', anOrder())).toEqual([])
    expect(reasonsFor(anInvoice(), aContext([within30]))).toEqual([])
  })
})

test('the same invoice is judged alike however often it is looked at', () => {
  const invoice: Invoice = anInvoice({ lines: [aLine({ quantity: '25', amount: '312.5' })] })
  const context = aContext([order], {
    earlier: [matched(anInvoice({ number: 'INV-1' }))],
    unitOf: unitFinder(references, 'seller'),
  })
  expect(matchInvoice(invoice, context)).toEqual(matchInvoice(structuredClone(invoice), context))
})
