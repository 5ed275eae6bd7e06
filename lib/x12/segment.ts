/** A segment as the reader gives it and the writer takes it, and the characters that hold a file together. */

/**
 * Tag first, then the elements as text exactly as in the file: `['PO1', '1', '24', 'EA']`. Composites and repetitions are not
 * split; an empty element is `''`.
 */
export type Segment = readonly string[]

/** A segment that has not come. */
export const noSegment: Segment = []

/** One character each. `repetition` is `''` where the version has none (up to 00401). */
export interface Delimiters {
  readonly element: string
  readonly component: string
  readonly repetition: string
  readonly segment: string
}

/** Components of an element; one where nothing separates them, as with an ISA16 that cannot. */
export function componentsOf(element: string, separator: string): readonly string[] {
  return separator === '' ? [element] : element.split(separator)
}

/** Element at its one-based place in the standard's own counting: `elementOf(po1, 2)` is PO102; `''` when it is not there. */
export function elementOf(segment: Segment, element: number): string {
  return segment[element] ?? ''
}
