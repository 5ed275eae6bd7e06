/** What a supplier is told of an order that changes or is cancelled, and what becomes of its answers. */
import { describe, expect, test } from 'vitest'
import type { OrderConfirmation } from '../../../lib/documents/order-confirmation'
import { confirmationToExactHop } from '../../../lib/loops/confirmation-to-exact'
import type { HopContext } from '../../../lib/loops/hop'
import { hops } from '../../../lib/loops/hops'
import { draftInvoiceName, orderName } from '../../../lib/loops/order-names'
import { purchaseOrderHop } from '../../../lib/loops/purchase-order'
import type { ExactCreate, ExactWrites } from '../../../lib/mapping/exact-write'
import type { ExactPurchaseOrder } from '../../../lib/mapping/exact-to-purchase-order'
import type { ExactPurchaseOrderLine } from '../../../lib/mapping/exact-to-purchase-order-line'
import type { CrossReferences } from '../../../lib/mapping/cross-reference'
import type { Partner } from '../../../lib/mapping/partners'
import type { PurchaseOrder } from '../../../lib/documents/purchase-order'
import { anExactLine, anExactOrder, aPartner, division, references, written } from '../mapping/builders'
import { aWorld, directoryWith, onlyMessage, type Ran, runHop, type World } from './world'

const lines = [
  anExactLine(),
  anExactLine({
    ID: '00000000-0000-4000-8000-000000000102',
    LineNumber: 2,
    ItemCode: 'B-779',
    SupplierItemCode: 'SKU-BLUE',
    ItemBarcode: null,
  }),
]
const record = anExactOrder({ PurchaseOrderLines: lines, Modified: '2026-01-15T10:00:00' })
const x850Hop = hops['purchase-order-to-850']
if (x850Hop === undefined) throw new Error('no map')
const toX12 = x850Hop

let count = 0

function inFirstLine(changes: Partial<ExactPurchaseOrderLine>, more: Partial<ExactPurchaseOrder> = {}): ExactPurchaseOrder {
  return { ...record, ...more, PurchaseOrderLines: lines.map((line, n) => (n === 0 ? { ...line, ...changes } : line)) }
}

const cancelled: ExactPurchaseOrder = { ...record, OrderStatus: 40, Modified: '2026-01-20T11:00:00' }

/** A loop of one supplier. */
async function aLoop(changes: Partial<Partner> = {}, more: Partial<CrossReferences> = {}) {
  const world = await aWorld()
  const partners = directoryWith({
    partners: [aPartner({ change: 'change-860', ...changes })],
    crossReferences: { ...references, ...more },
  })
  const read = (order: ExactPurchaseOrder, context: Partial<HopContext> = partners): Promise<Ran> => {
    count += 1
    const key = `reading ${count}`
    return runHop(
      world,
      purchaseOrderHop,
      { key, message: { payload: order, topic: key, edi: { kind: 'purchase-order', division } } },
      context,
    )
  }
  const tell = (ran: Ran) => {
    count += 1
    const { message } = ran.outputs[0] ?? {}
    if (message === undefined) throw new Error(`nothing was handed on: ${ran.outcome.what}`)
    return runHop(
      world,
      toX12,
      { key: `map ${count}`, message: { ...message, edi: { ...message.edi, documentId: ran.documentId } } },
      partners,
    )
  }
  const send = async (order: ExactPurchaseOrder) => segmentsOf(await tell(await read(order)))
  const answer = (confirmation: Partial<OrderConfirmation>, context: Parameters<typeof runHop>[3] = {}) => {
    count += 1
    const payload: OrderConfirmation = {
      kind: 'order-confirmation',
      orderNumber: '26000001',
      verdict: 'accepted',
      verdictCode: 'AT',
      lines: [],
      ...confirmation,
    }
    const key = `answer ${count}`
    return runHop(
      world,
      confirmationToExactHop,
      { key, message: { payload, topic: key, edi: { division, partner: 'seller' } } },
      { ...partners, ...context },
    )
  }
  return { world, partners, read, tell, send, answer }
}

