/** edi-replay: tries stopped documents again, in the nodes that own their steps. Rules live in lib/ledger/replay-rules. */
import { asEdiError, EdiError } from '../lib/error'
import type { Ledger } from '../lib/ledger/ledger'
import type { Search } from '../lib/ledger/replay-search'
import { orderNumberName } from '../lib/loops/order-names'
import type { NodeMessage } from '../lib/loops/message'
import { type AskedReplay, AskedReplays, carriedOn } from '../lib/red/asked-replays'
import { useLedger } from '../lib/red/ledgers'
import { replayAll, type Result } from '../lib/red/mass-replay'
import { migrate } from '../lib/red/migrate'
import { atFlowsStarted } from '../lib/red/runtime'
import { statusLine } from '../lib/red/status'
import type { Config, Done, Red, RedNode } from '../lib/red/types'

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

    const replay = async (ledger: Ledger, { kind, search, ...asked }: AskedReplay, tell: (result: Result) => void) => {
      const { signal } = stopping
      const count = await new AskedReplays(ledger, this.id).carryOut(asked, signal, () => {
        status.working(0)
        const pace = { perMinute: Number(config.perMinute), inFlight: Number(config.inFlight) }
        const who = this.name ? `${this.type} ${this.name}` : this.type
        return replayAll({ ledger, kind, search, ...pace, who, words: 'asked for in the flow', signal, tell })
      })
      if (count !== undefined) status.succeededWith(`${count} tried again`)
    }

    const inTurn = (work: (ledger: Ledger) => Promise<unknown>, done: Done) => {
      running = running.then(async () => {
        try {
          const ledger = await opening
          if (!stopping.signal.aborted) await work(ledger)
          done()
        } catch (thrown) {
          if (stopping.signal.aborted) return done()
          const error = asEdiError(thrown)
          status.failed(error)
          done(error)
        }
      })
    }

    this.on('input', (message, send, done) => {
      inTurn(async ledger => {
        const { environment } = ledger
        const search = searchOf(RED, this, config, message, environment.now())
        const asked = { id: environment.uuid(), kind: config.kind, search, carried: carriedOn(message) }
        await new AskedReplays(ledger, this.id).add(asked)
        await replay(ledger, asked, result => send(messageOf(message, result)))
      }, done)
    })
    atFlowsStarted(RED, this, () => {
      inTurn(
        async ledger => {
          for (const asked of await new AskedReplays(ledger, this.id).all())
            await replay(ledger, asked, result => this.send(messageOf(asked.carried, result)))
        },
        error => error && this.error(error),
      )
    })
    this.on('close', (removed, done) => {
      stopping.abort(new Error('the node is closing'))
      const forget = async () => {
        if (removed) await new AskedReplays(await opening, this.id).forget()
      }
      void running.then(forget).then(release, release).then(done, done)
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
