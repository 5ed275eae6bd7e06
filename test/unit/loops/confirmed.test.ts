import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { PurchaseOrder, PurchaseOrderLine } from '../../../lib/documents/purchase-order'
import { confirmedBy, orderAfter, standing, withoutConfirmation } from '../../../lib/loops/confirmed'
import { changeAspects, contentKey } from '../../../lib/mapping/order-content'
import type { ExactUpdate, ExactWrites } from '../../../lib/mapping/exact-write'
import { anOrder, anOrderLine, division } from '../mapping/builders'

// Few values, so that what is asked for, what is confirmed and what is changed often fall together.
const day = fc.constantFrom('2026-01-26', '2026-02-02', '2026-02-09')
const words = fc.constantFrom('Mind the paint', '[EDI] Confirmed 24 on 2026-02-02', 'Mind the paint\n[EDI] Confirmed 4, 6')
const reference = fc.constantFrom('SO-1', 'SO-2')

function maybe<Name extends string, T>(name: Name, value: fc.Arbitrary<T>): fc.Arbitrary<Partial<Record<Name, T>>> {
  return fc.oneof(
    fc.constant({}),
    value.map(chosen => ({ [name]: chosen }) as Record<Name, T>),
  )
}

const lines: fc.Arbitrary<PurchaseOrderLine[]> = fc
  .array(fc.tuple(maybe('requestedDate', day), maybe('notes', words)), { minLength: 1, maxLength: 4 })
  .map(chosen =>
    chosen.map(([date, notes], n) => {
      const { requestedDate: _usual, ...line } = anOrderLine({ number: String(n + 1), sourceId: `line-${n + 1}` })
      return { ...line, ...date, ...notes }
    }),
  )

const order: fc.Arbitrary<PurchaseOrder> = fc
  .tuple(lines, maybe('requestedDate', day), maybe('yourReference', reference))
  .map(([chosen, date, yours]) => {
    const { requestedDate: _usual, ...plain } = anOrder({ sourceId: 'header', lines: chosen })
    return { ...plain, ...date, ...yours }
  })

const lineBody = fc.tuple(maybe('ReceiptDate', day), maybe('Notes', words)).map(([date, notes]) => ({ ...date, ...notes }))
const headerBody = fc
  .tuple(maybe('ReceiptDate', day), maybe('YourRef', reference))
  .map(([date, yours]) => ({ ...date, ...yours }))

const orderAndWrites = order.chain(chosen => writesFor(chosen).map((writes): [PurchaseOrder, ExactUpdate[]] => [chosen, writes]))

const orderAndTwiceWrites = order.chain(chosen => fc.tuple(fc.constant(chosen), writesFor(chosen), writesFor(chosen)))

function writesFor({ lines: { length } }: PurchaseOrder): fc.Arbitrary<ExactUpdate[]> {
  return fc
    .tuple(headerBody, fc.array(lineBody, { minLength: length, maxLength: length }))
    .map(([header, bodies]) => [
      update('purchaseorder/PurchaseOrders', 'header', header),
      ...bodies.map((body, n) => update('purchaseorder/PurchaseOrderLines', `line-${n + 1}`, body)),
    ])
}

function update(resource: string, key: string, body: object): ExactUpdate {
  return { action: 'update', resource, key, body: body as ExactUpdate['body'] }
}

function made(writes: readonly ExactUpdate[]): ExactWrites {
  return { kind: 'exact-writes', division, writes }
}

