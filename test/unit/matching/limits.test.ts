import { describe, expect, test } from 'vitest'
import { decimal } from '../../../lib/documents/value'
import type { MatchedInvoice } from '../../../lib/matching/matched-invoice'
import type { Received } from '../../../lib/matching/quantities'
import { allowance, type MatchingRules } from '../../../lib/matching/rules'
import { invoiceWrites } from '../../../lib/mapping/invoice-to-exact'
import { matchInvoice } from '../../../lib/matching/match'
import { anOrder, anOrderLine, exactContext, references } from '../mapping/builders'
import { aContext, aLine, anInvoice, codesFor, matched, reasonsFor, rules } from './builders'

/** Goods of one line, untaxed. */
function goods(quantity: string, price: string, number = 'INV-7001', currency = 'EUR') {
  const amount = decimal(quantity)
    .times(price)
    .toDecimalPlaces(currency === 'JPY' ? 0 : currency === 'KWD' ? 3 : 2)
    .toFixed()
  return anInvoice({ number, currency, lines: [aLine({ quantity, price, amount, taxes: [] })], taxes: [], total: amount })
}

const one = anOrder({ lines: [anOrderLine()] })
const ruled = (changes: Partial<MatchingRules>, given = one) => aContext([given], { rules: rules(changes) })
const tolerances = (given: MatchingRules['tolerances']) => ruled({ tolerances: given })

describe('of two bounds', () => {
  test.each([
    [{}, '0'],
    [{ percent: '5' }, '10'],
    [{ amount: '3' }, '3'],
    [{ percent: '5', amount: '3' }, '3'],
    [{ percent: '1', amount: '3' }, '2'],
    [{ percent: '0', amount: '3' }, '0'],
  ])('%j of 200 allow %s: the smaller holds', (tolerance, allowed) => {
    expect(allowance(decimal(200), tolerance).toFixed()).toBe(allowed)
  })
})

describe('the price', () => {
  test('at the bound is inside, a hair above is not', () => {
    const percent = tolerances({ price: { percent: '1' } })
    expect(codesFor(goods('24', '12.625'), percent)).toEqual([])
    expect(reasonsFor(goods('24', '12.6250001'), percent)).toEqual([
      {
        code: 'price-above-tolerance',
        order: 'PO-1001',
        line: '1',
        expected: '12.5',
        found: '12.6250001',
        difference: '0.1250001',
        tolerance: '0.125',
      },
    ])
    const amount = tolerances({ price: { amount: '0.02' } })
    expect(codesFor(goods('24', '12.52'), amount)).toEqual([])
    expect(codesFor(goods('24', '12.53'), amount)).toEqual(['price-above-tolerance'])
    const both = tolerances({ price: { percent: '1', amount: '0.02' } })
    expect(codesFor(goods('24', '12.53'), both)).toEqual(['price-above-tolerance'])
  })

  test('allows nothing where nothing is set, and a lower one always', () => {
    expect(codesFor(goods('24', '12.51'), tolerances({}))).toEqual(['price-above-tolerance'])
    expect(codesFor(goods('24', '9'), tolerances({}))).toEqual([])
  })

  test.each(['JPY', 'EUR', 'KWD'])('is compared to the last decimal in %s', currency => {
    const given = anOrder({ currency, lines: [anOrderLine({ price: '12.345' })] })
    const context = aContext([given], { rules: rules({ tolerances: {} }) })
    expect(codesFor(goods('24', '12.345', 'I', currency), context)).toEqual([])
    expect(codesFor(goods('24', '12.346', 'I', currency), context)).toEqual(['price-above-tolerance'])
  })
})

