/** POST, PUT and DELETE: the rules of the record are asked, and what they decide is one list of changes. */
import { type Answer, json, Refusal } from './answer'
import { type Circumstances, Draft } from './draft'
import { type Given, givenOf } from './input'
import { record } from './output'
import type { Target } from './read'
import { documentAttachments, documents } from './rules/documents'
import { goodsReceipts } from './rules/goods-receipts'
import { plain } from './rules/plain'
import { purchaseEntries, purchaseEntryLines } from './rules/purchase-entries'
import { purchaseInvoices } from './rules/purchase-invoices'
import { purchaseOrderLines, purchaseOrders } from './rules/purchase-orders'
import type { Rules } from './rules/rules'
import { invalid } from './rules/texts'
import { webhookSubscriptions } from './rules/webhook-subscriptions'
import type { Row } from './store'

export interface Written {
  readonly action: 'create' | 'update' | 'delete'
  readonly key: string
  readonly draft: Draft
  readonly answer: Answer
}

const rules: Readonly<Record<string, Rules>> = {
  'purchaseorder/PurchaseOrders': purchaseOrders,
  'purchaseorder/PurchaseOrderLines': purchaseOrderLines,
  'purchaseorder/GoodsReceipts': goodsReceipts,
  'purchase/PurchaseInvoices': purchaseInvoices,
  'purchaseentry/PurchaseEntries': purchaseEntries,
  'purchaseentry/PurchaseEntryLines': purchaseEntryLines,
  'documents/Documents': documents,
  'documents/DocumentAttachments': documentAttachments,
  'webhooks/WebhookSubscriptions': webhookSubscriptions,
  ...Object.fromEntries(
    [
      'crm/Accounts',
      'crm/Addresses',
      'crm/Contacts',
      'financial/GLAccounts',
      'financial/Journals',
      'hrm/Costcenters',
      'hrm/Costunits',
    ]
      .concat(['logistics/Items', 'logistics/SupplierItem', 'inventory/Warehouses', 'vat/VATCodes', 'cashflow/PaymentConditions'])
      .map(path => [path, plain(path)]),
  ),
}

/** POST answers of these are empty but for the key, unless `Prefer: return=representation` asks. @see reference exact-online.md §4.8 */
const sparse = new Set(['crm/Accounts', 'crm/Contacts', 'logistics/Items'])

/**
 * Decides a write; nothing is changed yet.
 * @throws Refusal 400, 404, 405 or, for business rules, 500
 */
export function write(
  method: string,
  target: Target,
  text: string,
  representation: boolean,
  root: string,
  circumstances: Circumstances,
): Written {
  const { entity, key, collection } = target
  const rule = rules[entity.path]
  const draft = new Draft(circumstances)
  if (method === 'POST' && key === undefined && rule?.create && entity.verbs.has('POST')) {
    const given = givenOf(text, entity, 'POST', circumstances.switches)
    checkTexts(draft, given)
    const row = rule.create(draft, given)
    return {
      action: 'create',
      key: String(row[entity.key]),
      draft,
      answer: created(target, row, representation, root, circumstances),
    }
  }
  if (key === undefined || collection !== undefined) throw new Refusal(405, ['Method not allowed'])
  const row = draft.row(entity.path, key)
  const putOff = entity.path === 'purchaseorder/PurchaseOrderLines' && !circumstances.switches.putOnOrderLines
  const act = method === 'PUT' && !putOff ? rule?.update : method === 'DELETE' ? rule?.remove : undefined
  if (!act || ![...entity.verbs].some(verb => verb === method)) throw new Refusal(405, ['Method not allowed'])
  if (!row) throw new Refusal(404, [''])
  const given: Given = method === 'PUT' ? givenOf(text, entity, 'PUT', circumstances.switches) : { row: {}, nested: {} }
  checkTexts(draft, given)
  act(draft, row, given)
  const shownAgain = method === 'PUT' && representation && circumstances.switches.putRepresentation
  const after = draft.row(entity.path, key)
  const answer =
    shownAgain && after ? json(200, { d: record(entity, after, { root, look: circumstances.switches }) }) : { status: 204 }
  return { action: method === 'PUT' ? 'update' : 'delete', key, draft, answer }
}

/** By switch: how long a text may be whose length is not known. @see reference exact-online.md §7.12 */
function checkTexts(draft: Draft, { row, nested }: Given): void {
  const { longestText } = draft.switches
  if (longestText === 0) return
  for (const [name, value] of Object.entries(row))
    if (typeof value === 'string' && value.length > longestText && name !== 'Attachment')
      draft.complain(invalid(draft, `${name} (maximum ${longestText})`))
  for (const line of Object.values(nested).flat()) checkTexts(draft, line)
}

function created({ entity }: Target, row: Row, representation: boolean, root: string, { switches }: Circumstances): Answer {
  const full = record(entity, row, { root, look: switches })
  if (!sparse.has(entity.path) || representation) return json(switches.postStatus, { d: full })
  const emptied = Object.entries(full).map(([name, value]) => [name, name === '__metadata' || name === entity.key ? value : null])
  return json(switches.postStatus, { d: Object.fromEntries(emptied) })
}
