import { describe, expect, test } from 'vitest'
import type { Invoice } from '../../../lib/documents/invoice'
import type { OrderConfirmation } from '../../../lib/documents/order-confirmation'
import type { PurchaseOrder } from '../../../lib/documents/purchase-order'
import { confirmationToExactHop } from '../../../lib/loops/confirmation-to-exact'
import { invoiceToExactHop } from '../../../lib/loops/exact-writes'
import type { HopContext } from '../../../lib/loops/hop'
import { matchHop } from '../../../lib/loops/match'
import { orderName } from '../../../lib/loops/order-names'
import type { ExactCreate, ExactWrites } from '../../../lib/mapping/exact-write'
import type { MatchingDefaults } from '../../../lib/mapping/matching-rules'
import type { PartnerDirectory } from '../../../lib/mapping/partners'
import { aDirectory, anOrder, anOrderLine, aPartner, company, division, references } from '../mapping/builders'
import { aWorld, onlyMessage, type Ran, runHop, runStep, someMasterData, type World } from './world'

const otherDivision = 510002

/** Two suppliers, and two divisions that both buy from the first. */
const partners: PartnerDirectory = aDirectory({
  companies: [company, { ...company, division: otherDivision, interchange: { qualifier: 'ZZ', id: 'BUYER2' } }],
  partners: [
    aPartner({
      accounts: [
        { division, code: '4711' },
        { division: otherDivision, code: '4711' },
      ],
    }),
    aPartner({ key: 'other', accounts: [{ division, code: '4712' }], interchange: { qualifier: 'ZZ', id: 'OTHERCO' } }),
  ],
  crossReferences: {
    ...references,
    taxes: [{ tax: 'VA', rate: '0.21', vatCode: '2' }],
    booking: [division, otherDivision].map(each => ({ division: each, as: 'purchase-invoice', journal: '60' })),
  },
})

async function orderSent(world: World, changes: Partial<PurchaseOrder> = {}): Promise<PurchaseOrder> {
  const order = anOrder({ lines: [anOrderLine()], ...changes })
  const name = orderName(order.division, order.number)
  await runStep(world, { key: name, message: { edi: { kind: 'purchase-order' } } }, async () => ({
    what: 'read',
    content: order,
    names: [name],
    outputs: [],
  }))
  return order
}

/** 300.00 goods and 63.00 tax, for order PO-1001. */
function anInvoice(changes: Partial<Invoice> = {}): Invoice {
  return {
    kind: 'invoice',
    type: 'invoice',
    typeCode: 'DI',
    number: 'INV-7001',
    date: '2026-01-23',
    orderNumber: 'PO-1001',
    currency: 'EUR',
    lines: [
      {
        number: '1',
        item: { supplierCode: 'SKU-RED' },
        quantity: '24',
        unit: 'EA',
        price: '12.5',
        amount: '300',
        taxes: [{ code: 'VA', amount: '63', rate: '0.21' }],
        charges: [],
      },
    ],
    charges: [],
    taxes: [{ code: 'VA', amount: '63', rate: '0.21' }],
    total: '363',
    ...changes,
  }
}

/** 150.00 goods and 31.50 tax. */
function half(number: string): Invoice {
  const taxes = [{ code: 'VA', amount: '31.5', rate: '0.21' }]
  const [line] = anInvoice().lines
  if (line === undefined) throw new Error('a line')
  return anInvoice({ number, lines: [{ ...line, quantity: '12', amount: '150', taxes }], taxes, total: '181.5' })
}

const aConfirmation: OrderConfirmation = {
  kind: 'order-confirmation',
  orderNumber: 'PO-1001',
  verdict: 'accepted',
  verdictCode: 'AD',
  lines: [],
}

let deliveries = 0

