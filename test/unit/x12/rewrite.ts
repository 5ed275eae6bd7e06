/** What was read, laid down byte for byte, to prove that reading loses nothing. */
import type { Decoded, Interchange } from '../../../lib/x12/decoded'
import type { Encoding } from '../../../lib/x12/scan'
import type { Segment } from '../../../lib/x12/segment'

/** @param encoding the one the file was read with */
export function rewrite({ interchanges, ending }: Pick<Decoded, 'interchanges' | 'ending'>, encoding: Encoding): Buffer {
  const text = interchanges
    .map((each, index) => textOf(each, index === interchanges.length - 1 ? ending : each.lineBreak))
    .join('')
  return Buffer.from(text, encoding === 'utf8' ? 'utf8' : 'latin1')
}

function textOf(
  { extension, services, header, trailer, technicalAcknowledgments, groups, delimiters, lineBreak }: Interchange,
  ending: string,
): string {
  const segments: Segment[] = [
    header,
    extension,
    ...services,
    ...technicalAcknowledgments,
    ...groups.flatMap(group => [group.header, ...group.transactions.flatMap(set => set.segments), group.trailer]),
    trailer,
  ]
  const written = segments
    .filter(segment => segment.length > 0)
    .map(segment => segment.join(delimiters.element) + delimiters.segment)
  return written.join(lineBreak) + ending
}
