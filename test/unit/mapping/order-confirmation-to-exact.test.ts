import { describe, expect, test } from 'vitest'
import type { LineResponse, OrderConfirmation, OrderConfirmationLine } from '../../../lib/documents/order-confirmation'
import { DifferencesHeld } from '../../../lib/mapping/hold'
import { changeConfirmationFrom } from '../../../lib/mapping/865-to-order-confirmation'
import { orderConfirmationFrom } from '../../../lib/mapping/855-to-order-confirmation'
import { confirmationWrites } from '../../../lib/mapping/order-confirmation-to-exact'
import type { Partner } from '../../../lib/mapping/partners'
import { anOrder, anOrderLine, aPartner, division, errorOf, references, segmentsOf } from './builders'

const order = anOrder()
const [lineOne, lineTwo] = ['00000000-0000-4000-8000-000000000101', '00000000-0000-4000-8000-000000000102']

function accepted(quantity: string, date?: string): LineResponse {
  return { status: 'accepted', statusCode: 'IA', quantity, ...(date && { date }) }
}

function first(changes: Partial<OrderConfirmationLine> = {}): OrderConfirmationLine {
  return {
    number: '1',
    item: { supplierCode: 'SKU-RED' },
    quantity: '24',
    unit: 'EA',
    price: '12.5',
    responses: [accepted('24', '2026-01-26')],
    ...changes,
  }
}

function second(changes: Partial<OrderConfirmationLine> = {}): OrderConfirmationLine {
  return {
    number: '2',
    item: { supplierCode: 'SKU-BLUE' },
    quantity: '10',
    unit: 'CA',
    price: '48.75',
    responses: [accepted('10', '2026-01-26')],
    ...changes,
  }
}

function confirmation(changes: Partial<OrderConfirmation> = {}): OrderConfirmation {
  return {
    kind: 'order-confirmation',
    orderNumber: 'PO-1001',
    verdict: 'by-line',
    verdictCode: 'AC',
    lines: [first(), second()],
    ...changes,
  }
}

function writes(changes: Partial<OrderConfirmation> = {}, partner: Partial<Partner> = {}) {
  return confirmationWrites(confirmation(changes), { order, partner: aPartner(partner), references })
}

