/** Which properties point at other records, and the check that they do. */
import type { Draft } from '../draft'
import type { Row, Value } from '../store'
import { invalidReference, mandatory } from './texts'

interface Reference {
  readonly resource: string
  /** GUIDs point by key; codes are compared trimmed. */
  readonly by: 'key' | 'Code'
  readonly label: string
}

const references: Readonly<Record<string, Reference>> = {
  Supplier: { resource: 'crm/Accounts', by: 'key', label: 'Relationship' },
  Account: { resource: 'crm/Accounts', by: 'key', label: 'Relationship' },
  SupplierContact: { resource: 'crm/Contacts', by: 'key', label: 'Contact' },
  ContactPerson: { resource: 'crm/Contacts', by: 'key', label: 'Contact' },
  Item: { resource: 'logistics/Items', by: 'key', label: 'Item' },
  ItemUnit: { resource: 'logistics/Units', by: 'key', label: 'Unit' },
  PurchaseUnit: { resource: 'logistics/Units', by: 'Code', label: 'Unit' },
  GLAccount: { resource: 'financial/GLAccounts', by: 'key', label: 'General ledger account' },
  GLAccountPurchase: { resource: 'financial/GLAccounts', by: 'key', label: 'General ledger account' },
  Journal: { resource: 'financial/Journals', by: 'Code', label: 'Journals' },
  CostCenter: { resource: 'hrm/Costcenters', by: 'Code', label: 'Cost center' },
  CostUnit: { resource: 'hrm/Costunits', by: 'Code', label: 'Cost unit' },
  VATCode: { resource: 'vat/VATCodes', by: 'Code', label: 'VAT code' },
  PurchaseVATCode: { resource: 'vat/VATCodes', by: 'Code', label: 'VAT code' },
  PaymentCondition: { resource: 'cashflow/PaymentConditions', by: 'Code', label: 'Payment condition' },
  PaymentConditionPurchase: { resource: 'cashflow/PaymentConditions', by: 'Code', label: 'Payment condition' },
  Warehouse: { resource: 'inventory/Warehouses', by: 'key', label: 'Warehouse' },
  Document: { resource: 'documents/Documents', by: 'key', label: 'Document' },
  PurchaseOrderLine: { resource: 'purchaseorder/PurchaseOrderLines', by: 'key', label: 'Purchase order line' },
  PurchaseOrderLineID: { resource: 'purchaseorder/PurchaseOrderLines', by: 'key', label: 'Purchase order line' },
  EntryID: { resource: 'purchaseentry/PurchaseEntries', by: 'key', label: 'Purchase entry' },
}

const mandatoryLabels: Readonly<Record<string, string>> = { Journal: 'Diary' }

/** The row with codes trimmed and foreign GUIDs treated as the switch says; complains of what points nowhere. */
export function withReferences(draft: Draft, row: Row): Row {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, resolved(draft, name, value)]))
}

/** Complains of each name without a value. */
export function demand(draft: Draft, row: Row, names: readonly string[]): void {
  for (const name of names) {
    const value = row[name] ?? null
    if (value === null || value === '') draft.complain(mandatory(draft, mandatoryLabels[name] ?? references[name]?.label ?? name))
  }
}

/** The record that a property of a row points at. */
export function referred(draft: Draft, row: Row, name: string): Row | undefined {
  const reference = references[name]
  const value = row[name] ?? null
  if (!reference || value === null) return undefined
  return reference.by === 'key' ? draft.row(reference.resource, value) : draft.find(reference.resource, 'Code', value)
}

function resolved(draft: Draft, name: string, value: Value): Value {
  const reference = references[name]
  if (!reference || value === null || value === '') return value
  const { store, divisions } = draft.circumstances
  if (reference.by === 'Code') {
    const code = String(value).trim()
    if (!draft.find(reference.resource, 'Code', code)) draft.complain(invalidReference(draft, reference.label))
    return code
  }
  if (draft.row(reference.resource, value)) return value
  const foreign = divisions.some(division => store.row(division, reference.resource, String(value)))
  if (foreign && draft.switches.foreignGuid === 'null') return null
  draft.complain(invalidReference(draft, reference.label))
  return value
}
