import { describe, expect, test } from 'vitest'
import type { PurchaseOrder } from '../../../lib/documents/purchase-order'
import { type Period, reconcile } from '../../../lib/loops/reconcile'
import type { OrderRow, Row } from '../../../lib/reconciliation/rows'
import { Totals } from '../../../lib/reconciliation/totals'
import { anOrder, anOrderLine, division } from '../mapping/builders'
import { aLine, anInvoice, matched } from '../matching/builders'
import { keep, keepConfirmation, keepInvoice, keepOrder, keepShipNotice } from './kept'
import { aWorld, type World } from './world'

const always: Period = { since: '2026-01-01T00:00:00.000Z', before: '2027-01-01T00:00:00.000Z' }

async function rowsOf({ ledger }: World, period: Partial<Period> = {}): Promise<Row[]> {
  const rows: Row[] = []
  for await (const row of reconcile(ledger, { ...always, ...period })) rows.push(row)
  return rows
}

async function onlyOrder(world: World): Promise<OrderRow> {
  const orders = (await rowsOf(world)).filter(row => row.row === 'order')
  expect(orders).toHaveLength(1)
  const [only] = orders
  if (!only) throw new Error('no order')
  return only
}

/** 24 at 12.5. */
function oneLine(changes: Partial<PurchaseOrder> = {}): PurchaseOrder {
  const line = anOrderLine()
  return anOrder({ lines: [line], total: line.amount, ...changes })
}

const allOfIt = (order: PurchaseOrder) => order.lines.map(({ sourceId, quantity }) => ({ orderLine: sourceId, quantity }))

describe('an order', () => {
  test('that was sent, acknowledged, confirmed, shipped, invoiced and booked has no open end', async () => {
    const world = await aWorld()
    const order = oneLine()
    await keepOrder(world, order, { acknowledged: 'accepted' })
    await keepConfirmation(world, order, allOfIt(order))
    await keepShipNotice(world, order, {
      kind: 'ship-notice',
      purpose: 'original',
      number: 'S1',
      orders: [{ orderNumber: order.number, lines: [{ number: '1', item: {}, quantity: '24', unit: 'EA' }] }],
    })
    await keepInvoice(world, matched(anInvoice(), [order]))
    expect(await onlyOrder(world)).toMatchObject({
      partner: 'seller',
      ordered: '300',
      confirmed: '300',
      shipped: '300',
      invoiced: '300',
      booked: '300',
      open: '0',
      difference: '0',
      acknowledged: { outcome: 'accepted' },
      openEnds: [],
    })
  })

  test('is one row however many revisions it has, with the figures of the newest', async () => {
    const world = await aWorld()
    const order = oneLine()
    await keepOrder(world, order, { acknowledged: 'accepted' })
    const line = anOrderLine({ quantity: '10', amount: '125' })
    await keepOrder(world, { ...order, revision: 2, purpose: 'replace', lines: [line] }, { acknowledged: 'accepted' })
    expect(await onlyOrder(world)).toMatchObject({ revision: 2, ordered: '125' })
  })

  test('whose second line was deleted after it was invoiced keeps what was invoiced', async () => {
    const world = await aWorld()
    const order = anOrder()
    await keepOrder(world, order)
    await keepInvoice(world, matched(anInvoice(), [order]))
    await keepOrder(world, { ...order, revision: 2, purpose: 'replace', lines: order.lines.slice(1) })
    expect(await onlyOrder(world)).toMatchObject({ ordered: '487.5', invoiced: '300', open: '487.5', difference: '-300' })
  })

  test('at another price than ordered has nothing left to be invoiced, and the difference beside it', async () => {
    const world = await aWorld()
    const order = oneLine()
    await keepOrder(world, order)
    await keepInvoice(world, matched(anInvoice({ lines: [aLine({ price: '12.6', amount: '302.4' })] }), [order]))
    expect(await onlyOrder(world)).toMatchObject({ invoiced: '302.4', open: '0', difference: '-2.4' })
  })

  test('that was cancelled is worth nothing, and an invoice of it stands against it', async () => {
    const world = await aWorld()
    const order = oneLine()
    await keepOrder(world, { ...order, revision: 2, purpose: 'cancel' }, { acknowledged: 'accepted' })
    expect(await onlyOrder(world)).toMatchObject({ isCancelled: true, ordered: '0', confirmed: '0', openEnds: [] })
  })

  test('of which an invoice was credited in full is open again', async () => {
    const world = await aWorld()
    const order = oneLine()
    await keepOrder(world, order)
    await keepInvoice(world, matched(anInvoice(), [order]))
    const credit = matched(anInvoice({ number: 'CR-1', type: 'credit' }), [order])
    await keepInvoice(world, { ...credit, lines: credit.lines.map(line => ({ ...line, counts: '-24' })) })
    expect(await onlyOrder(world)).toMatchObject({ invoiced: '0', booked: '0', open: '300' })
  })
})

