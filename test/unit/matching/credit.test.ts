import { describe, expect, test } from 'vitest'
import type { Invoice, InvoiceLine } from '../../../lib/documents/invoice'
import { decimal } from '../../../lib/documents/value'
import { matchInvoice } from '../../../lib/matching/match'
import type { MatchedInvoice } from '../../../lib/matching/matched-invoice'
import { anOrder, anOrderLine } from '../mapping/builders'
import { aContext, aLine, anInvoice, codesFor, matched, reasonsFor } from './builders'

const order = anOrder({ lines: [anOrderLine()] })
const original = matched(anInvoice(), [order])

function aCredit(quantity: string, price = '12.5', changes: Partial<Invoice> & { line?: Partial<InvoiceLine> } = {}): Invoice {
  const { line, ...rest } = changes
  const amount = decimal(quantity).times(price).toDecimalPlaces(2).toFixed()
  const lines = [aLine({ quantity, price, amount, taxes: [], ...line })]
  return anInvoice({ type: 'credit', number: 'CN-1', originalInvoice: 'INV-7001', lines, taxes: [], total: amount, ...rest })
}

function counting({ lines }: MatchedInvoice, counts: string) {
  return { orderLine: lines[0]?.orderLine ?? '', counts }
}

function context(earlier: readonly MatchedInvoice[] = [original]) {
  return aContext([order], { original, earlier })
}

function matchedCredit(credit: Invoice, earlier: readonly MatchedInvoice[] = [original]): MatchedInvoice {
  const verdict = matchInvoice(credit, context(earlier))
  if (verdict.verdict === 'matched') return verdict.matched
  throw new Error(verdict.reasons.map(({ code }) => code).join())
}

