import { describe, expect, test } from 'vitest'
import type { Invoice } from '../../../lib/documents/invoice'
import type { PurchaseOrder } from '../../../lib/documents/purchase-order'
import type { ShipNotice } from '../../../lib/documents/ship-notice'
import { decimal } from '../../../lib/documents/value'
import type { ExactClient } from '../../../lib/exact/client'
import { heldMessage } from '../../../lib/loops/match-held'
import { goodsReceived } from '../../../lib/loops/match-receipts'
import { matchHop, type MatchHopContext } from '../../../lib/loops/match'
import { matchingDefaults, type MatchSettings } from '../../../lib/loops/match-settings'
import { orderName, shippedOrderName } from '../../../lib/loops/order-names'
import { asRead } from '../../../lib/loops/waiting-credits'
import { DifferencesHeld, hold } from '../../../lib/mapping/hold'
import type { MatchingDefaults, PartnerMatching } from '../../../lib/mapping/matching-rules'
import type { MatchedInvoice } from '../../../lib/matching/matched-invoice'
import { aDirectory, anOrder, anOrderLine, aPartner, division, errorOf } from '../mapping/builders'
import { aLine, anInvoice } from '../matching/builders'
import { aWorld, onlyMessage, type Ran, runStep, type World } from './world'

const twoWay: MatchingDefaults = { matching: 'two-way', tolerances: {}, charges: {} }

function directory(matching?: PartnerMatching) {
  return aDirectory({
    partners: [
      aPartner(matching ? { matching } : {}),
      aPartner({ key: 'other', accounts: [{ division, code: '4712' }], interchange: { qualifier: 'ZZ', id: 'OTHERCO' } }),
    ],
  })
}

async function sent(world: World, changes: Partial<PurchaseOrder> = {}): Promise<PurchaseOrder> {
  const order = anOrder({ lines: [anOrderLine()], ...changes })
  await recorded(world, [orderName(order.division, order.number)], order)
  return order
}

async function recorded(world: World, names: readonly string[], content: object): Promise<void> {
  count += 1
  await runStep(world, { key: `recorded ${count}`, message: {} }, async () => ({
    what: 'recorded',
    content,
    names,
    outputs: [],
  }))
}

let count = 0

/** The step of another document each time. */
function match(world: World, invoice: Invoice, changes: Partial<MatchHopContext> = {}, key = `invoice ${++count}`): Promise<Ran> {
  const message = { payload: invoice, topic: invoice.number, edi: { kind: 'invoice', division, partner: 'seller' } }
  return runStep(world, { key, message }, (given, documentId) => matchHop(given, contextOf(world, documentId, changes)))
}

function contextOf(world: World, documentId: string, changes: Partial<MatchHopContext> = {}): MatchHopContext {
  return {
    ledger: world.ledger,
    partners: directory(),
    defaults: twoWay,
    documentId,
    receipts: async () => new Map(),
    ...changes,
  }
}

/** So many pieces, untaxed. */
function goods(number: string, quantity: string, changes: Partial<Invoice> = {}): Invoice {
  const amount = decimal(quantity).times('12.5').toFixed()
  return anInvoice({ number, lines: [aLine({ quantity, amount, taxes: [] })], taxes: [], total: amount, ...changes })
}

function aCredit(number: string, quantity: string, originalInvoice: string): Invoice {
  return { ...goods(number, quantity), type: 'credit', originalInvoice }
}

