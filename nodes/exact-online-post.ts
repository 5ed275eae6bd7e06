/** exact-online-post: creates and updates in Exact Online. Rules live in lib/exact and lib/loops/write-exact. */
import { EdiError } from '../lib/error'
import { planningClient } from '../lib/exact/dry-run'
import type { Watch } from '../lib/exact/budget'
import { sha256 } from '../lib/ledger/message'
import { orderTurn, WOULD_WRITE, writtenName } from '../lib/loops/order-names'
import { type Existing, lookUp } from '../lib/loops/existing-records'
import { ownWrites, preparedWrites } from '../lib/loops/posted'
import { write } from '../lib/loops/write-exact'
import type { ExactWrites } from '../lib/mapping/exact-write'
import { accountOf } from '../lib/red/accounts'
import { sameRun } from '../lib/red/dry-run'
import { useLedger } from '../lib/red/ledgers'
import { migrate } from '../lib/red/migrate'
import { remoteOf } from '../lib/red/remote'
import { runSteps, subjectOf } from '../lib/red/step'
import type { NodeMessage } from '../lib/loops/message'
import type { Config, Red, RedNode } from '../lib/red/types'

interface Post extends Config {
  readonly account: string
  readonly ledger: string
  /** `message`: the payload says it all, as edi-map made it. */
  readonly operation: 'message' | 'create' | 'update'
  readonly divisionType: string
  readonly division: string
  readonly resource: string
  /** Property names with commas between. */
  readonly naturalKey: string
}

/** Documents whose look-ups share a call, and how long the first of them waits for company: three seconds are nothing to an invoice. */
const WAVE = 120
const LINGER = 3_000

export default function (RED: Red) {
  RED.nodes.registerType('exact-online-post', function (this: RedNode, stored: Post) {
    RED.nodes.createNode(this, stored)
    const config = migrate(stored)
    let existing: Existing = new Map()
    const writesByMessage = new WeakMap<NodeMessage, ExactWrites>()
    const run = (watch: Watch) => {
      const account = accountOf(RED, config.account)
      const client = account.clientFor(watch)
      const isDry = sameRun(RED, config.ledger, account) === 'dry-run'
      return { client: isDry ? planningClient(client) : client, isDry }
    }

    runSteps(RED, this, useLedger(RED, config.ledger), {
      document: ({ payload, topic }) => ({
        kind: 'exact-write',
        businessKey: sha256(JSON.stringify(payload)),
        subject: subjectOf(topic, 'Write to Exact Online'),
      }),
      remote: () => remoteOf(RED, config.account),
      sequence: orderTurn,
      wave: {
        most: WAVE,
        // Only what makes or completes a record is looked up before.
        lingers: message => (writesOf(RED, this, config, message)?.writes.some(({ action }) => action !== 'update') ? LINGER : 0),
        prepare: async (messages, watch) => {
          const readable = messages.flatMap(message => {
            const writes = writesOf(RED, this, config, message)
            if (!writes) return []
            writesByMessage.set(message, writes)
            return [writes]
          })
          existing = await lookUp(run(watch).client, readable)
        },
      },
      // The effect begins by looking, so there is nothing to settle apart from it.
      settle: async () => undefined,
      effect: async (message, { intent, note, watch }) => {
        const writes = writesByMessage.get(message)
        if (!writes) throw nothingToWrite()
        const { client, isDry } = run(watch)
        const written = await write(writes, { client, existing, intent, note })
        const done = written.map(({ action, resource }) => `${action} ${resource}`).join(', ')
        return {
          what: isDry ? `dry run: would ${done}` : done,
          detail: { written },
          names: isDry ? [WOULD_WRITE] : written.map(one => writtenName(writes.division, one)),
          outputs: [{ port: 0, message: { ...message, payload: written } }],
        }
      },
    })
  })
}

/** Undefined when the message holds nothing to write: its own step then says so, and the others of its wave go on. */
function writesOf(RED: Red, node: RedNode, config: Post, message: NodeMessage): ExactWrites | undefined {
  const { operation, resource, naturalKey } = config
  if (operation === 'message') return preparedWrites(message.payload)
  const division = Number(RED.util.evaluateNodeProperty(config.division, config.divisionType, node, message))
  return Number.isInteger(division) ? ownWrites(message.payload, { operation, division, resource, naturalKey }) : undefined
}

function nothingToWrite(): EdiError {
  return new EdiError({
    code: 'nothing-to-write',
    what: 'The message holds nothing that could be written to Exact Online',
    why: 'msg.payload has to be what edi-map made; or, with an operation set in the node, an object with the properties to write (for an update with its "key") and a division number',
  })
}
