/** One round of a fetch: what changed in each division since last time, stored with the cursor as one, then handed on. */
import type { PurchaseOrder } from '../documents/purchase-order'
import type { Division } from '../documents/value'
import { asEdiError } from '../error'
import type { ExactClient } from '../exact/client'
import { deletionsSince, purchaseOrderType } from '../exact/deletions'
import { changesSince, strategyFor } from '../exact/delta'
import type { ExactRecord } from '../exact/odata'
import { knownResource } from '../exact/resources/known'
import type { ChangeStrategy, Resource } from '../exact/resources/resource'
import type { Ledger } from '../ledger/ledger'
import { sha256 } from '../ledger/message'
import type { NewDocument } from '../ledger/documents'
import type { CollectRequest, StoredOutput } from '../ledger/steps'
import { contentOf, orderName } from './order-names'
import { eligible, type ExactPurchaseOrder, isCancelled } from '../mapping/exact-to-purchase-order'

export interface Fetch {
  readonly client: ExactClient
  readonly ledger: Ledger
  readonly node: string
  readonly who: string
  readonly resource: string
  readonly delta: ChangeStrategy
  /** Own query; without one the resource's own list of properties is asked for. */
  readonly select: readonly string[]
  readonly filter: string
  readonly expand: readonly string[]
  /** Purchase orders only: approved, and open or partly received; or cancelled after they were sent. */
  readonly approvedOnly: boolean
  readonly followed: boolean
  /** When the company moved to another database, after which row versions start anew. @see reference exact-online.md §3.2 */
  readonly movedOn?: (division: Division) => Promise<string | null | undefined>
  readonly signal: AbortSignal
  handOn(outputs: readonly StoredOutput[]): Promise<void>
}

const PURCHASE_ORDERS = 'purchaseorder/PurchaseOrders'
/** @see reference exact-online.md §7.3 */
const CANCELLED = 40
const MODIFIED = 'Modified'

/** @returns how many records were handed on */
export async function fetchDivision(fetch: Fetch, division: Division): Promise<number> {
  const ordersBySync = fetch.resource === PURCHASE_ORDERS && fetch.delta === 'sync' && !hasOwnQuery(fetch)
  const movedOn = fetch.delta === 'sync' && !hasOwnQuery(fetch) ? await fetch.movedOn?.(division) : undefined
  const place = await placeOf(fetch, `cursor ${fetch.node} ${division} ${fetch.resource}`, movedOn)
  let handed = 0
  for await (const { records, cursor } of batches(fetch, division, place.cursor)) {
    const outputs: Output[] = []
    for (const record of records) if (await wanted(fetch, division, record)) outputs.push(outputOf(fetch, division, record))
    handed += await keep(fetch, outputs, cursor === undefined ? undefined : place.at(cursor))
    // Stopped between batches: the cursor says where to go on.
    if (fetch.signal.aborted) return handed
  }
  return ordersBySync ? handed + (await fetchDeletedOrders(fetch, division, movedOn)) : handed
}

type Output = CollectRequest['outputs'][number]
type Cursor = NonNullable<CollectRequest['mark']>

async function keep(fetch: Fetch, outputs: readonly Output[], mark: Cursor | undefined): Promise<number> {
  const { ledger, node, who } = fetch
  const collected = await ledger.collect({ node, who, outputs, ...(mark && { mark }) })
  await fetch.handOn(collected.outputs)
  return collected.outputs.length
}

interface Place {
  /** Undefined where everything is to be read: nothing comes twice by it, because what has not changed is known. */
  readonly cursor: string | undefined
  at(cursor: string): Cursor
}

/**
 * Where a stream stands, in the database that the company is in now.
 * @param movedOn undefined while that is not known: what was known stays
 */
async function placeOf({ ledger, node, who }: Fetch, name: string, movedOn: string | null | undefined): Promise<Place> {
  const stored = await ledger.read(name)
  const { movedOn: before, ...mark } = JSON.parse(stored ?? '{}') as { movedOn?: string | null }
  const now = movedOn === undefined ? before : movedOn
  const at = (cursor: string): Cursor => {
    const value = now === undefined ? cursor : JSON.stringify({ ...(JSON.parse(cursor) as object), movedOn: now })
    return { name, value }
  }
  if (stored === undefined || (before !== undefined && before !== now)) return { cursor: undefined, at }
  const cursor = JSON.stringify(mark)
  // Noted at once: a move is told only by the difference.
  if (before === undefined && now !== undefined) await ledger.collect({ node, who, outputs: [], mark: at(cursor) })
  return { cursor, at }
}

