/** Drafts of purchase invoices that confirmations made, found again when the invoice comes. */
import type { Division } from '../documents/value'
import type { VatRate } from '../exact/directory'
import type { Ledger } from '../ledger/ledger'
import { completionOf } from '../mapping/draft-invoice'
import type { ExactCreate, ExactWrites } from '../mapping/exact-write'
import type { ExactVatCode } from '../mapping/invoice-vat'
import { contentOf, draftInvoiceName } from './order-names'

/** What a confirmation leaves in the ledger beside what it confirmed. */
export interface DraftMade {
  readonly draft?: ExactCreate
}

export async function draftOfOrder(
  ledger: Ledger,
  division: Division,
  number: string,
  except?: string,
): Promise<ExactCreate | undefined> {
  return (await contentOf<DraftMade>(ledger, draftInvoiceName(division, number), except))?.draft
}

/** The writes of an invoice, which completes the draft of its order where there is one. Credits complete nothing. */
export async function completingDraft(ledger: Ledger, number: string, invoice: ExactWrites): Promise<ExactWrites> {
  const draft = await draftOfOrder(ledger, invoice.division, number)
  if (draft === undefined) return invoice
  return {
    ...invoice,
    writes: invoice.writes.map(one => {
      const isInvoice = one.action === 'create' && one.resource === draft.resource && one.body['Type'] === draft.body['Type']
      return isInvoice ? completionOf(draft, one) : one
    }),
  }
}

export function vatRecords(rates: ReadonlyMap<string, VatRate>): ReadonlyMap<string, ExactVatCode> {
  return new Map(
    [...rates].map(([code, { rate, type, charged }]) => [
      code,
      { Code: code, Percentage: Number(rate), Type: type, Charged: charged },
    ]),
  )
}
