/** What nodes that read the ledger when they are asked have in common: one request at a time, and none of it once the node closes. */
import { asEdiError } from '../error'
import type { Ledger } from '../ledger/ledger'
import type { LedgerUse } from './ledgers'
import type { StatusLine } from './status'
import type { Done, RedNode } from './types'

export interface Requests {
  /** Aborted when the node closes. */
  readonly signal: AbortSignal
  serve(work: (ledger: Ledger) => Promise<void>, done: Done): void
}

/** @param removed what is still to be done in the ledger of a node that is deleted */
export function takeRequests(
  node: RedNode,
  { opening, release }: LedgerUse,
  status: StatusLine,
  removed: (ledger: Ledger) => Promise<void>,
): Requests {
  const stopping = new AbortController()
  let running: Promise<void> = Promise.resolve()
  node.on('close', (isRemoved, done) => {
    stopping.abort(new Error('the node is closing'))
    const last = async () => {
      if (isRemoved) await removed(await opening)
    }
    void running.then(last).then(release, release).then(done, done)
  })
  return {
    signal: stopping.signal,
    serve: (work, done) => {
      running = running.then(async () => {
        try {
          const ledger = await opening
          if (!stopping.signal.aborted) await work(ledger)
          done()
        } catch (thrown) {
          if (stopping.signal.aborted) return done()
          const error = asEdiError(thrown)
          status.failed(error)
          done(error)
        }
      })
    },
  }
}