describe('a confirmation', () => {
  test('of a line whose discount was told beside it repeats the price before it, or says the one after it', () => {
    const discounted = anOrder({ lines: [anOrderLine({ price: '10', listPrice: '12.5' }), ...order.lines.slice(1)] })
    const held = (price: string, partner: Partial<Partner>) => {
      try {
        confirmationWrites(confirmation({ lines: [first({ price }), second()] }), {
          order: discounted,
          partner: aPartner(partner),
          references,
        })
      } catch (thrown) {
        return thrown instanceof DifferencesHeld ? thrown.code : thrown
      }
      return undefined
    }
    for (const price of ['12.5', '10']) expect(held(price, { discounts: 'allowance' })).toBeUndefined()
    expect(held('11.25', { discounts: 'allowance' })).toBe('price-confirmed-differs')
    expect(held('12.5', {})).toBe('price-confirmed-differs')
  })

  test('that changes nothing writes nothing', () => {
    expect(writes()).toEqual({ kind: 'exact-writes', division, writes: [] })
  })

  test('writes the supplier order number and one date for all lines', () => {
    const lines = [first({ responses: [accepted('24', '2026-02-02')] }), second({ responses: [accepted('10', '2026-02-02')] })]
    expect(writes({ supplierOrderNumber: 'SO-55001', lines }).writes).toEqual([
      {
        action: 'update',
        resource: 'purchaseorder/PurchaseOrders',
        key: order.sourceId,
        body: { YourRef: 'SO-55001', ReceiptDate: '2026-02-02' },
      },
      { action: 'update', resource: 'purchaseorder/PurchaseOrderLines', key: lineOne, body: { ReceiptDate: '2026-02-02' } },
      { action: 'update', resource: 'purchaseorder/PurchaseOrderLines', key: lineTwo, body: { ReceiptDate: '2026-02-02' } },
    ])
  })

  test('does not write a supplier order number that is there already', () => {
    const known = { ...order, yourReference: 'SO-55001' }
    const { writes: made } = confirmationWrites(confirmation({ supplierOrderNumber: 'SO-55001' }), {
      order: known,
      partner: aPartner(),
      references,
    })
    expect(made).toEqual([])
  })

  test('writes a date only on the line where it differs', () => {
    expect(writes({ lines: [first(), second({ responses: [accepted('10', '2026-01-29')] })] }).writes).toEqual([
      { action: 'update', resource: 'purchaseorder/PurchaseOrderLines', key: lineTwo, body: { ReceiptDate: '2026-01-29' } },
    ])
  })

  test('of a split writes its last date, and its parts beneath the notes of the buyer', () => {
    const noted = anOrder({ lines: order.lines.map(line => ({ ...line, notes: 'Fragile' })) })
    const lines = [
      first(),
      second({
        responses: [accepted('8', '2026-01-26'), { status: 'backordered', statusCode: 'IB', quantity: '2', date: '2026-02-10' }],
      }),
    ]
    expect(confirmationWrites(confirmation({ lines }), { order: noted, partner: aPartner(), references }).writes).toEqual([
      {
        action: 'update',
        resource: 'purchaseorder/PurchaseOrderLines',
        key: lineTwo,
        body: { ReceiptDate: '2026-02-10', Notes: 'Fragile\n[EDI] Confirmed 8 on 2026-01-26, 2 on 2026-02-10' },
      },
    ])
  })

  test('finds a line by its item where the supplier did not echo its number, or counted his own', () => {
    const moved = { responses: [accepted('10', '2026-01-29')] }
    const { number: _, ...unnumbered } = second(moved)
    const expected = [
      { action: 'update', resource: 'purchaseorder/PurchaseOrderLines', key: lineTwo, body: { ReceiptDate: '2026-01-29' } },
    ]
    expect(writes({ lines: [first(), unnumbered] }).writes).toEqual(expected)
    expect(writes({ lines: [second({ ...moved, number: '1' }), first({ number: '2' })] }).writes).toEqual(expected)
  })

  test.each(['accepted', 'exceptions-only'] as const)('with verdict %s accepts the lines it does not list', verdict => {
    expect(writes({ verdict, lines: [] }).writes).toEqual([])
  })

  test('may give a response without a quantity for the whole line', () => {
    expect(
      writes({ lines: [first({ responses: [{ status: 'accepted', statusCode: 'IA' }] }), second({ responses: [] })] }).writes,
    ).toEqual([])
  })

  test('may change a price within the tolerance, which is not written', () => {
    expect(writes({ lines: [first({ price: '12.62' }), second({ price: '48.3' })] }).writes).toEqual([])
  })
})

