/** What the nodes of a dry run would have done, read from the copy of the ledger that they worked on. */
import type { PurchaseOrder } from '../documents/purchase-order'
import type { Ledger } from '../ledger/ledger'
import type { DocumentRow } from '../ledger/schema'
import type { MatchedInvoice } from '../matching/matched-invoice'
import { type Planned, worthOfInvoice, worthOfOrder } from '../reconciliation/plan'
import { WOULD_SEND, WOULD_WRITE } from './order-names'

export async function* planned(ledger: Ledger): AsyncGenerator<Planned> {
  for await (const documents of ledger.audit.documentsNamed(WOULD_SEND))
    yield* documents.map(document => plannedOf(document, 'send'))
  for await (const documents of ledger.audit.documentsNamed(WOULD_WRITE))
    yield* documents.map(document => plannedOf(document, 'write'))
}

/** Invoices are booked; anything else that is written to Exact Online is a date, a text, a draft or a receipt. */
function plannedOf({ subject, division, content }: DocumentRow, does: 'send' | 'write'): Planned {
  const read = content === null ? undefined : (JSON.parse(content) as Partial<PurchaseOrder | MatchedInvoice>)
  const place = { subject, ...(division !== null && { division }) }
  if (does === 'send') return { does, ...place, ...(isOrder(read) && { worth: worthOfOrder(read) }) }
  return isMatched(read) ? { does: 'book', ...place, worth: worthOfInvoice(read) } : { does, ...place }
}

function isOrder(content: Partial<PurchaseOrder | MatchedInvoice> | undefined): content is PurchaseOrder {
  return content?.kind === 'purchase-order'
}

function isMatched(content: Partial<PurchaseOrder | MatchedInvoice> | undefined): content is MatchedInvoice {
  return content?.kind === 'matched-invoice'
}
