import { describe, expect, test } from 'vitest'
import { decimal, sum } from '../../../lib/documents/value'
import { type Answer, answerKind, answerTo, plainAnswer, type PlainKind } from '../../../sandbox/suppliers/answer'
import { expectedOf } from '../../../sandbox/suppliers/expected'
import type { ReceivedOrder } from '../../../sandbox/suppliers/order'
import { world } from '../../../sandbox/world'

const trade = { seed: 5, division: 510001, supplier: 'delta-bearings' }

function anOrder(number: string, change: Partial<ReceivedOrder> = {}): ReceivedOrder {
  const line = { unit: 'EA', basis: 'PE', ids: ['BP', 'ITM-1'], requestedDate: '20260210' }
  return {
    number,
    purpose: '00',
    date: '20260115',
    currency: 'EUR',
    requestedDate: '20260209',
    lines: [
      { ...line, number: '1', quantity: '24', price: '12.5' },
      { ...line, number: '2', quantity: '1', price: '0.0345', requestedDate: '' },
      { ...line, number: '3', quantity: '7.25', price: '210.26' },
    ],
    ...change,
  }
}

/** Answers of this kind among many orders that differ in their number only. */
function answersOf(kind: PlainKind): { order: ReceivedOrder; answer: Answer }[] {
  return Array.from({ length: 2000 }, (_, n) => anOrder(String(26_000_001 + n)))
    .filter(order => answerKind(trade, order.number) === kind)
    .map(order => ({ order, answer: plainAnswer(trade, order, order) }))
}

function firstAnswer(kind: PlainKind): { order: ReceivedOrder; answer: Answer } {
  const [first] = answersOf(kind)
  if (!first) throw new Error(`no order is ${kind}`)
  return first
}

const statuses = (answer: Answer) => answer.lines.flatMap(({ parts }) => parts.map(({ status }) => status))

test('the kinds of answer come in the agreed shares', () => {
  const { orders: all, kinds } = expectedOf(world(3, 6000))
  const orders = all - kinds.trap
  const percent = Object.fromEntries(Object.entries(kinds).map(([kind, count]) => [kind, (count * 100) / orders]))
  const agreed = { accepted: 68, 'partly-delivered': 12, 'date-moved': 8, 'price-differs': 5, rejected: 4, freight: 3 }
  const strayed = Object.entries(agreed).filter(([kind, share]) => Math.abs((percent[kind] ?? 0) - share) > 2)
  expect({ percent, strayed }).toEqual({ percent, strayed: [] })
})

test('the answer follows from seed, buyer, supplier and order alone', () => {
  const order = anOrder('26000042')
  expect(answerTo(trade, order, order)).toEqual(answerTo({ ...trade }, anOrder('26000042'), anOrder('26000042')))
  const kindsOf = (change: Partial<typeof trade>) =>
    Array.from({ length: 200 }, (_, n) => answerKind({ ...trade, ...change }, String(26_000_001 + n))).join()
  expect(
    new Set([kindsOf({}), kindsOf({ seed: 6 }), kindsOf({ division: 510002 }), kindsOf({ supplier: 'aalders-staal' })]).size,
  ).toBe(4)
})

describe('accepted', () => {
  test('every line comes as ordered, on the day that was asked for', () => {
    for (const { order, answer } of answersOf('accepted')) {
      expect(answer.deliveries).toEqual([
        { date: '20260210', lines: order.lines.map(line => ({ line, quantity: line.quantity })) },
      ])
    }
    for (const { answer } of answersOf('accepted').filter(one => one.answer.verdict === 'AD')) {
      expect(answer.lines.map(({ parts }) => parts[0]?.date)).toEqual(['20260210', '20260209', '20260210'])
    }
  })

  test('some say so in the header only', () => {
    const verdicts = answersOf('accepted').map(({ answer }) => `${answer.verdict} ${answer.lines.length}`)
    expect([...new Set(verdicts)].toSorted()).toEqual(['AD 3', 'AT 0'])
  })
})

