/** The entities that the offline Exact Online serves, from the published metadata, and how they hang together. */
import cashflowPaymentConditions from '../../lib/exact/metadata/cashflow/PaymentConditions.json'
import crmAccounts from '../../lib/exact/metadata/crm/Accounts.json'
import crmAddresses from '../../lib/exact/metadata/crm/Addresses.json'
import crmContacts from '../../lib/exact/metadata/crm/Contacts.json'
import currentMe from '../../lib/exact/metadata/current/Me.json'
import documentsDocumentAttachments from '../../lib/exact/metadata/documents/DocumentAttachments.json'
import documentsDocumentTypes from '../../lib/exact/metadata/documents/DocumentTypes.json'
import documentsDocuments from '../../lib/exact/metadata/documents/Documents.json'
import financialGLAccounts from '../../lib/exact/metadata/financial/GLAccounts.json'
import financialJournals from '../../lib/exact/metadata/financial/Journals.json'
import hrmCostcenters from '../../lib/exact/metadata/hrm/Costcenters.json'
import hrmCostunits from '../../lib/exact/metadata/hrm/Costunits.json'
import hrmDivisions from '../../lib/exact/metadata/hrm/Divisions.json'
import inventoryWarehouses from '../../lib/exact/metadata/inventory/Warehouses.json'
import logisticsItems from '../../lib/exact/metadata/logistics/Items.json'
import logisticsSupplierItem from '../../lib/exact/metadata/logistics/SupplierItem.json'
import logisticsUnits from '../../lib/exact/metadata/logistics/Units.json'
import purchasePurchaseInvoiceLines from '../../lib/exact/metadata/purchase/PurchaseInvoiceLines.json'
import purchasePurchaseInvoices from '../../lib/exact/metadata/purchase/PurchaseInvoices.json'
import purchaseentryPurchaseEntries from '../../lib/exact/metadata/purchaseentry/PurchaseEntries.json'
import purchaseentryPurchaseEntryLines from '../../lib/exact/metadata/purchaseentry/PurchaseEntryLines.json'
import purchaseorderGoodsReceiptLines from '../../lib/exact/metadata/purchaseorder/GoodsReceiptLines.json'
import purchaseorderGoodsReceipts from '../../lib/exact/metadata/purchaseorder/GoodsReceipts.json'
import purchaseorderPurchaseOrderLines from '../../lib/exact/metadata/purchaseorder/PurchaseOrderLines.json'
import purchaseorderPurchaseOrders from '../../lib/exact/metadata/purchaseorder/PurchaseOrders.json'
import readSyncSyncSyncTimestamp from '../../lib/exact/metadata/read/sync/Sync/SyncTimestamp.json'
import syncCRMAccounts from '../../lib/exact/metadata/sync/CRM/Accounts.json'
import syncCRMAddresses from '../../lib/exact/metadata/sync/CRM/Addresses.json'
import syncCRMContacts from '../../lib/exact/metadata/sync/CRM/Contacts.json'
import syncDeleted from '../../lib/exact/metadata/sync/Deleted.json'
import syncDocumentsDocumentAttachments from '../../lib/exact/metadata/sync/Documents/DocumentAttachments.json'
import syncDocumentsDocuments from '../../lib/exact/metadata/sync/Documents/Documents.json'
import syncFinancialGLAccounts from '../../lib/exact/metadata/sync/Financial/GLAccounts.json'
import syncLogisticsItems from '../../lib/exact/metadata/sync/Logistics/Items.json'
import syncLogisticsSupplierItem from '../../lib/exact/metadata/sync/Logistics/SupplierItem.json'
import syncPurchaseOrderPurchaseOrders from '../../lib/exact/metadata/sync/PurchaseOrder/PurchaseOrders.json'
import systemAllDivisions from '../../lib/exact/metadata/system/AllDivisions.json'
import systemDivisions from '../../lib/exact/metadata/system/Divisions.json'
import systemGetMostRecentlyUsedDivisions from '../../lib/exact/metadata/system/GetMostRecentlyUsedDivisions.json'
import vatVATCodes from '../../lib/exact/metadata/vat/VATCodes.json'
import webhooksWebhookSubscriptions from '../../lib/exact/metadata/webhooks/WebhookSubscriptions.json'

export type Verb = 'GET' | 'POST' | 'PUT' | 'DELETE'

export interface Property {
  readonly name: string
  /** `Edm.Guid` and so on; anything else is a collection of another entity. */
  readonly type: string
  readonly verbs: ReadonlySet<Verb>
  readonly mandatory: boolean
}

export interface Entity {
  /** Path after the division. */
  readonly path: string
  readonly key: string
  readonly verbs: ReadonlySet<Verb>
  readonly properties: ReadonlyMap<string, Property>
}

/** A collection of lines under a header. */
export interface Child {
  readonly resource: string
  /** Property of the line that holds the header's key. */
  readonly parent: string
}

interface Metadata {
  readonly path: string
  readonly key: string
  readonly verbs: readonly string[]
  readonly properties: readonly { name: string; type: string; verbs: readonly string[]; mandatory: boolean }[]
}