function segmentsOf(ran: Ran): string[] {
  return written((onlyMessage(ran).payload as { segments: string[][] }).segments)
}

async function abandon(world: World, { documentId }: Ran): Promise<void> {
  const stopped = await world.ledger.begin({
    node: 'later',
    who: 'test',
    message: {},
    documentId,
    document: { kind: 'x', businessKey: 'x', subject: 'x' },
  })
  if (stopped.verdict !== 'run') throw new Error(stopped.verdict)
  await world.ledger.stop(stopped.stepId, { state: 'held', who: 'test', reason: 'guide-not-kept', words: 'held' })
  await world.ledger.replays.abandon({ documentId, who: 'test', words: 'not wanted' })
}

const beginning = (segments: readonly string[]) => segments[0]?.split('*').slice(0, 2).join(' ')
const changed = (segments: readonly string[]) => segments.filter(segment => segment.startsWith('POC'))

describe('what counts as a change is a setting', () => {
  const pricier = inFirstLine({ NetPrice: 13 })

  test('and what does not is not sent when it alone has changed', async () => {
    const { read, send, partners } = await aLoop()
    await send(record)
    const ran = await read(pricier, { ...partners, changes: ['quantity'] })
    expect(ran.outputs).toEqual([])
    expect(ran.outcome).toMatchObject({ what: 'unchanged for the supplier; not told: price', reason: 'unchanged' })
  })

  test('and it goes along once something else is told', async () => {
    const { read, tell, partners, send } = await aLoop({ change: 'replace-850' })
    await send(record)
    const more = inFirstLine({ NetPrice: 13, QuantityInPurchaseUnits: 30, Quantity: 30 })
    const segments = segmentsOf(await tell(await read(more, { ...partners, changes: ['quantity'] })))
    expect(segments.find(segment => segment.startsWith('PO1'))).toMatch(/^PO1\*1\*30\*EA\*13\*/)
  })

  test('and its invoices are booked by what holds now, and matched with what the supplier was told', async () => {
    const { world, read, send, partners } = await aLoop()
    await send(record)
    const moved = inFirstLine({ NetPrice: 13, CostCenter: 'CC20' })
    await read(moved, { ...partners, changes: ['quantity'] })
    const kept = await world.ledger.latest(orderName(division, '26000001'))
    const order = JSON.parse(kept?.content ?? '') as PurchaseOrder
    expect(order.lines[0]).toMatchObject({ price: '12.5', costCentre: 'CC20', glAccount: { code: '4200' } })
    // The price was never told: chosen again, it is.
    expect((await read(moved)).outputs).toHaveLength(1)
  })

  test('but lines that come or go and cancellations are told whatever it says', async () => {
    const { read, send, partners } = await aLoop()
    await send(record)
    const none = { ...partners, changes: [] }
    expect((await read({ ...record, PurchaseOrderLines: lines.slice(0, 1) }, none)).outputs).toHaveLength(1)
    expect((await read(cancelled, none)).outputs).toHaveLength(1)
  })
})

