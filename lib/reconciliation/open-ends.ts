/** What of an order is not at its end: what is missing, and since when. */
import { amountText, decimal, decimalText } from '../documents/value'
import type { OrderTrail, StoppedDocument } from './order-trail'
import type { LooseEnd, OpenEnd, OrderRow, Row } from './rows'

type Figures = Omit<OrderRow, 'openEnds'>

/** An open end with the order it is of; without one where that is not known. */
export type PlacedEnd = (OpenEnd | LooseEnd) & { readonly order?: string; readonly supplier?: string }

export function placedEnds(row: Row): PlacedEnd[] {
  if (row.row === 'invoice') return []
  if (row.row === 'loose') return [row]
  const { order, division, supplier, partner, openEnds } = row
  return openEnds.map(end => ({ ...end, order, division, supplier: supplier.name ?? supplier.code, partner }))
}

/** The document that has stopped first, then what the order itself still waits for. */
export function openEndsOf(trail: OrderTrail, row: Figures): OpenEnd[] {
  return [...trail.stopped.map(decisionOn), ...ofTheMessage(trail), ...ofTheAnswers(trail, row), ...ofTheInvoices(trail, row)]
}

/** Held, failed or uncertain: nothing goes on before a person has decided. */
export function decisionOn({ documentId, subject, state, reason, since }: StoppedDocument): OpenEnd {
  return {
    missing: 'decision',
    since,
    words: `${subject} is ${state}${reason === null ? '' : `: ${reason}`}`,
    documentId,
    ...(reason !== null && { reason }),
  }
}

function ofTheMessage({ told, arrivedAt, stopped, order }: OrderTrail): OpenEnd[] {
  const last = told.at(-1)
  const sentAt = last?.transmission?.sentAt
  if (!last || sentAt == null) {
    const isStopped = stopped.some(({ documentId, kind }) => documentId === last?.documentId || kind === 'purchase-order')
    const words = last ? `Revision ${last.revision} has not been delivered` : 'The order has not been delivered'
    return isStopped ? [] : [{ missing: 'delivery', since: last?.arrivedAt ?? arrivedAt, words }]
  }
  const { outcome, answeredAt, deadline } = last.transmission ?? {}
  const message = order.purpose === 'cancel' ? 'The cancellation' : `Revision ${last.revision}`
  if (outcome == null) {
    const due = deadline == null ? '' : `, which is due ${deadline.slice(0, 16).replace('T', ' ')} UTC`
    return [
      { missing: 'acknowledgment', since: sentAt, words: `${message} waits for its 997${due}`, documentId: last.documentId },
    ]
  }
  // A rejected message has stopped too, unless somebody has decided on it.
  if (outcome !== 'rejected' || stopped.some(({ documentId }) => documentId === last.documentId)) return []
  return [
    {
      missing: 'accepted-acknowledgment',
      since: answeredAt ?? sentAt,
      words: `${message} was rejected by the partner`,
      documentId: last.documentId,
    },
  ]
}

/** A supplier who ships or invoices has confirmed by it. */
function ofTheAnswers({ stopped }: OrderTrail, { isCancelled, sentAt, confirmedAt, shippedAt, invoicedAt }: Figures): OpenEnd[] {
  const answered = confirmedAt ?? shippedAt ?? invoicedAt
  const isStopped = stopped.some(({ kind }) => kind === 'x12-855' || kind === 'x12-865')
  if (isCancelled || sentAt === undefined || answered !== undefined || isStopped) return []
  return [{ missing: 'confirmation', since: sentAt, words: 'The supplier has not answered the order' }]
}

function ofTheInvoices({ invoices, stopped }: OrderTrail, row: Figures): OpenEnd[] {
  const { currency, sentAt, confirmedAt, shippedAt, invoicedAt } = row
  const open = decimal(row.open)
  const since = [invoicedAt, shippedAt, confirmedAt].find(moment => moment !== undefined)
  const notBooked = invoices.filter(
    ({ isBooked, documentId }) => !isBooked && stopped.every(one => one.documentId !== documentId),
  )
  const ends: OpenEnd[] = notBooked.map(({ documentId, at, matched }) => ({
    missing: 'booking',
    since: at,
    words: `Invoice ${matched.invoice.number} is matched and not booked`,
    documentId,
  }))
  if (open.isPositive() && !open.isZero() && since !== undefined && sentAt !== undefined)
    ends.push({ missing: 'invoice', since, words: `${amountText(row.open, currency)} ${currency} of goods are not invoiced` })
  if (open.isNegative())
    ends.push({
      missing: 'agreement',
      since: invoicedAt ?? trailStart(row),
      words: `${amountText(decimalText(open.negated()), currency)} ${currency} of goods more than ordered were invoiced`,
    })
  return ends
}

function trailStart({ orderDate }: Figures): string {
  return `${orderDate}T00:00:00.000Z`
}
