/** The life of a webhook node: its callback, its subscriptions from deploy to deletion, and one message for each burst of events. */
import { system } from '../environment'
import { asEdiError, EdiError } from '../error'
import type { Watch } from '../exact/budget'
import type { WebhookEvent } from '../exact/webhook-delivery'
import { webhookMemory } from '../exact/webhook-memory'
import { type Subscriber, subscribe, unsubscribe } from '../exact/webhook-subscriptions'
import { webhookTopics } from '../exact/webhook-topics'
import type { Division } from '../documents/value'
import { inMemoryStateStore } from '../ledger/state-store'
import { accountOf, type ExactAccountNode } from './accounts'
import { isSetupFault, nextAttempt } from './retry'
import { atFlowsStarted } from './runtime'
import { statusLine } from './status'
import type { Red, RedNode } from './types'
import { type Burst, bursts } from './webhook-bursts'
import { isReceiving, receive } from './webhook-callback'
import { stayOpenFor } from './webhook-farewell'

export interface WebhookSettings {
  readonly account: string
  readonly topics: readonly string[]
  /** Empty: all of the account. */
  readonly divisions: readonly Division[]
  /** Under which Exact Online reaches the flows of this Node-RED. */
  readonly baseUrl: string
  /** Without another event a burst is over. */
  readonly quietSeconds: number
}

/** Milliseconds. What Exact Online refuses counts towards ten errors an hour. @see reference exact-online.md §5.3 */
const REFUSED_AGAIN = 15 * 60_000
/** Node-RED waits fifteen seconds for a node to close. */
const FAREWELL = 10_000

export function runWebhook(RED: Red, node: RedNode, settings: WebhookSettings): void {
  // Known from the start: an account that is deleted with this node is no longer to be found then.
  const account = RED.nodes.getNode(settings.account) as ExactAccountNode | null | undefined
  const status = statusLine(node)
  const memory = webhookMemory(account?.store ?? inMemoryStateStore(), node.id, system)
  const stopping = new AbortController()
  const counted = { wakes: 0, repeated: 0, forged: 0 }
  let trouble: EdiError | undefined
  let timer: NodeJS.Timeout | undefined
  let subscribing: Promise<void> | undefined

  const watch: Watch = { onWaiting: until => (until ? status.waitingUntil(until) : show()), signal: stopping.signal }
  const show = () => (trouble ? status.failed(trouble) : status.succeededWith(wordsOf(counted)))
  const waking = bursts(settings.quietSeconds * 1000, burst => {
    counted.wakes += 1
    node.send(messageOf(burst))
    show()
  })
  const deaf = receive(node.id, {
    secret: node.credentials?.['webhookSecret'] ?? '',
    received(event) {
      const ours = settings.divisions.length === 0 || settings.divisions.includes(event.division)
      if (!ours || !settings.topics.includes(event.topic)) return
      const judging = judge(event)
      // What is being stored has its ledger until it is.
      if (account) stayOpenFor(account, judging)
    },
    forged() {
      counted.forged += 1
      show()
    },
  })

  atFlowsStarted(RED, node, () => {
    subscribing = subscribed(1)
  })
  node.on('close', (removed, done) => {
    stopping.abort(new Error('the node is closing'))
    clearTimeout(timer)
    waking.end()
    // In the same turn in which the account is told to close: from here on it waits.
    const farewell = removed ? leave().catch(thrown => node.warn(asEdiError(thrown).message)) : Promise.resolve()
    void farewell.then(deaf).then(done, done)
  })

  /** A hint that nobody could write down is taken all the same: one too many costs a call, one too few a wait until the next poll. */
  async function judge(event: WebhookEvent): Promise<void> {
    const recognised = await memory.recognise(event).catch(thrown => {
      node.warn(asEdiError(thrown).message)
      return 'new' as const
    })
    if (stopping.signal.aborted) return
    if (recognised === 'new') return waking.add(event)
    counted.repeated += 1
    show()
  }

  async function subscribed(attempt: number): Promise<void> {
    try {
      // What is subscribed stays as it is.
      if (owner().isDryRun) return status.succeededWith('dry run')
      const subscriber = subscriberFor(owner(), node, settings.baseUrl, watch)
      for (const division of await divisions(watch)) {
        if (stopping.signal.aborted) return
        await subscribe(subscriber, division, settings.topics)
      }
      trouble = undefined
      show()
    } catch (thrown) {
      if (stopping.signal.aborted) return
      trouble = asEdiError(thrown)
      if (attempt === 1) node.warn(trouble.message)
      show()
      const passing = trouble.prospect === 'passing' || trouble.prospect === 'uncertain' || isSetupFault(trouble)
      const wait = passing ? nextAttempt(system, attempt, trouble).wait : REFUSED_AGAIN
      timer = setTimeout(() => {
        subscribing = subscribed(attempt + 1)
      }, wait)
    }
  }

  /** The node was deleted: what it subscribed goes with it. */
  async function leave(): Promise<void> {
    if (!account || account.isDryRun) return
    const leaving = (async () => {
      await subscribing
      const hurried = { signal: AbortSignal.timeout(FAREWELL) }
      const subscriber = subscriberFor(account, node, settings.baseUrl, hurried)
      for (const division of await divisions(hurried)) await unsubscribe(subscriber, division)
    })()
    stayOpenFor(account, leaving)
    return leaving
  }

  async function divisions(asking: Watch): Promise<readonly Division[]> {
    return settings.divisions.length > 0 ? settings.divisions : owner().divisions(asking)
  }

  /** @throws EdiError `no-exact-account` */
  function owner(): ExactAccountNode {
    return account ?? accountOf(RED, settings.account)
  }
}

/** @throws EdiError `webhook-base-url`, `webhook-secret-missing` */
function subscriberFor(account: ExactAccountNode, node: RedNode, baseUrl: string, watch: Watch): Subscriber {
  if (!URL.canParse(baseUrl))
    throw new EdiError({
      code: 'webhook-base-url',
      what: 'It is not said under which address Exact Online reaches this Node-RED',
      remedy: 'Give the public https address in the node, such as https://node-red.example.com',
    })
  if (!node.credentials?.['webhookSecret'])
    throw new EdiError({
      code: 'webhook-secret-missing',
      what: 'Without the webhook secret of the app no delivery can be told from a forged one',
      remedy: 'Copy the webhook secret from the page of the app in the App Center into the node',
    })
  return {
    client: account.clientFor(watch),
    clientId: account.credentials?.['clientId'] ?? '',
    base: baseUrl,
    name: node.id,
    isOther: name => name !== node.id && isReceiving(name),
  }
}

/** A hint where to look: nothing in it may be taken for the record. */
function messageOf({ event, events }: Burst) {
  const { topic, division, key, action } = event
  const resource = webhookTopics[topic]
  return {
    topic: `${topic} changed in ${division}`,
    payload: { topic, division, key, action, events },
    edi: { division, ...(resource === undefined ? {} : { kind: resource }) },
  }
}

function wordsOf({ wakes, repeated, forged }: Readonly<Record<'wakes' | 'repeated' | 'forged', number>>): string {
  const parts = [`${wakes} wakes`, ...(repeated > 0 ? [`${repeated} repeated`] : []), ...(forged > 0 ? [`${forged} forged`] : [])]
  return parts.join(', ')
}
