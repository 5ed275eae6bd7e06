/** Goods receipts as the offline Exact Online answers them. */
import { expect, onTestFinished, test } from 'vitest'
import type { ExactClient } from '../../../lib/exact/client'
import { queryText } from '../../../lib/exact/odata'
import { goodsReceived } from '../../../lib/loops/match-receipts'
import { anOrder } from '../mapping/builders'
import { division, rows, run } from '../sandbox/exact-fixture'

test('what was received of an order is read by order line, over several receipts', async () => {
  const sandbox = await run()
  onTestFinished(() => sandbox.stop())
  const api = await sandbox.api()
  const [given, other] = sandbox.trade.orders.filter(
    order => order.division === division && order.lines.every(line => Number(line.quantity) >= 3),
  )
  const [line] = given?.lines ?? []
  const [elsewhere] = other?.lines ?? []
  if (!given || !line || !elsewhere) throw new Error('two orders of the world')
  const receive = (id: string, quantity: number) =>
    api.post('purchaseorder/GoodsReceipts', {
      ReceiptDate: '2026-02-01',
      GoodsReceiptLines: [{ PurchaseOrderLineID: id, QuantityReceived: quantity }],
    })
  for (const [id, quantity] of [
    [line.id, 1],
    [line.id, 1.5],
    [elsewhere.id, 1],
  ] as const)
    expect((await receive(id, quantity)).status).toBe(201)
  const client = {
    find: async (_division: number, resource: string, query: Parameters<typeof queryText>[0]) => {
      const answer = await api.get(`${resource}?${queryText(query)}`)
      expect(answer.status).toBe(200)
      return rows(answer)
    },
  } as unknown as ExactClient
  const received = await goodsReceived(client, [anOrder({ division, sourceId: given.id })])
  expect([...received]).toEqual([[line.id, { quantity: '2.5', unit: expect.any(String) as string }]])
})