/** Matched and made ready to be booked. Each delivery is a document of its own: the network gives it new control numbers. */
async function deliver(world: World, payload: Invoice, edi: object = {}, context: Partial<HopContext> = {}): Promise<Ran> {
  deliveries += 1
  const key = `delivery ${deliveries}`
  const message = { payload, topic: payload.number, edi: { kind: 'invoice', division, partner: 'seller', ...edi } }
  const matching = await runStep(world, { key, message }, (given, documentId) =>
    matchHop(given, { ledger: world.ledger, partners, documentId, defaults, receipts: async () => new Map() }),
  )
  if (matching.outputs.length === 0) return matching
  return runHop(world, invoiceToExactHop, { key: `${key} matched`, message: onlyMessage(matching) }, { partners, ...context })
}

const defaults: MatchingDefaults = { matching: 'two-way', tolerances: {}, charges: {} }

function created(ran: Ran): ExactCreate {
  return writesOf(ran)[0] as ExactCreate
}

function writesOf(ran: Ran): ExactWrites['writes'] {
  return (onlyMessage(ran).payload as ExactWrites).writes
}

describe('an invoice', () => {
  test('for an order that was sent becomes one write to Exact Online', async () => {
    const world = await aWorld()
    await orderSent(world)
    const ran = await deliver(world, anInvoice())
    expect(created(ran)).toMatchObject({ action: 'create', resource: 'purchase/PurchaseInvoices', body: { YourRef: 'INV-7001' } })
    expect(onlyMessage(ran).edi).toMatchObject({ kind: 'exact-writes', division, partner: 'seller' })
  })

  test('for an order that nobody sent is held, and is no obstacle once the order is there', async () => {
    const world = await aWorld()
    await expect(deliver(world, anInvoice())).rejects.toMatchObject({ code: 'order-unknown', prospect: 'held' })
    await orderSent(world)
    expect(created(await deliver(world, anInvoice())).body['YourRef']).toBe('INV-7001')
  })

  test('that names no order is held', async () => {
    const world = await aWorld()
    const { orderNumber: _none, ...nameless } = anInvoice()
    await expect(deliver(world, nameless)).rejects.toMatchObject({ code: 'order-number-missing', prospect: 'held' })
  })

  test('for an order of the same number in another division is held', async () => {
    const world = await aWorld()
    await orderSent(world, { division: otherDivision })
    await expect(deliver(world, anInvoice())).rejects.toMatchObject({ code: 'order-unknown' })
  })

  test("that names another supplier's order is held, and so is a confirmation of it", async () => {
    const world = await aWorld()
    await orderSent(world)
    const held = { code: 'order-of-another-supplier', prospect: 'held' }
    await expect(deliver(world, anInvoice(), { partner: 'other' })).rejects.toMatchObject(held)
    const message = { payload: aConfirmation, edi: { division, partner: 'other' } }
    await expect(runHop(world, confirmationToExactHop, { key: 'foreign', message }, { partners })).rejects.toMatchObject(held)
  })

  test('from nobody in the supplier directory is held', async () => {
    const world = await aWorld()
    await orderSent(world)
    await expect(deliver(world, anInvoice(), { partner: undefined })).rejects.toMatchObject({
      code: 'partner-unknown',
      prospect: 'held',
    })
  })

  test('that came as X12 takes it along, and one that came otherwise, or to a company that keeps none, does not', async () => {
    const world = await aWorld()
    await orderSent(world)
    const original = Buffer.from('ST*810*0001~')
    const edi = { original, controlNumbers: { interchange: '000000042', set: '0001' } }
    const [document, file, booking] = writesOf(await deliver(world, half('A'), edi))
    expect(document?.action === 'ensure' && document.body['Subject']).toBe('X12 810 000000042/0001 A')
    expect(file?.action === 'ensure' && file.body['Attachment']).toEqual(original)
    expect(booking).toMatchObject({ action: 'create', body: { YourRef: 'A' }, refers: { Document: 'original' } })
    const keepsNone = { ...references, ...partners.crossReferences }
    const bookings = keepsNone.booking.map(row => ({ ...row, original: 'leave-out' as const }))
    const directory = { ...partners, crossReferences: { ...keepsNone, booking: bookings } }
    expect(writesOf(await deliver(world, half('B'), edi, { partners: directory }))).toHaveLength(1)
    await orderSent(world, { number: 'PO-1002' })
    const flat = anInvoice({ number: 'C', orderNumber: 'PO-1002' })
    expect(writesOf(await deliver(world, flat))).toHaveLength(1)
  })

  test('that was not matched is not booked', async () => {
    const world = await aWorld()
    await orderSent(world)
    const message = { payload: anInvoice(), edi: { division, partner: 'seller' } }
    const booking = runHop(world, invoiceToExactHop, { key: 'unmatched', message }, { partners })
    await expect(booking).rejects.toMatchObject({ code: 'invoice-not-matched', prospect: 'held' })
  })

  test('asks for the items of its own charges only', async () => {
    const world = await aWorld()
    await orderSent(world)
    const asked: (readonly string[])[] = []
    const { master } = someMasterData({
      itemsByCode: async (_division, codes) => {
        asked.push(codes)
        return new Map([['FREIGHT', { id: '00000000-0000-4000-8000-00000000f001', code: 'FREIGHT', description: '', unit: '' }]])
      },
    })
    await deliver(world, half('INV-7001'), {}, { masterData: () => master })
    const freight = {
      direction: 'charge',
      code: 'D240',
      amount: '7',
      taxes: [{ code: 'VA', amount: '1.47', rate: '0.21' }],
    } as const
    const charged = {
      ...half('INV-7002'),
      charges: [freight],
      taxes: [{ code: 'VA', amount: '32.97', rate: '0.21' }],
      total: '189.97',
    }
    await deliver(world, charged, {}, { masterData: () => master })
    expect(asked).toEqual([[], ['FREIGHT']])
  })
})

