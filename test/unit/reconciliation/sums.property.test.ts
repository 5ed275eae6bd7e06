import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Charge, Invoice, InvoiceLine } from '../../../lib/documents/invoice'
import type { PurchaseOrder } from '../../../lib/documents/purchase-order'
import { decimal, decimalText, money, sum } from '../../../lib/documents/value'
import type { MatchedInvoice } from '../../../lib/matching/matched-invoice'
import { invoiceRow } from '../../../lib/reconciliation/invoice-row'
import { orderRow } from '../../../lib/reconciliation/order-row'
import type { InvoiceRow, OrderRow } from '../../../lib/reconciliation/rows'
import { invoiceAmounts, orderAmounts, Totals } from '../../../lib/reconciliation/totals'
import { anOrder, anOrderLine } from '../mapping/builders'

const currency = fc.constantFrom('JPY', 'EUR', 'KWD')
/** Thousandths. */
const figure = fc.integer({ min: 1, max: 9_999_999 }).map(thousandths => decimalText(decimal(thousandths).dividedBy(1000)))

const order = fc
  .record({ currency, lines: fc.array(fc.record({ quantity: figure, price: figure }), { minLength: 1, maxLength: 4 }) })
  .map(({ currency: code, lines }): PurchaseOrder => {
    const made = lines.map(({ quantity, price }, n) =>
      anOrderLine({
        number: String(n + 1),
        sourceId: `line ${n}`,
        quantity,
        price,
        amount: money(decimal(quantity).times(price), code),
      }),
    )
    return anOrder({ currency: code, lines: made })
  })

interface Taken {
  readonly matched: MatchedInvoice
  readonly isBooked: boolean
}

/** Invoices and credits of any part of the order, at any price, with charges, tax and a total that may be rounded otherwise. */
const trade = order.chain(one =>
  fc.record({
    one: fc.constant(one),
    taken: fc.array(
      fc
        .record({
          type: fc.constantFrom('invoice' as const, 'credit' as const),
          isBooked: fc.boolean(),
          parts: fc.array(fc.record({ line: fc.nat(one.lines.length - 1), quantity: figure, price: figure }), {
            minLength: 1,
            maxLength: 4,
          }),
          charges: fc.array(fc.record({ direction: fc.constantFrom('charge' as const, 'allowance' as const), amount: figure }), {
            maxLength: 2,
          }),
          tax: figure,
          rounding: fc.constantFrom('0', '0.01', '-0.02'),
        })
        .map(({ type, isBooked, parts, charges, tax, rounding }): Taken => {
          const lines = parts.map(({ quantity, price }): InvoiceLine => {
            const amount = money(decimal(quantity).times(price), one.currency)
            return { item: {}, quantity, price, amount, taxes: [], charges: [] }
          })
          const signed = charges.map(({ direction, amount }: Charge) => decimal(amount).times(direction === 'charge' ? 1 : -1))
          const total = decimalText(sum([...lines.map(({ amount }) => amount), ...signed, tax, rounding]))
          const invoice: Invoice = {
            kind: 'invoice',
            type,
            typeCode: '',
            number: 'N',
            date: '2026-01-20',
            lines,
            charges,
            taxes: [{ code: 'VA', amount: tax }],
            total,
          }
          const counts = type === 'credit' ? -1 : 1
          return {
            isBooked,
            matched: {
              kind: 'matched-invoice',
              matching: 'two-way',
              invoice,
              orders: [one],
              lines: parts.map(({ line, quantity }) => ({
                orderLine: `line ${line}`,
                counts: decimalText(decimal(quantity).times(counts)),
              })),
              taxTolerance: '0',
            },
          }
        }),
      { maxLength: 5 },
    ),
  }),
)

const at = '2026-01-20T10:00:00.000Z'

function rowsOf(one: PurchaseOrder, taken: readonly Taken[]): { order: OrderRow; invoices: InvoiceRow[] } {
  return {
    order: orderRow({
      order: one,
      partner: 'seller',
      arrivedAt: at,
      told: [],
      confirmed: [{ at, lines: one.lines.map(({ sourceId, quantity }) => ({ orderLine: sourceId, quantity })) }],
      shipped: [],
      invoices: taken.map(({ matched, isBooked }) => ({ documentId: 'd', at, matched, isBooked, bookedAt: at })),
      stopped: [],
    }),
    invoices: taken.map(({ matched, isBooked }) =>
      invoiceRow({
        documentId: 'd',
        subject: 's',
        arrivedAt: at,
        division: one.division,
        partner: 'seller',
        state: isBooked ? 'done' : 'held',
        content: matched,
        isBooked,
      }),
    ),
  }
}

test('whatever comes of an order, its figures and those of its invoices tie out to the last digit', () => {
  fc.assert(
    fc.property(trade, ({ one, taken }) => {
      const { order: row, invoices } = rowsOf(one, taken)
      expect(decimalText(sum([row.invoiced, row.open, row.difference]))).toBe(row.ordered)
      expect(row.confirmed).toBe(row.ordered)
      const figures = invoices.flatMap(({ invoice }) => (invoice ? [invoice] : []))
      for (const { goods, charges, tax, rounding, total } of figures)
        expect(decimalText(sum([goods, charges, tax, rounding]))).toBe(total)
      expect(decimalText(sum(figures.map(({ goods }) => goods)))).toBe(row.invoiced)
      const booked = invoices.flatMap(({ standing, invoice }) => (standing === 'booked' ? [invoice?.goods ?? ''] : []))
      expect(decimalText(sum(booked))).toBe(row.booked)
    }),
  )
})

test('the sums of any rows are those of their lines, by currency, and what became of the invoices is all that came', () => {
  fc.assert(
    fc.property(fc.array(trade, { minLength: 1, maxLength: 6 }), trades => {
      const all = trades.map(({ one, taken }) => rowsOf(one, taken))
      const totals = new Totals()
      for (const { order: row, invoices } of all) for (const each of [row, ...invoices]) totals.add(each)
      for (const total of totals.byCurrency) {
        const orders = all.map(({ order: row }) => row).filter(row => row.currency === total.currency)
        const invoices = all
          .flatMap(rows => rows.invoices)
          .flatMap(({ invoice }) => (invoice !== undefined && invoice.currency === total.currency ? [invoice] : []))
        for (const name of orderAmounts) expect(total.orders[name]).toBe(decimalText(sum(orders.map(one => one[name]))))
        for (const name of invoiceAmounts)
          expect(total.invoices[name]).toBe(decimalText(sum(invoices.map(invoice => invoice[name]))))
        expect(decimalText(sum(Object.values(total.standings)))).toBe(total.invoices.total)
        expect(total.orders.count).toBe(orders.length)
      }
    }),
  )
})
