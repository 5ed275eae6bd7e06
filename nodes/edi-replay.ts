/** edi-replay: tries stopped documents again, in the nodes that own their steps. Rules live in lib/ledger/replay-rules. */
import { EdiError } from '../lib/error'
import type { Ledger } from '../lib/ledger/ledger'
import type { Search } from '../lib/ledger/replay-search'
import { orderNumberName } from '../lib/loops/order-names'
import type { NodeMessage } from '../lib/loops/message'
import { type AskedReplay, AskedReplays, carriedOn } from '../lib/red/asked-replays'
import { useLedger } from '../lib/red/ledgers'
import { replayAll, type Result } from '../lib/red/mass-replay'
import { migrate } from '../lib/red/migrate'
import { takeRequests } from '../lib/red/requests'
import { atFlowsStarted } from '../lib/red/runtime'
import { statusLine } from '../lib/red/status'
import { textSetting, type TypedSettings } from '../lib/red/typed-setting'
import type { Config, Red, RedNode } from '../lib/red/types'

type Filter = 'reason' | 'documentKind' | 'partner' | 'division' | 'order'

interface Replay extends Config, TypedSettings<Filter> {
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
    const status = statusLine(this)
    const askedOf = (ledger: Ledger) => new AskedReplays(ledger, this.id)
    const requests = takeRequests(this, useLedger(RED, config.ledger), status, ledger => askedOf(ledger).forget())

    const replay = async (ledger: Ledger, { kind, search, ...asked }: AskedReplay, tell: (result: Result) => void) => {
      const { signal } = requests
      const count = await askedOf(ledger).carryOut(asked, signal, () => {
        status.working(0)
        const pace = { perMinute: Number(config.perMinute), inFlight: Number(config.inFlight) }
        const who = this.name ? `${this.type} ${this.name}` : this.type
        return replayAll({ ledger, kind, search, ...pace, who, words: 'asked for in the flow', signal, tell })
      })
      if (count !== undefined) status.succeededWith(`${count} tried again`)
    }

    this.on('input', (message, send, done) => {
      requests.serve(async ledger => {
        const { environment } = ledger
        const search = searchOf(RED, this, config, message, environment.now())
        const asked = { id: environment.uuid(), kind: config.kind, search, carried: carriedOn(message) }
        await askedOf(ledger).add(asked)
        await replay(ledger, asked, result => send(messageOf(message, result)))
      }, done)
    })
    atFlowsStarted(RED, this, () => {
      requests.serve(
        async ledger => {
          for (const asked of await askedOf(ledger).all())
            await replay(ledger, asked, result => this.send(messageOf(asked.carried, result)))
        },
        error => error && this.error(error),
      )
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
  const value = (name: Filter) => textSetting(RED, node, config, { name, message, code: 'replay-filter' })
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