describe('a discount', () => {
  const allowanceOf = (amount: string) => ({ direction: 'allowance' as const, code: 'C310', amount })
  const charged = (quantity: string, price: string, off: { line?: string; document?: string }, number = 'INV-7001') => {
    const plain = goods(quantity, price, number)
    const total = decimal(plain.total)
      .minus(off.line ?? 0)
      .minus(off.document ?? 0)
      .toFixed()
    return {
      ...plain,
      lines: plain.lines.map(line => ({ ...line, charges: off.line === undefined ? [] : [allowanceOf(off.line)] })),
      charges: off.document === undefined ? [] : [allowanceOf(off.document)],
      total,
    }
  }

  test('on a line is looked at with its price: either the price is lower, or so much is taken off', () => {
    const net = anOrder({ lines: [anOrderLine({ price: '11.25', listPrice: '12.5' })] })
    const context = aContext([net], { rules: rules({ tolerances: {} }) })
    expect(codesFor(goods('24', '11.25'), context)).toEqual([])
    expect(codesFor(charged('24', '12.5', { line: '30' }), context)).toEqual([])
    expect(codesFor(goods('24', '12.5'), context)).toEqual(['price-above-tolerance'])
    expect(codesFor(charged('24', '12.5', { line: '29.98' }), context)).toEqual(['price-above-tolerance'])
    // 7 at 12.5 are 87.5, and a tenth of that is 8.75 exactly; of 3 it is 3.75, which is rounded to 3.8 by some.
    expect(codesFor(charged('7', '12.5', { line: '8.74' }), context)).toEqual([])
  })

  describe('over the whole order', () => {
    const given = anOrder({ lines: [anOrderLine()], discount: '30', total: '270' })
    const context = aContext([given], { rules: rules({ tolerances: {} }) })

    test.each([
      ['as an allowance', charged('24', '12.5', { document: '30' })],
      ['in the price', goods('24', '11.25')],
      ['on the line', charged('24', '12.5', { line: '30' })],
      ['in part here and there', charged('24', '12', { document: '18' })],
      ['of its part of the order', charged('12', '12.5', { document: '15' })],
      ['but for rounding', charged('24', '12.5', { document: '29.98' })],
    ])('is given %s', (_how, invoice) => {
      expect(codesFor(invoice, context)).toEqual([])
    })

    test('is missed', () => {
      expect(reasonsFor(goods('24', '12.5'), context)).toEqual([
        { code: 'order-discount-missing', order: 'PO-1001', expected: '30', found: '0', difference: '30', tolerance: '0.02' },
      ])
      expect(codesFor(charged('24', '12.5', { document: '29.97' }), context)).toEqual(['order-discount-missing'])
    })

    test('may be given with one part of the order for all of it, whichever comes first', () => {
      const [whole, none] = [charged('12', '12.5', { document: '30' }), goods('12', '12.5', 'INV-2')]
      expect(codesFor(whole, context)).toEqual([])
      expect(codesFor(none, context)).toEqual(['order-discount-missing'])
      expect(codesFor(none, { ...context, earlier: [matched(whole, [given])] })).toEqual([])
    })

    test('is not asked of a credit, nor of an order that has none', () => {
      const original = matched(charged('24', '12.5', { document: '30' }), [given])
      const credit = { ...charged('4', '12.5', {}, 'CN-1'), type: 'credit' as const, originalInvoice: 'INV-7001' }
      expect(codesFor(credit, { ...context, original, earlier: [original] })).toEqual([])
      expect(codesFor(goods('24', '12.5'), aContext([one], { rules: rules({ tolerances: {} }) }))).toEqual([])
    })

    test('may be less where the partner agreed to a tolerance of the whole', () => {
      const agreed = aContext([given], { rules: rules({ tolerances: { total: { amount: '10' } } }) })
      expect(codesFor(charged('24', '12.5', { document: '20' }), agreed)).toEqual([])
      expect(codesFor(charged('24', '12.5', { document: '19.97' }), agreed)).toEqual(['order-discount-missing'])
    })
  })
})

