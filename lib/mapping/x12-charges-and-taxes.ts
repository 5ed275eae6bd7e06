/** SAC and TXI segments as charges and taxes. @see reference x12.md §2, §6, §11.36, §11.37 */
import type { Decimal } from 'decimal.js'
import type { Charge, Tax } from '../documents/invoice'
import { type Currency, decimal, decimalText, money } from '../documents/value'
import { hold } from './hold'
import type { Partner } from './partners'
import { amountAt, numberAt, type Placed, placeOf, requiredAt, textAt } from './x12-reading'

export type TaxRateSetting = Partner['taxRate']

/** A charge, and what makes it uncertain that it counts as one. */
export interface ReadCharge extends Charge {
  /** Its handling (SAC12) may mean that it is not to be paid here. */
  readonly maybeNotPayable: boolean
  /** Its code says that it is a tax. */
  readonly isTax: boolean
}

/** SAC02 of taxes that are written as charges. */
const taxCodes = ['D360', 'H660', 'H700', 'H740', 'H750', 'H770', 'H800', 'H850']

/** SAC12: bill back, vendor check, paid by vendor, paid by customer, information only, non-payable tax. */
const maybeNotPayable = ['01', '03', '05', '06', '15', '18']

/** TXI06 of goods that are not taxed. @see reference x12.md §7, element 441 */
const exempt = ['0', '1', '3', '5', 'C', 'F', 'T']

/** TXI segments that follow a SAC tax that charge; the others tax the line or the document. SAC01 N is information only. */
export function chargesAndTaxesOf(segments: readonly Placed[]): {
  readonly charges: readonly { readonly sac: Placed; readonly taxes: readonly Placed[] }[]
  readonly taxes: readonly Placed[]
} {
  const charges: { sac: Placed; taxes: Placed[] }[] = []
  const taxes: Placed[] = []
  let open: Placed[] | undefined
  for (const segment of segments) {
    if (segment.tag === 'SAC') {
      open = []
      charges.push({ sac: segment, taxes: open })
    } else if (segment.tag === 'TXI') (open ?? taxes).push(segment)
    else if (segment.tag !== 'DTM') open = undefined
  }
  return { charges: charges.filter(({ sac }) => textAt(sac, 1) !== 'N'), taxes }
}

/** @throws EdiError `charge-unclear`, held, when it says neither which way it goes nor how much it is */
export function chargeFrom(
  sac: Placed,
  taxes: readonly Placed[],
  currency: Currency | undefined,
  taxRate: TaxRateSetting,
): ReadCharge {
  const indicator = requiredAt(sac, 1, 'whether it is a charge or an allowance')
  const [code, description] = [textAt(sac, 2), textAt(sac, 15)]
  if (indicator !== 'A' && indicator !== 'C')
    throw unclear(sac, 1, `It has indicator ${indicator}, which is neither a charge nor an allowance`)
  const amount = chargeAmount(sac, currency)
  const opposite = indicator === 'C' ? 'allowance' : 'charge'
  const same = indicator === 'C' ? 'charge' : 'allowance'
  return {
    direction: amount.isNegative() && !amount.isZero() ? opposite : same,
    ...(code && { code }),
    ...(description && { description }),
    amount: decimalText(amount.abs()),
    ...(taxes.length > 0 && { taxes: taxes.map(txi => taxFrom(txi, [amount], taxRate)) }),
    maybeNotPayable: maybeNotPayable.includes(textAt(sac, 12)),
    isTax: taxCodes.includes(code),
  }
}

/** A tax that was written as a charge, under the code of the charge. */
export function taxOfCharge({ code = '', direction, amount }: ReadCharge): Tax {
  return { code, amount: direction === 'charge' ? amount : decimalText(decimal(amount).negated()) }
}

/** The total of the charge, else its rate times its quantity; a bare percentage does not say of what. */
function chargeAmount(sac: Placed, currency: Currency | undefined): Decimal {
  const amount = amountAt(sac, 5)
  if (amount !== undefined) return decimal(amount)
  const [rate, quantity] = [numberAt(sac, 8), numberAt(sac, 10)]
  if (rate === undefined || quantity === undefined) throw unclear(sac, 5, 'It has no amount, and no rate and quantity')
  const exact = decimal(rate).times(quantity)
  return currency === undefined ? exact : decimal(money(exact, currency))
}

/**
 * `bases` are the amounts that the tax may be on; they show a rate that is a hundred times too large or too small.
 * @throws EdiError `tax-rate-setting`, held, when the rate fits its amount only under the other setting of the partner
 */
export function taxFrom(txi: Placed, bases: readonly Decimal[], taxRate: TaxRateSetting): Tax {
  const [amount, written] = [numberAt(txi, 2), numberAt(txi, 3)]
  const isExempt = exempt.includes(textAt(txi, 6))
  const rate = written === undefined ? undefined : decimal(written).dividedBy(taxRate === 'percent' ? 100 : 1)
  if (rate && isOtherSetting(rate, amount === undefined ? undefined : decimal(amount), bases))
    throw hold({
      code: 'tax-rate-setting',
      what: `Tax rate ${written}, read as a ${taxRate === 'percent' ? 'percent figure' : 'fraction'}, does not fit its amount`,
      where: placeOf(txi, 3),
      remedy: `Set the tax rate of the partner to ${taxRate === 'percent' ? 'fraction' : 'percent'}, and read the document again`,
    })
  return {
    code: requiredAt(txi, 1, 'the tax type'),
    ...(amount !== undefined ? { amount } : isExempt && { amount: '0' }),
    ...(rate ? { rate: decimalText(rate) } : isExempt && { rate: '0' }),
  }
}

function isOtherSetting(rate: Decimal, amount: Decimal | undefined, bases: readonly Decimal[]): boolean {
  if (rate.greaterThan(1)) return true
  if (amount === undefined || amount.isZero()) return false
  const fits = (factor: number | string) =>
    bases.some(base => base.times(rate).times(factor).abs().minus(amount.abs()).abs().lessThanOrEqualTo('0.02'))
  return !fits(1) && (fits(100) || fits('0.01'))
}

function unclear(sac: Placed, element: number, why: string) {
  return hold({
    code: 'charge-unclear',
    what: `Charge ${textAt(sac, 2) || textAt(sac, 15) || 'without a code'} cannot be read`,
    where: placeOf(sac, element),
    why,
    remedy: 'Ask the supplier for its amount, and enter the document by hand',
  })
}