describe('an open end', () => {
  test.each([
    ['delivery', async (world: World) => void (await keepOrder(world, oneLine(), { told: false }))],
    ['acknowledgment', async (world: World) => void (await keepOrder(world, oneLine()))],
    ['confirmation', async (world: World) => void (await keepOrder(world, oneLine(), { acknowledged: 'accepted' }))],
    [
      'invoice',
      async (world: World) => {
        await keepOrder(world, oneLine(), { acknowledged: 'accepted' })
        await keepConfirmation(world, oneLine(), allOfIt(oneLine()))
      },
    ],
    [
      'booking',
      async (world: World) => {
        await keepOrder(world, oneLine(), { acknowledged: 'accepted' })
        await keepInvoice(world, matched(anInvoice(), [oneLine()]), { booked: false })
      },
    ],
    [
      'agreement',
      async (world: World) => {
        await keepOrder(world, oneLine(), { acknowledged: 'accepted' })
        const more = anInvoice({ lines: [aLine({ quantity: '30', amount: '375' })] })
        await keepInvoice(world, matched(more, [oneLine()]))
      },
    ],
  ])('tells that the %s is missing, and since when', async (missing, happens) => {
    const world = await aWorld()
    await happens(world)
    const { openEnds } = await onlyOrder(world)
    expect(openEnds.map(end => end.missing)).toContain(missing)
    expect(openEnds.every(({ since }) => since.startsWith('2026-01-15T09:3'))).toBe(true)
  })

  test('of a rejected message is the decision on it', async () => {
    const world = await aWorld()
    const id = await keepOrder(world, oneLine(), { acknowledged: 'rejected' })
    const { openEnds } = await onlyOrder(world)
    expect(openEnds).toContainEqual(
      expect.objectContaining({ missing: 'decision', reason: 'rejected-by-partner', documentId: id }),
    )
  })

  test('of a held document stands with its order, and one of no known order by itself', async () => {
    const world = await aWorld()
    await keepOrder(world, oneLine(), { acknowledged: 'accepted' })
    const held = { kind: 'x12-855', partner: 'seller', state: 'held', reason: 'price-confirmed-differs' } as const
    await keep(world, { ...held, names: [`order number ${oneLine().number}`] })
    await keep(world, { ...held, reason: 'order-unknown', names: ['order number NOWHERE'] })
    const rows = await rowsOf(world)
    const loose = rows.filter(row => row.row === 'loose')
    expect((rows[0] as OrderRow).openEnds.map(({ reason }) => reason)).toEqual(['price-confirmed-differs'])
    expect(loose.map(({ reason }) => reason)).toEqual(['order-unknown'])
  })
})

