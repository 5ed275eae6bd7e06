/** A file of any size as lines of JSON: what the command `decode --lines` prints. */
import type { DecodedEvent } from './decode-stream'
import { groupHead, interchangeHead, jsonOfFinding, setHead } from './report'

export interface Lines {
  readonly text: string
  /** Nothing in these lines makes the file less than accepted. */
  readonly flawless: boolean
}

/**
 * For each segment `{"kind":"segment","position","offset","segment"}`; after its last one each transaction set, group and interchange
 * with what `decode` says of it except what it holds; at the end what was found outside of interchanges.
 * @param name put at the front of each line
 */
export async function* linesOf(events: AsyncIterable<DecodedEvent>, name: object): AsyncGenerator<Lines> {
  for await (const event of events) {
    if (event.kind === 'segments') {
      const lines = event.segments.map(
        ({ segment, position, offset }) => `${JSON.stringify({ ...name, kind: 'segment', position, offset, segment })}\n`,
      )
      yield { text: lines.join(''), flawless: true }
    } else if (event.kind !== 'transaction-begins') {
      yield { text: `${JSON.stringify({ ...name, kind: event.kind, ...contentOf(event) })}\n`, flawless: isFlawless(event) }
    }
  }
}

type Completed = Exclude<DecodedEvent, { readonly kind: 'segments' | 'transaction-begins' }>

function contentOf(event: Completed): object {
  switch (event.kind) {
    case 'transaction':
      return setHead(event.transaction)
    case 'group':
      return groupHead(event.group)
    case 'interchange':
      return interchangeHead(event.interchange)
    case 'end':
      return { findings: event.findings.map(jsonOfFinding) }
  }
}

function isFlawless(event: Completed): boolean {
  if (event.kind === 'end') return event.findings.every(({ level }) => level === 'note')
  return event[event.kind as 'interchange'].status === 'accepted'
}
