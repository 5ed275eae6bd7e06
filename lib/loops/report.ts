/** The reconciliation report as one value, for flows: every order and invoice of a period, what is open, and the sums of it. */
import type { Ledger } from '../ledger/ledger'
import { csvLines } from '../reconciliation/csv'
import { type PlacedEnd, placedEnds } from '../reconciliation/open-ends'
import type { InvoiceRow, OrderRow, Row } from '../reconciliation/rows'
import { type Total, Totals } from '../reconciliation/totals'
import { type Period, reconcile } from './reconcile'

/** Amounts are decimal text, as exact as they are known. */
export interface Report {
  readonly period: Period
  readonly byCurrency: readonly Total[]
  /** By division, supplier and currency. */
  readonly bySupplier: readonly Total[]
  readonly openEnds: readonly PlacedEnd[]
  readonly orders: readonly OrderRow[]
  readonly invoices: readonly InvoiceRow[]
  /** 810s of which no amount is known. */
  readonly unreadable: number
}

/** @param signal ends it between two pages with the signal's reason */
export async function reportOf(ledger: Ledger, period: Period, signal: AbortSignal): Promise<Report> {
  const totals = new Totals()
  const orders: OrderRow[] = []
  const invoices: InvoiceRow[] = []
  const openEnds: PlacedEnd[] = []
  for await (const row of until(signal, reconcile(ledger, period))) {
    totals.add(row)
    openEnds.push(...placedEnds(row))
    if (row.row === 'order') orders.push(row)
    if (row.row === 'invoice') invoices.push(row)
  }
  const { byCurrency, totals: bySupplier, unreadable } = totals
  return { period, byCurrency, bySupplier, openEnds, orders, invoices, unreadable }
}

export async function csvOf(
  ledger: Ledger,
  period: Period,
  signal: AbortSignal,
): Promise<{ readonly text: string; readonly openEnds: number }> {
  const totals = new Totals()
  const lines: string[] = []
  for await (const line of csvLines(until(signal, reconcile(ledger, period)), totals)) lines.push(line)
  return { text: lines.join(''), openEnds: totals.openEnds }
}

async function* until(signal: AbortSignal, rows: AsyncIterable<Row>): AsyncGenerator<Row> {
  for await (const row of rows) {
    signal.throwIfAborted()
    yield row
  }
}
