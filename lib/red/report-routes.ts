/** Admin routes that count: the reconciliation report as JSON and as CSV, and what a dry run would do. */
import { planned } from '../loops/dry-run-plan'
import { ofOne, type Period, reconcile } from '../loops/reconcile'
import { csvLines } from '../reconciliation/csv'
import { type PlacedEnd, placedEnds } from '../reconciliation/open-ends'
import { daysOf, periodIn } from '../reconciliation/period'
import { Plan, type Planned } from '../reconciliation/plan'
import { shownTotal, Totals } from '../reconciliation/totals'
import { answering, guarded } from './admin'
import { askedLedger, ledgerOf } from './asked-ledger'
import { faulty, textOf } from './request-values'
import type { AdminRequest, AdminResponse, Red } from './types'

const READ = 'edi-ledger.read'
/** Lines of one answer; the CSV has all of them. */
const MOST = 500

export function reportRoutes(RED: Red): void {
  guarded(RED, 'get', '/edi-loop/report', READ, async request => {
    const ledger = await ledgerOf(RED, request.query['ledger'])
    const period = periodOf(request)
    const totals = new Totals()
    const openEnds: PlacedEnd[] = []
    for await (const row of reconcile(ledger, period)) {
      totals.add(row)
      for (const end of placedEnds(row)) if (openEnds.length < MOST) openEnds.push(end)
    }
    const { byCurrency, unreadable } = totals
    const [all, bySupplier] = [byCurrency, totals.totals].map(sums => sums.map(shownTotal))
    return { period, totals: bySupplier, byCurrency: all, unreadable, openEnds, openEndsInAll: totals.openEnds }
  })

  RED.httpAdmin.get('/edi-loop/report.csv', RED.auth.needsPermission(READ), (request, response) => {
    csv(RED, request, response).catch((thrown: unknown) => {
      // What has begun cannot be taken back: a file that is cut off must not look whole.
      if (response.headersSent) response.destroy()
      else answering(async () => Promise.reject(thrown))(request, response)
    })
  })

  guarded(RED, 'get', '/edi-loop/dry-run', READ, async request => {
    const { ledger, isDryRun } = await askedLedger(RED, request.query['ledger'])
    if (!isDryRun) return { isDryRun }
    const plan = new Plan()
    const documents: Planned[] = []
    for await (const one of planned(ledger)) {
      plan.add(one)
      if (documents.length < MOST) documents.push(one)
    }
    const counts = { send: plan.count('send'), book: plan.count('book'), write: plan.count('write') }
    return { isDryRun, counts, bySupplier: plan.bySupplier, byAccount: plan.byAccount, documents }
  })
}

async function csv(RED: Red, request: AdminRequest, response: AdminResponse): Promise<void> {
  const ledger = await ledgerOf(RED, request.query['ledger'])
  const period = periodOf(request)
  response.type('text/csv; charset=utf-8')
  response.setHeader('Content-Disposition', `attachment; filename="edi-report-${daysOf(period, '-')}.csv"`)
  for await (const lines of csvLines(reconcile(ledger, period), new Totals())) {
    // A reader slower than the ledger is waited for, and one that has gone is not.
    if (!response.write(lines)) await Promise.race([once(response, 'drain'), once(response, 'close')])
    if (response.destroyed) return
  }
  response.end()
}

function once(response: AdminResponse, event: 'drain' | 'close'): Promise<void> {
  return new Promise(resolve => {
    response.once(event, resolve)
  })
}

function periodOf({ query }: AdminRequest): Period {
  const [from, to, division, partner] = ['from', 'to', 'division', 'partner'].map(name => textOf(query, name))
  if (from === undefined || to === undefined) throw faulty('from" and "to', 'days, such as 2026-01-31')
  return ofOne(periodIn(from, to), division, partner)
}
