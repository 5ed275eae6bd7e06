/** An X12 856 as a ship notice, whatever its structure: S-O-I, S-O-P-I, S-O-T-P-I, S-O-I-P and others. @see reference x12.md §5.6, §11.28–33 */
import type { Package, ShipNotice, ShippedLine, ShippedOrder } from '../documents/ship-notice'
import { compared } from '../documents/order-line'
import { decimalText, sum } from '../documents/value'
import type { Segment } from '../x12/segment'
import { type Level, levelsOf, within } from './856-levels'
import { hold } from './hold'
import {
  dateAt,
  descriptionOf,
  itemIdsOf,
  numberAt,
  pairsFrom,
  partyOf,
  type Placed,
  placed,
  placeOf,
  referenceOf,
  requiredAt,
  segmentOrRefuse,
  textAt,
} from './x12-reading'

/** BSN01. A duplicate is told by its number; what is neither here nor there is asked about. @see reference x12.md §7, element 353 */
const purposes: Readonly<Record<string, ShipNotice['purpose']>> = {
  '00': 'original',
  '06': 'original',
  '07': 'original',
  '14': 'original',
  '49': 'original',
  '05': 'replacement',
  CO: 'replacement',
  '01': 'cancellation',
  '03': 'cancellation',
}

const packages: Readonly<Record<string, Package['kind']>> = { T: 'tare', P: 'pack', Q: 'subpack' }

/**
 * @throws EdiError `x12-element-…`, `x12-segment-missing` naming segment and element; held: `ship-notice-purpose-unclear`,
 * `ship-notice-without-order`, `ship-notice-units-differ`, and those of the levels
 */
export function shipNoticeFrom(segments: readonly Segment[]): ShipNotice {
  const all = placed(segments, '856')
  const bsn = segmentOrRefuse(all, 'BSN')
  const purpose = purposes[textAt(bsn, 1)]
  if (purpose === undefined)
    throw hold({
      code: 'ship-notice-purpose-unclear',
      what: `The supplier sent a ship notice with purpose ${textAt(bsn, 1)}`,
      where: placeOf(bsn, 1),
      remedy: 'Ask the supplier what is meant',
    })
  const first = all.findIndex(({ tag }) => tag === 'HL')
  const end = all.findLastIndex(({ tag }) => tag === 'CTT' || tag === 'SE')
  const summary = all[end - 1]?.tag === 'CTT' ? end - 1 : end
  const levels = first === -1 ? [] : levelsOf(all.slice(first, summary === -1 ? all.length : summary))
  const shipment = [...all.slice(0, first === -1 ? all.length : first), ...ofKind(levels, 'S')]
  return {
    kind: 'ship-notice',
    purpose,
    number: requiredAt(bsn, 2, 'the shipment number'),
    date: dateAt(bsn, 3) ?? requiredAt(bsn, 3, 'the date'),
    ...shipmentOf(shipment),
    tracking: trackingOf(all),
    packages: levels.flatMap(level => packageOf(level)),
    orders: ordersOf(levels),
  }
}

/** The day of shipment is said of the whole; a promise of arrival too. @see reference x12.md §7, element 374 */
function shipmentOf(segments: readonly Placed[]) {
  const shippedOn = dateOf(segments, ['011', '370', '068'])
  const expectedOn = dateOf(segments, ['017', '371', '067', '002'])
  const td5 = segments.find(({ tag }) => tag === 'TD5')
  const [code, name] = td5 ? [textAt(td5, 3), textAt(td5, 5)] : []
  const billOfLading = referenceOf(segments, 'BM') ?? referenceOf(segments, 'MB')
  const [shipFrom, shipTo] = [partyOf(segments, 'SF'), partyOf(segments, 'ST')]
  return {
    ...(shippedOn && { shippedOn }),
    ...(expectedOn && { expectedOn }),
    ...((code || name) && { carrier: { ...(code && { code }), ...(name && { name }) } }),
    ...(billOfLading && { billOfLading }),
    ...(shipFrom && { shipFrom }),
    ...(shipTo && { shipTo }),
  }
}

/** Carrier numbers of the shipment and of each carton. */
function trackingOf(segments: readonly Placed[]): string[] {
  const numbers = segments.flatMap(segment => {
    if (segment.tag === 'REF' && ['CN', '2I', 'AW'].includes(textAt(segment, 1))) return [textAt(segment, 2)]
    if (segment.tag !== 'MAN') return []
    return [1, 4].filter(at => textAt(segment, at) === 'CP').map(at => textAt(segment, at + 1))
  })
  return [...new Set(numbers.filter(number => number !== ''))]
}

function packageOf({ code, segments }: Level): Package[] {
  const kind = packages[code]
  return kind === undefined ? [] : [{ kind, marks: marksOf(segments) }]
}

/** Up to two labels in each MAN; an SSCC without its application identifier. @see reference x12.md §11.31 */
function marksOf(segments: readonly Placed[]): string[] {
  return segments
    .filter(({ tag }) => tag === 'MAN')
    .flatMap(man => [label(textAt(man, 1), textAt(man, 2)), label(textAt(man, 4), textAt(man, 5))])
    .filter(mark => mark !== '')
}

