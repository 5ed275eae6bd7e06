/**
 * What a confirmation changes in Exact Online: dates and texts. A different quantity, price or item is never written; a person
 * decides. @see reference exact-online.md §7.4, x12.md §11.21–26
 */
import type { OrderConfirmation } from '../documents/order-confirmation'
import { matchLine, sameNumber } from '../documents/order-line'
import type { PurchaseOrder, PurchaseOrderLine } from '../documents/purchase-order'
import type { CalendarDate } from '../documents/value'
import { normalisedOrderNumber } from '../matching/order-numbers'
import { type Answer, answerTo, type Answered, unlistedAnswer } from './confirmed-line'
import { ownNote } from './exact-to-purchase-order-line'
import type { ExactUpdate, ExactWrites } from './exact-write'
import { type Difference, DifferencesHeld, hold } from './hold'
import type { CrossReferences } from './cross-reference'
import type { Partner } from './partners'

export interface ConfirmationContext {
  /** The revision that the supplier answers. */
  readonly order: PurchaseOrder
  /** The same as it stands in Exact Online, where earlier confirmations were written to it. */
  readonly standing?: PurchaseOrder
  readonly partner: Partner
  readonly references: CrossReferences
}

/**
 * @throws DifferencesHeld with every difference: `currency-differs`, `order-rejected`, `order-on-hold`,
 * `confirmation-line-unmatched`, `line-confirmed-twice`, `line-not-confirmed`, `line-rejected`, `line-substituted`, `line-on-hold`,
 * `line-status-unknown`, `unit-differs`, `quantity-confirmed-differs`, `price-confirmed-differs`, `date-confirmed-differs`; of a
 * change: `seller-change-requested`, `change-rejected`, `line-deleted-by-supplier`
 * @throws EdiError, held: `order-number-differs`, `answers-earlier-change`, `unit-unknown`
 */
export function confirmationWrites(confirmation: OrderConfirmation, context: ConfirmationContext): ExactWrites {
  const { order } = context
  const answers = confirmedAnswers(confirmation, context)
  return {
    kind: 'exact-writes',
    division: order.division,
    writes: [...headerWrite(confirmation, context, answers), ...answers.flatMap(answer => lineWrite(answer, context))],
  }
}

/** What the supplier will do with each line that it speaks of. @throws as `confirmationWrites` does */
export function confirmedAnswers(confirmation: OrderConfirmation, context: ConfirmationContext): Answer[] {
  const { order } = context
  if (normalisedOrderNumber(confirmation.orderNumber) !== normalisedOrderNumber(order.number))
    throw hold({
      code: 'order-number-differs',
      what: `The confirmation is of order ${confirmation.orderNumber}, not of ${order.number}`,
      where: { order: order.number, division: order.division },
      remedy: 'Find the order that the supplier means',
    })
  mustBeCurrent(confirmation, context)
  const { answers, differences } = answersTo(confirmation, context)
  const [first, ...others] = differences
  if (first)
    throw new DifferencesHeld(
      {
        what: 'The confirmation departs from the order',
        where: { order: order.number, division: order.division },
        remedy: 'Change the order in Exact Online to accept it, or settle it with the supplier',
      },
      [first, ...others],
    )
  return answers
}

/** The number of a change is that of the revision; without an 860 the supplier numbers by itself. */
function mustBeCurrent({ answers, changeNumber = '' }: OrderConfirmation, { order, partner }: ConfirmationContext): void {
  const isOurs = answers === 'change' && partner.change === 'change-860' && /^\d{1,8}$/.test(changeNumber)
  if (!isOurs || Number(changeNumber) >= order.revision) return
  throw hold({
    code: 'answers-earlier-change',
    what: `The supplier answers change ${changeNumber} of the order, and change ${order.revision} was sent since`,
    where: { order: order.number, division: order.division },
    remedy: 'Wait for the answer to the later change; abandon this one if that says everything',
  })
}

/** Where only a part of the order was spoken of, the other lines stay as they were. */
function speaksOfAll({ answers = 'order' }: OrderConfirmation): boolean {
  return answers === 'order'
}

/** One answer for each line of the order, and everything in which the confirmation departs from it. */
function answersTo(
  confirmation: OrderConfirmation,
  context: ConfirmationContext,
): { answers: Answer[]; differences: Difference[] } {
  const { order } = context
  const asked = confirmation.lines.filter(({ change }) => !['deleted', 'refused', 'unchanged'].includes(change ?? ''))
  const matches = asked.map(line => ({ line, match: matchLine(order, line) }))
  const currency = confirmation.currency ?? order.currency
  const perLine = order.lines.map((line): Answered => {
    const [only, ...repeated] = matches.filter(({ match }) => 'line' in match && match.line === line)
    if (repeated.length > 0) return { differences: [{ line: line.number, code: 'line-confirmed-twice' }] }
    if (only) return answerTo(line, only.line, confirmation.verdict, context)
    return speaksOfAll(confirmation) ? unlistedAnswer(line, confirmation) : {}
  })
  return {
    answers: perLine.flatMap(({ answer }) => (answer ? [answer] : [])),
    differences: [
      ...ofTheChange(confirmation, order),
      ...(currency === order.currency ? [] : [{ code: 'currency-differs', ordered: order.currency, confirmed: currency }]),
      ...matches.flatMap(({ line, match }): Difference[] =>
        'line' in match
          ? []
          : [
              {
                ...(line.number !== undefined && { line: line.number }),
                code: 'confirmation-line-unmatched',
                confirmed: itemWords(line.item),
              },
            ],
      ),
      ...perLine.flatMap(({ differences }) => differences ?? []),
    ],
  }
}

