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
  const isFlawless = findingsOf(decoded).every(({ level }) => level !== 'error')
  return isFlawless && decoded.interchanges.every(({ status }) => status === 'accepted') ? 0 : 1
}

/** The document that `decode --json` prints: what its contract names, and the loop and repetition of a finding where they are known. */
export function jsonOf({ interchanges, findings }: Decoded): unknown {
  return { interchanges: interchanges.map(interchangeJson), findings: findings.map(findingJson) }
}

function interchangeJson({
  senderQualifier,
  sender,
  receiverQualifier,
  receiver,
  controlNumber,
  version,
  usage,
  delimiters,
  status,
  ...rest
}: Interchange) {
  const head = { senderQualifier, sender, receiverQualifier, receiver, controlNumber, version, usage, delimiters, status }
  return { ...head, findings: rest.findings.map(findingJson), groups: rest.groups.map(groupJson) }
}

function groupJson({ functionalId, version, controlNumber, status, findings, transactions }: Group) {
  return {
    functionalId,
    version,
    controlNumber,
    status,
    findings: findings.map(findingJson),
    transactions: transactions.map(setJson),
  }
}

function setJson({ set, controlNumber, status, segmentCount, findings, segments }: Transaction) {
  return { set, controlNumber, status, segmentCount, findings: findings.map(findingJson), segments }
}

function findingJson({
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
  return { ...place, message, remedy, ...(loop !== undefined && { loop }), ...(repetition !== undefined && { repetition }) }
}

/**
 * A report for a person: what the file holds, then each finding with the place marked in its text.
 * @param name of the file, for the first line
 */
export function checkReport(name: string, bytes: Uint8Array, decoded: Decoded): string {
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

function findingText(finding: Finding, bytes: Uint8Array, interchanges: readonly Interchange[]): string {
  const { code, level, segment, position, offset, loop, message, remedy } = finding
  const place = [
    segment,
    position > 0 ? `segment ${position}` : '',
    loop === undefined ? '' : `in ${loop}`,
    `byte ${offset}`,
  ].filter(each => each !== '')
  return [
    `${level === 'error' ? 'error' : 'note '} ${code}  ${place.join(', ')}`,
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
function excerpt({ offset, value = '' }: Finding, bytes: Uint8Array, interchanges: readonly Interchange[]): readonly string[] {
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

function shown(bytes: Uint8Array, from: number, to: number): string {
  return Buffer.from(bytes.subarray(from, to)).toString('latin1')
}

/** Characters that a terminal would act on, as a dot. */
function visible(text: string): string {
  return Array.from(text, character => (character < ' ' || (character > '~' && character < '\xa0') ? '·' : character)).join('')
}
