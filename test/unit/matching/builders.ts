/** Invoices for the orders of the builders of the maps, and what they are matched with: sound as they are, each test changes one thing. */
import type { Invoice, InvoiceLine } from '../../../lib/documents/invoice'
import { roundingTolerance } from '../../../lib/documents/invoice-total'
import { matchLine } from '../../../lib/documents/order-line'
import type { PurchaseOrder } from '../../../lib/documents/purchase-order'
import { unitFinder } from '../../../lib/mapping/cross-reference'
import { type MatchContext, matchInvoice } from '../../../lib/matching/match'
import type { MatchedInvoice } from '../../../lib/matching/matched-invoice'
import type { Reason } from '../../../lib/matching/reasons'
import type { MatchingRules } from '../../../lib/matching/rules'
import { anOrder, references } from '../mapping/builders'

export const freightAgreed = [{ charge: 'D240' }]

/** Two-way, one percent of the price, freight of any amount. */
export function rules(changes: Partial<MatchingRules> = {}): MatchingRules {
  return {
    matching: 'two-way',
    receipts: 'goods-receipts',
    tolerances: { price: { percent: '1' } },
    charges: freightAgreed,
    items: [],
    ...changes,
  }
}

/** For invoices of these orders, each found under the number that the invoice says. */
export function aContext(orders: readonly PurchaseOrder[] = [anOrder()], changes: Partial<MatchContext> = {}): MatchContext {
  return {
    orders: orders.map(order => ({ named: order.number, found: 'one', order })),
    earlier: [],
    unitOf: unitFinder(references, 'seller'),
    rules: rules(),
    ...changes,
  }
}

/** 24 EA of SKU-RED at 12.5: all of the first line of the order. */
export function aLine(changes: Partial<InvoiceLine> = {}): InvoiceLine {
  return {
    number: '1',
    item: { supplierCode: 'SKU-RED' },
    quantity: '24',
    unit: 'EA',
    price: '12.5',
    amount: '300',
    taxes: [{ code: 'VA', amount: '63', rate: '0.21' }],
    charges: [],
    ...changes,
  }
}

/** One line of 300.00, and 63.00 tax. */
export function anInvoice(changes: Partial<Invoice> = {}): Invoice {
  return {
    kind: 'invoice',
    type: 'invoice',
    typeCode: 'DI',
    number: 'INV-7001',
    date: '2026-01-23',
    orderNumber: 'PO-1001',
    currency: 'EUR',
    lines: [aLine()],
    charges: [],
    taxes: [{ code: 'VA', amount: '63', rate: '0.21' }],
    total: '363',
    ...changes,
  }
}

/** Each line with the order line that it names, whatever else is the matter: for tests of what comes after matching. */
export function matched(invoice: Invoice, orders: MatchedInvoice['orders'] = [anOrder()]): MatchedInvoice {
  const orderLineOf = (line: InvoiceLine) => {
    const named = line.orderNumber ?? invoice.orderNumber
    const match = matchLine(orders.find(({ number }) => number === named) ?? orders[0], line)
    if (match.found !== 'one') throw new Error(`a line that is ${match.found}`)
    return match.line.sourceId
  }
  const lines = invoice.lines.map(line => ({ orderLine: orderLineOf(line), counts: line.quantity }))
  const taxTolerance = roundingTolerance(invoice.lines.length, orders[0].currency).toFixed()
  return { kind: 'matched-invoice', matching: 'two-way', invoice, orders, lines, taxTolerance }
}

/** None when the invoice is matched. */
export function reasonsFor(invoice: Invoice, context: MatchContext = aContext()): readonly Reason[] {
  const verdict = matchInvoice(invoice, context)
  return verdict.verdict === 'held' ? verdict.reasons : []
}

export function codesFor(invoice: Invoice, context: MatchContext = aContext()): string[] {
  return reasonsFor(invoice, context).map(({ code }) => code)
}
