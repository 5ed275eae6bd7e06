/** What a confirmation writes to an order comes back with the next fetch: it must not be taken for a change of ours. */
import type { PurchaseOrder, PurchaseOrderLine } from '../documents/purchase-order'
import type { ExactWrites } from '../mapping/exact-write'

/** The order as it will stand in Exact Online once these writes are made. */
export function orderAfter(order: PurchaseOrder, { writes }: ExactWrites): PurchaseOrder {
  const bodyOf = (key: string) => writes.find(write => write.action === 'update' && write.key === key)?.body ?? {}
  const header = bodyOf(order.sourceId)
  return {
    ...order,
    ...(typeof header['ReceiptDate'] === 'string' ? { requestedDate: header['ReceiptDate'].slice(0, 10) } : {}),
    ...(typeof header['YourRef'] === 'string' ? { yourReference: header['YourRef'] } : {}),
    lines: order.lines.map(line => {
      const body = bodyOf(line.sourceId)
      return {
        ...line,
        ...(typeof body['ReceiptDate'] === 'string' ? { requestedDate: body['ReceiptDate'].slice(0, 10) } : {}),
        ...(typeof body['Notes'] === 'string' ? { notes: body['Notes'] } : {}),
      }
    }),
  }
}

/** The order with each value that equals the confirmed one put back to what was sent. */
export function withoutConfirmation(order: PurchaseOrder, sent: PurchaseOrder, confirmed: PurchaseOrder): PurchaseOrder {
  const lines = order.lines.map(line => {
    const before = sent.lines.find(({ sourceId }) => sourceId === line.sourceId)
    const after = confirmed.lines.find(({ sourceId }) => sourceId === line.sourceId)
    return before && after ? restored<PurchaseOrderLine>(line, before, after, ['requestedDate', 'notes']) : line
  })
  return { ...restored(order, sent, confirmed, ['requestedDate', 'yourReference']), lines }
}

function restored<T extends object>(now: T, before: T, after: T, names: readonly (keyof T)[]): T {
  const copy = { ...now }
  for (const name of names) {
    if (now[name] !== after[name]) continue
    if (before[name] === undefined) delete copy[name]
    else copy[name] = before[name]
  }
  return copy
}