describe('a change is told', () => {
  test.each([
    ['replace-850', 'BEG 05'],
    ['change-850', 'BEG 04'],
    ['change-860', 'BCH 04'],
  ] as const)('to a partner of %s as %s, and its cancellation in the same set', async (change, first) => {
    const { send } = await aLoop({ change })
    expect(beginning(await send(record))).toBe('BEG 00')
    expect(beginning(await send(inFirstLine({ QuantityInPurchaseUnits: 30, Quantity: 30 })))).toBe(first)
    expect(beginning(await send(cancelled))).toBe(`${first.slice(0, 3)} 01`)
  })

  test('as what changed since the message before, with its number and day', async () => {
    const { send } = await aLoop()
    await send(record)
    await send(inFirstLine({ QuantityInPurchaseUnits: 30, Quantity: 30 }))
    const third = await send(
      inFirstLine({ QuantityInPurchaseUnits: 30, Quantity: 30, NetPrice: 13, Modified: '2026-01-19T08:00:00' }),
    )
    expect(third[0]).toBe('BCH*04*SA*26000001**3*20260115*****20260119')
    expect(changed(third)).toEqual(['POC*1*PC*30*30*EA*13*PE*BP*B-778*VN*SKU-RED*UP*012345678905'])
  })

  test('since the last message that was not abandoned', async () => {
    const { world, read, tell, send } = await aLoop()
    await send(record)
    const second = await read(inFirstLine({ QuantityInPurchaseUnits: 30, Quantity: 30 }))
    await tell(second)
    await abandon(world, second)
    const third = await send(inFirstLine({ QuantityInPurchaseUnits: 30, Quantity: 30, NetPrice: 13 }))
    expect(changed(third)).toEqual(['POC*1*PQ*30*30*EA*13*PE*BP*B-778*VN*SKU-RED*UP*012345678905'])
  })

  test.each(['change-860', 'replace-850'] as const)(
    'as the original when that was abandoned before the supplier heard of it (%s)',
    async change => {
      const { world, read, send } = await aLoop({ change })
      const first = await read(record)
      const second = await read(inFirstLine({ QuantityInPurchaseUnits: 30, Quantity: 30 }))
      await abandon(world, first)
      const loop = { world, read, send }
      const told = await runHop(
        loop.world,
        toX12,
        {
          key: 'second told',
          message: { ...onlyMessage(second), edi: { ...onlyMessage(second).edi, documentId: second.documentId } },
        },
        directoryWith({ partners: [aPartner({ change })] }),
      )
      expect(beginning(segmentsOf(told))).toBe('BEG 00')
    },
  )

  test('built anew after a later one as what it was', async () => {
    const { read, tell, send } = await aLoop()
    await send(record)
    const second = await read(inFirstLine({ QuantityInPurchaseUnits: 30, Quantity: 30 }))
    const before = segmentsOf(await tell(second))
    await send(inFirstLine({ QuantityInPurchaseUnits: 31, Quantity: 31 }))
    expect(segmentsOf(await tell(second))).toEqual(before)
  })

  test('in an 860 only by a ledger that knows what the supplier holds', async () => {
    const { read, partners } = await aLoop()
    const other = await aWorld()
    const order: PurchaseOrder = {
      ...(onlyMessage(await read(record)).payload as PurchaseOrder),
      purpose: 'replace',
      revision: 2,
    }
    const message = { payload: order, edi: { division, partner: 'seller' } }
    await expect(runHop(other, toX12, { key: 'elsewhere', message }, partners)).rejects.toMatchObject({
      code: 'earlier-revision-unknown',
      prospect: 'held',
    })
  })

  test('not when only the bookkeeping changed and the supplier is not told of that; the ledger has it all the same', async () => {
    const { world, read, send } = await aLoop({ costReferences: 'none' })
    await send(record)
    const ran = await read(inFirstLine({ CostCenter: 'CC20' }))
    expect(ran.outcome).toMatchObject({ reason: 'unchanged', outputs: [] })
    const latest = await world.ledger.latest(orderName(division, '26000001'))
    expect(JSON.parse(latest?.content ?? '')).toMatchObject({
      revision: 1,
      purpose: 'original',
      lines: [{ costCentre: 'CC20' }, {}],
    })
  })
})

