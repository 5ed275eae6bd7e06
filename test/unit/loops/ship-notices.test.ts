import { describe, expect, test } from 'vitest'
import type { PurchaseOrder } from '../../../lib/documents/purchase-order'
import type { ShipNotice } from '../../../lib/documents/ship-notice'
import { hops } from '../../../lib/loops/hops'
import { orderName } from '../../../lib/loops/order-names'
import { announcedFor } from '../../../lib/loops/ship-notices'
import type { ExactWrites } from '../../../lib/mapping/exact-write'
import type { Partner } from '../../../lib/mapping/partners'
import { anOrder, aPartner, division } from '../mapping/builders'
import { aWorld, directoryWith, onlyMessage, type Ran, runHop, runStep } from './world'

const toExact = hops['ship-notice-to-exact']
if (toExact === undefined) throw new Error('no map')
const shipNoticeToExact = toExact

function aNotice(changes: Partial<ShipNotice> = {}, quantity = '24'): ShipNotice {
  return {
    kind: 'ship-notice',
    purpose: 'original',
    number: 'ASN-9001',
    date: '2026-01-22',
    shippedOn: '2026-01-22',
    tracking: [],
    packages: [],
    orders: [
      { orderNumber: 'PO-1001', lines: [{ number: '1', item: { supplierCode: 'SKU-RED' }, quantity, unit: 'EA', marks: [] }] },
    ],
    ...changes,
  }
}

/** An order was sent; its supplier ships. */
async function aSupplier(changes: Partial<Partner> = {}) {
  const world = await aWorld()
  const order = anOrder()
  const sent = (one: PurchaseOrder) =>
    runStep(world, { key: one.number, message: {} }, async () => ({
      what: 'sent',
      content: one,
      names: [orderName(division, one.number)],
      outputs: [],
    }))
  await sent(order)
  let count = 0
  const partners = directoryWith({ partners: [aPartner(changes)] })
  const ships = (notice: ShipNotice): Promise<Ran> => {
    count += 1
    const edi = { division, partner: 'seller' }
    return runHop(world, shipNoticeToExact, { key: `notice ${count}`, message: { payload: notice, edi } }, partners)
  }
  /** Quantity of each line that is announced and holds. */
  const announced = async () =>
    (await announcedFor(world.ledger, division, order.number)).flatMap(({ lines }) => lines.map(({ quantity }) => quantity))
  return { ships, announced, sent }
}

