import { expect, test } from 'vitest'
import { orderNumberName } from '../../../lib/loops/order-names'
import { forPeople } from '../../../lib/loops/listed'
import { anOrder } from '../mapping/builders'
import { anInvoice, matched } from '../matching/builders'
import { keep } from './kept'
import { aWorld } from './world'

test('a list says of each document its order, its number, its amount with the decimals of its currency, and why it stopped', async () => {
  const world = await aWorld()
  const names = [orderNumberName('PO-1001')]
  const held = { state: 'held', reason: 'price-above-tolerance', names } as const
  await keep(world, { kind: 'x12-810', content: anInvoice({ total: '363.5' }), ...held })
  const { currency: _currency, ...unnamed } = anInvoice()
  await keep(world, { kind: 'x12-810', content: matched(unnamed, [anOrder({ currency: 'JPY' })]), names })
  await keep(world, { kind: 'purchase-order', content: anOrder({ total: '787.5' }) })
  await keep(world, { kind: 'x12-855', content: { lines: [] }, state: 'failed' })
  const rows = await world.ledger.replays.search({}, { order: 'oldest', limit: 9 })
  expect(await forPeople(world.ledger, rows)).toMatchObject([
    { orders: ['PO-1001'], number: 'INV-7001', amount: '363.50', currency: 'EUR', words: 'It stopped' },
    { number: 'INV-7001', amount: '363', currency: 'JPY' },
    { number: 'PO-1001', amount: '787.50', orders: [] },
    { kind: 'x12-855', words: 'It stopped' },
  ])
})
