/** What was read, as JSON for programs and as text for people: what the commands `decode` and `check` print. */
import type { Decoded, Finding, Group, Interchange, Status, Transaction } from './decoded'

/** Findings of a decoded file and everything in it, in the order of the file. */
export function findingsOf({ interchanges, findings }: Pick<Decoded, 'interchanges' | 'findings'>): readonly Finding[] {
  const inside = interchanges.flatMap(each => [
    ...each.findings,
    ...each.groups.flatMap(group => [...group.findings, ...group.transactions.flatMap(set => set.findings)]),
  ])
  return [...findings, ...inside].toSorted((one, other) => one.offset - other.offset)
}

/** 0 when everything is accepted without an error, otherwise 1. (2 is for input that is no X12, which cannot be decoded.) */
export function exitCodeOf(decoded: Decoded): 0 | 1 {
  const isFlawless = findingsOf(decoded).every(({ level }) => level === 'note')
  return isFlawless && decoded.interchanges.every(({ status }) => status === 'accepted') ? 0 : 1
}

/** The document that `decode --json` prints: what its contract names, and more of a finding where it is known. */
export function jsonOf({ interchanges, findings }: Decoded): unknown {
  return {
    interchanges: interchanges.map(({ groups, ...interchange }) => ({
      ...interchangeHead(interchange),
      groups: groups.map(({ transactions, ...group }) => ({ ...groupHead(group), transactions: transactions.map(setJson) })),
    })),
    findings: findings.map(jsonOfFinding),
  }
}

/**
 * The same document as text, one transaction set at a time, because all of it may be longer than a string can be.
 * @param name put at the front of the document
 */
export function* jsonText({ interchanges, findings }: Decoded, name: object): Generator<string> {
  const front = JSON.stringify(name).slice(1, -1)
  yield `{${front}${front === '' ? '' : ','}"interchanges":[`
  for (const [at, { groups, ...interchange }] of interchanges.entries()) {
    yield `${at > 0 ? ',' : ''}${openEnded(interchangeHead(interchange))}"groups":[`
    for (const [n, { transactions, ...group }] of groups.entries()) {
      yield `${n > 0 ? ',' : ''}${openEnded(groupHead(group))}"transactions":[`
      for (const [m, set] of transactions.entries()) yield `${m > 0 ? ',' : ''}${JSON.stringify(setJson(set))}`
      yield ']}'
    }
    yield ']}'
  }
  yield `],"findings":${JSON.stringify(findings.map(jsonOfFinding))}}`
}

function openEnded(head: object): string {
  return `${JSON.stringify(head).slice(0, -1)},`
}

/** An interchange without its groups. */
export function interchangeHead({
  senderQualifier,
  sender,
  receiverQualifier,
  receiver,
  controlNumber,
  version,
  usage,
  delimiters,
  status,
  findings,
}: Omit<Interchange, 'groups'>): object {
  const parties = { senderQualifier, sender, receiverQualifier, receiver }
  return { ...parties, controlNumber, version, usage, delimiters, status, findings: findings.map(jsonOfFinding) }
}

/** A group without its transaction sets. */
export function groupHead({ functionalId, version, controlNumber, status, findings }: Omit<Group, 'transactions'>): object {
  return { functionalId, version, controlNumber, status, findings: findings.map(jsonOfFinding) }
}

/** A transaction set without its segments. */
export function setHead({ set, controlNumber, status, segmentCount, findings }: Omit<Transaction, 'segments'>): object {
  return { set, controlNumber, status, segmentCount, findings: findings.map(jsonOfFinding) }
}

function setJson({ segments, ...set }: Transaction): object {
  return { ...setHead(set), segments }
}

export function jsonOfFinding({
  code,
  level,
  segment,
  position,
  offset,
  element,
  component,
  value,
  message,
  remedy,
  loop,
  repetition,
  implementation,
}: Finding) {
  const place = {
    code,
    level,
    segment,
    position,
    offset,
    element: element ?? null,
    component: component ?? null,
    value: value ?? null,
  }
  return {
    ...place,
    message,
    remedy,
    ...(loop !== undefined && { loop }),
    ...(repetition !== undefined && { repetition }),
    ...(implementation !== undefined && { implementation }),
  }
}

/** Part of the bytes of a file; a `Uint8Array` is one. */
export interface ByteRange {
  readonly length: number
  subarray(from: number, to: number): Uint8Array
}

/**
 * A report for a person: what the file holds, then each finding with the place marked in its text.
 * @param name of the file, for the first line
 */
export function checkReport(name: string, bytes: ByteRange, decoded: Decoded): string {
  const findings = findingsOf(decoded)
  return [overview(name, decoded), ...findings.map(finding => findingText(finding, bytes, decoded.interchanges))].join('\n')
}

const words: Readonly<Record<Status, string>> = { accepted: 'accepted', errors: 'accepted with errors', rejected: 'rejected' }

function overview(name: string, { interchanges }: Decoded): string {
  const lines = interchanges.flatMap(each => [
    `  ${each.usage === 'P' ? 'interchange' : 'test interchange'} ${each.controlNumber} from ${each.sender} to ${each.receiver}: ${words[each.status]}`,
    ...each.groups.flatMap(group => [
      `    group ${group.functionalId} ${group.controlNumber}, ${group.version}: ${words[group.status]}`,
      ...group.transactions.map(
        set => `      ${set.set} ${set.controlNumber}, ${set.segmentCount} segments: ${words[set.status]}`,
      ),
    ]),
  ])
  return [name, ...lines, ''].join('\n')
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

function shown(bytes: ByteRange, from: number, to: number): string {
  return Buffer.from(bytes.subarray(from, to)).toString('latin1')
}

/** Characters that a terminal would act on, as a dot. */
function visible(text: string): string {
  return Array.from(text, character => (character < ' ' || (character > '~' && character < '\xa0') ? '·' : character)).join('')
}
