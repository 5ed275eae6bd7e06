/**
 * Interchange, functional group, transaction set: opens and closes them as their segments come, checks counts and control numbers,
 * and hands each segment of a set to its checks. @see reference x12.md §1, §9
 */
import { type SegmentTable, segmentTable, tagKey } from './compiled-segment'
import { ControlNumbers, sameNumber } from './control-numbers'
import type { Status } from './decoded'
import {
  type DraftGroup,
  type DraftInterchange,
  type DraftSet,
  interchangeOf,
  openGroup,
  type OpenGroup,
  type OpenSet,
} from './drafts'
import { segmentFaults } from './envelope-fault'
import { Findings, type Remark } from './findings'
import type { Isa } from './isa'
import { isaRemarks } from './isa-check'
import type { Mode } from './policy'
import { releaseOf } from './release'
import type { Scan } from './scan'
import type { Segment } from './segment'
import { SetCheck } from './set-check'

export interface EnvelopeOptions {
  readonly mode: Mode
  readonly rejects: 'transaction' | 'group' | 'interchange'
}

/** Told of everything as it is completed; a transaction set comes before its group, a group before its interchange. */
export interface Receiver {
  /** Whether segments, sets and groups are kept until what holds them is complete. */
  readonly keeps: boolean
  segment?(segment: Segment, offset: number, position: number): void
  transactionBegins?(transaction: DraftSet, group: DraftGroup, interchange: DraftInterchange): void
  transactionEnds?(transaction: DraftSet, group: DraftGroup, interchange: DraftInterchange): void
  groupEnds?(group: DraftGroup, interchange: DraftInterchange): void
  interchangeEnds(interchange: DraftInterchange): void
}

const GS = tagKey('GS')
const GE = tagKey('GE')
const ST = tagKey('ST')
const SE = tagKey('SE')
const IEA = tagKey('IEA')
const TA1 = tagKey('TA1')

export class Envelope {
  /** Dictionary of the group being read. */
  table: SegmentTable
  readonly #interchange: DraftInterchange
  readonly #findings: Findings
  readonly #groupNumbers = new ControlNumbers()
  /** Segments since the ISA, which is 1. */
  #position = 1
  #groups = 0
  #group: OpenGroup | undefined
  #set: OpenSet | undefined
  #done = false

