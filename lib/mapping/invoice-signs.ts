/** A credit may come with positive or with negative amounts, and not always the same throughout. @see reference x12.md §11.38 */
import type { Decimal } from 'decimal.js'
import type { Tax } from '../documents/invoice'
import { decimal, decimalText, type DecimalText } from '../documents/value'
import type { ReadAmounts, ReadLine } from './invoice-reading'

/**
 * The same credit with what is given back as positive amounts. Lines, taxes and total are looked at one by one, so that nothing that
 * is positive already is negated. Which way its charges go is seen when the total is made to tie out.
 */
export function withPositiveCredit({ lines, charges, taxes, total }: ReadAmounts): ReadAmounts {
  const amounts = lines.map(exactAmount).filter(amount => !amount.isZero())
  const negative = amounts.filter(amount => amount.isNegative()).length
  const negate = negative > 0 && (negative === amounts.length || decimal(total).isNegative())
  return {
    lines: negate ? lines.map(negatedLine) : lines,
    charges,
    taxes: taxes.every(({ amount }) => amount === undefined || decimal(amount).lessThanOrEqualTo(0))
      ? taxes.map(negatedTax)
      : taxes,
    total: decimalText(decimal(total).abs()),
  }
}

/** Tax goes the way of its line, whichever sign it was written with. */
function negatedLine(line: ReadLine): ReadLine {
  const amount = negated(line.amount)
  return {
    ...line,
    ...negatedFactor(line),
    amount,
    taxes: line.taxes.map(tax => {
      const size = decimal(tax.amount ?? 0).abs()
      return tax.amount === undefined
        ? tax
        : { ...tax, amount: decimalText(decimal(amount).isNegative() ? size.negated() : size) }
    }),
  }
}

/** A line is turned by its quantity, unless it was made negative by its price; one without a price stays as it is. */
function negatedFactor({ quantity, price }: ReadLine) {
  if (decimal(price).isNegative() && !decimal(quantity).isNegative()) return { price: negated(price) }
  return decimal(price).isZero() && !decimal(quantity).isNegative() ? {} : { quantity: negated(quantity) }
}

/** Before rounding: a line that rounds to nothing still goes one way. */
function exactAmount({ quantity, price }: ReadLine): Decimal {
  return decimal(quantity).times(price)
}

function negatedTax(tax: Tax): Tax {
  return tax.amount === undefined ? tax : { ...tax, amount: negated(tax.amount) }
}

function negated(text: DecimalText): DecimalText {
  return decimalText(decimal(text).negated())
}