describe('the order of an invoice', () => {
  test.each(['PO-1001', 'po-1001', 'PO 1001', 'PO.1001', '0PO1001', ' PO-1001 ', 'PO/1001'])(
    'is found as %j',
    async orderNumber => {
      const world = await aWorld()
      await sent(world)
      const ran = await match(world, goods('INV-1', '24', { orderNumber }))
      expect((onlyMessage(ran).payload as MatchedInvoice).orders[0].number).toBe('PO-1001')
      expect(onlyMessage(ran).edi).toMatchObject({ kind: 'matched-invoice', order: 'PO-1001' })
    },
  )

  test.each(['PO-1O01', 'PO-1010', 'PO-101', '1001', 'PO-10011', 'P0-1001'])(
    'is suggested for %j, not taken',
    async orderNumber => {
      const world = await aWorld()
      await sent(world)
      await sent(world, { number: 'PO-7777', sourceId: 'x' })
      await expect(match(world, goods('INV-1', '24', { orderNumber }))).rejects.toMatchObject({
        code: 'order-unknown',
        prospect: 'held',
        differences: [{ code: 'order-unknown', invoiced: orderNumber, suggestions: ['PO-1001'] }],
      })
    },
  )

  test('is not suggested where it is another supplier’s or another division’s', async () => {
    const world = await aWorld()
    await sent(world, { supplier: { id: 'x', code: '4712' } })
    await sent(world, { division: division + 1 })
    const held = await match(world, goods('INV-1', '24', { orderNumber: 'PO-1O01' })).catch((error: DifferencesHeld) => error)
    expect((held as DifferencesHeld).differences).toEqual([
      expect.not.objectContaining({ suggestions: expect.anything() as unknown }),
    ])
  })

  test('written like those of two orders is not chosen, unless it is exactly one of them', async () => {
    const world = await aWorld()
    await sent(world)
    await sent(world, { number: 'PO.1001', sourceId: 'x', lines: [anOrderLine({ sourceId: 'x1' })] })
    await expect(match(world, goods('INV-1', '24', { orderNumber: 'PO1001' }))).rejects.toMatchObject({
      code: 'order-ambiguous',
      differences: [{ suggestions: ['PO-1001', 'PO.1001'] }],
    })
    const ran = await match(world, goods('INV-1', '24', { orderNumber: 'PO.1001' }))
    expect((onlyMessage(ran).payload as MatchedInvoice).orders[0].sourceId).toBe('x')
  })

  test('of another supplier is not paid, however its number is written', async () => {
    const world = await aWorld()
    await sent(world, { supplier: { id: 'x', code: '4712' } })
    for (const orderNumber of ['PO-1001', 'po1001'])
      await expect(match(world, goods('INV-1', '24', { orderNumber }))).rejects.toMatchObject({
        code: 'order-of-another-supplier',
      })
  })

  test('is its latest revision', async () => {
    const world = await aWorld()
    await sent(world, { lines: [anOrderLine({ quantity: '10' })] })
    await expect(match(world, goods('INV-1', '24'))).rejects.toMatchObject({ code: 'quantity-over-ordered' })
    await sent(world, { revision: 2, purpose: 'replace' })
    expect((await match(world, goods('INV-1', '24'))).outputs).toHaveLength(1)
  })
})

describe('what was invoiced before', () => {
  test('counts, whichever number of invoices it was', async () => {
    const world = await aWorld()
    await sent(world)
    for (const [n, quantity] of ['10', '8', '6'].entries()) await match(world, goods(`INV-${n}`, quantity))
    await expect(match(world, goods('INV-9', '0.5'))).rejects.toMatchObject({
      code: 'quantity-over-ordered',
      differences: [{ order: 'PO-1001', line: '1', ordered: '24', invoiced: '24.5', difference: '0.5', tolerance: '0' }],
    })
  })

  test('does not count once its document was abandoned', async () => {
    const world = await aWorld()
    await sent(world)
    const { documentId } = await match(world, goods('INV-1', '24'))
    await expect(match(world, goods('INV-2', '24'))).rejects.toMatchObject({ code: 'quantity-over-ordered' })
    await abandon(world, documentId)
    expect((await match(world, goods('INV-2', '24'))).outputs).toHaveLength(1)
    // Its number is free again too.
    await match(world, aCredit('CN-1', '24', 'INV-2'))
    expect((await match(world, goods('INV-1', '24'))).outputs).toHaveLength(1)
  })

  test('is not counted twice for a document that is matched again', async () => {
    const world = await aWorld()
    await sent(world)
    const { documentId } = await match(world, goods('INV-1', '24'))
    const message = { payload: goods('INV-1', '24'), edi: { documentId, division, partner: 'seller' } }
    const again = await matchHop(message, contextOf(world, documentId))
    expect(again.outputs).toHaveLength(1)
  })

  test('two that were looked at together are counted one after the other', async () => {
    const world = await aWorld()
    await sent(world)
    const first = await begun(world, goods('INV-1', '14'))
    const second = await begun(world, goods('INV-2', '14'))
    const [one, two] = await Promise.all([first.work(), second.work()])
    expect((await first.complete(one)).taken).toEqual([])
    const { taken } = await second.complete(two)
    expect(taken).toEqual([`invoiced of order ${division}/PO-1001 1`])
    expect(two.whenClaimed?.(taken)).toMatchObject({ code: 'order-invoiced-meanwhile', prospect: 'passing' })
    await expect(second.work()).rejects.toMatchObject({ code: 'quantity-over-ordered' })
  })

  test('two with one number that were looked at together are not both matched', async () => {
    const world = await aWorld()
    await sent(world)
    const first = await begun(world, goods('INV-1', '1'))
    const second = await begun(world, goods('INV 1', '2'))
    const [one, two] = await Promise.all([first.work(), second.work()])
    await first.complete(one)
    const { taken } = await second.complete(two)
    expect(two.whenClaimed?.(taken)).toMatchObject({ code: 'duplicate-invoice-number', prospect: 'held' })
  })
})

