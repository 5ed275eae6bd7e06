/** Reading a decoded transaction set leniently, so that every refusal names its segment and element. */
import type { ItemIds, Party } from '../documents/party'
import { gtin14 } from '../documents/gtin'
import type { CalendarDate, DecimalText } from '../documents/value'
import { EdiError } from '../error'
import type { Segment } from '../x12/segment'
import { amountOfN2, dateOfDT, numberOfR } from '../x12/values'
import { hold } from './hold'
import type { Partner } from './partners'

/** What every inbound map is given beside the segments. */
export interface InboundContext {
  readonly partner: Partner
  /** ISA16 of the interchange. */
  readonly componentSeparator: string
}

/** A segment with its position in the transaction set, the ST being 1. */
export interface Placed {
  readonly tag: string
  readonly position: number
  readonly segment: Segment
}

/** Heading, one list for each line (its trigger first), and summary. */
export interface Parts {
  readonly heading: readonly Placed[]
  readonly lines: readonly (readonly Placed[])[]
  readonly summary: readonly Placed[]
}

/** @throws EdiError `x12-set-unexpected` when ST01 is not one of the sets that the map reads */
export function placed(segments: readonly Segment[], ...sets: readonly string[]): Placed[] {
  const set = segments[0]?.[0] === 'ST' ? (segments[0][1] ?? '') : ''
  if (sets.includes(set)) return segments.map((segment, n) => ({ tag: segment[0] ?? '', position: n + 1, segment }))
  throw new EdiError({
    code: 'x12-set-unexpected',
    what: `This map reads ${sets.join(' and ')}, not "${set}"`,
    where: { segment: 'ST', position: 1, element: 1 },
    remedy: 'Choose the map for this transaction set',
  })
}

/** Lines begin at `trigger`; the summary begins at the first of `summaryTags`. @see reference x12.md §4 */
export function partsOf(segments: readonly Placed[], trigger: string, summaryTags: readonly string[]): Parts {
  const starts = segments.flatMap(({ tag }, n) => (tag === trigger ? [n] : []))
  const end = segments.findIndex(({ tag }, n) => summaryTags.includes(tag) && n > (starts.at(-1) ?? 0))
  const summaryStart = end === -1 ? segments.length : end
  return {
    heading: segments.slice(0, starts[0] ?? summaryStart),
    lines: starts.map((start, n) => segments.slice(start, starts[n + 1] ?? summaryStart)),
    summary: segments.slice(summaryStart),
  }
}

/** The first segment with this tag. @throws EdiError `x12-segment-missing` */
export function segmentOrRefuse(segments: readonly Placed[], tag: string): Placed {
  const found = segments.find(candidate => candidate.tag === tag)
  if (found) return found
  throw new EdiError({
    code: 'x12-segment-missing',
    what: `There is no ${tag} segment`,
    where: { segment: tag },
    remedy: 'Ask the partner to send the document again in full',
  })
}

/** Text of an element without blanks around it; `''` where there is none. */
export function textAt({ segment }: Placed, element: number): string {
  return (segment[element] ?? '').trim()
}

/** @throws EdiError `x12-element-missing` */
export function requiredAt(from: Placed, element: number, name: string): string {
  const text = textAt(from, element)
  if (text !== '') return text
  throw new EdiError({
    code: 'x12-element-missing',
    what: `${from.tag}${String(element).padStart(2, '0')} is empty: ${name} is missing`,
    where: placeOf(from, element),
    remedy: 'Ask the partner to send the document again with it',
  })
}

/** @throws EdiError `x12-element-type` */
export function numberAt(from: Placed, element: number): DecimalText | undefined {
  const text = textAt(from, element)
  return text === '' ? undefined : numberOfR(text, placeOf(from, element))
}

/**
 * Amount of an N2 element. Some partners write it with a decimal point: then it is taken as it stands and not divided again.
 * @throws EdiError `x12-element-type`
 * @see reference x12.md §2, §11.34
 */
export function amountAt(from: Placed, element: number): DecimalText | undefined {
  const text = textAt(from, element)
  if (text === '') return undefined
  return text.includes('.') ? numberOfR(text, placeOf(from, element)) : amountOfN2(text, placeOf(from, element))
}

/** @throws EdiError `x12-element-date` */
export function dateAt(from: Placed, element: number): CalendarDate | undefined {
  const text = textAt(from, element)
  return text === '' ? undefined : dateOfDT(text, placeOf(from, element))
}

