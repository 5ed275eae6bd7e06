/** What suppliers do with an 855: every acknowledgment type and line status, and the traps of reference x12.md §11.21–27. */
import { decimal, decimalText } from '../../../lib/documents/value'
import { dayAfter } from '../../world'
import type { Answer, AnsweredLine, AnsweredPart } from '../answer'
import type { Segment } from '../read'
import {
  after,
  all,
  before,
  divisible,
  every,
  first,
  ids,
  numbered,
  otherwise,
  severalLines,
  someDistinct,
  without,
} from './edits'
import type { Edit, Scene, Trap } from './trap'

/** POC02. @see reference x12.md §7, element 670 */
const changeCodes = 'AI CA CB CC CE CF CG CH CI CT DI MU NC OA OC PC PQ PR QD QI RA RB RC RE RM RQ RS RZ TI'.split(' ')

/** ACK01, element 668, and BCA02, element 587. */
const lineStatuses = 'AA AC AR BP DR IA IB IC ID IE IF IH IP IQ IR IS IW SP R1 R2 R3 R4 R5 R6 R7 R8'.split(' ')
const verdictCodes = 'AC AD AE AH AK AP AT NA RD RF RJ RN RO RV ZZ'.split(' ')

const on855 = (trap: Omit<Trap, 'set'>): Trap => ({ set: '855', ...trap })

/** ACK01 of the first line, under a verdict that says that something changed. */
const status = (code: string): Edit => all(first('BAK', 2, 'AC'), first('ACK', 1, code))
const verdict = (code: string): Edit => first('BAK', 2, code)
const withoutLines: Edit = without('PO1', 'ACK', 'CTT')

/** Statuses under which a line comes as ordered. */
const passing = ['AA', 'AC', 'AR', 'SP', 'IC', 'BP', 'IB', 'DR', 'IQ'].map(code =>
  on855({ name: `a line with status ${code} that is as ordered`, of: `ACK01 ${code}`, edit: status(code) }),
)

const refusing = ['ID', 'IR', 'R1', 'R2', 'R3', 'R4', 'R5', 'R6', 'R7', 'R8'].map(code =>
  on855({ name: `a line refused with ${code}`, of: `ACK01 ${code}`, edit: status(code), heldAs: 'line-rejected' }),
)

const waiting = ['IE', 'IF', 'IH', 'IW'].map(code =>
  on855({ name: `a line that waits with ${code}`, of: `ACK01 ${code}`, edit: status(code), heldAs: 'line-on-hold' }),
)

const acceptingAll = ['AK', 'AT', 'NA'].map(code =>
  on855({ name: `an order accepted with ${code}`, of: `BAK02 ${code}, 21`, edit: all(verdict(code), withoutLines) }),
)

const refusingAll = ['RD', 'RF', 'RJ', 'RN', 'RO', 'RV'].map(code =>
  on855({
    name: `an order refused with ${code} and nothing else`,
    of: `BAK02 ${code}, 21`,
    edit: all(verdict(code), withoutLines),
    heldAs: 'order-rejected',
  }),
)

const byLine = ['AC', 'AD', 'AP', 'ZZ'].map(code =>
  on855({ name: `lines accepted under ${code}`, of: `BAK02 ${code}`, edit: verdict(code) }),
)

const verdicts: readonly Trap[] = [
  on855({
    name: 'an order on hold with AH',
    of: 'BAK02 AH',
    edit: all(verdict('AH'), withoutLines),
    heldAs: 'order-on-hold',
  }),
  on855({
    name: 'NA with a line refused',
    of: 'BAK02 NA, 21',
    edit: all(status('IR'), verdict('NA')),
    heldAs: 'line-rejected',
  }),
  on855({
    name: 'AD with a line refused',
    of: 'BAK02 AD, 21',
    edit: all(status('IR'), verdict('AD')),
    heldAs: 'line-rejected',
  }),
  on855({
    name: 'AE that lists one line, as ordered',
    of: 'BAK02 AE, 21',
    fits: severalLines,
    edit: all(verdict('AE'), firstLineOnly),
  }),
  on855({
    name: 'AE that lists one line, deleted',
    of: 'BAK02 AE, 21',
    fits: severalLines,
    edit: all(status('ID'), verdict('AE'), firstLineOnly),
    heldAs: 'line-rejected',
  }),
  on855({
    name: 'AC that leaves out a line',
    of: 'BAK02 AC, 21',
    fits: severalLines,
    edit: all(verdict('AC'), firstLineOnly),
    heldAs: 'line-not-confirmed',
  }),
  on855({ name: 'lines without any ACK under AT', of: '22', edit: all(verdict('AT'), without('ACK')) }),
  on855({ name: 'an ACK without a quantity', of: '22', edit: all(every('ACK', 2, ''), every('ACK', 3, '')) }),
  on855({
    name: 'a bare R2',
    of: '22, ACK01 R2',
    edit: all(verdict('AC'), segments => segments.map(bareR2)),
    heldAs: 'line-rejected',
  }),
]

