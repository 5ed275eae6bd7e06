import { describe, expect, test } from 'vitest'
import type { OrderConfirmation } from '../../../lib/documents/order-confirmation'
import type { PurchaseOrder } from '../../../lib/documents/purchase-order'
import { confirmationToExactHop } from '../../../lib/loops/confirmation-to-exact'
import { orderName } from '../../../lib/loops/order-names'
import { purchaseOrderHop } from '../../../lib/loops/purchase-order'
import type { ExactUpdate } from '../../../lib/mapping/exact-write'
import type { ExactPurchaseOrder } from '../../../lib/mapping/exact-to-purchase-order'
import type { ExactPurchaseOrderLine } from '../../../lib/mapping/exact-to-purchase-order-line'
import { anExactLine, anExactOrder, aPartner, division, references } from '../mapping/builders'
import { aWorld, directoryWith, onlyMessage, type Ran, runHop, someMasterData, type World } from './world'

const lines = [
  anExactLine(),
  anExactLine({
    ID: '00000000-0000-4000-8000-000000000102',
    LineNumber: 2,
    ItemCode: 'B-779',
    SupplierItemCode: 'SKU-BLUE',
    ItemBarcode: null,
    QuantityInPurchaseUnits: 10,
    Quantity: 10,
    Notes: 'Mind the paint',
  }),
]
const record = anExactOrder({ PurchaseOrderLines: lines })

let readings = 0

/** The record comes from the fetch: another document each time it has changed in any way. */
function read(world: World, payload: ExactPurchaseOrder, context: Parameters<typeof runHop>[3] = {}) {
  readings += 1
  const key = `reading ${readings}`
  return runHop(
    world,
    purchaseOrderHop,
    { key, message: { payload, topic: key, edi: { kind: 'purchase-order', division } } },
    context,
  )
}

function confirm(world: World, changes: Partial<OrderConfirmation> = {}) {
  readings += 1
  const payload: OrderConfirmation = {
    kind: 'order-confirmation',
    orderNumber: '26000001',
    supplierOrderNumber: 'SO-55001',
    verdict: 'by-line',
    verdictCode: 'AC',
    lines: [
      aConfirmedLine('1', 'SKU-RED', [{ quantity: '24', date: '2026-02-02' }]),
      aConfirmedLine('2', 'SKU-BLUE', [
        { quantity: '4', date: '2026-02-02' },
        { quantity: '6', date: '2026-02-09' },
      ]),
    ],
    ...changes,
  }
  const key = `confirmation ${readings}`
  return runHop(world, confirmationToExactHop, { key, message: { payload, edi: { division, partner: 'seller' } } })
}

function aConfirmedLine(number: string, supplierCode: string, parts: readonly { quantity: string; date: string }[]) {
  return {
    number,
    item: { supplierCode },
    responses: parts.map(part => ({ status: 'accepted' as const, statusCode: 'IA', ...part })),
  }
}

function writesOf(ran: Ran): readonly ExactUpdate[] {
  return (onlyMessage(ran).payload as { writes: readonly ExactUpdate[] }).writes
}

/** The record once Exact Online has carried out these updates. */
function after(order: ExactPurchaseOrder, writes: readonly ExactUpdate[]): ExactPurchaseOrder {
  const changed = <T extends object>(key: string, now: T): T => ({
    ...now,
    ...writes.find(write => write.key === key)?.body,
  })
  return {
    ...changed(order.PurchaseOrderID, order),
    PurchaseOrderLines: order.PurchaseOrderLines.map(line => changed(line.ID, line)),
  }
}

function sent(ran: Ran): PurchaseOrder {
  return onlyMessage(ran).payload as PurchaseOrder
}

function withQuantity(order: ExactPurchaseOrder, quantity: number): ExactPurchaseOrder {
  return inFirstLine(order, { Quantity: quantity, QuantityInPurchaseUnits: quantity })
}

function inFirstLine(order: ExactPurchaseOrder, changes: Partial<ExactPurchaseOrderLine>): ExactPurchaseOrder {
  return { ...order, PurchaseOrderLines: order.PurchaseOrderLines.map((line, n) => (n === 0 ? { ...line, ...changes } : line)) }
}