describe('a credit', () => {
  test('that comes before its invoice is held until that is matched', async () => {
    const world = await aWorld()
    await sent(world)
    await expect(match(world, aCredit('CN-1', '4', 'INV-1'))).rejects.toMatchObject({ code: 'credit-without-invoice' })
    await match(world, goods('INV-1', '24'))
    expect((await match(world, aCredit('CN-1', '4', 'inv 1'))).outputs).toHaveLength(1)
    expect((await match(world, goods('INV-2', '4'))).outputs).toHaveLength(1)
  })

  describe('that waits for an invoice which itself waits', () => {
    const read = (world: World, credit: Invoice) => {
      const edi = { kind: 'invoice', division, partner: 'seller' }
      const message = { payload: credit, topic: credit.number, edi }
      return runStep(world, { key: `read ${++count}`, message }, async each => ({
        what: 'read',
        ...asRead(credit, edi),
        outputs: [{ port: 0, message: each }],
      }))
    }
    /** It is read, and held for want of its invoice, in one document. */
    const waits = async (world: World, credit: Invoice) => {
      const ran = await read(world, credit)
      const message = { ...onlyMessage(ran), edi: { ...onlyMessage(ran).edi, documentId: ran.documentId } }
      const held = runStep(world, { key: `match ${++count}`, message }, (given, documentId) =>
        matchHop(given, contextOf(world, documentId)),
      )
      await expect(held).rejects.toMatchObject({ code: 'credit-without-invoice' })
      return ran.documentId
    }

    test('lets it pass, and is matched to it then', async () => {
      const world = await aWorld()
      await sent(world)
      await match(world, goods('INV-2', '4'))
      await expect(match(world, goods('INV-1', '24'))).rejects.toMatchObject({ code: 'quantity-over-ordered' })
      await waits(world, aCredit('CN-1', '4', 'inv 1'))
      expect((await match(world, goods('INV-1', '24'))).outputs).toHaveLength(1)
      expect((await match(world, aCredit('CN-1', '4', 'INV-1'))).outputs).toHaveLength(1)
    })

    test('does not once it was abandoned, and of two with one number only one counts', async () => {
      const world = await aWorld()
      await sent(world)
      await match(world, goods('INV-2', '4'))
      const first = await waits(world, aCredit('CN-1', '2', 'INV-1'))
      await waits(world, aCredit('CN 1', '2.4', 'INV-1'))
      await expect(match(world, goods('INV-1', '24'))).rejects.toMatchObject({ code: 'quantity-over-ordered' })
      await waits(world, aCredit('CN-2', '2', 'INV-1'))
      await abandon(world, first)
      expect((await match(world, goods('INV-1', '24'))).outputs).toHaveLength(1)
    })
  })

  test('counts with those of its invoice that were for another of its orders', async () => {
    const world = await aWorld()
    await sent(world)
    await sent(world, { number: 'PO-1002', sourceId: 'x', lines: [anOrderLine({ sourceId: 'x1' })] })
    const line = aLine({ quantity: '8', amount: '100', taxes: [] })
    const both = anInvoice({ number: 'INV-1', lines: [line, { ...line, orderNumber: 'PO-1002' }], taxes: [], total: '200' })
    await match(world, both)
    const credit = (number: string, orderNumber: string): Invoice => ({
      ...anInvoice({ number, orderNumber, lines: [line], taxes: [], total: '105' }),
      type: 'credit',
      originalInvoice: 'INV-1',
      charges: [{ direction: 'charge', code: 'D240', amount: '5' }],
    })
    await match(world, credit('CN-1', 'PO-1001'))
    await expect(match(world, credit('CN-2', 'PO-1002'))).rejects.toMatchObject({
      differences: [{ code: 'credit-exceeds-invoice', ordered: '200', invoiced: '210' }],
    })
  })

  test('for an invoice of another supplier is held', async () => {
    const world = await aWorld()
    await sent(world, { supplier: { id: 'x', code: '4712' } })
    const message = { payload: goods('INV-1', '24'), edi: { kind: 'invoice', division, partner: 'other' } }
    await runStep(world, { key: 'theirs', message }, (given, documentId) => matchHop(given, contextOf(world, documentId)))
    await sent(world, { number: 'PO-1002', sourceId: 'x' })
    const credit = { ...aCredit('CN-1', '4', 'INV-1'), orderNumber: 'PO-1002' }
    await expect(match(world, credit)).rejects.toMatchObject({ code: 'credit-without-invoice' })
  })
})

