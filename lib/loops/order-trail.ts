/** Everything that the ledger holds of one order, under the names that the hops gave it. */
import { matchLine } from '../documents/order-line'
import type { PurchaseOrder } from '../documents/purchase-order'
import type { ShipNotice } from '../documents/ship-notice'
import type { Sent } from '../ledger/arrivals'
import type { Ledger } from '../ledger/ledger'
import type { Listed } from '../ledger/replay-search'
import type { DocumentRow } from '../ledger/schema'
import type { MatchedInvoice } from '../matching/matched-invoice'
import type { OrderTrail, QuantitiesSaid, StoppedDocument, ToldRevision } from '../reconciliation/order-trail'
import type { ConfirmedLines } from './confirmed'
import { invoicedOrderName } from './invoice-name'
import { confirmedOrderName, isBookedAs, orderNumberName, shippedOrderName, toldOrderName } from './order-names'
import { standingNotices } from './ship-notices'

export const STOPPED = ['failed', 'held', 'uncertain'] as const

/** @param revisions the documents under the order's name, the newest last; at least one */
export async function orderTrail(ledger: Ledger, revisions: readonly DocumentRow[]): Promise<OrderTrail> {
  const order = JSON.parse(revisions.at(-1)?.content ?? '') as PurchaseOrder
  const { division, number } = order
  const told = await ledger.named(toldOrderName(division, number))
  const sent = await ledger.audit.sentOf(told.map(({ id }) => id))
  const matched = await ledger.named(invoicedOrderName(division, number))
  const booked = new Set(
    (await ledger.audit.namesOf(matched.map(({ id }) => id))).filter(({ name }) => isBookedAs(name)).map(one => one.documentId),
  )
  const confirmed = await ledger.named(confirmedOrderName(division, number))
  const shipped = standingNotices(await ledger.named(shippedOrderName(division, number)))
  const partner = sent.at(-1)?.partner ?? [...matched, ...confirmed].find(document => document.partner !== null)?.partner
  return {
    order,
    ...(partner != null && { partner }),
    arrivedAt: revisions[0]?.created_at ?? '',
    told: told.flatMap(document => toldRevision(document, sent)),
    confirmed: confirmed.flatMap(({ created_at: at, content }) =>
      content === null ? [] : [{ at, lines: (JSON.parse(content) as ConfirmedLines).lines }],
    ),
    shipped: shipped.map(({ notice, document }) => ({ at: document.created_at, lines: announced(notice, order) })),
    invoices: matched.flatMap(({ id, created_at: at, updated_at, content }) =>
      content === null
        ? []
        : [
            {
              documentId: id,
              at,
              matched: JSON.parse(content) as MatchedInvoice,
              isBooked: booked.has(id),
              bookedAt: updated_at,
            },
          ],
    ),
    stopped: await stoppedOf(ledger, order),
  }
}

function toldRevision({ id, content, created_at }: DocumentRow, sent: readonly Sent[]): ToldRevision[] {
  if (content === null) return []
  const transmission = sent.findLast(({ documentId }) => documentId === id)
  const { revision } = JSON.parse(content) as PurchaseOrder
  return [{ documentId: id, revision, arrivedAt: created_at, ...(transmission && { transmission }) }]
}

/** Lines of the notice that cannot be told apart are nobody's, as when invoices are matched to it. */
function announced(notice: ShipNotice, order: PurchaseOrder): QuantitiesSaid['lines'] {
  return notice.orders
    .filter(({ orderNumber }) => orderNumber.trim() === order.number)
    .flatMap(({ lines }) => lines)
    .flatMap(line => {
      const match = matchLine(order, line)
      return match.found === 'one' ? [{ orderLine: match.line.sourceId, quantity: line.quantity }] : []
    })
}

async function stoppedOf(ledger: Ledger, { division, number }: PurchaseOrder): Promise<StoppedDocument[]> {
  const found = await ledger.replays.search(
    { name: orderNumberName(number), states: STOPPED, division },
    { order: 'oldest', limit: 100 },
  )
  return found.map(stoppedDocument)
}

export function stoppedDocument({ id, kind, subject, state, reason, updated_at }: Listed): StoppedDocument {
  return { documentId: id, kind, subject, state: state as StoppedDocument['state'], reason, since: updated_at }
}
