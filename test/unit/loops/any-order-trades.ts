/** Orders and everything that their supplier sends of them, as random trades: confirmations, shipments, invoices, credits, and faults. */
import fc from 'fast-check'
import type { Invoice, InvoiceLine } from '../../../lib/documents/invoice'
import type { OrderConfirmation } from '../../../lib/documents/order-confirmation'
import type { PurchaseOrder } from '../../../lib/documents/purchase-order'
import type { ShipNotice } from '../../../lib/documents/ship-notice'
import { type Currency, decimal, decimalText, money, sum } from '../../../lib/documents/value'
import type { Partner } from '../../../lib/mapping/partners'
import { anOrder, anOrderLine } from '../mapping/builders'

/** One document of the supplier. Those of one label are alike for all that is booked: which of them comes first may be either. */
export interface Arrival {
  readonly label: string
  readonly document: OrderConfirmation | ShipNotice | Invoice
}

export interface Trade {
  readonly orders: readonly PurchaseOrder[]
  readonly agreed: Pick<Partner, 'acknowledgment' | 'shipNotice' | 'matching'>
  /** As the supplier sent them. */
  readonly arrivals: readonly Arrival[]
}

const currencies = ['EUR', 'JPY', 'KWD'] as const

/** Quarters of a unit, so that quantities have decimals. */
const quarters = (n: number) => decimalText(decimal(n).dividedBy(4))

const price = fc
  .tuple(fc.integer({ min: 20, max: 999_999 }), fc.integer({ min: 0, max: 4 }))
  .map(([n, digits]) => decimalText(decimal(n).times(decimal(10).pow(-digits))))

/** What goes out together, in one shipment and on one invoice: quarters of each order line. */
const shipment = fc.record({
  parts: fc.array(fc.record({ line: fc.nat(5), quarters: fc.integer({ min: 8, max: 200 }) }), { minLength: 1, maxLength: 3 }),
  freight: fc.constantFrom(0, 0, 1250),
  /** Of the quantity of each part, in percent: given back, and replaced by another shipment with its invoice or not. */
  back: fc.constantFrom(0, 0, 25, 50),
  replaced: fc.boolean(),
  /** A tenth of the price is given back, the goods stay. */
  cheaper: fc.constantFrom(false, false, true),
  /** The notice said something else first. */
  corrected: fc.constantFrom(false, false, true),
  /** The invoice comes again: as it was, or in another writing of its number with another day. */
  again: fc.constantFrom('no', 'no', 'no', 'same', 'look-alike'),
})

const given = fc.record({
  currency: fc.constantFrom(...currencies),
  prices: fc.array(price, { minLength: 1, maxLength: 4 }),
  orders: fc.integer({ min: 1, max: 2 }),
  spare: fc.integer({ min: 0, max: 40 }),
  shipments: fc.array(shipment, { minLength: 1, maxLength: 3 }),
  acknowledgment: fc.constantFrom('confirm-order' as const, 'draft-invoice' as const, 'both' as const),
  matching: fc.constantFrom('two-way' as const, 'ship-notices' as const, 'goods-receipts' as const),
  answers: fc.integer({ min: 0, max: 2 }),
  fault: fc.constantFrom(
    'none',
    'none',
    'dear',
    'stranger',
    'too-much',
    'currency',
    'orphan',
    'too-much-back',
    'refused',
    'lost',
  ),
})

export type Given = typeof given extends fc.Arbitrary<infer T> ? T : never

export const trade: fc.Arbitrary<Trade> = given.map(tradeOf)

interface Part {
  readonly order: PurchaseOrder
  readonly line: PurchaseOrder['lines'][number]
  readonly quantity: string
}

export function tradeOf(chosen: Given): Trade {
  const { acknowledgment, matching, shipments } = chosen
  const orders = ordersOf(chosen)
  // Goods receipts cannot be corrected from a ship notice.
  const receives = matching === 'goods-receipts'
  const sent = shipments.flatMap((one, n): Arrival[] => {
    const parts = partsOf(one.parts, orders)
    return shipmentArrivals(parts, receives ? { ...one, corrected: false } : one, String(n), chosen)
  })
  return {
    orders,
    agreed: {
      acknowledgment,
      shipNotice: receives ? 'goods-receipt' : 'record',
      matching: {
        matching: matching === 'two-way' ? 'two-way' : 'three-way',
        ...(matching === 'two-way' ? {} : { receipts: matching }),
        tolerances: { price: { percent: '0' } },
      },
    },
    arrivals: [...orders.flatMap(order => answersTo(order, chosen)), ...sent, ...faults(orders, sent, chosen)],
  }
}