function label(qualifier: string, mark: string): string {
  if (qualifier === 'CP') return ''
  return qualifier === 'GM' && /^00\d{18}$/.test(mark) ? mark.slice(2) : mark
}

interface ShippedPart extends ShippedLine {
  readonly orderNumber: string
  readonly from: Placed
}

/** In the order in which the orders are first named; the parts of one line, carton by carton, are added up. */
function ordersOf(levels: readonly Level[]): ShippedOrder[] {
  const parts = levels.filter(({ code }) => code === 'I').map(item => partOf(item, levels))
  const orders = ofCode(levels, 'O')
  return [...Map.groupBy(parts, part => part.orderNumber)].map(([orderNumber, own]) => {
    const level = orders.find(({ segments }) => orderNumberOf(segments) === orderNumber)
    const prf = level?.segments.find(({ tag }) => tag === 'PRF')
    const [orderDate, supplierOrderNumber] = [prf && dateAt(prf, 4), level && referenceOf(level.segments, 'VN')]
    return {
      orderNumber,
      ...(orderDate && { orderDate }),
      ...(supplierOrderNumber && { supplierOrderNumber }),
      lines: linesOf(own),
    }
  })
}

function partOf(item: Level, levels: readonly Level[]): ShippedPart {
  const { segments, hl } = item
  const lin = segmentOrRefuse(segments, 'LIN')
  const sn1 = segmentOrRefuse(segments, 'SN1')
  const pairs = pairsFrom(lin, 2)
  const number = pairs.get('PL') ?? (textAt(lin, 1) || textAt(sn1, 1))
  const [statusCode, ordered] = [textAt(sn1, 8), numberAt(sn1, 5)]
  requiredAt(sn1, 2, 'the quantity shipped')
  const orderNumber = orderNumberOf(segments) ?? orderNumberOf(within(item, 'O')?.segments ?? []) ?? pairs.get('PO')
  if (orderNumber === undefined)
    throw hold({
      code: 'ship-notice-without-order',
      what: `Level ${textAt(hl, 1)} of the ship notice is an item of no order`,
      where: placeOf(hl, 1),
      remedy: 'Ask the supplier which order the goods belong to',
    })
  return {
    orderNumber,
    from: sn1,
    ...(number && { number }),
    item: itemIdsOf(pairs, descriptionOf(segments)),
    quantity: numberAt(sn1, 2) ?? '0',
    unit: requiredAt(sn1, 3, 'the unit'),
    ...(ordered && { ordered }),
    ...(statusCode && { statusCode }),
    marks: marksAround(item, levels),
  }
}

/** An item is in a package, or packages are in it (structure 0002). */
function marksAround(item: Level, levels: readonly Level[]): string[] {
  const inside = levels.filter(level => level.parent === item && packages[level.code] !== undefined)
  const around = within(item, 'Q') ?? within(item, 'P') ?? within(item, 'T')
  return [...marksOf(item.segments), ...(around ? marksOf(around.segments) : []), ...inside.flatMap(one => marksOf(one.segments))]
}

function linesOf(parts: readonly ShippedPart[]): ShippedLine[] {
  const lines: (readonly [ShippedPart, ...ShippedPart[]])[] = []
  for (const part of parts) {
    const at = lines.findIndex(([line]) => isSameLine(line, part))
    const known = lines[at]
    if (known) lines[at] = [...known, part]
    else lines.push([part])
  }
  return lines.map(same => {
    const [{ orderNumber: _order, from: _from, ...line }] = same
    const other = same.find(({ unit }) => unit !== line.unit)
    if (other)
      throw hold({
        code: 'ship-notice-units-differ',
        what: `The same line is shipped in ${line.unit} and in ${other.unit}`,
        where: placeOf(other.from, 3),
        remedy: 'Ask the supplier for a ship notice in one unit',
      })
    return {
      ...line,
      quantity: decimalText(sum(same.map(({ quantity }) => quantity))),
      marks: [...new Set(same.flatMap(({ marks }) => marks))],
    }
  })
}

/** By number, unless the items contradict it: some suppliers count the items of a notice in LIN01. */
function isSameLine(one: ShippedLine, other: ShippedLine): boolean {
  const items = compared(one.item, other.item)
  if (one.number !== undefined && other.number !== undefined) return one.number === other.number && items !== 'different'
  return items === 'same'
}

function orderNumberOf(segments: readonly Placed[]): string | undefined {
  const prf = segments.find(({ tag }) => tag === 'PRF')
  return (prf && (textAt(prf, 1) || undefined)) ?? referenceOf(segments, 'PO')
}

function ofCode(levels: readonly Level[], code: string): readonly Level[] {
  return levels.filter(level => level.code === code)
}

function ofKind(levels: readonly Level[], code: string): readonly Placed[] {
  return ofCode(levels, code).flatMap(({ segments }) => segments)
}

function dateOf(segments: readonly Placed[], qualifiers: readonly string[]) {
  const dates = segments.filter(({ tag }) => tag === 'DTM')
  const found = qualifiers.map(qualifier => dates.find(dtm => textAt(dtm, 1) === qualifier)).find(dtm => dtm !== undefined)
  return found && dateAt(found, 2)
}
