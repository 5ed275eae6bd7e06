/** edi-replay: tries stopped documents again, in the nodes that own their steps. Rules live in lib/ledger/replay-rules. */
import { asEdiError, EdiError } from '../lib/error'
import type { Search } from '../lib/ledger/replay-search'
import { orderNumberName } from '../lib/loops/order-names'
import type { NodeMessage } from '../lib/loops/message'
import { useLedger } from '../lib/red/ledgers'
import { replayAll, type Result } from '../lib/red/mass-replay'
import { migrate } from '../lib/red/migrate'
import { statusLine } from '../lib/red/status'
import type { Config, Red, RedNode } from '../lib/red/types'

type Filter = 'reason' | 'documentKind' | 'partner' | 'division' | 'order'

interface Replay extends Config, Readonly<Record<Filter | `${Filter}Type`, string>> {
  readonly ledger: string
  readonly kind: 'read-again' | 'send-again'
  readonly state: 'held' | 'failed' | 'both'
  /** Minutes. */
  readonly olderThan: string
  readonly perMinute: string
  readonly inFlight: string
}

const MINUTE = 60_000

export default function (RED: Red) {
  RED.nodes.registerType('edi-replay', function (this: RedNode, stored: Replay) {
    RED.nodes.createNode(this, stored)
    const config = migrate(stored)
    const { opening, release } = useLedger(RED, config.ledger)
    const status = statusLine(this)
    const stopping = new AbortController()
    let running: Promise<void> = Promise.resolve()

    this.on('input', (message, send, done) => {
      running = running.then(async () => {
        try {
          const ledger = await opening
          if (stopping.signal.aborted) return done()
          status.working(0)
          const asked = await replayAll({
            ledger,
            kind: config.kind,
            search: searchOf(RED, this, config, message, ledger.environment.now()),
            perMinute: Number(config.perMinute),
            inFlight: Number(config.inFlight),
            who: this.name ? `${this.type} ${this.name}` : this.type,
            words: 'asked for in the flow',
            signal: stopping.signal,
            tell: result => send(messageOf(message, result)),
          })
          status.succeededWith(`${asked} tried again`)
          done()
        } catch (thrown) {
          if (stopping.signal.aborted) return done()
          const error = asEdiError(thrown)
          status.failed(error)
          done(error)
        }
      })
    })
    this.on('close', (_removed, done) => {
      stopping.abort(new Error('the node is closing'))
      void running.then(release).then(done, done)
    })
  })
}

/** No id of the document in `edi`: what came of it is told, the document itself goes its way from the node that owns its step. */
function messageOf(message: NodeMessage, result: Result): NodeMessage {
  const { subject, kind, division, partner } = result
  const edi = { kind, ...(division === null ? {} : { division }), ...(partner === null ? {} : { partner }) }
  return { ...message, topic: subject, payload: result, edi }
}

/** @throws EdiError `replay-filter` */
function searchOf(RED: Red, node: RedNode, config: Replay, message: NodeMessage, now: Date): Search {
  const value = (filter: Filter): string | undefined => {
    const found = RED.util.evaluateNodeProperty(config[filter], config[`${filter}Type`], node, message)
    if (found === undefined || found === null || found === '') return undefined
    if (typeof found === 'string' || typeof found === 'number') return String(found)
    throw new EdiError({ code: 'replay-filter', what: `The ${filter} to look for is neither text nor a number` })
  }
  const [order, division] = [value('order'), value('division')]
  if (division !== undefined && !/^\d+$/.test(division))
    throw new EdiError({ code: 'replay-filter', what: `The division to look for is no number: ${division}` })
  const chosen = {
    states: config.state === 'both' ? (['held', 'failed'] as const) : [config.state],
    reason: value('reason'),
    kind: value('documentKind'),
    partner: value('partner'),
    division: division === undefined ? undefined : Number(division),
    name: order === undefined ? undefined : orderNumberName(order),
    before: new Date(now.getTime() - Number(config.olderThan) * MINUTE).toISOString(),
  }
  return Object.fromEntries(Object.entries(chosen).filter(([, found]) => found !== undefined))
}
