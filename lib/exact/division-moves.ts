/** When companies moved to another database, asked for at most once an hour for all of them. @see reference exact-online.md §3.2 */
import type { Division } from '../documents/value'
import type { Environment } from '../environment'
import type { ExactClient } from './client'

const HOUR = 3_600_000

/** The date as Exact Online writes it; null for a company that never moved, or that the user may not open. */
export function divisionMoves(environment: Pick<Environment, 'now'>) {
  let asked: { readonly at: number; readonly dates: Promise<ReadonlyMap<Division, string | null>> } | undefined
  return async (client: Pick<ExactClient, 'divisions'>, division: Division): Promise<string | null> => {
    const now = environment.now().getTime()
    if (!asked || now - asked.at >= HOUR) {
      const dates = client.divisions().then(found => new Map(found.map(each => [each.Code, each.DivisionMoveDate])))
      asked = { at: now, dates }
      dates.catch(() => {
        asked = undefined
      })
    }
    return (await asked.dates).get(division) ?? null
  }
}
