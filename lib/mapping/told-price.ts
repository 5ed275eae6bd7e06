/** The price of an order line as its supplier is told it, and what is taken off it beside. */
import type { PurchaseOrderLine } from '../documents/purchase-order'
import { type Currency, decimal, type DecimalText, decimalText, money } from '../documents/value'
import type { Partner } from './partners'

type Told = Pick<Partner, 'discounts'>

/** A line at its net price has no discount for a supplier who is not told of it. */
export function listPriceTold({ listPrice }: PurchaseOrderLine, { discounts }: Told): DecimalText | undefined {
  return discounts === 'allowance' ? listPrice : undefined
}

export function priceTold(line: PurchaseOrderLine, told: Told): DecimalText {
  return listPriceTold(line, told) ?? line.price
}

/** What the line comes to less. */
export function discountTold(line: PurchaseOrderLine, told: Told, currency: Currency): DecimalText | undefined {
  const list = listPriceTold(line, told)
  return list === undefined
    ? undefined
    : decimalText(decimal(money(decimal(list).times(line.quantity), currency)).minus(line.amount))
}
