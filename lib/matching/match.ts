/**
 * An invoice or credit against its orders, what was received of them, and what was invoiced of them before. Everything in which it
 * departs is found at once; nothing is guessed and nothing is corrected.
 */
import type { Invoice, InvoiceLine } from '../documents/invoice'
import type { PurchaseOrder } from '../documents/purchase-order'
import type { Guid } from '../documents/value'
import { chargeReasons } from './charges'
import { creditReasons, givenBack } from './credit'
import { findLines, type FoundLine } from './lines'
import type { MatchedInvoice } from './matched-invoice'
import { lineReasons } from './prices'
import { quantityReasons, type Received } from './quantities'
import { type Reason, worstFirst } from './reasons'
import type { MatchingRules } from './rules'
import { taxReasons, taxTolerance } from './tax'
import { termsReasons } from './terms'
import { discountReasons, goodsReasons, tieOutReasons } from './totals'

/** What became of an order number of the invoice. */
export type OrderLookUp =
  | { readonly named: string; readonly found: 'one'; readonly order: PurchaseOrder }
  | { readonly named: string; readonly found: 'another-supplier'; readonly order: PurchaseOrder }
  /** `suggestions` are numbers of orders of this supplier. */
  | { readonly named: string; readonly found: 'none' | 'several'; readonly suggestions: readonly string[] }

export interface MatchContext {
  /** For each number that `orderNumbers` gives. */
  readonly orders: readonly OrderLookUp[]
  /** What was matched to these orders before, in any order, without this document. */
  readonly earlier: readonly MatchedInvoice[]
  /** Another document of this supplier, of the same type, with the same number. */
  readonly sameNumber?: Invoice
  /** The invoice that a credit names. */
  readonly original?: MatchedInvoice
  /** Credits that name this invoice and are held because it was not matched yet, with what became of the order numbers that they name. */
  readonly waiting?: readonly { readonly credit: Invoice; readonly orders: readonly OrderLookUp[] }[]
  /** By order line; needed for a three-way match. */
  readonly received?: ReadonlyMap<Guid, Received>
  /** X12 element 355 of a unit of the ERP, by what held on the date of the order; undefined where the directory gives none. */
  unitOf(unit: string, order: PurchaseOrder): string | undefined
  readonly rules: MatchingRules
}

export type Verdict =
  | { readonly verdict: 'matched'; readonly matched: MatchedInvoice }
  /** Worst first. */
  | { readonly verdict: 'held'; readonly reasons: readonly [Reason, ...Reason[]] }

/**
 * The numbers of orders that an invoice names, each once as it is written: two writings may be two orders. A credit that names none is
 * for the order of its invoice, if that is one.
 */
export function orderNumbers(invoice: Invoice, original: MatchedInvoice | undefined): string[] {
  const named = invoice.lines.map(line => namedOrder(line, invoice, original) ?? '')
  const numbers = new Set(named.filter(number => number !== ''))
  return numbers.size === 0 && invoice.orderNumber !== undefined ? [invoice.orderNumber.trim()] : [...numbers]
}

export function matchInvoice(invoice: Invoice, context: MatchContext): Verdict {
  const lookUps = lookUpsOf(invoice, context)
  const orderOf = (line: InvoiceLine) => {
    const named = namedOrder(line, invoice, context.original)
    return named === undefined ? undefined : lookUps.get(named)
  }
  const { lines, reasons: unfound } = findLines(invoice, orderOf, context.rules.items)
  const found = lines.filter(line => line !== undefined)
  const orders = distinct([...lookUps.values()].flatMap(lookUp => (lookUp.found === 'one' ? [lookUp.order] : [])))
  const candidate = candidateOf(invoice, lines, orders, context)
  const reasons = worstFirst([
    ...(context.sameNumber ? [{ code: 'duplicate-invoice-number' as const, found: context.sameNumber.number }] : []),
    ...orderReasons(invoice, context.original, [...lookUps.values()], orders),
    ...(invoice.lines.length === 0 ? [{ code: 'invoice-without-lines' as const }] : []),
    ...tieOutReasons(invoice, orders[0]),
    ...unfound,
    ...lineReasons(invoice, found, context),
    ...(invoice.type === 'credit'
      ? creditReasons(invoice, lines, context)
      : [
          ...quantityReasons(found, withWaitingCredits(candidate, context)),
          ...goodsReasons(found, context.rules),
          ...discountReasons(invoice, found, orders, context),
        ]),
    ...chargeReasons(invoice, orders[0], context.rules),
    ...taxReasons(invoice, orders[0], context.rules),
    ...orders.flatMap(order => termsReasons(invoice, order)),
  ])
  const [worst, ...others] = reasons
  if (worst) return { verdict: 'held', reasons: [worst, ...others] }
  // Without an order there is a reason, and without a line too.
  if (candidate === undefined) throw new Error(`invoice ${invoice.number} was matched to no order`)
  return { verdict: 'matched', matched: candidate }
}