const figures: readonly Trap[] = [
  on855({
    name: 'a price two percent higher, within what was agreed',
    of: 'ACK01 IP, 26',
    answer: changed(({ price, ...line }) => ({ ...line, price: decimalText(decimal(price).times('1.02')) })),
    edit: status('IP'),
  }),
  on855({
    name: 'another price that is not said',
    of: 'ACK01 IP, 26',
    edit: all(status('IP'), first('PO1', 4, ''), first('PO1', 5, '')),
    heldAs: 'price-confirmed-differs',
  }),
  on855({
    name: 'fewer than ordered',
    of: 'ACK01 IQ, 24',
    fits: divisible,
    edit: all(
      status('IQ'),
      first('ACK', 2, now => decimalText(decimal(now).minus(1))),
    ),
    heldAs: 'quantity-confirmed-differs',
  }),
  on855({
    name: 'only what is back-ordered',
    of: 'ACK01 IB, BP, 23',
    fits: divisible,
    edit: all(status('BP'), first('ACK', 2, '1')),
    heldAs: 'quantity-confirmed-differs',
  }),
  on855({
    name: 'three parts that are the whole',
    of: '24',
    fits: ({ lines: [line] }) => line !== undefined && decimal(line.quantity).greaterThan(2),
    answer: inParts(({ quantity, date }) => [
      { status: 'IQ', quantity: '1', date },
      { status: 'IB', quantity: '1', date: moved(date, 3) },
      { status: 'IB', quantity: decimalText(decimal(quantity).minus(2)), date: moved(date, 6) },
    ]),
    edit: verdict('AC'),
  }),
  on855({
    name: 'two parts that are less than the whole',
    of: '24',
    fits: ({ lines: [line] }) => line !== undefined && decimal(line.quantity).greaterThan(2),
    answer: inParts(({ date }) => [
      { status: 'IQ', quantity: '1', date },
      { status: 'IB', quantity: '1', date: moved(date, 3) },
    ]),
    edit: verdict('AC'),
    heldAs: 'quantity-confirmed-differs',
  }),
  on855({
    name: 'all of it a month later',
    of: 'ACK01 IB, 23',
    answer: inParts(({ quantity, date }) => [{ status: 'IB', quantity, date: moved(date, 30) }]),
    edit: verdict('AC'),
    heldAs: 'date-confirmed-differs',
  }),
  on855({
    name: 'dates in SCH',
    of: '17, 24',
    fits: divisible,
    answer: inParts(({ quantity, date }) => [
      { status: 'IQ', quantity: '1', date },
      { status: 'IQ', quantity: decimalText(decimal(quantity).minus(1)), date: moved(date, 4) },
    ]),
    edit: all(verdict('AC'), scheduled),
  }),
  on855({
    name: 'SCH that says never',
    of: '17',
    edit: all(
      first('ACK', 4, ''),
      first('ACK', 5, ''),
      after('ACK', ({ line }) => [sch(line.quantity, line.unit, '20491231')]),
    ),
    heldAs: 'date-confirmed-differs',
  }),
  on855({
    name: 'SCH for another quantity than ACK',
    of: '24',
    edit: after('ACK', ({ line }) => [sch(decimalText(decimal(line.quantity).plus(1)), line.unit, line.requestedDate)]),
    heldAs: 'confirmation-quantities-contradict',
  }),
  on855({
    name: 'days in DTM after each ACK',
    of: '17',
    edit: segments =>
      segments.flatMap(segment => (segment[0] === 'ACK' ? [segment.slice(0, 4), ['DTM', '067', segment[5] ?? '']] : [segment])),
  }),
  on855({
    name: 'another unit',
    of: 'ACK03, 43',
    edit: all(first('PO1', 3, 'CA'), first('ACK', 3, 'CA')),
    heldAs: 'unit-differs',
  }),
  on855({
    name: 'a price per hundred',
    of: '10, PO105 HP',
    edit: all(
      first('PO1', 4, now => decimalText(decimal(now).times(100))),
      first('PO1', 5, 'HP'),
    ),
  }),
  on855({
    name: 'a price with a basis that is no unit',
    of: '10, PO105 SR',
    edit: first('PO1', 5, 'SR'),
    heldAs: 'price-basis-unclear',
  }),
  on855({ name: 'another currency', of: '19', edit: first('CUR', 2, 'USD'), heldAs: 'currency-differs' }),
  on855({
    name: 'two currencies',
    of: '19',
    edit: after('PO1', [['CUR', 'SE', 'USD']]),
    heldAs: 'several-currencies',
  }),
]

