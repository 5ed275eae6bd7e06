/** An X12 810 as an invoice or a credit. @see reference x12.md §5.5, §11.34–43 */
import type { Decimal } from 'decimal.js'
import type { Invoice } from '../documents/invoice'
import { type CalendarDate, type Currency, decimal, decimalText, money, sum } from '../documents/value'
import type { Segment } from '../x12/segment'
import { hold } from './hold'
import { countedOnce, type ReadAmounts, type ReadLine } from './invoice-reading'
import { withPositiveCredit } from './invoice-signs'
import { priceOfOne } from './price-basis'
import {
  chargeFrom,
  chargesAndTaxesOf,
  type ReadCharge,
  taxFrom,
  taxOfCharge,
  type TaxRateSetting,
} from './x12-charges-and-taxes'
import {
  amountAt,
  currencyOf,
  dateAt,
  descriptionOf,
  type InboundContext,
  itemIdsOf,
  numberAt,
  pairsFrom,
  partsOf,
  partyOf,
  type Placed,
  placed,
  placeOf,
  referenceOf,
  requiredAt,
  segmentOrRefuse,
  textAt,
} from './x12-reading'

/** BIG07. Other codes do not say which way the money goes. @see reference x12.md §7, element 640 */
const types: Readonly<Record<string, Invoice['type']>> = {
  '': 'invoice',
  DI: 'invoice',
  PR: 'invoice',
  CI: 'invoice',
  FD: 'invoice',
  CR: 'credit',
  CN: 'credit',
}

/** BIG08 of a document that asks for payment; a cancellation, a copy or a draft does not. */
const purposes = ['', '00', '15', '18', '20', '49']

/**
 * @throws EdiError `x12-element-…`, `x12-segment-missing`, `x12-set-unexpected` naming segment and element; held:
 * `invoice-type-unclear`, `invoice-purpose-unclear`, `several-currencies`, `price-basis-unclear`, `charge-unclear`,
 * `tax-rate-setting`
 */
export function invoiceFrom(segments: readonly Segment[], { partner: { taxRate } }: InboundContext): Invoice {
  const all = placed(segments, '810')
  const { heading, lines, summary } = partsOf(all, 'IT1', ['TDS', 'CTT', 'SE'])
  const big = segmentOrRefuse(heading, 'BIG')
  const number = requiredAt(big, 2, 'the invoice number')
  const currency = currencyOf(all)
  const amounts = amountsOf(lines, [...heading, ...summary], currency, taxRate)
  const type = typeOf(big, decimal(amounts.total))
  return {
    kind: 'invoice',
    type,
    typeCode: textAt(big, 7),
    number,
    date: requiredDate(big, 1, 'the invoice date'),
    ...(currency && { currency }),
    ...references(heading, big),
    ...countedOnce(type === 'credit' ? withPositiveCredit(amounts) : amounts, type, currency),
  }
}

function amountsOf(
  lineSegments: readonly (readonly Placed[])[],
  document: readonly Placed[],
  currency: Currency | undefined,
  taxRate: TaxRateSetting,
): ReadAmounts {
  const tds = segmentOrRefuse(document, 'TDS')
  requiredAt(tds, 1, 'the total')
  const lines = lineSegments.map(line => lineFrom(line, currency, taxRate))
  const own = chargesAndTaxesOf(document)
  const charges = own.charges.map(({ sac, taxes }) => chargeFrom(sac, taxes, currency, taxRate))
  const net = sum(lines.flatMap(line => [line.amount, ...line.charges.map(signed)]))
  const bases = [net, sum([net, ...charges.map(signed)])]
  return {
    lines,
    charges,
    taxes: own.taxes.map(txi => taxFrom(txi, bases, taxRate)),
    total: amountAt(tds, 1) ?? '0',
  }
}

