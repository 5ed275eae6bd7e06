/** truecommerce-in: files from the network in, one message per file out. Rules live in lib/truecommerce/reading. */
import { tellOfAge } from '../lib/loops/oldest-file'
import { readMailbox } from '../lib/loops/read-mailbox'
import { useLedger } from '../lib/red/ledgers'
import { type MailboxNode, mailboxOf } from '../lib/red/mailboxes'
import { migrate } from '../lib/red/migrate'
import { remoteOf } from '../lib/red/remote'
import { runSource } from '../lib/red/source'
import type { Config, Red, RedNode } from '../lib/red/types'
import { namesLike } from '../lib/truecommerce/file-names'
import type { Sightings } from '../lib/truecommerce/reading'

interface In extends Config {
  readonly account: string
  readonly ledger: string
  readonly pattern: string
  readonly poll: boolean
}

export default function (RED: Red) {
  RED.nodes.registerType('truecommerce-in', function (this: RedNode, stored: In) {
    RED.nodes.createNode(this, stored)
    const config = migrate(stored)
    const sightings: Sightings = new Map()
    let said: ReadonlySet<string> = new Set()
    const account = RED.nodes.getNode(config.account) as MailboxNode | null | undefined
    runSource(RED, this, useLedger(RED, config.ledger), {
      ...(config.poll ? { every: (account?.pollSeconds ?? 300) * 1000 } : {}),
      remote: () => remoteOf(RED, config.account),
      round: async ({ ledger, status, followed, signal, handOn }) => {
        const { mailbox, settleSeconds, giveUpSeconds, largest, role, afterRead, alarmDays } = mailboxOf(RED, config.account)
        const result = await readMailbox({
          mailbox,
          ledger,
          node: this.id,
          who: this.name || this.type,
          reading: { accepts: namesLike(config.pattern || '*'), settleSeconds, giveUpSeconds, largest, role },
          afterRead,
          followed,
          sightings,
          signal,
          handOn,
          progress: (done, of) => status.progress(done, of),
        })
        const aside = new Set(result.setAside.map(({ file, reason }) => `${file.path} is set aside. ${reason}`))
        for (const words of aside) if (!said.has(words)) this.warn(words)
        said = aside
        for (const error of result.refused) this.warn(error.message)
        await tellOfAge(ledger, remoteOf(RED, config.account)?.name ?? 'mailbox', result.oldest, alarmDays)
        const what = aside.size > 0 ? `${result.read} read, ${aside.size} set aside` : `${result.read} read`
        return { what, ...(result.growing > 0 ? { again: settleSeconds * 1000 } : {}) }
      },
    })
  })
}
