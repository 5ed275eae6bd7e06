/** What must come of the world's orders when each is sent once as it stands: known before anything has happened. */
import type { Order, World } from '../world'
import { type AnswerKind, answerTo } from './answer'
import { invoiceNumber } from './correspondence'
import { asSent } from './order'
import { together } from './together'
import { type Matching, matchingOf } from './habits'
import { beside, invoiceMeant } from './meant'
import { type Further, isBookable, type Trap } from './traps/trap'
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
  const answers = world.orders.map(order => expectedAnswer(world, order))
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

export function expectedAnswer(world: World, order: Order): ExpectedAnswer {
  const { division, supplier } = order
  const asked = asSent(order)
  const { kind, deliveries: all, heldAs } = answerTo({ seed: world.seed, division, supplier }, asked, asked)
  const deliveries = together(world).isOnAnother(division, asked.number) ? [] : all
  const numbers = deliveries.map((_, index) => invoiceNumber(supplier, division, asked.number, index + 1))
  const trap = trapOf(division, asked)
  return {
    kind,
    ...(trap && { trap }),
    isHeld: heldAs !== undefined,
    invoices: bookable(numbers, trap, matchingOf(world, supplier)),
  }
}

function bookable(numbers: readonly string[], trap: Trap | undefined, matching: Matching): readonly string[] {
  const { before, after } = beside(trap?.set === '810' ? trap : undefined, matching)
  const isBooked = (further?: Further) => isBookable({ ...invoiceMeant(trap, further, matching), fileHeldAs: trap?.fileHeldAs })
  return numbers.flatMap(first => {
    const others = (furthers: readonly Further[]) => furthers.filter(isBooked).map(({ number }) => number(first))
    return [...others(before), ...(isBooked() ? [first] : []), ...others(after)]
  })
}