/** Components (SLN) of a line have charges and taxes of their own, which the line's price includes. */
function lineFrom(segments: readonly Placed[], currency: Currency | undefined, taxRate: TaxRateSetting): ReadLine {
  const it1 = segmentOrRefuse(segments, 'IT1')
  const sublines = segments.findIndex(({ tag }) => tag === 'SLN')
  const own = sublines === -1 ? segments : segments.slice(0, sublines)
  const quantity = decimalText(requiredNumber(it1, 2, 'the quantity invoiced'))
  const unit = textAt(it1, 3)
  const price = priceOfOne(decimalText(requiredNumber(it1, 4, 'the price')), textAt(it1, 5), unit, it1, 5)
  const exact = decimal(quantity).times(price)
  const pairs = pairsFrom(it1, 6)
  const number = pairs.get('PL') ?? textAt(it1, 1)
  const orderNumber = pairs.get('PO') ?? referenceOf(own, 'PO')
  const { taxes, charges: sacs } = chargesAndTaxesOf(own)
  const charges = sacs.map(({ sac, taxes: onCharge }) => chargeFrom(sac, onCharge, currency, taxRate))
  const bases = [exact, sum([exact, ...charges.map(signed)])]
  return {
    ...(number && { number }),
    ...(orderNumber && { orderNumber }),
    item: itemIdsOf(pairs, descriptionOf(own)),
    quantity,
    ...(unit && { unit }),
    price: decimalText(price.toSignificantDigits(17)),
    amount: currency === undefined ? decimalText(exact) : money(exact, currency),
    taxes: [...taxes.map(txi => taxFrom(txi, bases, taxRate)), ...charges.filter(({ isTax }) => isTax).map(taxOfCharge)],
    charges: charges.filter(({ isTax }) => !isTax),
  }
}

/** BIG07 decides; without a credit code a negative total makes a credit. @see reference x12.md §11.38 */
function typeOf(big: Placed, total: Decimal): Invoice['type'] {
  const [code, purpose] = [textAt(big, 7), textAt(big, 8)]
  const type = types[code]
  if (type === undefined)
    throw hold({
      code: 'invoice-type-unclear',
      what: `The document has type ${code}, which may be asking for money or giving it back`,
      where: placeOf(big, 7),
      remedy: 'Ask the supplier what it is, and enter it by hand',
    })
  if (!purposes.includes(purpose))
    throw hold({
      code: 'invoice-purpose-unclear',
      what: `The document has purpose ${purpose} and is not, or not only, a request to pay`,
      where: placeOf(big, 8),
      remedy: 'Ask the supplier what is meant; nothing was booked',
    })
  return total.isNegative() && !total.isZero() ? 'credit' : type
}

function references(heading: readonly Placed[], big: Placed) {
  const orderNumber = textAt(big, 4) || referenceOf(heading, 'PO')
  const orderDate = dateAt(big, 3)
  const originalInvoice = referenceOf(heading, 'OI') ?? textAt(big, 10)
  const supplierOrderNumber = referenceOf(heading, 'VN')
  const remitTo = partyOf(heading, 'RI', 'RE')
  const dueDate = dueDateOf(heading, requiredDate(big, 1, 'the invoice date'))
  return {
    ...(dueDate && { dueDate }),
    ...(orderNumber && { orderNumber }),
    ...(orderDate && { orderDate }),
    ...(originalInvoice && { originalInvoice }),
    ...(supplierOrderNumber && { supplierOrderNumber }),
    ...(remitTo && { remitTo }),
  }
}

/** Terms that disagree among themselves give no due date: then the terms agreed in Exact Online hold. @see reference x12.md §11.41 */
function dueDateOf(heading: readonly Placed[], invoiceDate: CalendarDate): CalendarDate | undefined {
  const stated = heading.flatMap(segment => {
    if (segment.tag === 'DTM' && textAt(segment, 1) === '814') return [dateAt(segment, 2)]
    if (segment.tag !== 'ITD') return []
    const days = numberAt(segment, 7)
    const fromInvoice = ['', '3'].includes(textAt(segment, 2)) && days !== undefined && /^\d+$/.test(days)
    return [dateAt(segment, 6), fromInvoice ? daysAfter(invoiceDate, Number(days)) : undefined]
  })
  const dates = new Set(stated.filter(date => date !== undefined))
  return dates.size === 1 ? [...dates][0] : undefined
}

function daysAfter(date: CalendarDate, days: number): CalendarDate {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)
}

function signed({ direction, amount }: ReadCharge): Decimal {
  return direction === 'charge' ? decimal(amount) : decimal(amount).negated()
}

function requiredNumber(from: Placed, element: number, name: string): Decimal {
  requiredAt(from, element, name)
  return decimal(numberAt(from, element) ?? 0)
}

function requiredDate(from: Placed, element: number, name: string): CalendarDate {
  const text = requiredAt(from, element, name)
  return dateAt(from, element) ?? text
}
