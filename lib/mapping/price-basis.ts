/** The price of one unit, whatever number of units the price was given for. @see reference x12.md §7 (element 639), §8 */
import type { Decimal } from 'decimal.js'
import { decimal, type DecimalText } from '../documents/value'
import { hold } from './hold'
import { type Placed, placeOf } from './x12-reading'

/** Units that one price covers, and the unit of measure that already counts so many. */
const multiples: Readonly<Record<string, { readonly count: number; readonly unit: string }>> = {
  HP: { count: 100, unit: 'HU' },
  TP: { count: 1000, unit: 'TH' },
  PD: { count: 12, unit: 'DZ' },
}

/** A price for a weight says nothing about a price for another unit. */
const weights: Readonly<Record<string, string>> = { PP: 'LB', PK: 'KG' }

const perUnit = ['', 'PE', 'UM', 'CT', 'CA', 'NT', 'LE', 'QT', 'DI', 'WE', 'TE', 'PR']

/**
 * @throws EdiError `price-basis-unclear`, held, when the basis cannot be brought to the unit of the quantity
 */
export function priceOfOne(price: DecimalText, basis: string, unit: string, from: Placed, element: number): Decimal {
  const multiple = multiples[basis]
  if (multiple) return multiple.unit === unit ? decimal(price) : decimal(price).dividedBy(multiple.count)
  if (perUnit.includes(basis) || weights[basis] === unit || (basis === 'NC' && decimal(price).isZero())) return decimal(price)
  throw hold({
    code: 'price-basis-unclear',
    what: `Price ${price} with basis "${basis}" is no price of one "${unit}"`,
    where: placeOf(from, element),
    remedy: 'Ask the supplier what the price is for, and enter the document by hand',
  })
}
