import { expect, test } from 'vitest'
import { purchaseOrderHop } from '../../../lib/loops/purchase-order'
import { anExactLine, anExactOrder, division } from '../mapping/builders'
import { aWorld, type Ran, runHop, type World } from './world'

function read(world: World, key: string, quantity: number): Promise<Ran> {
  const payload = anExactOrder({ PurchaseOrderLines: [anExactLine({ Quantity: quantity, QuantityInPurchaseUnits: quantity })] })
  return runHop(world, purchaseOrderHop, { key, message: { payload, topic: key, edi: { kind: 'purchase-order', division } } })
}

async function stopsAfterwards({ ledger }: World, documentId: string): Promise<void> {
  const document = { kind: 'purchase-order', businessKey: 'unused', subject: 'unused' }
  const begun = await ledger.begin({ node: 'encode', who: 'x12-encode', message: {}, document, documentId })
  if (begun.verdict !== 'run') throw new Error(begun.verdict)
  await ledger.stop(begun.stepId, { state: 'held', who: 'x12-encode', reason: 'unit-unknown', words: 'No unit' })
}

const revisionOf = ({ outputs }: Ran) => outputs[0]?.message.payload

test('a change of an order that has stopped is its next revision; of one that was abandoned, it is the original', async () => {
  for (const abandoned of [false, true]) {
    const world = await aWorld()
    const first = await read(world, 'first reading', 24)
    await stopsAfterwards(world, first.documentId)
    if (abandoned) await world.ledger.replays.abandon({ documentId: first.documentId, who: 'user clerk', words: 'wrong unit' })
    const expected = abandoned ? { revision: 1, purpose: 'original' } : { revision: 2, purpose: 'replace' }
    expect(revisionOf(await read(world, 'second reading', 36))).toMatchObject(expected)
  }
})