describe('a cancelled order', () => {
  test('that was never sent is told to nobody', async () => {
    const { read } = await aLoop()
    expect((await read(cancelled)).outcome).toMatchObject({ reason: 'never-sent', outputs: [] })
  })

  test('of which the original was abandoned is told to nobody', async () => {
    const { world, read, tell } = await aLoop()
    const first = await read(record)
    const second = await read(cancelled)
    await abandon(world, first)
    expect((await tell(second)).outcome).toMatchObject({ reason: 'never-sent', outputs: [] })
  })

  test('is cancelled once, also when it is read again', async () => {
    const { read, send } = await aLoop()
    await send(record)
    expect(await send(cancelled)).toEqual(expect.arrayContaining(['BCH*01*SA*26000001**2*20260115*****20260120']))
    expect((await read({ ...cancelled, Remarks: 'saved again' })).outcome).toMatchObject({ reason: 'unchanged', outputs: [] })
  })

  test('is cancelled although it can no longer be read as an order', async () => {
    const { send } = await aLoop()
    await send(record)
    expect(beginning(await send({ ...cancelled, PurchaseOrderLines: [] }))).toBe('BCH 01')
  })

  test.each([
    ['a line was received', { ...cancelled, PurchaseOrderLines: [{ ...anExactLine(), ReceivedQuantity: 1 }] }],
    ['a line was invoiced', { ...cancelled, PurchaseOrderLines: [{ ...anExactLine(), InvoicedQuantity: 1 }] }],
    ['something was received', { ...cancelled, ReceiptStatus: 20 }],
    ['something was invoiced', { ...cancelled, InvoiceStatus: 30 }],
  ])('is held when %s', async (_name, order) => {
    const { read, send } = await aLoop()
    await send(record)
    await expect(read(order)).rejects.toMatchObject({ code: 'cancelled-after-receipt', prospect: 'held' })
  })

  test('that is open again is held', async () => {
    const { read, send } = await aLoop()
    await send(record)
    await send(cancelled)
    await expect(read(record)).rejects.toMatchObject({ code: 'order-reopened', prospect: 'held' })
  })
})

test('an order that goes to another supplier is held, also when that one is not on EDI', async () => {
  const { read, send } = await aLoop()
  await send(record)
  await expect(read({ ...record, SupplierCode: '9999' })).rejects.toMatchObject({
    code: 'order-supplier-changed',
    prospect: 'held',
  })
})

describe('the answer to a cancellation', () => {
  async function afterCancellation() {
    const loop = await aLoop()
    await loop.send(record)
    await loop.send(cancelled)
    return loop.answer
  }
  test.each([
    [{ answers: 'cancellation' }],
    [{ answers: 'cancellation', verdict: 'by-line', verdictCode: 'AC' }],
    [{ verdict: 'rejected', verdictCode: 'RJ' }],
  ] as const)('that agrees is the end of it: %o', async said => {
    const answer = await afterCancellation()
    expect((await answer(said)).outcome).toMatchObject({ reason: 'cancellation-agreed', outputs: [] })
  })
  test.each([
    ['refuses', { answers: 'cancellation', verdict: 'rejected', verdictCode: 'RJ' }, 'cancellation-refused'],
    [
      'keeps a line',
      {
        answers: 'cancellation',
        verdict: 'by-line',
        lines: [{ item: {}, responses: [{ status: 'rejected', statusCode: 'IR' }] }],
      },
      'cancellation-refused',
    ],
    ['confirms the order all the same', {}, 'order-cancelled'],
  ] as const)('that %s is held', async (_name, said, code) => {
    const answer = await afterCancellation()
    await expect(answer(said as Partial<OrderConfirmation>)).rejects.toMatchObject({ code, prospect: 'held' })
  })
  test('that agrees is held while a draft of the invoice is left', async () => {
    const { send, answer } = await aLoop({ acknowledgment: 'draft-invoice' })
    await send(record)
    await answer({})
    await send(cancelled)
    await expect(answer({ answers: 'cancellation' })).rejects.toMatchObject({ code: 'draft-invoice-left', prospect: 'held' })
  })
  test('of an order that was not cancelled is held', async () => {
    const { send, answer } = await aLoop()
    await send(record)
    await expect(answer({ answers: 'cancellation' })).rejects.toMatchObject({
      code: 'confirmation-purpose-unclear',
      prospect: 'held',
    })
  })
})

