/** How the parts of an invoice add up to what is to be paid. */
import type { Decimal } from 'decimal.js'
import type { Charge, Invoice, Tax } from './invoice'
import { type Currency, decimal, minorDigits, sum } from './value'

/** Lines, charges on lines and on the document, and taxes of the document. Taxes on lines are in the latter and not added again. */
export function sumOfParts({ lines, charges, taxes }: Pick<Invoice, 'lines' | 'charges' | 'taxes'>): Decimal {
  return sum([
    ...lines.map(line => line.amount),
    chargesTotal(lines.flatMap(line => line.charges)),
    chargesTotal(charges),
    taxTotal(taxes),
  ])
}

/** Charges less allowances. */
export function chargesTotal(charges: readonly Charge[]): Decimal {
  return sum(charges.map(signedAmount))
}

/** Allowances alone. */
export function allowancesIn(charges: readonly Charge[]): Decimal {
  return sum(charges.filter(({ direction }) => direction === 'allowance').map(({ amount }) => amount))
}

export function signedAmount({ direction, amount }: Charge): Decimal {
  return direction === 'charge' ? decimal(amount) : decimal(amount).negated()
}

export function taxTotal(taxes: readonly Tax[]): Decimal {
  return sum(taxes.map(tax => tax.amount ?? 0))
}

/**
 * What rounding alone may make of the difference between a total and its parts: two minor units for each line, and never less than
 * the two cents that a total of two decimals (X12 N2) loses. @see reference x12.md §11.35
 */
export function roundingTolerance(lines: number, currency: Currency | undefined): Decimal {
  const minorUnit = decimal(10).pow(-(currency === undefined ? 2 : minorDigits(currency)))
  const each = minorUnit.times(2)
  return (each.lessThan('0.02') ? decimal('0.02') : each).times(Math.max(1, lines))
}
