/** Taxes computed once more from their rates. Whether a rate is one of the division, the map to Exact Online tells. */
import type { Decimal } from 'decimal.js'
import type { Invoice, Tax } from '../documents/invoice'
import { roundingTolerance, signedAmount } from '../documents/invoice-total'
import type { PurchaseOrder } from '../documents/purchase-order'
import { type Currency, decimal, decimalText, money, sum } from '../documents/value'
import type { Reason } from './reasons'
import { allowance, type MatchingRules, type Tolerance } from './rules'

interface Stated {
  readonly rate: Decimal
  readonly amount: Decimal
}

interface Computed extends Stated {
  readonly expected: Decimal
  readonly tolerance: Decimal
}

/**
 * For each rate of the document, the stated tax against the rate of what bears it: of the lines and charges that state it, or of
 * the goods, with or without the charges, where only the document states a tax. What cannot be computed is not looked at here.
 */
export function taxReasons(invoice: Invoice, order: PurchaseOrder | undefined, { tolerances }: MatchingRules): Reason[] {
  const currency = invoice.currency ?? order?.currency
  if (currency === undefined) return []
  return computed(invoice, currency, tolerances.tax).flatMap(({ amount, expected, tolerance }): Reason[] => {
    const difference = amount.minus(expected)
    if (difference.abs().lessThanOrEqualTo(tolerance)) return []
    return [
      {
        code: 'tax-differs',
        expected: decimalText(expected),
        found: decimalText(amount),
        difference: decimalText(difference),
        tolerance: decimalText(tolerance),
      },
    ]
  })
}

/** How far the tax of the whole document may be from its rates. */
export function taxTolerance(invoice: Invoice, { currency }: PurchaseOrder, { tolerances }: MatchingRules): Decimal {
  const rounding = roundingTolerance(invoice.lines.length, currency)
  const allowed = sum(computed(invoice, currency, tolerances.tax).map(({ tolerance }) => tolerance))
  return allowed.greaterThan(rounding) ? allowed : rounding
}

function computed(invoice: Invoice, currency: Currency, set: Tolerance | undefined): Computed[] {
  const rounding = roundingTolerance(invoice.lines.length, currency)
  const all = stated(invoice.taxes)
  return all.flatMap(tax => {
    const [nearest] = basesOf(invoice, tax.rate, all.length)
      .map(base => decimal(money(base.times(tax.rate), currency)))
      .toSorted((one, other) => one.minus(tax.amount).abs().comparedTo(other.minus(tax.amount).abs()))
    if (nearest === undefined) return []
    const allowed = allowance(nearest, set)
    // What rounding alone may do is always allowed.
    return [{ ...tax, expected: nearest, tolerance: allowed.greaterThan(rounding) ? allowed : rounding }]
  })
}

/** The taxes of the document by rate; none where one of them names no rate, because that may be the tax of anything. */
function stated(taxes: readonly Tax[]): Stated[] {
  if (taxes.some(({ rate, amount }) => rate === undefined || amount === undefined)) return []
  const groups = Map.groupBy(taxes, ({ rate }) => decimal(rate ?? 0).toFixed())
  return [...groups].map(([rate, group]) => ({ rate: decimal(rate), amount: sum(group.map(tax => tax.amount ?? 0)) }))
}

/** What may bear the rate; nothing where lines do not say which of several rates is theirs. */
function basesOf(invoice: Invoice, rate: Decimal, rates: number): Decimal[] {
  const goods = invoice.lines.flatMap(line => [
    { amount: decimal(line.amount), taxes: line.taxes },
    ...line.charges.map(charge => ({ amount: signedAmount(charge), taxes: charge.taxes ?? line.taxes })),
  ])
  const charges = invoice.charges.map(charge => ({ amount: signedAmount(charge), taxes: charge.taxes ?? [] }))
  const taxes = [...goods, ...charges].flatMap(part => part.taxes)
  if (taxes.length > 0 && taxes.every(tax => tax.rate !== undefined))
    return [sum([...goods, ...charges].filter(part => part.taxes.some(tax => bears(tax, rate))).map(({ amount }) => amount))]
  if (rates > 1) return []
  const ofGoods = sum(goods.map(({ amount }) => amount))
  return [ofGoods, ofGoods.plus(sum(charges.map(({ amount }) => amount)))]
}

function bears({ rate }: Tax, of: Decimal): boolean {
  return rate !== undefined && decimal(rate).equals(of)
}