const lines: readonly Trap[] = [
  on855({ name: 'no line numbers', of: '9', fits: someDistinct, edit: numbered('PO1', 6, '') }),
  on855({ name: 'line numbers of the supplier', of: '9', fits: someDistinct, edit: numbered('PO1', 6, now => `item-${now}`) }),
  on855({ name: 'line numbers with zeros', of: '9', edit: every('PO1', 1, now => now.padStart(5, '0')) }),
  on855({
    name: 'ids in another order, UNKNOWN among them',
    of: '11',
    edit: ids('PO1', 6, pairs => [
      'VN',
      'UNKNOWN',
      'PR',
      'RO',
      ...pairs.flatMap((_, n) => (n % 2 === 0 ? turned(pairs, n) : [])),
    ]),
  }),
  on855({ name: 'a date at the place of the request number', of: '27', edit: every('ACK', 6, '20491231') }),
  on855({
    name: 'the stores of a line in SDQ',
    of: '14',
    edit: after('PO1', ({ line }) => [['SDQ', line.unit, '92', '0101', line.quantity]]),
  }),
  on855({
    name: 'parties without a name, on the heading and on a line',
    of: '15',
    edit: all(before(['PO1'], [['N1', 'ST', '', '92', 'W_341001']]), before(['CTT'], [['N1', 'ST', '', '92', 'W_341002']])),
  }),
  on855({
    name: 'another article under IS',
    of: 'ACK01 IS, 25',
    edit: all(status('IS'), first('ACK', 6, ''), first('ACK', 7, 'VN'), first('ACK', 8, 'NEW-4711')),
    heldAs: 'line-substituted',
  }),
  on855({
    name: 'another article under IC',
    of: 'ACK01 IC, 25',
    edit: all(status('IC'), firstItem(['VN', 'NEW-4711'])),
    heldAs: 'line-substituted',
  }),
  on855({
    name: 'a line that was not ordered',
    of: '9',
    edit: before(
      ['CTT'],
      [
        ['PO1', '99', '1', 'EA', '1', 'PE', 'VN', 'NOBODY-ASKED'],
        ['ACK', 'IA', '1', 'EA'],
      ],
    ),
    heldAs: 'confirmation-line-unmatched',
  }),
  on855({
    name: 'a line said twice',
    of: '9',
    edit: (segments, scene) => before(['CTT'], firstLineOf(segments))(segments, scene),
    heldAs: 'line-confirmed-twice',
  }),
  on855({ name: 'an order that nobody sent', of: '21', edit: first('BAK', 3, now => `9${now}`), heldAs: 'order-unknown' }),
  on855({ name: 'an order number written with blanks, dashes and zeros', of: '21', edit: first('BAK', 3, otherwise) }),
  on855({
    name: 'an order number that looks alike in an answer',
    of: '21',
    edit: first('BAK', 3, now => now.replace('0', 'O')),
    heldAs: 'order-unknown',
  }),
  ...['04', '05', '06', '07', '15', '18', '20', '22', '49', 'CO'].map(code =>
    on855({ name: `an answer of purpose ${code}`, of: `BAK01 ${code}`, edit: first('BAK', 1, code) }),
  ),
  on855({
    name: 'an answer that rejects, by its purpose',
    of: 'BAK01 44',
    edit: first('BAK', 1, '44'),
    heldAs: 'confirmation-purpose-unclear',
  }),
  on855({
    name: 'a change that the supplier wants, in an answer',
    of: 'BAK01 19',
    edit: first('BAK', 1, '19'),
    heldAs: 'seller-change-requested',
  }),
  on855({ name: 'a draft', of: 'BAK01 24', edit: first('BAK', 1, '24'), heldAs: 'confirmation-purpose-unclear' }),
  on855({
    name: 'a cancellation that nobody asked for',
    of: 'BAK01 01, 20',
    edit: first('BAK', 1, '01'),
    heldAs: 'confirmation-purpose-unclear',
  }),
  on855({ name: 'no CTT', of: '8', edit: without('CTT') }),
  on855({ name: 'a hash total over mixed units', of: '8', edit: first('CTT', 2, '0000007.00') }),
  on855({
    name: 'text of the supplier in N9',
    of: '16',
    edit: before(['PO1'], ({ release }) => [
      ['N9', 'L1', 'NOTE'],
      release === '005010' ? ['MTX', '', 'PO1 1 999 EA IS NO LINE'] : ['MSG', 'PO1 1 999 EA IS NO LINE'],
    ]),
  }),
  on855({ name: 'the same answer twice', of: '7', also: [{ number: now => now, edit: segments => segments }] }),
]

