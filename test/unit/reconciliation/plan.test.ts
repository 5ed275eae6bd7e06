import { expect, test } from 'vitest'
import { decimalText, sum } from '../../../lib/documents/value'
import { planned } from '../../../lib/loops/dry-run-plan'
import { WOULD_SEND, WOULD_WRITE } from '../../../lib/loops/order-names'
import { Plan } from '../../../lib/reconciliation/plan'
import { keep } from '../loops/kept'
import { aWorld } from '../loops/world'
import { anOrder, anOrderLine, division } from '../mapping/builders'
import { aLine, anInvoice, matched } from '../matching/builders'

test('sums by supplier and by account are the same money, credits taken off, each currency by itself', async () => {
  const world = await aWorld()
  const order = anOrder()
  const yen = anOrder({
    number: 'PO-Y',
    currency: 'JPY',
    lines: [anOrderLine({ amount: '301', price: '301', quantity: '1' })],
    total: '301',
  })
  const freight = [{ direction: 'charge' as const, code: 'D240', amount: '9.05' }]
  const invoice = matched(anInvoice({ charges: freight, total: '372.06' }), [order])
  const credit = matched(
    anInvoice({ type: 'credit', number: 'C', lines: [aLine({ amount: '12.5' })], taxes: [], total: '12.5' }),
    [order],
  )
  for (const content of [order, yen]) await keep(world, { kind: 'purchase-order', content, names: [WOULD_SEND] })
  for (const content of [invoice, credit]) await keep(world, { kind: 'x12-810', content, names: [WOULD_WRITE] })
  await keep(world, { kind: 'x12-855', content: { sent: order }, names: [WOULD_WRITE] })
  await keep(world, { kind: 'x12-997', names: [WOULD_SEND] })

  const plan = new Plan()
  for await (const one of planned(world.ledger)) plan.add(one)
  expect([plan.count('send'), plan.count('book'), plan.count('write')]).toEqual([3, 2, 1])
  const group = { division, documents: 1 }
  expect(plan.bySupplier).toEqual([
    { ...group, does: 'book', of: '4711 Seller BV', currency: 'EUR', documents: 2, amount: '359.56' },
    { ...group, does: 'send', of: '4711 Seller BV', currency: 'EUR', amount: order.total },
    { ...group, does: 'send', of: '4711 Seller BV', currency: 'JPY', amount: '301' },
  ])
  const booked = plan.byAccount.filter(({ does }) => does === 'book')
  expect(booked.map(({ of, amount }) => [of, amount])).toEqual([
    ['4000', '287.5'],
    ['charges', '9.05'],
    ['rounding', '0.01'],
    ['tax', '63'],
  ])
  for (const { does, currency, amount } of plan.bySupplier) {
    const parts = plan.byAccount.filter(part => part.does === does && part.currency === currency)
    expect(decimalText(sum(parts.map(part => part.amount)))).toBe(amount)
  }
})
