/** In what suppliers of the sandbox differ beyond what the world says of them. */
import type { Supplier, World } from '../world'

export interface Habits {
  /** TXI03: every sixth supplier sends 21 where the standard says 0.21. @see reference x12.md §2 */
  readonly taxRate: 'fraction' | 'percent'
  /** Most invoices that one interchange of this supplier carries. */
  readonly invoicesTogether: number
}

export function habitsOf(world: World, supplier: Supplier): Habits {
  const position = world.suppliers.findIndex(({ key }) => key === supplier.key)
  return { taxRate: position % 6 === 4 ? 'percent' : 'fraction', invoicesTogether: position % 3 === 1 ? 5 : 1 }
}