const changes: readonly Trap[] = [
  unasked('a change that the supplier wants', 'BCA01 19', bca('19', '', ''), ['PC', 'IP']),
  unasked('an 865 that answers nothing', 'no BCA02, no BCA05', bca('04', '', ''), ['QD', 'IQ']),
  unasked('the answer to a change that was never sent', 'BCA05', bca('04', 'AC', '7'), ['RC', 'IR']),
  // Whatever the codes of an 865 that nobody asked for, a person agrees to it or not.
  ...changeCodes.map((code, n) => {
    const [status = '', verdict = ''] = [lineStatuses[n % lineStatuses.length], verdictCodes[n % verdictCodes.length]]
    return unasked(`865 with ${verdict}, ${code} and ${status}`, `BCA02 ${verdict}, POC02 ${code}`, bca('19', verdict, ''), [
      code,
      status,
    ])
  }),
]

export const confirmationTraps: readonly Trap[] = [
  ...passing,
  ...refusing,
  ...waiting,
  ...acceptingAll,
  ...refusingAll,
  ...byLine,
  ...verdicts,
  ...figures,
  ...lines,
  ...changes,
]

function unasked(name: string, of: string, beginning: (scene: Scene) => Segment, [code, ack]: readonly [string, string]): Trap {
  return {
    name,
    of: `865, ${of}, ACK01 ${ack}`,
    set: '865',
    heldAs: 'seller-change-requested',
    edit: (_, scene) => {
      const { line } = scene
      return [
        beginning(scene),
        ['POC', line.number, code, line.quantity, line.quantity, line.unit, line.price, line.basis, ...line.ids],
        ['ACK', ack, line.quantity, line.unit],
        ['CTT', '1'],
      ]
    },
  }
}

function bca(purpose: string, said: string, change: string): (scene: Scene) => Segment {
  return ({ order }) => ['BCA', purpose, said, order.number, '', change, order.date]
}

/** The first line and what belongs to it, without the other lines. */
function firstLineOnly(segments: readonly Segment[]): readonly Segment[] {
  const starts = segments.flatMap((segment, at) => (segment[0] === 'PO1' ? [at] : []))
  const end = segments.findIndex(segment => segment[0] === 'CTT')
  const second = starts[1]
  return second === undefined ? segments : [...segments.slice(0, second), ['CTT', '1'], ...segments.slice(end + 1)]
}

function firstLineOf(segments: readonly Segment[]): readonly Segment[] {
  const start = segments.findIndex(segment => segment[0] === 'PO1')
  const next = segments.findIndex((segment, at) => at > start && ['PO1', 'CTT'].includes(segment[0] ?? ''))
  return segments.slice(start, next)
}

function firstItem(pairs: readonly string[]): Edit {
  return segments => {
    const at = segments.findIndex(segment => segment[0] === 'PO1')
    return segments.map((segment, n) => (n === at ? [...segment.slice(0, 6), ...pairs] : segment))
  }
}

/** The last pair first; the supplier's number moves to SK. */
function turned(pairs: readonly string[], n: number): readonly string[] {
  const at = pairs.length - 2 - n
  const [qualifier = '', id = ''] = pairs.slice(at, at + 2)
  return [qualifier === 'VN' ? 'SK' : qualifier, id]
}

function bareR2(segment: Segment): Segment {
  return segment[0] === 'ACK' ? ['ACK', 'R2'] : segment
}

/** One ACK for the whole, and an SCH for each part. */
function scheduled(segments: readonly Segment[], { line, order }: Scene): readonly Segment[] {
  const parts = segments.filter(segment => segment[0] === 'ACK').slice(0, 2)
  const rest = segments.filter(segment => !parts.includes(segment))
  const at = rest.findIndex(segment => segment[0] === 'PO1') + 1
  const days = parts.map(part => sch(part[2] ?? '', line.unit, part[5] ?? order.date))
  return [...rest.slice(0, at), ['ACK', 'IA', line.quantity, line.unit], ...days, ...rest.slice(at)]
}

function sch(quantity: string, unit: string, date: string): Segment {
  return ['SCH', quantity, unit, '', '', '067', date]
}

function changed(change: (line: AnsweredLine) => AnsweredLine): (answer: Answer) => Answer {
  return answer => ({ ...answer, lines: answer.lines.map((line, n) => (n === 0 ? change(line) : line)) })
}

function inParts(parts: (whole: AnsweredPart) => readonly AnsweredPart[]): (answer: Answer) => Answer {
  return changed(line => ({ ...line, parts: line.parts.flatMap(parts) }))
}

function moved(date: string, days: number): string {
  return dayAfter(`${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}`, days).replaceAll('-', '')
}
