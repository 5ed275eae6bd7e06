/**
 * What Exact Online holds already of the records that documents want made: looked up by natural key, for many documents in one call.
 * @see reference exact-online.md §4.8
 */
import type { Division } from '../documents/value'
import type { ExactClient } from '../exact/client'
import type { ExactRecord } from '../exact/odata'
import { knownResource } from '../exact/resources/known'
import { findExisting, identifiedBy } from '../exact/write'
import type { ExactComplete, ExactCreate, ExactEnsure, ExactWrite, ExactWrites, References } from '../mapping/exact-write'

/** By natural key. What is made joins it: two documents looked up together may mean one record. */
export type Existing = Map<string, ExactRecord | typeof PERHAPS>

/** Made or not: the answer was lost after the look-up. */
export const PERHAPS = 'perhaps'

/** Keys of the records of one document that have a name. */
export type Keys = Map<string, string>

type Sought = ExactCreate | ExactEnsure

export async function lookUp(client: ExactClient, documents: readonly ExactWrites[]): Promise<Existing> {
  const existing: Existing = new Map()
  for (const [division, same] of Map.groupBy(documents, document => document.division)) {
    let sought = same.flatMap(({ writes }) => {
      const keys: Keys = new Map()
      return writes.flatMap(recordsNamed).map(record => ({ record, keys }))
    })
    // What refers to another record is looked up once that one was found; where it was not, neither is there.
    for (;;) {
      const ready = sought.filter(({ record, keys }) => isReady(record, keys))
      if (ready.length === 0) break
      sought = sought.filter(one => !ready.includes(one))
      for (const [, alike] of Map.groupBy(ready, ({ record }) => record.resource)) {
        const filled = alike.map(({ record, keys }) => ({ ...record, body: referring(record.body, record.refers, keys) }))
        for (const [index, record] of (await findExisting(client, division, filled)).entries()) {
          const one = filled[index] as Sought
          if (!record) continue
          existing.set(identityOf(division, one), record)
          if (one.as !== undefined) alike[index]?.keys.set(one.as, keyOf(one.resource, record))
        }
      }
    }
  }
  return existing
}

function isReady({ naturalKey, refers = {} }: Sought, keys: Keys): boolean {
  return naturalKey.every(property => refers[property] === undefined || keys.has(refers[property]))
}

/** Records that a write makes or completes: what is looked up before it. */
function recordsNamed(one: ExactWrite): Sought[] {
  if (one.action === 'update') return []
  return one.action === 'complete' ? [draftOf(one), ...recordsNamed(one.instead)] : [one]
}

export function draftOf({ resource, draft }: ExactComplete): ExactCreate {
  return { action: 'create', resource, ...draft }
}

/** The body with the keys of the records that it refers to, as far as they are known. */
export function referring(body: ExactCreate['body'], refers: References | undefined, keys: Keys): ExactCreate['body'] {
  const known = Object.entries(refers ?? {}).flatMap(([property, name]) => {
    const key = keys.get(name)
    return key === undefined ? [] : [[property, key]]
  })
  return { ...body, ...Object.fromEntries(known) }
}

export function identityOf(division: Division, record: Sought): string {
  return JSON.stringify([division, record.resource, ...Object.entries(identifiedBy(record))])
}

export function keyOf(resource: string, record: ExactRecord): string {
  return String(record[knownResource(resource)?.key ?? 'ID'])
}
