/** What suppliers do with an 810: every type, and the traps of reference x12.md §11.34–43. */
import { decimal, decimalText, sum } from '../../../lib/documents/value'
import type { Delivery } from '../answer'
import type { Segment } from '../read'
import { after, all, before, divisible, every, first, ids, numbered, severalLines, someDistinct, times, without } from './edits'
import type { Edit, Further, Scene, Trap } from './trap'

const on810 = (trap: Omit<Trap, 'set'>): Trap => ({ set: '810', ...trap })

/** Beyond what was received is worse than beyond what was ordered. */
const overReceived = { 'ship-notices': 'quantity-over-received', 'goods-receipts': 'quantity-over-received' } as const

const types: readonly Trap[] = [
  ...['', 'PR', 'CI', 'FD'].map(code =>
    on810({ name: `an invoice of type "${code}"`, of: `BIG07 ${code || 'empty'}`, edit: first('BIG', 7, code) }),
  ),
  ...['DR', 'ME', 'RA', 'N6'].map(code =>
    on810({
      name: `a document of type ${code}`,
      of: `BIG07 ${code}, 38, 40`,
      edit: first('BIG', 7, code),
      heldAs: 'invoice-type-unclear',
    }),
  ),
  ...['00', '15', '18', '20', '49'].map(code =>
    on810({ name: `an invoice of purpose ${code}`, of: `BIG08 ${code}`, edit: first('BIG', 8, code) }),
  ),
  ...['01', '04', '05', '06', '07', '22', '24'].map(code =>
    on810({
      name: `an invoice of the unclear purpose ${code}`,
      of: `BIG08 ${code}`,
      edit: first('BIG', 8, code),
      heldAs: 'invoice-purpose-unclear',
    }),
  ),
]

/** One piece of the first line is given back. */
function credit(code: string, change: Omit<Further, 'number' | 'delivery'> = {}): Further {
  const { edit = segments => segments } = change
  return { number: first => `C${first}`, delivery: quantityOfFirst('1'), ...change, edit: all(first('BIG', 7, code), edit) }
}

const byReference = after('REF', ({ number }) => [['REF', 'OI', number]])

/** What is given back as negative figures. */
const negative: Edit = all(
  every('IT1', 2, times('-1')),
  every('TXI', 2, times('-1')),
  every('TDS', 1, times('-1')),
  every('TDS', 2, times('-1')),
)

const credits: readonly Trap[] = [
  on810({
    name: 'a credit memo with positive amounts',
    of: '38, BIG07 CR',
    fits: divisible,
    also: [credit('CR', { edit: byReference })],
  }),
  on810({
    name: 'a credit invoice with negative amounts',
    of: '38, BIG07 CN',
    fits: divisible,
    also: [credit('CN', { edit: all(byReference, negative) })],
  }),
  on810({
    name: 'negative amounts under DI',
    of: '38, BIG07 DI',
    fits: divisible,
    also: [credit('DI', { edit: all(byReference, negative) })],
  }),
  on810({
    name: 'a credit that lowers the price and leaves the goods',
    of: '38',
    also: [
      {
        number: now => `C${now}`,
        delivery: onlyFirst(({ line, quantity }) => ({ line: { ...line, price: times('0.1')(line.price) }, quantity })),
        edit: all(first('BIG', 7, 'CR'), byReference),
      },
    ],
  }),
  on810({
    name: 'a credit that comes before its invoice',
    of: '38',
    fits: divisible,
    also: [{ ...credit('CR', { edit: byReference }), before: true }],
  }),
  on810({
    name: 'goods given back and replaced, the last invoice first',
    of: '38, 33',
    fits: divisible,
    also: [{ number: now => `${now}R`, delivery: quantityOfFirst('1'), before: true }, credit('CR', { edit: byReference })],
  }),
  on810({
    name: 'a credit that names its invoice in BIG10',
    of: '38',
    fits: divisible,
    also: [credit('CR', { edit: first('BIG', 10, (_, { number }) => number) })],
  }),
  on810({
    name: 'a credit that names no invoice',
    of: '38',
    fits: divisible,
    also: [credit('CR', { heldAs: 'credit-without-invoice' })],
  }),
  on810({
    name: 'a credit of an invoice that never was',
    of: '38',
    fits: divisible,
    also: [credit('CR', { edit: first('BIG', 10, 'NEVER-WAS'), heldAs: 'credit-without-invoice' })],
  }),
  on810({
    name: 'more given back than was charged',
    of: '38',
    also: [
      {
        number: first => `C${first}`,
        delivery: change(line => ({ ...line, quantity: times('2')(line.quantity) })),
        edit: all(first('BIG', 7, 'CR'), byReference),
        heldAs: 'credit-exceeds-invoice',
      },
    ],
  }),
]

