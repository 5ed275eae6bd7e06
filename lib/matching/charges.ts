/** Freight and other charges beside the goods: those that were agreed, up to what was agreed. Allowances are welcome. */
import type { Invoice } from '../documents/invoice'
import type { PurchaseOrder } from '../documents/purchase-order'
import { decimalText, sum } from '../documents/value'
import type { Reason } from './reasons'
import { allowance, type MatchingRules } from './rules'

/** A limit is for one code on one document; percent is of its goods. @see reference x12.md §11.36 */
export function chargeReasons(invoice: Invoice, order: PurchaseOrder | undefined, { charges: agreed }: MatchingRules): Reason[] {
  if (invoice.type === 'credit') return []
  const place = order === undefined ? {} : { order: order.number }
  const goods = sum(invoice.lines.map(({ amount }) => amount))
  const charges = [...invoice.charges, ...invoice.lines.flatMap(line => line.charges)].filter(
    ({ direction }) => direction === 'charge',
  )
  return [...Map.groupBy(charges, ({ code, description }) => code ?? description ?? 'a charge without a code')].flatMap(
    ([name, group]): Reason[] => {
      const amount = sum(group.map(charge => charge.amount))
      const rule = agreed.find(({ charge }) => charge === group[0]?.code)
      if (rule === undefined) return [{ code: 'charge-not-agreed', ...place, found: `${name} ${decimalText(amount)}` }]
      if (rule.percent === undefined && rule.amount === undefined) return []
      const allowed = allowance(goods, rule)
      if (amount.lessThanOrEqualTo(allowed)) return []
      return [
        {
          code: 'charge-above-agreed',
          ...place,
          expected: `${name} ${decimalText(allowed)}`,
          found: `${name} ${decimalText(amount)}`,
          difference: decimalText(amount.minus(allowed)),
          tolerance: '0',
        },
      ]
    },
  )
}