describe('the amount of a line and of all goods', () => {
  const dearer = goods('24', '12.6')
  test('has a bound of its own where one is set', () => {
    const price = { percent: '5' }
    expect(codesFor(dearer, tolerances({ price }))).toEqual([])
    expect(codesFor(dearer, tolerances({ price, line: { amount: '2.4' } }))).toEqual([])
    expect(reasonsFor(dearer, tolerances({ price, line: { amount: '2.39' } }))).toEqual([
      {
        code: 'line-above-tolerance',
        order: 'PO-1001',
        line: '1',
        expected: '300',
        found: '302.4',
        difference: '2.4',
        tolerance: '2.39',
      },
    ])
    expect(codesFor(dearer, tolerances({ price, total: { amount: '2.4' } }))).toEqual([])
    expect(reasonsFor(dearer, tolerances({ price, total: { amount: '2.39' } }))).toMatchObject([
      { code: 'total-above-tolerance', expected: '300', found: '302.4', difference: '2.4' },
    ])
  })

  test('of all goods may be within what one line is beyond', () => {
    const order = anOrder()
    const two = anInvoice({
      lines: [
        aLine({ price: '12.6', amount: '302.4', taxes: [] }),
        aLine({ number: '2', item: {}, quantity: '10', unit: 'CA', price: '48', amount: '480', taxes: [] }),
      ],
      taxes: [],
      total: '782.4',
    })
    const price = { percent: '5' }
    expect(codesFor(two, ruled({ tolerances: { price, total: { amount: '0' } } }, order))).toEqual([])
    expect(codesFor(two, ruled({ tolerances: { price, line: { amount: '0' } } }, order))).toEqual(['line-above-tolerance'])
  })
})

describe('the quantity', () => {
  const after = (earlier: readonly MatchedInvoice[], changes: Partial<MatchingRules> = {}) =>
    aContext([one], { earlier, rules: rules(changes) })

  test('may be all that was ordered, and no more', () => {
    expect(codesFor(goods('24', '12.5'))).toEqual([])
    expect(reasonsFor(goods('25', '12.5'))).toEqual([
      {
        code: 'quantity-over-ordered',
        order: 'PO-1001',
        line: '1',
        expected: '24',
        found: '25',
        difference: '1',
        tolerance: '0',
      },
    ])
  })

  test('of two lines for one order line is counted together', () => {
    const line = aLine({ quantity: '13', amount: '162.5', taxes: [] })
    expect(reasonsFor(anInvoice({ lines: [line, line], taxes: [], total: '325' }))).toMatchObject([
      { code: 'quantity-over-ordered', found: '26' },
    ])
  })

  test('counts what was invoiced before', () => {
    const earlier = [matched(goods('10', '12.5', 'INV-1'), [one]), matched(goods('4', '12.5', 'INV-2'), [one])]
    expect(codesFor(goods('10', '12.5'), after(earlier))).toEqual([])
    expect(reasonsFor(goods('10.5', '12.5'), after(earlier))).toMatchObject([
      { code: 'quantity-over-ordered', expected: '24', found: '24.5', difference: '0.5' },
    ])
  })

  test('may be beyond the order by the tolerance, all invoices together', () => {
    const quantity = { percent: '10', amount: '2' }
    const earlier = [matched(goods('20', '12.5', 'INV-1'), [one])]
    expect(codesFor(goods('6', '12.5'), after(earlier, { tolerances: { quantity } }))).toEqual([])
    expect(reasonsFor(goods('6.1', '12.5'), after(earlier, { tolerances: { quantity } }))).toMatchObject([
      { difference: '2.1', tolerance: '2' },
    ])
  })

  test('does not count the invoices of other order lines', () => {
    const other = anOrder({ lines: [anOrderLine({ sourceId: 'another' })] })
    expect(codesFor(goods('24', '12.5'), after([matched(goods('24', '12.5', 'INV-1'), [other])]))).toEqual([])
  })
})

