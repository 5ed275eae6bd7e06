/** The scopes of an app and what each opens, by the documentation of 2022. @see reference exact-online.md §1.8 */

const opened = {
  'purchase orders': ['purchaseorder/PurchaseOrders', 'purchaseorder/PurchaseOrderLines', 'sync/PurchaseOrder/PurchaseOrders'],
  'logistics wms': ['purchaseorder/GoodsReceipts', 'purchaseorder/GoodsReceiptLines'],
  'purchase invoices': ['purchase/PurchaseInvoices', 'purchase/PurchaseInvoiceLines'],
  'financial accounting': ['purchaseentry/PurchaseEntries', 'purchaseentry/PurchaseEntryLines', 'vat/VATCodes'],
  'crm accounts': ['crm/Accounts', 'crm/Addresses', 'crm/Contacts'],
  'logistics items': ['logistics/Items', 'logistics/SupplierItem', 'logistics/Units'],
  'logistics inventory': ['inventory/Warehouses'],
  'organization documents': ['documents/Documents', 'documents/DocumentAttachments', 'documents/DocumentTypes'],
  'financial generalledgers': ['financial/GLAccounts', 'financial/Journals'],
  'financial costcenters': ['hrm/Costcenters', 'hrm/Costunits'],
  'financial cashflow': ['cashflow/PaymentConditions'],
  'organization administration': [
    'system/Divisions',
    'system/AllDivisions',
    'system/GetMostRecentlyUsedDivisions',
    'hrm/Divisions',
    'sync/Deleted',
    'webhooks/WebhookSubscriptions',
  ],
} as const

export type Scope = keyof typeof opened

const byPath = new Map(
  Object.entries(opened).flatMap(([scope, paths]) => paths.map(path => [path.toLowerCase(), scope] as const)),
)

/** Undefined where none is needed, as for `current/Me`. The twins below `sync/` and `bulk/` are opened with their ordinary resource. */
export function scopeOf(path: string): string | undefined {
  const ordinary = path.toLowerCase().replace(/^(?:sync|bulk)\/(?!deleted$|purchaseorder\/)/, '')
  return byPath.get(path.toLowerCase()) ?? byPath.get(ordinary)
}
