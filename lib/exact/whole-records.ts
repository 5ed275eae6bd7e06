/** Records read whole, with their lines, by key: in few calls, and without the 404 that a key that is gone would count as an error. */
import type { Division } from '../documents/value'
import { queriesFor } from './chunks'
import type { ExactClient } from './client'
import { literal, type ExactRecord, type TypedQuery } from './odata'
import { selectOf, type Resource } from './resources/resource'

/** Everything the resource's file lists, lines expanded. */
export function wholeQuery(resource: Resource): TypedQuery {
  return { select: selectOf(resource), ...(resource.lines && { expand: [resource.lines.property] }) }
}

/** In no particular order; a key that no longer exists is left out. */
export async function wholeRecords(
  client: ExactClient,
  division: Division,
  resource: Resource,
  keys: readonly string[],
): Promise<ExactRecord[]> {
  const found: ExactRecord[] = []
  const alternatives = keys.map(key => `${resource.key} eq ${literal.guid(key)}`)
  for (const query of queriesFor(wholeQuery(resource), alternatives))
    found.push(...(await client.find(division, resource.path, query)))
  return found
}