const published: readonly Metadata[] = [
  cashflowPaymentConditions,
  crmAccounts,
  crmAddresses,
  crmContacts,
  currentMe,
  documentsDocumentAttachments,
  documentsDocumentTypes,
  documentsDocuments,
  financialGLAccounts,
  financialJournals,
  hrmCostcenters,
  hrmCostunits,
  hrmDivisions,
  inventoryWarehouses,
  logisticsItems,
  logisticsSupplierItem,
  logisticsUnits,
  purchasePurchaseInvoiceLines,
  purchasePurchaseInvoices,
  purchaseentryPurchaseEntries,
  purchaseentryPurchaseEntryLines,
  purchaseorderGoodsReceiptLines,
  purchaseorderGoodsReceipts,
  purchaseorderPurchaseOrderLines,
  purchaseorderPurchaseOrders,
  readSyncSyncSyncTimestamp,
  syncCRMAccounts,
  syncCRMAddresses,
  syncCRMContacts,
  syncDeleted,
  syncDocumentsDocumentAttachments,
  syncDocumentsDocuments,
  syncFinancialGLAccounts,
  syncLogisticsItems,
  syncLogisticsSupplierItem,
  syncPurchaseOrderPurchaseOrders,
  systemAllDivisions,
  systemDivisions,
  systemGetMostRecentlyUsedDivisions,
  vatVATCodes,
  webhooksWebhookSubscriptions,
]

/** Lines by header and collection property. */
export const children: Readonly<Record<string, Readonly<Record<string, Child>>>> = {
  'purchaseorder/PurchaseOrders': {
    PurchaseOrderLines: { resource: 'purchaseorder/PurchaseOrderLines', parent: 'PurchaseOrderID' },
  },
  'purchaseorder/GoodsReceipts': { GoodsReceiptLines: { resource: 'purchaseorder/GoodsReceiptLines', parent: 'GoodsReceiptID' } },
  'purchase/PurchaseInvoices': { PurchaseInvoiceLines: { resource: 'purchase/PurchaseInvoiceLines', parent: 'InvoiceID' } },
  'purchaseentry/PurchaseEntries': { PurchaseEntryLines: { resource: 'purchaseentry/PurchaseEntryLines', parent: 'EntryID' } },
}

/** The `bulk/` twins: same rows and properties, larger pages. */
const bulk: Readonly<Record<string, string>> = {
  'bulk/CRM/Accounts': 'crm/Accounts',
  'bulk/CRM/Addresses': 'crm/Addresses',
  'bulk/CRM/Contacts': 'crm/Contacts',
  'bulk/Logistics/Items': 'logistics/Items',
  'bulk/Financial/GLAccounts': 'financial/GLAccounts',
  'bulk/Documents/Documents': 'documents/Documents',
  'bulk/Documents/DocumentAttachments': 'documents/DocumentAttachments',
}

/** Lists of companies that hold the same here. */
const otherLists: Readonly<Record<string, string>> = {
  'system/AllDivisions': 'system/Divisions',
  'system/GetMostRecentlyUsedDivisions': 'system/Divisions',
}

const entities = new Map(published.map(metadata => [metadata.path, entityOf(metadata)]))
for (const [path, ordinary] of Object.entries(bulk)) {
  entities.set(path, { ...known(ordinary), path, verbs: new Set<Verb>(['GET']) })
}

export function entity(path: string): Entity | undefined {
  return entities.get(path)
}

export function known(path: string): Entity {
  const found = entities.get(path)
  if (!found) throw new RangeError(`the sandbox has no entity ${path}`)
  return found
}

/** The table that an entity's rows are kept in. */
export function tableOf(path: string): string {
  return bulk[path] ?? otherLists[path] ?? path
}

/** The header collection that a kind of line belongs to. */
export function parentOf(resource: string): { readonly resource: string; readonly property: string } | undefined {
  for (const [header, collections] of Object.entries(children)) {
    for (const child of Object.values(collections))
      if (child.resource === resource) return { resource: header, property: child.parent }
  }
  return undefined
}

const models: Readonly<Record<string, string>> = {
  'current/Me': 'System.Me',
  'system/Divisions': 'System.Division',
  'hrm/Divisions': 'HRM.Division',
  'crm/Addresses': 'Address',
  'purchaseentry/PurchaseEntries': 'PurchaseEntry',
}

/** `__metadata.type`. @see reference exact-online.md §4.1 */
export function modelOf(path: string): string {
  const name =
    models[path] ?? `${path.startsWith('sync/') ? 'Sync.' : ''}${path.slice(path.lastIndexOf('/') + 1).replace(/s$/, '')}`
  return `Exact.Web.Api.Models.${name}`
}

function entityOf({ path, key, verbs, properties }: Metadata): Entity {
  return {
    path,
    key,
    verbs: new Set(verbs as Verb[]),
    properties: new Map(properties.map(property => [property.name, { ...property, verbs: new Set(property.verbs as Verb[]) }])),
  }
}
