/** One order of the report: what was ordered, confirmed, shipped, invoiced and booked of it. */
import type { PurchaseOrder, PurchaseOrderLine } from '../documents/purchase-order'
import type { Decimal } from 'decimal.js'
import { decimal, type DecimalText, decimalText, type Guid, type Instant, money, sum } from '../documents/value'
import { type MatchedInvoice, pairsOf } from '../matching/matched-invoice'
import { signOf } from './invoice-row'
import { openEndsOf } from './open-ends'
import type { InvoiceOfOrder, OrderLineQuantity, OrderTrail, QuantitiesSaid } from './order-trail'
import type { OrderRow } from './rows'

export function orderRow(trail: OrderTrail): OrderRow {
  const { order, partner, told, confirmed, shipped, invoices } = trail
  const isCancelled = order.purpose === 'cancel'
  const lines = isCancelled ? [] : order.lines
  const newest = told.at(-1)?.transmission
  const booked = invoices.filter(({ isBooked }) => isBooked)
  const ordered = sum(lines.map(({ amount }) => amount))
  const invoiced = goodsOf(invoices, order)
  const open = openOf(invoices, lines, order)
  const figures = {
    ordered: decimalText(ordered),
    discount: isCancelled ? '0' : (order.discount ?? '0'),
    confirmed: valueOf(newestOf(confirmed), lines, order),
    shipped: valueOf(allOf(shipped), lines, order),
    invoiced,
    booked: goodsOf(booked, order),
    open,
    difference: decimalText(ordered.minus(invoiced).minus(open)),
  }
  const moments = {
    ...(newest?.sentAt != null && { sentAt: newest.sentAt }),
    ...(newest?.outcome != null &&
      newest.answeredAt !== null && { acknowledged: { outcome: newest.outcome, at: newest.answeredAt } }),
    ...at('confirmedAt', confirmed),
    ...at('shippedAt', shipped),
    ...at('invoicedAt', invoices),
    ...at(
      'bookedAt',
      booked.map(({ bookedAt }) => ({ at: bookedAt })),
    ),
  }
  const row = {
    row: 'order',
    division: order.division,
    ...(partner === undefined ? {} : { partner }),
    supplier: { code: order.supplier.code, ...(order.supplier.name !== undefined && { name: order.supplier.name }) },
    order: order.number,
    orderDate: order.orderDate,
    currency: order.currency,
    revision: order.revision,
    isCancelled,
    ...figures,
    ...moments,
  } as const
  return { ...row, openEnds: openEndsOf(trail, row) }
}

function at<Name extends string>(name: Name, said: readonly { readonly at: Instant }[]): { readonly [name in Name]?: Instant } {
  const newest = said
    .map(one => one.at)
    .toSorted()
    .at(-1)
  return newest === undefined ? {} : ({ [name]: newest } as { [name in Name]: Instant })
}

/** Of each line what the last answer that names it says. */
function newestOf(said: readonly QuantitiesSaid[]): OrderLineQuantity[] {
  const newest = new Map(said.flatMap(({ lines }) => lines).map(line => [line.orderLine, line]))
  return [...newest.values()]
}

function allOf(said: readonly QuantitiesSaid[]): OrderLineQuantity[] {
  return [
    ...Map.groupBy(
      said.flatMap(({ lines }) => lines),
      ({ orderLine }) => orderLine,
    ),
  ].map(([orderLine, parts]) => ({
    orderLine,
    quantity: decimalText(sum(parts.map(({ quantity }) => quantity))),
  }))
}

/** At the order's prices: a whole line is worth what the order says it is, to the cent. */
function valueOf(
  said: readonly OrderLineQuantity[],
  lines: readonly PurchaseOrderLine[],
  { currency }: PurchaseOrder,
): DecimalText {
  const quantities = new Map(said.map(({ orderLine, quantity }) => [orderLine, quantity]))
  return decimalText(
    sum(
      lines.map(({ sourceId, quantity, price, amount }) => {
        const part = decimal(quantities.get(sourceId) ?? 0)
        return part.equals(quantity) ? amount : money(part.times(price), currency)
      }),
    ),
  )
}

/** By quantity: another price than the order's leaves nothing to be invoiced. More than was ordered counts against it. */
function openOf(invoices: readonly InvoiceOfOrder[], lines: readonly PurchaseOrderLine[], order: PurchaseOrder): DecimalText {
  const counted = allOf(
    invoices.map(({ at, matched }) => ({
      at,
      lines: matched.lines.map(({ orderLine, counts }) => ({ orderLine, quantity: counts })),
    })),
  )
  const rest = lines.map(({ sourceId, quantity }) => {
    const invoiced = counted.find(({ orderLine }) => orderLine === sourceId)?.quantity ?? '0'
    return { orderLine: sourceId, quantity: decimalText(decimal(quantity).minus(invoiced)) }
  })
  return valueOf(rest, lines, order)
}

/** Lines of this order only, as it was when they were matched: an invoice may be of several. */
function goodsOf(invoices: readonly InvoiceOfOrder[], { sourceId }: PurchaseOrder): DecimalText {
  return decimalText(sum(invoices.flatMap(({ matched }) => goodsOfOrder(matched, sourceId))))
}

function goodsOfOrder(matched: MatchedInvoice, key: Guid): Decimal[] {
  const { invoice, orders } = matched
  const own = new Set(orders.filter(order => order.sourceId === key).flatMap(({ lines }) => lines.map(line => line.sourceId)))
  return pairsOf(matched)
    .filter(({ orderLine }) => own.has(orderLine.sourceId))
    .map(({ line }) => decimal(line.amount).times(signOf(invoice)))
}