describe('three-way', () => {
  const threeWay: PartnerMatching = { matching: 'three-way' }
  const defaults: MatchingDefaults = { ...twoWay, matching: 'partner' }

  test('asks for the goods receipts of the orders, and holds what was not received', async () => {
    const world = await aWorld()
    const order = await sent(world)
    const asked: string[] = []
    const receiving = (quantity: string): Partial<MatchHopContext> => ({
      partners: directory(threeWay),
      defaults,
      receipts: async orders => {
        asked.push(...orders.map(({ number }) => number))
        return new Map([[order.lines[0]?.sourceId ?? '', { quantity, unit: 'pc' }]])
      },
    })
    await expect(match(world, goods('INV-1', '24'), receiving('10'))).rejects.toMatchObject({ code: 'quantity-over-received' })
    expect((await match(world, goods('INV-1', '24'), receiving('24'))).outputs).toHaveLength(1)
    expect(asked).toEqual(['PO-1001', 'PO-1001'])
  })

  test('counts ship notices where that was agreed, and asks Exact Online for nothing', async () => {
    const world = await aWorld()
    await sent(world)
    const by: Partial<MatchHopContext> = {
      partners: directory({ ...threeWay, receipts: 'ship-notices' }),
      defaults,
      receipts: () => Promise.reject(new Error('asked')),
    }
    await expect(match(world, goods('INV-1', '10'), by)).rejects.toMatchObject({ code: 'quantity-over-received' })
    await recorded(world, [shippedOrderName(division, 'PO-1001')], aShipNotice('S-1', '6', 'EA'))
    await recorded(world, [shippedOrderName(division, 'PO-1001')], aShipNotice('S-2', '4', 'EA'))
    expect((await match(world, goods('INV-1', '10'), by)).outputs).toHaveLength(1)
    await recorded(world, [shippedOrderName(division, 'PO-1001')], aShipNotice('S-3', '1', 'CA'))
    await expect(match(world, goods('INV-2', '1'), by)).rejects.toMatchObject({ code: 'receipt-unit-unclear' })
  })

  test('is not asked of partners where the node says two-way, and held where nothing was agreed', async () => {
    const world = await aWorld()
    await sent(world)
    const receipts = () => Promise.reject(new Error('asked'))
    expect((await match(world, goods('INV-1', '1'), { partners: directory(threeWay), receipts })).outputs).toHaveLength(1)
    await expect(match(world, goods('INV-2', '1'), { defaults, receipts })).rejects.toMatchObject({
      code: 'matching-not-agreed',
      prospect: 'held',
    })
  })

  test('goods receipts are summed by order line, and their unit is known only if all have it', async () => {
    const queries: unknown[] = []
    const client = {
      find: async (_division: number, resource: string, query: unknown) => {
        queries.push([resource, query])
        return [
          { PurchaseOrderLineID: 'a', QuantityReceived: 10.1, ItemUnitCode: 'pc ' },
          { PurchaseOrderLineID: 'a', QuantityReceived: 0.2, ItemUnitCode: 'pc' },
          { PurchaseOrderLineID: 'b', QuantityReceived: 1, ItemUnitCode: 'pc' },
          { PurchaseOrderLineID: 'b', QuantityReceived: -1, ItemUnitCode: 'box' },
          { PurchaseOrderLineID: 'c', QuantityReceived: 1, ItemUnitCode: null },
        ]
      },
    } as unknown as ExactClient
    expect([...(await goodsReceived(client, [anOrder()]))]).toEqual([
      ['a', { quantity: '10.3', unit: 'pc' }],
      ['b', { quantity: '0', unit: undefined }],
      ['c', { quantity: '1', unit: undefined }],
    ])
    expect(queries).toMatchObject([
      ['purchaseorder/GoodsReceiptLines', { filter: `PurchaseOrderID eq guid'${anOrder().sourceId}'` }],
    ])
  })
})

