/** Every resource that has a file here, by path. A new one is a file and a row. */
import { EdiError } from '../../error'
import { accounts } from './accounts'
import { addresses } from './addresses'
import { contacts } from './contacts'
import { costCentres } from './cost-centres'
import { costUnits } from './cost-units'
import { documentAttachments } from './document-attachments'
import { documents } from './documents'
import { glAccounts } from './gl-accounts'
import { goodsReceiptLines } from './goods-receipt-lines'
import { goodsReceipts } from './goods-receipts'
import { items } from './items'
import { journals } from './journals'
import { paymentConditions } from './payment-conditions'
import { purchaseEntries } from './purchase-entries'
import { purchaseEntryLines } from './purchase-entry-lines'
import { purchaseInvoiceLines } from './purchase-invoice-lines'
import { purchaseInvoices } from './purchase-invoices'
import { purchaseOrderLines } from './purchase-order-lines'
import { purchaseOrders } from './purchase-orders'
import type { Resource } from './resource'
import { supplierItems } from './supplier-items'
import { units } from './units'
import { vatCodes } from './vat-codes'
import { warehouses } from './warehouses'

export const resources: readonly Resource[] = [
  accounts,
  addresses,
  contacts,
  costCentres,
  costUnits,
  documentAttachments,
  documents,
  glAccounts,
  goodsReceiptLines,
  goodsReceipts,
  items,
  journals,
  paymentConditions,
  purchaseEntries,
  purchaseEntryLines,
  purchaseInvoiceLines,
  purchaseInvoices,
  purchaseOrderLines,
  purchaseOrders,
  supplierItems,
  units,
  vatCodes,
  warehouses,
]

const byPath = new Map(resources.map(resource => [resource.path, resource]))

export function knownResource(path: string): Resource | undefined {
  return byPath.get(path)
}

/** @throws EdiError `exact-resource-unknown` */
export function resourceAt(path: string): Resource {
  const found = byPath.get(path)
  if (found) return found
  throw new EdiError({
    code: 'exact-resource-unknown',
    what: `Changes of "${path}" cannot be followed, because the resource is not known here`,
    remedy: `Read it as a plain query, or choose one of ${[...byPath.keys()].join(', ')}`,
  })
}
