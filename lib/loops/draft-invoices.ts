/** Drafts of purchase invoices that confirmations made, found again when the invoice comes. */
import type { Division } from '../documents/value'
import { EdiError } from '../error'
import type { VatRate } from '../exact/directory'
import type { Ledger } from '../ledger/ledger'
import { completionOf, purchaseInvoice } from '../mapping/draft-invoice'
import type { ExactComplete, ExactCreate, ExactWrite, ExactWrites } from '../mapping/exact-write'
import { hold } from '../mapping/hold'
import type { ExactVatCode } from '../mapping/invoice-vat'
import type { Partner } from '../mapping/partners'
import { contentOf, draftInvoiceName } from './order-names'
import type { Outcome } from './outcome'

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

/** What of a step's outcome settles between an acknowledgment and an invoice who of the two comes first. */
type First = Pick<Outcome, 'claims' | 'whenClaimed'>

/**
 * An acknowledgment makes a draft only while no invoice of its order is ready to be booked, and an invoice is ready only while no
 * acknowledgment is about to make one: whoever is first holds the claim. Undefined where an invoice was first.
 */
export async function firstForDraft(
  ledger: Ledger,
  division: Division,
  number: string,
  documentId: string | undefined,
): Promise<First | undefined> {
  const name = draftInvoiceName(division, number)
  const holder = await ledger.claimedBy(name)
  return holder === undefined || holder === documentId
    ? { claims: [name], whenClaimed: () => pending(number, division) }
    : undefined
}

interface Booking {
  readonly ledger: Ledger
  readonly documentId: string | undefined
  /** The orders that the invoice is of. */
  readonly orders: readonly { readonly division: Division; readonly number: string }[]
  readonly partner: Partner | undefined
}

/**
 * The writes of an invoice, which completes the draft of its order where there is one. Credits complete nothing.
 * @throws EdiError `draft-invoice-pending`: passing while the draft is being written, held when that has stopped
 */
export async function completingDraft(
  invoice: ExactWrites,
  { ledger, documentId, orders, partner }: Booking,
): Promise<First & { readonly writes: ExactWrites }> {
  const isInvoice = (one: ExactWrite): one is ExactCreate => one.action === 'create' && one.body['Type'] === purchaseInvoice
  if (!invoice.writes.some(isInvoice)) return { writes: invoice }
  const claims: string[] = []
  const drafts: ExactCreate[] = []
  for (const { division, number } of orders) {
    // First who claims, then what is there: a claim and a draft are stored as one.
    const first = await firstForDraft(ledger, division, number, documentId)
    const draft = await writtenDraft(ledger, division, number, documentId)
    if (draft) drafts.push(draft)
    else if (first?.claims && draftsOf(partner)) claims.push(...first.claims)
  }
  const [order] = orders
  return {
    writes: {
      ...invoice,
      writes: invoice.writes.map(one =>
        isInvoice(one)
          ? drafts.reduceRight<ExactCreate | ExactComplete>((instead, draft) => completionOf(draft, instead), one)
          : one,
      ),
    },
    ...(claims.length > 0 && order && { claims, whenClaimed: () => pending(order.number, order.division) }),
  }
}

/** Whether acknowledgments of this partner may make drafts. */
export function draftsOf(partner: Partner | undefined): boolean {
  return partner?.acknowledgment === 'draft-invoice' || partner?.acknowledgment === 'both'
}

/** A draft that Exact Online does not hold yet would be missed, and a second invoice made beside it. */
async function writtenDraft(
  ledger: Ledger,
  division: Division,
  number: string,
  documentId: string | undefined,
): Promise<ExactCreate | undefined> {
  const document = await ledger.latest(draftInvoiceName(division, number), documentId)
  if (document === undefined) return undefined
  if (document.state === 'open' || document.state === 'retrying') throw pending(number, division)
  if (document.state !== 'done')
    throw hold({
      code: 'draft-invoice-pending',
      what: `The acknowledgment of order ${number} was to become a draft of its invoice and has stopped (${document.state})`,
      where: { order: number, division },
      remedy: 'Decide on the acknowledgment first: when it is done or abandoned, try this again',
    })
  return draftOfOrder(ledger, division, number, documentId)
}

function pending(number: string, division: Division): EdiError {
  return new EdiError({
    code: 'draft-invoice-pending',
    what: `A draft of the invoice of order ${number} is just being made`,
    where: { order: number, division },
    prospect: 'passing',
  })
}

export function vatRecords(rates: ReadonlyMap<string, VatRate>): ReadonlyMap<string, ExactVatCode> {
  return new Map(
    [...rates].map(([code, { rate, type, charged }]) => [
      code,
      { Code: code, Percentage: Number(rate), Type: type, Charged: charged },
    ]),
  )
}
