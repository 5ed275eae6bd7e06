/** Taxes computed once more from their rates. Whether a rate is one of the division, the map to Exact Online tells. */
import type { Decimal } from 'decimal.js'
import type { Invoice, Tax } from '../documents/invoice'
import { roundingTolerance, signedAmount } from '../documents/invoice-total'
import type { PurchaseOrder } from '../documents/purchase-order'
import { decimal, decimalText, money, sum } from '../documents/value'
import type { Reason } from './reasons'
import { allowance, type MatchingRules } from './rules'

interface Base {
  readonly amount: Decimal
  readonly taxes: readonly Tax[]
}

/**
 * For each rate of the document, the stated tax against the rate of what bears it: of the lines and charges that state it, or of
 * the goods, with or without the charges, where only the document states a tax. An amount without a rate is not looked at here.
 */
export function taxReasons(invoice: Invoice, order: PurchaseOrder | undefined, { tolerances }: MatchingRules): Reason[] {
  const currency = invoice.currency ?? order?.currency
  if (currency === undefined) return []
  const rounding = roundingTolerance(invoice.lines.length, currency)
  return stated(invoice.taxes).flatMap(({ rate, amount }): Reason[] => {
    const candidates = basesOf(invoice, rate).map(base => decimal(money(base.times(rate), currency)))
    const [nearest] = candidates.toSorted((one, other) => one.minus(amount).abs().comparedTo(other.minus(amount).abs()))
    const expected = nearest ?? decimal(0)
    const difference = amount.minus(expected)
    const tolerance = toleranceOf(expected, tolerances.tax, rounding)
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

/** What rounding alone may do is always allowed. */
function toleranceOf(expected: Decimal, set: MatchingRules['tolerances']['tax'], rounding: Decimal): Decimal {
  const allowed = allowance(expected, set)
  return allowed.greaterThan(rounding) ? allowed : rounding
}

/** The taxes of the document by rate; none where one of them names no rate, because that may be the tax of anything. */
function stated(taxes: readonly Tax[]): { rate: Decimal; amount: Decimal }[] {
  if (taxes.some(({ rate, amount }) => rate === undefined || amount === undefined)) return []
  const groups = Map.groupBy(taxes, ({ rate }) => decimal(rate ?? 0).toFixed())
  return [...groups].map(([rate, group]) => ({ rate: decimal(rate), amount: sum(group.map(tax => tax.amount ?? 0)) }))
}

function basesOf(invoice: Invoice, rate: Decimal): Decimal[] {
  const goods = invoice.lines.flatMap((line): Base[] => [
    { amount: decimal(line.amount), taxes: line.taxes },
    ...line.charges.map(charge => ({ amount: signedAmount(charge), taxes: charge.taxes ?? line.taxes })),
  ])
  const charges = invoice.charges.map((charge): Base => ({ amount: signedAmount(charge), taxes: charge.taxes ?? [] }))
  if ([...goods, ...charges].some(({ taxes }) => taxes.length > 0))
    return [sum([...goods, ...charges].filter(({ taxes }) => taxes.some(tax => bears(tax, rate))).map(({ amount }) => amount))]
  const ofGoods = sum(goods.map(({ amount }) => amount))
  return [ofGoods, ofGoods.plus(sum(charges.map(({ amount }) => amount)))]
}

function bears({ rate }: Tax, of: Decimal): boolean {
  return rate !== undefined && decimal(rate).equals(of)
}
