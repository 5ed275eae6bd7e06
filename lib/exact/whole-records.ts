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

/** Each in one shape, in no particular order; a key that no longer exists is left out. */
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
  return found.map(record => inOneShape(resource, record))
}

/**
 * The same text for the same record, whichever way it was read: the properties of the resource's file in its order, lines by number.
 * What a record was read for is compared by its text.
 */
export function inOneShape({ properties, lines }: Resource, record: ExactRecord): ExactRecord {
  const picked = (names: object, from: ExactRecord) =>
    Object.fromEntries(Object.keys(names).map(name => [name, from[name] ?? null]))
  if (!lines) return picked(properties, record)
  const rows = (record[lines.property] ?? []) as readonly ExactRecord[]
  const inOrder = rows.toSorted((a, b) => Number(a['LineNumber']) - Number(b['LineNumber']))
  return { ...picked(properties, record), [lines.property]: inOrder.map(row => picked(lines.resource.properties, row)) }
}
