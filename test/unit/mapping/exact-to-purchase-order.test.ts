import { describe, expect, test } from 'vitest'
import { purchaseOrderFrom } from '../../../lib/mapping/exact-to-purchase-order'
import { anExactLine, anExactOrder, division, errorOf, exactContext, references } from './builders'

describe('an order of Exact Online', () => {
  test('becomes a purchase order with the GL account of its cost centre', () => {
    const record = anExactOrder({
      PaymentCondition: '30',
      Remarks: 'Deliver before noon',
      YourRef: 'Q-1',
      PurchaseOrderLines: [anExactLine({ CostUnit: 'CU1', Notes: 'Certificate required' })],
    })
    expect(purchaseOrderFrom(record, exactContext())).toEqual({
      kind: 'purchase-order',
      division,
      number: '26000001',
      sourceId: '00000000-0000-4000-8000-000000001001',
      revision: 1,
      purpose: 'original',
      orderDate: '2026-01-15',
      requestedDate: '2026-01-26',
      currency: 'EUR',
      supplier: { id: '00000000-0000-4000-8000-00000000b001', code: '4711', name: 'Seller BV' },
      paymentTerms: { code: '30', description: '30 days net', netDays: 30 },
      yourReference: 'Q-1',
      notes: ['Deliver before noon'],
      lines: [
        {
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
          amount: '300',
          vatCode: '2',
          requestedDate: '2026-01-26',
          costCentre: 'CC10',
          glAccount: { id: '00000000-0000-4000-8000-000000004000', code: '4000' },
          costUnit: 'CU1',
          notes: 'Certificate required',
        },
      ],
      total: '300',
    })
  })

  test('keeps its lines in the order of their numbers, whatever order they came in', () => {
    const order = purchaseOrderFrom(
      anExactOrder({ PurchaseOrderLines: [10, 9, 1].map(LineNumber => anExactLine({ LineNumber })) }),
      exactContext(),
    )
    expect(order.lines.map(line => line.number)).toEqual(['1', '9', '10'])
  })

  test('takes the row of its own division before a general one', () => {
    const order = purchaseOrderFrom(anExactOrder({ PurchaseOrderLines: [anExactLine({ CostCenter: 'CC20' })] }), exactContext())
    expect(order.lines[0]?.glAccount?.code).toBe('4200')
  })

  test('may have a line without a cost centre, which then has no GL account', () => {
    const order = purchaseOrderFrom(anExactOrder({ PurchaseOrderLines: [anExactLine({ CostCenter: null })] }), exactContext())
    expect(order.lines[0]).not.toHaveProperty('glAccount')
  })

  test('loses the noise of floating point in quantity and price', () => {
    const lines = [anExactLine({ QuantityInPurchaseUnits: 0.1 + 0.2, Quantity: 0.3, NetPrice: 1.1 * 3 })]
    expect(purchaseOrderFrom(anExactOrder({ PurchaseOrderLines: lines }), exactContext()).lines[0]).toMatchObject({
      quantity: '0.3',
      price: '3.3',
      amount: '0.99',
    })
  })

  test.each([
    ['JPY', '3'],
    ['EUR', '3.33'],
    ['KWD', '3.334'],
  ])('rounds the amount of a line in %s to %s', (Currency, amount) => {
    const lines = [anExactLine({ QuantityInPurchaseUnits: 3, Quantity: 3, NetPrice: 1.1112 })]
    const order = purchaseOrderFrom(anExactOrder({ Currency, PurchaseOrderLines: lines }), exactContext())
    expect([order.lines[0]?.amount, order.total]).toEqual([amount, amount])
  })

  test('does not take a barcode with a wrong check digit for a GTIN', () => {
    const order = purchaseOrderFrom(
      anExactOrder({ PurchaseOrderLines: [anExactLine({ ItemBarcode: '012345678904' })] }),
      exactContext(),
    )
    expect(order.lines[0]?.item).not.toHaveProperty('gtin')
  })

  test('has the purchase unit where the item is bought in another unit than it is kept in', () => {
    const boxed = anExactLine({ QuantityInPurchaseUnits: 2, Quantity: 20 })
    const purchaseUnits = new Map([[boxed.Item, 'box']])
    const order = purchaseOrderFrom(anExactOrder({ PurchaseOrderLines: [boxed] }), exactContext({ purchaseUnits }))
    expect(order.lines[0]).toMatchObject({ quantity: '2', unit: 'box' })
  })

  test('tells no number of days for a term that runs to the end of a month', () => {
    const paymentConditions = new Map([['30E', { Description: '30 days, end of month', PaymentDays: 30, PaymentEndOfMonths: 1 }]])
    const order = purchaseOrderFrom(anExactOrder({ PaymentCondition: '30E' }), exactContext({ paymentConditions }))
    expect(order.paymentTerms).toEqual({ code: '30E', description: '30 days, end of month' })
  })

  test('leaves out the notes that we wrote ourselves', () => {
    const lines = [anExactLine({ Notes: 'Handle with care\n[EDI] Confirmed 8 on 2026-01-22 and 2 on 2026-02-10' })]
    expect(purchaseOrderFrom(anExactOrder({ PurchaseOrderLines: lines }), exactContext()).lines[0]?.notes).toBe(
      'Handle with care',
    )
  })
})

