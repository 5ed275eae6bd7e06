import { expect, test } from 'vitest'
import { decimal, sum } from '../../../lib/documents/value'
import { answerTo } from '../../../sandbox/suppliers/answer'
import { expectedAnswer } from '../../../sandbox/suppliers/expected'
import { habitsOf } from '../../../sandbox/suppliers/habits'
import { invoiceOf } from '../../../sandbox/suppliers/invoice'
import { orderOf } from '../../../sandbox/suppliers/order'
import { readInterchanges, type Segment } from '../../../sandbox/suppliers/read'
import { type Order, world } from '../../../sandbox/world'
import { the850 } from './suppliers-mail'

const trade = world(11, 400)

/** Every invoice that answers an order, as segments. */
function invoicesFor(order: Order) {
  const supplier = trade.suppliers.find(({ key }) => key === order.supplier)
  const company = trade.companies.find(({ division }) => division === order.division)
  const set = readInterchanges(the850(trade, [order], { number: 1 }))[0]?.groups[0]?.sets[0]
  if (!supplier || !company || !set) throw new Error('an order of the world')
  const received = orderOf(set)
  const { deliveries } = answerTo({ seed: trade.seed, division: order.division, supplier: order.supplier }, received, received)
  const sale = { supplier, company, habits: habitsOf(trade, supplier), booked: order }
  return deliveries.map((delivery, index) => ({ sale, ...invoiceOf(`INV-${index}`, received, delivery, 'SO-1', sale) }))
}

const all = (segments: readonly Segment[], tag: string) => segments.filter(segment => segment[0] === tag)
const from = (segments: readonly Segment[], tag: string) => segments.slice(segments.findIndex(segment => segment[0] === tag))

test('the total is goods, tax and freight to the cent, and the taxes of the lines add up to those of the summary', () => {
  for (const order of trade.orders) {
    for (const { body, figures } of invoicesFor(order)) {
      const lines = all(body.segments, 'IT1').map(([, , quantity = '', , price = '']) =>
        decimal(quantity).times(price).toDecimalPlaces(2),
      )
      const taxes = all(body.segments, 'TXI').map(([, , amount = '']) => amount)
      const summary = all(from(body.segments, 'TDS'), 'TXI').map(([, , amount = '']) => amount)
      const freight = all(body.segments, 'SAC').map(([, , , , , amount = '']) => decimal(amount).dividedBy(100))
      expect(sum(taxes).toFixed()).toBe(sum(summary).times(2).toFixed())
      const total = sum([...lines, ...summary, ...freight])
      expect(all(body.segments, 'TDS')[0]?.slice(1)).toEqual([total.times(100).toFixed(0), sum(lines).times(100).toFixed(0)])
      expect(figures).toEqual({
        goods: sum(lines).toFixed(2),
        tax: sum(summary).toFixed(2),
        freight: sum(freight).toFixed(2),
        total: total.toFixed(2),
      })
    }
  }
})

test('every rate is one that the VAT code of the order line has, written as the supplier is in the habit of', () => {
  const percents = new Set<string>()
  for (const order of trade.orders) {
    for (const { body, sale } of invoicesFor(order)) {
      const rates = body.segments.flatMap(([tag, , , rate = ''], at) =>
        tag === 'TXI' && body.segments[at - 1]?.[0] === 'IT1' ? [rate] : [],
      )
      all(body.segments, 'IT1').forEach(([, number], index) => {
        const vatCode = order.lines.find(({ lineNumber }) => String(lineNumber) === number)?.vatCode
        const fraction = sale.company.vatCodes.find(({ code }) => code === vatCode)?.fraction ?? ''
        const written = sale.habits.taxRate === 'percent' ? decimal(fraction).times(100).toFixed() : fraction
        expect(rates[index]).toBe(written)
        percents.add(sale.habits.taxRate)
      })
    }
  }
  expect([...percents].toSorted()).toEqual(['fraction', 'percent'])
})

test('a line that the order of the books does not have takes the rate of its item', () => {
  const [order] = trade.orders.filter(one => one.lines.length > 2)
  const company = trade.companies.find(({ division }) => division === order?.division)
  const supplier = trade.suppliers[0]
  const item = company?.items.find(({ vatCode }) => vatCode === '1')
  if (!order || !company || !supplier || !item) throw new Error('a world with two rates')
  const line = { number: '99', quantity: '1', unit: 'EA', price: '100', basis: 'PE', ids: ['BP', item.code], requestedDate: '' }
  const received = { number: '1', purpose: '00', date: '20260101', currency: 'EUR', requestedDate: '', lines: [line] }
  const sale = { supplier, company, habits: habitsOf(trade, supplier), booked: order }
  const { figures } = invoiceOf('INV', received, { date: '20260110', lines: [{ line, quantity: '1' }] }, 'SO-1', sale)
  expect(figures.tax).toBe(
    decimal(company.vatCodes.find(({ code }) => code === '1')?.fraction ?? 0)
      .times(100)
      .toFixed(2),
  )
})

test('no two invoices of a world share a supplier and a number, whatever the letter case and the punctuation', () => {
  const numbers = trade.orders.flatMap(order =>
    expectedAnswer(trade, order).invoices.map(number => `${order.supplier} ${number.toLowerCase().replaceAll(/[^a-z0-9]/g, '')}`),
  )
  expect(numbers.length).toBeGreaterThan(trade.orders.length * 0.8)
  expect(new Set(numbers).size).toBe(numbers.length)
})
