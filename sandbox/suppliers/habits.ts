/** In what suppliers of the sandbox differ beyond what the world says of them. */
import type { Supplier, World } from '../world'

export interface Habits {
  /** TXI03: every sixth supplier sends 21 where the standard says 0.21. @see reference x12.md §2 */
  readonly taxRate: 'fraction' | 'percent'
  /** Most invoices that one interchange of this supplier carries. */
  readonly invoicesTogether: number
  /** Sends an 856 before the 810 of a delivery. */
  readonly shipNotices: boolean
  /** Wants changes of orders as an 860, and answers them with an 865. */
  readonly takesChanges: boolean
  /** What the buyer compares its invoices with, beside the order. */
  readonly matching: Matching
}

/** `ship-notices` and `goods-receipts`: three-way, by what it announces, or by what the buyer books of that. */
export type Matching = 'two-way' | 'ship-notices' | 'goods-receipts'

/** So many orders make a trade that shows everything. In a smaller one nothing waits for anything else, so that it is plain. */
const largeTrade = 200

export function habitsOf(world: World, supplier: Supplier): Habits {
  const position = world.suppliers.findIndex(({ key }) => key === supplier.key)
  return {
    taxRate: position % 6 === 4 ? 'percent' : 'fraction',
    invoicesTogether: position % 3 === 1 ? 5 : 1,
    shipNotices: position % 4 === 3,
    takesChanges: position % 3 === 2,
    matching: world.orders.length < largeTrade || position % 4 !== 3 ? 'two-way' : threeWay(position),
  }
}

export function matchingOf(world: World, supplier: string): Matching {
  const found = world.suppliers.find(({ key }) => key === supplier)
  return found ? habitsOf(world, found).matching : 'two-way'
}

/** Goods that are received in boxes are counted in pieces, and cannot be compared: the suppliers of boxes announce. */
function threeWay(position: number): Matching {
  return position === 3 ? 'goods-receipts' : 'ship-notices'
}
