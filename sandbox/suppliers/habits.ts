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
}

export function habitsOf(world: World, supplier: Supplier): Habits {
  const position = world.suppliers.findIndex(({ key }) => key === supplier.key)
  return {
    taxRate: position % 6 === 4 ? 'percent' : 'fraction',
    invoicesTogether: position % 3 === 1 ? 5 : 1,
    shipNotices: position % 4 === 3,
    takesChanges: position % 3 === 2,
  }
}
