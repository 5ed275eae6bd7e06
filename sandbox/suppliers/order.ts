/** What a supplier understands of an 850. @see reference x12.md §5.1 */
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

export function orderOf({ segments }: TransactionSet): ReceivedOrder {
  const firstLine = segments.findIndex(segment => segment[0] === 'PO1')
  const heading = firstLine < 0 ? segments : segments.slice(0, firstLine)
  const beginning = found(heading, 'BEG')
  return {
    number: at(beginning, 3),
    purpose: at(beginning, 1),
    date: at(beginning, 5),
    currency: at(found(heading, 'CUR'), 2),
    requestedDate: requestedDate(heading),
    lines: firstLine < 0 ? [] : linesOf(segments.slice(firstLine)),
  }
}

function linesOf(detail: readonly Segment[]): readonly ReceivedLine[] {
  const starts = detail.flatMap((segment, place) => (segment[0] === 'PO1' ? [place] : []))
  return starts.map((start, index) => {
    const [line = [], ...rest] = detail.slice(start, starts[index + 1] ?? detail.length)
    return {
      number: at(line, 1) || String(index + 1),
      quantity: at(line, 2),
      unit: at(line, 3),
      price: at(line, 4),
      basis: at(line, 5),
      ids: line.slice(6),
      requestedDate: requestedDate(rest),
    }
  })
}

/** Delivery requested (002), else requested ship (010). */
function requestedDate(segments: readonly Segment[]): string {
  const dates = segments.filter(segment => segment[0] === 'DTM')
  return at(dates.find(date => date[1] === '002') ?? dates.find(date => date[1] === '010') ?? [], 2)
}

function found(segments: readonly Segment[], tag: string): Segment {
  return segments.find(segment => segment[0] === tag) ?? []
}
