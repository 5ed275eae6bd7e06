/** Segments that tell a supplier of an order, alike in the 850 and the 860. @see reference x12.md §3, §5.1, §5.2, §6 */
import type { ItemIds, Party } from '../documents/party'
import type { PurchaseOrder, PurchaseOrderLine } from '../documents/purchase-order'
import { type CalendarDate, decimal, decimalText } from '../documents/value'
import type { Place } from '../error'
import type { Delimiters, Segment } from '../x12/segment'
import { dtOf, n2Of } from '../x12/values'
import { type CrossReferences, occasionOfOrder, x12UnitOf } from './cross-reference'
import { hold } from './hold'
import type { Company, Partner } from './partners'
import { discountTold, listPriceTold } from './told-price'
import { codeText, freeText, numberText, segmentOf, wrapped } from './x12-text'

export interface OrderContext {
  readonly partner: Partner
  readonly company: Company
  readonly references: CrossReferences
}

/** What differs between the releases as far as we write it. */
const releases = [
  {
    version: '004010',
    referenceLength: 30,
    messageLength: 264,
    message: (text: string) => segmentOf('MSG', text),
    repeats: false,
  },
  {
    version: '005010',
    referenceLength: 50,
    messageLength: 4096,
    message: (text: string) => segmentOf('MTX', '', text),
    repeats: true,
  },
] as const

/** An order being written for a partner. */
export interface Writing {
  readonly order: PurchaseOrder
  readonly company: Company
  /** Key of the partner. */
  readonly partner: string
  readonly costReferences: NonNullable<Partner['costReferences']>
  readonly discounts: NonNullable<Partner['discounts']>
  readonly references: CrossReferences
  readonly release: (typeof releases)[number]
  readonly delimiters: Delimiters
}

/** @throws EdiError `x12-version-unknown`, held */
export function writingFor(order: PurchaseOrder, { partner, company, references }: OrderContext): Writing {
  const release = releases.find(({ version }) => partner.version.startsWith(version))
  if (release === undefined)
    throw hold({
      code: 'x12-version-unknown',
      what: `Partner ${partner.key} wants X12 version "${partner.version}", which is not written here`,
      remedy: 'Set the version of the partner to 004010 or 005010',
    })
  const delimiters = { ...partner.delimiters, repetition: release.repeats ? partner.delimiters.repetition : '' }
  return {
    order,
    company,
    partner: partner.key,
    references,
    release,
    delimiters,
    costReferences: partner.costReferences ?? 'cost-centre-and-account',
    discounts: partner.discounts ?? 'net-price',
  }
}

/** BEG02 and BCH02. @see reference x12.md §7, element 92 */
export function orderTypeOf({ dropShipment }: PurchaseOrder): string {
  return dropShipment ? 'DS' : 'SA'
}

/** From the currency to the company that is billed: what holds for the whole order. */
export function headingSegments(writing: Writing): Segment[] {
  const { order, company } = writing
  return [
    segmentOf('CUR', 'BY', code(order.currency, { min: 3, max: 3 }, 'currency', writing)),
    reference('IA', order.supplier.code, 'supplier code', writing),
    ...discount(writing),
    ...terms(writing),
    ...requested(order.requestedDate),
    ...headingNotes(writing),
    ...(order.shipTo ? partySegments('ST', order.shipTo, writing) : []),
    ...partySegments('BT', { name: company.name }, writing),
  ]
}

/** An allowance on the whole order. @see reference x12.md §7, elements 248 and 1300 */
function discount({ order }: Writing): Segment[] {
  return order.discount === undefined ? [] : [segmentOf('SAC', 'A', 'C310', '', '', n2Of(order.discount))]
}

