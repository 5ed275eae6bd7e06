/** Interchange, group and transaction set while they are being read. */
import { isPadding } from './characters'
import { ControlNumbers } from './control-numbers'
import type { Group, Interchange, Status, Transaction } from './decoded'
import { Findings } from './findings'
import type { Isa } from './isa'
import type { Mode } from './policy'
import { type ReleaseChoice, releaseOf } from './release'
import { elementOf, type Segment } from './segment'

type Draft<T> = {
  -readonly [Key in keyof T]: T[Key] extends Segment ? Segment : T[Key] extends readonly (infer Each)[] ? Each[] : T[Key]
}

export type DraftSet = Draft<Transaction>
export type DraftGroup = Omit<Draft<Group>, 'transactions'> & { transactions: DraftSet[] }
export type DraftInterchange = Omit<Draft<Interchange>, 'groups'> & { groups: DraftGroup[] }

/** Used again for each group. */
export class OpenGroup {
  draft = noGroup
  choice!: ReleaseChoice
  readonly findings = new Findings()
  readonly setNumbers = new ControlNumbers('text')
  sets = 0
  rejected = 0
  worst: Status = 'accepted'

  /** Starts anew. @param header GS; empty for the group that a set without one is put into */
  begin(header: Segment, offset: number, isa12: string, mode: Mode): void {
    this.findings.begin(mode)
    this.draft = groupOf(header, offset, this.findings)
    this.choice = releaseOf(this.draft.version, isa12)
    this.setNumbers.clear()
    this.sets = 0
    this.rejected = 0
    this.worst = 'accepted'
  }

  /** Lets go of what was read. */
  release(): void {
    this.draft = noGroup
  }
}

/** A segment that has not come. */
const nothing: Segment = []

function groupOf(header: Segment, offset: number, findings: Findings): DraftGroup {
  return {
    functionalId: elementOf(header, 1),
    sender: elementOf(header, 2),
    receiver: elementOf(header, 3),
    date: elementOf(header, 4),
    time: elementOf(header, 5),
    controlNumber: elementOf(header, 6),
    version: elementOf(header, 8),
    declaredCount: '',
    status: 'accepted',
    findings: findings.list,
    transactions: [],
    header,
    trailer: nothing,
    offset,
  }
}

/** A list and one more: most lists hold one, and one that grows by `push` takes room for seventeen. */
export function appended<T>(list: T[], each: T): T[] {
  if (list.length === 0) return [each]
  list.push(each)
  return list
}

export function setOf(header: Segment, offset: number, findings: Findings, room: number): DraftSet {
  return {
    set: elementOf(header, 1),
    controlNumber: elementOf(header, 2),
    status: 'accepted',
    segmentCount: 0,
    findings: findings.list,
    // oxlint-disable-next-line no-new-array
    segments: new Array<Segment>(room),
    offset,
  }
}

const noGroup = groupOf(nothing, 0, new Findings())

export function interchangeOf(
  { found, elements, delimiters, lineBreak }: Isa,
  offset: number,
  findings: Findings,
): DraftInterchange {
  const at = (element: number) => elementOf(elements, element)
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
    delimiters: { ...delimiters },
    status: 'accepted',
    findings: findings.list,
    technicalAcknowledgments: [],
    groups: [],
    header: found,
    extension: nothing,
    services: [],
    trailer: nothing,
    lineBreak,
    offset,
  }
}

const noElements: Segment = ['ISA']
export const noInterchange = interchangeOf(
  {
    found: noElements,
    elements: noElements,
    delimiters: { element: '', component: '', repetition: '', segment: '' },
    length: 0,
    lineBreak: '',
    offsets: [],
    form: undefined,
    flaws: [],
  },
  0,
  new Findings(),
)

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
