import { describe, expect, test } from 'vitest'
import { isChosen, nameOfChoice, orderChoiceOf, type OrderStatusSettings, usualOrders } from '../../../lib/mapping/order-choice'
import { anExactOrder, errorOf } from './builders'

const settings: OrderStatusSettings = {
  approvalStatuses: ['1', '2'],
  orderStatuses: ['10', '20'],
  receiptStatuses: ['10', '20', '30', '40'],
  invoiceStatuses: ['10', '20', '30', '40'],
}
const chosen = (order: Parameters<typeof anExactOrder>[0], changes: Partial<OrderStatusSettings> = {}) =>
  isChosen(anExactOrder(order), orderChoiceOf({ ...settings, ...changes }))

test.each([
  [0, 10, false],
  [1, 10, true],
  [2, 20, true],
  [2, 30, false],
  [2, 40, false],
])('as usual an order with approval %i and status %i may be sent: %s', (ApprovalStatus, OrderStatus, expected) => {
  expect(chosen({ ApprovalStatus, OrderStatus })).toBe(expected)
  expect(isChosen(anExactOrder({ ApprovalStatus, OrderStatus }), usualOrders)).toBe(expected)
})

describe('an order is taken when each of its statuses is among those chosen', () => {
  test.each([
    ['approval', { approvalStatuses: ['0'] }, { ApprovalStatus: 0 }, { ApprovalStatus: 2 }],
    ['order', { orderStatuses: ['30'] }, { OrderStatus: 30 }, { OrderStatus: 10 }],
    ['receipt', { receiptStatuses: ['10'] }, { ReceiptStatus: 10 }, { ReceiptStatus: 20 }],
    ['invoice', { invoiceStatuses: ['10', '20'] }, { InvoiceStatus: 20 }, { InvoiceStatus: 30 }],
  ] satisfies [string, Partial<OrderStatusSettings>, object, object][])('%s', (_name, changes, taken, left) => {
    expect(chosen(taken, changes)).toBe(true)
    expect(chosen(left, changes)).toBe(false)
  })

  test('and none is said where all are chosen', () => {
    expect(chosen({ ReceiptStatus: null, InvoiceStatus: null })).toBe(true)
    expect(chosen({ ReceiptStatus: null }, { receiptStatuses: ['10', '20'] })).toBe(false)
  })

  test('but never a cancelled one, whatever is chosen', () => {
    expect(chosen({ OrderStatus: 40 }, { orderStatuses: ['10', '20', '30'] })).toBe(false)
  })
})

test.each([
  ['approvalStatuses', []],
  ['approvalStatuses', ['3']],
  ['orderStatuses', ['10', '40']],
  ['receiptStatuses', 'all'],
  ['invoiceStatuses', undefined],
])('%s of %j is refused, with its name', (name, value) => {
  const error = errorOf(() => orderChoiceOf({ ...settings, [name]: value }))
  expect(error).toMatchObject({ code: 'order-status-unknown' })
  expect(error.message).toContain(name)
})

test('two choices have one name when they choose alike, and the usual one has none', () => {
  const wider = { ...settings, orderStatuses: ['30', '20', '10'] }
  expect(nameOfChoice(orderChoiceOf(settings))).toBeUndefined()
  expect(nameOfChoice(orderChoiceOf(wider))).toBe(nameOfChoice(orderChoiceOf({ ...wider, orderStatuses: ['10', '20', '30'] })))
  expect(new Set([nameOfChoice(orderChoiceOf(wider)), nameOfChoice(undefined), undefined]).size).toBe(3)
})
