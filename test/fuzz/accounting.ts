/** Whether a reader said something about every byte it was given. Used by the fuzzer and by the tests of laws. */
import type { Decoded, Finding } from '../../lib/x12/decoded'

/**
 * Every byte but padding and terminators must turn up in a segment or in a finding.
 * @param bytes read as ISO-8859-1
 */
export function accountsFor(decoded: Decoded, bytes: Uint8Array): boolean {
  const meaningless = new Set(`\0\x1a \t\r\n${decoded.interchanges.map(({ delimiters }) => delimiters.segment).join('')}`)
  const content = (text: string) => Array.from(text).filter(character => !meaningless.has(character)).length
  const accounted = textsOf(decoded).reduce((sum, text) => sum + content(text), 0)
  const outside = decoded.findings.reduce((sum, { message }) => sum + countIn(message, /^(\d+) bytes stand outside/), 0)
  return accounted + outside >= content(Buffer.from(bytes).toString('latin1'))
}

/** The text of every segment, and of every finding that keeps what has no place in a segment. */
function textsOf({ interchanges, findings }: Decoded): string[] {
  return [
    ...findings.map(({ code, value = '' }) => (code === 'byte-order-mark' ? '...' : code === 'TA105:023' ? value : '')),
    ...interchanges.flatMap(
      ({ delimiters: { element }, header, extension, trailer, technicalAcknowledgments, groups, findings: own }) => [
        ...strays(own),
        ...[header, extension, trailer, ...technicalAcknowledgments].map(segment => segment.join(element)),
        ...groups.flatMap(group => [
          ...strays(group.findings),
          ...[group.header, group.trailer, ...group.transactions.flatMap(({ segments }) => segments)].map(segment =>
            segment.join(element),
          ),
        ]),
      ],
    ),
  ]
}

/** Findings of segments without a place: as many characters as they had. */
function strays(findings: readonly Finding[]): string[] {
  return findings.filter(({ code }) => code === 'TA105:022').map(({ message }) => 'x'.repeat(countIn(message, /\((\d+) bytes\)/)))
}

function countIn(message: string, pattern: RegExp): number {
  return Number(pattern.exec(message)?.[1] ?? 0)
}
