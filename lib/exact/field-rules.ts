/** Which properties a resource takes when it is written: the published metadata of everything that is ever written here. */
import crmAccounts from './metadata/crm/Accounts.json'
import crmAddresses from './metadata/crm/Addresses.json'
import documentAttachments from './metadata/documents/DocumentAttachments.json'
import documents from './metadata/documents/Documents.json'
import items from './metadata/logistics/Items.json'
import supplierItem from './metadata/logistics/SupplierItem.json'
import purchaseInvoiceLines from './metadata/purchase/PurchaseInvoiceLines.json'
import purchaseInvoices from './metadata/purchase/PurchaseInvoices.json'
import purchaseEntries from './metadata/purchaseentry/PurchaseEntries.json'
import purchaseEntryLines from './metadata/purchaseentry/PurchaseEntryLines.json'
import goodsReceiptLines from './metadata/purchaseorder/GoodsReceiptLines.json'
import goodsReceipts from './metadata/purchaseorder/GoodsReceipts.json'
import purchaseOrderLines from './metadata/purchaseorder/PurchaseOrderLines.json'
import purchaseOrders from './metadata/purchaseorder/PurchaseOrders.json'

export interface EntityRules {
  readonly path: string
  readonly key: string
  readonly verbs: readonly string[]
  readonly properties: readonly PropertyRules[]
}

export interface PropertyRules {
  readonly name: string
  /** `Edm.Guid` and so on; anything else is a collection of lines. */
  readonly type: string
  readonly verbs: readonly string[]
  readonly mandatory: boolean
}

const entities: readonly EntityRules[] = [
  crmAccounts,
  crmAddresses,
  documentAttachments,
  documents,
  goodsReceiptLines,
  goodsReceipts,
  items,
  purchaseEntries,
  purchaseEntryLines,
  purchaseInvoiceLines,
  purchaseInvoices,
  purchaseOrderLines,
  purchaseOrders,
  supplierItem,
]

/** Lines of a header: their resource, and the property that names the header, which nesting makes superfluous. */
export const nestedLines: Readonly<Record<string, { readonly resource: string; readonly header: string }>> = {
  GoodsReceiptLines: { resource: 'purchaseorder/GoodsReceiptLines', header: 'GoodsReceiptID' },
  PurchaseEntryLines: { resource: 'purchaseentry/PurchaseEntryLines', header: 'EntryID' },
  PurchaseInvoiceLines: { resource: 'purchase/PurchaseInvoiceLines', header: 'InvoiceID' },
  PurchaseOrderLines: { resource: 'purchaseorder/PurchaseOrderLines', header: 'PurchaseOrderID' },
}

/** The few lengths that are known; anything else is left to the service. @see reference exact-online.md §7.12 */
const lengths: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  'crm/Accounts': { Code: 18, Name: 50 },
  'logistics/Items': { Description: 60, ExtraDescription: 255 },
}

const codeLengths: Readonly<Record<string, number>> = { CostCenter: 8, CostUnit: 8 }

const byPath = new Map(entities.map(entity => [entity.path, entity]))

/** Undefined for a resource that nothing is known of. */
export function rulesOf(resource: string): EntityRules | undefined {
  return byPath.get(resource)
}

export function longestText(resource: string, property: string): number | undefined {
  return lengths[resource]?.[property] ?? codeLengths[property]
}
