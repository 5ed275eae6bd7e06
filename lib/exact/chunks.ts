/** Filters for many records in as few queries as addresses of a safe length allow. */
import { encoded, queryText, type TypedQuery } from './odata'

/** IIS takes 2,048 characters of query text; some proxies before it take 2,000 of the whole address. */
const longestQuery = 1_850

/** The query, once for every handful of alternatives that fits into one address. */
export function queriesFor(query: Omit<TypedQuery, 'filter'>, alternatives: readonly string[]): TypedQuery[] {
  const room = longestQuery - queryText(query).length - '&$filter='.length
  const filters: string[] = []
  for (const alternative of alternatives) {
    const longer = filters.length === 0 ? undefined : `${filters.at(-1)} or ${alternative}`
    if (longer !== undefined && encoded(longer).length <= room) filters[filters.length - 1] = longer
    else filters.push(alternative)
  }
  return filters.map(filter => ({ ...query, filter }))
}
