/** What a confirmation writes to an order comes back with the next fetch: it must not be taken for a change of ours. */
import type { PurchaseOrder } from '../documents/purchase-order'
import { decimalText, sum } from '../documents/value'
import type { Answer } from '../mapping/confirmed-line'
import type { ExactWrites } from '../mapping/exact-write'
import type { OrderLineQuantity } from '../reconciliation/order-trail'

/** Kept for the next reading of the order and for the next confirmation of it. */
export interface Confirmed {
  /** The revision that the supplier answered. */
  readonly sent: PurchaseOrder
  /** As it stood in Exact Online before the writes, which may not be made yet. */
  readonly before: PurchaseOrder
  /** As it stands there once they are. */
  readonly after: PurchaseOrder
}

/** Kept beside it for those who count: what the supplier will deliver of the lines that it speaks of. */
export interface ConfirmedLines {
  readonly lines: readonly OrderLineQuantity[]
}

export function confirmedLines(answers: readonly Answer[]): OrderLineQuantity[] {
  return answers.map(({ line, parts }) => ({
    orderLine: line.sourceId,
    quantity: decimalText(sum(parts.map(({ quantity }) => quantity))),
  }))
}

/** @param earlier the confirmation before this one */
export function confirmedBy(writes: ExactWrites, sent: PurchaseOrder, earlier: Confirmed | undefined): Confirmed {
  const before = standing(sent, earlier)
  return { sent, before, after: orderAfter(before, writes) }
}

/** The revision as it stands in Exact Online: a value that was confirmed stays until the buyer asks for another. */
export function standing(sent: PurchaseOrder, earlier: Confirmed | undefined): PurchaseOrder {
  if (!earlier) return sent
  return withValues(sent, (name, asked, partOf) => {
    const inForce = partOf(earlier.sent)?.[name] === asked[name]
    return inForce ? partOf(earlier.after)?.[name] : asked[name]
  })
}

/** The order as read, with each value that comes of a confirmation put back to what was sent. */
export function withoutConfirmation(order: PurchaseOrder, sent: PurchaseOrder, confirmed: Confirmed): PurchaseOrder {
  return withValues(order, (name, now, partOf) => {
    const asked = partOf(sent)
    const ours = [confirmed.before, confirmed.after].some(one => partOf(one)?.[name] === now[name])
    // Once the buyer has asked for something else, the confirmed value is one that the buyer may come back to.
    const inForce = asked !== undefined && partOf(confirmed.sent)?.[name] === asked[name]
    return ours && inForce ? asked[name] : now[name]
  })
}

/** The order as it will stand in Exact Online once these writes are made. */
export function orderAfter(order: PurchaseOrder, { writes }: ExactWrites): PurchaseOrder {
  const updates = writes.filter(write => write.action === 'update')
  const bodyOf = (key: string) => updates.find(write => write.key === key)?.body ?? {}
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

type Name = 'requestedDate' | 'yourReference' | 'notes'
type Values = { readonly [name in Name]?: unknown }
/** The header or the line of another state of the order that is the counterpart of the one in hand. */
type PartOf = (other: PurchaseOrder) => Values | undefined

/** The order with the values that a confirmation can write chosen anew. */
function withValues(order: PurchaseOrder, choose: (name: Name, now: Values, partOf: PartOf) => unknown): PurchaseOrder {
  const chosen = <T extends Values>(now: T, names: readonly Name[], partOf: PartOf): T => {
    const values = names.map(name => [name, choose(name, now, partOf)] as const)
    const rest = Object.entries(now).filter(([name]) => !(names as readonly string[]).includes(name))
    return Object.fromEntries([...rest, ...values.filter(([, value]) => value !== undefined)]) as unknown as T
  }
  return {
    ...chosen(order, ['requestedDate', 'yourReference'], other => other),
    lines: order.lines.map(line =>
      chosen(line, ['requestedDate', 'notes'], other => other.lines.find(({ sourceId }) => sourceId === line.sourceId)),
    ),
  }
}
