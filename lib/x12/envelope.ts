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
  type OpenGroup,
  type OpenSet,
  openGroup,
  withoutPadding,
  worse,
} from './drafts'
import { EnvelopeFaults } from './envelope-fault'
import * as remarks from './envelope-remarks'
import { Findings, type Remark } from './findings'
import type { GuideRules } from './guide-rules'
import type { Isa } from './isa'
import { isaRemarks } from './isa-check'
import type { Mode } from './policy'
import { FIRST_WITH_RELEASE, releaseOf } from './release'
import type { Scan } from './scan'
import { elementOf, type Segment } from './segment'
import { SetCheck } from './set-check'

export interface EnvelopeOptions {
  readonly mode: Mode
  readonly rejects: 'transaction' | 'group' | 'interchange'
  /** The partner's guide for a transaction set, where there is one. */
  readonly guide?: (set: string, group: DraftGroup, interchange: DraftInterchange) => GuideRules | undefined
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
const ISX = tagKey('ISX')
const ISB = tagKey('ISB')
const ISE = tagKey('ISE')

export class Envelope {
  /** Dictionary of the group being read. */
  table: SegmentTable
  readonly #interchange: DraftInterchange
  readonly #findings: Findings
  readonly #faults: EnvelopeFaults
  readonly #groupNumbers = new ControlNumbers('number')
  /** Segments since the ISA, which is 1. */
  #position = 1
  #groups = 0
  #worst: Status = 'accepted'
  #group: OpenGroup | undefined
  #set: OpenSet | undefined
  #done = false
  /** Character that takes the meaning from the one after it; `''` for none. */
  releaseCharacter = ''