export function placeOf({ tag, position }: Placed, element: number) {
  return { segment: tag, position, element }
}

/** Currency of a document (CUR02). @throws EdiError `several-currencies`, held */
export function currencyOf(segments: readonly Placed[]): string | undefined {
  const named = segments.filter(({ tag }) => tag === 'CUR')
  const [first, other] = [...new Map(named.map(cur => [textAt(cur, 2), cur]))]
  if (other)
    throw hold({
      code: 'several-currencies',
      what: `The document names ${first?.[0]} and ${other[0]}`,
      where: placeOf(other[1], 2),
      why: 'An order and an invoice have one currency',
      remedy: 'Ask the supplier for a document in one currency',
    })
  return first?.[0]
}

/** Second element of the first REF with this qualifier. */
export function referenceOf(segments: readonly Placed[], qualifier: string): string | undefined {
  const found = segments.find(candidate => candidate.tag === 'REF' && textAt(candidate, 1) === qualifier)
  return found && (textAt(found, 2) || undefined)
}

/** Qualifier and id pairs from an element on; pairs with a part missing are left out. @see reference x12.md §11.12 */
export function pairsFrom(from: Placed, element: number): ReadonlyMap<string, string> {
  const pairs = new Map<string, string>()
  for (let at = element; at + 1 < from.segment.length; at += 2) {
    const [qualifier, id] = [textAt(from, at), textAt(from, at + 1)]
    if (qualifier !== '' && id !== '' && id !== 'UNKNOWN' && !pairs.has(qualifier)) pairs.set(qualifier, id)
  }
  return pairs
}

/** Item numbers by who gave them, whatever their order. @see reference x12.md §7 (element 235), §11.11 */
export function itemIdsOf(pairs: ReadonlyMap<string, string>, description?: string): ItemIds {
  const first = (...qualifiers: readonly string[]) =>
    qualifiers.map(qualifier => pairs.get(qualifier)).find(id => id !== undefined)
  const buyerCode = first('BP', 'IN', 'PI', 'CB')
  const supplierCode = first('VN', 'VP', 'VC', 'SK')
  const gtin = first('UK', 'EN', 'UP', 'UI', 'EO', 'UN', 'UA')
  return {
    ...(buyerCode !== undefined && { buyerCode }),
    ...(supplierCode !== undefined && { supplierCode }),
    ...(gtin !== undefined && gtin14(gtin) !== undefined && { gtin }),
    ...(description && { description }),
  }
}

/** Free-form PID texts of a line, joined. */
export function descriptionOf(segments: readonly Placed[]): string {
  return segments
    .filter(({ tag }) => tag === 'PID')
    .map(pid => textAt(pid, 5))
    .filter(text => text !== '')
    .join(' ')
}

/** The party of the first N1 with one of these roles, with the address that follows it. */
export function partyOf(segments: readonly Placed[], ...roles: readonly string[]): Party | undefined {
  const at = segments.findIndex(candidate => candidate.tag === 'N1' && roles.includes(textAt(candidate, 1)))
  const n1 = segments[at]
  if (n1 === undefined) return undefined
  const following = segments.slice(at + 1)
  const end = following.findIndex(({ tag }) => !['N2', 'N3', 'N4'].includes(tag))
  const address = end === -1 ? following : following.slice(0, end)
  const street = address
    .filter(({ tag }) => tag === 'N3')
    .flatMap(n3 => [textAt(n3, 1), textAt(n3, 2)].filter(text => text !== ''))
  const n4 = address.find(({ tag }) => tag === 'N4')
  const [name, code] = [textAt(n1, 2), textAt(n1, 4)]
  const [city, state, postcode, country] = [1, 2, 3, 4].map(element => (n4 ? textAt(n4, element) : ''))
  return {
    ...(code && { code, assignedBy: assignedBy(textAt(n1, 3)) }),
    ...(name && { name }),
    ...(street.length > 0 && { street }),
    ...(city && { city }),
    ...(state && { state }),
    ...(postcode && { postcode }),
    ...(country && { country }),
  }
}

function assignedBy(qualifier: string): NonNullable<Party['assignedBy']> {
  const known = { '92': 'buyer', '91': 'seller', UL: 'gs1', '1': 'duns', '9': 'duns' } as const
  return known[qualifier as keyof typeof known] ?? 'other'
}
