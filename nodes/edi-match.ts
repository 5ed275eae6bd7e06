/** edi-match: invoices against orders, receipts and earlier invoices. Rules live in lib/matching, their look-ups in lib/loops/match. */
import type { Invoice } from '../lib/documents/invoice'
import { sha256 } from '../lib/ledger/message'
import { matchHop } from '../lib/loops/match'
import { heldMessage } from '../lib/loops/match-held'
import { goodsReceived } from '../lib/loops/match-receipts'
import { type MatchSettings, matchingDefaults } from '../lib/loops/match-settings'
import { orderTurn } from '../lib/loops/order-names'
import { accountOf } from '../lib/red/accounts'
import { useLedger } from '../lib/red/ledgers'
import { migrate } from '../lib/red/migrate'
import { partnersOf } from '../lib/red/partners'
import { remoteOf } from '../lib/red/remote'
import { runSteps, subjectOf } from '../lib/red/step'
import type { Config, Red, RedNode } from '../lib/red/types'

interface Match extends Config, MatchSettings {
  readonly ledger: string
  readonly partners: string
  readonly account: string
}

export default function (RED: Red) {
  RED.nodes.registerType('edi-match', function (this: RedNode, stored: Match) {
    RED.nodes.createNode(this, stored)
    const config = migrate(stored)
    runSteps(RED, this, useLedger(RED, config.ledger), {
      document: message => ({
        kind: message.edi?.kind ?? 'invoice',
        businessKey: sha256(JSON.stringify(message.payload)),
        subject: subjectOf(message.topic, `Invoice ${(message.payload as Partial<Invoice> | null)?.number ?? ''}`),
      }),
      // Invoices of one order are counted in the order in which they came.
      sequence: orderTurn,
      // Goods receipts are read there; a two-way match calls nobody.
      remote: () => (config.matching === 'two-way' ? undefined : remoteOf(RED, config.account)),
      reconsiders: { states: ['held'], reasons: [] },
      effect: async (message, { ledger, documentId, watch }) => {
        try {
          return await matchHop(message, {
            ledger,
            documentId,
            partners: partnersOf(RED, config.partners),
            defaults: matchingDefaults(config),
            receipts: orders => goodsReceived(accountOf(RED, config.account).clientFor(watch), orders),
          })
        } catch (thrown) {
          const held = await heldMessage(ledger, documentId, message, thrown)
          if (held) this.send([null, held])
          throw thrown
        }
      },
    })
  })
}
