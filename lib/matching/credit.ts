/** A credit against the invoice that it names: not more than was invoiced, together with what was credited before. */
import type { Decimal } from 'decimal.js'
import { normalisedInvoiceNumber } from './invoice-number'
import type { Invoice } from '../documents/invoice'
import { roundingTolerance } from '../documents/invoice-total'
import { decimal, decimalText, minorDigits, sum } from '../documents/value'
import type { FoundLine } from './lines'
import type { MatchContext } from './match'
import { type LinePair, type MatchedInvoice, pairsOf } from './matched-invoice'
import { placeOf } from './prices'
import type { Reason } from './reasons'
import { isBeyond } from './rules'

/** @see reference x12.md §11.38 */
export function creditReasons(invoice: Invoice, lines: readonly (FoundLine | undefined)[], context: MatchContext): Reason[] {
  const { original } = context
  if (original === undefined) return [{ code: 'credit-without-invoice', found: invoice.originalInvoice ?? 'no invoice number' }]
  const before = context.earlier.filter(one => isCreditOf(one, original))
  return [...linesBeyond(lines, original, before), ...totalBeyond(invoice, original, before)]
}

/**
 * What a line of a credit takes back of the goods: nothing where its price is lower than the invoiced one, because then the price is
 * credited, or part of it, and the goods stay. Another invoice for the same goods is held for that, which is the safe side.
 */
export function givenBack({ line, orderLine }: Pick<FoundLine, 'line' | 'orderLine'>, original: MatchedInvoice): Decimal {
  const prices = pairsFor(orderLine.sourceId, original).map(pair => decimal(pair.line.price))
  return prices.length > 0 && prices.every(price => price.lessThanOrEqualTo(line.price)) ? decimal(line.quantity) : decimal(0)
}

function linesBeyond(
  lines: readonly (FoundLine | undefined)[],
  original: MatchedInvoice,
  before: readonly MatchedInvoice[],
): Reason[] {
  const groups = Map.groupBy(
    lines.filter(line => line !== undefined),
    ({ orderLine }) => orderLine.sourceId,
  )
  return [...groups].flatMap(([key, group]) => {
    const [first] = group
    if (first === undefined) return []
    const invoiced = pairsFor(key, original)
    const credited = before.flatMap(credit => pairsFor(key, credit))
    const amount = sum([...credited, ...group].map(({ line }) => line.amount))
    const quantity = sum([
      ...credited.map(({ counts }) => decimal(counts).negated()),
      ...group.map(line => givenBack(line, original)),
    ])
    // Parts of an amount, each rounded, may come to more than the whole.
    const rounding = decimal(10)
      .pow(-minorDigits(first.order.currency))
      .times(credited.length + group.length)
    return [
      ...exceeding(first, amount, sum(invoiced.map(({ line }) => line.amount)), rounding),
      ...exceeding(first, quantity, sum(invoiced.map(({ line }) => line.quantity)), decimal(0)),
    ].slice(0, 1)
  })
}

function exceeding(at: FoundLine, credited: Decimal, invoiced: Decimal, tolerance: Decimal): Reason[] {
  return isBeyond(credited, invoiced, tolerance)
    ? [{ code: 'credit-exceeds-invoice', ...placeOf(at), ...figures(credited, invoiced, tolerance) }]
    : []
}

/** With charges and taxes, and with what rounding may make of each line. */
function totalBeyond(invoice: Invoice, original: MatchedInvoice, before: readonly MatchedInvoice[]): Reason[] {
  const credits = [invoice, ...before.map(credit => credit.invoice)]
  const credited = sum(credits.map(({ total }) => total))
  const invoiced = decimal(original.invoice.total)
  const tolerance = roundingTolerance(credits.flatMap(({ lines }) => lines).length, original.orders[0].currency)
  return isBeyond(credited, invoiced, tolerance)
    ? [{ code: 'credit-exceeds-invoice', ...figures(credited, invoiced, tolerance) }]
    : []
}

function figures(
  credited: Decimal,
  invoiced: Decimal,
  tolerance: Decimal,
): Pick<Reason, 'expected' | 'found' | 'difference' | 'tolerance'> {
  return {
    expected: decimalText(invoiced),
    found: decimalText(credited),
    difference: decimalText(credited.minus(invoiced)),
    tolerance: decimalText(tolerance),
  }
}

function isCreditOf({ invoice: { type, originalInvoice } }: MatchedInvoice, original: MatchedInvoice): boolean {
  return (
    type === 'credit' &&
    originalInvoice !== undefined &&
    normalisedInvoiceNumber(originalInvoice) === normalisedInvoiceNumber(original.invoice.number)
  )
}

function pairsFor(orderLine: string, matched: MatchedInvoice): LinePair[] {
  return pairsOf(matched).filter(pair => pair.orderLine.sourceId === orderLine)
}
