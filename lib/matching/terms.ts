/** When the supplier wants to be paid, against the payment condition of the order. */
import type { Invoice } from '../documents/invoice'
import type { PurchaseOrder } from '../documents/purchase-order'
import type { CalendarDate } from '../documents/value'
import type { Reason } from './reasons'

const day = 86_400_000

/** A later date is welcome; where one of the two says nothing there is nothing to compare. @see reference x12.md §11.41 */
export function termsReasons(invoice: Invoice, order: PurchaseOrder): Reason[] {
  const netDays = order.paymentTerms?.netDays
  if (invoice.type === 'credit' || invoice.dueDate === undefined || netDays === undefined) return []
  const agreed = new Date(midnight(invoice.date) + netDays * day).toISOString().slice(0, 10)
  if (invoice.dueDate >= agreed) return []
  return [
    {
      code: 'payment-terms-differ',
      order: order.number,
      expected: agreed,
      found: invoice.dueDate,
      difference: String((midnight(agreed) - midnight(invoice.dueDate)) / day),
      tolerance: '0',
    },
  ]
}

function midnight(date: CalendarDate): number {
  return Date.parse(`${date}T00:00:00Z`)
}