describe('a confirmation is held', () => {
  const held = (changes: Partial<OrderConfirmation>, partner?: Partial<Partner>) => {
    const error = errorOf(() => writes(changes, partner))
    expect(error.prospect).toBe('held')
    return error instanceof DifferencesHeld ? error.differences : error.code
  }
  const status = (value: LineResponse['status'], statusCode: string) => ({ status: value, statusCode })

  test.each([
    [['6', '2'], '8'],
    [['24', '1'], '25'],
  ])('when its quantities %j come to %s and not to what was ordered', (quantities, confirmed) => {
    const lines = [first({ responses: quantities.map(quantity => accepted(quantity)) }), second()]
    expect(held({ lines })).toEqual([{ line: '1', code: 'quantity-confirmed-differs', ordered: '24', confirmed }])
  })
  test('when of several parts one does not say its quantity', () => {
    expect(held({ lines: [first({ responses: [accepted('24'), status('accepted', 'IA')] }), second()] })).toMatchObject([
      { code: 'quantity-confirmed-differs', confirmed: 'not said for each part' },
    ])
  })
  test('when a line without a status repeats another quantity', () => {
    expect(held({ lines: [first({ quantity: '20', responses: [] }), second()] })).toMatchObject([
      { code: 'quantity-confirmed-differs', confirmed: '20' },
    ])
  })
  test.each(['12.63', '12.37'])('when its price of %s is outside the tolerance', price => {
    expect(held({ lines: [first({ price }), second()] })).toEqual([
      { line: '1', code: 'price-confirmed-differs', ordered: '12.5', confirmed: price },
    ])
  })
  test('when it announces another price and names none', () => {
    const { price: _, ...unpriced } = first({ responses: [status('price-changed', 'IP')] })
    expect(held({ lines: [unpriced, second()] })).toMatchObject([{ code: 'price-confirmed-differs', confirmed: 'another price' }])
  })
  test('when a date is further away than was agreed', () => {
    const lines = [first({ responses: [accepted('24', '2026-02-17')] }), second()]
    expect(held({ lines })).toEqual([
      { line: '1', code: 'date-confirmed-differs', ordered: '2026-01-26', confirmed: '2026-02-17' },
    ])
    expect(writes({ lines }, { tolerances: { pricePercent: '1', dateDays: 22 } }).writes).toHaveLength(1)
  })
  test.each([
    ['rejected', 'IR', 'line-rejected'],
    ['deleted', 'ID', 'line-rejected'],
    ['substituted', 'IS', 'line-substituted'],
    ['on-hold', 'IE', 'line-on-hold'],
    ['unknown', 'XX', 'line-status-unknown'],
  ] as const)('when a line is %s (%s)', (value, statusCode, code) => {
    expect(held({ lines: [first({ responses: [status(value, statusCode)] }), second()] })).toEqual([
      { line: '1', code, ordered: '24', confirmed: statusCode },
    ])
  })
  test('when a line carries another item than was ordered', () => {
    expect(held({ lines: [first({ item: { supplierCode: 'SKU-NEW' } }), second()] })).toMatchObject([
      { line: '1', code: 'line-substituted', confirmed: 'SKU-NEW' },
    ])
  })
  test('when a change is announced and an item number has changed', () => {
    const item = { buyerCode: 'B-778', supplierCode: 'SKU-RED-2' }
    expect(held({ lines: [first({ item, responses: [status('changed', 'IC')] }), second()] })).toMatchObject([
      { code: 'line-substituted' },
    ])
    expect(writes({ lines: [first({ item }), second()] }).writes).toEqual([])
  })
  test('when its unit is another', () => {
    expect(held({ lines: [first({ unit: 'CA' }), second()] })).toEqual([
      { line: '1', code: 'unit-differs', ordered: 'EA', confirmed: 'CA' },
    ])
  })
  test('when its currency is another', () => {
    expect(held({ currency: 'USD' })).toEqual([{ code: 'currency-differs', ordered: 'EUR', confirmed: 'USD' }])
  })
  test('when a line is of no order line, or of several', () => {
    expect(held({ verdict: 'accepted', lines: [first({ number: '9', item: { supplierCode: 'SKU-X' } })] })).toEqual([
      { line: '9', code: 'confirmation-line-unmatched', confirmed: 'SKU-X' },
    ])
    const twice = anOrder({ lines: [anOrderLine(), anOrderLine({ number: '2', sourceId: lineTwo })] })
    const { number: _, ...unnumbered } = first()
    const error = errorOf(() =>
      confirmationWrites(confirmation({ verdict: 'accepted', lines: [unnumbered] }), {
        order: twice,
        partner: aPartner(),
        references,
      }),
    )
    expect(error.code).toBe('confirmation-line-unmatched')
  })
  test('when it answers a line twice', () => {
    expect(held({ lines: [first(), first(), second()] })).toEqual([{ line: '1', code: 'line-confirmed-twice' }])
  })
  test('when it goes line by line and leaves one out', () => {
    expect(held({ lines: [first()] })).toEqual([{ line: '2', code: 'line-not-confirmed' }])
  })
  test('when it lists a line as an exception and does not say which', () => {
    expect(held({ verdict: 'exceptions-only', lines: [first({ responses: [] })] })).toMatchObject([
      { code: 'line-status-unknown' },
    ])
  })
  test.each([
    ['rejected', 'order-rejected'],
    ['on-hold', 'order-on-hold'],
  ] as const)('when the whole order is %s', (verdict, code) => {
    expect(held({ verdict, lines: [] })).toEqual([
      { line: '1', code },
      { line: '2', code },
    ])
  })
  test('but lines speak louder than a verdict on the whole order', () => {
    expect(writes({ verdict: 'rejected' }).writes).toEqual([])
    expect(held({ verdict: 'accepted', lines: [first({ responses: [status('rejected', 'R2')] })] })).toMatchObject([
      { line: '1', code: 'line-rejected' },
    ])
  })
  test('when it is of another order', () => {
    expect(held({ orderNumber: 'PO-1002' })).toBe('order-number-differs')
  })
  test('with every difference at once, in words too', () => {
    const lines = [
      first({ price: '20', responses: [accepted('23', '2026-04-01')] }),
      second({ responses: [status('rejected', 'IR')] }),
    ]
    const error = errorOf(() => writes({ lines, currency: 'USD' }))
    expect(error instanceof DifferencesHeld && error.differences.map(({ code }) => code)).toEqual([
      'currency-differs',
      'quantity-confirmed-differs',
      'price-confirmed-differs',
      'date-confirmed-differs',
      'line-rejected',
    ])
    expect(error.code).toBe('currency-differs')
    expect(error.message).toContain('line 1: quantity-confirmed-differs (ordered 24, confirmed 23)')
  })
})

