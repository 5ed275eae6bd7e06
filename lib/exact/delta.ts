/**
 * What has changed since last time. The caller stores the cursor of a batch once it has safely kept its records; begun again from any
 * stored cursor, nothing is missed, and what comes twice comes whole. @see reference exact-online.md §4.9
 */
import type { Division } from '../documents/value'
import type { ExactClient } from './client'
import { changesByTime } from './delta-by-time'
import { orderChanges } from './delta-orders'
import { literal, type ExactRecord } from './odata'
import { purchaseOrders } from './resources/purchase-orders'
import { resourceAt } from './resources/known'
import type { ChangeStrategy, Resource } from './resources/resource'
import { inOneShape, wholeQuery } from './whole-records'

export interface Changes {
  readonly records: readonly ExactRecord[]
  /** Opaque text: where to go on once these records are kept. */
  readonly cursor: string
}

/** Where a run by row version stands. */
export interface SyncMark {
  readonly strategy: 'sync'
  /** Every row up to this version is done with, but for those of `whole`. */
  readonly after: string
  /** Keys of records that are still to be read whole. */
  readonly whole: readonly string[]
}

/** Where a run by time stands: highest `Modified` received, in the service's own clock. */
export interface TimeMark {
  readonly strategy: 'modified'
  readonly records?: string | undefined
  readonly lines?: string | undefined
}

type Mark = SyncMark | TimeMark | { readonly strategy: 'none' }

/** How changes of a resource are found best; some licences lack the sync of purchase orders, then `modified` does. */
export function strategyFor(resource: string): ChangeStrategy {
  return resourceAt(resource).changes
}

/**
 * Without a cursor, or with one of another strategy, everything. Records are whole, in one shape: the properties of the resource's
 * file, lines complete and by number. A record that changed
 * while being read may come twice.
 * @throws EdiError `exact-resource-unknown`, and those of the client
 */
export async function* changesSince(
  client: ExactClient,
  division: Division,
  resource: string,
  cursor: string | undefined,
  strategy: ChangeStrategy,
): AsyncGenerator<Changes> {
  const known = resourceAt(resource)
  const mark = readMark(cursor, strategy)
  const steps = stepsOf(client, division, known, mark)
  for await (const { records, mark: reached } of steps) {
    const next = JSON.stringify(reached)
    if (records.length > 0 || next !== cursor) yield { records, cursor: next }
  }
}

function stepsOf(
  client: ExactClient,
  division: Division,
  resource: Resource,
  mark: Mark,
): AsyncIterable<{ records: readonly ExactRecord[]; mark: Mark }> {
  switch (mark.strategy) {
    case 'sync':
      return resource.path === purchaseOrders.path
        ? orderChanges(client, division, mark)
        : rowChanges(client, division, resource, mark)
    case 'modified':
      return changesByTime(client, division, resource, mark)
    case 'none':
      return everything(client, division, resource)
  }
}

function readMark(cursor: string | undefined, strategy: ChangeStrategy): Mark {
  const stored = cursor === undefined ? undefined : (JSON.parse(cursor) as Mark)
  if (stored?.strategy === strategy) return stored
  // The service's own first mark.
  if (strategy === 'sync') return { strategy, after: '1', whole: [] }
  return { strategy }
}

/** Streams in which each row is a record. */
async function* rowChanges(client: ExactClient, division: Division, resource: Resource, from: SyncMark) {
  const stream = resource.sync ?? resource.path
  const query = {
    select: ['Timestamp', ...Object.keys(resource.properties)],
    filter: `Timestamp gt ${literal.int64(from.after)}`,
  }
  for await (const rows of client.pages(division, stream, query)) {
    const after = rows.at(-1)?.['Timestamp']
    if (typeof after === 'string') yield { records: rows.map(row => inOneShape(resource, row)), mark: { ...from, after } }
  }
}

async function* everything(client: ExactClient, division: Division, resource: Resource) {
  for await (const page of client.pages(division, resource.path, wholeQuery(resource)))
    yield { records: page.map(record => inOneShape(resource, record)), mark: { strategy: 'none' } as const }
}
