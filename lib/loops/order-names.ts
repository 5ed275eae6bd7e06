/** Names under which the ledger finds an order again. */
import type { Division } from '../documents/value'

/** Revisions of an order as they were sent. */
export function orderName(division: Division, number: string): string {
  return `order ${division}/${number}`
}

/** The order as it stands after a supplier's confirmation was written to Exact Online. */
export function confirmedOrderName(division: Division, number: string): string {
  return `order as confirmed ${division}/${number}`
}
