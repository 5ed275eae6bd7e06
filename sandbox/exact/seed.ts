/** The fictitious trade as rows of Exact Online, before anybody called. */
import { chance } from '../chance'
import type { Company, Item, Supplier, World } from '../world'
import { dayLength } from './clock'
import { known } from './schema'
import { orderRows, userOf, wallOf } from './seed-orders'
import type { Change, Row, Store } from './store'

/** Fills the store; every row carries its row version in `Timestamp`. */
export function seedStore(store: Store, world: World): void {
  for (const company of world.companies) store.apply(companyRows(company, world, store))
  for (const order of world.orders) {
    const company = world.companies.find(({ division }) => division === order.division)
    if (company) store.apply(orderRows(order, company, world, store))
  }
}

function companyRows(company: Company, world: World, store: Store): Change[] {
  const { division } = company
  const began = wallOf(world.firstDay) - 30 * dayLength
  const row = (resource: string, set: Row): Change => {
    const stamped = {
      ...set,
      Created: began,
      Modified: began,
      Division: division,
      Creator: userOf(world),
      Timestamp: store.nextVersion(),
    }
    return { division, resource, key: String(set[known(resource).key]), set: onlyKnown(resource, stamped) }
  }
  const account = (supplier: Supplier) => supplier.accounts.find(each => each.division === division)
  return [
    ...world.companies.flatMap((each, n) => [
      row('system/Divisions', {
        ...divisionRow(each),
        Hid: n + 1,
        IsMainDivision: n === 0,
        Legislation: each.country,
        Current: each.division === division,
      }),
      row('hrm/Divisions', { ...divisionRow(each), Status: 0, HID: n + 1, Main: n === 0 }),
    ]),
    ...company.units.map(unit =>
      row('logistics/Units', {
        ID: unit.id,
        Code: unit.code,
        Description: unit.description,
        Active: true,
        Main: unit.code === 'pc' ? 1 : 0,
        Type: 'O',
      }),
    ),
    ...company.vatCodes.map(vat =>
      row('vat/VATCodes', {
        ...coded(vat),
        Percentage: Number(vat.fraction),
        Type: vat.type,
        VATTransactionType: 'B',
        IsBlocked: false,
        Charged: false,
      }),
    ),
    ...company.glAccounts.map(gl =>
      row('financial/GLAccounts', {
        ...coded(gl),
        Type: gl.type,
        BalanceSide: gl.balanceSide,
        BalanceType: gl.balanceType,
        UseCostcenter: 0,
        UseCostunit: 0,
        IsBlocked: false,
      }),
    ),
    ...company.costCentres.map(centre => row('hrm/Costcenters', { ...coded(centre), Active: true })),
    ...company.costUnits.map(unit => row('hrm/Costunits', coded(unit))),
    ...company.paymentConditions.map(condition =>
      row('cashflow/PaymentConditions', {
        ...coded(condition),
        PaymentDays: condition.days,
        PaymentEndOfMonths: 0,
        PaymentMethod: 'B',
      }),
    ),
    ...company.journals.map(journal =>
      row('financial/Journals', {
        ...coded(journal),
        Type: journal.type,
        Currency: company.currency,
        AllowVAT: true,
        IsBlocked: false,
      }),
    ),
    ...company.warehouses.flatMap(({ addressId, address, main, ...warehouse }) => [
      row('inventory/Warehouses', { ...coded(warehouse), Main: main ? 1 : 0, UseStorageLocations: 0 }),
      row('crm/Addresses', {
        ID: addressId,
        Type: 4,
        Main: true,
        ...lines(address),
        Warehouse: warehouse.id,
        WarehouseCode: warehouse.code,
        WarehouseDescription: warehouse.description,
      }),
    ]),
    ...documentTypes.map(([ID, Description]) =>
      row('documents/DocumentTypes', {
        ID,
        Description,
        DocumentIsCreatable: true,
        DocumentIsDeletable: true,
        DocumentIsUpdatable: true,
        DocumentIsViewable: true,
        TypeCategory: 1,
      }),
    ),
    ...world.suppliers.flatMap((supplier, n) => {
      const { id, code } = account(supplier) ?? { id: '', code: '' }
      const random = chance(world.seed, `contact ${division}`, n)
      return [
        row('crm/Accounts', {
          ...accountRow(id, code, supplier.name),
          IsSupplier: true,
          IsPurchase: true,
          PurchaseCurrency: company.currency,
          PurchaseVATCode: '2',
          PaymentConditionPurchase: '30',
          ...lines(supplier.address),
          StartDate: began,
        }),
        row('crm/Addresses', {
          ID: random.guid(),
          Account: id,
          AccountName: supplier.name,
          AccountIsSupplier: true,
          Type: 1,
          Main: true,
          ...lines(supplier.address),
        }),
        row('crm/Contacts', {
          ID: random.guid(),
          Account: id,
          AccountName: supplier.name,
          AccountIsSupplier: true,
          Code: code,
          FirstName: 'Order',
          LastName: 'Desk',
          FullName: 'Order Desk',
          IsMainContact: true,
        }),
      ]
    }),
    row('crm/Accounts', {
      ...accountRow(chance(world.seed, 'customer', division).guid(), '9000', 'A customer'),
      IsSupplier: false,
      IsSales: true,
      Status: 'C',
      Country: company.country,
      StartDate: began,
    }),
    ...company.items.map(item => row('logistics/Items', itemRow(item, company))),
    ...company.items.flatMap(item => {
      const supplier = world.suppliers.find(({ key }) => key === item.supplier)
      return supplier ? [row('logistics/SupplierItem', supplierItemRow(item, supplier, company))] : []
    }),
  ]
}

