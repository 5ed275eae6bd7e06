/** truecommerce-in: files from the network in, one message per file out. Rules live in lib/truecommerce/reading. */
import { nextLook } from '../lib/loops/next-look'
import { tellOfAge } from '../lib/loops/oldest-file'
import { tellOfSetAside } from '../lib/loops/set-aside'
import { readMailbox } from '../lib/loops/read-mailbox'
import { sameRun } from '../lib/red/dry-run'
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
    const account = RED.nodes.getNode(config.account) as MailboxNode | null | undefined
    runSource(RED, this, useLedger(RED, config.ledger), {
      ...(config.poll ? { every: (account?.pollSeconds ?? 300) * 1000 } : {}),
      remote: () => remoteOf(RED, config.account),
      round: async ({ ledger, status, followed, signal, handOn }) => {
        const account = mailboxOf(RED, config.account)
        const { mailbox, remote, settleSeconds, giveUpSeconds, largest, role, alarmDays } = account
        const afterRead = sameRun(RED, config.ledger, account) === 'dry-run' ? 'leave' : account.afterRead
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
        const watched = { name: remote.name, node: this.id }
        for (const words of await tellOfSetAside(ledger, watched, result.setAside)) this.warn(words)
        for (const error of result.refused) this.warn(error.message)
        const late = await tellOfAge(ledger, watched, result.oldest, alarmDays)
        if (late !== undefined) this.warn(late)
        const aside = result.setAside.length
        const what = aside > 0 ? `${result.read} read, ${aside} set aside` : `${result.read} read`
        const again = nextLook({ ...result, polls: config.poll, settleSeconds })
        return { what, ...(again !== undefined && { again: again * 1000 }) }
      },
    })
  })
}
