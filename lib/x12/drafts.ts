/** Interchange, group and transaction set while they are being read. */
import { isPadding } from './characters'
import { ControlNumbers } from './control-numbers'
import { roomForSegments } from './copies'
import type { Group, Interchange, Status, Transaction } from './decoded'
import { Findings } from './findings'
import type { Isa } from './isa'
import type { Mode } from './policy'
import { type ReleaseChoice, releaseOf } from './release'
import { elementOf, noSegment, type Segment } from './segment'

type Draft<T> = {
  -readonly [Key in keyof T]: T[Key] extends Segment ? Segment : T[Key] extends readonly (infer Each)[] ? Each[] : T[Key]
}

export type DraftSet = Draft<Transaction>
export type DraftGroup = Omit<Draft<Group>, 'transactions'> & { transactions: DraftSet[] }
export type DraftInterchange = Omit<Draft<Interchange>, 'groups'> & { groups: DraftGroup[] }

// What is read is made as a copy of these. @see copies.ts
const noSet: DraftSet = { set: '', controlNumber: '', status: 'accepted', segmentCount: 0, findings: [], segments: [], offset: 0 }
const noGroup: DraftGroup = {
  functionalId: '',
  sender: '',
  receiver: '',
  date: '',
  time: '',
  controlNumber: '',
  version: '',
  declaredCount: '',
  status: 'accepted',
  findings: [],
  transactions: [],
  header: noSegment,
  trailer: noSegment,
  offset: 0,
}
export const noInterchange: DraftInterchange = {
  senderQualifier: '',
  sender: '',
  receiverQualifier: '',
  receiver: '',
  controlNumber: '',
  version: '',
  usage: '',
  date: '',
  time: '',
  acknowledgmentRequested: false,
  delimiters: { element: '', component: '', repetition: '', segment: '' },
  status: 'accepted',
  findings: [],
  technicalAcknowledgments: [],
  groups: [],
  header: noSegment,
  extension: noSegment,
  services: [],
  trailer: noSegment,
  lineBreak: '',
  offset: 0,
}

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

function groupOf(header: Segment, offset: number, findings: Findings): DraftGroup {
  const group = { ...noGroup }
  group.functionalId = elementOf(header, 1)
  group.sender = elementOf(header, 2)
  group.receiver = elementOf(header, 3)
  group.date = elementOf(header, 4)
  group.time = elementOf(header, 5)
  group.controlNumber = elementOf(header, 6)
  group.version = elementOf(header, 8)
  group.findings = findings.list
  group.transactions = []
  group.header = header
  group.offset = offset
  return group
}

export function setOf(header: Segment, offset: number, findings: Findings, room: number): DraftSet {
  const set = { ...noSet }
  const code = elementOf(header, 1)
  // A line break beside it is found as one, and makes no other set of it.
  set.set = code.length === 3 ? code : code.trim()
  set.controlNumber = elementOf(header, 2)
  set.findings = findings.list
  set.segments = roomForSegments(room)
  set.offset = offset
  return set
}

export function interchangeOf(
  { found, elements, delimiters, lineBreak }: Isa,
  offset: number,
  findings: Findings,
): DraftInterchange {
  const interchange = { ...noInterchange }
  interchange.senderQualifier = withoutPadding(elementOf(elements, 5))
  interchange.sender = withoutPadding(elementOf(elements, 6))
  interchange.receiverQualifier = withoutPadding(elementOf(elements, 7))
  interchange.receiver = withoutPadding(elementOf(elements, 8))
  interchange.controlNumber = withoutPadding(elementOf(elements, 13))
  interchange.version = elementOf(elements, 12)
  interchange.usage = elementOf(elements, 15)
  interchange.date = elementOf(elements, 9)
  interchange.time = elementOf(elements, 10)
  interchange.acknowledgmentRequested = elementOf(elements, 14) === '1'
  interchange.delimiters = { ...delimiters }
  interchange.findings = findings.list
  interchange.technicalAcknowledgments = []
  interchange.groups = []
  interchange.header = found
  interchange.services = []
  interchange.lineBreak = lineBreak
  interchange.offset = offset
  return interchange
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
