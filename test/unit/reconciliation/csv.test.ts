import { expect, test } from 'vitest'
import { csvHead, csvRows, csvTotals } from '../../../lib/reconciliation/csv'
import type { OrderRow } from '../../../lib/reconciliation/rows'
import { shownTotal, Totals } from '../../../lib/reconciliation/totals'

const row: OrderRow = {
  row: 'order',
  division: 510001,
  supplier: { code: '20010', name: 'Delta' },
  order: '4711',
  orderDate: '2026-01-15',
  currency: 'EUR',
  revision: 1,
  isCancelled: false,
  ordered: '1234567.5',
  discount: '0',
  confirmed: '0',
  shipped: '0',
  invoiced: '-12.345',
  booked: '0',
  open: '0',
  difference: '0',
  openEnds: [],
}

/** By column, as RFC 4180 reads it. */
function cellsOf(text: string): Record<string, string>[] {
  const table = text
    .trimEnd()
    .split('\r\n')
    .map(line => [...line.matchAll(/"((?:[^"]|"")*)"(?:,|$)/g)].map(([, cell = '']) => cell.replaceAll('""', '"')))
  const [head = [], ...lines] = table
  return lines.map(cells => {
    expect(cells).toHaveLength(head.length)
    return Object.fromEntries(head.map((name, n) => [name, cells[n] ?? '']))
  })
}

test('amounts have a decimal point, the decimals of their currency and no separator of thousands; a credit stays a number', () => {
  const [cells] = cellsOf(csvHead + csvRows(row))
  expect(cells).toMatchObject({ ordered: '1234567.50', invoiced: '-12.345', currency: 'EUR' })
  const [yen] = cellsOf(csvHead + csvRows({ ...row, currency: 'JPY', ordered: '1200' }))
  expect(yen?.['ordered']).toBe('1200')
})

test.each(['=HYPERLINK("http://x")', '+1', '-1+2', '@SUM(1)', '\t=1', '\r=1'])(
  'a supplier called %j is no formula to a spreadsheet',
  name => {
    const [cells] = cellsOf(csvHead + csvRows({ ...row, supplier: { code: '1', name } }))
    expect(cells?.['supplier_name']).toBe(`'${name}`)
  },
)

test('quotes, commas and line ends stay inside their cell', () => {
  const [cells] = cellsOf(csvHead + csvRows({ ...row, supplier: { code: 'a"b', name: 'x, "y"\nz' } }))
  expect(cells).toMatchObject({ supplier: 'a"b', supplier_name: 'x, "y"\nz' })
})

test('an open end is a line of its own under its order', () => {
  const end = { missing: 'invoice', since: '2026-01-20T00:00:00.000Z', words: 'late', documentId: 'd1', reason: 'r1' } as const
  const [, cells] = cellsOf(csvHead + csvRows({ ...row, openEnds: [end] }))
  expect(cells).toMatchObject({
    row: 'open end',
    order: '4711',
    missing: 'invoice',
    since: end.since,
    reason: 'r1',
    document: 'd1',
  })
})

test('sums have the columns of what they sum', () => {
  const totals = new Totals()
  totals.add(row)
  totals.add(row)
  const [orders] = cellsOf(csvHead + csvTotals(totals.totals))
  expect(orders).toMatchObject({ row: 'total of orders', partner: '20010', ordered: '2469135.00', invoiced: '-24.69' })
})

test('shown to people, sums have the decimals of their currency', () => {
  const totals = new Totals()
  totals.add(row)
  expect(totals.totals.map(shownTotal)).toMatchObject([
    { orders: { count: 1, ordered: '1234567.50' }, standings: { booked: '0.00' } },
  ])
})