describe('partly delivered', () => {
  test('the parts of a line and the two deliveries add up to what was ordered', () => {
    const answers = answersOf('partly-delivered')
    expect(answers.length).toBeGreaterThan(100)
    for (const { order, answer } of answers) {
      expect(answer.verdict).toBe('AC')
      expect(answer.deliveries).toHaveLength(2)
      expect(statuses(answer)).toEqual(expect.arrayContaining(['IQ', 'IB']))
      order.lines.forEach((line, index) => {
        expect(sum((answer.lines[index]?.parts ?? []).map(({ quantity }) => quantity)).toFixed()).toBe(line.quantity)
        const delivered = answer.deliveries.flatMap(({ lines }) =>
          lines.filter(part => part.line === line).map(({ quantity }) => quantity),
        )
        expect(sum(delivered).toFixed()).toBe(line.quantity)
        expect(delivered.every(quantity => decimal(quantity).greaterThan(0))).toBe(true)
      })
    }
  })

  test('an order of single pieces cannot be split and is accepted', () => {
    const { order } = firstAnswer('partly-delivered')
    const singles = anOrder(order.number, { lines: order.lines.map(line => ({ ...line, quantity: '1' })) })
    expect(plainAnswer(trade, singles, singles)).toMatchObject({ kind: 'accepted', verdict: 'AD' })
  })
})

describe('date moved', () => {
  test('every line comes two to ten days later than asked', () => {
    for (const { answer } of answersOf('date-moved')) {
      expect(statuses(answer)).toEqual(['DR', 'DR', 'DR'])
      for (const { parts } of answer.lines) expect(parts[0]?.date).toMatch(/^202602(1[1-9]|20)$/)
      expect(answer.deliveries).toHaveLength(1)
    }
  })

  test('a revision that asks for the promised day is accepted, and one that asks for the old day hears the same promise', () => {
    const { order, answer } = firstAnswer('date-moved')
    const promised = answer.lines.map(({ parts }) => parts[0]?.date ?? '')
    const agreed = anOrder(order.number, {
      lines: order.lines.map((line, index) => ({ ...line, requestedDate: promised[index] ?? '' })),
    })
    expect(plainAnswer(trade, agreed, order).verdict).toBe('AD')
    expect(plainAnswer(trade, anOrder(order.number), order).lines.map(({ parts }) => parts[0]?.date)).toEqual(promised)
  })
})

describe('price differs', () => {
  test('one line costs more than five percent more, and nothing is delivered before consent', () => {
    for (const { order, answer } of answersOf('price-differs')) {
      const dearer = answer.lines.filter(({ parts }) => parts[0]?.status === 'IP')
      expect(dearer).toHaveLength(1)
      expect(
        decimal(dearer[0]?.price ?? 0)
          .dividedBy(dearer[0]?.asked.price ?? 1)
          .toNumber(),
      ).toBeGreaterThan(1.05)
      expect(answer.lines.filter(({ asked, price }) => asked.price !== price)).toHaveLength(1)
      expect(answer.deliveries).toEqual([])
      expect(order.lines).toHaveLength(3)
    }
  })

  test('a revision that pays the price is accepted and delivered', () => {
    const { order, answer } = firstAnswer('price-differs')
    const paid = anOrder(order.number, {
      lines: order.lines.map((line, index) => ({ ...line, price: answer.lines[index]?.price ?? '' })),
    })
    expect(plainAnswer(trade, paid, order)).toMatchObject({ verdict: 'AD', deliveries: [{ date: '20260210' }] })
    expect(plainAnswer(trade, anOrder(order.number), order).deliveries).toEqual([])
  })
})

test('a rejection comes without detail, with detail or for one line, and nothing is delivered', () => {
  const answers = answersOf('rejected').map(({ answer }) => answer)
  expect(answers.every(({ deliveries }) => deliveries.length === 0)).toBe(true)
  const shapes = new Set(answers.map(answer => `${answer.verdict} ${statuses(answer).toSorted().join(' ')}`.trim()))
  expect([...shapes].toSorted()).toEqual(['AC IA IA IR', 'RD IR IR IR', 'RJ'])
})

test('freight is charged on the invoice of an order that is otherwise accepted', () => {
  for (const { answer } of answersOf('freight')) {
    expect(answer.verdict).toBe('AD')
    expect(answer.deliveries).toEqual([expect.objectContaining({ freight: expect.stringMatching(/^\d{1,2}\.\d\d$/) })])
  }
})
