/**
 * The GL account of an order line. First the cost centres of the supplier directory that are in force on the order date; then, only
 * where the booking of the division says so, what Exact Online itself holds of the item or of the supplier. Nothing else is tried.
 * @see docs/suppliers.md, "Cost centre to G/L account"
 */
import type { CalendarDate, Division, Guid } from '../documents/value'
import { type Booking, type CrossReferences, glAccountCodeOf } from './cross-reference'
import { hold } from './hold'

export interface GLAccount {
  readonly id: Guid
  readonly code: string
}

/** What Exact Online holds of an item that matters for booking. */
export interface ItemBooking {
  /** Code of its group. */
  readonly group?: string
  /** GLCosts. */
  readonly costAccount?: Guid
}

export interface AccountContext {
  readonly division: Division
  /** Key of the partner. */
  readonly partner: string
  readonly references: CrossReferences
  /** The division's own accounts that can be booked on, by code. */
  readonly glAccounts: ReadonlyMap<string, GLAccount>
  /** By item; read only where `asksForItems`. */
  readonly items?: ReadonlyMap<Guid, ItemBooking>
  /** GLAccountPurchase of the supplier; read only where `asksForSupplier`. */
  readonly supplierAccount?: Guid
}

export interface AccountQuestion {
  readonly costCentre: string | undefined
  readonly item: Guid
  readonly orderDate: CalendarDate
  readonly line: string
}

/**
 * Undefined for a line without a cost centre for which nothing gives an account: what needs one holds it.
 * @throws EdiError, held: `no-gl-account-for-cost-centre`, `gl-account-unknown`, `cross-reference-ambiguous`
 */
export function glAccountOf(
  { costCentre, item, orderDate, line }: AccountQuestion,
  context: AccountContext,
): GLAccount | undefined {
  const { division, partner, references, glAccounts, items } = context
  const itemGroup = items?.get(item)?.group
  const code = glAccountCodeOf(references, { division, partner, on: orderDate, itemGroup }, costCentre)
  const where = { division, line }
  if (code !== undefined) return glAccounts.get(code) ?? refuse(`GL account ${code} of ${named(costCentre)}`)
  const own = ownAccount(item, context)
  if (own !== undefined) {
    const account = [...glAccounts.values()].find(({ id }) => id === own.id)
    return account ?? refuse(`The GL account that Exact Online has for the ${own.of}`)
  }
  if (costCentre === undefined) return undefined
  throw hold({
    code: 'no-gl-account-for-cost-centre',
    what: `Cost centre "${costCentre}" has no GL account on ${orderDate}, the date of the order`,
    where,
    remedy: `Add a row for cost centre "${costCentre}" to the cost centres of the supplier directory`,
  })

  function refuse(what: string): never {
    throw hold({
      code: 'gl-account-unknown',
      what: `${what} does not exist in division ${division}, or is blocked`,
      where,
      remedy: 'Correct the row in the cost centres of the supplier directory, or create the account in Exact Online',
    })
  }
}

/** Whether items of the division have to be read: a row names a group, or their accounts count. */
export function asksForItems(references: CrossReferences, division: Division): boolean {
  const byGroup = references.costCentres.some(
    row => row.itemGroup !== undefined && (row.division === undefined || row.division === division),
  )
  return byGroup || ['item', 'item-or-supplier'].includes(sourceIn(references, division))
}

/** Whether the supplier of an order has to be read. */
export function asksForSupplier(references: CrossReferences, division: Division): boolean {
  return ['supplier', 'item-or-supplier'].includes(sourceIn(references, division))
}

function ownAccount(item: Guid, { references, division, items, supplierAccount }: AccountContext) {
  const source = sourceIn(references, division)
  const ofItem = source === 'item' || source === 'item-or-supplier' ? items?.get(item)?.costAccount : undefined
  if (ofItem !== undefined) return { id: ofItem, of: 'item' }
  const ofSupplier = source === 'supplier' || source === 'item-or-supplier' ? supplierAccount : undefined
  return ofSupplier === undefined ? undefined : { id: ofSupplier, of: 'supplier' }
}

function sourceIn({ booking }: CrossReferences, division: Division): NonNullable<Booking['accounts']> {
  return booking.find(row => row.division === division)?.accounts ?? 'table'
}

function named(costCentre: string | undefined): string {
  return costCentre === undefined ? 'lines without a cost centre' : `cost centre "${costCentre}"`
}
