/** edi-ledger: where documents, steps and bytes are kept. Rules live in lib/ledger. */
import { asEdiError, EdiError } from '../lib/error'
import { guarded } from '../lib/red/admin'
import { type LedgerConfig, ledgerFile, type LedgerNode, type LedgerUse, shareLedger } from '../lib/red/ledgers'
import { migrate } from '../lib/red/migrate'
import type { Red } from '../lib/red/types'

const DAY = 86_400_000

export default function (RED: Red) {
  RED.nodes.registerType('edi-ledger', function (this: LedgerNode & { file: string; use: LedgerUse }, stored: LedgerConfig) {
    RED.nodes.createNode(this, stored)
    const config = migrate(stored)
    this.file = ledgerFile(RED, config)
    this.use = shareLedger(this.file)
    let deaf = () => {}
    let pruning: NodeJS.Timeout | undefined
    this.use.opening.then(
      ledger => {
        const prune = () => {
          const before = new Date(ledger.environment.now().getTime() - Number(config.retentionDays) * DAY)
          ledger.prune(before).catch(thrown => this.error(asEdiError(thrown)))
        }
        if (Number(config.retentionDays) > 0) {
          prune()
          pruning = setInterval(prune, DAY)
        }
        if (config.logSteps) deaf = ledger.onEvent(event => this.log(`${event.subject}: ${event.what}`))
      },
      thrown => this.error(asEdiError(thrown)),
    )
    this.on('close', (_removed, done) => {
      deaf()
      clearInterval(pruning)
      void this.use.release().then(done, done)
    })
  })

  /** How many documents of each kind are in each state. */
  guarded(RED, 'get', '/edi-loop/ledger/:id/tally', 'edi-ledger.read', async request => {
    const node = RED.nodes.getNode(request.params['id'] ?? '') as (LedgerNode & { use: LedgerUse }) | null | undefined
    if (!node?.use)
      throw new EdiError({ code: 'not-found', what: 'There is no such ledger', remedy: 'Deploy the ledger node first' })
    return (await node.use.opening).tally()
  })
}