describe('an invoice number that comes again', () => {
  test('with the same invoice, under new control numbers, is a duplicate and makes nothing', async () => {
    const world = await aWorld()
    await orderSent(world)
    await deliver(world, anInvoice())
    const again = await deliver(world, anInvoice(), { controlNumbers: { interchange: '000000999' } })
    expect(again.outcome).toMatchObject({ reason: 'duplicate', outputs: [] })
  })

  test.each(['INV-7001', 'inv-7001', 'INV 7001', 'INV.7001', '00INV-7001', ' INV-7001 ', 'INV-7OO1'])(
    'as %j, with another invoice from the same supplier, is held, and claims nothing',
    async number => {
      const world = await aWorld()
      await orderSent(world)
      const first = await deliver(world, anInvoice())
      const another = anInvoice({ number, date: '2026-01-24' })
      await expect(deliver(world, another)).rejects.toMatchObject({ code: 'duplicate-invoice-number', prospect: 'held' })
      const outputs = await world.ledger.waiting(`delivery ${deliveries}`)
      expect(outputs).toEqual([])
      // The first is still the one that repeats are told by.
      expect((await deliver(world, anInvoice())).outcome.reason).toBe('duplicate')
      expect(first.outputs).toHaveLength(1)
    },
  )

  test('from another supplier is fine', async () => {
    const world = await aWorld()
    await orderSent(world)
    await orderSent(world, { number: 'PO-2001', supplier: { id: '00000000-0000-4000-8000-00000000b002', code: '4712' } })
    await deliver(world, anInvoice())
    const ran = await deliver(world, anInvoice({ orderNumber: 'PO-2001' }), { partner: 'other' })
    expect(created(ran).body).toMatchObject({ YourRef: 'INV-7001', Supplier: '00000000-0000-4000-8000-00000000b002' })
  })

  test('in another division is fine', async () => {
    const world = await aWorld()
    await orderSent(world)
    await orderSent(world, { division: otherDivision })
    await deliver(world, anInvoice())
    const ran = await deliver(world, anInvoice(), { division: otherDivision })
    expect(onlyMessage(ran).payload).toMatchObject({ kind: 'exact-writes', division: otherDivision })
  })

  test('on a credit is another document than the invoice', async () => {
    const world = await aWorld()
    await orderSent(world)
    const invoice = created(await deliver(world, anInvoice()))
    const credited = anInvoice({ type: 'credit', typeCode: 'CR', originalInvoice: 'INV-7001' })
    const credit = created(await deliver(world, credited))
    expect([invoice.body['Type'], credit.body['Type']]).toEqual([8033, 8034])
    const another = { ...credited, number: 'INV 7001' }
    await expect(deliver(world, another)).rejects.toMatchObject({ code: 'duplicate-invoice-number' })
  })
})

