/** What changed in one division since last time, or what a query of one's own finds: stored with the place as one, then handed on. */
import type { Division } from '../documents/value'
import { changesSince, strategyFor } from '../exact/delta'
import type { ExactRecord, Query } from '../exact/odata'
import { knownResource } from '../exact/resources/known'
import { purchaseOrders } from '../exact/resources/purchase-orders'
import { type ExactPurchaseOrder, isCancelled } from '../mapping/exact-to-purchase-order'
import { isChosen } from '../mapping/order-choice'
import { MODIFIED, recordOutput } from './fetch-output'
import { type Fetch, keep, type Output, placeOf } from './fetch-place'
import { orderName } from './order-names'

/** @returns how many records were handed on */
export async function fetchDivision(fetch: Fetch, division: Division): Promise<number> {
  const place = await placeOf(fetch, division, fetch.resource)
  let handed = 0
  for await (const { records, cursor } of batches(fetch, division, place.cursor)) {
    const outputs: Output[] = []
    for (const record of records) if (await wanted(fetch, division, record)) outputs.push(recordOutput(fetch, division, record))
    handed += await keep(fetch, outputs, cursor === undefined ? undefined : place.at(cursor))
    // Stopped between batches: the cursor says where to go on.
    if (fetch.signal.aborted) return handed
  }
  return handed
}

interface Batch {
  readonly records: readonly ExactRecord[]
  readonly cursor?: string
}

async function* batches(fetch: Fetch, division: Division, cursor: string | undefined): AsyncGenerator<Batch> {
  const { client, resource, delta, query } = fetch
  if (knownResource(resource) && query === undefined)
    return yield* changesSince(client, division, resource, cursor, delta === 'sync' ? strategyFor(resource) : delta)
  for await (const records of client.pages(division, resource, withSelect(resource, query ?? {}))) yield { records }
}

/**
 * Of a resource that is known, properties are always named: Exact Online refuses to read wide tables whole. Without its key a record could
 * be taken for another that looks the same, and without its moment one that is changed and changed back for the one it was at first.
 * @see reference exact-online.md §4.5
 */
function withSelect(resource: string, query: Query): Query {
  const known = knownResource(resource)
  if (typeof query === 'string' || !known) return query
  const { select, expand = [] } = query
  if (!select) return { ...query, select: [...Object.keys(known.properties), ...expand] }
  const moment = Object.hasOwn(known.properties, MODIFIED) ? [MODIFIED] : []
  return { ...query, select: [...new Set([known.key, ...select, ...moment])] }
}

/** A cancelled order matters to whoever was sent it. */
async function wanted({ resource, orders, ledger }: Fetch, division: Division, record: ExactRecord): Promise<boolean> {
  if (resource !== purchaseOrders.path || orders === undefined) return true
  const order = record as unknown as ExactPurchaseOrder
  if (!isCancelled(order)) return isChosen(order, orders)
  return (await ledger.latest(orderName(division, String(order.OrderNumber)))) !== undefined
}