describe('a credit', () => {
  test('for goods of its invoice is matched, and takes them off what was invoiced', () => {
    const returned = matchedCredit(aCredit('4'))
    expect(returned.lines).toMatchObject([{ counts: '-4' }])
    const again = (quantity: string) => {
      const amount = decimal(quantity).times('12.5').toFixed()
      return anInvoice({ number: 'INV-2', lines: [aLine({ quantity, amount, taxes: [] })], taxes: [], total: amount })
    }
    expect(codesFor(again('4'), context([original, returned]))).toEqual([])
    expect(codesFor(again('4.5'), context([original, returned]))).toEqual(['quantity-over-ordered'])
  })

  test('of a part of the price leaves the goods invoiced', () => {
    const cheaper = matchedCredit(aCredit('24', '0.5'))
    expect(cheaper.lines).toMatchObject([{ counts: '0' }])
    const again = anInvoice({
      number: 'INV-2',
      lines: [aLine({ quantity: '1', amount: '12.5', taxes: [] })],
      taxes: [],
      total: '12.5',
    })
    expect(codesFor(again, context([original, cheaper]))).toEqual(['quantity-over-ordered'])
  })

  describe('that waits for its invoice', () => {
    const amount = (quantity: string) => decimal(quantity).times('12.5').toFixed()
    const replacement = matched(
      anInvoice({
        number: 'INV-2',
        lines: [aLine({ quantity: '4', amount: amount('4'), taxes: [] })],
        taxes: [],
        total: amount('4'),
      }),
      [order],
    )
    /** All 24 were delivered, 4 of them given back and delivered once more: the last invoice came first. */
    const codesWith = (...credits: readonly Invoice[]) =>
      codesFor(
        anInvoice(),
        aContext([order], { earlier: [replacement], waiting: credits.map(credit => ({ credit, orders: [] })) }),
      )

    test('is taken off when the invoice comes, so that none of them waits for ever', () => {
      expect(codesWith()).toEqual(['quantity-over-ordered'])
      expect(codesWith(aCredit('4'))).toEqual([])
      expect(codesWith(aCredit('3'), aCredit('1', '12.5', { number: 'CN-2' }))).toEqual([])
    })

    test.each([
      ['is for too little', aCredit('3.75')],
      ['lowers the price and keeps the goods', aCredit('4', '1')],
      ['is for more than the invoice', aCredit('24.25')],
      ['is of another unit', aCredit('4', '12.5', { line: { unit: 'CA' } })],
      ['does not come to its total', aCredit('4', '12.5', { total: '51' })],
      ['is of another order', aCredit('4', '12.5', { orderNumber: 'PO-9' })],
    ])('is not when it %s', (_why, credit) => {
      expect(codesWith(credit)).toEqual(['quantity-over-ordered'])
    })

    test('counts no further than the credits of the invoice may', () => {
      expect(codesWith(aCredit('24'), aCredit('4', '12.5', { number: 'CN-2' }))).toEqual([])
      const two = matched(
        anInvoice({
          number: 'INV-3',
          lines: [aLine({ quantity: '26', amount: amount('26'), taxes: [] })],
          taxes: [],
          total: amount('26'),
        }),
        [order],
      )
      const waiting = [aCredit('24'), aCredit('4', '12.5', { number: 'CN-2' })].map(credit => ({ credit, orders: [] }))
      expect(codesFor(anInvoice(), aContext([order], { earlier: [two], waiting }))).toEqual(['quantity-over-ordered'])
    })
  })

  test('that names no invoice, or none that was matched, is held', () => {
    const { originalInvoice: _, ...nameless } = aCredit('4')
    expect(reasonsFor(nameless, aContext([order]))).toEqual([{ code: 'credit-without-invoice', found: 'no invoice number' }])
    expect(reasonsFor(aCredit('4'), aContext([order]))).toEqual([{ code: 'credit-without-invoice', found: 'INV-7001' }])
  })

  test('that names no order is for the order of its invoice', () => {
    const { orderNumber: _, ...nameless } = aCredit('4')
    expect(codesFor(nameless, context())).toEqual([])
  })

  test('may give back all that was invoiced, and no more', () => {
    expect(codesFor(aCredit('24'), context())).toEqual([])
    expect(reasonsFor(aCredit('24.01'), context())).toMatchObject([
      { code: 'credit-exceeds-invoice', order: 'PO-1001', line: '1', expected: '300', found: '300.13', difference: '0.13' },
    ])
  })

  test('in parts that are rounded one by one may come to a cent more, not to a piece more', () => {
    const cheap = anOrder({ lines: [anOrderLine({ quantity: '3', price: '0.335' })] })
    const line = (quantity: string, amount: string) => aLine({ quantity, price: '0.335', amount, taxes: [] })
    const whole = matched(anInvoice({ lines: [line('3', '1.01')], taxes: [], total: '1.01' }), [cheap])
    const part = (number: string, quantity = '1', amount = '0.34') =>
      aCredit('1', '0.335', { number, lines: [line(quantity, amount)], total: amount })
    const earlier = [
      whole,
      ...['CN-1', 'CN-2'].map(number => ({ ...matched(part(number), [cheap]), lines: [counting(whole, '-1')] })),
    ]
    const given = aContext([cheap], { original: whole, earlier })
    expect(codesFor(part('CN-3'), given)).toEqual([])
    expect(reasonsFor(part('CN-3', '1.01', '0.34'), given)).toMatchObject([
      { code: 'credit-exceeds-invoice', expected: '3', found: '3.01', tolerance: '0' },
    ])
  })

  test('counts what was credited of its invoice before', () => {
    const before = [original, matchedCredit(aCredit('20'))]
    expect(codesFor(aCredit('4', '12.5', { number: 'CN-2' }), context(before))).toEqual([])
    expect(reasonsFor(aCredit('5', '12.5', { number: 'CN-2' }), context(before))).toMatchObject([
      { code: 'credit-exceeds-invoice', expected: '300', found: '312.5' },
    ])
  })

  test('does not count what was credited of another invoice', () => {
    const other = { ...matchedCredit(aCredit('20')), invoice: aCredit('20', '12.5', { originalInvoice: 'INV-6000' }) }
    expect(codesFor(aCredit('24', '12.5', { number: 'CN-2' }), context([original, other]))).toEqual([])
  })

  test('of more than the whole invoice with its tax is held', () => {
    const taxed = (amount: string) =>
      aCredit('24', '12.5', {
        charges: [{ direction: 'charge', code: 'D240', amount }],
        total: decimal(300).plus(amount).toFixed(),
      })
    expect(codesFor(taxed('63.02'), context())).toEqual([])
    expect(reasonsFor(taxed('63.03'), context())).toEqual([
      { code: 'credit-exceeds-invoice', expected: '363', found: '363.03', difference: '0.03', tolerance: '0.02' },
    ])
  })

  test('of a line that its invoice does not have is held', () => {
    const two = anOrder()
    const credit = aCredit('1', '48.75', { line: { number: '2', item: {}, unit: 'CA' } })
    expect(codesFor(credit, aContext([two], { original, earlier: [original] }))).toEqual(['credit-exceeds-invoice'])
  })

  test('may be at any price and of any quantity that the order never had', () => {
    const dear = matched(
      anInvoice({ lines: [aLine({ quantity: '30', price: '20', amount: '600', taxes: [] })], taxes: [], total: '600' }),
      [order],
    )
    expect(codesFor(aCredit('30', '20'), aContext([order], { original: dear, earlier: [dear] }))).toEqual([])
  })

  test('with a line that charges is held', () => {
    const lines = [aLine({ quantity: '4', amount: '50', taxes: [] }), aLine({ quantity: '-1', amount: '-12.5', taxes: [] })]
    expect(codesFor(aCredit('4', '12.5', { lines, total: '37.5' }), context())).toEqual(['line-against-direction'])
  })
})