describe('a confirmation', () => {
  test('of an order that nobody sent is held', async () => {
    const world = await aWorld()
    const message = { payload: aConfirmation, edi: { division, partner: 'seller' } }
    const confirming = runHop(world, confirmationToExactHop, { key: 'early', message }, { partners })
    await expect(confirming).rejects.toMatchObject({ code: 'order-unknown', prospect: 'held' })
  })

  const confirming = (world: World, orderNumber: string) => {
    const message = {
      payload: { ...aConfirmation, orderNumber, supplierOrderNumber: 'SO-1' },
      edi: { division, partner: 'seller' },
    }
    return runHop(world, confirmationToExactHop, { key: orderNumber, message }, { partners })
  }

  test.each(['po-1001', 'PO 1001', '00PO.1001', ' PO/1001 '])(
    'finds its order as %j, and belongs to it from then on',
    async orderNumber => {
      const world = await aWorld()
      const { sourceId } = await orderSent(world)
      const ran = await confirming(world, orderNumber)
      expect(writesOf(ran)).toEqual([
        { action: 'update', resource: 'purchaseorder/PurchaseOrders', key: sourceId, body: { YourRef: 'SO-1' } },
      ])
      expect(onlyMessage(ran).edi?.order).toBe('PO-1001')
    },
  )

  test.each(['PO-1O01', 'PO-1010', '1001'])(
    'of %j is held, and the order that looks alike is shown, not taken',
    async orderNumber => {
      const world = await aWorld()
      await orderSent(world)
      await expect(confirming(world, orderNumber)).rejects.toMatchObject({
        code: 'order-unknown',
        prospect: 'held',
        message: expect.stringContaining('perhaps PO-1001') as string,
        differences: [{ code: 'order-unknown', confirmed: orderNumber, suggestions: ['PO-1001'] }],
      })
    },
  )

  test('of a number that two orders have in other writings is held with both, and speaks of the one that it names exactly', async () => {
    const world = await aWorld()
    await orderSent(world)
    const { sourceId } = await orderSent(world, { number: 'PO.1001', sourceId: '00000000-0000-4000-8000-000000001002' })
    await expect(confirming(world, 'PO1001')).rejects.toMatchObject({
      code: 'order-ambiguous',
      differences: [{ suggestions: ['PO-1001', 'PO.1001'] }],
    })
    expect(writesOf(await confirming(world, 'PO.1001'))).toMatchObject([{ key: sourceId }])
  })

  test('of an order of another supplier is held however its number is written', async () => {
    const world = await aWorld()
    await orderSent(world, { supplier: { id: '00000000-0000-4000-8000-00000000b002', code: '4712' } })
    await expect(confirming(world, 'PO 1001')).rejects.toMatchObject({ code: 'order-of-another-supplier', prospect: 'held' })
  })

  test('that changes nothing hands on that nothing is to be written', async () => {
    const world = await aWorld()
    await orderSent(world)
    const message = { payload: aConfirmation, edi: { division, partner: 'seller' } }
    const ran = await runHop(world, confirmationToExactHop, { key: 'as ordered', message }, { partners })
    expect(onlyMessage(ran).payload).toEqual({ kind: 'exact-writes', division, writes: [] })
  })
})
