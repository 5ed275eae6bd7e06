/** Changes of orders between the loops and the suppliers of the sandbox, who read and write X12 by themselves. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { PurchaseOrder } from '../../../lib/documents/purchase-order'
import { decimal, decimalText, money, sum } from '../../../lib/documents/value'
import { system } from '../../../lib/environment'
import { shipNoticeFrom } from '../../../lib/mapping/856-to-ship-notice'
import { changeConfirmationFrom } from '../../../lib/mapping/865-to-order-confirmation'
import { DifferencesHeld } from '../../../lib/mapping/hold'
import { confirmationWrites } from '../../../lib/mapping/order-confirmation-to-exact'
import { companyOf, type Partner } from '../../../lib/mapping/partners'
import { changeBetween } from '../../../lib/mapping/purchase-order-change'
import { x860From } from '../../../lib/mapping/purchase-order-change-to-860'
import { x850From } from '../../../lib/mapping/purchase-order-to-850'
import { shippedLines } from '../../../lib/mapping/ship-notice-to-exact'
import { decode } from '../../../lib/x12/decode'
import { encode } from '../../../lib/x12/encode'
import { functionalIds } from '../../../lib/x12/dictionary/index'
import type { Segment } from '../../../lib/x12/segment'
import { partnerDirectory } from '../../../sandbox/directory'
import type { AnswerKind } from '../../../sandbox/suppliers/answer'
import { expectedAnswer } from '../../../sandbox/suppliers/expected'
import { habitsOf } from '../../../sandbox/suppliers/habits'
import { startSuppliers } from '../../../sandbox/suppliers/suppliers'
import { type Order, world } from '../../../sandbox/world'
import { mailboxInMemory } from './suppliers-mail'

const trade = world(11, 400)
const partners = partnerDirectory(trade)
const { crossReferences: references } = partners
let directory = ''

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'changes-'))
})
afterEach(() => rmSync(directory, { recursive: true, force: true }))

function partnerOf(order: Order): Partner {
  const partner = partners.partners.find(({ key }) => key === order.supplier)
  if (!partner) throw new Error('a partner')
  return partner
}

/** An order of a supplier with this habit, whose answer is of this kind. */
function orderOf(habit: 'takesChanges' | 'shipNotices', kind: AnswerKind, least = 2): Order {
  const found = trade.orders.find(order => {
    const supplier = trade.suppliers.find(({ key }) => key === order.supplier)
    return (
      supplier && habitsOf(trade, supplier)[habit] && order.lines.length >= least && expectedAnswer(trade, order).kind === kind
    )
  })
  if (!found) throw new Error(`no order of this world is ${kind}`)
  return found
}

/** As the loops know an order of the books. */
function asDocument({
  division,
  id,
  orderNumber,
  orderDate,
  receiptDate,
  currency,
  supplier,
  lines: booked,
}: Order): PurchaseOrder {
  const company = trade.companies.find(one => one.division === division)
  const lines = booked.map(line => {
    const item = company?.items.find(one => one.id === line.itemId)
    return {
      number: String(line.lineNumber),
      sourceId: line.id,
      item: { id: line.itemId, buyerCode: line.itemCode, ...(item?.supplierItemCode && { supplierCode: item.supplierItemCode }) },
      quantity: line.quantity,
      unit: item?.purchaseUnit ?? '',
      price: line.price,
      amount: money(decimal(line.quantity).times(line.price), currency),
      requestedDate: line.receiptDate,
    }
  })
  const account = trade.suppliers.find(({ key }) => key === supplier)?.accounts.find(one => one.division === division)
  return {
    kind: 'purchase-order',
    division,
    number: String(orderNumber),
    sourceId: id,
    revision: 1,
    purpose: 'original',
    orderDate,
    requestedDate: receiptDate,
    currency,
    supplier: { id: account?.id ?? '', code: account?.code ?? '' },
    notes: [],
    lines,
    total: decimalText(sum(lines.map(({ amount }) => amount))),
  }
}

/** What our side sends to one supplier, and what comes back. */
function correspondence(order: Order) {
  const partner = partnerOf(order)
  const company = companyOf(partners, order.division)
  const mailbox = mailboxInMemory()
  const suppliers = startSuppliers({
    world: trade,
    mailbox,
    directory,
    environment: system,
    invoiceDelaySeconds: 0,
    log: () => undefined,
  })
  let number = 100
  return async (set: string, segments: readonly Segment[]) => {
    number += 1
    const known = mailbox.drops.length
    const group = {
      functionalId: functionalIds[set] ?? '',
      sender: company.application ?? company.interchange.id,
      receiver: partner.application ?? partner.interchange.id,
      controlNumber: number,
      version: partner.version,
      transactions: [{ set, controlNumber: '0001', segments }],
    }
    const bytes = encode({
      sender: company.interchange,
      receiver: partner.interchange,
      date: '2026-03-02',
      time: '08:00',
      controlNumber: number,
      version: partner.version.startsWith('005') ? '005010' : '004010',
      usage: 'T',
      acknowledgmentRequested: false,
      delimiters: partner.delimiters,
      groups: [group],
    })
    mailbox.accept(Buffer.from(bytes).toString('latin1'))
    // Some announce what they invoice only then.
    for (const _time of [1, 2]) await suppliers.answerWaiting()
    return mailbox.drops.slice(known).flatMap(([, text]) => setsIn(text))
  }
}

