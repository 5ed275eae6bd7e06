/**
 * The reconciliation report from the ledger alone: the orders that came in a period with everything that belongs to them, whenever that
 * came; the 810s that came in it; and what has stopped in it and belongs to no order.
 */
import type { Invoice } from '../documents/invoice'
import type { PurchaseOrder } from '../documents/purchase-order'
import type { Division } from '../documents/value'
import { EdiError } from '../error'
import type { Listed, Place } from '../ledger/replay-search'
import type { DocumentRow } from '../ledger/schema'
import type { Ledger } from '../ledger/ledger'
import type { MatchedInvoice } from '../matching/matched-invoice'
import { invoiceRow } from '../reconciliation/invoice-row'
import { decisionOn } from '../reconciliation/open-ends'
import { orderRow } from '../reconciliation/order-row'
import type { Span } from '../reconciliation/period'
import type { InvoiceRow, LooseEnd, OrderRow, Row } from '../reconciliation/rows'
import { isBookedAs, orderName, orderNumberIn } from './order-names'
import { orderTrail, stoppedDocument, STOPPED } from './order-trail'

export interface Period extends Span {
  readonly division?: Division
  /** Key of the partner, or code of the supplier where nothing was sent to it. */
  readonly partner?: string
}

/** Of the period what concerns one division or one supplier, as people write them. @throws EdiError `report-division` */
export function ofOne(span: Span, division: string | undefined, partner: string | undefined): Period {
  if (division !== undefined && !/^\d+$/.test(division))
    throw new EdiError({
      code: 'report-division',
      what: `"${division}" is no number of a division`,
      remedy: 'Give the number that Exact Online shows, or leave it out for all',
    })
  return { ...span, ...(division !== undefined && { division: Number(division) }), ...(partner !== undefined && { partner }) }
}

/** Documents on a page. */
const PAGE = 200

export async function* reconcile(ledger: Ledger, period: Period): AsyncGenerator<Row> {
  const wanted = isOf(period)
  for await (const rows of pagesOf(ledger, period)) yield* rows.filter(wanted)
}

async function* pagesOf(ledger: Ledger, period: Period): AsyncGenerator<readonly Row[]> {
  yield* orders(ledger, period)
  yield* invoices(ledger, period)
  yield* looseEnds(ledger, period)
}

function isOf({ partner }: Period): (row: Row) => boolean {
  if (partner === undefined) return () => true
  return row => row.partner === partner || (row.row === 'order' && row.partner === undefined && row.supplier.code === partner)
}

/** An order came with its first revision. */
async function* orders(ledger: Ledger, period: Period): AsyncGenerator<readonly OrderRow[]> {
  for await (const documents of ledger.audit.arrivals({ kind: 'purchase-order', ...period })) {
    const rows: OrderRow[] = []
    for (const { id, division, content } of documents) {
      if (division === null || content === null) continue
      const { number } = JSON.parse(content) as PurchaseOrder
      const revisions = await ledger.named(orderName(division, number))
      if (revisions[0]?.id === id) rows.push(orderRow(await orderTrail(ledger, revisions)))
    }
    yield rows
  }
}

async function* invoices(ledger: Ledger, period: Period): AsyncGenerator<readonly InvoiceRow[]> {
  for await (const documents of ledger.audit.arrivals({ kind: 'x12-810', ...period })) {
    const names = await ledger.audit.namesOf(documents.map(({ id }) => id))
    const booked = new Set(names.filter(({ name }) => isBookedAs(name)).map(({ documentId }) => documentId))
    yield documents.map(document => invoiceOf(document, booked.has(document.id)))
  }
}

function invoiceOf(
  { id, subject, created_at, division, partner, state, reason, content }: DocumentRow,
  isBooked: boolean,
): InvoiceRow {
  const read = content === null ? undefined : (JSON.parse(content) as Invoice | MatchedInvoice)
  return invoiceRow({
    documentId: id,
    subject,
    arrivedAt: created_at,
    ...(division !== null && { division }),
    ...(partner !== null && { partner }),
    state,
    ...(reason !== null && { reason }),
    ...(read && { content: read }),
    isBooked,
  })
}

/** What has stopped is little, whatever the period: all of it is looked at. */
async function* looseEnds(ledger: Ledger, { since, before, division }: Period): AsyncGenerator<readonly LooseEnd[]> {
  let after: Place | undefined
  for (;;) {
    const search = { states: STOPPED, ...(division !== undefined && { division }) }
    const page = await ledger.replays.search(search, { order: 'oldest', after, limit: PAGE })
    const inPeriod = page.filter(({ created_at }) => created_at >= since && created_at < before)
    const known = await ofKnownOrders(ledger, inPeriod)
    yield inPeriod.filter(({ id }) => !known.has(id)).map(looseEnd)
    const last = page.at(-1)
    if (page.length < PAGE || !last) return
    after = { updatedAt: last.updated_at, id: last.id }
  }
}

/** They stand among the open ends of their order. */
async function ofKnownOrders(ledger: Ledger, documents: readonly Listed[]): Promise<ReadonlySet<string>> {
  const divisions = new Map(documents.map(({ id, division }) => [id, division]))
  const known = new Set<string>()
  for (const { documentId, name } of await ledger.audit.namesOf([...divisions.keys()])) {
    const [number, division] = [orderNumberIn(name), divisions.get(documentId)]
    if (number === undefined || division == null) continue
    if (await ledger.latest(orderName(division, number))) known.add(documentId)
  }
  return known
}

function looseEnd(document: Listed): LooseEnd {
  const { kind, subject, division, partner } = document
  return {
    row: 'loose',
    kind,
    subject,
    ...(division !== null && { division }),
    ...(partner !== null && { partner }),
    ...decisionOn(stoppedDocument(document)),
  }
}
