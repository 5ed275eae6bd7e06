/** Master data: mandatory properties, references, unique codes. */
import type { Draft } from '../draft'
import type { Given } from '../input'
import { known } from '../schema'
import type { Row } from '../store'
import { deletedTypes } from '../sync'
import { demand, withReferences } from './references'
import { recordDeletion, type Rules } from './rules'
import { alreadyExists, invalid } from './texts'

export function plain(resource: string): Rules {
  const entity = known(resource)
  const coded = entity.properties.get('Code')?.verbs.has('POST') ?? false
  const names = [...entity.properties.values()].filter(property => property.mandatory).map(({ name }) => name)
  return {
    create: (draft, { row }) => {
      const made = withReferences(draft, withCode(draft, resource, coded, row))
      const same = resource === 'crm/Addresses' ? draft.rows(resource).find(address => sameAddress(address, made)) : undefined
      if (same) return same
      checkLengths(draft, resource, made)
      demand(draft, made, resource === 'crm/Contacts' ? ['Account', made['FirstName'] ? 'FirstName' : 'LastName'] : names)
      if (coded && made['Code'] && draft.find(resource, 'Code', made['Code'])) draft.complain(alreadyExists(draft))
      draft.insist()
      return draft.add(resource, { ...defaults(draft, resource, made), ...made })
    },
    update: (draft, row, given) => {
      const patch = withReferences(draft, withoutKey(given, entity.key))
      demand(draft, { ...row, ...patch }, names)
      checkLengths(draft, resource, patch)
      draft.insist()
      draft.set(resource, String(row[entity.key]), patch)
    },
    remove: (draft, row) => {
      refuseUsed(draft, resource, row)
      draft.insist()
      draft.remove(resource, String(row[entity.key]))
      recordDeletion(draft, String(row[entity.key]), deletedTypes[resource])
    },
  }
}

/** What is known of lengths. @see reference exact-online.md §7.12 */
const lengths: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  'crm/Accounts': { Code: 18, Name: 50 },
  'hrm/Costcenters': { Code: 8 },
  'hrm/Costunits': { Code: 8 },
  'logistics/Items': { Description: 60, ExtraDescription: 255 },
}

function checkLengths(draft: Draft, resource: string, row: Row): void {
  for (const [name, length] of Object.entries(lengths[resource] ?? {})) {
    if (String(row[name] ?? '').length > length) draft.complain(invalid(draft, `${name} (maximum ${length})`))
  }
}

/** A POST of an address that exists answers the one that exists. @see reference exact-online.md §7.2 */
function sameAddress(address: Row, made: Row): boolean {
  return ['Account', 'Type', 'AddressLine1', 'Postcode', 'City', 'Country'].every(
    name => (address[name] ?? null) === (made[name] ?? null),
  )
}

function refuseUsed(draft: Draft, resource: string, row: Row): void {
  const orders = draft.rows('purchaseorder/PurchaseOrders')
  if (resource === 'crm/Accounts' && orders.some(order => order['Supplier'] === row['ID']))
    draft.complain(`Can't delete: Account ${row['Code']} - Used in: Purchase orders`)
  const lines = draft.rows('purchaseorder/PurchaseOrderLines')
  const item = resource === 'logistics/Items' ? row['ID'] : resource === 'logistics/SupplierItem' ? row['Item'] : undefined
  if (item && lines.some(line => line['Item'] === item))
    draft.complain(`Can't delete: Item ${row['Code'] ?? row['ItemCode']} - Used in: Purchase orders`)
}

export function withoutKey({ row }: Given, key: string): Row {
  return Object.fromEntries(Object.entries(row).filter(([name]) => name !== key))
}

/** Account codes are digits, kept without their padding; the next one is made up where none is given. */
function withCode(draft: Draft, resource: string, coded: boolean, row: Row): Row {
  if (!coded) return row
  if (typeof row['Code'] === 'string') return { ...row, Code: row['Code'].trim() }
  if (resource !== 'crm/Accounts') return row
  const highest = Math.max(0, ...draft.rows(resource).map(each => Number(each['Code']) || 0))
  return { ...row, Code: String(highest + 1) }
}

function defaults(draft: Draft, resource: string, row: Row): Row {
  if (resource === 'crm/Accounts') {
    const supplier = row['IsSupplier'] === true
    return {
      IsSupplier: supplier,
      IsPurchase: supplier,
      IsSales: !supplier,
      Status: 'A',
      Type: 'A',
      Blocked: false,
      StartDate: draft.circumstances.today,
    }
  }
  if (resource === 'crm/Contacts') return { FullName: [row['FirstName'], row['LastName']].filter(Boolean).join(' ') }
  return {}
}
