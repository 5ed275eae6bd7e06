/**
 * Alarms of the ledger as messages. The place in the news is stored after a message has gone, so what was raised while nobody listened
 * is told once when somebody does again; only a kill between the two tells one of them twice.
 */
import { asEdiError } from '../error'
import type { Alarm } from '../ledger/alarms'
import type { Ledger } from '../ledger/ledger'
import type { LedgerUse } from './ledgers'
import { atFlowsStarted } from './runtime'
import { statusLine } from './status'
import type { Red, RedNode } from './types'

/** News of other instances, and of what time alone brings about. */
const LOOK = 60_000
const AT_ONCE = 200

/** @param wants which alarms become messages; the others are passed over for good */
export function tellAlarms(RED: Red, node: RedNode, { opening, release }: LedgerUse, wants: (alarm: Alarm) => boolean): void {
  const status = statusLine(node)
  const place = `alarms told ${node.id}`
  let closed = false
  let timer: NodeJS.Timeout | undefined
  let deaf = () => {}
  let telling: Promise<void> = Promise.resolve()
  let asked = false

  atFlowsStarted(RED, node, () => {
    opening.then(
      ledger => {
        if (closed) return
        deaf = ledger.watchman.onNews(() => tell(ledger))
        timer = setInterval(() => tell(ledger), LOOK)
        tell(ledger)
      },
      thrown => status.failed(asEdiError(thrown)),
    )
  })
  node.on('close', (_removed, done) => {
    closed = true
    deaf()
    clearInterval(timer)
    void telling.then(release).then(done, done)
  })

  /** Asked many times while one look is under way, it looks once more. */
  function tell(ledger: Ledger): void {
    if (asked || closed) return
    asked = true
    telling = telling.then(async () => {
      asked = false
      try {
        await ledger.exclusively(place, () => look(ledger))
        status.alarms((await ledger.watchman.open()).filter(wants).length)
      } catch (thrown) {
        status.failed(asEdiError(thrown))
        node.error(asEdiError(thrown))
      }
    })
  }

  async function look(ledger: Ledger): Promise<void> {
    const { watchman } = ledger
    let told = await ledger.read(place)
    if (told === undefined) {
      // A node that is new tells what is open, and nothing that is over.
      const last = await watchman.lastNews()
      const open = await watchman.newsAfter(undefined, AT_ONCE)
      for (const { seq, alarm } of open) if (seq <= last) send(alarm)
      told = String(last)
      await ledger.write(place, told)
    }
    let news = await watchman.newsAfter(Number(told), AT_ONCE)
    while (news.length > 0) {
      for (const { seq, alarm } of news) {
        if (closed) return
        send(alarm)
        told = String(seq)
        if (wants(alarm)) await ledger.write(place, told)
      }
      await ledger.write(place, told)
      news = await watchman.newsAfter(Number(told), AT_ONCE)
    }
  }

  function send(alarm: Alarm): void {
    if (!wants(alarm)) return
    const { kind, state, subject, partner, division } = alarm
    node.send({
      payload: alarm,
      topic: `${kind} ${state}: ${subject}`,
      edi: { kind: 'alarm', ...(partner === undefined ? {} : { partner }), ...(division === undefined ? {} : { division }) },
    })
  }
}
