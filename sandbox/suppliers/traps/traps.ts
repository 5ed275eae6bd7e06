/** Every trap, and which order of a world shows which. */
import type { Division } from '../../../lib/documents/value'
import { companySeeds } from '../../trade'
import { firstOrderNumber } from '../../world'
import type { ReceivedOrder } from '../order'
import { acknowledgmentTraps } from './acknowledgments'
import { confirmationTraps } from './confirmations'
import { fileTraps } from './files'
import { invoiceTraps } from './invoices'
import { shipmentTraps } from './shipments'
import type { Trap } from './trap'

export const traps: readonly Trap[] = [
  ...acknowledgmentTraps,
  ...confirmationTraps,
  ...shipmentTraps,
  ...invoiceTraps,
  ...fileTraps,
]

/** The first orders of a world are plain, so that a small trade shows how things go when all goes well. */
export const plainOrders = 24

/**
 * Of every second order after those one trap, round and round the list, so that a large trade shows all of it. None for an order that
 * cannot show it: that is answered plainly.
 */
export function trapOf(division: Division, order: ReceivedOrder): Trap | undefined {
  const place = placeOf(division, order.number) - plainOrders
  if (!Number.isInteger(place) || place < 0 || place % 2 === 1 || order.purpose !== '00') return undefined
  const trap = traps[(place / 2) % traps.length]
  return trap && (trap.fits?.(order) ?? true) ? trap : undefined
}

/** Which order of the world it is; not a number where the buyer has no such order. */
function placeOf(division: Division, orderNumber: string): number {
  const company = companySeeds.findIndex(seed => seed.division === division)
  return company === -1 ? Number.NaN : (Number(orderNumber) - firstOrderNumber) * companySeeds.length + company
}
