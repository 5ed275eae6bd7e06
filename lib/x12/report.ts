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
