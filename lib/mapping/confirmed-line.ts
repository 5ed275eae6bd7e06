/** One line of an order against the supplier's answer to it: what will come and when, or in what it departs from the order. */
import type { LineResponse, OrderConfirmation, OrderConfirmationLine } from '../documents/order-confirmation'
import { agreements, compared } from '../documents/order-line'
import type { PurchaseOrder, PurchaseOrderLine } from '../documents/purchase-order'
import { type CalendarDate, decimal, decimalText, type DecimalText, sum } from '../documents/value'
import { type CrossReferences, occasionOfOrder, x12UnitOf } from './cross-reference'
import type { Difference } from './hold'
import type { Partner } from './partners'
import { priceTold } from './told-price'

export interface Answer {
  readonly line: PurchaseOrderLine
  /** When the last of it comes; undefined where the supplier names no date. */
  readonly date?: CalendarDate
  /** More than one for a split. */
  readonly parts: readonly { readonly quantity: DecimalText; readonly date?: CalendarDate }[]
}

/** Either an answer that may be written, or what a person has to look at. */
export interface Answered {
  readonly answer?: Answer
  readonly differences?: readonly Difference[]
}

interface Context {
  readonly order: PurchaseOrder
  readonly partner: Partner
  readonly references: CrossReferences
}

/** What a status means by itself, whatever the figures. @see reference x12.md §7, element 668 */
const refusals: Partial<Record<LineResponse['status'], string>> = {
  rejected: 'line-rejected',
  deleted: 'line-rejected',
  substituted: 'line-substituted',
  'on-hold': 'line-on-hold',
  unknown: 'line-status-unknown',
}

/** What a verdict on the whole order means for a line that the supplier says nothing of. */
const verdictsOnUnlisted: Partial<Record<OrderConfirmation['verdict'], string>> = {
  'by-line': 'line-not-confirmed',
  rejected: 'order-rejected',
  'on-hold': 'order-on-hold',
}

/** Lines speak louder than the verdict on the whole order. @see reference x12.md §11.21 */
export function answerTo(
  line: PurchaseOrderLine,
  said: OrderConfirmationLine,
  verdict: OrderConfirmation['verdict'],
  context: Context,
): Answered {
  const refused =
    said.responses.length === 0
      ? refusedByVerdict(line, verdict)
      : said.responses.flatMap(response => refusedByStatus(line, response))
  const parts = partsOf(line, said)
  const differences = [
    ...refused,
    ...substitution(line, said),
    ...units(line, said, context),
    ...(refused.length > 0 ? [] : quantities(line, parts)),
    ...prices(line, said, context.partner),
    ...dates(line, parts, context),
  ]
  if (differences.length > 0) return { differences }
  const date = lastDate(parts)
  return {
    answer: {
      line,
      ...(date !== undefined && { date }),
      parts: parts.map(part => ({ ...part, quantity: part.quantity ?? line.quantity })),
    },
  }
}

/** Unlisted lines are accepted as ordered when the verdict covers them. */
export function unlistedAnswer(line: PurchaseOrderLine, { verdict }: OrderConfirmation): Answered {
  const code = verdictsOnUnlisted[verdict]
  return code === undefined
    ? { answer: { line, parts: [{ quantity: line.quantity }] } }
    : { differences: [{ line: line.number, code }] }
}

/** A line without a status is accepted as the supplier repeats it, but not under a verdict that lists exceptions or refuses. */
function refusedByVerdict(line: PurchaseOrderLine, verdict: OrderConfirmation['verdict']): Difference[] {
  const codes: Partial<Record<OrderConfirmation['verdict'], string>> = {
    'exceptions-only': 'line-status-unknown',
    rejected: 'line-rejected',
    'on-hold': 'line-on-hold',
  }
  const code = codes[verdict]
  return code === undefined ? [] : [{ line: line.number, code, ordered: line.quantity }]
}

function refusedByStatus(line: PurchaseOrderLine, { status, statusCode, quantity, substitute }: LineResponse): Difference[] {
  const code = refusals[status]
  if (code === undefined) return []
  const instead = substitute?.supplierCode ?? substitute?.buyerCode ?? substitute?.gtin
  return [
    {
      line: line.number,
      code,
      ordered: line.quantity,
      confirmed: [statusCode, quantity ?? '', instead ?? ''].filter(Boolean).join(' '),
    },
  ]
}

