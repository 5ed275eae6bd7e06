/** Segments by the names of their elements, so that the compiler finds a wrong one. */
import type { Elements, SegmentId } from './dictionary/types'
import type { Segment } from './segment'

/**
 * `typedSegment('CUR', { CUR01: 'BY', CUR02: 'EUR' })` is `['CUR', 'BY', 'EUR']`; what is left out is empty, and nothing is left at the end.
 */
export function typedSegment<Tag extends SegmentId>(tag: Tag, elements: Elements[Tag]): Segment {
  const segment: string[] = [tag]
  for (const [name, value] of Object.entries(elements as Readonly<Record<string, string | undefined>>)) {
    const element = Number(name.slice(tag.length))
    while (segment.length <= element) segment.push('')
    segment[element] = value ?? ''
  }
  while (segment.length > 1 && segment.at(-1) === '') segment.pop()
  return segment
}