describe('three-way', () => {
  const key = one.lines[0]?.sourceId ?? ''
  const receiving = (
    received: Received | undefined,
    changes: Partial<MatchingRules> = {},
    earlier: readonly MatchedInvoice[] = [],
  ) =>
    aContext([one], {
      earlier,
      received: new Map(received ? [[key, received]] : []),
      rules: rules({ matching: 'three-way', ...changes }),
    })

  test('what was received may be invoiced, and no more', () => {
    expect(codesFor(goods('10', '12.5'), receiving({ quantity: '10', unit: 'pc' }))).toEqual([])
    expect(reasonsFor(goods('11', '12.5'), receiving({ quantity: '10', unit: 'pc' }))).toEqual([
      {
        code: 'quantity-over-received',
        order: 'PO-1001',
        line: '1',
        expected: '10',
        found: '11',
        difference: '1',
        tolerance: '0',
      },
    ])
  })

  test('what was invoiced before uses up what was received', () => {
    const earlier = [matched(goods('6', '12.5', 'INV-1'), [one])]
    expect(codesFor(goods('4', '12.5'), receiving({ quantity: '10', unit: 'pc' }, {}, earlier))).toEqual([])
    expect(codesFor(goods('5', '12.5'), receiving({ quantity: '10', unit: 'pc' }, {}, earlier))).toEqual([
      'quantity-over-received',
    ])
  })

  test('nothing received means nothing to be invoiced', () => {
    expect(reasonsFor(goods('1', '12.5'), receiving(undefined))).toMatchObject([
      { code: 'quantity-over-received', expected: '0' },
    ])
  })

  test('more than was ordered is not paid because it was received', () => {
    expect(codesFor(goods('25', '12.5'), receiving({ quantity: '25', unit: 'pc' }))).toEqual(['quantity-over-ordered'])
    expect(codesFor(goods('26', '12.5'), receiving({ quantity: '25', unit: 'pc' }))).toEqual([
      'quantity-over-received',
      'quantity-over-ordered',
    ])
  })

  test('the tolerance is of what was received', () => {
    const quantity = { percent: '10' }
    expect(codesFor(goods('11', '12.5'), receiving({ quantity: '10', unit: 'pc' }, { tolerances: { quantity } }))).toEqual([])
    expect(codesFor(goods('11.1', '12.5'), receiving({ quantity: '10', unit: 'pc' }, { tolerances: { quantity } }))).toEqual([
      'quantity-over-received',
    ])
  })

  test.each(['box', undefined])('a receipt in the unit %j says nothing of one in pieces', unit => {
    expect(reasonsFor(goods('1', '12.5'), receiving({ quantity: '24', unit }))).toMatchObject([
      { code: 'receipt-unit-unclear', expected: 'pc' },
    ])
  })
})

describe('a charge', () => {
  const charged = (amount: string, code: string | undefined = 'D240', direction: 'charge' | 'allowance' = 'charge') => {
    const net = direction === 'charge' ? decimal(300).plus(amount) : decimal(300).minus(amount)
    return anInvoice({
      lines: [aLine({ taxes: [] })],
      charges: [{ direction, ...(code && { code }), amount }],
      taxes: [],
      total: net.toFixed(),
    })
  }
  const agreed = (...charges: MatchingRules['charges']) => ruled({ charges })

  test('that was agreed is paid, one that was not is held', () => {
    expect(codesFor(charged('40'), agreed({ charge: 'D240' }))).toEqual([])
    expect(reasonsFor(charged('40'), agreed({ charge: 'D500' }))).toEqual([
      { code: 'charge-not-agreed', order: 'PO-1001', found: 'D240 40' },
    ])
    expect(codesFor(charged('40', ''), agreed({ charge: 'D240' }))).toEqual(['charge-not-agreed'])
  })

  test('may reach its limit, which is the smaller of both, and no more', () => {
    const limits = agreed({ charge: 'D240', percent: '10', amount: '25' })
    expect(codesFor(charged('25'), limits)).toEqual([])
    expect(reasonsFor(charged('25.01'), limits)).toMatchObject([
      { code: 'charge-above-agreed', expected: 'D240 25', found: 'D240 25.01', difference: '0.01' },
    ])
    expect(codesFor(charged('30'), agreed({ charge: 'D240', percent: '10' }))).toEqual([])
    expect(codesFor(charged('30.01'), agreed({ charge: 'D240', percent: '10' }))).toEqual(['charge-above-agreed'])
  })

  test('on a line and on the document is counted together', () => {
    const freight = { direction: 'charge' as const, code: 'D240', amount: '20' }
    const twice = anInvoice({ lines: [aLine({ taxes: [], charges: [freight] })], charges: [freight], taxes: [], total: '340' })
    expect(codesFor(twice, agreed({ charge: 'D240', amount: '40' }))).toEqual([])
    expect(codesFor(twice, agreed({ charge: 'D240', amount: '39.99' }))).toEqual(['charge-above-agreed'])
  })

  test('that takes something off is welcome', () => {
    expect(codesFor(charged('40', 'C310', 'allowance'), agreed())).toEqual([])
  })
})

