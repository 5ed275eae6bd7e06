/** A matched invoice → what is to be written to Exact Online. */
import { EdiError } from '../error'
import type { Invoice } from '../documents/invoice'
import { invoiceWrites } from '../mapping/invoice-to-exact'
import type { CrossReferences } from '../mapping/cross-reference'
import { type Original, withOriginal } from '../mapping/original-document'
import type { MatchedInvoice } from '../matching/matched-invoice'
import { completingDraft, vatRecords } from './draft-invoices'
import { type Hop, onward } from './hop'
import type { NodeMessage } from './message'

export const invoiceToExactHop: Hop = async (message, { ledger, documentId, partners, masterData }) => {
  const matched = matchedOf(message.payload)
  const { invoice, orders } = matched
  const [{ division }] = orders
  const master = masterData()
  const references = partners.crossReferences
  const booking = invoiceWrites(matched, {
    partner: message.edi?.partner,
    references,
    vatCodes: vatRecords(await master.vatCodes(division)),
    glAccounts: await master.glAccounts(division),
    chargeItems: await master.itemsByCode(division, chargeItems(invoice, references.charges)),
  })
  const partner = partners.partners.find(({ key }) => key === message.edi?.partner)
  const kept = withOriginal(booking, originalOf(message), {
    invoice,
    order: orders[0],
    booking: references.booking.find(row => row.division === division),
  })
  const { writes, ...first } = await completingDraft(kept, { ledger, documentId, orders, partner })
  return { what: 'ready to be booked', ...first, outputs: onward(message, writes, { kind: writes.kind }) }
}

/** What the map that read the invoice left beside it; an invoice that came otherwise has none. */
function originalOf({ edi }: NodeMessage): Original | undefined {
  return edi?.original && { bytes: edi.original, numbers: edi.controlNumbers ?? {} }
}

/** Only what was matched is booked. */
function matchedOf(payload: unknown): MatchedInvoice {
  if ((payload as Partial<MatchedInvoice> | null)?.kind === 'matched-invoice') return payload as MatchedInvoice
  throw new EdiError({
    code: 'invoice-not-matched',
    what: 'The message carries no invoice that was matched to its order',
    remedy: 'Put edi-match between the map that reads the invoice and this one, then read the document again',
    prospect: 'held',
  })
}

/** Items that carry the invoice's charges; none are asked for when it has none. */
function chargeItems(invoice: Invoice, charges: CrossReferences['charges']): string[] {
  const codes = new Set([...invoice.charges, ...invoice.lines.flatMap(line => line.charges)].map(({ code }) => code))
  return charges.flatMap(({ charge, item }) => (item !== undefined && (charge === undefined || codes.has(charge)) ? [item] : []))
}
