/** When companies moved to another database, asked for at most once an hour for all of them. @see reference exact-online.md §3.2 */
import type { Division } from '../documents/value'
import type { Environment } from '../environment'
import { asEdiError } from '../error'
import type { ExactClient } from './client'

const HOUR = 3_600_000

/** The date as Exact Online writes it; null for a company that never moved, undefined where the app or the user may not know. */
export function divisionMoves(environment: Pick<Environment, 'now'>) {
  let asked: { readonly at: number; readonly dates: Promise<ReadonlyMap<Division, string | null>> } | undefined
  return async (client: Pick<ExactClient, 'divisions'>, division: Division): Promise<string | null | undefined> => {
    const now = environment.now().getTime()
    if (!asked || now - asked.at >= HOUR) {
      const dates = client.divisions().then(found => new Map(found.map(each => [each.Code, each.DivisionMoveDate])), withoutRight)
      asked = { at: now, dates }
      dates.catch(() => {
        asked = undefined
      })
    }
    return (await asked.dates).get(division)
  }
}

/** Records can be read without the right to see the list of companies. */
function withoutRight(thrown: unknown): ReadonlyMap<Division, string | null> {
  if (asEdiError(thrown).code === 'exact-forbidden') return new Map()
  throw thrown
}
