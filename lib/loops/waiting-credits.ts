/** Credits that came before the invoice that they name, found again by it when it comes. */
import type { Invoice } from '../documents/invoice'
import type { Division } from '../documents/value'
import type { Ledger } from '../ledger/ledger'
import type { ReasonCode } from '../matching/reasons'
import { invoiceName } from './invoice-name'
import type { EdiProperty } from './message'
import { contentOf } from './order-names'
import type { Outcome } from './outcome'

const WAITS_FOR_INVOICE: ReasonCode = 'credit-without-invoice'

/** What a map that has read an invoice or a credit leaves in the ledger. */
export function asRead(invoice: Invoice, { division, partner }: EdiProperty): Pick<Outcome, 'content' | 'names'> {
  const { type, originalInvoice } = invoice
  if (type !== 'credit' || originalInvoice === undefined || division === undefined || partner === undefined)
    return { content: invoice }
  return { content: invoice, names: [creditName(division, partner, originalInvoice)] }
}

/** Those of an invoice that are held for nothing but that it was not matched, one of each number. */
export async function waitingCredits(
  ledger: Ledger,
  division: Division,
  partner: string,
  { type, number }: Invoice,
): Promise<readonly Invoice[]> {
  if (type !== 'invoice') return []
  const waiting = new Map<string, Invoice>()
  for (const { id, state, reason, content } of await ledger.named(creditName(division, partner, number))) {
    if (state !== 'held' || reason !== WAITS_FOR_INVOICE || content === null) continue
    const credit = JSON.parse(content) as Invoice
    const name = invoiceName(division, partner, credit)
    // Of two with one number only the first is ever booked.
    if (!waiting.has(name) && (await contentOf(ledger, name, id)) === undefined) waiting.set(name, credit)
  }
  return [...waiting.values()]
}

function creditName(division: Division, partner: string, invoice: string): string {
  return `credit of ${invoiceName(division, partner, { type: 'invoice', number: invoice })}`
}