describe('a ship notice', () => {
  test('is recorded against its order, and nothing is written', async () => {
    const { ships, announced } = await aSupplier()
    expect((await ships(aNotice())).outcome).toMatchObject({ reason: 'recorded', outputs: [] })
    expect(await announced()).toEqual(['24'])
  })

  test('books a goods receipt where that was agreed', async () => {
    const { ships } = await aSupplier({ shipNotice: 'goods-receipt' })
    const { writes } = onlyMessage(await ships(aNotice())).payload as ExactWrites
    expect(writes).toMatchObject([
      { action: 'create', resource: 'purchaseorder/GoodsReceipts', body: { ReceiptDate: '2026-01-22' } },
    ])
  })

  test('that comes again unchanged is left alone', async () => {
    const { ships, announced } = await aSupplier({ shipNotice: 'goods-receipt' })
    await ships(aNotice())
    expect((await ships(aNotice())).outcome).toMatchObject({ reason: 'duplicate', outputs: [] })
    expect(await announced()).toEqual(['24'])
  })

  test('adds to others of its order', async () => {
    const { ships, announced } = await aSupplier()
    await ships(aNotice({}, '10'))
    await ships(aNotice({ number: 'ASN-9002' }, '14'))
    expect(await announced()).toEqual(['10', '14'])
  })

  test('takes the place of one that it replaces', async () => {
    const { ships, announced } = await aSupplier()
    await ships(aNotice())
    await ships(aNotice({ purpose: 'replacement' }, '20'))
    expect(await announced()).toEqual(['20'])
  })

  test.each([
    ['without', []],
    ['with', aNotice().orders],
  ] as const)('is gone when it is cancelled, %s its lines', async (_how, orders) => {
    const { ships, announced } = await aSupplier()
    await ships(aNotice())
    await ships(aNotice({ purpose: 'cancellation', orders }))
    expect(await announced()).toEqual([])
  })

  test('names its order in any writing, and two writings are one order', async () => {
    const { ships, announced } = await aSupplier({ shipNotice: 'goods-receipt' })
    const part = (orderNumber: string, quantity: string) => ({
      orderNumber,
      lines: [{ number: '1', item: { supplierCode: 'SKU-RED' }, quantity, unit: 'EA', marks: [] }],
    })
    const ran = await ships(aNotice({ orders: [part('po 1001', '10'), part('0PO.1001', '14')] }))
    expect(await announced()).toEqual(['10', '14'])
    expect((onlyMessage(ran).payload as ExactWrites).writes).toMatchObject([{ body: { YourRef: 'ASN-9001/PO-1001' } }])
  })

  test('of a number that looks alike is held, with what may be meant', async () => {
    const { ships } = await aSupplier()
    await expect(ships(aNotice({ orders: [{ orderNumber: 'PO-1O01', lines: [] }] }))).rejects.toMatchObject({
      code: 'order-unknown',
      differences: [{ suggestions: ['PO-1001'] }],
    })
  })

  test('that was replaced or cancelled before it came says nothing more', async () => {
    const { ships, announced } = await aSupplier()
    await ships(aNotice({ purpose: 'replacement' }, '20'))
    expect((await ships(aNotice())).outcome).toMatchObject({ reason: 'superseded-by-later', outputs: [] })
    expect(await announced()).toEqual(['20'])
    await ships(aNotice({ purpose: 'cancellation' }))
    expect(await announced()).toEqual([])
  })

  test('that comes once more after it was replaced was here before', async () => {
    const { ships, announced } = await aSupplier()
    await ships(aNotice())
    await ships(aNotice({ purpose: 'replacement' }, '20'))
    expect((await ships(aNotice())).outcome).toMatchObject({ reason: 'duplicate', outputs: [] })
    await expect(ships(aNotice({}, '7'))).rejects.toMatchObject({ code: 'ship-notice-repeated' })
    expect(await announced()).toEqual(['20'])
  })

  test('that is replaced by one of another order announces nothing of the first any more', async () => {
    const { ships, announced, sent } = await aSupplier()
    await sent(anOrder({ number: 'PO-2001', sourceId: '00000000-0000-4000-8000-000000002001' }))
    await ships(aNotice())
    const [own] = aNotice().orders
    await ships(aNotice({ purpose: 'replacement', orders: [{ orderNumber: 'PO-2001', lines: own?.lines ?? [] }] }))
    expect(await announced()).toEqual([])
  })

  test.each([
    ['it repeats the number of another', [aNotice(), aNotice({}, '20')], 'ship-notice-repeated'],
    ['it cancels what never came', [aNotice({ purpose: 'cancellation' })], 'ship-notice-unknown'],
    ['it names no goods', [aNotice({ orders: [] })], 'ship-notice-without-items'],
    ['its order is not known', [aNotice({ orders: [{ orderNumber: 'PO-9', lines: [] }] })], 'order-unknown'],
  ] as const)('is held when %s', async (_name, notices, code) => {
    const { ships } = await aSupplier()
    for (const notice of notices.slice(0, -1)) await ships(notice)
    await expect(ships(notices.at(-1) ?? aNotice())).rejects.toMatchObject({ code, prospect: 'held' })
  })

  test('is held when it would change a goods receipt', async () => {
    const { ships } = await aSupplier({ shipNotice: 'goods-receipt' })
    await ships(aNotice())
    await expect(ships(aNotice({ purpose: 'replacement' }, '20'))).rejects.toMatchObject({
      code: 'goods-receipt-made',
      prospect: 'held',
    })
  })
})
