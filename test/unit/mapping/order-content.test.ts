import { describe, expect, test } from 'vitest'
import { purchaseOrderFrom } from '../../../lib/mapping/exact-to-purchase-order'
import {
  bookedBy,
  bookingKey,
  type ChangeAspect,
  changeAspects,
  changeAspectsOf,
  contentKey,
} from '../../../lib/mapping/order-content'
import { anExactLine, anExactOrder, anOrder, anOrderLine, errorOf, exactContext } from './builders'

describe('the content key', () => {
  const order = purchaseOrderFrom(anExactOrder(), exactContext())
  const key = contentKey(order, {}, changeAspects)

  test('is the same for an order that was only read again or numbered anew', () => {
    const again = purchaseOrderFrom(anExactOrder(), exactContext())
    expect(contentKey({ ...again, revision: 2, purpose: 'replace' }, {}, changeAspects)).toBe(key)
  })
  test('is the same after a confirmation has filled our reference field', () => {
    expect(contentKey({ ...order, yourReference: 'SO-55001' }, {}, changeAspects)).toBe(key)
  })
  test.each([
    ['a quantity', line => ({ ...line, QuantityInPurchaseUnits: 25, Quantity: 25 })],
    ['a price', line => ({ ...line, NetPrice: 12.51 })],
    ['a date', line => ({ ...line, ReceiptDate: '2026-01-27T00:00:00' })],
    ['a cost centre', line => ({ ...line, CostCenter: 'CC20' })],
    ['an item', line => ({ ...line, SupplierItemCode: 'SKU-GREEN' })],
    ['a note', line => ({ ...line, Notes: 'Urgent' })],
  ] satisfies [string, (line: ReturnType<typeof anExactLine>) => ReturnType<typeof anExactLine>][])(
    'differs after a change of %s',
    (_, change) => {
      const changed = purchaseOrderFrom(anExactOrder({ PurchaseOrderLines: [change(anExactLine())] }), exactContext())
      expect(contentKey(changed, {}, changeAspects)).not.toBe(key)
    },
  )
  test('does not look at bookkeeping that the supplier is not told of', () => {
    const other = purchaseOrderFrom(anExactOrder({ PurchaseOrderLines: [anExactLine({ CostCenter: 'CC20' })] }), exactContext())
    expect(contentKey(other, { costReferences: 'none' }, changeAspects)).toBe(
      contentKey(order, { costReferences: 'none' }, changeAspects),
    )
    expect(contentKey(other, { costReferences: 'cost-centre' }, changeAspects)).not.toBe(
      contentKey(order, { costReferences: 'cost-centre' }, changeAspects),
    )
    expect(bookingKey(other)).not.toBe(bookingKey(order))
  })
  test('differs when another address is to be delivered to', () => {
    expect(contentKey({ ...order, shipTo: { name: 'Depot' } }, {}, changeAspects)).not.toBe(key)
  })
})

describe('what counts as a change', () => {
  const order = anOrder({ requestedDate: '2026-01-26', notes: ['Ring first'], discount: '5', paymentTerms: { code: '30' } })
  const line = anOrderLine()
  const withLine = (changes: Parameters<typeof anOrderLine>[0]) => ({
    ...order,
    lines: [anOrderLine(changes), ...order.lines.slice(1)],
  })
  const others: Readonly<Record<ChangeAspect, typeof order>> = {
    quantity: withLine({ quantity: '25' }),
    price: withLine({ price: '13' }),
    date: { ...order, requestedDate: '2026-02-01' },
    item: withLine({ item: { ...line.item, supplierCode: 'SKU-GREEN' } }),
    description: withLine({ item: { ...line.item, description: 'Another text' } }),
    notes: { ...order, notes: ['Ring twice'] },
    address: { ...order, shipTo: { name: 'Depot' } },
    terms: { ...order, paymentTerms: { code: '60' } },
    discount: { ...order, discount: '6' },
    references: withLine({ costCentre: 'CC99' }),
  }

  test.each(changeAspects)('%s is a setting of its own', aspect => {
    const rest = changeAspects.filter(other => other !== aspect)
    expect(contentKey(others[aspect], {}, rest)).toBe(contentKey(order, {}, rest))
    expect(contentKey(others[aspect], {}, [aspect])).not.toBe(contentKey(order, {}, [aspect]))
  })

  test.each([
    ['a line that is gone', { ...order, lines: order.lines.slice(1) }],
    ['a line that is new', { ...order, lines: [...order.lines, anOrderLine({ number: '9' })] }],
    ['another unit', withLine({ unit: 'box' })],
    ['another article', withLine({ item: { ...line.item, id: 'another' } })],
    ['another currency', { ...order, currency: 'USD' }],
  ])('%s always is', (_name, other) => {
    expect(contentKey(other, {}, [])).not.toBe(contentKey(order, {}, []))
  })

  test.each([[['colour']], [['price', 'colour']], ['price'], [undefined]])('%j is no choice of it', chosen => {
    expect(errorOf(() => changeAspectsOf(chosen))).toMatchObject({ code: 'change-aspect-unknown', prospect: 'held' })
  })
})

test('an order that was told keeps what its supplier saw, and is booked by what was read', () => {
  const told = anOrder()
  const [first, ...rest] = told.lines
  if (!first) throw new Error('no line')
  const { vatCode: _vat, ...line } = {
    ...first,
    price: '99',
    costCentre: 'CC77',
    glAccount: { id: 'g', code: '7777' },
    sourceId: 'new key',
  }
  const booked = bookedBy(told, { ...told, lines: [line, ...rest] })
  expect(booked.lines[0]).toMatchObject({
    price: first.price,
    costCentre: 'CC77',
    glAccount: { code: '7777' },
    sourceId: 'new key',
  })
  expect(booked.lines[0]).not.toHaveProperty('vatCode')
  expect(booked.lines.slice(1)).toEqual(rest)
})

test('another list price is a change only for suppliers who are told of discounts beside the price', () => {
  const key = (listPrice: string | undefined, discounts: 'net-price' | 'allowance', aspects = changeAspects) =>
    contentKey(anOrder({ lines: [anOrderLine({ ...(listPrice && { listPrice }) })] }), { discounts }, aspects)
  const prices = [undefined, '15', '20']
  expect(new Set(prices.map(price => key(price, 'allowance'))).size).toBe(3)
  expect(new Set(prices.map(price => key(price, 'net-price'))).size).toBe(1)
})
