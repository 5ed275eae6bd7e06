/** What was read, as JSON for programs: what the command `decode` prints. */
import type { Decoded, Finding, Group, Interchange, Transaction } from './decoded'

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
export function jsonOf({ interchanges, findings, ending }: Decoded): unknown {
  return {
    interchanges: interchanges.map(({ groups, ...interchange }) => ({
      ...interchangeHead(interchange),
      groups: groups.map(({ transactions, ...group }) => ({ ...groupHead(group), transactions: transactions.map(setJson) })),
    })),
    findings: findings.map(jsonOfFinding),
    ...endingOf({ interchanges, ending }),
  }
}

/**
 * The same document as text, one transaction set at a time, because all of it may be longer than a string can be.
 * @param name put at the front of the document
 */
export function* jsonText({ interchanges, findings, ending }: Decoded, name: object): Generator<string> {
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
  const last = { findings: findings.map(jsonOfFinding), ...endingOf({ interchanges, ending }) }
  yield `],${JSON.stringify(last).slice(1)}`
}

function openEnded(head: object): string {
  return `${JSON.stringify(head).slice(0, -1)},`
}

/** What follows the last interchange, where that is not the line break of its other segments. */
function endingOf({ interchanges, ending }: Pick<Decoded, 'interchanges' | 'ending'>): object {
  return ending === (interchanges.at(-1)?.lineBreak ?? '') ? {} : { ending }
}

/**
 * An interchange without its groups. Beside the fields of the contract it has the envelope as it was read, so that `encode` can
 * write the same bytes; ISA04 may be a password and is in none of the findings.
 */
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
  acknowledgmentRequested,
  header,
  trailer,
  extension,
  services,
  technicalAcknowledgments,
  lineBreak,
}: Omit<Interchange, 'groups'>): object {
  const parties = { senderQualifier, sender, receiverQualifier, receiver }
  const required = { ...parties, controlNumber, version, usage, delimiters, status, findings: findings.map(jsonOfFinding) }
  const afterHeader = extension.length > 0 ? [extension, ...services] : services
  return {
    ...required,
    acknowledgmentRequested,
    header,
    trailer,
    ...(lineBreak !== '' && { lineBreak }),
    ...(afterHeader.length > 0 && { services: afterHeader }),
    ...(technicalAcknowledgments.length > 0 && { technicalAcknowledgments }),
  }
}

/** A group without its transaction sets. */
export function groupHead({
  functionalId,
  version,
  controlNumber,
  status,
  findings,
  header,
  trailer,
}: Omit<Group, 'transactions'>): object {
  return { functionalId, version, controlNumber, status, findings: findings.map(jsonOfFinding), header, trailer }
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