describe('an order with more to say', () => {
  const read = (record: Parameters<typeof anExactOrder>[0], context: Parameters<typeof exactContext>[0] = {}) =>
    purchaseOrderFrom(anExactOrder(record), exactContext(context))

  test.each([-12.5, 12.5])('has the discount on the whole order, whatever its sign (%f), where the amounts tie out', amount => {
    expect(read({ Discount: 0.04, AmountDiscountExclVat: amount, AmountFCExclVat: 287.5 })).toMatchObject({
      discount: '12.5',
      total: '287.5',
    })
  })
  test('has no discount where the lines have it already', () => {
    expect(read({ AmountDiscountExclVat: 12.5, AmountFCExclVat: 300 })).not.toHaveProperty('discount')
  })
  test.each([
    ['as a figure', { UnitPrice: 12.5, NetPrice: 11.25, Discount: 10 }, '12.5'],
    ['as a fraction', { UnitPrice: 12.5, NetPrice: 11.25, Discount: 0.1 }, '12.5'],
    ['rounded', { UnitPrice: 9.99, NetPrice: 9.66, Discount: 3.33 }, '9.99'],
    ['of everything', { UnitPrice: 12.5, NetPrice: 0, Discount: 100 }, '12.5'],
    ['none', { UnitPrice: 12.5, NetPrice: 12.5, Discount: 0 }, undefined],
    ['none, and a VAT code that includes tax', { UnitPrice: 15.13, NetPrice: 12.5, Discount: null }, undefined],
    ['and a price that it does not explain', { UnitPrice: 15.13, NetPrice: 12.5, Discount: 10 }, undefined],
  ])('has the price before the discount of a line, written %s', (_how, prices, listPrice) => {
    expect(read({ PurchaseOrderLines: [anExactLine(prices)] }).lines[0]?.listPrice).toBe(listPrice)
  })
  test('says that it is a drop shipment', () => {
    expect(read({ DropShipment: true }, { shipTo: { name: 'Customer' } })).toMatchObject({
      dropShipment: true,
      shipTo: { name: 'Customer' },
    })
  })
  test('was changed on the day when its header or any line was', () => {
    const lines = [
      anExactLine({ Modified: '2026-01-18T23:59:59' }),
      anExactLine({ LineNumber: 2, Modified: '2026-01-16T08:00:00' }),
    ]
    expect(read({ Modified: '2026-01-17T08:00:00', PurchaseOrderLines: lines }).changedOn).toBe('2026-01-18')
  })
  test('knows what was received of a line', () => {
    expect(read({ PurchaseOrderLines: [anExactLine({ ReceivedQuantity: 4 })] }).lines[0]?.received).toBe('4')
  })
})

describe('an order of Exact Online is held', () => {
  const held = (record: Parameters<typeof anExactOrder>[0], context: Parameters<typeof exactContext>[0] = {}) => {
    const { code, prospect } = errorOf(() => purchaseOrderFrom(anExactOrder(record), exactContext(context)))
    return [code, prospect]
  }
  const line = (changes: Parameters<typeof anExactLine>[0]) => ({ PurchaseOrderLines: [anExactLine(changes)] })

  test('when a cost centre has no GL account', () => {
    expect(held(line({ CostCenter: 'CC99' }))).toEqual(['no-gl-account-for-cost-centre', 'held'])
  })
  test('when the GL account does not exist in the division', () => {
    expect(held({}, { glAccounts: new Map() })).toEqual(['gl-account-unknown', 'held'])
    const others = new Map([['9999', { id: 'another', code: '9999' }]])
    expect(held({}, { glAccounts: others })).toEqual(['gl-account-unknown', 'held'])
  })
  test('when the directory gives a cost centre two accounts', () => {
    const doubled = { ...references, costCentres: [...references.costCentres, { costCentre: 'CC10', glAccount: '4100' }] }
    expect(held({}, { references: doubled })).toEqual(['cross-reference-ambiguous', 'held'])
  })
  test('when its purchase unit is not known', () => {
    expect(held(line({ QuantityInPurchaseUnits: 2, Quantity: 20 }))).toEqual(['purchase-unit-unknown', 'held'])
  })
  test.each([0, -1])('when a line asks for %i', QuantityInPurchaseUnits => {
    expect(held(line({ QuantityInPurchaseUnits, Quantity: QuantityInPurchaseUnits }))).toEqual(['quantity-not-positive', 'held'])
  })
  test('when a line has no price', () => {
    expect(held(line({ NetPrice: null }))).toEqual(['price-missing', 'held'])
  })
  test('when a line has a price of nothing, unless a discount took it off', () => {
    expect(held(line({ NetPrice: 0, UnitPrice: 0 }))).toEqual(['price-missing', 'held'])
    const free = anExactOrder(line({ NetPrice: 0, UnitPrice: 12.5 }))
    expect(purchaseOrderFrom(free, exactContext()).lines).toMatchObject([{ price: '0', amount: '0' }])
  })
  test('when it has no lines', () => {
    expect(held({ PurchaseOrderLines: [] })).toEqual(['order-without-lines', 'held'])
  })
  test('when it is a drop shipment without a delivery address', () => {
    expect(held({ DropShipment: true })).toEqual(['ship-to-missing', 'held'])
  })
  test('when it has no supplier code', () => {
    expect(held({ SupplierCode: '' })).toEqual(['order-incomplete', 'held'])
  })
  test('when its total is not that of its lines', () => {
    expect(held({ AmountFCExclVat: 300.02 })).toEqual(['order-total-differs', 'held'])
    expect(held({ Discount: 0.1 })).toEqual(['order-total-differs', 'held'])
  })
  test('when its discount does not explain its total', () => {
    expect(held({ AmountDiscountExclVat: 12.5, AmountFCExclVat: 250 })).toEqual(['order-total-differs', 'held'])
  })
  test('but not for a cent of rounding in its total', () => {
    expect(purchaseOrderFrom(anExactOrder({ AmountFCExclVat: 300.01 }), exactContext()).total).toBe('300')
  })
})