describe('an order read from Exact Online', () => {
  test('that is new goes on as the original, revision 1, with its partner and order number', async () => {
    const world = await aWorld()
    const ran = await read(world, record)
    expect(sent(ran)).toMatchObject({ kind: 'purchase-order', number: '26000001', revision: 1, purpose: 'original' })
    expect(onlyMessage(ran).edi).toMatchObject({ kind: 'purchase-order', division, partner: 'seller', order: '26000001' })
    expect(await world.ledger.latest(orderName(division, '26000001'))).toMatchObject({ id: ran.documentId })
  })

  test('that comes again as another document is unchanged, and nothing is handed on', async () => {
    const world = await aWorld()
    const first = await read(world, record)
    // Fields that the supplier does not see make another record of it.
    const second = await read(world, { ...record, OrderStatus: 20 })
    expect(second.outcome).toMatchObject({ reason: 'unchanged', outputs: [] })
    expect(second.documentId).not.toBe(first.documentId)
    expect(await world.ledger.latest(orderName(division, '26000001'))).toMatchObject({ id: first.documentId })
  })

  test('that has another quantity goes on as revision 2, in place of the original', async () => {
    const world = await aWorld()
    await read(world, record)
    const ran = await read(world, withQuantity(record, 30))
    expect(sent(ran)).toMatchObject({ revision: 2, purpose: 'replace' })
    expect(sent(ran).lines[0]?.quantity).toBe('30')
  })

  test('that is changed and changed back is sent each time', async () => {
    const world = await aWorld()
    await read(world, record)
    await read(world, withQuantity(record, 30))
    expect(sent(await read(world, record))).toMatchObject({ revision: 3, purpose: 'replace' })
  })

  test('with the same number in another division is another order', async () => {
    const world = await aWorld()
    await read(world, record)
    const partner = aPartner({
      accounts: [
        { division, code: '4711' },
        { division: 510002, code: '4711' },
      ],
    })
    const elsewhere = { key: 'elsewhere', message: { payload: record, edi: { kind: 'purchase-order', division: 510002 } } }
    const ran = await runHop(world, purchaseOrderHop, elsewhere, directoryWith({ partners: [partner] }))
    expect(sent(ran)).toMatchObject({ division: 510002, revision: 1, purpose: 'original' })
  })

  test('is left alone with its reason when its supplier is not on EDI, and no master data are asked for', async () => {
    const world = await aWorld()
    const { master, asked } = someMasterData()
    const ran = await read(world, { ...record, SupplierCode: '9999' }, { masterData: () => master })
    expect(ran.outcome).toMatchObject({ reason: 'supplier-not-on-edi', outputs: [] })
    expect(asked).toEqual([])
    expect(await world.ledger.latest(orderName(division, '26000001'))).toBeUndefined()
  })

  test('is held when its cost centre has no GL account, and sent as the original once it has one', async () => {
    const world = await aWorld()
    const gap = directoryWith({ crossReferences: { ...references, costCentres: [] } })
    await expect(read(world, record, gap)).rejects.toMatchObject({ code: 'no-gl-account-for-cost-centre', prospect: 'held' })
    expect(sent(await read(world, record))).toMatchObject({ revision: 1, purpose: 'original' })
  })

  test('is held when the message does not say its division', async () => {
    const world = await aWorld()
    const step = { key: 'nowhere', message: { payload: record } }
    await expect(runHop(world, purchaseOrderHop, step)).rejects.toMatchObject({ code: 'division-missing', prospect: 'held' })
  })
})

describe('the master data of an order', () => {
  async function askedFor(changes: object) {
    const world = await aWorld()
    const { master, asked } = someMasterData()
    const ran = await read(world, { ...record, ...changes }, { masterData: () => master })
    return { asked: asked.toSorted(), order: sent(ran) }
  }

  test('hold neither address nor purchase units when the order needs none', async () => {
    expect((await askedFor({})).asked).toEqual(['glAccounts', 'paymentConditions'])
  })

  test('hold the purchase units only when a line is bought in another unit than its item is kept in', async () => {
    const box = anExactLine({ Quantity: 240, QuantityInPurchaseUnits: 24 })
    const world = await aWorld()
    const { master, asked } = someMasterData({ purchaseUnits: async () => new Map([[box.Item, 'box']]) })
    const ran = await read(world, { ...record, PurchaseOrderLines: [box] }, { masterData: () => master })
    expect(asked).toContain('purchaseUnits')
    expect(sent(ran).lines[0]).toMatchObject({ quantity: '24', unit: 'box' })
  })

  test('hold the address of the warehouse, and that of the order itself where it names one', async () => {
    const warehouse = await askedFor({ Warehouse: 'W1' })
    expect(warehouse.asked).toEqual(['glAccounts', 'paymentConditions', 'shipTo'])
    expect(warehouse.order.shipTo).toMatchObject({ code: 'W1' })
    const elsewhere = await askedFor({ Warehouse: 'W1', DeliveryAddress: 'A1' })
    expect(elsewhere.asked).toEqual(['deliveryAddress', 'glAccounts', 'paymentConditions'])
    expect(elsewhere.order.shipTo).toMatchObject({ code: 'A1' })
  })
})

