/** Which VAT code and how much tax each line of an invoice is booked with; none that is not in the tables. */
import type { Decimal } from 'decimal.js'
import type { Tax } from '../documents/invoice'
import { taxTotal } from '../documents/invoice-total'
import type { PurchaseOrderLine } from '../documents/purchase-order'
import { type Currency, decimal, decimalText, type DecimalText, money, sum } from '../documents/value'
import type { Place } from '../error'
import { type CrossReferences, type Occasion, target } from './cross-reference'
import { hold } from './hold'

/** A record of vat/VATCodes. @see reference exact-online.md §7.9 */
export interface ExactVatCode {
  readonly Code: string
  /** A fraction: 0.21. */
  readonly Percentage?: number | null
  /** B and N: no tax; E: amounts exclude tax; I: amounts include it. */
  readonly Type?: string | null
  /** Reverse charge: the supplier charges none. */
  readonly Charged?: boolean | null
  readonly IsBlocked?: boolean | null
}

/** Something to be booked with one VAT code. */
export interface Taxable {
  /** Without tax, rounded to the currency. */
  readonly amount: Decimal
  /** Taxes that the document states for it alone. */
  readonly taxes: readonly Tax[]
  /** Absent for a charge on the whole document. */
  readonly orderLine?: PurchaseOrderLine
}

export interface TaxedAmount {
  readonly vatCode: ExactVatCode
  readonly rate: Decimal
  readonly tax: Decimal
}

export interface VatContext {
  readonly occasion: Occasion
  readonly currency: Currency
  readonly references: CrossReferences
  /** Of the division, by code. */
  readonly vatCodes: ReadonlyMap<string, ExactVatCode>
  readonly tolerance: Decimal
  readonly where: Place
}

/** Rate and, where the document names one, tax type. */
interface Rated {
  readonly rate: Decimal
  readonly code?: string
}

/**
 * One for each of `parts`, taxes adding up to those of the document to the last cent.
 * @throws EdiError, held: `vat-code-unknown`, `vat-code-rate-differs`, `tax-not-attributable`, `cross-reference-ambiguous`
 */
export function taxed(parts: readonly Taxable[], documentTaxes: readonly Tax[], context: VatContext): TaxedAmount[] {
  const rates = ratesOf(parts, documentTaxes, context)
  const amounts = parts.map((part, n): TaxedAmount => {
    const rated = rates[n] ?? { rate: decimal(0) }
    return { vatCode: vatCodeOf(rated, part, context), rate: rated.rate, tax: taxOn(part, rated.rate, context.currency) }
  })
  const rest = decimal(money(taxTotal(documentTaxes), context.currency)).minus(sum(amounts.map(({ tax }) => tax)))
  const heaviest = amounts.reduce<TaxedAmount | undefined>(
    (most, one) => (one.tax.abs().greaterThan(most?.tax.abs() ?? 0) ? one : most),
    undefined,
  )
  if (rest.isZero()) return amounts
  if (heaviest === undefined || rest.abs().greaterThan(context.tolerance)) throw notAttributable(documentTaxes, context)
  return amounts.map(amount => (amount === heaviest ? { ...amount, tax: amount.tax.plus(rest) } : amount))
}

/** The rate that the supplier charges under a VAT code. */
export function chargedRate({ Percentage, Type, Charged }: ExactVatCode): Decimal {
  return Charged || Type === 'B' || Type === 'N' ? decimal(0) : decimal(Percentage ?? 0)
}

/** By the taxes stated line by line; else by the one rate of the document, or the order's own codes, where they explain its tax. */
function ratesOf(parts: readonly Taxable[], documentTaxes: readonly Tax[], context: VatContext): Rated[] {
  if (parts.some(({ taxes }) => taxes.length > 0)) return parts.map(part => statedRate(part, context))
  const total = taxTotal(documentTaxes)
  const [only, ...others] = documentTaxes
  const none: Rated = { rate: decimal(0), ...(only && others.length === 0 && { code: only.code }) }
  if (total.isZero()) return parts.map(() => none)
  const sole = only?.rate !== undefined && others.length === 0 ? { rate: decimal(only.rate), code: only.code } : undefined
  const candidates = [
    ...(sole ? [parts.map(() => sole), parts.map(({ orderLine }) => (orderLine ? sole : { rate: decimal(0) }))] : []),
    ...(sole ? [] : [parts.map(part => ({ rate: ordersOwnRate(part, context) ?? decimal(0) }))]),
  ]
  const [best] = candidates
    .map(rates => ({
      rates,
      off: sum(parts.map((part, n) => taxOn(part, rates[n]?.rate ?? decimal(0), context.currency)))
        .minus(total)
        .abs(),
    }))
    .toSorted((one, other) => one.off.comparedTo(other.off))
  if (best && best.off.lessThanOrEqualTo(context.tolerance)) return best.rates
  throw notAttributable(documentTaxes, context)
}