const totals: readonly Trap[] = [
  on810({ name: 'a total with a point', of: '34', edit: first('TDS', 1, withPoint), isRejected: true }),
  on810({ name: 'a total a cent lower than its parts', of: '35', edit: first('TDS', 1, plus(-1)) }),
  on810({ name: 'a total a euro higher', of: '35', edit: first('TDS', 1, plus(100)), heldAs: 'total-does-not-tie-out' }),
  on810({ name: 'only the total in TDS', of: '42', edit: first('TDS', 2, '') }),
  on810({
    name: 'an invoice without lines',
    of: '34',
    edit: all(without('IT1'), segments => segments.filter((segment, n) => !(segment[0] === 'TXI' && n < at(segments, 'TDS')))),
    heldAs: 'invoice-without-lines',
  }),
]

/** A charge on a line bears the tax of the line, unless it says otherwise. */
const untaxedHandling: readonly Segment[] = [
  ['SAC', 'C', 'D500', '', '', '250'],
  ['TXI', 'VA', '0', '0'],
]

const charges: readonly Trap[] = [
  on810({ name: 'an allowance', of: '36, SAC A C310', edit: all(sac('A', 'C310', '100'), first('TDS', 1, plus(-100))) }),
  on810({
    name: 'an allowance on a line',
    of: '36, SAC A C310',
    edit: all(
      after('TXI', [
        ['SAC', 'A', 'C310', '', '', '100'],
        ['TXI', 'VA', '0', '0'],
      ]),
      first('TDS', 1, plus(-100)),
    ),
  }),
  on810({ name: 'a charge for information', of: '36, SAC N', edit: sac('N', 'D240', '999') }),
  on810({ name: 'a charge that is not to be paid here', of: '36, SAC12 06', edit: sac('C', 'D240', '999', '06') }),
  on810({
    name: 'a charge by rate and quantity',
    of: '36, SAC08',
    edit: all(before(['CTT'], [['SAC', 'C', 'D240', '', '', '', '', '', '2.5', 'EA', '4']]), first('TDS', 1, plus(1000))),
  }),
  on810({
    name: 'a charge in percent alone',
    of: '36, SAC07',
    edit: before(['CTT'], [['SAC', 'C', 'D240', '', '', '', '3', '2']]),
    heldAs: 'charge-unclear',
  }),
  on810({
    name: 'a charge on a line',
    of: '36',
    edit: all(after('TXI', untaxedHandling), first('TDS', 1, plus(250))),
  }),
  on810({
    name: 'a charge on a line, repeated for the document',
    of: '36',
    edit: all(after('TXI', untaxedHandling), sac('C', 'D500', '250'), first('TDS', 1, plus(250))),
  }),
  on810({
    name: 'a charge that was not agreed',
    of: '36, SAC E170',
    edit: all(sac('C', 'E170', '500'), first('TDS', 1, plus(500))),
    heldAs: 'charge-not-agreed',
  }),
  on810({
    name: 'more freight than was agreed',
    of: '36, SAC D240',
    edit: all(sac('C', 'D240', '25000'), first('TDS', 1, plus(25_000))),
    heldAs: 'charge-above-agreed',
  }),
  on810({
    name: 'an allowance that nobody mapped',
    of: '36, SAC A F800',
    edit: all(sac('A', 'F800', '100'), first('TDS', 1, plus(-100))),
    heldAs: 'charge-unmapped',
  }),
  on810({
    name: 'a promotion that is neither charge nor allowance',
    of: '36, SAC P',
    edit: sac('P', 'F800', '100'),
    heldAs: 'charge-unclear',
  }),
]