  constructor(
    isa: Isa,
    offset: number,
    readonly options: EnvelopeOptions,
    readonly receiver: Receiver,
  ) {
    this.#findings = new Findings(options.mode)
    this.#interchange = interchangeOf(isa, offset, this.#findings)
    this.#faults = new EnvelopeFaults(isa.delimiters)
    this.table = segmentTable(releaseOf('', this.#interchange.version).release)
    for (const remark of isaRemarks(isa, offset)) this.note(remark)
  }

  /** A finding about the interchange itself; it belongs to the next segment where it does not say otherwise. */
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
    }
    const set = this.#set
    if (set !== undefined) this.#bodySegment(set, scan)
    else if (scan.key === TA1) this.#technicalAcknowledgment(scan)
    else if (scan.key === ISX && this.#position === 2 && this.#interchange.version >= FIRST_WITH_RELEASE) this.#extend(scan)
    else if ((scan.key === ISB || scan.key === ISE) && this.#isBeforeGroups()) this.#interchange.services.push(scan.elements)
    else this.#breaksNesting(scan, `Segment ${scan.elements[0]} stands outside of any transaction set`)
    return true
  }

  /** Closes what is open when the bytes end, or another ISA begins, before the IEA. */
  cutShort(offset: number, why: string): void {
    if (this.#done) return
    this.#abandonGroup(offset)
    this.note(remarks.interchangeWithoutTrailer(this.#position + 1, offset, why))
    this.#finish()
  }

  /** What follows the ISA cannot be told apart; it is left to whoever accounts for the bytes outside of interchanges. */
  unreadable(): void {
    this.#finish()
  }

  #bodySegment({ draft, check }: OpenSet, scan: Scan): void {
    const position = ++draft.segmentCount
    if (this.receiver.keeps) draft.segments.push(scan.elements)
    check.take(scan, position)
    this.receiver.segment?.(scan.elements, scan.base + scan.start, position)
  }

  #openSet(scan: Scan): void {
    const offset = scan.base + scan.start
    if (this.#set !== undefined) this.#abandonSet(offset, 'another ST begins')
    const group = this.#group ?? this.#impliedGroup(offset)
    const findings = new Findings(this.options.mode)
    const controlNumber = elementOf(scan.elements, 2)
    const draft: DraftSet = {
      set: elementOf(scan.elements, 1),
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
      this.options.guide?.(draft.set, group.draft, this.#interchange),
    )
    const set = (this.#set = { draft, findings, check })
    this.receiver.transactionBegins?.(draft, group.draft, this.#interchange)
    this.#bodySegment(set, scan)
    if (controlNumber !== '' && !group.setNumbers.add(withoutPadding(controlNumber)))
      findings.add(remarks.repeatedSetNumber({ scan, position: 1 }))
  }

  #closeSet(scan: Scan): void {
    const set = this.#set
    if (set === undefined) return this.#breaksNesting(scan, 'An SE stands where no transaction set is open')
    this.#bodySegment(set, scan)
    set.check.close()
    const { draft, findings } = set
    const here = { scan, position: draft.segmentCount }
    const count = elementOf(scan.elements, 1)
    const controlNumber = elementOf(scan.elements, 2)
    if (!sameNumber(count, draft.segmentCount)) findings.add(remarks.wrongSetCount(here, draft.segmentCount))
    if (controlNumber !== draft.controlNumber && withoutPadding(controlNumber) !== withoutPadding(draft.controlNumber))
      findings.add(remarks.wrongSetNumber(here, draft.controlNumber))
    this.#endSet(set)
  }

  #abandonSet(offset: number, why: string): void {
    const set = this.#set!
    set.check.cutShort(offset)
    set.findings.add(remarks.setWithoutTrailer(set.draft.controlNumber, set.draft.segmentCount + 1, offset, why))
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
    const group = (this.#group = openGroup(scan.elements, offset, this.#interchange.version, this.options.mode))
    const { choice, findings, draft } = group
    this.table = segmentTable(choice.release)
    const here = { scan, position: this.#position }
    for (const remark of this.#faultsIn(scan)) findings.add(remark)
    if (choice.version >= '004010' && /^\d{6}$/.test(draft.date)) findings.add(remarks.shortGroupDate(here))
    if (!choice.exact) findings.add(remarks.nearestDictionary(here, choice.release))
    if (!this.#groupNumbers.add(draft.controlNumber)) findings.add(remarks.repeatedGroupNumber(here))
  }

  /** A transaction set outside of any group is read all the same, in a group of its own that is rejected. */
  #impliedGroup(offset: number): OpenGroup {
    const group = (this.#group = openGroup([], offset, this.#interchange.version, this.options.mode))
    this.table = segmentTable(group.choice.release)
    group.findings.add(remarks.setOutsideGroup(this.#position, offset))
    return group
  }

  #closeGroup(scan: Scan): void {
    if (this.#set !== undefined) this.#abandonSet(scan.base + scan.start, 'a GE follows')
    const group = this.#group
    if (group === undefined) return this.#breaksNesting(scan, 'A GE stands where no group is open')
    const { draft, findings, sets } = group
    const here = { scan, position: this.#position }
    const count = elementOf(scan.elements, 1)
    const controlNumber = elementOf(scan.elements, 2)
    draft.trailer = scan.elements
    draft.declaredCount = count
    if (!sameNumber(count, sets)) findings.add(remarks.wrongGroupCount(here, sets))
    const isSame = controlNumber === draft.controlNumber || sameNumber(controlNumber, draft.controlNumber)
    if (!isSame) findings.add(remarks.wrongGroupNumber(here, draft.controlNumber))
    for (const remark of this.#faultsIn(scan)) findings.add({ ...remark, rejects: false })
    this.#endGroup(group)
  }

  #abandonGroup(offset: number): void {
    if (this.#set !== undefined) this.#abandonSet(offset, 'the group or the file ends first')
    const group = this.#group
    if (group === undefined) return
    group.findings.add(remarks.groupWithoutTrailer(group.draft.controlNumber, this.#position, offset))
    this.#endGroup(group)
  }

  #endGroup({ draft, findings, sets, rejected, worst }: OpenGroup): void {
    const isRejected = findings.status === 'rejected' || (rejected > 0 && this.options.rejects !== 'transaction')
    if (isRejected) for (const set of draft.transactions) set.status = 'rejected'
    draft.status = isRejected || (sets > 0 && rejected === sets) ? 'rejected' : worse(findings.status, noted(worst))
    this.#groups++
    this.#worst = worse(this.#worst, draft.status)
    if (this.receiver.keeps) this.#interchange.groups.push(draft)
    this.receiver.groupEnds?.(draft, this.#interchange)
    this.#group = undefined
  }

  #close(scan: Scan): void {
    this.#abandonGroup(scan.base + scan.start)
    const interchange = this.#interchange
    const here = { scan, position: this.#position }
    const count = elementOf(scan.elements, 1)
    const controlNumber = elementOf(scan.elements, 2)
    interchange.trailer = scan.elements
    // A file of ISA, TA1, IEA has no group; many write 1 there.
    const answers = this.#groups === 0 && interchange.technicalAcknowledgments.length > 0
    if (!sameNumber(count, this.#groups) && !(answers && sameNumber(count, 1)))
      this.note(remarks.wrongInterchangeCount(here, this.#groups))
    const expected = interchange.controlNumber
    if (controlNumber !== expected) this.note(remarks.wrongInterchangeNumber(here, expected, sameNumber(controlNumber, expected)))
    for (const remark of this.#faultsIn(scan)) this.note({ ...remark, rejects: false })
    this.#finish()
  }

  #finish(): void {
    this.#done = true
    const interchange = this.#interchange
    const isRejected =
      this.#findings.status === 'rejected' || (this.#worst === 'rejected' && this.options.rejects === 'interchange')
    interchange.status = isRejected ? 'rejected' : worse(this.#findings.status, noted(this.#worst))
    if (isRejected) {
      for (const group of interchange.groups) {
        group.status = 'rejected'
        for (const set of group.transactions) set.status = 'rejected'
      }
    }
    this.receiver.interchangeEnds(interchange)
  }

  /** ISX names the release character. */
  #extend(scan: Scan): void {
    this.#interchange.extension = scan.elements
    const { element, component, repetition, segment } = this.#interchange.delimiters
    const character = elementOf(scan.elements, 1)
    const isMark = /^[!-/:-@[-`{-~]$/.test(character)
    if (isMark && ![element, component, repetition, segment.slice(0, 1)].includes(character)) this.releaseCharacter = character
    else this.note(remarks.badReleaseCharacter({ scan, position: this.#position }))
  }

  #isBeforeGroups(): boolean {
    return this.#groups === 0 && this.#group === undefined && this.#interchange.technicalAcknowledgments.length === 0
  }

  #technicalAcknowledgment(scan: Scan): void {
    this.#interchange.technicalAcknowledgments.push(scan.elements)
    for (const remark of this.#faultsIn(scan)) this.note({ ...remark, rejects: false })
    const isLate = this.#groups > 0 || this.#group !== undefined
    if (isLate) this.note(remarks.lateTechnicalAcknowledgment({ scan, position: this.#position }))
  }

  /** A finding of the group where one is open, otherwise of the interchange. */
  #breaksNesting(scan: Scan, message: string): void {
    const findings = this.#group?.findings ?? this.#findings
    findings.add(remarks.brokenNesting({ scan, position: this.#position }, this.#interchange.delimiters.element, message))
  }

  #faultsIn(scan: Scan): readonly Remark[] {
    return this.#faults.in(scan, this.table, this.#position)
  }
}

/** What a part that is not accepted means for the whole: rejection of a part is an error of the whole. */
function noted(status: Status): Status {
  return status === 'accepted' ? 'accepted' : 'errors'
}
