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

/** Rows of a stream, oldest version first. */
export function streamOf(store: Store, division: number, path: string, now: number): readonly Row[] {
  if (path === 'sync/PurchaseOrder/PurchaseOrders') return byVersion(purchaseOrders(store, division))
  const rows = store.rows(division, streams[path] ?? path)
  return byVersion(path === 'sync/Deleted' ? rows.filter(row => Number(row['DeletedDate']) > now - deletedKept) : rows)
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
  const path = [...Object.keys(streams), 'sync/PurchaseOrder/PurchaseOrders'].find(stream => stream.endsWith(`/${name.value}`))
  if (!path) throw badRequest(`Unknown endpoint ${String(name.value)}.`)
  const rows = streamOf(store, division, path, 0)
  const first = rows.find(row => Number(row['Modified']) >= Number(moment.value)) ?? rows.at(-1)
  const before = Math.max(0, Number(first?.['Timestamp'] ?? 1) - 1)
  return { Modified: first?.['Modified'] ?? null, API: String(name.value), TimeStampAsBigInt: before }
}

/** Headers (LineNumber 0) and lines in one stream; cost centre and cost unit are GUIDs here, with their codes beside them. */
function purchaseOrders(store: Store, division: number): readonly Row[] {
  const guids = (resource: string) => new Map(store.rows(division, resource).map(row => [row['Code'], row['ID'] ?? null]))
  const [centres, units] = [guids('hrm/Costcenters'), guids('hrm/Costunits')]
  const headers = store
    .rows(division, 'purchaseorder/PurchaseOrders')
    .map(row => ({ ...row, ID: row['PurchaseOrderID'] ?? null, LineNumber: 0 }))
  const lines = store.rows(division, 'purchaseorder/PurchaseOrderLines').map(row => ({
    ...row,
    CostCenter: centres.get(row['CostCenter'] ?? null) ?? null,
    CostCenterCode: row['CostCenter'] ?? null,
    CostUnit: units.get(row['CostUnit'] ?? null) ?? null,
    CostUnitCode: row['CostUnit'] ?? null,
  }))
  return [...headers, ...lines]
}

function byVersion(rows: readonly Row[]): readonly Row[] {
  return rows.toSorted((a, b) => Number(a['Timestamp']) - Number(b['Timestamp']))
}
