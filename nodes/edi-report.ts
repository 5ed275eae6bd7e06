/** edi-report: the reconciliation report of a period, as an object or as CSV. Rules live in lib/reconciliation and lib/loops/reconcile. */
import { EdiError } from '../lib/error'
import type { NodeMessage } from '../lib/loops/message'
import { ofOne, type Period } from '../lib/loops/reconcile'
import { csvOf, reportOf } from '../lib/loops/report'
import { daysOf, pastPeriods, periodIn, periodNamed } from '../lib/reconciliation/period'
import { useLedger } from '../lib/red/ledgers'
import { migrate } from '../lib/red/migrate'
import { takeRequests } from '../lib/red/requests'
import { statusLine } from '../lib/red/status'
import { textSetting, type TypedSettings } from '../lib/red/typed-setting'
import type { Config, Red, RedNode } from '../lib/red/types'

type Wanted = 'from' | 'to' | 'division' | 'partner'

interface Report extends Config, TypedSettings<Wanted> {
  readonly ledger: string
  /** `days`: from one day to another, which may come with the message. */
  readonly period: (typeof pastPeriods)[number] | 'days'
  readonly format: 'object' | 'csv'
}

export default function (RED: Red) {
  RED.nodes.registerType('edi-report', function (this: RedNode, stored: Report) {
    RED.nodes.createNode(this, stored)
    const config = migrate(stored)
    const status = statusLine(this)
    const requests = takeRequests(this, useLedger(RED, config.ledger), status, async () => undefined)
    this.on('input', (message, send, done) => {
      requests.serve(async ledger => {
        status.working(0)
        const period = periodOf(RED, this, config, message, ledger.environment.now())
        const about = aboutOf(message, period)
        if (config.format === 'csv') {
          const { text, openEnds } = await csvOf(ledger, period, requests.signal)
          send({ ...about, payload: text, filename: `edi-report-${daysOf(period, '-')}.csv` })
          return status.succeededWith(`${openEnds} open`)
        }
        const report = await reportOf(ledger, period, requests.signal)
        send({ ...about, payload: report })
        status.succeededWith(`${report.openEnds.length} open`)
      }, done)
    })
  })
}

/** The report is no document of the ledger: what the message carried of one is not handed on. */
function aboutOf(message: NodeMessage, period: Period): NodeMessage {
  const { division, partner } = period
  return {
    ...message,
    topic: `Reconciliation ${daysOf(period, ' to ')}`,
    edi: { kind: 'report', ...(division !== undefined && { division }), ...(partner !== undefined && { partner }) },
  }
}

/** @throws EdiError `report-period`, `report-division`, `report-setting` */
function periodOf(RED: Red, node: RedNode, config: Report, message: NodeMessage, now: Date): Period {
  const value = (name: Wanted) => textSetting(RED, node, config, { name, message, code: 'report-setting' })
  const { period } = config
  const span = period === 'days' ? periodIn(given(value('from'), 'from'), given(value('to'), 'to')) : periodNamed(period, now)
  return ofOne(span, value('division'), value('partner'))
}

function given(day: string | undefined, name: 'from' | 'to'): string {
  if (day !== undefined) return day
  throw new EdiError({
    code: 'report-period',
    what: `The report has no day ${name === 'from' ? 'to begin' : 'to end'} with`,
    remedy: 'Fill in From and To, or choose another period in the node',
  })
}
