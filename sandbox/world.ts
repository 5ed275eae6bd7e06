/**
 * The fictitious trade that the sandbox plays: three companies of one group, twelve suppliers, their items and purchase orders.
 * `world(seed, orders)` is pure: the same arguments give the same world, and a larger world begins with the smaller one.
 */
import type { CalendarDate, Currency, DecimalText, Division, Guid } from '../lib/documents/value'
import type { PartyId } from '../lib/mapping/partners'
import { type Chance, chance } from './chance'
import { companySeeds, costCentreNames, goods, otherAccounts, sizes, supplierNames, unitSeeds } from './trade'

export interface World {
  readonly seed: number
  /** The day the trade begins; every date of the world is counted from it. */
  readonly firstDay: CalendarDate
  readonly companies: readonly Company[]
  readonly suppliers: readonly Supplier[]
  readonly orders: readonly Order[]
}

export interface Company {
  readonly division: Division
  readonly name: string
  readonly country: string
  readonly currency: Currency
  readonly interchange: PartyId
  readonly items: readonly Item[]
  readonly units: readonly Unit[]
  readonly vatCodes: readonly VatCode[]
  readonly glAccounts: readonly GlAccount[]
  readonly costCentres: readonly CostCentre[]
  readonly costUnits: readonly Coded[]
  readonly paymentConditions: readonly PaymentCondition[]
  readonly warehouses: readonly Warehouse[]
  readonly journals: readonly Journal[]
}

export interface Supplier {
  readonly key: string
  readonly name: string
  readonly interchange: PartyId
  /** GS02 of what it sends. */
  readonly application: string
  readonly version: '004010' | '005010'
  readonly delimiters: {
    readonly element: string
    readonly component: string
    readonly repetition: string
    readonly segment: string
  }
  readonly address: Address
  /** The same supplier under another account code and GUID in each division. */
  readonly accounts: readonly { readonly division: Division; readonly code: string; readonly id: Guid }[]
}

export interface Coded {
  readonly id: Guid
  readonly code: string
  readonly description: string
}

export interface Item extends Coded {
  /** Stock unit; `purchaseUnitFactor` of it make one purchase unit. */
  readonly unit: string
  readonly barcode: string
  /** Key of the supplier; absent for service items, which carry charges such as freight. */
  readonly supplier?: string
  readonly supplierItemId: Guid
  readonly supplierItemCode: string
  readonly purchaseUnit: string
  readonly purchaseUnitFactor: number
  /** Without tax, for one purchase unit. */
  readonly price: DecimalText
  readonly vatCode: string
  readonly fractions: boolean
  /** SAC02 of the charge that this service item carries. */
  readonly charge?: string
}

export interface Unit extends Coded {
  /** X12 element 355. */
  readonly x12: string
}

export interface VatCode extends Coded {
  /** 0.21 for 21 %. */
  readonly fraction: DecimalText
  /** B base only, E excluding. */
  readonly type: 'B' | 'E'
  /** TXI01. */
  readonly tax: string
}

export interface GlAccount extends Coded {
  readonly type: number
  readonly balanceSide: 'D' | 'C'
  readonly balanceType: 'B' | 'W'
}

export interface CostCentre extends Coded {
  /** The cross-reference that Exact Online does not hold. */
  readonly glAccount: string
}

export interface PaymentCondition extends Coded {
  readonly days: number
}

export interface Warehouse extends Coded {
  readonly main: boolean
  readonly addressId: Guid
  readonly address: Address
}

export interface Journal extends Coded {
  /** 22 is a purchase journal. */
  readonly type: number
}

export interface Address {
  readonly street: string
  readonly postcode: string
  readonly city: string
  readonly country: string
}

/** Approved and open, as Exact Online holds it before anything was sent. */
export interface Order {
  readonly id: Guid
  readonly division: Division
  /** Counted per division, so the same number occurs in several. */
  readonly orderNumber: number
  /** Key of the supplier. */
  readonly supplier: string
  readonly orderDate: CalendarDate
  readonly receiptDate: CalendarDate
  readonly currency: Currency
  readonly description: string
  readonly paymentCondition: string
  /** Code of the warehouse that receives it. */
  readonly warehouse: string
  readonly remarks?: string
  readonly lines: readonly OrderLine[]
}

