/**
 * Master data that maps look things up in: each list is read once in few calls and kept for an hour, apart for each division, because
 * codes and keys of one company mean nothing in another.
 */
import type { Party } from '../documents/party'
import { type DecimalText, type Division, decimalText, type Guid } from '../documents/value'
import type { Environment } from '../environment'
import type { Watch } from './budget'
import type { ExactClient } from './client'
import { queriesFor } from './chunks'
import { literal, type ExactRecord } from './odata'
import { type Account, accounts } from './resources/accounts'
import { addresses, type Address } from './resources/addresses'
import { type Item, items as itemResource } from './resources/items'
import { paymentConditions, type PaymentCondition } from './resources/payment-conditions'
import { selectOf } from './resources/resource'
import { type ClientFor, type SharedReading, sharedReading } from './shared-reading'
import { supplierItems } from './resources/supplier-items'
import { vatCodes, type VatCode } from './resources/vat-codes'
import { warehouses } from './resources/warehouses'

export interface MasterData {
  /** Accounts that can be booked on, by code. */
  glAccounts(division: Division): Promise<ReadonlyMap<string, GLAccountKey>>
  /** Codes for purchases that are in use, by code; the rate is a fraction, `0.21`. */
  vatCodes(division: Division): Promise<ReadonlyMap<string, VatRate>>
  /** By code. */
  paymentConditions(division: Division): Promise<ReadonlyMap<string, PaymentCondition>>
  /** Where a warehouse has its goods delivered; undefined when Exact Online holds no address of it. */
  shipTo(division: Division, warehouse: Guid): Promise<Party | undefined>
  /** The address with this key, of an order that is delivered elsewhere. */
  deliveryAddress(division: Division, address: Guid): Promise<Party | undefined>
  /** Those of the codes that exist. */
  itemsByCode(division: Division, codes: readonly string[]): Promise<ReadonlyMap<string, ItemKey>>
  /** Unit in which this supplier sells each item, by item. */
  purchaseUnits(division: Division, supplier: Guid): Promise<ReadonlyMap<Guid, string>>
  /** The GL account that Exact Online holds for purchases from this supplier. */
  purchaseAccount(division: Division, supplier: Guid): Promise<Guid | undefined>
}

export interface GLAccountKey {
  readonly id: Guid
  readonly code: string
}

export interface VatRate {
  readonly code: string
  readonly rate: DecimalText
  /** B base only, E excluding, I including, N none. */
  readonly type: string
  /** Reverse charge: the supplier charges none. */
  readonly charged: boolean
}

export interface ItemKey {
  readonly id: Guid
  readonly code: string
  readonly description: string
  readonly unit: string
  /** Code of its item group. */
  readonly group?: string
  /** GLCosts: the GL account of its costs. */
  readonly costAccount?: Guid
}

const keptFor = 3_600_000
const deliveryType = 4

/** What is kept is the same for all; the watch of each hears when what it asked for has to wait for the call budget. */
export function masterData(clientFor: ClientFor, environment: Environment): (watch: Watch) => MasterData {
  const kept = new Map<string, { readonly until: number; readonly reading: SharedReading<unknown> }>()

  const items = new Map<Division, Map<string, { readonly until: number; readonly item: ItemKey }>>()

  function itemsOf(division: Division) {
    const known = items.get(division) ?? new Map<string, { readonly until: number; readonly item: ItemKey }>()
    items.set(division, known)
    return known
  }

  /** Those who ask at the same time share one reading; a failed one is forgotten. */
  function once<T>(name: string, watch: Watch, read: (client: ExactClient) => Promise<T>): Promise<T> {
    const known = kept.get(name)
    const now = environment.now().getTime()
    if (known && now < known.until) return known.reading.heardBy(watch) as Promise<T>
    const reading = sharedReading(clientFor, read)
    kept.set(name, { until: now + keptFor, reading })
    reading.value.catch(() => kept.delete(name))
    return reading.heardBy(watch)
  }

  async function itemsByCode(client: ExactClient, division: Division, codes: readonly string[]) {
    const now = environment.now().getTime()
    const known = itemsOf(division)
    const isKept = (code: string) => now < (known.get(code)?.until ?? 0)
    // What does not exist is asked for again: somebody may be creating it because we said so.
    const missing = [...new Set(codes)].filter(code => !isKept(code))
    for (const item of await itemsWith(client, division, missing)) known.set(item.code, { until: now + keptFor, item })
    return byCode(codes.filter(isKept).flatMap(code => known.get(code)?.item ?? []))
  }

  return watch => ({
    glAccounts: division => once(`${division} GL accounts`, watch, client => glAccountsOf(client, division)),
    vatCodes: division => once(`${division} VAT codes`, watch, client => vatCodesOf(client, division)),
    paymentConditions: division => once(`${division} payment conditions`, watch, client => paymentConditionsOf(client, division)),
    async shipTo(division, warehouse) {
      const byWarehouse = await once(`${division} warehouse addresses`, watch, client => warehouseAddresses(client, division))
      return byWarehouse.get(warehouse)
    },
    deliveryAddress: (division, address) =>
      once(`${division} address ${address}`, watch, client => addressWith(client, division, address)),
    itemsByCode: (division, codes) => itemsByCode(clientFor(watch), division, codes),
    async purchaseUnits(division, supplier) {
      const bySupplier = await once(`${division} supplier items`, watch, client => purchaseUnitsOf(client, division))
      return bySupplier.get(supplier) ?? new Map<Guid, string>()
    },
    purchaseAccount: (division, supplier) =>
      once(`${division} supplier ${supplier}`, watch, client => purchaseAccountOf(client, division, supplier)),
  })
}