const taxes: readonly Trap[] = [
  on810({ name: 'goods that are exempt', of: '37, TXI06', edit: taxedAs(() => ['TXI', 'VA', '', '', '', '', '1'], '0') }),
  on810({
    name: 'reverse charge: no tax, and a text that says so',
    of: '37, 16',
    edit: all(
      taxedAs(rate => ['TXI', 'VA', '0', rate], '0'),
      before(['CUR'], [['NTE', 'GEN', 'VAT REVERSE CHARGE']]),
    ),
  }),
  on810({
    name: 'a rate that the division does not have',
    of: '37',
    edit: taxedAs((rate, amount) => ['TXI', 'VA', amount, rate], '0.05'),
    heldAs: 'vat-code-unknown',
  }),
  on810({
    name: 'tax on the lines only',
    of: '37',
    edit: segments => segments.filter((segment, n) => !(segment[0] === 'TXI' && n > at(segments, 'TDS'))),
  }),
  on810({
    name: 'tax as a charge',
    of: '36, 37, SAC H800',
    edit: (segments, scene) => {
      const tax = sum(
        segments.filter((segment, n) => segment[0] === 'TXI' && n > at(segments, 'TDS')).map(segment => segment[2] ?? 0),
      )
      const lines = segments.filter((segment, n) => !(segment[0] === 'TXI' && n > at(segments, 'TDS')))
      return sac('C', 'H800', tax.times(100).toFixed(0))(lines, scene)
    },
  }),
  on810({
    name: 'a tax that is not its rate of anything',
    of: '37',
    edit: all(
      (segments, scene) => first('TXI', 2, plusFigure('5'))(segments, scene),
      (segments, scene) => summary(segments, first('TXI', 2, plusFigure('5')), scene),
      first('TDS', 1, plus(500)),
    ),
    heldAs: 'tax-differs',
  }),
  on810({
    name: 'a rate as a percent figure where a fraction was agreed, or the reverse',
    of: '37, TXI03',
    edit: every('TXI', 3, now => (decimal(now).greaterThan(1) ? times('0.01')(now) : times('100')(now))),
    heldAs: 'tax-rate-setting',
  }),
]

const orders: readonly Trap[] = [
  on810({ name: 'no order number', of: '39', edit: first('BIG', 4, ''), heldAs: 'order-number-missing' }),
  on810({
    name: 'several orders on one invoice',
    of: '39, BIG07 CI',
    together: true,
    edit: first('BIG', 7, 'CI'),
  }),
  on810({
    name: 'the order in REF',
    of: '39',
    edit: all(
      first('BIG', 4, ''),
      before(['REF'], ({ order }) => [['REF', 'PO', order.number]]),
    ),
  }),
  on810({
    name: 'the order on each line',
    of: '39',
    edit: all(first('BIG', 4, ''), (segments, { order }) =>
      segments.map(segment => (segment[0] === 'IT1' ? [...segment, 'PO', order.number] : segment)),
    ),
  }),
  on810({
    name: 'one order written in two ways',
    of: '39',
    fits: severalLines,
    edit: all(first('BIG', 4, ''), (segments, { order: { number } }) =>
      segments.map((segment, n) =>
        segment[0] === 'IT1'
          ? [...segment, 'PO', n === at(segments, 'IT1') ? `00${number}` : `${number.slice(0, 2)}-${number.slice(2)}`]
          : segment,
      ),
    ),
  }),
  on810({
    name: 'an order number that looks alike',
    of: '39',
    edit: first('BIG', 4, now => `${now}X`),
    heldAs: 'order-unknown',
  }),
  on810({ name: 'an invoice in another currency', of: '19', edit: first('CUR', 2, 'USD'), heldAs: 'currency-differs' }),
  on810({
    name: 'an invoice in two currencies',
    of: '19',
    edit: after('IT1', [['CUR', 'SE', 'USD']]),
    heldAs: 'several-currencies',
  }),
  on810({ name: 'an invoice that names no currency', of: '19', edit: without('CUR') }),
]