/** In cents; as a rate and a quantity where it has more decimals than those. One that is gone is an allowance of nothing. */
function lineDiscount(line: PurchaseOrderLine, writing: Writing, before: PurchaseOrderLine | undefined): Segment[] {
  const { order } = writing
  const amount = discountTold(line, writing, order.currency)
  const list = listPriceTold(line, writing)
  if (amount === undefined || list === undefined)
    return before && listPriceTold(before, writing) !== undefined ? [segmentOf('SAC', 'A', 'C310', '', '', '0')] : []
  if (decimal(amount).decimalPlaces() <= 2) return [segmentOf('SAC', 'A', 'C310', '', '', n2Of(amount))]
  const where = placeOfLine(line, writing)
  const rate = numberText(decimalText(decimal(list).minus(line.price)), 9, 'discount', where)
  return [
    segmentOf(
      'SAC',
      'A',
      'C310',
      '',
      '',
      '',
      '',
      '',
      rate,
      unitOf(line, writing),
      numberText(line.quantity, 15, 'quantity', where),
    ),
  ]
}

/** Net days count from the invoice date; a term that is more than a number of days is told in words only. */
function terms({ order: { paymentTerms }, delimiters }: Writing): Segment[] {
  if (paymentTerms === undefined) return []
  const { code: termsCode, description, netDays } = paymentTerms
  const [words = ''] = wrapped(freeText(description ?? termsCode, delimiters), 80)
  if (netDays === undefined || netDays > 999)
    return words === '' ? [] : [segmentOf('ITD', 'ZZ', '', '', '', '', '', '', '', '', '', '', words)]
  return [segmentOf('ITD', '05', '3', '', '', '', '', String(netDays), '', '', '', '', words)]
}

function headingNotes(writing: Writing): Segment[] {
  const messages = messageSegments(writing.order.notes.join('\n'), writing)
  return messages.length === 0 ? [] : [segmentOf('N9', 'L1', 'NOTE'), ...messages]
}

/**
 * What follows the PO1 or POC of a line, in the order of both loops and both releases.
 * @param before the line as it was, where it is changed: what was told of it and is no longer so is told too
 */
export function lineDetail(line: PurchaseOrderLine, writing: Writing, before?: PurchaseOrderLine): Segment[] {
  const { order, costReferences, delimiters } = writing
  const where = { order: order.number, line: line.number }
  const description = freeText(line.item.description ?? '', delimiters)
  const { costCentre, glAccount } = line
  return [
    ...wrapped(description, 80).map(piece => segmentOf('PID', 'F', '', '', '', piece)),
    ...(costCentre === undefined || costReferences === 'none'
      ? []
      : [reference('DP', costCentre, 'cost centre', writing, where)]),
    ...(glAccount === undefined || costReferences !== 'cost-centre-and-account'
      ? []
      : [reference('11', glAccount.code, 'GL account', writing, where)]),
    ...lineDiscount(line, writing, before),
    ...requested(line.requestedDate),
    ...messageSegments(line.notes ?? '', writing),
    ...(line.shipTo ? partySegments('ST', line.shipTo, writing) : []),
  ]
}

export function lineNumber(line: PurchaseOrderLine, writing: Writing): string {
  return code(line.number, { max: 20 }, 'line number', writing, placeOfLine(line, writing))
}

export function orderNumber(writing: Writing): string {
  return code(writing.order.number, { max: 22 }, 'order number', writing)
}

/** X12 unit of the quantity. @throws EdiError `unit-unknown`, held */
export function unitOf(line: PurchaseOrderLine, writing: Writing): string {
  const { references, order, partner } = writing
  const unit = x12UnitOf(references, occasionOfOrder(order, partner), line.unit, line.number)
  return code(unit, { min: 2, max: 2 }, 'X12 unit', writing, placeOfLine(line, writing))
}

export function placeOfLine({ number }: PurchaseOrderLine, { order }: Writing): Place {
  return { order: order.number, line: number }
}

/** Qualifier and id in turn: buyer's, supplier's, GTIN. @see reference x12.md §7, element 235 */
export function itemIds(item: ItemIds, writing: Writing, where: Place): string[] {
  const { buyerCode, supplierCode, gtin } = item
  return [
    ...(buyerCode === undefined ? [] : ['BP', code(buyerCode, { max: 48 }, 'item code', writing, where)]),
    ...(supplierCode === undefined ? [] : ['VN', code(supplierCode, { max: 48 }, 'supplier item code', writing, where)]),
    ...(gtin === undefined ? [] : gtinPair(gtin)),
  ]
}