/** No tax stated where others have one means untaxed. An amount without a rate has the rate of the order's own code if that explains it. */
function statedRate(part: Taxable, context: VatContext): Rated {
  const [tax, ...others] = part.taxes
  if (tax === undefined) return { rate: decimal(0) }
  if (others.length > 0) throw unknownCode(`${part.taxes.map(({ code }) => code).join(' and ')} together`, part, context)
  if (tax.rate !== undefined) return { rate: decimal(tax.rate), code: tax.code }
  if (tax.amount === undefined) throw unknownCode(`${tax.code} without a rate`, part, context)
  const stated = decimal(tax.amount)
  if (stated.isZero()) return { rate: stated, code: tax.code }
  const own = ordersOwnRate(part, context)
  if (own && taxOn(part, own, context.currency).minus(stated).abs().lessThanOrEqualTo('0.02'))
    return { rate: own, code: tax.code }
  throw unknownCode(`${tax.code} of ${tax.amount} without a rate`, part, context)
}

function ordersOwnRate({ orderLine }: Taxable, { vatCodes }: VatContext): Decimal | undefined {
  const own = orderLine?.vatCode === undefined ? undefined : vatCodes.get(orderLine.vatCode)
  return own && chargedRate(own)
}

/**
 * By the table, a row for the tax code before the default of its rate; else the order line's own code where its rate is the one charged;
 * for an untaxed charge, of which the document names no tax, the one code that the table gives for no tax.
 */
function vatCodeOf(rated: Rated, part: Taxable, context: VatContext): ExactVatCode {
  const { occasion, references, vatCodes } = context
  const atRate = references.taxes.filter(row => rated.rate.equals(row.rate))
  const given = (rows: CrossReferences['taxes']) =>
    target(rows, occasion, row => row.vatCode, `tax ${rated.code ?? ''} at ${rated.rate.toFixed()}`)
  const ofTable =
    given(
      atRate.filter(({ tax }) => tax !== undefined && (rated.code === tax || (rated.code === undefined && !part.orderLine))),
    ) ?? given(atRate.filter(({ tax }) => tax === undefined))
  const own = part.orderLine?.vatCode === undefined ? undefined : vatCodes.get(part.orderLine.vatCode)
  const found = ofTable === undefined ? own && chargedRate(own).equals(rated.rate) && own : vatCodes.get(ofTable)
  if (!found || found.IsBlocked) throw unknownCode(`${rated.code ?? 'No tax'} at ${rated.rate.toFixed()}`, part, context)
  if (chargedRate(found).equals(rated.rate)) return found
  throw hold({
    code: 'vat-code-rate-differs',
    what: `VAT code ${found.Code} charges ${chargedRate(found).toFixed()}, the invoice ${rated.rate.toFixed()}`,
    where: whereOf(part, context),
    remedy: 'Correct the row in the taxes of the supplier directory',
  })
}

function taxOn({ amount }: Taxable, rate: Decimal, currency: Currency): Decimal {
  return decimal(money(amount.times(rate), currency))
}

function unknownCode(tax: string, part: Taxable, context: VatContext) {
  return hold({
    code: 'vat-code-unknown',
    what: `${tax} has no VAT code in division ${context.occasion.division}`,
    where: whereOf(part, context),
    remedy: 'Add a row to the taxes of the supplier directory, or correct the VAT code of the order line',
  })
}

function notAttributable(taxes: readonly Tax[], { where }: VatContext) {
  const stated = taxes
    .map(({ code, rate, amount }) => `${code} ${amount ?? ''}${rate === undefined ? '' : ` at ${rate}`}`)
    .join(', ')
  return hold({
    code: 'tax-not-attributable',
    what: `The tax of the invoice (${stated || 'none'}) cannot be laid on its lines`,
    where,
    remedy: 'Ask the supplier to state the tax line by line, or enter the invoice by hand',
  })
}

function whereOf({ orderLine }: Taxable, { where }: VatContext): Place {
  return orderLine ? { ...where, line: orderLine.number } : where
}

/** What Exact Online is to be told as an amount: with tax where the VAT code includes it. @see reference exact-online.md §7.6 */
export function enteredAmount(amount: Decimal, { vatCode, tax }: TaxedAmount): DecimalText {
  return decimalText(vatCode.Type === 'I' ? amount.plus(tax) : amount)
}
