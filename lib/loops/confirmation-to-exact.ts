/** A supplier's answer to an order → what is written to Exact Online: dates and texts, a draft of the invoice, or both. */
import type { OrderConfirmation } from '../documents/order-confirmation'
import type { PurchaseOrder } from '../documents/purchase-order'
import type { Answer } from '../mapping/confirmed-line'
import { draftInvoiceFrom } from '../mapping/draft-invoice'
import type { ExactCreate, ExactWrites } from '../mapping/exact-write'
import { hold } from '../mapping/hold'
import { confirmationWrites, confirmedAnswers } from '../mapping/order-confirmation-to-exact'
import { type Confirmed, confirmedBy, type ConfirmedLines, confirmedLines, standing } from './confirmed'
import { type DraftMade, draftOfOrder, draftsOf, firstForDraft, vatRecords } from './draft-invoices'
import { divisionOf, type Hop, type HopContext, onward, partnerFor } from './hop'
import { confirmedOrderName, contentOf, draftInvoiceName } from './order-names'
import { orderOfPartner } from './order-of-partner'
import type { Outcome } from './outcome'

export const confirmationToExactHop: Hop = async (message, context) => {
  const { ledger, documentId, partners } = context
  const confirmation = message.payload as OrderConfirmation
  const division = divisionOf(message)
  const partner = partnerFor(message, partners)
  const order = await orderOfPartner(ledger, division, partner, confirmation.orderNumber)
  const closed = afterCancellation(confirmation, order)
  if (closed) {
    if (await draftOfOrder(ledger, division, order.number, documentId)) throw draftLeft(order)
    return closed
  }
  const name = confirmedOrderName(division, order.number)
  const earlier = await contentOf<Confirmed>(ledger, name, documentId)
  const reading = { order, standing: standing(order, earlier), partner, references: partners.crossReferences }
  const first = draftsOf(partner) ? await firstForDraft(ledger, division, order.number, documentId) : undefined
  const confirming = confirmationWrites(confirmation, reading)
  const answers = confirmedAnswers(confirmation, reading)
  const drafting = draftsOf(partner) && answers.length > 0
  const draft = drafting ? await draftFor(answers, { context, order, confirmation, isFirst: first !== undefined }) : undefined
  const writes: ExactWrites = {
    ...confirming,
    writes: [...(partner.acknowledgment === 'draft-invoice' ? [] : confirming.writes), ...(draft ? [draft] : [])],
  }
  return {
    what: `matched to order ${order.number}${draft ? ', with a draft of its invoice' : ''}`,
    content: {
      ...confirmedBy(writes, order, earlier),
      lines: confirmedLines(answers),
      ...(draft && { draft }),
    } satisfies Confirmed & ConfirmedLines & DraftMade,
    names: [name, ...(draft ? [draftInvoiceName(division, order.number)] : [])],
    ...(draft && first),
    outputs: onward(message, writes, { kind: writes.kind, order: order.number }),
  }
}

interface Drafting {
  readonly context: HopContext
  readonly order: PurchaseOrder
  readonly confirmation: OrderConfirmation
  /** No invoice of the order was here before. */
  readonly isFirst: boolean
}

/**
 * The draft of an order is made once, of an answer to all its lines.
 * @throws EdiError `draft-invoice-outdated`, held, when a later answer would give another one
 */
async function draftFor(
  answers: readonly Answer[],
  { context, order, confirmation, isFirst }: Drafting,
): Promise<ExactCreate | undefined> {
  const { ledger, documentId, partners, masterData } = context
  const { division } = order
  const made = await draftOfOrder(ledger, division, order.number, documentId)
  if (made === undefined && (!isFirst || answers.length < order.lines.length)) return undefined
  const vatCodes = vatRecords(await masterData().vatCodes(division))
  const on = confirmation.date ?? order.orderDate
  const draft = draftInvoiceFrom(answers, on, { order, references: partners.crossReferences, vatCodes })
  if (made === undefined) return draft
  const lines = (one: ExactCreate) => (one.body['PurchaseInvoiceLines'] ?? []) as readonly unknown[]
  const known = new Set(lines(made).map(line => JSON.stringify(line)))
  if (lines(draft).every(line => known.has(JSON.stringify(line)))) return undefined
  throw hold({
    code: 'draft-invoice-outdated',
    what: `A draft of the invoice was made of an earlier answer to order ${order.number}, and this one says something else`,
    where: { order: order.number, division },
    remedy: 'Correct the lines of the draft in Exact Online, then abandon this document',
  })
}

function draftLeft({ number, division }: PurchaseOrder) {
  return hold({
    code: 'draft-invoice-left',
    what: `The supplier agrees that order ${number} is cancelled, and Exact Online still holds a draft of its invoice`,
    where: { order: number, division },
    remedy: 'Delete the draft in Exact Online, then abandon this document',
  })
}

/**
 * Once an order is cancelled there is nothing to write; whether the supplier agrees is all that matters.
 * @throws EdiError, held: `cancellation-refused`, `order-cancelled`, `confirmation-purpose-unclear`
 */
function afterCancellation(confirmation: OrderConfirmation, order: PurchaseOrder): Outcome | undefined {
  const { answers, verdict, lines, verdictCode } = confirmation
  const where = { order: order.number, division: order.division }
  if (order.purpose !== 'cancel') {
    if (answers !== 'cancellation') return undefined
    throw hold({
      code: 'confirmation-purpose-unclear',
      what: 'The supplier cancels an order that was not cancelled here',
      where,
      remedy: 'Ask the supplier what is meant; a cancellation is agreed by a person',
    })
  }
  const refuses = verdict === 'rejected' || verdict === 'on-hold'
  const keeps = lines.some(line => line.responses.some(({ status }) => ['rejected', 'on-hold', 'unknown'].includes(status)))
  const agrees = answers === 'cancellation' ? !refuses && !keeps : verdict === 'rejected'
  if (agrees)
    return { what: `the supplier agrees that order ${order.number} is cancelled`, reason: 'cancellation-agreed', outputs: [] }
  throw hold({
    code: answers === 'cancellation' ? 'cancellation-refused' : 'order-cancelled',
    what:
      answers === 'cancellation'
        ? `The supplier does not agree that the order is cancelled${verdictCode === '' ? '' : ` (${verdictCode})`}`
        : 'The supplier answers an order that was cancelled',
    where,
    remedy: 'Settle it with the supplier: what is delivered all the same has to be ordered again',
  })
}
