/** A credit against the invoice that it names: not more than was invoiced, together with what was credited before. */
import type { Decimal } from 'decimal.js'
import { normalisedInvoiceNumber } from './invoice-number'
import type { Invoice } from '../documents/invoice'
import { decimal, decimalText, sum } from '../documents/value'
import type { FoundLine } from './lines'
import type { MatchContext } from './match'
import { type LinePair, type MatchedInvoice, pairsOf } from './matched-invoice'
import { placeOf } from './prices'
import type { Reason } from './reasons'

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
    return [
      ...exceeding(first, amount, sum(invoiced.map(({ line }) => line.amount))),
      ...exceeding(first, quantity, sum(invoiced.map(({ line }) => line.quantity))),
    ].slice(0, 1)
  })
}

function exceeding(at: FoundLine, credited: Decimal, invoiced: Decimal): Reason[] {
  return credited.greaterThan(invoiced)
    ? [{ code: 'credit-exceeds-invoice', ...placeOf(at), ...figures(credited, invoiced) }]
    : []
}

/** With charges and taxes. */
function totalBeyond(invoice: Invoice, original: MatchedInvoice, before: readonly MatchedInvoice[]): Reason[] {
  const credited = sum([invoice.total, ...before.map(credit => credit.invoice.total)])
  const invoiced = decimal(original.invoice.total)
  return credited.greaterThan(invoiced) ? [{ code: 'credit-exceeds-invoice', ...figures(credited, invoiced) }] : []
}

function figures(credited: Decimal, invoiced: Decimal): Pick<Reason, 'expected' | 'found' | 'difference' | 'tolerance'> {
  return {
    expected: decimalText(invoiced),
    found: decimalText(credited),
    difference: decimalText(credited.minus(invoiced)),
    tolerance: '0',
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