describe('an order after a confirmation', () => {
  test('has the content of the order that was sent, once the confirmation is taken out', () => {
    fc.assert(
      fc.property(orderAndWrites, ([sent, writes]) => {
        const confirmed = confirmedBy(made(writes), sent, undefined)
        expect(contentKey(withoutConfirmation(orderAfter(sent, made(writes)), sent, confirmed), {}, changeAspects)).toBe(
          contentKey(sent, {}, changeAspects),
        )
      }),
    )
  })

  test('has it as well when any of the writes are not made yet', () => {
    fc.assert(
      fc.property(orderAndWrites, fc.infiniteStream(fc.boolean()), ([sent, writes], choice) => {
        const now = orderAfter(sent, made(writes.filter(() => choice.next().value)))
        const confirmed = confirmedBy(made(writes), sent, undefined)
        expect(contentKey(withoutConfirmation(now, sent, confirmed), {}, changeAspects)).toBe(contentKey(sent, {}, changeAspects))
      }),
    )
  })

  test('has it after a second confirmation too, whatever of its writes is made', () => {
    fc.assert(
      fc.property(orderAndTwiceWrites, fc.infiniteStream(fc.boolean()), ([sent, writes, more], choice) => {
        const first = confirmedBy(made(writes), sent, undefined)
        const second = confirmedBy(made(more), sent, first)
        const now = orderAfter(first.after, made(more.filter(() => choice.next().value)))
        expect(contentKey(withoutConfirmation(now, sent, second), {}, changeAspects)).toBe(contentKey(sent, {}, changeAspects))
      }),
    )
  })

  test('stands in Exact Online as the confirmations left it', () => {
    fc.assert(
      fc.property(orderAndTwiceWrites, ([sent, writes, more]) => {
        const first = confirmedBy(made(writes), sent, undefined)
        const second = confirmedBy(made(more), sent, first)
        expect(standing(sent, second)).toEqual(orderAfter(orderAfter(sent, made(writes)), made(more)))
      }),
    )
  })

  test('keeps every change that the buyer makes to anything else', () => {
    fc.assert(
      fc.property(orderAndWrites, fc.constantFrom('price', 'quantity', 'text', 'line'), ([sent, writes], what) => {
        const now = changedIn(orderAfter(sent, made(writes)), what)
        const asked = withoutConfirmation(now, sent, confirmedBy(made(writes), sent, undefined))
        expect(contentKey(asked, {}, changeAspects)).toBe(contentKey(changedIn(sent, what), {}, changeAspects))
      }),
    )
  })

  test('keeps a date that neither side has named before', () => {
    fc.assert(
      fc.property(orderAndWrites, ([sent, writes]) => {
        const after = orderAfter(sent, made(writes))
        const moved = { ...after, lines: after.lines.map(line => ({ ...line, requestedDate: '2026-12-24' })) }
        const asked = withoutConfirmation(moved, sent, confirmedBy(made(writes), sent, undefined))
        expect(asked.lines.map(line => line.requestedDate)).toEqual(sent.lines.map(() => '2026-12-24'))
      }),
    )
  })

  test('is as it was read where the buyer has asked for other dates since', () => {
    fc.assert(
      fc.property(orderAndWrites, ([sent, writes]) => {
        const confirmed = confirmedBy(made(writes), sent, undefined)
        const lines = sent.lines.map(line => ({ ...line, requestedDate: '2026-12-24' }))
        const dates = withoutConfirmation(confirmed.after, { ...sent, lines }, confirmed).lines.map(line => line.requestedDate)
        expect(dates).toEqual(confirmed.after.lines.map(line => line.requestedDate))
      }),
    )
  })
})

test('an order after writes holds the days of the dates, the texts, and all else as before', () => {
  const sent = anOrder()
  const [first, second] = sent.lines as [PurchaseOrderLine, PurchaseOrderLine]
  const after = orderAfter(
    sent,
    made([
      update('purchaseorder/PurchaseOrders', sent.sourceId, { ReceiptDate: '2026-02-02T00:00:00', YourRef: 'SO-1' }),
      update('purchaseorder/PurchaseOrderLines', second.sourceId, { ReceiptDate: '2026-02-09', Notes: 'Confirmed' }),
    ]),
  )
  expect(after).toEqual({
    ...sent,
    requestedDate: '2026-02-02',
    yourReference: 'SO-1',
    lines: [first, { ...second, requestedDate: '2026-02-09', notes: 'Confirmed' }],
  })
})

function changedIn(order: PurchaseOrder, what: string): PurchaseOrder {
  const [first, ...others] = order.lines as [PurchaseOrderLine, ...PurchaseOrderLine[]]
  switch (what) {
    case 'price':
      return { ...order, lines: [{ ...first, price: '99' }, ...others] }
    case 'quantity':
      return { ...order, lines: [{ ...first, quantity: '99' }, ...others] }
    case 'text':
      return { ...order, notes: ['Deliver at the back'] }
    default:
      return { ...order, lines: [...order.lines, anOrderLine({ number: '9', sourceId: 'line-9', notes: 'new' })] }
  }
}
