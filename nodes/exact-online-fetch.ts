/** exact-online-fetch: records that changed in Exact Online, one message each. Rules live in lib/exact and lib/loops/fetch-records. */
import { system } from '../lib/environment'
import { EdiError } from '../lib/error'
import { divisionMoves } from '../lib/exact/division-moves'
import { type QuerySettings, queryOf, words } from '../lib/exact/query-settings'
import { resources } from '../lib/exact/resources/known'
import type { ChangeStrategy, Resource } from '../lib/exact/resources/resource'
import { pollDivision } from '../lib/loops/poll-division'
import { pollTurns } from '../lib/loops/poll-turns'
import { orderChoiceOf, type OrderStatusSettings } from '../lib/mapping/order-choice'
import { accountOf } from '../lib/red/accounts'
import { guarded } from '../lib/red/admin'
import { atDeploy } from '../lib/red/at-deploy'
import { sameRun } from '../lib/red/dry-run'
import { useLedger } from '../lib/red/ledgers'
import { migrate } from '../lib/red/migrate'
import { fetchMigrations } from '../lib/red/migrations'
import { callsLeftToday, remoteOf } from '../lib/red/remote'
import { runSource } from '../lib/red/source'
import type { Config, Red, RedNode } from '../lib/red/types'

interface Fetch extends Config, QuerySettings, OrderStatusSettings {
  readonly account: string
  readonly ledger: string
  /** `all`, or numbers with commas between. */
  readonly divisions: string
  readonly resource: string
  readonly delta: ChangeStrategy
  /** Minutes; 0: never. */
  readonly deletedEvery: string | number
  /** Purchase orders only: those with the statuses chosen, instead of all. */
  readonly approvedOnly: boolean
}

const MINUTE = 60_000
/** Without a word on deletions a move is looked for as often as this. */
const MOVED_EVERY = 60 * MINUTE

export default function (RED: Red) {
  RED.nodes.registerType('exact-online-fetch', function (this: RedNode, stored: Fetch) {
    RED.nodes.createNode(this, stored)
    const config = migrate(stored, fetchMigrations)
    const chosen = config.approvedOnly ? atDeploy(this, () => orderChoiceOf(config)) : undefined
    const deletedEvery = Number(config.deletedEvery ?? 60) * MINUTE
    const patience = (deletedEvery || MOVED_EVERY) / 2
    const moves = divisionMoves(system, MOVED_EVERY)
    const turns = pollTurns(() => system.now().getTime(), patience)
    runSource(RED, this, useLedger(RED, config.ledger), {
      remote: () => remoteOf(RED, config.account),
      round: async ({ ledger, status, followed, signal, asked, handOn }) => {
        const account = accountOf(RED, config.account)
        sameRun(RED, config.ledger, account)
        const watch = { onWaiting: (until: Date | undefined) => (until ? status.waitingUntil(until) : status.working(0)), signal }
        const client = account.clientFor(watch)
        const divisions = config.divisions === 'all' ? await account.divisions(watch) : listed(config.divisions)
        const query = queryOf(config)
        const fetch = {
          client,
          ledger,
          node: this.id,
          who: this.name || this.type,
          resource: config.resource,
          delta: config.delta,
          ...(query === undefined ? {} : { query }),
          ...(chosen && { orders: chosen() }),
          followed,
          movedOn: moves.known,
          signal,
          handOn,
        }
        const polled = await Promise.all(
          divisions.map(division => pollDivision({ fetch, turns, moves, deletedEvery }, division, asked ? 'asked' : 'own')),
        )
        const owed = polled.some(each => each.owed)
        const left = await callsLeftToday(account.remote, divisions)
        return {
          what: `${polled.reduce((sum, { handed }) => sum + handed, 0)} changed${left === undefined ? '' : `, ${left} calls left`}`,
          owed,
          ...(owed || polled.some(({ due }) => due) ? { again: patience } : {}),
        }
      },
    })
  })

  guarded(RED, 'get', '/edi-loop/exact/resources', 'exact-online-fetch.read', async () => ({
    resources: resources.map(described),
  }))
}

/** What the dialog offers of a resource. */
function described({ path, properties, changes, deletedAs, lines }: Resource) {
  return {
    path,
    changes,
    tellsDeletions: deletedAs !== undefined,
    properties: Object.entries(properties).map(([name, kind]) => ({ name, kind })),
    ...(lines && { lines: lines.property }),
  }
}

function listed(text: string): number[] {
  return words(text).map(word => {
    if (/^\d+$/.test(word)) return Number(word)
    throw new EdiError({
      code: 'division-unreadable',
      what: `"${word}" is no division number`,
      remedy: 'Give "all", or numbers with commas between them',
    })
  })
}