describe('the tax', () => {
  const taxed = (amount: string, changes: Partial<ReturnType<typeof anInvoice>> = {}) =>
    anInvoice({ taxes: [{ code: 'VA', amount, rate: '0.21' }], total: decimal(300).plus(amount).toFixed(), ...changes })

  test('is computed once more, and may differ by rounding', () => {
    expect(codesFor(taxed('63'))).toEqual([])
    expect(codesFor(taxed('63.02'))).toEqual([])
    expect(codesFor(taxed('62.98'))).toEqual([])
    expect(reasonsFor(taxed('63.03'))).toEqual([
      { code: 'tax-differs', expected: '63', found: '63.03', difference: '0.03', tolerance: '0.02' },
    ])
    expect(codesFor(taxed('60'))).toEqual(['tax-differs'])
  })

  test('may differ by its tolerance where that is wider', () => {
    const wider = tolerances({ tax: { amount: '1' } })
    expect(codesFor(taxed('64'), wider)).toEqual([])
    expect(codesFor(taxed('64.01'), wider)).toEqual(['tax-differs'])
  })

  test('of the whole document may be of its goods, with or without its charges', () => {
    const freight = [{ direction: 'charge' as const, code: 'D240', amount: '10' }]
    const bare = [aLine({ taxes: [] })]
    expect(codesFor(taxed('63', { lines: bare, charges: freight, total: '373' }))).toEqual([])
    expect(codesFor(taxed('65.1', { lines: bare, charges: freight, total: '375.1' }))).toEqual([])
    expect(codesFor(taxed('64', { lines: bare, charges: freight, total: '374' }))).toEqual(['tax-differs'])
  })

  test('at several rates is compared rate by rate', () => {
    const lines = [
      aLine({ quantity: '12', amount: '150', taxes: [{ code: 'VA', rate: '0.21', amount: '31.5' }] }),
      aLine({ quantity: '12', amount: '150', taxes: [{ code: 'VA', rate: '0.09', amount: '13.5' }] }),
    ]
    const both = (low: string, high: string) => ({
      lines,
      taxes: [
        { code: 'VA', rate: '0.21', amount: high },
        { code: 'VA', rate: '0.09', amount: low },
      ],
      total: '345',
    })
    expect(codesFor(anInvoice(both('13.5', '31.5')))).toEqual([])
    expect(codesFor(anInvoice(both('23.5', '21.5')))).toEqual(['tax-differs', 'tax-differs'])
  })

  test('of several rates that no line claims is left to the map, and so is one that lines state without a rate', () => {
    const lines = [aLine({ taxes: [] })]
    const taxes = [
      { code: 'VA', rate: '0.21', amount: '50' },
      { code: 'VA', rate: '0.09', amount: '5' },
    ]
    expect(codesFor(anInvoice({ lines, taxes, total: '355' }))).toEqual([])
    const unrated = [aLine({ taxes: [{ code: 'VA', amount: '63' }] })]
    expect(codesFor(taxed('63', { lines: unrated }))).toEqual([])
    expect(codesFor(taxed('64', { lines: unrated }))).toEqual(['tax-differs'])
    expect(codesFor(anInvoice({ lines: unrated, taxes, total: '355' }))).toEqual([])
  })

  test('within its tolerance is booked as it is stated', () => {
    const wider = tolerances({ tax: { percent: '2', amount: '5' } })
    const verdict = matchInvoice(taxed('64.26'), wider)
    if (verdict.verdict !== 'matched') throw new Error('held')
    expect(verdict.matched.taxTolerance).toBe('1.26')
    const { writes } = invoiceWrites(verdict.matched, {
      partner: 'seller',
      references,
      vatCodes: new Map([['2', { Code: '2', Percentage: 0.21, Type: 'E' }]]),
      glAccounts: exactContext().glAccounts,
      chargeItems: new Map(),
    })
    expect(writes).toMatchObject([{ body: { PurchaseInvoiceLines: [{ Amount: 300, VATAmount: 64.26 }] } }])
  })

  test('without a rate is left to the map, which knows the VAT codes', () => {
    expect(codesFor(anInvoice({ taxes: [{ code: 'VA', amount: '63' }] }))).toEqual([])
  })
})
