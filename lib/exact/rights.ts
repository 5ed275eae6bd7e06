/**
 * What the app and the signed-in user may read, tried resource by resource: a 403 names neither the scope nor the right that lacks.
 * @see reference exact-online.md §1.8, §9
 */
import type { Division } from '../documents/value'
import { asEdiError } from '../error'
import type { ExactClient } from './client'
import type { TypedQuery } from './odata'

export interface Missing {
  readonly resource: string
  /** What Exact Online says, with its `Reason`. */
  readonly why: string
}

const one = (...select: string[]): TypedQuery => ({ select, top: 1 })
const first = (...select: string[]): TypedQuery => ({ select, filter: 'Timestamp gt 1L', top: 1 })

/** One resource for each scope, and those that a licence may lack by themselves. */
const tried: Readonly<Record<string, TypedQuery>> = {
  'purchaseorder/PurchaseOrders': one('PurchaseOrderID'),
  'sync/PurchaseOrder/PurchaseOrders': first('ID'),
  'purchaseorder/GoodsReceipts': one('ID'),
  'purchase/PurchaseInvoices': one('ID'),
  'purchaseentry/PurchaseEntries': one('EntryID'),
  'vat/VATCodes': one('ID'),
  'crm/Accounts': one('ID'),
  'logistics/Items': one('ID'),
  'logistics/SupplierItem': one('ID'),
  'inventory/Warehouses': one('ID'),
  'documents/Documents': one('ID'),
  'financial/GLAccounts': one('ID'),
  'hrm/Costcenters': one('ID'),
  'cashflow/PaymentConditions': one('ID'),
  'sync/Deleted': first('ID'),
  'webhooks/WebhookSubscriptions': one('ID'),
}

/**
 * A call for each; whoever is refused counts as one error for its endpoint.
 * @throws EdiError for what says nothing about rights, such as a service that is away
 */
export async function missingRights(client: ExactClient, division: Division): Promise<readonly Missing[]> {
  const missing: Missing[] = []
  for (const [resource, query] of Object.entries(tried)) {
    const why = await refusalOf(client, division, resource, query)
    if (why !== undefined) missing.push({ resource, why })
  }
  return missing
}

/** A wide table may want a filter or more: that is a refusal of the query, and the right to it is there. */
async function refusalOf(
  client: ExactClient,
  division: Division,
  resource: string,
  query: TypedQuery,
): Promise<string | undefined> {
  try {
    await client.find(division, resource, query)
    return undefined
  } catch (thrown) {
    const error = asEdiError(thrown)
    if (error.code === 'exact-refused') return undefined
    if (['exact-forbidden', 'exact-not-found', 'exact-endpoint-resting'].includes(error.code)) return error.why ?? error.message
    throw thrown
  }
}