/** The qualifier follows from the length; a short EAN-8 is padded to the 14 digits it is short for. */
function gtinPair(gtin: string): string[] {
  if (gtin.length === 12) return ['UP', gtin]
  if (gtin.length === 13) return ['EN', gtin]
  return ['UK', gtin.padStart(14, '0')]
}

/**
 * N1 to N4. A name goes on in N2, an address over four N3 elements; nothing of an address is cut off. A code or city of one
 * character gets the trailing blank that the least length of its element asks for.
 */
function partySegments(role: 'ST' | 'BT', party: Party, writing: Writing): Segment[] {
  const { delimiters, order } = writing
  const where = { order: order.number }
  const [name = '', ...moreName] = wrapped(freeText(party.name ?? '', delimiters), 60)
  const street = (party.street ?? []).flatMap(line => wrapped(freeText(line, delimiters), 55))
  const partyCode = party.code && code(party.code.padEnd(2), { max: 80 }, 'address code', writing)
  if (name === '' && !partyCode)
    throw hold({
      code: 'ship-to-incomplete',
      what: `The ${role === 'ST' ? 'delivery address' : 'company'} has neither a name nor a code`,
      where,
      remedy: 'Give the address a name in Exact Online',
    })
  if (street.length > 4 || moreName.length > 2)
    throw hold({
      code: 'address-too-long',
      what: 'The delivery address does not fit into four lines of 55 characters',
      where,
      remedy: 'Shorten the address in Exact Online',
    })
  return [
    segmentOf('N1', role, name, ...(partyCode ? [codeOwner(party), partyCode] : [])),
    ...(moreName.length > 0 ? [segmentOf('N2', ...moreName)] : []),
    ...(street.length > 0 ? [segmentOf('N3', ...street.slice(0, 2))] : []),
    ...(street.length > 2 ? [segmentOf('N3', ...street.slice(2))] : []),
    ...placeSegment(party, writing),
  ]
}

/** Blanks inside a postcode are left out; a region that is no two-letter code has no place in N402 and is told by the postcode. */
function placeSegment(party: Party, writing: Writing): Segment[] {
  const city = party.city && code(freeText(party.city, writing.delimiters).padEnd(2), { max: 30 }, 'city', writing)
  const state = party.state && /^[A-Z]{2}$/.test(party.state) ? party.state : ''
  const postcode = party.postcode && code(party.postcode.replaceAll(' ', ''), { min: 3, max: 15 }, 'postcode', writing)
  const country = party.country && code(party.country, { min: 2, max: 3 }, 'country', writing)
  const segment = segmentOf('N4', city, state, postcode, country)
  return segment.length === 1 ? [] : [segment]
}

function codeOwner({ assignedBy }: Party): string {
  return { buyer: '92', seller: '91', gs1: 'UL', duns: '1', other: 'ZZ' }[assignedBy ?? 'other']
}

function requested(date: CalendarDate | undefined): Segment[] {
  return date === undefined ? [] : [segmentOf('DTM', '002', dtOf(date))]
}

/** One message for each line of the text, more where a line is longer than a message may be. */
function messageSegments(text: string, { release, delimiters }: Writing): Segment[] {
  return text
    .split(/\r?\n/)
    .flatMap(line => wrapped(freeText(line, delimiters), release.messageLength))
    .map(release.message)
}

function reference(qualifier: string, value: string, name: string, writing: Writing, where?: Place): Segment {
  return segmentOf('REF', qualifier, code(value, { max: writing.release.referenceLength }, name, writing, where))
}

function code(
  text: string,
  length: { min?: number; max: number },
  name: string,
  { order, delimiters }: Writing,
  where: Place = { order: order.number },
) {
  return codeText(text, length, delimiters, name, where)
}