/** Of each line so much as is shipped for good, and something to spare. */
function ordersOf({ currency, prices, orders, shipments, spare }: Given): PurchaseOrder[] {
  return Array.from({ length: orders }, (_, n) => {
    const own = prices.filter((_price, line) => line % orders === n)
    const lines = (own.length > 0 ? own : prices.slice(0, 1)).map((each, line) => ({ each, line }))
    const all = shipments.flatMap(({ parts }) => parts)
    return anOrder({
      number: `PO-${n + 1}001`,
      sourceId: guid(1000 + n),
      currency,
      lines: lines.map(({ each, line }) => {
        const shipped = sum(
          all.filter(part => place(part.line, orders, lines.length).join() === `${n},${line}`).map(part => part.quarters),
        )
        const quantity = quarters(shipped.plus(spare).plus(1).toNumber())
        return anOrderLine({
          number: String(line + 1),
          sourceId: guid(100 * (n + 1) + line),
          item: { id: guid(5000 + 100 * n + line), buyerCode: `B-${n}${line}`, supplierCode: `SKU-${n}${line}` },
          price: each,
          quantity,
          amount: money(decimal(quantity).times(each), currency),
        })
      }),
    })
  })
}

/** Which order, and which of its lines. */
function place(line: number, orders: number, lines: number): readonly [number, number] {
  return [line % orders, Math.floor(line / orders) % lines]
}

function partsOf(parts: Given['shipments'][number]['parts'], orders: readonly PurchaseOrder[]): Part[] {
  return parts.flatMap(part => {
    const order = orders[part.line % orders.length]
    const line = order?.lines[place(part.line, orders.length, order.lines.length)[1]]
    return order && line ? [{ order, line, quantity: quarters(part.quarters) }] : []
  })
}

function shipmentArrivals(parts: readonly Part[], one: Given['shipments'][number], name: string, { currency }: Given): Arrival[] {
  const invoice = invoiceOf(`INV-${name}`, parts, currency, { freight: one.freight })
  const back = parts.map(part => ({ ...part, quantity: percentOf(part.quantity, one.back) }))
  return [
    ...noticesOf(`ASN-${name}`, parts, one.corrected),
    arrival(invoice),
    ...(one.again === 'same' ? [arrival(invoice)] : []),
    ...(one.again === 'look-alike' ? [arrival({ ...invoice, number: `inv.${name}`, date: '2026-01-30' }, invoice.number)] : []),
    ...(one.back > 0 ? [arrival(creditOf(`CN-${name}`, back, currency, invoice))] : []),
    ...(one.back > 0 && one.replaced
      ? [...noticesOf(`ASN-${name}R`, back, false), arrival(invoiceOf(`INV-${name}R`, back, currency))]
      : []),
    ...(one.cheaper ? [arrival(creditOf(`CN-${name}P`, tenth(parts), currency, invoice))] : []),
  ]
}

/** The notice that is corrected announces less than half at first. */
function noticesOf(number: string, parts: readonly Part[], corrected: boolean): Arrival[] {
  const notice = (purpose: ShipNotice['purpose'], shipped: readonly Part[]): ShipNotice => ({
    kind: 'ship-notice',
    purpose,
    number,
    date: '2026-01-22',
    tracking: [],
    packages: [],
    orders: [...Map.groupBy(shipped, part => part.order.number)].map(([orderNumber, own]) => ({
      orderNumber,
      lines: own.map(({ line, quantity }) => ({ number: line.number, item: itemOf(line), quantity, unit: 'EA', marks: [] })),
    })),
  })
  if (!corrected) return [{ label: number, document: notice('original', parts) }]
  const less = parts.map(part => ({ ...part, quantity: percentOf(part.quantity, 40) }))
  return [
    { label: `${number} at first`, document: notice('original', less) },
    { label: number, document: notice('replacement', parts) },
  ]
}

interface Extras {
  readonly freight?: number
}

