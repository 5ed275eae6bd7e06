/** x12-encode: a transaction set in, the bytes of an interchange out. Rules live in lib/x12 and lib/loops/encode-transaction. */
import { sha256 } from '../lib/ledger/message'
import { type EncodeSettings, encodeSettings, encodeTransaction } from '../lib/loops/encode-transaction'
import { orderTurn } from '../lib/loops/order-names'
import { useLedger } from '../lib/red/ledgers'
import { migrate } from '../lib/red/migrate'
import { partnersOf } from '../lib/red/partners'
import { runSteps, subjectOf } from '../lib/red/step'
import type { Config, Red, RedNode } from '../lib/red/types'

interface Encode extends Config, Partial<EncodeSettings> {
  readonly ledger: string
  readonly partners: string
}

export default function (RED: Red) {
  RED.nodes.registerType('x12-encode', function (this: RedNode, stored: Encode) {
    RED.nodes.createNode(this, stored)
    const config = migrate(stored)
    const settings = encodeSettings(config)
    runSteps(RED, this, useLedger(RED, config.ledger), {
      document: ({ payload, topic }) => ({
        kind: 'outbound-set',
        businessKey: sha256(JSON.stringify(payload)),
        subject: subjectOf(topic, 'X12 set'),
      }),
      sequence: orderTurn,
      whenEarlierStopped: 'waits',
      reconsiders: { states: ['held', 'failed'], reasons: [] },
      effect: (message, context) => encodeTransaction(message, context, partnersOf(RED, config.partners), settings),
    })
  })
}
