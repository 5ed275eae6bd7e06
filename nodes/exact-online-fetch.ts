/** exact-online-fetch: records that changed in Exact Online, one message each. Rules live in lib/exact and lib/loops/fetch-records. */
import { system } from '../lib/environment'
import { EdiError } from '../lib/error'
import { divisionMoves } from '../lib/exact/division-moves'
import type { ChangeStrategy } from '../lib/exact/resources/resource'
import { fetchDivision } from '../lib/loops/fetch-records'
import { accountOf } from '../lib/red/accounts'
import { useLedger } from '../lib/red/ledgers'
import { migrate } from '../lib/red/migrate'
import { remoteOf } from '../lib/red/remote'
import { runSource } from '../lib/red/source'
import type { Config, Red, RedNode } from '../lib/red/types'

interface Fetch extends Config {
  readonly account: string
  readonly ledger: string
  /** `all`, or numbers with commas between. */
  readonly divisions: string
  readonly resource: string
  readonly select: string
  readonly filter: string
  readonly expand: string
  readonly delta: ChangeStrategy
  readonly approvedOnly: boolean
}

export default function (RED: Red) {
  RED.nodes.registerType('exact-online-fetch', function (this: RedNode, stored: Fetch) {
    RED.nodes.createNode(this, stored)
    const config = migrate(stored)
    const movedOn = divisionMoves(system)
    runSource(RED, this, useLedger(RED, config.ledger), {
      remote: () => remoteOf(RED, config.account),
      round: async ({ ledger, status, followed, signal, handOn }) => {
        const account = accountOf(RED, config.account)
        const client = account.clientFor({ onWaiting: until => (until ? status.waitingUntil(until) : status.working(0)), signal })
        const divisions = config.divisions === 'all' ? await account.divisions() : listed(config.divisions)
        const handed = await Promise.all(
          divisions.map(division =>
            fetchDivision(
              {
                client,
                ledger,
                node: this.id,
                who: this.name || this.type,
                resource: config.resource,
                delta: config.delta,
                select: words(config.select),
                filter: config.filter.trim(),
                expand: words(config.expand),
                approvedOnly: config.approvedOnly,
                followed,
                movedOn: division => movedOn(client, division),
                signal,
                handOn,
              },
              division,
            ),
          ),
        )
        return { what: `${handed.reduce((sum, count) => sum + count, 0)} changed` }
      },
    })
  })
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

function words(text: string): string[] {
  return text
    .split(',')
    .map(word => word.trim())
    .filter(word => word !== '')
}
