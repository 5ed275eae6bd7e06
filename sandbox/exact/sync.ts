/** The `sync/` streams: the same rows in the order of their row versions. @see reference exact-online.md §4.9 */
import { badRequest } from './answer'
import { tokensOf } from './filter-tokens'
import type { Row, Store } from './store'

const streams: Readonly<Record<string, string>> = {
  'sync/CRM/Accounts': 'crm/Accounts',
  'sync/CRM/Addresses': 'crm/Addresses',
  'sync/CRM/Contacts': 'crm/Contacts',
  'sync/Documents/Documents': 'documents/Documents',
  'sync/Documents/DocumentAttachments': 'documents/DocumentAttachments',
  'sync/Financial/GLAccounts': 'financial/GLAccounts',
  'sync/Logistics/Items': 'logistics/Items',
  'sync/Logistics/SupplierItem': 'logistics/SupplierItem',
  'sync/Deleted': 'sync/Deleted',
}

/** `EntityType` of `sync/Deleted`, for what may be deleted here. */
export const deletedTypes: Readonly<Record<string, number>> = {
  'crm/Accounts': 2,
  'crm/Addresses': 3,
  'documents/DocumentAttachments': 4,
  'crm/Contacts': 5,
  'documents/Documents': 6,
  'financial/GLAccounts': 7,
  'logistics/Items': 9,
  'purchaseorder/PurchaseOrders': 22,
  'purchaseorder/PurchaseOrderLines': 22,
  'logistics/SupplierItem': 30,
}

/** Deletions are kept for two months. */
const deletedKept = 61 * 86_400_000

export interface Stream {
  /** Oldest version first; as they are stored. */
  readonly rows: readonly Row[]
  /** As the stream shows one. */
  readonly shape: (row: Row) => Row
}

const orderStream = 'sync/PurchaseOrder/PurchaseOrders'

export function streamOf(store: Store, division: number, path: string, now: number): Stream {
  if (path === orderStream) return { rows: orderRows(store, division), shape: orderShape(store, division) }
  const rows = byVersion(store.rows(division, streams[path] ?? path))
  const shape = (row: Row) => row
  return { rows: path === 'sync/Deleted' ? rows.filter(row => Number(row['DeletedDate']) > now - deletedKept) : rows, shape }
}

/**
 * Answers `read/sync/Sync/SyncTimestamp`: the row version behind which everything changed since a moment lies.
 * @throws Refusal 400 for a missing or wrong parameter
 */
export function syncTimestamp(store: Store, division: number, parameters: URLSearchParams): Row {
  const [moment] = tokensOf(parameters.get('modified') ?? '')
  const [name] = tokensOf(parameters.get('endPoint') ?? '')
  if (moment?.type !== 'literal' || moment.kind !== 'DateTime')
    throw badRequest('The parameter modified must be a datetime literal.')
  if (name?.type !== 'literal' || name.kind !== 'String') throw badRequest('The parameter endPoint must be a string literal.')
  const path = [...Object.keys(streams), orderStream].find(stream => stream.endsWith(`/${name.value}`))
  if (!path) throw badRequest(`Unknown endpoint ${String(name.value)}.`)
  const { rows } = streamOf(store, division, path, 0)
  const first = rows.find(row => Number(row['Modified']) >= Number(moment.value)) ?? rows.at(-1)
  const before = Math.max(0, Number(first?.['Timestamp'] ?? 1) - 1)
  return { Modified: first?.['Modified'] ?? null, API: String(name.value), TimeStampAsBigInt: before }
}

const sortedOrders = new WeakMap<Store, Map<number, { readonly revision: number; readonly rows: readonly Row[] }>>()

/** Headers and lines in one stream. Kept until something changes: a first read of many orders asks for hundreds of pages. */
function orderRows(store: Store, division: number): readonly Row[] {
  const kept = sortedOrders.get(store) ?? new Map<number, { readonly revision: number; readonly rows: readonly Row[] }>()
  sortedOrders.set(store, kept)
  const found = kept.get(division)
  if (found?.revision === store.revision()) return found.rows
  const [headers, lines] = ['PurchaseOrders', 'PurchaseOrderLines'].map(name => store.rows(division, `purchaseorder/${name}`))
  const rows = byVersion([...(headers ?? []), ...(lines ?? [])])
  kept.set(division, { revision: store.revision(), rows })
  return rows
}

/** A header has line number 0; cost centre and cost unit are GUIDs here, with their codes beside them. */
function orderShape(store: Store, division: number): (row: Row) => Row {
  const guids = (resource: string) => new Map(store.rows(division, resource).map(row => [row['Code'], row['ID'] ?? null]))
  const [centres, units] = [guids('hrm/Costcenters'), guids('hrm/Costunits')]
  return row =>
    row['LineNumber'] === undefined
      ? { ...row, ID: row['PurchaseOrderID'] ?? null, LineNumber: 0 }
      : {
          ...row,
          CostCenter: centres.get(row['CostCenter'] ?? null) ?? null,
          CostCenterCode: row['CostCenter'] ?? null,
          CostUnit: units.get(row['CostUnit'] ?? null) ?? null,
          CostUnitCode: row['CostUnit'] ?? null,
        }
}

function byVersion(rows: readonly Row[]): readonly Row[] {
  return rows.toSorted((a, b) => Number(a['Timestamp']) - Number(b['Timestamp']))
}