describe('an order that the supplier has confirmed', () => {
  test('is unchanged when it comes back with what our own confirmation wrote', async () => {
    const world = await aWorld()
    await read(world, record)
    const writes = writesOf(await confirm(world))
    expect(writes.map(({ body }) => Object.keys(body))).toEqual([['YourRef'], ['ReceiptDate'], ['ReceiptDate', 'Notes']])
    const ran = await read(world, after(record, writes))
    expect(ran.outcome).toMatchObject({ reason: 'unchanged', outputs: [] })
  })

  test('is unchanged when only some of the writes are there yet', async () => {
    const world = await aWorld()
    await read(world, record)
    const writes = writesOf(await confirm(world))
    for (let made = 0; made <= writes.length; made += 1) {
      const ran = await read(world, after(record, writes.slice(0, made)))
      expect(ran.outcome.reason, `${made} writes made`).toBe('unchanged')
    }
  })

  test('is sent when the buyer changes it, without the confirmed dates being taken as ours', async () => {
    const world = await aWorld()
    await read(world, record)
    const confirmed = after(record, writesOf(await confirm(world)))
    const ran = await read(world, withQuantity(confirmed, 30))
    expect(sent(ran)).toMatchObject({ revision: 2, purpose: 'replace', requestedDate: '2026-01-26' })
    expect(sent(ran).lines.map(line => [line.quantity, line.requestedDate, line.notes])).toEqual([
      ['30', '2026-01-26', undefined],
      ['10', '2026-01-26', 'Mind the paint'],
    ])
    // Read once more, it is what was sent.
    expect((await read(world, withQuantity(confirmed, 30))).outcome.reason).toBe('unchanged')
  })

  test('is sent when the buyer asks for a date that is neither the confirmed one nor the one before', async () => {
    const world = await aWorld()
    await read(world, record)
    const confirmed = after(record, writesOf(await confirm(world)))
    const ran = await read(world, inFirstLine(confirmed, { ReceiptDate: '2026-03-02T00:00:00' }))
    expect(sent(ran).lines.map(line => line.requestedDate)).toEqual(['2026-03-02', '2026-01-26'])
  })

  test('is sent when the buyer, having asked for another date, asks for the confirmed one after all', async () => {
    const world = await aWorld()
    await read(world, record)
    const confirmed = after(record, writesOf(await confirm(world)))
    await read(world, inFirstLine(confirmed, { ReceiptDate: '2026-03-02T00:00:00' }))
    const ran = await read(world, confirmed)
    expect(sent(ran)).toMatchObject({ revision: 3 })
    expect(sent(ran).lines.map(line => line.requestedDate)).toEqual(['2026-02-02', '2026-01-26'])
  })

  test('is unchanged after a second confirmation that says nothing more of its dates', async () => {
    const world = await aWorld()
    await read(world, record)
    const first = after(record, writesOf(await confirm(world)))
    const second = after(first, writesOf(await confirm(world, { verdict: 'accepted', verdictCode: 'AD', lines: [] })))
    expect((await read(world, second)).outcome.reason).toBe('unchanged')
  })

  test('has the date of the order again when a second confirmation goes back to it', async () => {
    const world = await aWorld()
    await read(world, record)
    const first = after(record, writesOf(await confirm(world)))
    const back = [
      aConfirmedLine('1', 'SKU-RED', [{ quantity: '24', date: '2026-01-26' }]),
      aConfirmedLine('2', 'SKU-BLUE', [{ quantity: '10', date: '2026-01-26' }]),
    ]
    const second = after(first, writesOf(await confirm(world, { lines: back })))
    expect(second.PurchaseOrderLines.map(line => line.ReceiptDate?.slice(0, 10))).toEqual(['2026-01-26', '2026-01-26'])
    expect(second.PurchaseOrderLines.map(line => line.Notes)).toEqual([undefined, 'Mind the paint'])
    expect((await read(world, second)).outcome.reason).toBe('unchanged')
    // Before its writes are made, the dates of the first are still there.
    expect((await read(world, first)).outcome.reason).toBe('unchanged')
  })

  test('has its writes made again when the same confirmation comes again', async () => {
    const world = await aWorld()
    await read(world, record)
    const first = writesOf(await confirm(world))
    expect(writesOf(await confirm(world))).toEqual(first)
  })

  test('is confirmed against the dates that were asked for, not those that were confirmed before', async () => {
    const world = await aWorld()
    await read(world, record)
    // The partner may depart by three weeks; from each other, these dates do not.
    const dated = (date: string) => [
      aConfirmedLine('1', 'SKU-RED', [{ quantity: '24', date }]),
      aConfirmedLine('2', 'SKU-BLUE', [{ quantity: '10', date }]),
    ]
    await confirm(world, { lines: dated('2026-02-14') })
    await expect(confirm(world, { lines: dated('2026-03-01') })).rejects.toMatchObject({ code: 'date-confirmed-differs' })
  })
})