export interface OrderLine {
  readonly id: Guid
  readonly lineNumber: number
  readonly itemId: Guid
  readonly itemCode: string
  readonly description: string
  /** Purchase units. */
  readonly quantity: DecimalText
  readonly price: DecimalText
  readonly vatCode: string
  readonly receiptDate: CalendarDate
  readonly costCentre: string
  readonly costUnit?: string
  readonly notes?: string
}

/** Each division counts its orders from here. */
export const firstOrderNumber = 26_000_001

export function world(seed: number, orders: number): World {
  const firstDay = dayAfter('2026-01-05', ((seed % 26) + 26) % 26)
  const suppliers = supplierNames.map((name, position) => supplierOf(name, position, chance(seed, 'supplier', position)))
  const companies = companySeeds.map(company => companyOf(company, suppliers, chance(seed, 'company', company.division)))
  return {
    seed,
    firstDay,
    companies,
    suppliers,
    orders: Array.from({ length: orders }, (_, n) => orderOf(n, companies, suppliers, firstDay, seed)),
  }
}

/** The day so many days later. */
export function dayAfter(day: CalendarDate, days: number): CalendarDate {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)
}

function supplierOf(name: string, position: number, random: Chance): Supplier {
  const key = name.toLowerCase().replaceAll(/[^a-z]+/g, '-')
  const short = name
    .toUpperCase()
    .replaceAll(/[^A-Z]/g, '')
    .slice(0, 12)
  const duns = position % 4 === 1
  const interchange = duns
    ? { qualifier: '01', id: String(random.whole(100_000_000, 999_999_999)) }
    : { qualifier: 'ZZ', id: `${short}EDI` }
  return {
    key,
    name,
    interchange,
    application: position % 5 === 2 ? `${short}AP` : interchange.id,
    version: position % 3 === 2 ? '005010' : '004010',
    delimiters:
      position === 7
        ? { element: '|', component: ':', repetition: '!', segment: '\n' }
        : { element: '*', component: '>', repetition: '^', segment: '~' },
    address: {
      street: `Havenweg ${random.whole(1, 250)}`,
      postcode: `${random.whole(1000, 9999)} AB`,
      city: 'Rotterdam',
      country: 'NL',
    },
    accounts: companySeeds.map(({ division }, n) => ({
      division,
      code: String((n + 1) * 1000 + position * 7 + 1),
      id: random.guid(),
    })),
  }
}

function companyOf(company: (typeof companySeeds)[number], suppliers: readonly Supplier[], random: Chance): Company {
  const { division, name, country, id, city, postcode, rates } = company
  const coded = <T extends object>(row: T) => ({ id: random.guid(), ...row })
  const costCentres = costCentreNames.map((description, n) =>
    coded({ code: `CC${n + 1}0`, description, glAccount: `${4000 + n * 100}` }),
  )
  return {
    division,
    name,
    country,
    currency: 'EUR',
    interchange: { qualifier: 'ZZ', id },
    units: unitSeeds.map(coded),
    vatCodes: [
      coded({ code: '0', description: 'No VAT', fraction: '0', type: 'B' as const, tax: 'VA' }),
      ...rates.map((fraction, n) =>
        coded({ code: String(2 - n), description: `VAT ${percent(fraction)} %`, fraction, type: 'E' as const, tax: 'VA' }),
      ),
    ],
    glAccounts: [
      ...otherAccounts.map(coded),
      ...costCentres.map(({ glAccount, description }) =>
        coded({
          code: glAccount,
          description: `Costs ${description.toLowerCase()}`,
          type: 121,
          balanceSide: 'D' as const,
          balanceType: 'W' as const,
        }),
      ),
    ],
    costCentres,
    costUnits: ['Line 1', 'Line 2', 'Overhead'].map((description, n) => coded({ code: `CU${n + 1}`, description })),
    paymentConditions: [14, 30, 60].map(days => coded({ code: String(days), description: `${days} days`, days })),
    warehouses: ['Main warehouse', 'Spare parts'].map((description, n) => ({
      ...coded({ code: String(n + 1), description, main: n === 0 }),
      addressId: random.guid(),
      address: { street: `Fabriekstraat ${division % 10}${n + 1}`, postcode, city, country },
    })),
    journals: [
      coded({ code: '60', description: 'Purchases', type: 22 }),
      coded({ code: '65', description: 'Purchases, other', type: 22 }),
      coded({ code: '20', description: 'Bank', type: 12 }),
      coded({ code: '90', description: 'General journal', type: 90 }),
    ],
    items: [...Array.from({ length: 60 }, (_, n) => itemOf(n, suppliers, random)), ...serviceItems(random)],
  }
}

