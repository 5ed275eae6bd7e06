/** `edi-loop report`: what was ordered, confirmed, shipped, invoiced and booked, and what is missing. */
import { periodIn } from '../lib/reconciliation/period'
import { ofOne, reconcile } from '../lib/loops/reconcile'
import { csvLines } from '../lib/reconciliation/csv'
import { openEndLines, totalLines } from '../lib/reconciliation/words'
import type { Row } from '../lib/reconciliation/rows'
import { Totals } from '../lib/reconciliation/totals'
import { ledgerOptions, ledgerOptionsUsage, readingLedger } from './ledger-store'
import type { Terminal } from './terminal'
import { parsed, usage } from './words'

export const reportUsage = `edi-loop report --ledger STORE --from DAY --to DAY [--division N] [--partner KEY] [--csv]
  The orders that came in a period, with all that belongs to them, and the 810s that came in it: what was ordered, confirmed, shipped,
  invoiced and booked, by division, supplier and currency, and each open end with what is missing since when. From the ledger alone.
${ledgerOptionsUsage}
  --from, --to      days, both included: 2026-01-01 and 2026-01-31; a day begins and ends at midnight UTC. Or moments
  --division N      one company
  --partner KEY     one supplier: its key, or its code in Exact Online where nothing was sent to it
  --csv             every order, invoice, open end and sum as a line of CSV. Amounts have a decimal point and no thousands separator
                    whatever the country; times are UTC; a cell that a spreadsheet would take for a formula begins with an apostrophe`

export async function runReport(words: readonly string[], terminal: Terminal): Promise<number> {
  const { values } = parsed(words, {
    ...ledgerOptions,
    from: { type: 'string' },
    to: { type: 'string' },
    division: { type: 'string' },
    partner: { type: 'string' },
    csv: { type: 'boolean' },
  })
  if (values.from === undefined || values.to === undefined) throw usage('report needs --from and --to')
  const period = ofOne(periodIn(values.from, values.to), values.division, values.partner)
  await readingLedger(values, terminal, async ledger => {
    const totals = new Totals()
    const rows = reconcile(ledger, period)
    for await (const lines of values.csv ? csvLines(rows, totals) : openEndsIn(rows, totals))
      if (lines !== '') await terminal.write(lines)
  })
  return 0
}

async function* openEndsIn(rows: AsyncIterable<Row>, totals: Totals): AsyncGenerator<string> {
  for await (const row of rows) {
    totals.add(row)
    yield openEndLines(row)
  }
  yield totalLines(totals)
}
