/** Which purchase orders of Exact Online count as approved and open, and may be sent. @see reference exact-online.md §7.3 */
import { EdiError } from '../error'
import type { ExactPurchaseOrder } from './exact-to-purchase-order'

type Status = 'ApprovalStatus' | 'OrderStatus' | 'ReceiptStatus' | 'InvoiceStatus'

/** For each status of an order the values that are taken. */
export type OrderChoice = Readonly<Record<Status, readonly number[]>>

/**
 * Approval: 0 awaiting, 1 automatically, 2 approved by a person. The others: 10 open, 20 partly, 30 complete, 40 cancelled. A cancelled
 * order is none to be sent: it is told to whoever was sent it before, whatever is chosen.
 */
const known: OrderChoice = {
  ApprovalStatus: [0, 1, 2],
  OrderStatus: [10, 20, 30],
  ReceiptStatus: [10, 20, 30, 40],
  InvoiceStatus: [10, 20, 30, 40],
}

/** Approved, and open or partly received. */
export const usualOrders: OrderChoice = { ...known, ApprovalStatus: [1, 2], OrderStatus: [10, 20] }

/** Fields of a dialog: the values chosen, as text. */
export interface OrderStatusSettings {
  readonly approvalStatuses: readonly string[]
  readonly orderStatuses: readonly string[]
  readonly receiptStatuses: readonly string[]
  readonly invoiceStatuses: readonly string[]
}

/** @throws EdiError `order-status-unknown`, naming the setting */
export function orderChoiceOf(settings: OrderStatusSettings): OrderChoice {
  return {
    ApprovalStatus: valuesIn(settings, 'approvalStatuses', known.ApprovalStatus),
    OrderStatus: valuesIn(settings, 'orderStatuses', known.OrderStatus),
    ReceiptStatus: valuesIn(settings, 'receiptStatuses', known.ReceiptStatus),
    InvoiceStatus: valuesIn(settings, 'invoiceStatuses', known.InvoiceStatus),
  }
}

function valuesIn(settings: OrderStatusSettings, name: keyof OrderStatusSettings, values: readonly number[]): readonly number[] {
  const chosen: unknown = settings[name]
  const found = values.filter(value => Array.isArray(chosen) && chosen.includes(String(value)))
  if (Array.isArray(chosen) && found.length > 0 && found.length === new Set(chosen).size) return found
  throw new EdiError({
    code: 'order-status-unknown',
    what: `The setting ${name} of the node is ${JSON.stringify(chosen)}`,
    why: `It has to name at least one of ${values.join(', ')}, and nothing else`,
    remedy: 'Open the node and choose again',
  })
}

export function isChosen(order: Pick<ExactPurchaseOrder, Status>, choice: OrderChoice): boolean {
  return (Object.keys(known) as Status[]).every(status => {
    // All of them: the status is not looked at, which an order need not have.
    if (choice[status].length === known[status].length && status !== 'OrderStatus') return true
    const value = order[status]
    return typeof value === 'number' && choice[status].includes(value)
  })
}

/** Two choices with the same name choose alike; undefined for the usual one. @param choice undefined: all orders there are */
export function nameOfChoice(choice: OrderChoice | undefined): string | undefined {
  if (choice === undefined) return 'all'
  const name = (Object.keys(known) as Status[]).map(status => choice[status].join()).join(' ')
  return name === (Object.keys(known) as Status[]).map(status => usualOrders[status].join()).join(' ') ? undefined : name
}