const lines: readonly Trap[] = [
  on810({ name: 'an invoice without line numbers', of: '9', fits: someDistinct, edit: numbered('IT1', 6, '') }),
  on810({
    name: 'an invoice with line numbers of the supplier',
    of: '9',
    fits: someDistinct,
    edit: numbered('IT1', 6, now => `L${now}`),
  }),
  on810({
    name: 'a line that nobody ordered',
    of: '9, 11',
    edit: all(first('IT1', 1, '99'), idsOfFirst(['VN', 'NOBODY-ASKED'])),
    heldAs: 'line-unknown',
  }),
  on810({
    name: 'a line number with another article',
    of: '11',
    edit: idsOfFirst(['VN', 'NEW-4711']),
    heldAs: 'line-item-differs',
  }),
  on810({
    name: 'a line that may be one of two',
    of: '9',
    fits: ({ lines: [line, ...others] }) => others.some(other => other.ids[1] === line?.ids[1]),
    edit: first('IT1', 1, ''),
    heldAs: 'line-ambiguous',
  }),
  on810({ name: 'a qualifier without an id', of: '12', edit: ids('IT1', 6, pairs => ['UP', '', ...pairs]), isRejected: true }),
  on810({ name: 'articles by a GTIN of 14 digits', of: '11', edit: ids('IT1', 6, gtins) }),
  on810({ name: 'invoiced in another unit', of: '43', edit: first('IT1', 3, 'CA'), heldAs: 'unit-differs' }),
  on810({
    name: 'a price per thousand',
    of: '10, IT105 TP',
    edit: all(every('IT1', 4, times('1000')), every('IT1', 5, 'TP')),
  }),
  on810({
    name: 'an invoiced price with a basis that is no unit',
    of: '10, IT105 SR',
    edit: first('IT1', 5, 'SR'),
    heldAs: 'price-basis-unclear',
  }),
  on810({
    name: 'components of a set',
    of: '13',
    edit: after('TXI', ({ line }) => [['SLN', '1', '', 'I', '2', line.unit, '1.25', '', '', 'VN', 'PART-1']]),
  }),
  on810({ name: 'a price five percent higher, within what was agreed', of: '35, tolerances', delivery: dearer('1.05') }),
  on810({ name: 'a price that is lower than ordered', of: '35, tolerances', delivery: dearer('0.9') }),
  on810({ name: 'a price eight percent higher', of: '35', delivery: dearer('1.08'), heldAs: 'price-above-tolerance' }),
  on810({
    name: 'one more than was ordered',
    of: 'over-invoicing',
    delivery: change(line => ({ ...line, quantity: decimalText(decimal(line.quantity).plus(1)) })),
    heldAs: 'quantity-over-ordered',
    heldWhere: overReceived,
  }),
  on810({
    name: 'the whole once more, under another number',
    of: 'cumulative invoicing',
    also: [{ number: now => `${now}B`, heldAs: 'quantity-over-ordered', heldWhere: overReceived }],
  }),
  on810({
    name: 'in two parts on two invoices',
    of: 'partial invoicing, 33',
    fits: divisible,
    delivery: change(line => ({ ...line, quantity: '1' })),
    also: [
      {
        number: now => `${now}B`,
        delivery: onlyFirst(({ line }) => ({ line, quantity: decimalText(decimal(line.quantity).minus(1)) })),
      },
    ],
  }),
]

const numbers: readonly Trap[] = [
  on810({ name: 'the same invoice twice', of: 'duplicates', also: [{ number: now => now, isRepeated: true }] }),
  ...(
    [
      ['dots', (now: string) => now.replaceAll('-', '.')],
      ['blanks and zeros', (now: string) => `00 ${now.replaceAll('-', ' ')}`],
      ['small letters', (now: string) => now.toLowerCase()],
      ['the letter O', (now: string) => now.replace('0', 'O')],
    ] as const
  ).map(([what, number]) =>
    on810({
      name: `the number again, with ${what}`,
      of: 'look-alike numbers',
      also: [{ number, heldAs: 'duplicate-invoice-number' }],
    }),
  ),
]

const terms: readonly Trap[] = [
  on810({
    name: 'payment in five days',
    of: '41',
    edit: before(['DTM'], [['ITD', '01', '3', '', '', '', '', '5']]),
    heldAs: 'payment-terms-differ',
  }),
  on810({ name: 'payment later than agreed', of: '41', edit: before(['DTM'], [['ITD', '01', '3', '', '', '', '', '120']]) }),
  on810({
    name: 'terms that disagree',
    of: '41',
    edit: before(['DTM'], ({ order }) => [['ITD', '01', '3', '', '', '', order.date, '90']]),
  }),
  on810({
    name: 'terms in words',
    of: '41',
    edit: before(['DTM'], [['ITD', 'ZZ', '', '', '', '', '', '', '', '', '', '', 'AS AGREED']]),
  }),
  on810({
    name: 'terms with a discount for early payment',
    of: '41',
    edit: before(['DTM'], [['ITD', '01', '3', '2', '', '10', '', '90']]),
  }),
]