function percent(fraction: string): number {
  return Math.round(Number(fraction) * 100)
}

/** One in six is bought in boxes of ten but kept in pieces; kilograms and metres may be fractions. */
function itemOf(n: number, suppliers: readonly Supplier[], random: Chance): Item {
  const unit = random.one(['pc', 'pc', 'pc', 'pc', 'kg', 'm'])
  const boxed = unit === 'pc' && n % 6 === 5
  const cheap = n % 10 === 3
  const cents = boxed ? random.whole(500, 9000) : random.whole(15, 25_000)
  const number = 1000 + n
  return {
    id: random.guid(),
    code: `ITM-${number}`,
    description: `${random.one(goods)} ${random.one(sizes)}`,
    unit,
    barcode: barcodeOf(`871${random.whole(100_000_000, 999_999_999)}`),
    supplier: suppliers[n % suppliers.length]?.key ?? '',
    supplierItemId: random.guid(),
    supplierItemCode: `${random.one(['A', 'B', 'X', 'Z'])}${random.whole(10_000, 99_999)}-${number}`,
    purchaseUnit: boxed ? 'box' : unit,
    purchaseUnitFactor: boxed ? 10 : 1,
    price: cheap ? `0.0${random.whole(101, 999)}` : (cents / 100).toFixed(2),
    vatCode: n % 9 === 8 ? '1' : '2',
    fractions: unit === 'kg' || unit === 'm',
  }
}

function serviceItems(random: Chance): Item[] {
  return [
    { code: 'FREIGHT', description: 'Freight', charge: 'D240' },
    { code: 'HANDLING', description: 'Handling', charge: 'D500' },
    { code: 'DISCOUNT', description: 'Discount', charge: 'C310' },
  ].map(({ code, description, charge }) => ({
    id: random.guid(),
    code,
    description,
    unit: 'pc',
    barcode: '',
    supplierItemId: random.guid(),
    supplierItemCode: '',
    purchaseUnit: 'pc',
    purchaseUnitFactor: 1,
    price: '0',
    vatCode: '2',
    fractions: false,
    charge,
  }))
}

function orderOf(
  n: number,
  companies: readonly Company[],
  suppliers: readonly Supplier[],
  firstDay: CalendarDate,
  seed: number,
): Order {
  const random = chance(seed, 'order', n)
  const company = companies[n % companies.length]
  if (!company) throw new RangeError('a world has companies')
  const supplier = random.one(suppliers)
  const orderDate = dayAfter(firstDay, random.whole(0, 20))
  const receiptDate = dayAfter(orderDate, random.whole(7, 28))
  const offered = company.items.filter(item => item.supplier === supplier.key)
  return {
    id: random.guid(),
    division: company.division,
    orderNumber: firstOrderNumber + Math.floor(n / companies.length),
    supplier: supplier.key,
    orderDate,
    receiptDate,
    currency: company.currency,
    description: `Order for ${supplier.name}`,
    paymentCondition: random.one(company.paymentConditions).code,
    warehouse: random.one(company.warehouses).code,
    ...(n % 4 === 0 ? { remarks: 'Deliver between 8 and 16 h' } : {}),
    lines: Array.from({ length: random.whole(2, 6) }, (_, line): OrderLine => {
      const item = random.one(offered)
      return {
        id: random.guid(),
        lineNumber: line + 1,
        itemId: item.id,
        itemCode: item.code,
        description: item.description,
        quantity:
          item.fractions && random.whole(0, 1)
            ? `${random.whole(1, 60)}.${random.one(['5', '25', '75'])}`
            : String(random.whole(1, 120)),
        price: item.price,
        vatCode: item.vatCode,
        receiptDate: dayAfter(receiptDate, random.whole(0, 3)),
        costCentre: random.one(company.costCentres).code,
        ...(random.whole(0, 2) === 0 ? { costUnit: random.one(company.costUnits).code } : {}),
        ...(random.whole(0, 5) === 0 ? { notes: 'Certificate required' } : {}),
      }
    }),
  }
}

/** A 13-digit article number: the check digit makes 1, 3, 1, 3 … weighted digits end in 0. @see GS1 General Specifications §7.9 */
function barcodeOf(twelve: string): string {
  const weighted = Array.from(twelve).reduce((total, digit, n) => total + Number(digit) * (n % 2 === 0 ? 1 : 3), 0)
  return `${twelve}${(10 - (weighted % 10)) % 10}`
}