/** A response without a quantity is about the whole line; of several, each has to say its own. */
function partsOf(line: PurchaseOrderLine, said: OrderConfirmationLine): { quantity?: DecimalText; date?: CalendarDate }[] {
  const whole = said.quantity ?? line.quantity
  if (said.responses.length === 0) return [{ quantity: whole }]
  return said.responses.map(({ quantity, date }) => {
    const own = quantity ?? (said.responses.length === 1 ? whole : undefined)
    return { ...(own !== undefined && { quantity: own }), ...(date !== undefined && { date }) }
  })
}

/** Another item, or a change that the supplier announces and of which an item number is all that can be seen. */
function substitution(line: PurchaseOrderLine, { item, responses }: OrderConfirmationLine): Difference[] {
  const announced = responses.some(({ status }) => status === 'changed') && agreements(line.item, item).includes(false)
  return announced || compared(line.item, item) === 'different'
    ? [{ line: line.number, code: 'line-substituted', ordered: idsOf(line.item), confirmed: idsOf(item) }]
    : []
}

function units(line: PurchaseOrderLine, said: OrderConfirmationLine, { references, order, partner }: Context): Difference[] {
  const named = [said.unit, ...said.responses.map(({ unit }) => unit)].filter(unit => unit !== undefined)
  const ordered =
    named.length === 0 ? undefined : x12UnitOf(references, occasionOfOrder(order, partner.key), line.unit, line.number)
  const other = named.find(unit => unit !== ordered)
  return other === undefined ? [] : [{ line: line.number, code: 'unit-differs', ordered: ordered ?? line.unit, confirmed: other }]
}

function quantities(line: PurchaseOrderLine, parts: readonly { quantity?: DecimalText }[]): Difference[] {
  const known = parts.map(({ quantity }) => quantity)
  const total = known.some(quantity => quantity === undefined)
    ? undefined
    : decimalText(sum(known.map(quantity => quantity ?? 0)))
  return total !== undefined && decimal(total).equals(line.quantity)
    ? []
    : [
        {
          line: line.number,
          code: 'quantity-confirmed-differs',
          ordered: line.quantity,
          confirmed: total ?? 'not said for each part',
        },
      ]
}

/**
 * A status that announces another price without naming one differs as well. A supplier who was told of a discount repeats the price before
 * it, or says the one after it. @see reference x12.md §11.26
 */
function prices(line: PurchaseOrderLine, { price, responses }: OrderConfirmationLine, partner: Partner): Difference[] {
  const announced = responses.some(({ status }) => status === 'price-changed')
  const isWithin = (ordered: DecimalText) => {
    const allowed = decimal(ordered).times(partner.tolerances.pricePercent).dividedBy(100)
    return price !== undefined && decimal(price).minus(ordered).abs().lessThanOrEqualTo(allowed)
  }
  const told = priceTold(line, partner)
  const within = price === undefined ? !announced : [told, line.price].some(isWithin)
  return within
    ? []
    : [{ line: line.number, code: 'price-confirmed-differs', ordered: told, confirmed: price ?? 'another price' }]
}

function dates(line: PurchaseOrderLine, parts: readonly { date?: CalendarDate }[], { order, partner }: Context): Difference[] {
  const asked = line.requestedDate ?? order.requestedDate
  const confirmed = lastDate(parts)
  if (asked === undefined || confirmed === undefined) return []
  const days = Math.abs(Date.parse(confirmed) - Date.parse(asked)) / 86_400_000
  return days <= partner.tolerances.dateDays
    ? []
    : [{ line: line.number, code: 'date-confirmed-differs', ordered: asked, confirmed }]
}

function lastDate(parts: readonly { date?: CalendarDate }[]): CalendarDate | undefined {
  return parts
    .flatMap(({ date }) => (date === undefined ? [] : [date]))
    .toSorted()
    .at(-1)
}

function idsOf({ buyerCode, supplierCode, gtin }: PurchaseOrderLine['item'] | OrderConfirmationLine['item']): string {
  return [buyerCode, supplierCode, gtin].filter(id => id !== undefined).join(' / ')
}
