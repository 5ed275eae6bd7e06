/** When companies moved to another database, after which their row versions start anew. @see reference exact-online.md §3.2 */
import type { Division } from '../documents/value'
import type { Environment } from '../environment'
import { asEdiError } from '../error'
import type { ExactClient } from './client'

export interface DivisionMoves {
  /** The date as Exact Online writes it; null for a company that never moved, undefined while that is not known. Makes no call. */
  known(division: Division): string | null | undefined
  /** Since when the next look has been due, in milliseconds; undefined while it is not. */
  dueSince(): number | undefined
  /** Asks for all companies with one call, through one that the user may open. */
  ask(client: Pick<ExactClient, 'divisions'>, through: Division): Promise<void>
}

/** @param spacing milliseconds between two looks */
export function divisionMoves(environment: Pick<Environment, 'now'>, spacing: number): DivisionMoves {
  let dates: ReadonlyMap<Division, string | null> = new Map()
  let due = 0
  const now = () => environment.now().getTime()
  return {
    known: division => dates.get(division),
    dueSince: () => (due <= now() ? due : undefined),
    async ask(client, through) {
      const before = due
      // Of several companies that ask at the same time, one does.
      due = now() + spacing
      try {
        dates = new Map((await client.divisions(through)).map(({ Code, DivisionMoveDate }) => [Code, DivisionMoveDate]))
      } catch (thrown) {
        // Records can be read without the right to see the list of companies.
        if (asEdiError(thrown).code === 'exact-forbidden') return
        due = before
        throw thrown
      }
    },
  }
}