describe('what was agreed with a partner', () => {
  const dearer = anInvoice({
    lines: [aLine({ quantity: '10', price: '12.6', amount: '126', taxes: [] })],
    taxes: [],
    total: '126',
  })

  test('goes before the settings of the node, and these before what a confirmation may change', async () => {
    const world = await aWorld()
    await sent(world)
    const node = (percent: string): Partial<MatchHopContext> => ({ defaults: { ...twoWay, tolerances: { price: { percent } } } })
    // The partner's confirmations may change a price by one percent.
    expect((await match(world, dearer)).outputs).toHaveLength(1)
    await expect(match(world, { ...dearer, number: 'INV-2' }, node('0'))).rejects.toMatchObject({ code: 'price-above-tolerance' })
    const agreed = { ...node('0'), partners: directory({ tolerances: { price: { percent: '5', amount: '0.1' } } }) }
    expect((await match(world, { ...dearer, number: 'INV-2' }, agreed)).outputs).toHaveLength(1)
  })

  test('about charges goes before those that the directory maps', async () => {
    const world = await aWorld()
    await sent(world)
    const charged = {
      ...goods('INV-1', '10'),
      charges: [{ direction: 'charge' as const, code: 'D240', amount: '7' }],
      total: '132',
    }
    await expect(match(world, charged, { defaults: { ...twoWay, charges: 'none' } })).rejects.toMatchObject({
      code: 'charge-not-agreed',
    })
    await expect(match(world, charged, { partners: directory({ charges: [] }) })).rejects.toMatchObject({
      code: 'charge-not-agreed',
    })
    const limit = { partners: directory({ charges: [{ charge: 'D240', amount: '6.99' }] }) }
    await expect(match(world, charged, limit)).rejects.toMatchObject({ code: 'charge-above-agreed' })
    await expect(match(world, charged, { defaults: { ...twoWay, charges: { percent: '5' } } })).rejects.toMatchObject({
      code: 'charge-above-agreed',
    })
    expect((await match(world, charged)).outputs).toHaveLength(1)
  })
})

describe('what is told of a held invoice', () => {
  const message = { payload: anInvoice(), edi: { division, step: 's', documentId: 'new' } }

  test('is every reason with its remedies, once', async () => {
    const world = await aWorld()
    await sent(world)
    const wrong = goods('INV-1', '25', { currency: 'USD' })
    const held = await match(world, wrong, {}, 'wrong').catch((error: DifferencesHeld) => error)
    if (!(held instanceof DifferencesHeld)) throw new Error('not held')
    expect(held.differences.map(({ code }) => code)).toEqual(['currency-differs', 'quantity-over-ordered'])
    for (const { remedies } of held.differences) expect(remedies?.length).toBeGreaterThan(0)
    expect(held.message).toContain(
      'order PO-1001, line 1: quantity-over-ordered (ordered 24, invoiced 25, difference 1, allowed 0)',
    )
    const known = (await world.ledger.tally()).find(({ state }) => state === 'held')
    expect(known).toMatchObject({ reason: 'currency-differs' })
    expect(await heldMessage(world.ledger, 'new', message, held)).toEqual({
      payload: {
        kind: 'held-invoice',
        documentId: 'new',
        code: 'currency-differs',
        words: held.message,
        reasons: held.differences,
        invoice: message.payload,
      },
      edi: { kind: 'held-invoice', division },
    })
    expect(await heldMessage(world.ledger, await documentOf(world, 'wrong'), message, held)).toBeUndefined()
  })

  test('is nothing where it failed for another reason', async () => {
    const world = await aWorld()
    expect(await heldMessage(world.ledger, 'new', message, new Error('down'))).toBeUndefined()
  })
})

