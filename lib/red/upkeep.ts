/** What a ledger in use needs from time to time: its events sealed, and bytes past their retention removed. */
import { asEdiError } from '../error'
import type { Ledger } from '../ledger/ledger'
import type { RedNode } from './types'

const HOUR = 3_600_000
const DAY = 24 * HOUR

/**
 * The seal goes to the log once a day: noted outside of the ledger, it proves later that nothing before it was rewritten.
 * @param retentionDays 0 keeps bytes forever
 * @returns ends it, with a last seal
 */
export function keepUp(node: RedNode, ledger: Ledger, retentionDays: number): () => Promise<void> {
  let told = 0
  const round = async () => {
    const now = ledger.environment.now().getTime()
    const daily = now - told >= DAY
    if (daily) told = now
    try {
      if (daily && retentionDays > 0) await ledger.audit.prune(new Date(now - retentionDays * DAY))
      const sealed = await ledger.audit.seal()
      if (sealed && daily)
        node.log(`sealed the history up to event ${sealed.last_seq}: checkpoint ${sealed.number} ${sealed.seal}`)
    } catch (thrown) {
      node.error(asEdiError(thrown))
    }
  }
  let running = round()
  const timer = setInterval(() => {
    running = running.then(round)
  }, HOUR)
  return async () => {
    clearInterval(timer)
    await running
    await round()
  }
}
