/**
 * Charges and taxes of an 810 may stand on lines and on the document, repeat each other, or be there for information only. The total
 * tells which of them count. @see reference x12.md §11.36, §11.37
 */
import type { Decimal } from 'decimal.js'
import type { Charge, Invoice, InvoiceLine, Tax } from '../documents/invoice'
import { chargesTotal, roundingTolerance, sumOfParts } from '../documents/invoice-total'
import { type Currency, decimal, decimalText, type DecimalText, money, sum } from '../documents/value'
import { type ReadCharge, taxOfCharge } from './x12-charges-and-taxes'

export interface ReadLine extends Omit<InvoiceLine, 'charges'> {
  readonly charges: readonly ReadCharge[]
}

/** Everything that the document says of money, whether or not it counts. */
export interface ReadAmounts {
  readonly lines: readonly ReadLine[]
  readonly charges: readonly ReadCharge[]
  readonly taxes: readonly Tax[]
  readonly total: DecimalText
}

type Parts = Pick<Invoice, 'lines' | 'charges' | 'taxes'>

/**
 * The first way of reading by which lines, charges and taxes come to the total: every charge and the document's own taxes if they do,
 * else with what may be a repetition or mere information left out. Where no reading ties out the first is kept, for the total to be
 * questioned by a person.
 */
export function countedOnce(
  read: ReadAmounts,
  type: Invoice['type'],
  currency: Currency | undefined,
): Parts & Pick<Invoice, 'total'> {
  const tolerance = roundingTolerance(read.lines.length, currency)
  const readings = readingsOf(read, type, currency)
  const tied = readings.find(reading => sumOfParts(reading).minus(read.total).abs().lessThanOrEqualTo(tolerance))
  const { lines, charges, taxes } = tied ?? readings[0] ?? { lines: [], charges: [], taxes: [] }
  return { lines, charges, taxes, total: read.total }
}

function readingsOf(read: ReadAmounts, type: Invoice['type'], currency: Currency | undefined): Parts[] {
  const taxCharges = read.charges.filter(({ isTax }) => isTax)
  const plain = { ...read, charges: read.charges.filter(({ isTax }) => !isTax) }
  const chargeReadings = [
    plain,
    withCharges(plain, ({ maybeNotPayable }) => !maybeNotPayable),
    withoutRepeated(plain),
    withoutRepeated(withCharges(plain, ({ maybeNotPayable }) => !maybeNotPayable)),
    ...(type === 'credit' ? [turned(plain)] : []),
  ]
  return chargeReadings.flatMap(({ lines, charges }) => {
    const known = { lines: lines.map(line => ({ ...line, charges: line.charges.map(asCharge) })), charges: charges.map(asCharge) }
    return taxReadings(known, read.taxes, taxCharges, currency).map(taxes => ({ ...known, taxes }))
  })
}

/** The taxes of the document, else those of lines and charges, else both; each with and without taxes written as charges. */
function taxReadings(
  parts: Omit<Parts, 'taxes'>,
  ofDocument: readonly Tax[],
  taxCharges: readonly ReadCharge[],
  currency: Currency | undefined,
): Tax[][] {
  const goods = sum(parts.lines.flatMap(line => [line.amount, chargesTotal(line.charges)]))
  const bases = [goods, goods.plus(chargesTotal(parts.charges))]
  const ofLines = grouped([
    ...parts.lines.flatMap(line => [
      ...line.taxes.map(tax => withAmount(tax, decimal(line.amount), currency)),
      ...line.charges.flatMap(charge => taxesOf(charge, currency)),
    ]),
    ...parts.charges.flatMap(charge => taxesOf(charge, currency)),
  ])
  const stated = bases.map(base => ofDocument.map(tax => withAmount(tax, base, currency)))
  const readings =
    ofDocument.length > 0 ? [...stated, ...(ofLines.length > 0 ? [ofLines, [...(stated[0] ?? []), ...ofLines]] : [])] : [ofLines]
  const asTaxes = taxCharges.map(taxOfCharge)
  return asTaxes.length === 0 ? readings : [...readings.map(taxes => [...taxes, ...asTaxes]), ...readings]
}

function withCharges(read: ReadAmounts, counts: (charge: ReadCharge) => boolean): ReadAmounts {
  return {
    ...read,
    lines: read.lines.map(line => ({ ...line, charges: line.charges.filter(counts) })),
    charges: read.charges.filter(counts),
  }
}

/** Without those charges of the document that sum up the charges of the lines under the same code. */
function withoutRepeated(read: ReadAmounts): ReadAmounts {
  const onLines = read.lines.flatMap(line => line.charges)
  const repeats = (charge: ReadCharge) => {
    const same = onLines.filter(({ code, direction }) => code === charge.code && direction === charge.direction)
    return same.length > 0 && sum(same.map(({ amount }) => amount)).equals(charge.amount)
  }
  return { ...read, charges: read.charges.filter(charge => !repeats(charge)) }
}

/** A credit may say what it takes back of its charges with their first sign or with the opposite one. */
function turned(read: ReadAmounts): ReadAmounts {
  const turn = (charge: ReadCharge): ReadCharge => ({
    ...charge,
    direction: charge.direction === 'charge' ? 'allowance' : 'charge',
  })
  return {
    ...read,
    lines: read.lines.map(line => ({ ...line, charges: line.charges.map(turn) })),
    charges: read.charges.map(turn),
  }
}

function taxesOf(charge: Charge, currency: Currency | undefined): Tax[] {
  return (charge.taxes ?? []).map(tax => withAmount(tax, chargesTotal([charge]), currency))
}

function withAmount(tax: Tax, base: Decimal, currency: Currency | undefined): Tax {
  if (tax.amount !== undefined || tax.rate === undefined) return tax
  const exact = base.times(tax.rate)
  return { ...tax, amount: currency === undefined ? decimalText(exact.toDecimalPlaces(2)) : money(exact, currency) }
}

/** One tax for each code and rate. */
function grouped(taxes: readonly Tax[]): Tax[] {
  const groups = Map.groupBy(taxes, ({ code, rate }) => `${code} ${rate ?? ''}`)
  return [...groups.values()].flatMap(group => {
    const [first] = group
    return first ? [{ ...first, amount: decimalText(sum(group.map(tax => tax.amount ?? 0))) }] : []
  })
}

function asCharge({ direction, code, description, amount, taxes }: ReadCharge): Charge {
  return { direction, ...(code && { code }), ...(description && { description }), amount, ...(taxes && { taxes }) }
}
