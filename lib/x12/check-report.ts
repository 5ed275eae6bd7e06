/** What was read, as text for people: what the command `check` prints. */
import type { Decoded, Finding, Interchange, Status } from './decoded'
import type { Counts, Outline, OutlinedGroup } from './outline'
import { findingsOf } from './report'

/** Part of the bytes of a file; a `Uint8Array` is one. */
export interface ByteRange {
  readonly length: number
  subarray(from: number, to: number): Uint8Array
}

/** What is reported: a file in full, or an outline of it. */
export type Checked = Decoded & Partial<Pick<Outline, 'unlisted' | 'unlistedFindings'>>

/**
 * A report for a person: what the file holds, then each finding with the place marked in its text.
 * @param name of the file, for the first line
 */
export function* checkReport(name: string, bytes: ByteRange, checked: Checked): Generator<string> {
  yield `${overview(name, checked)}\n`
  for (const finding of findingsOf(checked)) yield `${findingText(finding, bytes, checked.interchanges)}\n`
  const { unlistedFindings = 0 } = checked
  if (unlistedFindings > 0) yield `and ${unlistedFindings} more findings of the parts that are not listed\n`
}

const words: Readonly<Record<Status, string>> = { accepted: 'accepted', errors: 'accepted with errors', rejected: 'rejected' }

function overview(name: string, { interchanges, unlisted }: Checked): string {
  const lines = interchanges.flatMap(each => [
    `  ${each.usage === 'P' ? 'interchange' : 'test interchange'} ${each.controlNumber} from ${each.sender} to ${each.receiver}: ${words[each.status]}`,
    ...each.groups.flatMap(group => [
      `    group ${group.functionalId} ${group.controlNumber}, ${group.version}: ${words[group.status]}`,
      ...group.transactions.map(
        set => `      ${set.set} ${set.controlNumber}, ${set.segmentCount} segments: ${words[set.status]}`,
      ),
      ...more('      ', (group as Partial<OutlinedGroup>).unlisted, 'transaction sets'),
    ]),
  ])
  return [name, ...lines, ...more('  ', unlisted, 'interchanges'), ''].join('\n')
}

/** `and 12000 more transaction sets: 11999 accepted, 1 rejected` */
function more(indent: string, counts: Counts | undefined, what: string): readonly string[] {
  const found = Object.entries(counts ?? {}).filter(([, count]) => count > 0)
  if (found.length === 0) return []
  const all = found.reduce((sum, [, count]) => sum + count, 0)
  const parts = found.map(([status, count]) => `${count} ${words[status as Status]}`)
  return [`${indent}and ${all} more ${what}: ${parts.join(', ')}`]
}

function findingText(finding: Finding, bytes: ByteRange, interchanges: readonly Interchange[]): string {
  const { code, level, segment, position, offset, loop, message, remedy } = finding
  const place = [
    segment,
    position > 0 ? `segment ${position}` : '',
    loop === undefined ? '' : `in ${loop}`,
    `byte ${offset}`,
  ].filter(each => each !== '')
  return [
    `${level.padEnd(5)} ${code}  ${place.join(', ')}`,
    ...excerpt(finding, bytes, interchanges),
    `  ${message}.`,
    `  ${remedy}.`,
    '',
  ].join('\n')
}

/** So many characters are shown before and after a place. */
const BEFORE = 60
const AFTER = 60

/** The segment around the finding, and a line that marks the place. */
function excerpt({ offset, value = '' }: Finding, bytes: ByteRange, interchanges: readonly Interchange[]): readonly string[] {
  const own = interchanges.findLast(each => each.offset <= offset)
  const terminator = own?.delimiters.segment.slice(0, 1) ?? '~'
  const before = shown(bytes, Math.max(0, offset - BEFORE), offset)
  const begin = Math.max(before.lastIndexOf(terminator), before.lastIndexOf('\n'), before.lastIndexOf('\r')) + 1
  const after = shown(bytes, offset, Math.min(bytes.length, offset + AFTER))
  const end = after.search(/[\r\n]/) < 0 ? after.length : after.search(/[\r\n]/)
  const close = after.indexOf(terminator)
  const line = before.slice(begin) + after.slice(0, close < 0 ? end : Math.min(end, close + 1))
  const width = Math.max(1, Math.min(value.length, line.length - (before.length - begin)))
  return line === '' ? [] : [`  ${visible(line)}`, `  ${' '.repeat(before.length - begin)}${'^'.repeat(width)}`]
}

/** Part of a file as UTF-8 where it is that, otherwise as ISO-8859-1. The first and the last character may be cut. */
function shown(bytes: ByteRange, from: number, to: number): string {
  const part = bytes.subarray(from, to)
  const begin = part.findIndex(byte => (byte & 0xc0) !== 0x80)
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(part.subarray(Math.max(0, begin)), { stream: true })
  } catch {
    return Buffer.from(part).toString('latin1')
  }
}

/** Characters that a terminal would act on, as a dot. */
function visible(text: string): string {
  return Array.from(text, character => (character < ' ' || (character > '~' && character < '\xa0') ? '·' : character)).join('')
}
