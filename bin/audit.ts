/** `edi-loop audit export`: the history for auditors, as a stream. */
import { csvLine } from '../lib/csv'
import { auditColumns, type AuditRow } from '../lib/ledger/export'
import { ledgerOptions, ledgerOptionsUsage, readingLedger } from './ledger-store'
import type { Terminal } from './terminal'
import { oneOf, parsed, usage } from './words'

export const auditUsage = `edi-loop audit export --ledger STORE [--document D] [--partner KEY] [--since MOMENT] [--format csv|json]
  Prints every event of the history in the order in which it was stored. Columns stay as they are from version to version; times are
  UTC; all values are text, so amounts stay exact. In CSV a cell that a spreadsheet would take for a formula begins with an apostrophe.
${ledgerOptionsUsage}
  --document D      the id of a document, an order number, or another name of the ledger
  --partner KEY     documents of this supplier
  --since MOMENT    events from then on: 2026-01-15, or 2026-01-15T09:30:00Z
  --format F        csv (default) or json`

export async function runAudit([command, ...words]: readonly string[], terminal: Terminal): Promise<number> {
  if (command !== 'export') throw usage(`audit does export, not "${command ?? ''}"`)
  const { values } = parsed(words, {
    ...ledgerOptions,
    document: { type: 'string' },
    partner: { type: 'string' },
    since: { type: 'string' },
    format: { type: 'string' },
  })
  const format = oneOf('format', values.format, ['csv', 'json'])
  const { document, partner } = values
  const filter = {
    ...(document === undefined ? {} : { document }),
    ...(partner === undefined ? {} : { partner }),
    ...(values.since === undefined ? {} : { since: momentIn(values.since) }),
  }
  await readingLedger(values, terminal, async ledger => {
    const { begin, row, end } = format === 'csv' ? csv : json()
    await terminal.write(begin)
    for await (const event of ledger.audit.trail(filter)) await terminal.write(row(event))
    await terminal.write(end)
  })
  return 0
}

const csv = {
  begin: csvLine(auditColumns),
  row: (event: AuditRow) => csvLine(auditColumns.map(column => event[column])),
  end: '',
}

function json(): { begin: string; row(event: AuditRow): string; end: string } {
  let between = '\n'
  return {
    begin: '[',
    row: event => {
      const line = `${between}${JSON.stringify(event)}`
      between = ',\n'
      return line
    },
    end: '\n]\n',
  }
}

export function momentIn(text: string): string {
  const moment = new Date(text)
  if (Number.isNaN(moment.getTime())) throw usage(`"${text}" is no date and no moment`)
  return moment.toISOString()
}
