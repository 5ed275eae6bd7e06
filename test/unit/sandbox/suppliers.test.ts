import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { system } from '../../../lib/environment'
import { sum } from '../../../lib/documents/value'
import type { AnswerKind } from '../../../sandbox/suppliers/answer'
import { expectedAnswer } from '../../../sandbox/suppliers/expected'
import { startSuppliers, supplierRecordName } from '../../../sandbox/suppliers/suppliers'
import { type Order, world } from '../../../sandbox/world'
import { mailboxInMemory, segmentsOf, the850, the997 } from './suppliers-mail'

const trade = world(7, 300)
let directory = ''
let now = new Date('2026-03-02T08:00:00Z')

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'suppliers-'))
  now = new Date('2026-03-02T08:00:00Z')
})
afterEach(() => rmSync(directory, { recursive: true, force: true }))

function suppliersOn(mailbox = mailboxInMemory(), invoiceDelaySeconds = 0) {
  const log: string[] = []
  const environment = { ...system, now: () => now }
  const suppliers = startSuppliers({
    world: trade,
    mailbox,
    directory,
    environment,
    invoiceDelaySeconds,
    log: line => log.push(line),
  })
  return { mailbox, suppliers, log }
}

/** The first order of the world whose answer is of this kind. */
function orderAnswered(kind: AnswerKind, isFit: (order: Order) => boolean = () => true): Order {
  const found = trade.orders.find(order => expectedAnswer(trade, order).kind === kind && isFit(order))
  if (!found) throw new Error(`no order of this world is ${kind}`)
  return found
}

function setsSent(drops: readonly (readonly [string, string])[]): string[] {
  return drops.flatMap(([, text]) => segmentsOf(text).flatMap(([tag, code = '']) => (tag === 'ST' ? [code] : [])))
}

const isStarDelimited = (order: Order) => order.supplier !== 'hansa-verpackung'

describe('an 850 that the importer accepted', () => {
  test('gets a 997, an 855 and an invoice', async () => {
    const { mailbox, suppliers } = suppliersOn()
    mailbox.accept(the850(trade, [orderAnswered('accepted')], { number: 101 }))
    expect(await suppliers.answerWaiting()).toBe(3)
    expect(setsSent(mailbox.drops)).toEqual(['997', '855', '810'])
    expect(suppliers.isSettled()).toBe(true)
  })

  test('is answered once, however often the mailbox is looked at', async () => {
    const { mailbox, suppliers } = suppliersOn()
    mailbox.accept(the850(trade, [orderAnswered('accepted')], { number: 101 }))
    expect(await Promise.all([suppliers.answerWaiting(), suppliers.answerWaiting()])).toEqual([3, 0])
    expect(await suppliers.answerWaiting()).toBe(0)
    expect(mailbox.drops).toHaveLength(3)
  })

  test('gets answers in the delimiters and the version of its supplier, addressed back to the buyer', async () => {
    const { mailbox, suppliers } = suppliersOn()
    const order = orderAnswered('accepted', ({ supplier }) => supplier === 'hansa-verpackung')
    mailbox.accept(the850(trade, [order], { number: 101 }))
    await suppliers.answerWaiting()
    const text = mailbox.drops[1]?.[1] ?? ''
    const company = trade.companies.find(({ division }) => division === order.division)
    const supplier = trade.suppliers.find(({ key }) => key === order.supplier)
    expect(text.slice(0, 106)).toMatch(/^ISA\|00\|.{10}\|00\|.{10}\|ZZ\|HANSAVERPACKEDI\|.*\|U\|00401\|000000002\|0\|T\|:\n$/)
    expect(segmentsOf(text)[1]).toEqual([
      'GS',
      'PR',
      supplier?.application,
      company?.interchange.id,
      '20260302',
      '0800',
      '2',
      'X',
      supplier?.version,
    ])
  })

  test('of several sets gets one 997 for its group and an 855 for each set', async () => {
    const { mailbox, suppliers } = suppliersOn()
    const first = orderAnswered('accepted', isStarDelimited)
    const group = trade.orders
      .filter(({ supplier, division }) => supplier === first.supplier && division === first.division)
      .slice(0, 3)
    mailbox.accept(the850(trade, group, { number: 101 }))
    await suppliers.answerWaiting()
    expect(setsSent(mailbox.drops).slice(0, 4)).toEqual(['997', '855', '855', '855'])
    expect(segmentsOf(mailbox.drops[0]?.[1] ?? '').filter(([tag]) => tag?.startsWith('AK'))).toEqual([
      ['AK1', 'PO', '101'],
      ...[1000, 1001, 1002].flatMap(number => [
        ['AK2', '850', String(number)],
        ['AK5', 'A'],
      ]),
      ['AK9', 'A', '3', '3', '3'],
    ])
  })

  test('that miscounts its segments is rejected by the 997 and not answered', async () => {
    const { mailbox, suppliers } = suppliersOn()
    mailbox.accept(the850(trade, [orderAnswered('accepted')], { number: 101 }).replace(/SE\*\d+/, 'SE*99'))
    await suppliers.answerWaiting()
    expect(setsSent(mailbox.drops)).toEqual(['997'])
    expect(mailbox.drops[0]?.[1]).toMatch(/AK5.R.4/)
  })

  test.each([
    ['a decimal comma', { price: '12,50' }],
    ['no quantity', { quantity: '' }],
    ['a day that no calendar has', { date: '20261399' }],
  ])('with %s is rejected by the 997 and not answered', async (_, wrong) => {
    const { mailbox, suppliers } = suppliersOn()
    mailbox.accept(the850(trade, [orderAnswered('date-moved')], { number: 101, change: line => ({ ...line, ...wrong }) }))
    await suppliers.answerWaiting()
    expect(setsSent(mailbox.drops)).toEqual(['997'])
    expect(mailbox.drops[0]?.[1]).toMatch(/AK5.R.5/)
  })

  test('for nobody of this world is told to the log and left', async () => {
    const { mailbox, suppliers, log } = suppliersOn()
    mailbox.accept(the850(trade, [orderAnswered('accepted')], { number: 101 }).replace(/NOORDERLICHT../, 'SOMEBODYELSE01'))
    expect(await suppliers.answerWaiting()).toBe(0)
    expect(log).toEqual([expect.stringMatching(/^No supplier takes interchange 000000101 from SOMEBODYELSE01 to /)])
  })
})