interface DeletedMark {
  readonly after: string
  /** Day on which Exact Online refused to tell: an app may lack the scope. */
  readonly refusedOn?: string
}

/** An order that was sent and is deleted is cancelled to whoever holds it. */
async function fetchDeletedOrders(fetch: Fetch, division: Division, movedOn: string | null | undefined): Promise<number> {
  const { client, ledger } = fetch
  const place = await placeOf(fetch, `cursor ${fetch.node} ${division} sync/Deleted`, movedOn)
  const today = ledger.environment.now().toISOString().slice(0, 10)
  const mark = JSON.parse(place.cursor ?? '{"after":"1"}') as DeletedMark
  if (mark.refusedOn === today) return 0
  let handed = 0
  try {
    for await (const { deletions, after } of deletionsSince(client, division, purchaseOrderType, mark.after)) {
      const sent = deletions.length === 0 ? new Map<string, PurchaseOrder>() : await sentOrders(ledger, division)
      const outputs = deletions.flatMap(({ key, deleted }) => {
        const order = sent.get(key.toLowerCase())
        return order ? [outputOf(fetch, division, deletedRecord(order, deleted))] : []
      })
      handed += await keep(fetch, outputs, place.at(JSON.stringify({ after })))
      if (fetch.signal.aborted) break
    }
  } catch (thrown) {
    // What is deleted is told under another right than what is changed: without it the changes still come.
    if (asEdiError(thrown).code !== 'exact-forbidden') throw thrown
    await keep(fetch, [], place.at(JSON.stringify({ ...mark, refusedOn: today })))
  }
  return handed
}

/** As far as a cancellation needs it. An order of which something came in cannot be deleted. */
function deletedRecord({ number, sourceId, supplier }: PurchaseOrder, deleted: string | null): ExactRecord {
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

interface Batch {
  readonly records: readonly ExactRecord[]
  readonly cursor?: string
}

function hasOwnQuery({ select, filter, expand }: Fetch): boolean {
  return select.length > 0 || filter !== '' || expand.length > 0
}

async function* batches(fetch: Fetch, division: Division, cursor: string | undefined): AsyncGenerator<Batch> {
  const { client, resource, delta, select, filter, expand } = fetch
  const known = knownResource(resource)
  if (known && !hasOwnQuery(fetch))
    return yield* changesSince(client, division, resource, cursor, delta === 'sync' ? strategyFor(resource) : delta)
  const query = {
    ...(select.length > 0 ? { select: known ? [...new Set([known.key, ...select, ...momentOf(known)])] : select } : {}),
    ...(filter === '' ? {} : { filter }),
    ...(expand.length > 0 ? { expand } : {}),
  }
  for await (const records of client.pages(division, resource, query)) yield { records }
}

/**
 * Asked for beside what a query of one's own selects: without its key a record could be taken for another that looks the same, and
 * without its moment one that is changed and changed back for the one it was at first.
 */
function momentOf({ properties }: Resource): readonly string[] {
  return Object.hasOwn(properties, MODIFIED) ? [MODIFIED] : []
}

/** A cancelled order matters to whoever was sent it. */
async function wanted({ resource, approvedOnly, ledger }: Fetch, division: Division, record: ExactRecord): Promise<boolean> {
  if (resource !== PURCHASE_ORDERS || !approvedOnly) return true
  const order = record as unknown as ExactPurchaseOrder
  if (!isCancelled(order)) return eligible(order)
  return (await ledger.latest(orderName(division, String(order.OrderNumber)))) !== undefined
}

/** A record as it stands is one document: read again unchanged it is the same one. */
function outputOf({ resource, select, followed }: Fetch, division: Division, record: ExactRecord): Output {
  const found = record[knownResource(resource)?.key ?? 'ID']
  const key = typeof found === 'string' || typeof found === 'number' ? String(found) : ''
  const isOrder = resource === PURCHASE_ORDERS
  const subject = isOrder ? `Purchase order ${String(record['OrderNumber'])}` : `${resource} ${key}`
  const kind = isOrder ? 'purchase-order' : resource
  const document: NewDocument = { kind, businessKey: `${division} ${key} ${sha256(JSON.stringify(record))}`, subject, division }
  const { [MODIFIED]: _moment, ...asked } = record
  return {
    port: 0,
    followed,
    document,
    message: {
      payload: select.length > 0 && !select.includes(MODIFIED) ? asked : record,
      topic: subject,
      edi: { kind, division, ...(isOrder ? { order: String(record['OrderNumber']) } : {}) },
    },
  }
}