describe('invoices', () => {
  test('each stand once, and what became of them adds up to what came', async () => {
    const world = await aWorld()
    const order = oneLine()
    await keepOrder(world, order)
    await keepInvoice(world, matched(anInvoice(), [order]))
    await keepInvoice(world, matched(anInvoice({ number: 'INV-2' }), [order]), { booked: false, state: 'failed' })
    await keep(world, { kind: 'x12-810', content: anInvoice({ number: 'INV-3', total: '363.01' }), state: 'held' })
    await keep(world, { kind: 'x12-810', content: anInvoice(), reason: 'duplicate' })
    await keep(world, { kind: 'x12-810', state: 'held' })
    const totals = new Totals()
    for (const row of await rowsOf(world)) totals.add(row)
    expect(totals.unreadable).toBe(1)
    expect(totals.byCurrency).toMatchObject([
      {
        currency: 'EUR',
        invoices: { count: 4, goods: '1200', charges: '0', tax: '252', rounding: '0.01', total: '1452.01' },
        standings: { booked: '363', stopped: '726.01', repeated: '363', 'under-way': '0', abandoned: '0', 'not-booked': '0' },
      },
    ])
  })

  test('of two orders are divided between them by line', async () => {
    const world = await aWorld()
    const [one, other] = [oneLine(), anOrder({ number: 'PO-2', sourceId: 'another', lines: [anOrderLine({ sourceId: 'x2' })] })]
    await keepOrder(world, one)
    await keepOrder(world, other)
    const lines = [aLine(), aLine({ orderNumber: 'PO-2', quantity: '4', amount: '50' })]
    await keepInvoice(world, matched(anInvoice({ lines, total: '413' }), [one, other]))
    const rows = await rowsOf(world)
    expect(rows.filter(row => row.row === 'order').map(({ order, invoiced }) => [order, invoiced])).toEqual([
      ['PO-1001', '300'],
      ['PO-2', '50'],
    ])
    expect(rows.filter(row => row.row === 'invoice')).toHaveLength(1)
  })

  test('of which a later step asks the clerk again stay booked', async () => {
    const world = await aWorld()
    await keepOrder(world, oneLine())
    await keepInvoice(world, matched(anInvoice(), [oneLine()]), { state: 'held' })
    const [invoice] = (await rowsOf(world)).filter(row => row.row === 'invoice')
    expect(invoice?.standing).toBe('booked')
  })
})

describe('the period', () => {
  test('has the orders that came in it, with what came of them later', async () => {
    const world = await aWorld()
    await keepOrder(world, oneLine())
    world.environment.advance(86_400_000)
    await keepInvoice(world, matched(anInvoice(), [oneLine()]))
    const first = await rowsOf(world, { before: '2026-01-16T00:00:00.000Z' })
    expect(first.map(({ row }) => row)).toEqual(['order'])
    expect(first[0]).toMatchObject({ booked: '300' })
    const second = await rowsOf(world, { since: '2026-01-16T00:00:00.000Z' })
    expect(second.map(({ row }) => row)).toEqual(['invoice'])
  })

  test('may be of one division and of one supplier', async () => {
    const world = await aWorld()
    await keepOrder(world, oneLine())
    await keepOrder(world, oneLine({ division: 510002, supplier: { id: 'b9', code: '9000' } }), { told: false })
    expect(await rowsOf(world, { division: 510002 })).toHaveLength(1)
    expect(await rowsOf(world, { division })).toHaveLength(1)
    expect(await rowsOf(world, { partner: 'seller' })).toHaveLength(1)
    expect(await rowsOf(world, { partner: '9000' })).toHaveLength(1)
    expect(await rowsOf(world, { partner: 'nobody' })).toHaveLength(0)
  })

  test('has every order once over many pages, also those of one moment', async () => {
    const world = await aWorld()
    const one = { ...world, environment: { ...world.environment, advance: () => {} } }
    for (let n = 0; n < 450; n += 1) await keepOrder(one, oneLine({ number: `PO-${n}` }), { told: false })
    const numbers = (await rowsOf(world)).map(row => (row as OrderRow).order)
    expect(numbers).toHaveLength(450)
    expect(new Set(numbers).size).toBe(450)
  })
})
