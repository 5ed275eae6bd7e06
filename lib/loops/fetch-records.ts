/** One round of a fetch: what changed in each division since last time, stored with the cursor as one, then handed on. */
import type { Division } from '../documents/value'
import type { ExactClient } from '../exact/client'
import { changesSince, strategyFor } from '../exact/delta'
import type { ExactRecord } from '../exact/odata'
import { knownResource } from '../exact/resources/known'
import type { ChangeStrategy } from '../exact/resources/resource'
import type { Ledger } from '../ledger/ledger'
import { sha256 } from '../ledger/message'
import type { NewDocument } from '../ledger/documents'
import type { CollectRequest, StoredOutput } from '../ledger/steps'
import { orderName } from './order-names'
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
  readonly signal: AbortSignal
  handOn(outputs: readonly StoredOutput[]): Promise<void>
}

const PURCHASE_ORDERS = 'purchaseorder/PurchaseOrders'

/** @returns how many records were handed on */
export async function fetchDivision(fetch: Fetch, division: Division): Promise<number> {
  const { ledger } = fetch
  const name = `cursor ${fetch.node} ${division} ${fetch.resource}`
  let handed = 0
  for await (const { records, cursor } of batches(fetch, division, await ledger.read(name))) {
    const outputs: CollectRequest['outputs'][number][] = []
    for (const record of records) if (await wanted(fetch, division, record)) outputs.push(outputOf(fetch, division, record))
    const collected = await ledger.collect({
      node: fetch.node,
      who: fetch.who,
      outputs,
      ...(cursor === undefined ? {} : { mark: { name, value: cursor } }),
    })
    await fetch.handOn(collected.outputs)
    handed += collected.outputs.length
    // Stopped between batches: the cursor says where to go on.
    if (fetch.signal.aborted) break
  }
  return handed
}

interface Batch {
  readonly records: readonly ExactRecord[]
  readonly cursor?: string
}

async function* batches(
  { client, resource, delta, select, filter, expand }: Fetch,
  division: Division,
  cursor: string | undefined,
): AsyncGenerator<Batch> {
  const known = knownResource(resource)
  const own = select.length > 0 || filter !== '' || expand.length > 0
  if (known && !own)
    return yield* changesSince(client, division, resource, cursor, delta === 'sync' ? strategyFor(resource) : delta)
  const query = {
    // Without its key a record could be taken for another that looks the same.
    ...(select.length > 0 ? { select: known ? [...new Set([known.key, ...select])] : select } : {}),
    ...(filter === '' ? {} : { filter }),
    ...(expand.length > 0 ? { expand } : {}),
  }
  for await (const records of client.pages(division, resource, query)) yield { records }
}

/** A cancelled order matters to whoever was sent it. */
async function wanted({ resource, approvedOnly, ledger }: Fetch, division: Division, record: ExactRecord): Promise<boolean> {
  if (resource !== PURCHASE_ORDERS || !approvedOnly) return true
  const order = record as unknown as ExactPurchaseOrder
  if (!isCancelled(order)) return eligible(order)
  return (await ledger.latest(orderName(division, String(order.OrderNumber)))) !== undefined
}

/** A record as it stands is one document: read again unchanged it is the same one. */
function outputOf({ resource, followed }: Fetch, division: Division, record: ExactRecord): CollectRequest['outputs'][number] {
  const found = record[knownResource(resource)?.key ?? 'ID']
  const key = typeof found === 'string' || typeof found === 'number' ? String(found) : ''
  const isOrder = resource === PURCHASE_ORDERS
  const subject = isOrder ? `Purchase order ${String(record['OrderNumber'])}` : `${resource} ${key}`
  const kind = isOrder ? 'purchase-order' : resource
  const document: NewDocument = { kind, businessKey: `${division} ${key} ${sha256(JSON.stringify(record))}`, subject, division }
  return {
    port: 0,
    followed,
    document,
    message: {
      payload: record,
      topic: subject,
      edi: { kind, division, ...(isOrder ? { order: String(record['OrderNumber']) } : {}) },
    },
  }
}