test('what is no invoice is refused', async () => {
  const world = await aWorld()
  await expect(match(world, { kind: 'purchase-order' } as unknown as Invoice)).rejects.toMatchObject({ code: 'not-an-invoice' })
})

describe('the settings of the node', () => {
  const empty = Object.fromEntries(
    ['price', 'quantity', 'line', 'total', 'tax', 'charge'].flatMap(kind => [
      [`${kind}Percent`, ''],
      [`${kind}Amount`, ''],
    ]),
  ) as Omit<MatchSettings, 'matching' | 'charges'>
  const settings: MatchSettings = { ...empty, matching: 'two-way', charges: 'mapped' }

  test('are read from text; what is empty is not set', () => {
    expect(matchingDefaults(settings)).toEqual({ matching: 'two-way', tolerances: {}, charges: {} })
    const set = { ...settings, pricePercent: ' 0.5 ', priceAmount: '1', totalAmount: '5', chargePercent: '10' }
    expect(matchingDefaults(set)).toEqual({
      matching: 'two-way',
      tolerances: { price: { percent: '0.5', amount: '1' }, total: { amount: '5' } },
      charges: { percent: '10' },
    })
    expect(matchingDefaults({ ...settings, charges: 'none' }).charges).toBe('none')
  })

  test.each(['1,5', '-1', '5 %', '1e3'])('%j is no tolerance', pricePercent => {
    const error = errorOf(() => matchingDefaults({ ...settings, pricePercent }))
    expect(error).toMatchObject({ code: 'match-setting-invalid' })
    expect(error.message).toContain('pricePercent')
  })
})

/** After the step that comes next has held it. */
async function abandon(world: World, documentId: string): Promise<void> {
  const booking = runStep(world, { key: `booking ${++count}`, message: { edi: { documentId } } }, async () => {
    throw hold({ code: 'vat-code-unknown', what: 'No VAT code', remedy: 'Add it' })
  })
  await expect(booking).rejects.toMatchObject({ code: 'vat-code-unknown' })
  await world.ledger.replays.abandon({ documentId, who: 'test', words: 'a repetition' })
}

async function documentOf({ ledger }: World, key: string): Promise<string> {
  const document = { kind: 'invoice', businessKey: key, subject: key }
  return (await ledger.begin({ node: key, who: 'test', message: {}, document })).documentId
}

function aShipNotice(number: string, quantity: string, unit: string): ShipNotice {
  const line = { number: '1', item: { supplierCode: 'SKU-RED' }, quantity, unit, marks: [] }
  return {
    kind: 'ship-notice',
    purpose: 'original',
    number,
    date: '2026-01-22',
    tracking: [],
    packages: [],
    orders: [{ orderNumber: 'PO-1001', lines: [line] }],
  }
}

/** A step that has begun, to be completed by hand. */
async function begun({ ledger, environment }: World, invoice: Invoice) {
  count += 1
  const key = `together ${count}`
  const message = { payload: invoice, edi: { division, partner: 'seller' } }
  const began = await ledger.begin({
    node: key,
    who: 'test',
    message,
    document: { kind: 'invoice', businessKey: key, subject: key },
  })
  if (began.verdict !== 'run') throw new Error(began.verdict)
  const { stepId, documentId } = began
  const work = () => matchHop(message, contextOf({ ledger, environment }, documentId))
  const complete = (outcome: Awaited<ReturnType<typeof work>>) =>
    ledger.complete(stepId, { ...outcome, who: 'test', outputs: outcome.outputs.map(output => ({ ...output, followed: true })) })
  return { work, complete }
}
