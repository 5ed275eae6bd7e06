/** Names under which the ledger finds an order again. */
import type { Division } from '../documents/value'
import type { Ledger } from '../ledger/ledger'
import type { NodeMessage } from './message'

/** Revisions of an order as they were sent. */
export function orderName(division: Division, number: string): string {
  return `order ${division}/${number}`
}

/** Revisions that became a message to the supplier: the newest that was not abandoned is what the supplier holds, or will. */
export function toldOrderName(division: Division, number: string): string {
  return `order as told ${division}/${number}`
}

/** Ship notices that name the order. */
export function shippedOrderName(division: Division, number: string): string {
  return `shipped:${division}/${number}`
}

/** Draft purchase invoices that confirmations of the order made. */
export function draftInvoiceName(division: Division, number: string): string {
  return `invoice-draft:${division}/${number}`
}

/** What suppliers confirmed of it: see confirmed.ts. */
export function confirmedOrderName(division: Division, number: string): string {
  return `order as confirmed ${division}/${number}`
}

/** A record of Exact Online that a document made or completed. */
export function writtenName(division: Division, { resource, key }: { readonly resource: string; readonly key: string }): string {
  return `exact ${division}/${resource}/${key}`
}

/** In a dry run, what would have been delivered to the mailbox, and what would have been written to Exact Online. */
export const [WOULD_SEND, WOULD_WRITE] = ['dry run would send', 'dry run would write']

/** Whether such a name is of a purchase invoice or a purchase entry: what counts as booked. */
export function isBookedAs(name: string): boolean {
  return /^exact \d+\/(purchase\/PurchaseInvoices|purchaseentry\/PurchaseEntries)\//.test(name)
}

/** By which people find every document of an order. */
export function orderNumberName(number: string): string {
  return `order number ${number}`
}

/** The number in such a name; undefined for names of another kind. */
export function orderNumberIn(name: string): string | undefined {
  const start = orderNumberName('')
  return name.startsWith(start) ? name.slice(start.length) : undefined
}

/** Documents of one order keep their turn. */
export function orderTurn({ edi }: NodeMessage): string | undefined {
  return edi?.order === undefined ? undefined : `${edi.division ?? ''}/${edi.order}`
}

/** Content of the newest document under a name. @param except the document that asks */
export async function contentOf<T>(ledger: Ledger, name: string, except?: string): Promise<T | undefined> {
  const document = await ledger.latest(name, except)
  return document?.content ? (JSON.parse(document.content) as T) : undefined
}
