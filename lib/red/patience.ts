/**
 * What the ledger cannot do because its database is away or its disk is full is asked again until it can, without a restart. All who
 * wait in a node share the pauses, so that a ledger that comes back is not met by each of them at another time.
 */
import { asEdiError, type EdiError } from '../error'
import type { Ledger } from '../ledger/ledger'
import { nextAttempt } from './retry'

/** Asks again for as long as the ledger is away; any other error, and one that is met while the node closes, is the caller's. */
export type Patience = <T>(ledger: Ledger, ask: () => Promise<T>) => Promise<T>

/** Nothing is wrong with what was asked. */
const AWAY: ReadonlySet<string> = new Set(['ledger-unreachable', 'ledger-commit-unknown', 'ledger-full', 'ledger-not-written'])

/** The pauses grow up to about half a minute: nobody is told when the ledger is back. */
const LONGEST = 6

/** @param tell of each pause: why, until when, and whether it is the first since the ledger answered */
export function patience(signal: AbortSignal, tell: (error: EdiError, at: Date, isFirst: boolean) => void): Patience {
  let failures = 0
  let pause: Promise<void> | undefined

  async function rest({ environment }: Ledger, error: EdiError): Promise<void> {
    failures += 1
    const { wait, at } = nextAttempt(environment, Math.min(failures, LONGEST), error)
    tell(error, at, failures === 1)
    await environment.sleep(wait, signal).catch(() => undefined)
    pause = undefined
  }

  return async (ledger, ask) => {
    for (let waited = false; ; waited = true) {
      if (pause) await pause
      try {
        const answer = await ask()
        // A full disk can still be read: only what failed before tells that it is over.
        if (waited) failures = 0
        return answer
      } catch (thrown) {
        const error = asEdiError(thrown)
        if (!AWAY.has(error.code) || signal.aborted) throw thrown
        await (pause ??= rest(ledger, error))
        if (signal.aborted) throw thrown
      }
    }
  }
}