function invoiceOf(number: string, parts: readonly Part[], currency: Currency, { freight = 0 }: Extras = {}): Invoice {
  const lines = parts.map(({ order, line, quantity }): InvoiceLine => {
    const amount = money(decimal(quantity).times(line.price), currency)
    const tax = money(decimal(amount).times('0.21'), currency)
    const taxes = [{ code: 'VA', rate: '0.21', amount: tax }]
    return {
      number: line.number,
      orderNumber: order.number,
      item: itemOf(line),
      quantity,
      unit: 'EA',
      price: line.price,
      amount,
      taxes,
      charges: [],
    }
  })
  const tax = sum(lines.flatMap(line => line.taxes.map(({ amount }) => amount ?? 0)))
  const charged = money(decimal(freight).dividedBy(100), currency)
  return {
    kind: 'invoice',
    type: 'invoice',
    typeCode: 'DI',
    number,
    date: '2026-01-23',
    currency,
    lines,
    charges: freight === 0 ? [] : [{ direction: 'charge', code: 'D240', amount: charged }],
    taxes: [{ code: 'VA', rate: '0.21', amount: decimalText(tax) }],
    total: decimalText(
      sum(lines.map(({ amount }) => amount))
        .plus(tax)
        .plus(freight === 0 ? 0 : charged),
    ),
  }
}

function creditOf(number: string, parts: readonly Part[], currency: Currency, original: Invoice): Invoice {
  return { ...invoiceOf(number, parts, currency), type: 'credit', typeCode: 'CR', originalInvoice: original.number }
}

function tenth(parts: readonly Part[]): Part[] {
  return parts.map(part => ({ ...part, line: { ...part.line, price: decimalText(decimal(part.line.price).dividedBy(10)) } }))
}

/** All of it, by one verdict or line by line; of two the second says another day. */
function answersTo(order: PurchaseOrder, { answers }: Given): Arrival[] {
  const said = (n: number): OrderConfirmation => ({
    kind: 'order-confirmation',
    orderNumber: order.number,
    supplierOrderNumber: `SO-${order.number}`,
    verdict: n === 0 ? 'accepted' : 'by-line',
    verdictCode: n === 0 ? 'AT' : 'AC',
    lines:
      n === 0
        ? []
        : order.lines.map(line => ({
            number: line.number,
            item: itemOf(line),
            quantity: line.quantity,
            unit: 'EA',
            price: line.price,
            responses: [{ status: 'date-changed', statusCode: 'DR', quantity: line.quantity, unit: 'EA', date: '2026-01-28' }],
          })),
  })
  return Array.from({ length: answers }, (_, n) => ({ label: `answer ${n} to ${order.number}`, document: said(n) }))
}

/** One thing that is wrong, and stays so whatever comes before or after it. */
function faults(orders: readonly PurchaseOrder[], sent: readonly Arrival[], { fault, currency }: Given): Arrival[] {
  const [order] = orders
  const [line] = order?.lines ?? []
  if (!order || !line) return []
  const whole: Part = { order, line, quantity: line.quantity }
  const invoice = sent.map(({ document }) => document).find(document => document.kind === 'invoice')
  switch (fault) {
    case 'dear': {
      const dear = { ...whole, quantity: '0.25', line: { ...line, price: decimalText(decimal(line.price).times(2)) } }
      return [arrival(invoiceOf('INV-DEAR', [dear], currency))]
    }
    case 'stranger': {
      const strange = {
        ...whole,
        quantity: '0.25',
        line: { ...line, number: '99', item: { ...line.item, buyerCode: 'B-X', supplierCode: 'X' } },
      }
      return [arrival(invoiceOf('INV-STRANGE', [strange], currency))]
    }
    case 'too-much':
      return [
        arrival(invoiceOf('INV-MUCH', [{ ...whole, quantity: decimalText(decimal(line.quantity).plus('0.25')) }], currency)),
      ]
    case 'currency':
      return [arrival(invoiceOf('INV-USD', [{ ...whole, quantity: '0.25' }], 'USD'))]
    case 'orphan':
      return [arrival({ ...invoiceOf('CN-ORPHAN', [{ ...whole, quantity: '0.25' }], currency), type: 'credit', typeCode: 'CR' })]
    case 'too-much-back':
      return invoice ? [arrival(creditOf('CN-MUCH', [{ ...whole, quantity: '5000' }], currency, invoice))] : []
    case 'refused':
      return [
        {
          label: 'refusal',
          document: { kind: 'order-confirmation', orderNumber: order.number, verdict: 'rejected', verdictCode: 'RJ', lines: [] },
        },
      ]
    case 'lost':
      return noticesOf('ASN-LOST', [{ ...whole, quantity: '1', order: { ...order, number: 'ELSEWHERE' } }], false)
    default:
      return []
  }
}

function arrival(document: Invoice, label = document.number): Arrival {
  return { label, document }
}

function itemOf({ item: { buyerCode, supplierCode } }: Part['line']) {
  return { ...(buyerCode && { buyerCode }), ...(supplierCode && { supplierCode }) }
}

function percentOf(quantity: string, percent: number): string {
  return decimalText(decimal(quantity).times(percent).dividedBy(100))
}

function guid(n: number): string {
  return `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`
}
