/** An invoice or credit whose every line is known to be of an order line: the only thing that can be booked. */
import type { Invoice, InvoiceLine } from '../documents/invoice'
import type { PurchaseOrder, PurchaseOrderLine } from '../documents/purchase-order'
import type { DecimalText, Guid } from '../documents/value'
import type { Matching } from './rules'

export interface MatchedInvoice {
  readonly kind: 'matched-invoice'
  readonly matching: Matching
  readonly invoice: Invoice
  /** As they were sent; all of one division, supplier and currency. */
  readonly orders: readonly [PurchaseOrder, ...PurchaseOrder[]]
  /** One for each line of the invoice, in its order. */
  readonly lines: readonly MatchedLine[]
  /** How far its tax may be from what the rates make; it is booked as stated. */
  readonly taxTolerance: DecimalText
}

export interface MatchedLine {
  /** Key of the order line. */
  readonly orderLine: Guid
  /** What it adds to the invoiced quantity of the order line; negative where a credit takes goods back, 0 where it lowers a price. */
  readonly counts: DecimalText
}

export interface LinePair {
  readonly line: InvoiceLine
  readonly orderLine: PurchaseOrderLine
  readonly counts: DecimalText
}

/** The lines of the invoice, each with its order line. */
export function pairsOf({ invoice, orders, lines }: MatchedInvoice): LinePair[] {
  const orderLines = new Map(orders.flatMap(order => order.lines.map(line => [line.sourceId, line])))
  return invoice.lines.map((line, n) => {
    const { orderLine: key, counts } = lines[n] ?? { orderLine: '', counts: '0' }
    const orderLine = orderLines.get(key)
    if (orderLine === undefined) throw new Error(`line ${n + 1} of invoice ${invoice.number} has no order line ${key}`)
    return { line, orderLine, counts }
  })
}