function withFourMoreOfLineTwo<Line extends { quantity: string }>(line: Line, index: number): Line {
  return index === 1 ? { ...line, quantity: sum([line.quantity, 4]).toFixed() } : line
}

describe('a second 850 for an order', () => {
  test('that calls itself original gets a 997 and nothing else', async () => {
    const { mailbox, suppliers } = suppliersOn()
    const order = orderAnswered('accepted')
    mailbox.accept(the850(trade, [order], { number: 101 }))
    mailbox.accept(the850(trade, [order], { number: 102 }))
    await suppliers.answerWaiting()
    expect(setsSent(mailbox.drops)).toEqual(['997', '855', '997', '810'])
  })

  test('that replaces it gets a 997 and an 855 again, and no invoice for what was invoiced', async () => {
    const { mailbox, suppliers } = suppliersOn()
    const order = orderAnswered('accepted')
    mailbox.accept(the850(trade, [order], { number: 101 }))
    await suppliers.answerWaiting()
    mailbox.accept(the850(trade, [order], { number: 102, purpose: '05' }))
    await suppliers.answerWaiting()
    expect(setsSent(mailbox.drops)).toEqual(['997', '855', '810', '997', '855'])
  })

  test('that orders more of a line is invoiced for the difference', async () => {
    const { mailbox, suppliers } = suppliersOn()
    const order = orderAnswered('accepted', isStarDelimited)
    mailbox.accept(the850(trade, [order], { number: 101 }))
    await suppliers.answerWaiting()
    mailbox.accept(the850(trade, [order], { number: 102, purpose: '05', change: withFourMoreOfLineTwo }))
    await suppliers.answerWaiting()
    expect(setsSent(mailbox.drops.slice(3))).toEqual(['997', '855', '810'])
    const lines = segmentsOf(mailbox.drops[5]?.[1] ?? '').filter(([tag]) => tag === 'IT1')
    expect(lines.map(([, line, quantity]) => [line, quantity])).toEqual([['2', '4']])
  })

  test('that cancels it stops the invoices that are not written yet', async () => {
    const { mailbox, suppliers } = suppliersOn(mailboxInMemory(), 60)
    const order = orderAnswered('accepted')
    mailbox.accept(the850(trade, [order], { number: 101 }))
    mailbox.accept(the850(trade, [order], { number: 102, purpose: '01' }))
    await suppliers.answerWaiting()
    now = new Date(now.getTime() + 3_600_000)
    await suppliers.answerWaiting()
    expect(setsSent(mailbox.drops)).toEqual(['997', '855', '997', '855'])
    expect(suppliers.isSettled()).toBe(true)
  })

  test('that cancels it needs no lines, whatever the answer was', async () => {
    const { mailbox, suppliers } = suppliersOn()
    const orders = (['rejected', 'price-differs', 'partly-delivered'] as const).map(kind => orderAnswered(kind))
    for (const [n, order] of orders.entries()) {
      mailbox.accept(the850(trade, [order], { number: 101 + n }))
      mailbox.accept(the850(trade, [{ ...order, lines: [] }], { number: 201 + n, purpose: '01' }))
    }
    await suppliers.answerWaiting()
    expect(setsSent(mailbox.drops)).toEqual(orders.flatMap(() => ['997', '855', '997', '855']))
    expect(suppliers.isSettled()).toBe(true)
  })

  test('that pays the price the supplier asked for is accepted and invoiced', async () => {
    const { mailbox, suppliers } = suppliersOn()
    const order = orderAnswered('price-differs', isStarDelimited)
    mailbox.accept(the850(trade, [order], { number: 101 }))
    await suppliers.answerWaiting()
    expect(setsSent(mailbox.drops)).toEqual(['997', '855'])
    const asked = segmentsOf(mailbox.drops[1]?.[1] ?? '').filter(([tag]) => tag === 'PO1')
    const consent = (line: { quantity: string; price: string; date: string }, index: number) => ({
      ...line,
      price: asked[index]?.[4] ?? '',
    })
    mailbox.accept(the850(trade, [order], { number: 102, purpose: '05', change: consent }))
    await suppliers.answerWaiting()
    expect(setsSent(mailbox.drops.slice(2))).toEqual(['997', '855', '810'])
    expect(mailbox.drops[3]?.[1]).toContain('BAK*00*AD')
  })
})

