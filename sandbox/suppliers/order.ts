/** What a supplier understands of an 850 and of an 860. @see reference x12.md §5.1, §5.2 */
import type { Order } from '../world'
import { at, type Segment, type TransactionSet } from './read'

export interface ReceivedOrder {
  readonly number: string
  /** BEG01: 00 original, 01 cancellation, 05 replacement. */
  readonly purpose: string
  /** BEG05, `20260115`. */
  readonly date: string
  readonly currency: string
  /** Of the whole order; empty when only the lines say it. */
  readonly requestedDate: string
  readonly lines: readonly ReceivedLine[]
}

export interface ReceivedLine {
  /** PO101, echoed unchanged. */
  readonly number: string
  readonly quantity: string
  readonly unit: string
  readonly price: string
  readonly basis: string
  /** PO106 onward, as it came: qualifier, id, qualifier, id … */
  readonly ids: readonly string[]
  readonly requestedDate: string
}

export interface ReceivedChange {
  readonly number: string
  /** BCH01: 01 cancellation, 04 change. */
  readonly purpose: string
  /** BCH05, echoed in the answer. */
  readonly changeNumber: string
  /** BCH06, `20260115`. */
  readonly date: string
  readonly currency: string
  readonly requestedDate: string
  readonly lines: readonly ChangedLine[]
}

/** A line as it now is, with the code that says what became of it (POC02). */
export interface ChangedLine extends ReceivedLine {
  readonly code: string
}

export function changeOf({ segments }: TransactionSet): ReceivedChange {
  const { heading, lines } = partsOf(segments, 'POC')
  const beginning = found(heading, 'BCH')
  return {
    number: at(beginning, 3),
    purpose: at(beginning, 1),
    changeNumber: at(beginning, 5),
    date: at(beginning, 6),
    currency: at(found(heading, 'CUR'), 2),
    requestedDate: requestedDate(heading),
    lines: lines.map(([line = [], ...rest]) => ({
      number: at(line, 1),
      code: at(line, 2),
      quantity: at(line, 3),
      unit: at(line, 5),
      price: at(line, 6),
      basis: at(line, 7),
      ids: line.slice(8),
      requestedDate: requestedDate(rest),
    })),
  }
}

/** The order once the change is made: lines that are not named stay as they are. */
export function withChange(order: ReceivedOrder, change: ReceivedChange): ReceivedOrder {
  const named = new Map(change.lines.map(line => [line.number, line]))
  const kept = order.lines.filter(({ number }) => !named.has(number))
  const lines = [...kept, ...change.lines.filter(({ code }) => code !== 'DI').map(({ code: _code, ...line }) => line)]
  return {
    ...order,
    purpose: change.purpose,
    requestedDate: change.requestedDate || order.requestedDate,
    lines: change.purpose === '01' ? order.lines : lines.toSorted((a, b) => Number(a.number) - Number(b.number)),
  }
}

export function orderOf({ segments }: TransactionSet): ReceivedOrder {
  const { heading, lines } = partsOf(segments, 'PO1')
  const beginning = found(heading, 'BEG')
  return {
    number: at(beginning, 3),
    purpose: at(beginning, 1),
    date: at(beginning, 5),
    currency: at(found(heading, 'CUR'), 2),
    requestedDate: requestedDate(heading),
    lines: lines.map(([line = [], ...rest], index) => ({
      number: at(line, 1) || String(index + 1),
      quantity: at(line, 2),
      unit: at(line, 3),
      price: at(line, 4),
      basis: at(line, 5),
      ids: line.slice(6),
      requestedDate: requestedDate(rest),
    })),
  }
}

/** What stands before the first line, and each line with what follows it. */
function partsOf(
  segments: readonly Segment[],
  tag: string,
): { heading: readonly Segment[]; lines: readonly (readonly Segment[])[] } {
  const starts = segments.flatMap((segment, place) => (segment[0] === tag ? [place] : []))
  return {
    heading: segments.slice(0, starts[0] ?? segments.length),
    lines: starts.map((start, index) => segments.slice(start, starts[index + 1] ?? segments.length)),
  }
}

/** Delivery requested (002), else requested ship (010). */
function requestedDate(segments: readonly Segment[]): string {
  const dates = segments.filter(segment => segment[0] === 'DTM')
  return at(dates.find(date => date[1] === '002') ?? dates.find(date => date[1] === '010') ?? [], 2)
}

function found(segments: readonly Segment[], tag: string): Segment {
  return segments.find(segment => segment[0] === tag) ?? []
}

/** An order of the world as an 850 shows it; units make no difference to the answer. */
export function asSent(order: Order): ReceivedOrder {
  return {
    number: String(order.orderNumber),
    purpose: '00',
    date: plain(order.orderDate),
    currency: order.currency,
    requestedDate: plain(order.receiptDate),
    lines: order.lines.map(line => ({
      number: String(line.lineNumber),
      quantity: line.quantity,
      unit: '',
      price: line.price,
      basis: '',
      ids: ['BP', line.itemCode],
      requestedDate: plain(line.receiptDate),
    })),
  }
}

function plain(day: string): string {
  return day.replaceAll('-', '')
}