const documentTypes: readonly (readonly [number, string])[] = [
  [10, 'Sales invoice'],
  [20, 'Purchase invoice'],
  [55, 'Miscellaneous'],
]

function divisionRow({ division, name, country, currency }: Company): Row {
  return {
    Code: division,
    Description: name,
    CustomerName: 'Noorderlicht Groep',
    CustomerCode: '1234567',
    Country: country,
    Currency: currency,
    Status: 1,
    BlockingStatus: 0,
  }
}

function accountRow(id: string, code: string, name: string): Row {
  return { ID: id, Code: code, Name: name, Status: 'A', Type: 'A', Blocked: false, Language: 'EN' }
}

function itemRow(item: Item, { units }: Company): Row {
  const stocked = item.charge === undefined
  return {
    ...coded(item),
    Barcode: item.barcode || null,
    Unit: item.unit,
    UnitDescription: units.find(({ code }) => code === item.unit)?.description ?? null,
    IsPurchaseItem: true,
    IsSalesItem: false,
    IsStockItem: stocked,
    IsFractionAllowedItem: item.fractions,
    IsBatchItem: 0,
    CostPriceStandard: Number(item.price),
    Stock: 0,
  }
}

function supplierItemRow(item: Item, supplier: Supplier, { division, units, currency }: Company): Row {
  const account = supplier.accounts.find(each => each.division === division)
  const unit = units.find(({ code }) => code === item.unit)
  return {
    ID: item.supplierItemId,
    Item: item.id,
    ItemCode: item.code,
    ItemDescription: item.description,
    Supplier: account?.id ?? null,
    SupplierCode: account?.code ?? null,
    SupplierDescription: supplier.name,
    SupplierItemCode: item.supplierItemCode,
    MainSupplier: true,
    PurchaseUnit: item.purchaseUnit,
    PurchaseUnitDescription: units.find(({ code }) => code === item.purchaseUnit)?.description ?? null,
    PurchaseUnitFactor: item.purchaseUnitFactor,
    ItemUnit: unit?.id ?? null,
    ItemUnitCode: item.unit,
    ItemUnitDescription: unit?.description ?? null,
    PurchasePrice: Number(item.price),
    Currency: currency,
    PurchaseVATCode: item.vatCode,
    DropShipment: 0,
    CopyRemarks: 0,
  }
}

function coded({ id, code, description }: { id: string; code: string; description: string }): Row {
  return { ID: id, Code: code, Description: description }
}

function lines({ street, postcode, city, country }: { street: string; postcode: string; city: string; country: string }): Row {
  return { AddressLine1: street, Postcode: postcode, City: city, Country: country }
}

/** Stamps that an entity does not have are left off; the row version stays, for its sync twin. */
function onlyKnown(resource: string, row: Row): Row {
  const { properties } = known(resource)
  return Object.fromEntries(Object.entries(row).filter(([name]) => name === 'Timestamp' || properties.has(name)))
}
