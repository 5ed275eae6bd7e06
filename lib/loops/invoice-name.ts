/** Names under which the ledger finds matched invoices and credits again. */
import type { Invoice } from '../documents/invoice'
import type { Division } from '../documents/value'
import { normalisedInvoiceNumber } from '../matching/invoice-number'

/** Invoices and credits of a partner have numbers of their own. @param partner its key */
export function invoiceName(division: Division, partner: string, { type, number }: Pick<Invoice, 'type' | 'number'>): string {
  return `invoice ${division}/${partner}/${type}/${normalisedInvoiceNumber(number)}`
}

/** Invoices and credits that were matched to an order. */
export function invoicedOrderName(division: Division, number: string): string {
  return `invoiced of order ${division}/${number}`
}