const texts: readonly Trap[] = [
  on810({ name: 'notes in NTE', of: '16', edit: before(['CUR'], [['NTE', 'GEN', 'THANK YOU']]) }),
  on810({
    name: 'a bad set beside a good one',
    of: '7',
    also: [{ number: now => `${now}X`, edit: without('BIG'), isRejected: true }],
  }),
]

export const invoiceTraps: readonly Trap[] = [
  ...types,
  ...credits,
  ...totals,
  ...charges,
  ...taxes,
  ...orders,
  ...lines,
  ...numbers,
  ...terms,
  ...texts,
]

function at(segments: readonly Segment[], tag: string): number {
  return segments.findIndex(segment => segment[0] === tag)
}

/** N2 figures are cents. */
function plus(more: number): (now: string) => string {
  return now => decimal(now).plus(more).toFixed(0)
}

function plusFigure(more: string): (now: string) => string {
  return now => decimalText(decimal(now === '' ? 0 : now).plus(more))
}

function withPoint(now: string): string {
  return decimal(now).dividedBy(100).toFixed(2)
}

/**
 * The tax of every line at this rate, written as the segment says, and of the whole once; the total follows. A supplier who writes percent
 * figures goes on doing so.
 */
function taxedAs(segment: (rate: string, amount: string) => Segment, fraction: string): Edit {
  return (segments, scene) => {
    const summed = at(segments, 'TDS')
    const isTax = (one: Segment) => one[0] === 'TXI'
    const percent = segments.some(one => isTax(one) && decimal(one[3] || 0).greaterThan(1))
    const rate = percent ? times('100')(fraction) : fraction
    const before = sum(segments.filter((one, n) => isTax(one) && n > summed).map(one => one[2] || 0))
    let goods = decimal(0)
    let now = decimal(0)
    const lines = segments.slice(0, summed).map(one => {
      if (one[0] === 'IT1')
        goods = decimal(one[2] || 0)
          .times(one[4] || 0)
          .toDecimalPlaces(2)
      if (!isTax(one)) return one
      const tax = goods.times(fraction).toDecimalPlaces(2)
      now = now.plus(tax)
      return segment(rate, decimalText(tax))
    })
    const rest = segments.slice(summed).filter(one => !isTax(one))
    const [tds = [], ...others] = first('TDS', 1, plus(now.minus(before).times(100).toNumber()))(rest, scene)
    return [...lines, tds, segment(rate, decimalText(now)), ...others]
  }
}

function sac(indicator: string, code: string, amount: string, handling = ''): Edit {
  return before(['CTT'], [['SAC', indicator, code, '', '', amount, '', '', '', '', '', '', handling]])
}

/** From the totals on. */
function summary(segments: readonly Segment[], edit: Edit, scene: Scene): readonly Segment[] {
  const start = at(segments, 'TDS')
  return [...segments.slice(0, start), ...edit(segments.slice(start), scene)]
}

function idsOfFirst(pairs: readonly string[]): Edit {
  return segments => {
    const place = at(segments, 'IT1')
    return segments.map((segment, n) => (n === place ? [...segment.slice(0, 6), ...pairs] : segment))
  }
}

/** Where there is a GTIN, it alone, with its zeros. */
function gtins(pairs: readonly string[]): readonly string[] {
  const place = pairs.indexOf('EN')
  return place === -1 ? pairs : ['UK', (pairs[place + 1] ?? '').padStart(14, '0')]
}

type Part = Delivery['lines'][number]

function change(part: (line: Part) => Part): (delivery: Delivery) => Delivery {
  return delivery => ({ ...delivery, lines: delivery.lines.map((line, n) => (n === 0 ? part(line) : line)) })
}

function onlyFirst(part: (line: Part) => Part): (delivery: Delivery) => Delivery {
  return delivery => ({ ...delivery, lines: delivery.lines.slice(0, 1).map(part) })
}

function quantityOfFirst(quantity: string): (delivery: Delivery) => Delivery {
  return onlyFirst(({ line }) => ({ line, quantity }))
}

function dearer(factor: string): (delivery: Delivery) => Delivery {
  return change(({ line, quantity }) => ({ line: { ...line, price: decimalText(decimal(line.price).times(factor)) }, quantity }))
}
