/** `edi-loop report`: what was ordered, confirmed, shipped, invoiced and booked, and what is missing. */
import { periodIn } from '../lib/reconciliation/period'
import { reconcile } from '../lib/loops/reconcile'
import { csvHead, csvRows, csvTotals } from '../lib/reconciliation/csv'
import { openEndLines, totalLines } from '../lib/reconciliation/words'
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
  const { division, partner } = values
  if (division !== undefined && !/^\d+$/.test(division)) throw usage(`--division is a number, not "${division}"`)
  const period = {
    ...periodIn(values.from, values.to),
    ...(division !== undefined && { division: Number(division) }),
    ...(partner !== undefined && { partner }),
  }
  await readingLedger(values, terminal, async ledger => {
    const totals = new Totals()
    if (values.csv) await terminal.write(csvHead)
    for await (const row of reconcile(ledger, period)) {
      totals.add(row)
      const lines = values.csv ? csvRows(row) : openEndLines(row)
      if (lines !== '') await terminal.write(lines)
    }
    await terminal.write(values.csv ? csvTotals(totals.totals) : totalLines(totals))
  })
  return 0
}
