/** edi-ledger: where documents, steps and bytes are kept. Rules live in lib/ledger. */
import { asEdiError } from '../lib/error'
import { type LedgerConfig, ledgerFile, type LedgerNode, shareLedger } from '../lib/red/ledgers'
import { migrate } from '../lib/red/migrate'
import type { Red } from '../lib/red/types'

export default function (RED: Red) {
  RED.nodes.registerType('edi-ledger', function (this: LedgerNode & { file: string }, stored: LedgerConfig) {
    const config = migrate(stored)
    RED.nodes.createNode(this, config)
    this.file = ledgerFile(RED, config)
    const { opening, release } = shareLedger(this.file)
    opening.then(
      ledger => {
        if (config.logSteps) ledger.onEvent(event => this.log(`${event.subject}: ${event.what}`))
      },
      thrown => this.error(asEdiError(thrown)),
    )
    this.on('close', (_removed, done) => void release().then(done, done))
  })
}