/** What the supplier says of the change itself, before any figures. */
function ofTheChange(confirmation: OrderConfirmation, order: PurchaseOrder): Difference[] {
  const { answers, verdict, verdictCode, lines } = confirmation
  const isUnasked = answers === 'seller-change' || (answers === 'change' && order.revision === 1)
  const isRefused = !speaksOfAll(confirmation) && (verdict === 'rejected' || verdict === 'on-hold')
  return [
    ...(isUnasked ? [{ code: 'seller-change-requested' }] : []),
    ...(isRefused ? [{ code: 'change-rejected', confirmed: verdictCode }] : []),
    ...lines.flatMap(line => refusedChange(line, order)),
  ]
}

/** A line that we deleted is no longer in the order: there the supplier's consent is all there is to see. */
function refusedChange(line: OrderConfirmation['lines'][number], order: PurchaseOrder): Difference[] {
  const { change, number, responses, item } = line
  const subject = number === undefined ? {} : { line: number }
  const consents = ['accepted', 'deleted']
  const refusal = responses.find(({ status }) => !consents.includes(status))
  const confirmed = [responses[0]?.statusCode ?? '', itemWords(item)].filter(Boolean).join(' ')
  if (change === 'refused' || (change === 'deleted' && refusal)) return [{ ...subject, code: 'change-rejected', confirmed }]
  if (change === 'deleted' && isStillOrdered(line, order)) return [{ ...subject, code: 'line-deleted-by-supplier', confirmed }]
  return []
}

/** By its number where it has one: the same article may stand on a line that was not deleted. */
function isStillOrdered(line: OrderConfirmation['lines'][number], order: PurchaseOrder): boolean {
  const { number } = line
  return number === undefined ? 'line' in matchLine(order, line) : order.lines.some(one => sameNumber(one.number, number))
}

function headerWrite(
  confirmation: OrderConfirmation,
  { order, standing = order }: ConfirmationContext,
  answers: readonly Answer[],
): ExactUpdate[] {
  const { supplierOrderNumber } = confirmation
  const dates = new Set(answers.map(({ date }) => date))
  const [date] = dates
  const body = {
    ...(differs(supplierOrderNumber, order.yourReference, standing.yourReference) && { YourRef: supplierOrderNumber }),
    ...(dates.size === 1 &&
      answers.length === order.lines.length &&
      differs(date, order.requestedDate, standing.requestedDate) && { ReceiptDate: date }),
  }
  return Object.keys(body).length === 0
    ? []
    : [{ action: 'update', resource: 'purchaseorder/PurchaseOrders', key: order.sourceId, body }]
}

/** The last date of a line, and the parts of a split in words beneath what the buyer noted. */
function lineWrite({ line, date, parts }: Answer, { order, standing = order }: ConfirmationContext): ExactUpdate[] {
  const stands = standing.lines.find(({ sourceId }) => sourceId === line.sourceId) ?? line
  const buyersOwn = line.notes ? [line.notes] : []
  const split = parts.length > 1
  const body = {
    ...(differs(date, dateOfLine(line, order), dateOfLine(stands, standing)) && { ReceiptDate: date }),
    ...(split && { Notes: [...buyersOwn, `${ownNote}Confirmed ${parts.map(partWords).join(', ')}`].join('\n') }),
    // The words of an earlier split would contradict the one date that is confirmed now.
    ...(!split && date !== undefined && stands.notes !== line.notes && { Notes: buyersOwn.join('') }),
  }
  return Object.keys(body).length === 0
    ? []
    : [{ action: 'update', resource: 'purchaseorder/PurchaseOrderLines', key: line.sourceId, body }]
}

/** What was asked for is not enough to go by: an earlier confirmation may have written something else. */
function differs(said: string | undefined, ...known: readonly (string | undefined)[]): boolean {
  return said !== undefined && known.some(value => value !== said)
}

function dateOfLine(line: PurchaseOrderLine, order: PurchaseOrder): CalendarDate | undefined {
  return line.requestedDate ?? order.requestedDate
}

function partWords({ quantity, date }: Answer['parts'][number]): string {
  return date === undefined ? `${quantity} without a date` : `${quantity} on ${date}`
}

function itemWords({ buyerCode, supplierCode, gtin }: OrderConfirmation['lines'][number]['item']): string {
  return [buyerCode, supplierCode, gtin].filter(id => id !== undefined).join(' / ') || 'no item number'
}
