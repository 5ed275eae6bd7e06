/**
 * How a supplier answers an order. Pure: the kind of answer follows from seed, buyer, order number and supplier alone, the figures
 * from the order; so a judge can say beforehand what must come of every order of the world.
 */
import { decimal, decimalText, type Division } from '../../lib/documents/value'
import { type Chance, chance } from '../chance'
import { dayAfter } from '../world'
import type { ReceivedLine, ReceivedOrder } from './order'
import type { Trap } from './traps/trap'
import { trapOf } from './traps/traps'

/** `price-differs` and `rejected` need a person; the supplier sends no invoice for them. */
export type PlainKind = 'accepted' | 'partly-delivered' | 'date-moved' | 'price-differs' | 'rejected' | 'freight'
export type AnswerKind = PlainKind | 'trap'

/** Of a hundred orders. */
const mix: readonly (readonly [PlainKind, number])[] = [
  ['accepted', 68],
  ['partly-delivered', 12],
  ['date-moved', 8],
  ['price-differs', 5],
  ['rejected', 4],
  ['freight', 3],
]

export interface Trade {
  readonly seed: number
  readonly division: Division
  /** Key of the supplier. */
  readonly supplier: string
}

export interface Answer {
  readonly kind: AnswerKind
  /** Reason under which the buyer has to hold it; absent where it can be taken. */
  readonly heldAs?: string
  /** BAK02. */
  readonly verdict: 'AD' | 'AC' | 'AT' | 'RD' | 'RJ'
  /** Empty where the verdict says it all. */
  readonly lines: readonly AnsweredLine[]
  /** Each becomes an invoice; none while the supplier waits for consent. */
  readonly deliveries: readonly Delivery[]
}

export interface AnsweredLine {
  readonly asked: ReceivedLine
  /** PO104: the supplier's price. */
  readonly price: string
  readonly parts: readonly AnsweredPart[]
}

export interface AnsweredPart {
  /** ACK01. @see reference x12.md §7, element 668 */
  readonly status: 'IA' | 'IQ' | 'IB' | 'DR' | 'IP' | 'IR'
  readonly quantity: string
  /** `20260115`; empty for what will not come. */
  readonly date: string
}

export interface Delivery {
  readonly date: string
  readonly lines: readonly { readonly line: ReceivedLine; readonly quantity: string }[]
  /** Charged on its invoice, without tax. */
  readonly freight?: string
}

export function answerKind({ seed, division, supplier }: Trade, orderNumber: string): PlainKind {
  let left = chanceOf({ seed, division, supplier }, orderNumber, 'kind').fraction() * 100
  const found = mix.find(([, share]) => {
    left -= share
    return left < 0
  })
  return found?.[0] ?? 'accepted'
}

/**
 * The answer to this version of an order. `first` is the version that the supplier saw first: its own price and its promised date
 * were fixed then, so that a revision which consents to them is accepted.
 */
export function answerTo(trade: Trade, order: ReceivedOrder, first: ReceivedOrder): Answer {
  const trap = trapOf(trade.division, order)
  return trap ? trapped(trap, order) : plainAnswer(trade, order, first)
}

/** What is not plain of it is written over it when it is sent. Of an answer that needs a person nothing is delivered. */
function trapped(trap: Trap, order: ReceivedOrder): Answer {
  const whole = acceptedInFull('trap', order, 'AD')
  const { lines, verdict } = trap.answer?.(whole) ?? whole
  if (trap.set === '855' && trap.heldAs !== undefined)
    return { kind: 'trap', verdict, lines, deliveries: [], heldAs: trap.heldAs }
  return { kind: 'trap', verdict, lines, deliveries: whole.deliveries.map(one => trap.delivery?.(one) ?? one) }
}

/** As `answerTo`, of a supplier without traps. */
export function plainAnswer(trade: Trade, order: ReceivedOrder, first: ReceivedOrder): Answer {
  return answers[answerKind(trade, order.number)](order, chanceOf(trade, order.number, 'figures'), first)
}

const answers: Readonly<Record<PlainKind, (order: ReceivedOrder, random: Chance, first: ReceivedOrder) => Answer>> = {
  accepted: (order, random) => acceptedInFull('accepted', order, random.whole(1, 8) === 1 ? 'AT' : 'AD'),
  'partly-delivered': partlyDelivered,
  'date-moved': dateMoved,
  'price-differs': priceDiffers,
  rejected,
  freight: withFreight,
}

function acceptedInFull(kind: AnswerKind, order: ReceivedOrder, verdict: 'AD' | 'AT'): Answer {
  const lines = order.lines.map(line => asAsked(order, line))
  return { kind, verdict, lines: verdict === 'AT' ? [] : lines, deliveries: [delivery(lines, ['IA'])] }
}

function withFreight(order: ReceivedOrder, random: Chance): Answer {
  const answer = acceptedInFull('freight', order, 'AD')
  const freight = decimal(random.whole(500, 9500)).dividedBy(100).toFixed(2)
  return { ...answer, deliveries: answer.deliveries.map(whole => ({ ...whole, freight })) }
}