describe('an acknowledgment', () => {
  const dated = [{ number: '1', item: {}, responses: [{ status: 'accepted', statusCode: 'IA', date: '2026-02-02' }] }] as const

  test.each([
    ['confirm-order', ['update purchaseorder/PurchaseOrderLines']],
    ['draft-invoice', ['create purchase/PurchaseInvoices']],
    ['both', ['update purchaseorder/PurchaseOrderLines', 'create purchase/PurchaseInvoices']],
  ] as const)('with policy %s writes %o', async (acknowledgment, wanted) => {
    const { send, answer } = await aLoop({ acknowledgment })
    await send(record)
    const { writes } = onlyMessage(await answer({ lines: dated })).payload as ExactWrites
    expect(writes.map(({ action, resource }) => `${action} ${resource}`)).toEqual(wanted)
  })

  test('makes a draft with cost centres, under the number of the order', async () => {
    const { send, answer } = await aLoop({ acknowledgment: 'draft-invoice' })
    await send(record)
    const { writes } = onlyMessage(await answer({ date: '2026-01-16' })).payload as ExactWrites
    expect(writes).toEqual([
      {
        action: 'create',
        resource: 'purchase/PurchaseInvoices',
        naturalKey: ['Supplier', 'YourRef', 'Type'],
        body: {
          Type: 8033,
          Journal: '60',
          Supplier: '00000000-0000-4000-8000-00000000b001',
          InvoiceDate: '2026-01-16',
          YourRef: 'Draft for order 26000001',
          Currency: 'EUR',
          Description: 'Acknowledged, order 26000001',
          PurchaseInvoiceLines: lines.map(({ ID }) => ({
            PurchaseOrderLine: ID,
            Quantity: 24,
            NetPrice: 12.5,
            Amount: 300,
            VATCode: '2',
            CostCenter: 'CC10',
            Description: 'Widget, red',
          })),
        },
      } satisfies ExactCreate,
    ])
  })

  test('claims the draft that it makes, so that no invoice passes it', async () => {
    const { world, send, answer } = await aLoop({ acknowledgment: 'draft-invoice' })
    await send(record)
    const { documentId } = await answer({})
    expect(await world.ledger.claimedBy(draftInvoiceName(division, '26000001'))).toBe(documentId)
  })

  test('makes one draft, however often it comes', async () => {
    const { send, answer } = await aLoop({ acknowledgment: 'draft-invoice' })
    await send(record)
    await answer({})
    expect((onlyMessage(await answer({})).payload as ExactWrites).writes).toEqual([])
  })

  test('that says something else than the draft is held', async () => {
    const { send, answer } = await aLoop({ acknowledgment: 'draft-invoice' })
    await send(record)
    await answer({})
    await send(inFirstLine({ QuantityInPurchaseUnits: 30, Quantity: 30 }))
    await expect(answer({})).rejects.toMatchObject({ code: 'draft-invoice-outdated', prospect: 'held' })
  })

  test('makes no draft of an answer to some of the lines', async () => {
    const { send, answer } = await aLoop({ acknowledgment: 'both' })
    await send(record)
    await send(inFirstLine({ NetPrice: 13 }))
    const { writes } = onlyMessage(await answer({ answers: 'change', lines: dated })).payload as ExactWrites
    expect(writes.map(({ action }) => action)).toEqual(['update'])
  })

  test('makes no draft where invoices are booked as purchase entries', async () => {
    const booking = [{ division, as: 'purchase-entry', journal: '60' }] as const
    const { send, answer } = await aLoop({ acknowledgment: 'both' }, { booking })
    await send(record)
    await expect(answer({})).rejects.toMatchObject({ code: 'draft-invoice-not-possible', prospect: 'held' })
  })
})
