/** truecommerce-out: bytes in, a file for the network out. Rules live in lib/truecommerce/writing. */
import { EdiError } from '../lib/error'
import { sha256 } from '../lib/ledger/message'
import { orderTurn, WOULD_SEND } from '../lib/loops/order-names'
import type { Outcome } from '../lib/loops/outcome'
import { sameRun } from '../lib/red/dry-run'
import { useLedger } from '../lib/red/ledgers'
import { mailboxOf } from '../lib/red/mailboxes'
import { migrate } from '../lib/red/migrate'
import { remoteOf } from '../lib/red/remote'
import { runSteps, subjectOf } from '../lib/red/step'
import type { StepContext } from '../lib/red/work'
import type { NodeMessage } from '../lib/loops/message'
import type { Config, Red, RedNode } from '../lib/red/types'
import { fileName } from '../lib/truecommerce/file-names'
import { checkWrites } from '../lib/truecommerce/role'
import { type Delivery, deliver, settleDelivery, type Stage } from '../lib/truecommerce/writing'

interface Out extends Config {
  readonly account: string
  readonly ledger: string
  readonly fileName: string
}

export default function (RED: Red) {
  RED.nodes.registerType('truecommerce-out', function (this: RedNode, stored: Out) {
    RED.nodes.createNode(this, stored)
    const config = migrate(stored)
    runSteps(RED, this, useLedger(RED, config.ledger), {
      document: ({ payload, topic }) => ({
        kind: 'outbound-file',
        businessKey: sha256(bytesOf(payload)),
        subject: subjectOf(topic, 'file'),
      }),
      remote: () => remoteOf(RED, config.account),
      sequence: orderTurn,
      whenEarlierStopped: 'waits',
      effect: async (message, context) => {
        const account = mailboxOf(RED, config.account)
        checkWrites(account.role, message.edi?.['set'] as string | undefined)
        const delivery = await deliveryOf(message, context)
        if (sameRun(RED, config.ledger, account) === 'dry-run') return wouldDeliver(message, delivery)
        let further = context.intent !== undefined
        await deliver(account.mailbox.transport, delivery, async stage => {
          // Before the rename a crash leaves a draft at most; that needs noting only where the delivery had come further before.
          if (stage === 'uploading' && !further) return
          further = true
          await context.note(stage)
        })
        return delivered(message, delivery, context)
      },
      settle: async (message, context) => {
        const account = mailboxOf(RED, config.account)
        const delivery = await deliveryOf(message, context)
        // Whoever answered it has it: sent again on a person's word, it would be there twice.
        if (await context.ledger.replays.wasAcknowledged(context.documentId)) return delivered(message, delivery, context)
        const found = await settleDelivery(account.mailbox.transport, delivery, context.intent as Stage | undefined)
        if (found === 'absent') return undefined
        // Nobody acknowledges an acknowledgment, and the rename was under way when it went: the network has taken it.
        if (found === 'delivered' || message.edi?.['set'] === '997') return delivered(message, delivery, context)
        throw vanished(delivery.name)
      },
    })

    async function deliveryOf(message: NodeMessage, { documentId }: StepContext): Promise<Delivery> {
      const account = mailboxOf(RED, config.account)
      const bytes = bytesOf(message.payload)
      const { set, order, partner, division, controlNumbers } = message.edi ?? {}
      const values = {
        set,
        order,
        partner,
        division,
        control: controlNumbers?.interchange ?? documentId,
        document: documentId,
        topic: message.topic,
      }
      const known = Object.entries(values).filter(([, value]) => value !== undefined && value !== '')
      const name = fileName(config.fileName, Object.fromEntries(known.map(([key, value]) => [key, String(value)])))
      const { temporary, whenRefused } = account
      return {
        folder: await account.mailbox.importFolder(typeof set === 'string' ? set : ''),
        name,
        bytes,
        temporary,
        whenRefused,
      }
    }
  })
}

async function delivered(message: NodeMessage, { name }: Delivery, { ledger, documentId }: StepContext): Promise<Outcome> {
  await ledger.markSent(documentId)
  return { what: `delivered to the mailbox as ${name}`, outputs: [{ port: 0, message: { ...message, filename: name } }] }
}

function wouldDeliver(message: NodeMessage, { name }: Delivery): Outcome {
  return {
    what: `dry run: would be delivered to the mailbox as ${name}`,
    names: [WOULD_SEND],
    outputs: [{ port: 0, message: { ...message, filename: name } }],
  }
}

function bytesOf(payload: unknown): Buffer {
  return Buffer.isBuffer(payload) ? payload : Buffer.from(typeof payload === 'string' ? payload : JSON.stringify(payload ?? ''))
}

function vanished(file: string): EdiError {
  return new EdiError({
    code: 'delivery-uncertain',
    what: 'The file was being given its final name when the connection or this machine failed, and it is not in the mailbox now',
    where: { file },
    why: 'The network may have taken it, or it never appeared',
    remedy:
      'Its acknowledgment (997) settles it; when none comes, look for the document in Transaction Manager before sending it again',
    prospect: 'uncertain',
  })
}
