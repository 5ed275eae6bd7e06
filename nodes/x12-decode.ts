/** x12-decode: bytes of an X12 file in, one message per transaction set out. Rules live in lib/x12 and lib/loops/decode-file. */
import { sha256 } from '../lib/ledger/message'
import { decodeFile } from '../lib/loops/decode-file'
import { type StoredDecodeSettings, decodeSettings } from '../lib/loops/decode-settings'
import { useLedger } from '../lib/red/ledgers'
import { migrate } from '../lib/red/migrate'
import { findPartners } from '../lib/red/partners'
import { runSteps, subjectOf } from '../lib/red/step'
import type { Config, Red, RedNode } from '../lib/red/types'

interface Decode extends Config, StoredDecodeSettings {
  readonly ledger: string
  readonly partners: string
}

export default function (RED: Red) {
  RED.nodes.registerType('x12-decode', function (this: RedNode, stored: Decode) {
    RED.nodes.createNode(this, stored)
    const config = migrate(stored)
    const settings = decodeSettings(config)
    runSteps(RED, this, useLedger(RED, config.ledger), {
      document: ({ payload, topic }) => ({
        kind: 'inbound-file',
        businessKey: sha256(payload instanceof Uint8Array ? payload : String(payload)),
        subject: subjectOf(topic, 'X12 file'),
      }),
      // Files of strangers are taken up when their sender has come into the directory.
      reconsiders: { states: ['held'], reasons: [] },
      effect: (message, { ledger, documentId }) =>
        decodeFile(message, {
          ledger,
          documentId,
          partners: findPartners(RED, config.partners),
          settings,
          who: this.name || this.type,
        }),
    })
  })
}
