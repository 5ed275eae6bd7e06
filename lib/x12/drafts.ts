/** Interchange, group and transaction set while they are being read. */
import { isPadding } from './characters'
import { ControlNumbers } from './control-numbers'
import type { Group, Interchange, Status, Transaction } from './decoded'
import { Findings } from './findings'
import type { Isa } from './isa'
import type { Mode } from './policy'
import { type ReleaseChoice, releaseOf } from './release'
import { elementOf, type Segment } from './segment'
import type { SetCheck } from './set-check'

type Draft<T> = {
  -readonly [Key in keyof T]: T[Key] extends Segment ? Segment : T[Key] extends readonly (infer Each)[] ? Each[] : T[Key]
}

export type DraftSet = Draft<Transaction>
export type DraftGroup = Omit<Draft<Group>, 'transactions'> & { transactions: DraftSet[] }
export type DraftInterchange = Omit<Draft<Interchange>, 'groups'> & { groups: DraftGroup[] }

export interface OpenSet {
  readonly draft: DraftSet
  readonly findings: Findings
  readonly check: SetCheck
}

export interface OpenGroup {
  readonly draft: DraftGroup
  readonly findings: Findings
  readonly choice: ReleaseChoice
  readonly setNumbers: ControlNumbers
  sets: number
  rejected: number
  worst: Status
}

/** A segment that has not come. */
const nothing: Segment = []

/** @param header GS; empty for the group that a set without one is put into */
export function openGroup(header: Segment, offset: number, isa12: string, mode: Mode): OpenGroup {
  const findings = new Findings(mode)
  const version = elementOf(header, 8)
  return {
    draft: {
      functionalId: elementOf(header, 1),
      sender: elementOf(header, 2),
      receiver: elementOf(header, 3),
      date: elementOf(header, 4),
      time: elementOf(header, 5),
      controlNumber: elementOf(header, 6),
      version,
      declaredCount: '',
      status: 'accepted',
      findings: findings.list,
      transactions: [],
      header,
      trailer: nothing,
      offset,
    },
    findings,
    choice: releaseOf(version, isa12),
    setNumbers: new ControlNumbers('text'),
    sets: 0,
    rejected: 0,
    worst: 'accepted',
  }
}

export function interchangeOf(
  { found, elements, delimiters, lineBreak }: Isa,
  offset: number,
  findings: Findings,
): DraftInterchange {
  const at = (element: number) => elements[element - 1] ?? ''
  return {
    senderQualifier: withoutPadding(at(5)),
    sender: withoutPadding(at(6)),
    receiverQualifier: withoutPadding(at(7)),
    receiver: withoutPadding(at(8)),
    controlNumber: withoutPadding(at(13)),
    version: at(12),
    usage: at(15),
    date: at(9),
    time: at(10),
    acknowledgmentRequested: at(14) === '1',
    delimiters,
    status: 'accepted',
    findings: findings.list,
    technicalAcknowledgments: [],
    groups: [],
    header: ['ISA', ...found],
    extension: nothing,
    services: [],
    trailer: nothing,
    lineBreak,
    offset,
  }
}

/** As `trimEnd`, of which five calls take longer than all else that is done here. */
export function withoutPadding(text: string): string {
  let end = text.length
  while (end > 0 && isPadding(text.charCodeAt(end - 1))) end--
  return end === text.length ? text : text.slice(0, end)
}

export function worse(one: Status, other: Status): Status {
  if (one === 'rejected' || other === 'rejected') return 'rejected'
  return one === 'errors' || other === 'errors' ? 'errors' : 'accepted'
}