describe('a 997 of the buyer', () => {
  test('is written down and never answered', async () => {
    const { mailbox, suppliers } = suppliersOn()
    mailbox.accept(the997(trade, orderAnswered('accepted'), 103, 'IN', '3'))
    expect(await suppliers.answerWaiting()).toBe(0)
    const [entry] = readFileSync(join(directory, supplierRecordName), 'utf8').split('\n')
    expect(entry).toContain('"acknowledged":[{"functionalId":"IN","groupControlNumber":"3","verdict":"A"}]')
  })
})

describe('invoices', () => {
  test('come after the delay, the rest of a partial delivery after another', async () => {
    const { mailbox, suppliers } = suppliersOn(mailboxInMemory(), 60)
    mailbox.accept(the850(trade, [orderAnswered('partly-delivered')], { number: 101 }))
    const seen: number[] = []
    for (const seconds of [0, 59, 1, 59, 1, 600]) {
      now = new Date(now.getTime() + seconds * 1000)
      await suppliers.answerWaiting()
      seen.push(setsSent(mailbox.drops).filter(set => set === '810').length)
    }
    expect(seen).toEqual([0, 0, 1, 1, 2, 2])
  })

  test('that are due together share an interchange where the supplier is in the habit', async () => {
    const { mailbox, suppliers } = suppliersOn()
    const key = trade.suppliers[1]?.key ?? ''
    const orders = trade.orders.filter(
      order =>
        order.supplier === key &&
        order.division === trade.companies[0]?.division &&
        expectedAnswer(trade, order).trap === undefined,
    )
    mailbox.accept(the850(trade, orders, { number: 101 }))
    await suppliers.answerWaiting()
    const invoices = mailbox.drops
      .map(([, text]) => setsSent([['', text]]).filter(set => set === '810').length)
      .filter(count => count > 0)
    const expected = orders.flatMap(order => expectedAnswer(trade, order).invoices).length
    expect(sum(invoices).toNumber()).toBe(expected)
    expect(invoices).toEqual([
      ...Array.from({ length: Math.floor(expected / 5) }, () => 5),
      ...(expected % 5 > 0 ? [expected % 5] : []),
    ])
  })
})

/** Name of the file that this line of the record calls dropped. */
function nameIn(line: string): string | undefined {
  return /^\{"event":"dropped".*"file":"([^"]+)"/.exec(line)?.[1]
}

