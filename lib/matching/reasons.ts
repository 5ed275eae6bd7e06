/**
 * Why an invoice is held: every code with its words and what releases it, worst first. Adding a reason is adding a row here, and one
 * in docs/matching.md.
 */
import type { DecimalText } from '../documents/value'

interface Row {
  /** What is the matter, without figures. */
  readonly words: string
  /** What a clerk can do; each of them releases the invoice when it is tried again, or closes it. */
  readonly remedies: readonly string[]
}

const askForAnother = 'Ask the supplier for a corrected invoice and abandon this one'
const askForCredit = 'Ask the supplier for a credit or a corrected invoice and abandon this one'
const changeOrder = 'Change the order in Exact Online to accept it'
const raiseTolerance = 'Raise the tolerance of the partner, if that was agreed'
const correct = 'Correct the document and try it again'

/** In the order in which they are shown. */
export const reasonRows = {
  'duplicate-invoice-number': {
    words: 'another document of this supplier has the same number, or one that differs only in its writing',
    remedies: ['Compare the two and abandon the repetition', 'If this one is right, ask the supplier for a new number'],
  },
  'order-number-missing': {
    words: 'the document names no order',
    remedies: [`Ask the supplier for the order number. ${correct}`, 'Enter it by hand and abandon this one'],
  },
  'order-unknown': {
    words: 'no order of this number was sent',
    remedies: [`Ask the supplier for the right order number. ${correct}`, 'Enter it by hand and abandon this one'],
  },
  'order-ambiguous': {
    words: 'several orders have this number, written otherwise',
    remedies: [`Ask the supplier which one is meant. ${correct}`],
  },
  'order-of-another-supplier': {
    words: 'the order was sent to another supplier',
    remedies: [
      `Ask the supplier for the right order number. ${correct}`,
      'Add the account to the partner, if the two are one supplier',
    ],
  },
  'order-cancelled': {
    words: 'the order was cancelled',
    remedies: [askForCredit, 'Approve the order in Exact Online again'],
  },
  'currency-differs': {
    words: 'the currency is not that of the order',
    remedies: [askForAnother, 'Change the currency of the order in Exact Online'],
  },
  'invoice-without-lines': {
    words: 'the document has no lines',
    remedies: [askForAnother, 'Enter it by hand and abandon this one'],
  },
  'total-does-not-tie-out': {
    words: 'lines, charges and taxes do not come to the total',
    remedies: [askForAnother],
  },
  'line-does-not-tie-out': {
    words: 'quantity times price does not come to the amount of the line',
    remedies: [askForAnother],
  },
  'line-against-direction': {
    words: 'the line gives back what the document charges, or charges what it gives back',
    remedies: ['Ask the supplier for two documents and abandon this one', 'Enter it by hand and abandon this one'],
  },
  'line-unknown': {
    words: 'the order has no such line',
    remedies: [`Ask the supplier for the line number of the order. ${correct}`, changeOrder],
  },
  'line-ambiguous': {
    words: 'several lines of the order have this item',
    remedies: [`Ask the supplier for the line number of the order. ${correct}`],
  },
  'line-item-differs': {
    words: 'the line has the number of an order line and the item of none',
    remedies: [askForAnother, changeOrder, 'Add the item to the items of the partner, if the two are one article'],
  },
  'unit-unknown': {
    words: 'the unit of the order line has no X12 unit',
    remedies: ['Add a row to the units of the supplier directory'],
  },
  'unit-differs': {
    words: 'the unit is not that of the order line',
    remedies: [askForAnother, 'Correct the units of the supplier directory, if the two are one unit'],
  },
  'credit-without-invoice': {
    words: 'the credit names no invoice that was matched here',
    remedies: [
      'Try it again when its invoice is matched',
      `Ask the supplier which invoice is meant. ${correct}`,
      'Enter it by hand and abandon this one',
    ],
  },
  'credit-exceeds-invoice': {
    words: 'more is credited than was invoiced',
    remedies: [askForAnother],
  },
  'receipt-unit-unclear': {
    words: 'the goods receipt counts in another unit than the order line',
    remedies: ['Compare with the goods receipt and enter the invoice by hand', 'Match this partner two-way'],
  },
  'quantity-over-received': {
    words: 'more is invoiced than was received',
    remedies: ['Enter the goods receipt in Exact Online and try the invoice again', askForCredit, raiseTolerance],
  },
  'quantity-over-ordered': {
    words: 'more is invoiced than was ordered',
    remedies: [changeOrder, askForCredit, raiseTolerance],
  },
  'price-above-tolerance': {
    words: 'the price is higher than ordered',
    remedies: [changeOrder, askForCredit, raiseTolerance],
  },
  'line-above-tolerance': {
    words: 'the amount of the line is higher than ordered',
    remedies: [changeOrder, askForCredit, raiseTolerance],
  },
  'total-above-tolerance': {
    words: 'the goods of the whole document cost more than ordered',
    remedies: [changeOrder, askForCredit, raiseTolerance],
  },
  'order-discount-missing': {
    words: 'the discount of the order is not given, or not all of it',
    remedies: [askForCredit, changeOrder, raiseTolerance],
  },
  'charge-not-agreed': {
    words: 'the charge was not agreed',
    remedies: ['Add the charge to the supplier directory, if it was agreed', askForCredit],
  },
  'charge-above-agreed': {
    words: 'the charge is higher than agreed',
    remedies: ['Raise the limit of the charge, if that was agreed', askForCredit],
  },
  'tax-differs': {
    words: 'the tax is not its rate of what it is charged on',
    remedies: [askForAnother, raiseTolerance],
  },
  'payment-terms-differ': {
    words: 'payment is asked for earlier than agreed',
    remedies: [askForAnother, 'Change the payment condition of the order in Exact Online'],
  },
} as const satisfies Readonly<Record<string, Row>>

export type ReasonCode = keyof typeof reasonRows

/** One difference. Amounts, prices and quantities are decimal text; currencies, units, dates and numbers are as they are written. */
export interface Reason {
  readonly code: ReasonCode
  /** Number of the order. */
  readonly order?: string
  /** Number of the order line; of the document's own line, or its place from 1, where the order line is not known. */
  readonly line?: string
  readonly expected?: string
  readonly found?: string
  /** How far `found` is beyond `expected`. */
  readonly difference?: DecimalText
  /** How far it might have been. */
  readonly tolerance?: DecimalText
  /** What may have been meant: shown, never taken. */
  readonly suggestions?: readonly string[]
}

export function remediesOf(code: ReasonCode): readonly string[] {
  return reasonRows[code].remedies
}

/** By the table, and within one code in the order in which they were found. */
export function worstFirst(reasons: readonly Reason[]): Reason[] {
  const codes = Object.keys(reasonRows)
  return reasons.toSorted((one, other) => codes.indexOf(one.code) - codes.indexOf(other.code))
}
