/**
 * Purchase orders by row version: headers (line number 0) and lines come as rows of one stream, a thousand a page. An order is built
 * from its rows only when one page surely holds them all; every other one is read whole from the ordinary resource:
 * - its rows lie on two pages, or end at the edge of one, where the rest may have moved away by a change in between;
 * - its header or its lines are missing;
 * - it comes again later in the same run.
 * @see reference exact-online.md §4.9, §7.3
 */
import type { Division } from '../documents/value'
import type { ExactClient } from './client'
import type { SyncMark } from './delta'
import { literal, type ExactRecord } from './odata'
import { purchaseOrderLines } from './resources/purchase-order-lines'
import { purchaseOrders } from './resources/purchase-orders'
import { inOneShape, wholeRecords } from './whole-records'

interface Step {
  readonly records: readonly ExactRecord[]
  readonly mark: SyncMark
}

interface HeldPage {
  readonly orders: ReadonlyMap<string, readonly ExactRecord[]>
  readonly lastRow: ExactRecord
}

/** What two calls for single orders can hold. */
const readWholeAtOnce = 30
/** An order that comes again sooner than this many pages later may have come in parts. */
const pagesRemembered = 10

export async function* orderChanges(client: ExactClient, division: Division, from: SyncMark): AsyncGenerator<Step> {
  const whole = new Set(from.whole)
  const remembered: ReadonlySet<string>[] = []
  let after = from.after
  let held: HeldPage | undefined
  const mark = (more: Iterable<string> = []): SyncMark => ({ strategy: 'sync', after, whole: [...new Set([...whole, ...more])] })

  const query = { select: streamProperties, filter: `Timestamp gt ${literal.int64(from.after)}` }
  for await (const rows of client.pages(division, purchaseOrders.sync, query)) {
    const lastRow = rows.at(-1)
    if (!lastRow) continue
    const orders = byOrder(rows)
    for (const key of orders.keys()) if (remembered.some(page => page.has(key))) whole.add(key)
    if (held) {
      for (const key of held.orders.keys()) if (orders.has(key) || key === held.lastRow['PurchaseOrderID']) whole.add(key)
      after = held.lastRow['Timestamp'] as string
      yield { records: complete(held.orders, whole), mark: mark() }
      remembered.push(new Set(held.orders.keys()))
      if (remembered.length > pagesRemembered) remembered.shift()
    }
    held = { orders: new Map([...orders].filter(([key]) => !whole.has(key))), lastRow }
    if (whole.size >= readWholeAtOnce) {
      const keys = [...whole]
      whole.clear()
      remembered.push(new Set(keys))
      // Rows of these orders on the page in hand are left out, so a run that begins again before it has to read them whole again.
      yield {
        records: await wholeRecords(client, division, purchaseOrders, keys),
        mark: mark(keys.filter(key => orders.has(key))),
      }
    }
  }

  if (held) {
    after = held.lastRow['Timestamp'] as string
    const records = complete(held.orders, whole)
    yield { records, mark: mark() }
  }
  const rest = [...whole]
  whole.clear()
  if (rest.length > 0) yield { records: await wholeRecords(client, division, purchaseOrders, rest), mark: mark() }
}

/** Builds the orders that a page holds whole; the others join those that are to be read whole. */
function complete(orders: ReadonlyMap<string, readonly ExactRecord[]>, whole: Set<string>): ExactRecord[] {
  const built: ExactRecord[] = []
  for (const [key, rows] of orders) {
    const header = rows.find(row => row['LineNumber'] === 0)
    const lines = rows.filter(row => row['LineNumber'] !== 0)
    if (!header || lines.length === 0) whole.add(key)
    else if (!whole.has(key)) built.push(orderFrom(header, lines))
  }
  return built
}

/** The ordinary resource's shape. Cost centre and unit are keys here and codes there. */
function orderFrom(header: ExactRecord, rows: readonly ExactRecord[]): ExactRecord {
  const lines = rows.map(row => ({ ...row, CostCenter: row['CostCenterCode'], CostUnit: row['CostUnitCode'] }))
  return inOneShape(purchaseOrders, { ...header, PurchaseOrderLines: lines })
}

const headerProperties = Object.keys(purchaseOrders.properties)
const lineProperties = Object.keys(purchaseOrderLines.properties)
const streamProperties = [
  ...new Set(['Timestamp', ...headerProperties, ...lineProperties.filter(name => !['CostCenter', 'CostUnit'].includes(name))]),
  'CostCenterCode',
  'CostUnitCode',
]

function byOrder(rows: readonly ExactRecord[]): Map<string, ExactRecord[]> {
  const orders = new Map<string, ExactRecord[]>()
  for (const row of rows) {
    const key = row['PurchaseOrderID'] as string
    const known = orders.get(key)
    if (known) known.push(row)
    else orders.set(key, [row])
  }
  return orders
}
