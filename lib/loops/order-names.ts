/** Names under which the ledger finds an order again. */
import type { Division } from '../documents/value'
import type { Ledger } from '../ledger/ledger'

/** Revisions of an order as they were sent. */
export function orderName(division: Division, number: string): string {
  return `order ${division}/${number}`
}

/** What suppliers confirmed of it: see confirmed.ts. */
export function confirmedOrderName(division: Division, number: string): string {
  return `order as confirmed ${division}/${number}`
}

/** Content of the newest document under a name. */
export async function contentOf<T>(ledger: Ledger, name: string): Promise<T | undefined> {
  const document = await ledger.latest(name)
  return document?.content ? (JSON.parse(document.content) as T) : undefined
}