/** At least one line comes in two parts that add up to what was ordered. An order of single pieces cannot be split: accepted. */
function partlyDelivered(order: ReceivedOrder, random: Chance): Answer {
  const divisible = order.lines.filter(line => decimal(line.quantity).greaterThan(1))
  if (divisible.length === 0) return acceptedInFull('accepted', order, 'AD')
  const surely = random.one(divisible)
  const later = random.whole(5, 12)
  const lines = order.lines.map(line => {
    const share = random.whole(30, 80)
    const split = line === surely || (divisible.includes(line) && random.whole(1, 3) === 1)
    if (!split) return asAsked(order, line)
    const now = decimal(line.quantity).times(share).dividedBy(100).floor()
    const first = now.isZero() ? decimal(1) : now
    const rest = decimal(line.quantity).minus(first)
    return {
      asked: line,
      price: line.price,
      parts: [
        { status: 'IQ' as const, quantity: decimalText(first), date: dateOf(order, line) },
        { status: 'IB' as const, quantity: decimalText(rest), date: moved(dateOf(order, line), later) },
      ],
    }
  })
  return { kind: 'partly-delivered', verdict: 'AC', lines, deliveries: [delivery(lines, ['IA', 'IQ']), delivery(lines, ['IB'])] }
}

/** Later than was first asked for, but never more than ten days: the agreed tolerance is wider. */
function dateMoved(order: ReceivedOrder, random: Chance, first: ReceivedOrder): Answer {
  const days = random.whole(2, 10)
  const lines = order.lines.map(line => {
    const before = first.lines.find(({ number }) => number === line.number) ?? line
    const promised = moved(dateOf(first, before), days)
    const asked = dateOf(order, line)
    const status = promised > asked ? ('DR' as const) : ('IA' as const)
    return {
      asked: line,
      price: line.price,
      parts: [{ status, quantity: line.quantity, date: status === 'DR' ? promised : asked }],
    }
  })
  return { kind: 'date-moved', verdict: verdictOf(lines), lines, deliveries: [delivery(lines, ['IA', 'DR'])] }
}

/** One price is 6 to 15 percent higher than first asked. Invoiced only once a revision pays it. */
function priceDiffers(order: ReceivedOrder, random: Chance, first: ReceivedOrder): Answer {
  const dearer = random.one(first.lines)
  const factor = decimal(100 + random.whole(6, 15)).dividedBy(100)
  const wanted = decimal(dearer.price).times(factor)
  const price = decimalText(wanted.toDecimalPlaces(Math.max(2, decimal(dearer.price).decimalPlaces()), 0))
  const lines = order.lines.map(line => {
    const differs = line.number === dearer.number && decimal(line.price).lessThan(price)
    if (!differs) return asAsked(order, line)
    return { asked: line, price, parts: [{ status: 'IP' as const, quantity: line.quantity, date: dateOf(order, line) }] }
  })
  const verdict = verdictOf(lines)
  return verdict === 'AC'
    ? { kind: 'price-differs', verdict, lines, deliveries: [], heldAs: 'price-confirmed-differs' }
    : { kind: 'price-differs', verdict, lines, deliveries: [delivery(lines, ['IA'])] }
}

/** Without detail, with detail, or one line only; whichever, nothing comes before a person has spoken. */
function rejected(order: ReceivedOrder, random: Chance): Answer {
  const verdict = random.one(['RJ', 'RD', 'AC'] as const)
  const refused = random.one(order.lines)
  const lines = order.lines.map(line =>
    verdict === 'AC' && line !== refused
      ? asAsked(order, line)
      : { asked: line, price: line.price, parts: [{ status: 'IR' as const, quantity: line.quantity, date: '' }] },
  )
  const isWhole = verdict === 'RJ'
  return {
    kind: 'rejected',
    verdict,
    lines: isWhole ? [] : lines,
    deliveries: [],
    heldAs: isWhole ? 'order-rejected' : 'line-rejected',
  }
}

function asAsked(order: ReceivedOrder, line: ReceivedLine): AnsweredLine {
  return { asked: line, price: line.price, parts: [{ status: 'IA', quantity: line.quantity, date: dateOf(order, line) }] }
}

/** Goes out when the last of its lines is ready. */
function delivery(lines: readonly AnsweredLine[], statuses: readonly AnsweredPart['status'][]): Delivery {
  const ready = lines.flatMap(({ asked, parts }) =>
    parts.filter(part => statuses.includes(part.status)).map(part => ({ line: asked, quantity: part.quantity, date: part.date })),
  )
  const date =
    ready
      .map(part => part.date)
      .toSorted()
      .at(-1) ?? ''
  return { date, lines: ready.map(({ line, quantity }) => ({ line, quantity })) }
}

function verdictOf(lines: readonly AnsweredLine[]): 'AD' | 'AC' {
  return lines.every(({ parts }) => parts.every(part => part.status === 'IA')) ? 'AD' : 'AC'
}

/** What was asked for the line, else for the order; an order without any date is taken as wanted two weeks after it was written. */
function dateOf(order: ReceivedOrder, line: ReceivedLine): string {
  return line.requestedDate || order.requestedDate || moved(order.date, 14)
}

function moved(date: string, days: number): string {
  const day = `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6, 8)}`
  return dayAfter(day, days).replaceAll('-', '')
}

function chanceOf({ seed, division, supplier }: Trade, orderNumber: string, purpose: string): Chance {
  return chance(seed, `answer/${purpose}/${division}/${supplier}/${orderNumber}`, 0)
}