function setsIn(text: string) {
  const { interchanges } = decode(Buffer.from(text), { mode: 'strict', rejects: 'transaction', encoding: 'ascii' })
  return interchanges.flatMap(({ groups, delimiters }) =>
    groups.flatMap(({ transactions }) =>
      transactions.map(({ set, segments, findings }) => ({ set, segments, findings, component: delimiters.component })),
    ),
  )
}

describe('a supplier that takes changes', () => {
  async function changed(kind: AnswerKind, change: (order: PurchaseOrder) => Partial<PurchaseOrder>) {
    const order = orderOf('takesChanges', kind)
    const send = correspondence(order)
    const context = { partner: partnerOf(order), company: companyOf(partners, order.division), references }
    const told = asDocument(order)
    await send('850', x850From(told, context).segments)
    const now: PurchaseOrder = { ...told, revision: 2, purpose: 'replace', ...change(told) }
    const answers = await send('860', x860From(changeBetween(told, now, context.partner), context).segments)
    const found = answers.find(({ set }) => set === '865')
    if (!found) throw new Error('no 865')
    expect(answers.flatMap(({ findings }) => findings)).toEqual([])
    const confirmation = changeConfirmationFrom(found.segments, { componentSeparator: found.component })
    return { answers, confirmation, context: { order: now, partner: context.partner, references } }
  }
  const more = (order: PurchaseOrder) => ({
    lines: order.lines.map((line, n) => (n === 0 ? { ...line, quantity: decimalText(decimal(line.quantity).plus(3)) } : line)),
  })

  test('answers more of a line with an 865 that is written without a person', async () => {
    const { answers, confirmation, context } = await changed('accepted', more)
    expect(answers.map(({ set }) => set).slice(0, 2)).toEqual(['997', '865'])
    expect(confirmation).toMatchObject({ answers: 'change', changeNumber: '2', lines: [{ number: '1', change: 'changed' }] })
    expect(confirmationWrites(confirmation, context).writes).toContainEqual(
      expect.objectContaining({ resource: 'purchaseorder/PurchaseOrders', body: { YourRef: expect.stringMatching(/^SO/) } }),
    )
  })

  test('agrees to a deleted line', async () => {
    const { confirmation, context } = await changed('accepted', order => ({ lines: order.lines.slice(1) }))
    expect(confirmation.lines).toMatchObject([{ number: '1', change: 'deleted', responses: [{ status: 'deleted' }] }])
    expect(() => confirmationWrites(confirmation, context)).not.toThrow()
  })

  test('splits what it splits also when it is changed', async () => {
    const { confirmation, context } = await changed('date-moved', more)
    expect(() => confirmationWrites(confirmation, context)).not.toThrow()
  })

  test('that wants another price or refuses is held', async () => {
    const { confirmation, context } = await changed('rejected', more)
    expect(() => confirmationWrites(confirmation, context)).toThrow(DifferencesHeld)
  })

  test('agrees to a cancellation, and invoices no more', async () => {
    const { answers, confirmation } = await changed('accepted', () => ({ purpose: 'cancel' }))
    expect(confirmation).toMatchObject({ answers: 'cancellation', verdict: 'accepted' })
    expect(answers.map(({ set }) => set)).toEqual(['997', '865'])
  })
})

describe('a change that no supplier can make anything of', () => {
  const change = ['BCH*04*SA*4711**2*20260115', 'POC*1*QI*5*5*EA*2*PE*BP*B'].map(text => text.split('*'))
  test('because the order never came gets a 997 only', async () => {
    const send = correspondence(orderOf('takesChanges', 'accepted'))
    expect((await send('860', change)).map(({ set }) => set)).toEqual(['997'])
  })
})

describe('a supplier that announces', () => {
  test('sends an 856 before each 810, and every line of it finds its order line', async () => {
    const order = orderOf('shipNotices', 'partly-delivered')
    const send = correspondence(order)
    const told = asDocument(order)
    const context = { partner: partnerOf(order), company: companyOf(partners, order.division), references }
    const answers = await send('850', x850From(told, context).segments)
    const sets = answers.map(({ set }) => set)
    expect(sets).toEqual(['997', '855', '856', '856', '810', '810'].toSorted((a, b) => sets.indexOf(a) - sets.indexOf(b)))
    expect(sets.indexOf('856')).toBeLessThan(sets.indexOf('810'))
    const notices = answers.filter(({ set }) => set === '856').map(({ segments }) => shipNoticeFrom(segments))
    const shipped = notices.flatMap(notice => notice.orders.flatMap(part => shippedLines(notice, part, told, context)))
    for (const line of told.lines) {
      const parts = shipped.filter(one => one.line.number === line.number).map(one => one.shipped.quantity)
      expect(decimalText(sum(parts))).toBe(line.quantity)
    }
    expect(answers.flatMap(({ findings }) => findings)).toEqual([])
  })
})