/** Element 668, complete; each alone, with the figures of the order. @see reference x12.md §7 */
test.each([
  ['AA', 'written'],
  ['AC', 'written'],
  ['AR', 'written'],
  ['BP', 'written'],
  ['DR', 'written'],
  ['IA', 'written'],
  ['IB', 'written'],
  ['IC', 'written'],
  ['ID', 'line-rejected'],
  ['IE', 'line-on-hold'],
  ['IF', 'line-on-hold'],
  ['IH', 'line-on-hold'],
  ['IP', 'written'],
  ['IQ', 'written'],
  ['IR', 'line-rejected'],
  ['IS', 'line-substituted'],
  ['IW', 'line-on-hold'],
  ['SP', 'written'],
  ['R1', 'line-rejected'],
  ['R2', 'line-rejected'],
  ['R3', 'line-rejected'],
  ['R4', 'line-rejected'],
  ['R5', 'line-rejected'],
  ['R6', 'line-rejected'],
  ['R7', 'line-rejected'],
  ['R8', 'line-rejected'],
  ['', 'written'],
  ['XX', 'line-status-unknown'],
])('line status "%s" is %s, in an 855 and in an 865 alike', (code, decision) => {
  const ack = code === '' ? '' : `ACK*${code}*24*EA*067*20260202~`
  const sets = [
    orderConfirmationFrom(segmentsOf(`ST*855*0001~BAK*00*AC*PO-1001*20260115~PO1*1*24*EA*12.5*PE*VN*SKU-RED~${ack}SE*5*0001`), {
      partner: aPartner(),
      componentSeparator: '>',
    }),
    changeConfirmationFrom(
      segmentsOf(`ST*865*0001~BCA*04*AC*PO-1001**2*20260115~POC*1*CT*24*24*EA*12.5*PE*VN*SKU-RED~${ack}SE*5*0001`),
      { componentSeparator: '>' },
    ),
  ]
  const one = anOrder({ revision: 2, lines: [anOrderLine()] })
  for (const said of sets) {
    const decide = () => confirmationWrites(said, { order: one, partner: aPartner(), references })
    if (decision === 'written') expect(decide().writes).toHaveLength(code === '' ? 0 : 2)
    else expect(errorOf(decide).code).toBe(decision)
  }
})