async function glAccountsOf(client: ExactClient, division: Division): Promise<Map<string, GLAccountKey>> {
  // The bulk twin gives a thousand a call, where the ordinary resource gives sixty.
  const rows = await client.find(division, 'bulk/Financial/GLAccounts', { select: ['ID', 'Code', 'IsBlocked'] })
  const open = rows.filter(row => row['IsBlocked'] !== true)
  return byCode(open.map(row => ({ id: row['ID'] as Guid, code: row['Code'] as string })))
}

async function vatCodesOf(client: ExactClient, division: Division): Promise<Map<string, VatRate>> {
  const rows = (await client.find(division, vatCodes.path, { select: selectOf(vatCodes) })) as unknown as VatCode[]
  const usable = rows.filter(row => !row.IsBlocked && row.VATTransactionType !== 'S')
  return byCode(
    usable.map(row => ({
      code: row.Code as string,
      rate: decimalText(row.Percentage ?? 0),
      type: row.Type ?? '',
      charged: row.Charged ?? false,
    })),
  )
}

async function paymentConditionsOf(client: ExactClient, division: Division): Promise<Map<string, PaymentCondition>> {
  const rows = await client.find(division, paymentConditions.path, { select: selectOf(paymentConditions) })
  return new Map((rows as unknown as PaymentCondition[]).map(row => [row.Code as string, row]))
}

async function addressWith(client: ExactClient, division: Division, address: Guid): Promise<Party | undefined> {
  const filter = `ID eq ${literal.guid(address)}`
  const [row] = (await client.find(division, addresses.path, { select: selectOf(addresses), filter })) as unknown as Address[]
  return row && partyFrom(row, row.AccountName)
}

async function purchaseAccountOf(client: ExactClient, division: Division, supplier: Guid): Promise<Guid | undefined> {
  const filter = `ID eq ${literal.guid(supplier)}`
  const [row] = await client.find(division, accounts.path, { select: ['ID', 'GLAccountPurchase'], filter })
  return (row as unknown as Account | undefined)?.GLAccountPurchase ?? undefined
}

async function warehouseAddresses(client: ExactClient, division: Division): Promise<Map<Guid, Party>> {
  const filter = `Type eq ${deliveryType} and Warehouse ne null`
  const rows = await client.find(division, addresses.path, { select: selectOf(addresses), filter })
  const names = await client.find(division, warehouses.path, { select: ['ID', 'Code', 'Description'] })
  const nameOf = new Map(names.map(({ ID, Description }) => [ID as Guid, Description as string | null]))
  // The main address wins over others of the same warehouse.
  const sorted = (rows as unknown as Address[]).toSorted((a, b) => Number(a.Main) - Number(b.Main))
  return new Map(sorted.map(row => [row.Warehouse as Guid, partyFrom(row, nameOf.get(row.Warehouse as Guid))]))
}

async function itemsWith(client: ExactClient, division: Division, codes: readonly string[]): Promise<ItemKey[]> {
  const found: ItemKey[] = []
  const alternatives = codes.map(code => `Code eq ${literal.text(code)}`)
  for (const query of queriesFor({ select: ['ID', 'Code', 'Description', 'Unit', 'ItemGroupCode', 'GLCosts'] }, alternatives)) {
    const rows = await client.find(division, itemResource.path, query)
    found.push(...(rows as unknown as Item[]).map(row => itemFrom(row)))
  }
  return found
}

/** The whole list by sync, because its ordinary resource refuses most filters. @see reference exact-online.md §4.5 */
async function purchaseUnitsOf(client: ExactClient, division: Division): Promise<Map<Guid, Map<Guid, string>>> {
  const bySupplier = new Map<Guid, Map<Guid, string>>()
  const query = { select: ['Timestamp', 'Item', 'Supplier', 'PurchaseUnit'], filter: `Timestamp gt ${literal.int64('1')}` }
  for await (const rows of client.pages(division, supplierItems.sync, query)) {
    for (const { Supplier, Item: item, PurchaseUnit } of rows as (ExactRecord & Record<string, string>)[]) {
      const units = bySupplier.get(Supplier as Guid) ?? new Map<Guid, string>()
      bySupplier.set(Supplier as Guid, units.set(item as Guid, PurchaseUnit as string))
    }
  }
  return bySupplier
}

function byCode<T extends { readonly code: string }>(rows: readonly T[]): Map<string, T> {
  return new Map(rows.map(row => [row.code, row]))
}

function itemFrom({ ID, Code, Description, Unit, ItemGroupCode, GLCosts }: Item): ItemKey {
  return {
    id: ID as Guid,
    code: Code as string,
    description: Description ?? '',
    unit: Unit ?? '',
    ...(ItemGroupCode && { group: ItemGroupCode }),
    ...(GLCosts && { costAccount: GLCosts }),
  }
}

function partyFrom(address: Address, name: string | null | undefined): Party {
  const street = [address.AddressLine1, address.AddressLine2, address.AddressLine3].filter(line => line !== null && line !== '')
  return {
    ...(address.WarehouseCode && { code: address.WarehouseCode, assignedBy: 'buyer' as const }),
    ...(name && { name }),
    ...(street.length > 0 && { street: street as string[] }),
    ...(address.City && { city: address.City }),
    ...(address.State && { state: address.State }),
    ...(address.Postcode && { postcode: address.Postcode }),
    ...(address.Country && { country: address.Country }),
  }
}
