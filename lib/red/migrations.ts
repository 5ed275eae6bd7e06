/** From each released version of a node's settings to the next. What a newer editor has filled in already stays. */
import { changeAspects } from '../mapping/order-content'
import { usualOrders } from '../mapping/order-choice'
import type { Migration } from './migrate'

/** 2: which statuses an order has to have. Before, it was always these. */
export const fetchMigrations: readonly Migration[] = [
  config => ({
    approvalStatuses: usualOrders.ApprovalStatus.map(String),
    orderStatuses: usualOrders.OrderStatus.map(String),
    receiptStatuses: usualOrders.ReceiptStatus.map(String),
    invoiceStatuses: usualOrders.InvoiceStatus.map(String),
    ...config,
  }),
]

/** 2: what counts as a change of an order. Before, everything did. */
export const mapMigrations: readonly Migration[] = [config => ({ changes: [...changeAspects], ...config })]
