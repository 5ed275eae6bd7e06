/** The report as one table: orders, invoices, open ends and sums, told apart by the first column. */
import { csvLine } from '../csv'
import { amountText, type Currency, type DecimalText } from '../documents/value'
import type { InvoiceRow, OpenEnd, OrderRow, Row } from './rows'
import { invoiceAmounts, orderAmounts, type Total, type Totals } from './totals'

/** Columns only ever join at the end. */
const columns = [
  'row',
  'division',
  'partner',
  'supplier',
  'supplier_name',
  'order',
  'invoice',
  'date',
  'currency',
  'standing',
  'ordered',
  'discount',
  'confirmed',
  'shipped',
  'invoiced',
  'booked',
  'open',
  'difference',
  'charges',
  'tax',
  'rounding',
  'total',
  'total_booked',
  'arrived_at',
  'sent_at',
  'acknowledged',
  'acknowledged_at',
  'confirmed_at',
  'shipped_at',
  'invoiced_at',
  'booked_at',
  'missing',
  'since',
  'reason',
  'words',
  'document',
] as const

type Cells = { readonly [column in (typeof columns)[number]]?: string | number }

export const csvHead = csvLine(columns)

/** The whole table, a row of the report at a time. @param totals takes in every row; empty to begin with */
export async function* csvLines(rows: AsyncIterable<Row>, totals: Totals): AsyncGenerator<string> {
  yield csvHead
  for await (const row of rows) {
    totals.add(row)
    yield csvRows(row)
  }
  yield csvTotals(totals.totals)
}

/** An order and its open ends are a line each; amounts have a decimal point and no thousands separator, whatever the country. */
export function csvRows(row: Row): string {
  if (row.row === 'order') return [orderCells(row), ...row.openEnds.map(end => endCells(end, placeOf(row)))].map(line).join('')
  if (row.row === 'invoice') return line(invoiceCells(row))
  return line(endCells(row, { division: row.division ?? '', partner: row.partner ?? '' }))
}

/** The sums of the orders and those of the invoices: what is open between the two need not be of one period. */
export function csvTotals(totals: readonly Total[]): string {
  return totals
    .flatMap(({ division, partner, currency, orders, invoices, standings }) => {
      const group = { division: division ?? '', partner: partner ?? '', currency: currency ?? '' }
      return [
        { row: 'total of orders', ...group, ...amounts(orders, orderAmounts, currency), words: `${orders.count} orders` },
        {
          row: 'total of invoices',
          ...group,
          ...invoiceCellsOf(invoices, standings.booked, currency),
          words: `${invoices.count} invoices`,
        },
      ]
    })
    .map(line)
    .join('')
}

function orderCells(row: OrderRow): Cells {
  const { orderDate, currency, isCancelled } = row
  return {
    row: 'order',
    ...placeOf(row),
    date: orderDate,
    standing: isCancelled ? 'cancelled' : row.openEnds.length > 0 ? 'open' : 'complete',
    ...amounts(row, orderAmounts, currency),
    sent_at: row.sentAt ?? '',
    acknowledged: row.acknowledged?.outcome ?? '',
    acknowledged_at: row.acknowledged?.at ?? '',
    confirmed_at: row.confirmedAt ?? '',
    shipped_at: row.shippedAt ?? '',
    invoiced_at: row.invoicedAt ?? '',
    booked_at: row.bookedAt ?? '',
  }
}

function placeOf({ division, partner, supplier, order, currency }: OrderRow): Cells {
  return {
    division,
    partner: partner ?? '',
    supplier: supplier.code,
    supplier_name: supplier.name ?? '',
    order,
    currency,
  }
}

/** @param place cells of what it belongs to */
function endCells({ missing, since, words, documentId, reason }: OpenEnd, place: Cells): Cells {
  return { row: 'open end', ...place, missing, since, reason: reason ?? '', words, document: documentId ?? '' }
}

function invoiceCells({ division, partner, standing, reason, subject, arrivedAt, documentId, invoice }: InvoiceRow): Cells {
  const known = { row: 'invoice', division: division ?? '', partner: partner ?? '', standing, reason: reason ?? '' }
  const rest = { words: subject, arrived_at: arrivedAt, document: documentId }
  if (!invoice) return { ...known, ...rest }
  const { number, date, currency, orders, goods, total } = invoice
  const isBooked = standing === 'booked'
  return {
    ...known,
    order: orders.join(' '),
    invoice: number,
    date,
    currency: currency ?? '',
    ...invoiceCellsOf(invoice, isBooked ? total : '0', currency),
    booked: written(isBooked ? goods : '0', currency),
    ...rest,
  }
}

function invoiceCellsOf(
  { goods, ...parts }: Readonly<Record<(typeof invoiceAmounts)[number], DecimalText>>,
  booked: DecimalText,
  currency: Currency | undefined,
): Cells {
  const others = invoiceAmounts.filter(name => name !== 'goods')
  return { invoiced: written(goods, currency), ...amounts(parts, others, currency), total_booked: written(booked, currency) }
}

function amounts<Name extends string>(
  row: Readonly<Record<Name, DecimalText>>,
  names: readonly Name[],
  currency: Currency | undefined,
): Record<Name, string> {
  return Object.fromEntries(names.map(name => [name, written(row[name], currency)])) as Record<Name, string>
}

/** Where no currency is named, as the invoice has it. */
function written(amount: DecimalText, currency: Currency | undefined): string {
  return currency === undefined ? amount : amountText(amount, currency)
}

function line(cells: Cells): string {
  return csvLine(columns.map(column => String(cells[column] ?? '')))
}