/** What it would be matched as; nothing while a line has no order line. */
function candidateOf(
  invoice: Invoice,
  lines: readonly (FoundLine | undefined)[],
  [first, ...further]: readonly PurchaseOrder[],
  { rules, original }: MatchContext,
): MatchedInvoice | undefined {
  if (first === undefined || lines.includes(undefined)) return undefined
  const counts = countsOf(invoice, lines, original)
  return {
    kind: 'matched-invoice',
    matching: rules.matching,
    invoice,
    orders: [first, ...further],
    lines: lines.map((line, n) => ({ orderLine: line?.orderLine.sourceId ?? '', counts: counts[n] ?? '0' })),
    taxTolerance: taxTolerance(invoice, first, rules).toFixed(),
  }
}

/**
 * With what the credits that wait for this invoice take back of it, those of them that are right in all else: whichever of the two
 * comes first, they are matched alike. Without it, an invoice for goods in the place of others, which came before the first one, would
 * keep that one and its credit waiting for each other.
 */
function withWaitingCredits(candidate: MatchedInvoice | undefined, context: MatchContext): MatchContext {
  const { waiting = [], sameNumber: _ofTheInvoice, ...rest } = context
  if (candidate === undefined) return context
  const itsOrders = candidate.orders.map((order): OrderLookUp => ({ named: order.number, found: 'one', order }))
  const earlier = waiting.reduce<readonly MatchedInvoice[]>((known, { credit, orders }) => {
    const verdict = matchInvoice(credit, { ...rest, orders: [...orders, ...itsOrders], earlier: known, original: candidate })
    return verdict.verdict === 'matched' ? [...known, verdict.matched] : known
  }, context.earlier)
  return { ...context, earlier }
}

/** One that nobody looked up is not known. */
function lookUpsOf(invoice: Invoice, { orders, original }: MatchContext): Map<string, OrderLookUp> {
  return new Map(
    orderNumbers(invoice, original).map(named => [
      named,
      orders.find(lookUp => lookUp.named === named) ?? { named, found: 'none', suggestions: [] },
    ]),
  )
}

function orderReasons(
  invoice: Invoice,
  original: MatchedInvoice | undefined,
  lookUps: readonly OrderLookUp[],
  known: readonly PurchaseOrder[],
): Reason[] {
  const unnamed = invoice.lines.filter(line => namedOrder(line, invoice, original) === undefined)
  const [first, ...further] = known
  return [
    ...(unnamed.length > 0 ? [{ code: 'order-number-missing' as const }] : []),
    ...lookUps.flatMap((lookUp): Reason[] => {
      switch (lookUp.found) {
        case 'one':
          return []
        case 'another-supplier':
          return [{ code: 'order-of-another-supplier', order: lookUp.order.number, found: lookUp.named }]
        case 'none':
          return [{ code: 'order-unknown', found: lookUp.named, ...suggestionsOf(lookUp.suggestions) }]
        case 'several':
          return [{ code: 'order-ambiguous', found: lookUp.named, ...suggestionsOf(lookUp.suggestions) }]
      }
    }),
    // One document is booked for one account of the supplier.
    ...further
      .filter(order => order.supplier.id !== first?.supplier.id)
      .map((order): Reason => ({ code: 'order-of-another-supplier', order: order.number, found: order.number })),
    ...known.flatMap((order): Reason[] => [
      ...(order.purpose === 'cancel' ? [{ code: 'order-cancelled' as const, order: order.number }] : []),
      ...currencyReasons(invoice.currency ?? first?.currency ?? order.currency, order),
    ]),
  ]
}

function suggestionsOf(suggestions: readonly string[]) {
  return suggestions.length === 0 ? {} : { suggestions }
}

function currencyReasons(currency: string, order: PurchaseOrder): Reason[] {
  return currency === order.currency
    ? []
    : [{ code: 'currency-differs', order: order.number, expected: order.currency, found: currency }]
}

function namedOrder(line: InvoiceLine, invoice: Invoice, original: MatchedInvoice | undefined): string | undefined {
  const ofInvoice = original?.orders.length === 1 ? original.orders[0].number : undefined
  return (line.orderNumber ?? invoice.orderNumber ?? ofInvoice)?.trim()
}

function countsOf(invoice: Invoice, lines: readonly (FoundLine | undefined)[], original: MatchedInvoice | undefined): string[] {
  if (invoice.type === 'invoice') return invoice.lines.map(line => line.quantity)
  return lines.map(line => (line && original ? givenBack(line, original).negated().toFixed() : '0'))
}

/** Two numbers of the invoice may be one order, written in two ways. */
function distinct(orders: readonly PurchaseOrder[]): PurchaseOrder[] {
  return [...new Map(orders.map(order => [order.sourceId, order])).values()]
}