  constructor(
    readonly isa: Isa,
    readonly offset: number,
    readonly options: EnvelopeOptions,
    readonly receiver: Receiver,
  ) {
    this.#findings = new Findings(options.mode)
    this.#interchange = interchangeOf(isa, offset, this.#findings)
    this.table = segmentTable(releaseOf('', this.#interchange.version).release)
    for (const remark of isaRemarks(isa, offset)) this.note(remark)
  }

  /** A finding about the interchange itself. */
  note(remark: Remark): void {
    this.#findings.add({ position: this.#position + 1, ...remark })
  }

  /** Takes the next segment. @returns false when it was the IEA, after which nothing belongs to this interchange */
  take(scan: Scan): boolean {
    this.#position++
    switch (scan.key) {
      case ST:
        this.#openSet(scan)
        return true
      case SE:
        this.#closeSet(scan)
        return true
      case GS:
        this.#openGroup(scan)
        return true
      case GE:
        this.#closeGroup(scan)
        return true
      case IEA:
        this.#close(scan)
        return false
      case TA1:
        if (this.#set === undefined) {
          this.#technicalAcknowledgment(scan)
          return true
        }
    }
    const set = this.#set
    if (set === undefined) this.#stray(scan)
    else this.#bodySegment(set, scan)
    return true
  }

  /** Closes what is open when the bytes end, or another ISA begins, before the IEA. */
  cutShort(offset: number, why: string): void {
    if (this.#done) return
    this.#abandonGroup(offset)
    this.note({
      code: 'TA105:023',
      segment: 'IEA',
      position: this.#position + 1,
      offset,
      message: `The interchange has no IEA: ${why}`,
      remedy: 'Send the interchange again, whole',
    })
    this.#finish()
  }

  #bodySegment(set: OpenSet, scan: Scan): void {
    const { draft, check } = set
    const position = ++draft.segmentCount
    if (this.receiver.keeps) draft.segments.push(scan.elements)
    check.take(scan, position)
    this.receiver.segment?.(scan.elements, scan.base + scan.start, position)
  }

  #openSet(scan: Scan): void {
    const offset = scan.base + scan.start
    if (this.#set !== undefined) this.#abandonSet(offset, 'another ST begins')
    const group = this.#group ?? this.#impliedGroup(scan)
    const findings = new Findings(this.options.mode)
    const [, number = '', controlNumber = ''] = scan.elements
    const draft: DraftSet = {
      set: number,
      controlNumber,
      status: 'accepted',
      segmentCount: 0,
      findings: findings.list,
      segments: [],
      offset,
    }
    const check = new SetCheck(
      draft,
      findings,
      group.choice,
      this.table,
      this.#interchange.delimiters,
      scan.encoding,
      group.draft.functionalId,
    )
    this.#set = { draft, findings, check }
    this.receiver.transactionBegins?.(draft, group.draft, this.#interchange)
    this.#bodySegment(this.#set, scan)
    if (controlNumber !== '' && !group.setNumbers.add(controlNumber)) {
      const remark = { segment: 'ST', position: 1, element: 2, value: controlNumber, offset: scan.offsetOf(2) }
      findings.add({
        ...remark,
        code: 'AK502:23',
        message: `ST02 ${controlNumber} is used twice in the group`,
        remedy: 'Number each transaction set of a group differently',
      })
    }
  }

  #closeSet(scan: Scan): void {
    const set = this.#set
    if (set === undefined) {
      this.#control(scan, 'An SE stands where no transaction set is open')
      return
    }
    this.#bodySegment(set, scan)
    set.check.close()
    const { draft, findings } = set
    const [, count = '', controlNumber = ''] = scan.elements
    const place = { segment: 'SE', position: draft.segmentCount }
    if (!sameNumber(count, draft.segmentCount)) {
      const message = `SE01 says ${count || 'nothing'} where ${draft.segmentCount} segments stand from ST to SE`
      findings.add({
        ...place,
        code: 'AK502:4',
        element: 1,
        value: count,
        offset: scan.offsetOf(1),
        message,
        remedy: 'Count the segments from ST to SE, both included; one may be lost',
      })
    }
    if (controlNumber !== draft.controlNumber) {
      const message = `SE02 ${controlNumber || '(empty)'} is not ST02 ${draft.controlNumber || '(empty)'}`
      findings.add({
        ...place,
        code: 'AK502:3',
        element: 2,
        value: controlNumber,
        offset: scan.offsetOf(2),
        message,
        remedy: 'Send the same control number in ST02 and SE02',
      })
    }
    this.#endSet(set)
  }

  #abandonSet(offset: number, why: string): void {
    const set = this.#set!
    const message = `The transaction set ${set.draft.controlNumber} has no SE: ${why}`
    set.check.cutShort(offset)
    set.findings.add({
      code: 'AK502:2',
      segment: 'SE',
      position: set.draft.segmentCount + 1,
      offset,
      message,
      remedy: 'Send the transaction set again, whole',
    })
    this.#endSet(set)
  }

  #endSet({ draft, findings }: OpenSet): void {
    const group = this.#group!
    draft.status = findings.status
    group.sets++
    group.worst = worse(group.worst, draft.status)
    if (draft.status === 'rejected') group.rejected++
    if (this.receiver.keeps) group.draft.transactions.push(draft)
    this.receiver.transactionEnds?.(draft, group.draft, this.#interchange)
    this.#set = undefined
  }

  #openGroup(scan: Scan): void {
    const offset = scan.base + scan.start
    if (this.#group !== undefined) this.#abandonGroup(offset)
    const [, functionalId = '', sender = '', receiver = '', date = '', time = '', controlNumber = '', , version = ''] =
      scan.elements
    const group = (this.#group = openGroup(
      { functionalId, sender, receiver, date, time, controlNumber, version, offset },
      this.#interchange.version,
      this.options.mode,
    ))
    this.table = segmentTable(group.choice.release)
    const place = { segment: 'GS', position: this.#position }
    for (const remark of segmentFaults(scan, this.table, this.#interchange.delimiters, this.#position)) group.findings.add(remark)
    if (!group.choice.exact) {
      const message = `Version ${version || '(empty)'} has no dictionary here; it is read with that of ${group.choice.release}, and what that finds is only noted`
      group.findings.add({
        ...place,
        code: 'nearest-dictionary',
        element: 8,
        value: version,
        offset: scan.offsetOf(8),
        message,
        remedy: 'Agree on 004010 or 005010',
        note: true,
      })
    }
    if (!this.#groupNumbers.add(controlNumber)) {
      group.findings.add({
        ...place,
        code: 'AK905:6',
        element: 6,
        value: controlNumber,
        offset: scan.offsetOf(6),
        message: `GS06 ${controlNumber} is used twice in the interchange`,
        remedy: 'Number each group of an interchange differently',
        rejects: false,
      })
    }
  }

  #closeGroup(scan: Scan): void {
    if (this.#set !== undefined) this.#abandonSet(scan.base + scan.start, 'a GE follows')
    const group = this.#group
    if (group === undefined) {
      this.#control(scan, 'A GE stands where no group is open')
      return
    }
    const { draft, findings, sets } = group
    const [, count = '', controlNumber = ''] = scan.elements
    const place = { segment: 'GE', position: this.#position }
    draft.declaredCount = count
    if (!sameNumber(count, sets)) {
      const message = `GE01 says ${count || 'nothing'} where the group holds ${sets} transaction ${sets === 1 ? 'set' : 'sets'}`
      findings.add({
        ...place,
        code: 'AK905:5',
        element: 1,
        value: count,
        offset: scan.offsetOf(1),
        message,
        remedy: 'Count the transaction sets of the group; one may be lost',
      })
    }
    if (controlNumber !== draft.controlNumber && !sameNumber(controlNumber, draft.controlNumber)) {
      const message = `GE02 ${controlNumber || '(empty)'} is not GS06 ${draft.controlNumber || '(empty)'}`
      findings.add({
        ...place,
        code: 'AK905:4',
        element: 2,
        value: controlNumber,
        offset: scan.offsetOf(2),
        message,
        remedy: 'Send the same control number in GS06 and GE02',
      })
    }
    for (const remark of segmentFaults(scan, this.table, this.#interchange.delimiters, this.#position))
      findings.add({ ...remark, rejects: false })
    this.#endGroup(group)
  }

  #abandonGroup(offset: number): void {
    if (this.#set !== undefined) this.#abandonSet(offset, 'the group or the file ends first')
    const group = this.#group
    if (group === undefined) return
    const message = `The group ${group.draft.controlNumber} has no GE`
    group.findings.add({
      code: 'AK905:3',
      segment: 'GE',
      position: this.#position,
      offset,
      message,
      remedy: 'Send the group again, whole',
    })
    this.#endGroup(group)
  }

  #endGroup(group: OpenGroup): void {
    const { draft, findings } = group
    const allRejected = group.sets > 0 && group.rejected === group.sets
    const byRule = group.rejected > 0 && this.options.rejects !== 'transaction'
    draft.status =
      findings.status === 'rejected' || allRejected || byRule
        ? 'rejected'
        : worse(findings.status, group.worst === 'accepted' ? 'accepted' : 'errors')
    if (findings.status === 'rejected' || byRule) for (const set of draft.transactions) set.status = 'rejected'
    this.#groups++
    this.#worst = worse(this.#worst, draft.status)
    if (this.receiver.keeps) this.#interchange.groups.push(draft)
    this.receiver.groupEnds?.(draft, this.#interchange)
    this.#group = undefined
  }
  #worst: Status = 'accepted'

  #close(scan: Scan): void {
    this.#abandonGroup(scan.base + scan.start)
    const [, count = '', controlNumber = ''] = scan.elements
    const place = { segment: 'IEA', position: this.#position }
    const acknowledges = this.#groups === 0 && this.#interchange.technicalAcknowledgments.length > 0
    // A file of ISA, TA1, IEA has no group; many write 1 there.
    if (!sameNumber(count, this.#groups) && !(acknowledges && sameNumber(count, 1))) {
      const message = `IEA01 says ${count || 'nothing'} where the interchange holds ${this.#groups} ${this.#groups === 1 ? 'group' : 'groups'}`
      this.note({
        ...place,
        code: 'TA105:021',
        element: 1,
        value: count,
        offset: scan.offsetOf(1),
        message,
        remedy: 'Count the groups of the interchange; one may be lost',
      })
    }
    const expected = this.#interchange.controlNumber
    if (controlNumber !== expected) {
      const sameValue = sameNumber(controlNumber, expected)
      const message = sameValue
        ? `IEA02 ${controlNumber} is ISA13 ${expected} without its nine digits`
        : `IEA02 ${controlNumber || '(empty)'} is not ISA13 ${expected || '(empty)'}`
      this.note({
        ...place,
        code: 'TA105:001',
        element: 2,
        value: controlNumber,
        offset: scan.offsetOf(2),
        message,
        remedy: 'Send the same nine digits in ISA13 and IEA02',
        ...(sameValue && { rejects: false }),
      })
    }
    for (const remark of segmentFaults(scan, this.table, this.#interchange.delimiters, this.#position))
      this.note({ ...remark, rejects: false })
    this.#finish()
  }

  #finish(): void {
    this.#done = true
    const interchange = this.#interchange
    const byRule = this.#worst === 'rejected' && this.options.rejects === 'interchange'
    interchange.status =
      this.#findings.status === 'rejected' || byRule
        ? 'rejected'
        : worse(this.#findings.status, this.#worst === 'accepted' ? 'accepted' : 'errors')
    if (interchange.status === 'rejected') {
      for (const group of interchange.groups) {
        group.status = 'rejected'
        for (const set of group.transactions) set.status = 'rejected'
      }
    }
    this.receiver.interchangeEnds(interchange)
  }

  #technicalAcknowledgment(scan: Scan): void {
    this.#interchange.technicalAcknowledgments.push(scan.elements)
    for (const remark of segmentFaults(scan, this.table, this.#interchange.delimiters, this.#position))
      this.note({ ...remark, rejects: false })
    if (this.#groups > 0 || this.#group !== undefined) {
      this.note({
        code: 'TA105:024',
        segment: 'TA1',
        position: this.#position,
        offset: scan.base + scan.start,
        message: 'The TA1 stands after a group began',
        remedy: 'Send TA1 between ISA and the first GS',
        rejects: false,
      })
    }
  }

  /** A transaction set outside of any group is read all the same, in a group of its own that is rejected. */
  #impliedGroup(scan: Scan): OpenGroup {
    const offset = scan.base + scan.start
    const draft = { functionalId: '', sender: '', receiver: '', date: '', time: '', controlNumber: '', version: '', offset }
    const group = (this.#group = openGroup(draft, this.#interchange.version, this.options.mode))
    this.table = segmentTable(group.choice.release)
    group.findings.add({
      code: 'TA105:024',
      segment: 'GS',
      position: this.#position,
      offset,
      message: 'A transaction set begins outside of any group',
      remedy: 'Send a GS before it',
      rejects: true,
    })
    return group
  }

  #stray(scan: Scan): void {
    this.#control(scan, `Segment ${scan.elements[0]} stands outside of any transaction set`)
  }

  /** A segment that breaks the nesting: a finding of the group where one is open, otherwise of the interchange. */
  #control(scan: Scan, message: string): void {
    const findings = this.#group?.findings ?? this.#findings
    const value = scan.elements.join(this.#interchange.delimiters.element)
    findings.add({
      code: 'TA105:022',
      segment: scan.elements[0] ?? '',
      position: this.#position,
      offset: scan.base + scan.start,
      value,
      message,
      remedy: 'Nest ST to SE in GS to GE in ISA to IEA',
    })
  }
}

function worse(one: Status, other: Status): Status {
  if (one === 'rejected' || other === 'rejected') return 'rejected'
  return one === 'errors' || other === 'errors' ? 'errors' : 'accepted'
}
