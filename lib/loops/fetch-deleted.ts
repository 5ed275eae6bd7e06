/** What was deleted since last time, from the one stream that tells of all resources. */
import type { PurchaseOrder } from '../documents/purchase-order'
import type { Division } from '../documents/value'
import { asEdiError } from '../error'
import { type Deletion, deletionsSince } from '../exact/deletions'
import type { ExactRecord } from '../exact/odata'
import { knownResource } from '../exact/resources/known'
import { purchaseOrders } from '../exact/resources/purchase-orders'
import type { Ledger } from '../ledger/ledger'
import { recordOutput } from './fetch-output'
import { type Fetch, keep, type Output, placeOf } from './fetch-place'
import { contentOf, orderName } from './order-names'

const STREAM = 'sync/Deleted'
/** @see reference exact-online.md §7.3 */
const CANCELLED = 40

interface DeletedMark {
  readonly after: string
  /** When it was asked for last. */
  readonly askedAt?: string
  /** Day on which Exact Online refused to tell: an app may lack the scope. */
  readonly refusedOn?: string
}

/** Since when the next look has been due, in milliseconds; undefined while it is not. @param spacing milliseconds between two looks */
export async function deletedDueSince(fetch: Fetch, division: Division, spacing: number): Promise<number | undefined> {
  const { askedAt, refusedOn } = await markOf(fetch, division)
  const now = fetch.ledger.environment.now()
  if (refusedOn === dayOf(now)) return undefined
  const due = askedAt === undefined ? 0 : Date.parse(askedAt) + spacing
  // A time ahead is that of a clock that was put back since.
  return due <= now.getTime() || due > now.getTime() + spacing ? Math.min(due, now.getTime()) : undefined
}

/**
 * Reads on in the stream of deletions. An order that was sent is handed on as cancelled; of other resources each deleted key is.
 * @returns how many were handed on
 */
export async function fetchDeleted(fetch: Fetch, division: Division): Promise<number> {
  const { client, ledger } = fetch
  const type = knownResource(fetch.resource)?.deletedAs
  if (type === undefined) return 0
  const place = await placeOf(fetch, division, STREAM)
  const mark = await markOf(fetch, division)
  const now = ledger.environment.now()
  const askedAt = now.toISOString()
  const at = (after: string, more: Partial<DeletedMark>) => place.at(JSON.stringify({ after, ...more }))
  let reached = mark.after
  let handed = 0
  try {
    for await (const { deletions, after } of deletionsSince(client, division, type, mark.after)) {
      // Until the last page is kept, the look is still due.
      handed += await keep(fetch, await outputsOf(fetch, division, deletions), at(after, {}))
      reached = after
      if (fetch.signal.aborted) return handed
    }
    await keep(fetch, [], at(reached, { askedAt }))
  } catch (thrown) {
    // What is deleted is told under another right than what is changed: without it the changes still come.
    if (asEdiError(thrown).code !== 'exact-forbidden') throw thrown
    await keep(fetch, [], at(reached, { askedAt, refusedOn: dayOf(now) }))
  }
  return handed
}

async function markOf(fetch: Fetch, division: Division): Promise<DeletedMark> {
  const { cursor } = await placeOf(fetch, division, STREAM)
  return JSON.parse(cursor ?? '{"after":"1"}') as DeletedMark
}

async function outputsOf(fetch: Fetch, division: Division, deletions: readonly Deletion[]): Promise<Output[]> {
  if (deletions.length === 0) return []
  if (fetch.resource !== purchaseOrders.path)
    return deletions.map(deletion => recordOutput(fetch, division, bare(fetch, deletion)))
  const sent = await sentOrders(fetch.ledger, division)
  return deletions.flatMap(({ key, deleted }) => {
    const order = sent.get(key.toLowerCase())
    return order ? [recordOutput(fetch, division, deletedOrder(order, deleted))] : []
  })
}

/** All that is known of a record that is gone. */
function bare({ resource }: Fetch, { key, deleted }: Deletion): ExactRecord {
  return { [knownResource(resource)?.key ?? 'ID']: key, Modified: deleted, deleted: true }
}

/** As far as a cancellation needs it. An order of which something came in cannot be deleted. */
function deletedOrder({ number, sourceId, supplier }: PurchaseOrder, deleted: string | null): ExactRecord {
  return {
    PurchaseOrderID: sourceId,
    OrderNumber: Number(number),
    Supplier: supplier.id,
    SupplierCode: supplier.code,
    OrderStatus: CANCELLED,
    Modified: deleted,
    PurchaseOrderLines: [],
    deleted: true,
  }
}

/** By key of Exact Online. Deletions are rare, and each tells no more than a key. */
async function sentOrders(ledger: Ledger, division: Division): Promise<Map<string, PurchaseOrder>> {
  const orders = new Map<string, PurchaseOrder>()
  for (const name of await ledger.namesBeginning(orderName(division, ''))) {
    const order = await contentOf<PurchaseOrder>(ledger, name)
    if (order) orders.set(order.sourceId.toLowerCase(), order)
  }
  return orders
}

function dayOf(now: Date): string {
  return now.toISOString().slice(0, 10)
}
