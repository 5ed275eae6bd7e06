/** What must come of the world's orders when each is sent once as it stands: known before anything has happened. */
import type { Order, World } from '../world'
import { type AnswerKind, answerTo } from './answer'
import { invoiceNumber } from './correspondence'
import type { ReceivedOrder } from './order'
import { isBookable, type Trap } from './traps/trap'
import { trapOf } from './traps/traps'

export interface Expected {
  readonly orders: number
  /** Answers that can be written to Exact without a person. */
  readonly confirmed: number
  /** Answers that a person must judge: another price, or a rejection. */
  readonly held: number
  readonly invoices: number
  readonly kinds: Readonly<Record<AnswerKind, number>>
}

export function expectedOf(world: World): Expected {
  const answers = world.orders.map(order => expectedAnswer(world.seed, order))
  const kinds: Record<AnswerKind, number> = {
    accepted: 0,
    'partly-delivered': 0,
    'date-moved': 0,
    'price-differs': 0,
    rejected: 0,
    freight: 0,
    trap: 0,
  }
  for (const { kind } of answers) kinds[kind] += 1
  const held = answers.filter(({ isHeld }) => isHeld).length
  const invoices = answers.reduce((count, answer) => count + answer.invoices.length, 0)
  return { orders: answers.length, confirmed: answers.length - held, held, invoices, kinds }
}

export interface ExpectedAnswer {
  readonly kind: AnswerKind
  /** What is not plain of it. */
  readonly trap?: Trap
  /** Its answer needs a person. */
  readonly isHeld: boolean
  /** Numbers of the invoices and credits that can be booked, in the order in which they come. */
  readonly invoices: readonly string[]
}

export function expectedAnswer(seed: number, order: Order): ExpectedAnswer {
  const { division, supplier } = order
  const asked = asSent(order)
  const { kind, deliveries, heldAs } = answerTo({ seed, division, supplier }, asked, asked)
  const numbers = deliveries.map((_, index) => invoiceNumber(supplier, division, asked.number, index + 1))
  const trap = trapOf(division, asked)
  return { kind, ...(trap && { trap }), isHeld: heldAs !== undefined, invoices: bookable(numbers, trap) }
}

function bookable(numbers: readonly string[], trap: Trap | undefined): readonly string[] {
  if (trap?.set !== '810') return numbers
  return numbers.flatMap(number => [
    ...(isBookable(trap) ? [number] : []),
    ...(trap.also ?? []).flatMap(further => (isBookable(further) ? [further.number(number)] : [])),
  ])
}

/** The order as an 850 shows it; units make no difference to the answer. */
function asSent(order: Order): ReceivedOrder {
  return {
    number: String(order.orderNumber),
    purpose: '00',
    date: plain(order.orderDate),
    currency: order.currency,
    requestedDate: plain(order.receiptDate),
    lines: order.lines.map(line => ({
      number: String(line.lineNumber),
      quantity: line.quantity,
      unit: '',
      price: line.price,
      basis: '',
      ids: ['BP', line.itemCode],
      requestedDate: plain(line.receiptDate),
    })),
  }
}

function plain(day: string): string {
  return day.replaceAll('-', '')
}