describe('a kill', () => {
  test('before a drop leaves the drop for the next run, with the same bytes', async () => {
    const { mailbox, suppliers } = suppliersOn()
    mailbox.accept(the850(trade, [orderAnswered('accepted')], { number: 101 }))
    mailbox.failAfter = 1
    await expect(suppliers.answerWaiting()).rejects.toThrow('killed')
    const written = readFileSync(join(directory, supplierRecordName), 'utf8')
    mailbox.failAfter = Number.POSITIVE_INFINITY
    now = new Date('2026-03-05T09:00:00Z')
    expect(await suppliersOn(mailbox).suppliers.answerWaiting()).toBe(2)
    expect(setsSent(mailbox.drops)).toEqual(['997', '855', '810'])
    for (const [, text] of mailbox.drops) expect(written).toContain(JSON.stringify(text))
  })

  test('between a drop and its line does not drop twice', async () => {
    const { mailbox, suppliers } = suppliersOn()
    mailbox.accept(the850(trade, [orderAnswered('accepted')], { number: 101 }))
    await suppliers.answerWaiting()
    const path = join(directory, supplierRecordName)
    const lines = readFileSync(path, 'utf8').split('\n')
    writeFileSync(path, `${lines.slice(0, -2).join('\n')}\n`)
    const again = suppliersOn(mailbox).suppliers
    await again.answerWaiting()
    expect(mailbox.drops).toHaveLength(3)
    expect(again.isSettled()).toBe(true)
  })

  test('amid a line loses that line only', async () => {
    const { mailbox, suppliers } = suppliersOn()
    mailbox.accept(the850(trade, [orderAnswered('accepted')], { number: 101 }))
    await suppliers.answerWaiting()
    appendFileSync(join(directory, supplierRecordName), '{"event":"recei')
    const order = orderAnswered('rejected', isStarDelimited)
    mailbox.accept(the850(trade, [order], { number: 102 }))
    await suppliersOn(mailbox).suppliers.answerWaiting()
    expect(await suppliersOn(mailbox).suppliers.answerWaiting()).toBe(0)
    expect(setsSent(mailbox.drops)).toEqual(['997', '855', '810', '997', '855'])
  })

  test('at any line of the record, before or after the drop it was about, ends with the same files', async () => {
    const orders = [orderAnswered('partly-delivered', isStarDelimited), orderAnswered('freight', isStarDelimited)]
    const letters = [
      ...orders.map((order, n) => the850(trade, [order], { number: 101 + n })),
      ...orders.map((order, n) => the850(trade, [order], { number: 201 + n, purpose: '05' })),
    ]
    const { mailbox, suppliers } = suppliersOn()
    for (const letter of letters) mailbox.accept(letter)
    await suppliers.answerWaiting()
    const path = join(directory, supplierRecordName)
    const lines = readFileSync(path, 'utf8').split('\n').slice(0, -1)
    for (const [at] of lines.entries()) {
      const written = lines.slice(0, at)
      const droppedBy = (some: readonly string[]) => mailbox.drops.filter(([name]) => some.some(line => nameIn(line) === name))
      for (const dropped of [droppedBy(written), droppedBy(lines.slice(0, at + 1))]) {
        writeFileSync(path, `${written.map(line => `${line}\n`).join('')}${(lines[at] ?? '').slice(0, 20)}`)
        const rest = mailboxInMemory()
        for (const letter of letters) rest.accept(letter)
        rest.drops.push(...dropped)
        await suppliersOn(rest).suppliers.answerWaiting()
        expect(rest.drops).toEqual(mailbox.drops)
      }
    }
    expect(lines.length).toBeGreaterThan(20)
  })

  test('never makes a control number come back', async () => {
    const { mailbox, suppliers } = suppliersOn()
    const order = orderAnswered('accepted', isStarDelimited)
    mailbox.accept(the850(trade, [order], { number: 101 }))
    await suppliers.answerWaiting()
    mailbox.accept(the850(trade, [order], { number: 102, purpose: '05' }))
    await suppliersOn(mailbox).suppliers.answerWaiting()
    expect(mailbox.drops.map(([, text]) => text.slice(90, 99))).toEqual([
      '000000001',
      '000000002',
      '000000003',
      '000000004',
      '000000005',
    ])
  })
})
