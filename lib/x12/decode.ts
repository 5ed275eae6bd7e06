/** An X12 file in memory to what it says and what is wrong with it. */
import { EdiError } from '../error'
import type { Decoded, Group, Interchange } from './decoded'
import { appended } from './copies'
import type { Receiver } from './envelope'
import type { GuideRules } from './guide-rules'
import type { Mode } from './policy'
import { Reader } from './reader'
import type { Encoding } from './scan'

export type { Decoded, Finding, Group, Interchange, Status, Transaction } from './decoded'

export interface DecodeOptions {
  /** What rejects. @see policy.ts and reference x12.md §9 */
  readonly mode: Mode
  /** How much is rejected when one transaction set is. */
  readonly rejects: 'transaction' | 'group' | 'interchange'
  /**
   * How bytes above 7 bits are read. `ascii` reports them. An element that is not UTF-8 in a file that should be is read as
   * ISO-8859-1 and noted, so that nothing is lost.
   */
  readonly encoding: Encoding
  /** The partner's guide for a transaction set (ST01) of a group, where there is one. */
  readonly guide?: (
    set: string,
    group: Pick<Group, 'version'>,
    interchange: Pick<Interchange, 'sender' | 'senderQualifier' | 'usage'>,
  ) => GuideRules | undefined
  /** Most segments that are held in memory at once. A stream of segments (decode-stream.ts) holds none and knows no limit. */
  readonly largest?: number
}

/**
 * Reads every interchange of a file and checks it: envelope, structure, elements. Bad X12 is never thrown, it is found.
 * @throws EdiError `not-x12` when there is no interchange in the bytes at all, `x12-too-large` when there are more segments than
 *   `largest` allows
 */
export function decode(bytes: Uint8Array, options: DecodeOptions): Decoded {
  const collector = new Collector(options.largest === undefined ? undefined : limit(options.largest))
  const reader = new Reader(options, collector)
  reader.write(bytes)
  reader.end()
  const { interchanges } = collector
  const findings = reader.findings.list
  if (interchanges.length === 0 && !findings.some(finding => finding.segment === 'ISA')) throw notX12(bytes)
  return { ...nothing, interchanges, findings, ending: reader.ending }
}

/** What is read is made as a copy of it. @see copies.ts */
const nothing: Decoded = { interchanges: [], findings: [], ending: '' }

class Collector implements Receiver {
  readonly keeps = true
  interchanges: Interchange[] = []

  constructor(readonly segment: (() => void) | undefined) {}

  /** A group without sets takes room too. */
  groupEnds({ transactions }: Group): void {
    if (transactions.length === 0) this.segment?.()
  }

  interchangeEnds(interchange: Interchange): void {
    this.interchanges = appended(this.interchanges, interchange)
  }
}

/** Counts segments and stops at the limit. */
function limit(largest: number): () => void {
  let count = 0
  return () => {
    if (++count <= largest) return
    throw new EdiError({
      code: 'x12-too-large',
      what: `The file holds more than ${largest} segments`,
      why: 'So many are not held in memory at once',
      remedy: 'Read it as a stream of segments (edi-loop decode --lines), raise the limit, or have it sent in smaller files',
    })
  }
}

/** Why there is no interchange in the bytes. */
export function notX12(bytes: Uint8Array): EdiError {
  return new EdiError({
    code: 'not-x12',
    what: 'No X12 interchange was found',
    why: whatItIs(bytes),
    remedy: /^(\xef\xbb\xbf)?\s*ISA/.test(Buffer.from(bytes.subarray(0, 400)).toString('latin1'))
      ? 'Send an ISA of 106 characters with separators that no text holds, such as * > ~'
      : 'Give a file that begins with ISA, in ASCII, ISO-8859-1 or UTF-8',
  })
}

function whatItIs(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.subarray(0, 400)).toString('latin1')
  if (bytes.length === 0) return 'The file is empty'
  if (/^(\xff\xfe|\xfe\xff|I\0S\0A\0|\0I\0S\0A)/.test(text)) return 'The text is UTF-16'
  const kind = Object.entries(otherFiles).find(([, beginning]) => text.startsWith(beginning))
  if (kind !== undefined) return kind[0]
  const begin = text.replace(/^\xef\xbb\xbf/, '').trimStart()
  if (begin.startsWith('ISA')) return whatIsWrongWithIsa(begin)
  if (begin === '' && bytes.length <= 400) return 'The file holds white space only'
  if (/^UN[AB][^A-Za-z0-9]/.test(begin)) return 'It is an EDIFACT interchange'
  if (begin.startsWith('<')) return 'It looks like XML'
  if (begin.startsWith('{') || begin.startsWith('[')) return 'It looks like JSON'
  // oxlint-disable-next-line no-control-regex
  if (/[\x00-\x08\x0e-\x1f]/.test(begin.slice(0, 100))) return 'It is not text'
  return `It begins with ${JSON.stringify(begin.slice(0, 20))}`
}

/** Why what begins as an ISA does is none. @see reference x12.md §1 */
function whatIsWrongWithIsa(text: string): string {
  const separator = text.charAt(3)
  if (separator === '') return 'It ends after ISA'
  if (/[A-Za-z0-9 \0]/.test(separator))
    return `The element separator, after ISA, is ${markInWords(separator)}, which cannot separate elements`
  const elements = text.slice(0, 106).split(separator)
  if (elements.length !== 17) return `Its ISA has ${elements.length - 1} elements in 106 characters where it must have 16`
  const terminator = text.charAt(105)
  return `The segment terminator, after ISA16, is ${markInWords(terminator)}, which cannot end segments`
}

function markInWords(mark: string): string {
  if (mark === ' ') return 'a space'
  if (mark === '\t') return 'a tab'
  return mark < ' ' ? `the byte 0x${mark.charCodeAt(0).toString(16).padStart(2, '0').toUpperCase()}` : `"${mark}"`
}

/** First bytes of files that are sent in place of X12. */
const otherFiles: Readonly<Record<string, string>> = {
  'It is compressed with gzip; unpack it first': '\x1f\x8b',
  'It is a ZIP archive; unpack it first': 'PK\x03\x04',
  'It is a PDF document': '%PDF-',
}
