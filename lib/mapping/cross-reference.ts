/**
 * Look-ups in the cross-reference tables of the supplier directory: what one side calls a thing and the other does. A row may be for
 * one division, one partner, one item group, and for some time only. Which of several rows holds is said in docs/suppliers.md.
 */
import type { PurchaseOrder } from '../documents/purchase-order'
import type { CalendarDate, Division } from '../documents/value'
import { hold } from './hold'

/** For whom and when a row holds; what is left out means all. */
export interface Holds {
  readonly division?: Division
  /** Key of the partner. */
  readonly partner?: string
  /** First and last day, both included. */
  readonly from?: CalendarDate
  readonly until?: CalendarDate
}

export interface CrossReferences {
  /** ERP unit code → X12 element 355. */
  readonly units: readonly (Holds & { readonly erp: string; readonly x12: string })[]
  /** Our item code → what the supplier calls it; a row has at least one of the two numbers. */
  readonly items?: readonly (Holds & { readonly item: string; readonly supplierCode?: string; readonly gtin?: string })[]
  /** Cost centre → GL account code. Without a cost centre the row is the default: for lines whose cost centre no row names, or without one. */
  readonly costCentres: readonly (Holds & {
    readonly costCentre?: string
    /** Code of the item group in Exact Online. */
    readonly itemGroup?: string
    readonly glAccount: string
  })[]
  /** Tax code and rate of an invoice → VAT code of the division. Without a tax code the row is the default of its rate. */
  readonly taxes: readonly (Holds & { readonly tax?: string; readonly rate: string; readonly vatCode: string })[]
  /**
   * Charge code of an invoice → item code that carries it on a purchase invoice (whose lines know no GL account), GL account code that
   * carries it on a purchase entry; a row has at least one of the two. Without a charge code the row is the default.
   */
  readonly charges: readonly (Holds & { readonly charge?: string; readonly item?: string; readonly glAccount?: string })[]
  /** How invoices are booked, by division. */
  readonly booking: readonly Booking[]
}

export interface Booking {
  readonly division: Division
  readonly as: 'purchase-invoice' | 'purchase-entry'
  readonly journal: string
  /**
   * Where the GL account of an order line comes from when no row of `costCentres` gives one: nowhere (also when left out), the cost
   * account of its item in Exact Online, the purchase account of its supplier there, or the supplier's where the item has none.
   */
  readonly accounts?: 'table' | 'item' | 'supplier' | 'item-or-supplier'
  /** Whether the X12 of an invoice is attached to its booking, as a document; `attach` where it is left out. */
  readonly original?: 'attach' | 'leave-out'
  /** Type of that document by `documents/DocumentTypes`; 20 where it is left out. */
  readonly documentType?: number
}

/** What is looked up for whom, and the date of the document that asks: of an order its own, of an invoice its own. */
export interface Occasion {
  readonly division: Division
  /** Key of the partner; a row for one partner holds for nobody where it is not known. */
  readonly partner: string | undefined
  readonly on: CalendarDate
  readonly itemGroup?: string | undefined
}

/** What an order asks for at any time is told by the tables of its order date. */
export function occasionOfOrder({ division, orderDate }: PurchaseOrder, partner: string): Occasion {
  return { division, partner, on: orderDate }
}

/** X12 element 355 of an ERP unit. @throws EdiError `unit-unknown`, held */
export function x12UnitOf(references: CrossReferences, occasion: Occasion, unit: string, line: string): string {
  const found = knownUnit(references, occasion, unit)
  if (found !== undefined) return found
  throw hold({
    code: 'unit-unknown',
    what: `Unit "${unit}" has no X12 unit`,
    where: { division: occasion.division, line },
    why: inForce(occasion),
    remedy: `Add a row for unit "${unit}" to the units of the supplier directory`,
  })
}

/** X12 element 355 of a unit of an order of this partner, for comparing: undefined where the directory gives none. */
export function unitFinder(
  references: CrossReferences,
  partner: string,
): (unit: string, order: PurchaseOrder) => string | undefined {
  return (unit, order) => knownUnit(references, occasionOfOrder(order, partner), unit)
}

function knownUnit({ units }: CrossReferences, occasion: Occasion, unit: string): string | undefined {
  const rows = units.filter(row => row.erp === unit)
  return target(rows, occasion, row => row.x12, `unit "${unit}"`)
}

/** Numbers of the supplier for an item of ours, each from the row that goes before the others. */
export function supplierNumbersOf(
  { items = [] }: CrossReferences,
  occasion: Occasion,
  item: string,
): { readonly supplierCode?: string; readonly gtin?: string } {
  const number = (kind: 'supplierCode' | 'gtin') =>
    target(
      items.filter(row => row.item === item && row[kind] !== undefined),
      occasion,
      row => row[kind] ?? '',
      `item "${item}"`,
    )
  const [supplierCode, gtin] = [number('supplierCode'), number('gtin')]
  return { ...(supplierCode !== undefined && { supplierCode }), ...(gtin !== undefined && { gtin }) }
}

/** GL account code of a cost centre, or the default for lines without one; undefined where the table gives none. */
export function glAccountCodeOf(
  { costCentres }: CrossReferences,
  occasion: Occasion,
  costCentre: string | undefined,
): string | undefined {
  const account = (rows: CrossReferences['costCentres']) =>
    target(
      rows.filter(row => row.itemGroup === undefined || row.itemGroup === occasion.itemGroup),
      occasion,
      row => row.glAccount,
      costCentre === undefined ? 'lines without a cost centre' : `cost centre "${costCentre}"`,
    )
  const own = costCentre === undefined ? undefined : account(costCentres.filter(row => row.costCentre === costCentre))
  return own ?? account(costCentres.filter(row => row.costCentre === undefined))
}

/**
 * What the rows in force say; undefined where they say nothing. A row for the division goes before a general one, then one for the
 * partner, then one for the item group.
 * @throws EdiError `cross-reference-ambiguous`, held, when equally good rows disagree
 */
export function target<Row extends Holds & { readonly itemGroup?: string }>(
  rows: readonly Row[],
  occasion: Occasion,
  meaning: (row: Row) => string,
  subject: string,
): string | undefined {
  const holding = rowsInForce(rows, occasion)
  const best = Math.max(...holding.map(closeness))
  const meanings = [...new Set(holding.filter(row => closeness(row) === best).map(meaning))]
  if (meanings.length > 1)
    throw hold({
      code: 'cross-reference-ambiguous',
      what: `The supplier directory gives ${subject} more than one meaning: ${meanings.join(', ')}`,
      where: { division: occasion.division },
      why: inForce(occasion),
      remedy: 'Keep one of the rows',
    })
  return meanings[0]
}

/** Rows for this division and partner, on that day. */
export function rowsInForce<Row extends Holds>(
  rows: readonly Row[],
  { division, partner, on }: Omit<Occasion, 'itemGroup'>,
): Row[] {
  return rows.filter(
    row =>
      (row.division === undefined || row.division === division) &&
      (row.partner === undefined || row.partner === partner) &&
      (row.from === undefined || row.from <= on) &&
      (row.until === undefined || on <= row.until),
  )
}

function closeness({ division, partner, itemGroup }: Holds & { readonly itemGroup?: string }): number {
  return (division === undefined ? 0 : 4) + (partner === undefined ? 0 : 2) + (itemGroup === undefined ? 0 : 1)
}

function inForce({ on }: Occasion): string {
  return `The rows in force on ${on} count, the date of the document`
}
