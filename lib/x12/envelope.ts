/**
 * Interchange, functional group, transaction set: opens and closes them as their segments come, checks counts and control numbers,
 * and hands each segment of a set to its checks. @see reference x12.md §1, §9
 */
import { isBlank, isDigits } from './characters'
import { segmentTable, tagKey } from './compiled-segment'
import { ControlNumbers, means } from './control-numbers'
import { appended } from './copies'
import type { Status } from './decoded'
import {
  type DraftGroup,
  type DraftInterchange,
  type DraftSet,
  interchangeOf,
  noInterchange,
  OpenGroup,
  setOf,
  withoutPadding,
  worse,
} from './drafts'
import { EnvelopeFaults } from './envelope-fault'
import * as remarks from './envelope-remarks'
import { Findings, isMostlyWrong, MOST_LISTED, type Remark } from './findings'
import type { GuideRules } from './guide-rules'
import type { Isa } from './isa'
import { isaRemarks } from './isa-check'
import type { Mode } from './policy'
import { FIRST_WITH_RELEASE, releaseOf } from './release'
import type { Scan } from './scan'
import { elementOf, noSegment, type Segment } from './segment'
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
  readonly segment?: ((segment: Segment, offset: number, position: number) => void) | undefined
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

/** Used again for each interchange: to make it and what it works with would be a good part of reading a small file. */
export class Envelope {
  /** Dictionary of the group being read. */
  table = segmentTable('004010')
  /** Segments in the text being read, of which the next ones are some. */
  ahead = 0
  /** Character that takes the meaning from the one after it; `''` for none. */
  releaseCharacter = ''
  #options: EnvelopeOptions = noOptions
  #receiver: Receiver = nobody
  #interchange = noInterchange
  readonly #findings = new Findings()
  readonly #faults = new EnvelopeFaults()
  readonly #groupNumbers = new ControlNumbers('number')
  /** Segments since the ISA, which is 1. */
  #position = 1
  #groups = 0
  #worst: Status = 'accepted'
  /** The group that is open. */
  #group: OpenGroup | undefined
  readonly #onlyGroup = new OpenGroup()
  /** The set that is open. */
  #set: DraftSet | undefined
  readonly #setFindings = new Findings()
  readonly #check = new SetCheck(this.#setFindings)
  #done = false
  /** More is wrong in it than anybody could read, and nearly every byte of it: what follows is not looked at. */
  isHopeless = false
  /** Offset of the ISA. */
  #offset = 0
  /** Findings in sets and groups that have ended. */
  #listed = 0

  /** Starts anew, with another interchange. */
  begin(isa: Isa, offset: number, options: EnvelopeOptions, receiver: Receiver): void {
    this.#options = options
    this.#receiver = receiver
    this.#findings.begin(options.mode)
    this.#interchange = interchangeOf(isa, offset, this.#findings)
    this.#faults.begin(isa.delimiters)
    this.#groupNumbers.clear()
    this.#position = 1
    this.#groups = 0
    this.#worst = 'accepted'
    this.#group = undefined
    this.#set = undefined
    this.#done = false
    this.isHopeless = false
    this.#offset = offset
    this.#listed = 0
    this.releaseCharacter = ''
    this.table = segmentTable(releaseOf('', this.#interchange.version).release)
    for (const remark of isaRemarks(isa, offset)) this.note(remark)
  }

  /** Lets go of what was read and of whoever took it. */
  release(): void {
    this.#options = noOptions
    this.#receiver = nobody
    this.#interchange = noInterchange
    this.#onlyGroup.release()
  }

  /** A finding about the interchange itself; it belongs to the next segment where it does not say otherwise. */
  note(remark: Remark): void {
    this.#findings.add({ position: this.#position + 1, ...remark })
    if (remark.note !== true && this.#findings.list.length >= MOST_LISTED) this.isHopeless = true
  }

  /** Takes the next segment. @returns false when it was the IEA, or is given up: nothing more belongs to this interchange */
  take(scan: Scan): boolean {
    this.#position++
    switch (scan.key) {
      case ST:
        this.#openSet(scan)
        return !this.isHopeless
      case SE:
        this.#closeSet(scan)
        return !this.isHopeless
      case GS:
        this.#openGroup(scan)
        return !this.isHopeless
      case GE:
        this.#closeGroup(scan)
        return !this.isHopeless
      case IEA:
        this.#close(scan)
        return false
    }
    const set = this.#set
    if (set === undefined) return this.#outsideOfSets(scan)
    this.#bodySegment(set, scan)
    return true
  }

  /**
   * Takes a last segment that has no terminator. It may be whole, and then it ends its set or group; otherwise it is kept, and nothing is
   * said of it but that.
   */
  takeCut(scan: Scan): boolean {
    const set = this.#set
    if (this.#isWholeTrailer(scan)) return this.take(scan)
    if (scan.key === IEA) this.#interchange.trailer = scan.elements
    else if (scan.key === GE && this.#group !== undefined) this.#group.draft.trailer = scan.elements
    else if (scan.key === GS) this.#openGroup(scan, true)
    else if (scan.key === ST) this.#openSet(scan, true)
    else if (set === undefined) return this.take(scan)
    else {
      this.#check.stop()
      this.#bodySegment(set, scan)
    }
    this.#position++
    return true
  }

  #isWholeTrailer({ key, elements }: Scan): boolean {
    const [, count = '', controlNumber = ''] = elements
    const [set, group] = [this.#set, this.#group]
    if (key === SE) return set !== undefined && means(count, set.segmentCount + 1) && controlNumber === set.controlNumber
    const { controlNumber: expected } = this.#interchange
    if (key === IEA) return means(controlNumber, expected) || controlNumber.length === expected.length
    return key === GE && group !== undefined && means(count, group.sets) && means(controlNumber, group.draft.controlNumber)
  }

  #outsideOfSets(scan: Scan): boolean {
    if (scan.key === TA1) this.#technicalAcknowledgment(scan)
    else if (scan.key === ISX && this.#position === 2 && this.#interchange.version >= FIRST_WITH_RELEASE) this.#extend(scan)
    else if ((scan.key === ISB || scan.key === ISE) && this.#isBeforeGroups()) this.#interchange.services.push(scan.elements)
    else this.#breaksNesting(scan, `Segment ${scan.elements[0]} stands outside of any transaction set`)
    return !this.isHopeless
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

  #bodySegment(draft: DraftSet, scan: Scan): void {
    if (this.#receiver.keeps) draft.segments[draft.segmentCount] = scan.elements
    const position = ++draft.segmentCount
    this.#check.take(scan, position)
    this.#receiver.segment?.(scan.elements, scan.base + scan.start, position)
  }

  #openSet(scan: Scan, isCut = false): void {
    const offset = scan.base + scan.start
    if (this.#set !== undefined) this.#abandonSet(offset, 'another ST begins')
    const group = this.#group ?? this.#impliedGroup(offset)
    const findings = this.#setFindings
    findings.begin(this.#options.mode)
    const set = (this.#set = setOf(scan.elements, offset, findings, this.#receiver.keeps ? this.ahead : 0))
    const guide = this.#options.guide?.(set.set, group.draft, this.#interchange)
    this.#check.begin(set.set, group, this.table, this.#interchange.delimiters, scan.encoding, guide)
    if (isCut) this.#check.stop()
    this.#receiver.transactionBegins?.(set, group.draft, this.#interchange)
    this.#bodySegment(set, scan)
    if (!isCut && set.controlNumber !== '' && !group.setNumbers.add(withoutPadding(set.controlNumber)))
      findings.add(remarks.repeatedSetNumber({ scan, position: 1 }))
  }

  #closeSet(scan: Scan): void {
    const set = this.#set
    if (set === undefined) return this.#breaksNesting(scan, 'An SE stands where no transaction set is open')
    this.#bodySegment(set, scan)
    this.#check.close()
    const findings = this.#setFindings
    const here = { scan, position: set.segmentCount }
    const count = elementOf(scan.elements, 1)
    const controlNumber = elementOf(scan.elements, 2)
    // What rejects the set as an element already is not told twice.
    const isRejected = findings.status === 'rejected'
    const isTold = isRejected && findings.list.some(({ segment, element }) => segment === 'SE' && element === 1)
    if (!means(count, set.segmentCount) && !isTold) findings.add(remarks.wrongSetCount(here, set.segmentCount))
    const isMissing = isBlank(controlNumber) || isBlank(set.controlNumber)
    if (
      controlNumber !== set.controlNumber &&
      withoutPadding(controlNumber) !== withoutPadding(set.controlNumber) &&
      !(isMissing && isRejected)
    )
      findings.add(remarks.wrongSetNumber(here, set.controlNumber))
    this.#endSet(set)
  }

  #abandonSet(offset: number, why: string): void {
    const set = this.#set!
    this.#check.cutShort(offset)
    this.#setFindings.add(remarks.setWithoutTrailer(set.controlNumber, set.segmentCount + 1, offset, why))
    this.#endSet(set)
  }

  #endSet(set: DraftSet): void {
    const group = this.#group!
    set.status = this.#setFindings.status
    this.#weigh(set.findings.length, set.offset)
    group.sets++
    group.worst = worse(group.worst, set.status)
    if (set.status === 'rejected') group.rejected++
    if (this.#receiver.keeps) {
      set.segments.length = set.segmentCount
      group.draft.transactions = appended(group.draft.transactions, set)
    }
    this.#receiver.transactionEnds?.(set, group.draft, this.#interchange)
    this.#set = undefined
  }

  #openGroup(scan: Scan, isCut = false): void {
    const offset = scan.base + scan.start
    if (this.#group !== undefined) this.#abandonGroup(offset)
    const { choice, findings, draft } = this.#beginGroup(scan.elements, offset)
    this.table = segmentTable(choice.release)
    if (isCut) return
    const here = { scan, position: this.#position }
    for (const remark of this.#faultsIn(scan)) findings.add(remark)
    if (draft.date.length === 6 && isDigits(draft.date) && choice.version >= '004010') findings.add(remarks.shortGroupDate(here))
    if (!choice.exact) findings.add(remarks.nearestDictionary(here, choice.release))
    if (!this.#groupNumbers.add(draft.controlNumber)) findings.add(remarks.repeatedGroupNumber(here))
  }

  #beginGroup(header: Segment, offset: number): OpenGroup {
    const group = (this.#group = this.#onlyGroup)
    group.begin(header, offset, this.#interchange.version, this.#options.mode)
    return group
  }

  /** A transaction set outside of any group is read all the same, in a group of its own that is rejected. */
  #impliedGroup(offset: number): OpenGroup {
    const group = this.#beginGroup(noSegment, offset)
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
    const isSameCount = means(count, sets)
    // What a group without a number ends with says nothing.
    const isSameNumber =
      isBlank(draft.controlNumber) || controlNumber === draft.controlNumber || means(controlNumber, draft.controlNumber)
    if (!isSameCount) findings.add(remarks.wrongGroupCount(here, sets))
    if (!isSameNumber) findings.add(remarks.wrongGroupNumber(here, draft.controlNumber))
    for (const remark of this.#faultsBesides(scan, isSameCount, isSameNumber)) findings.add(remark)
    this.#endGroup(group)
  }

  #abandonGroup(offset: number): void {
    if (this.#set !== undefined) this.#abandonSet(offset, 'the group or the file ends first')
    const group = this.#group
    if (group === undefined) return
    // A set without a group has been told of.
    if (group.draft.header !== noSegment)
      group.findings.add(remarks.groupWithoutTrailer(group.draft.controlNumber, this.#position, offset))
    this.#endGroup(group)
  }

  #endGroup({ draft, findings, sets, rejected, worst }: OpenGroup): void {
    const isRejected = findings.status === 'rejected' || (rejected > 0 && this.#options.rejects !== 'transaction')
    if (isRejected) for (const set of draft.transactions) set.status = 'rejected'
    this.#weigh(draft.findings.length, draft.offset)
    draft.status = isRejected || (sets > 0 && rejected === sets) ? 'rejected' : worse(findings.status, noted(worst))
    this.#groups++
    this.#worst = worse(this.#worst, draft.status)
    if (this.#receiver.keeps) this.#interchange.groups = appended(this.#interchange.groups, draft)
    this.#receiver.groupEnds?.(draft, this.#interchange)
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
    const isSameCount = means(count, this.#groups) || (answers && means(count, 1))
    const expected = interchange.controlNumber
    const isSameValue = means(controlNumber, expected)
    // Where it has its nine digits, ISA13 has been told of.
    const isSameNumber = controlNumber === expected || (isSameValue && controlNumber.length === 9)
    if (!isSameCount) this.note(remarks.wrongInterchangeCount(here, this.#groups))
    if (!isSameNumber) this.note(remarks.wrongInterchangeNumber(here, expected, isSameValue))
    for (const remark of this.#faultsBesides(scan, isSameCount, isSameNumber)) this.note(remark)
    this.#finish()
  }

  #finish(): void {
    this.#done = true
    const interchange = this.#interchange
    const isRejected =
      this.#findings.status === 'rejected' || (this.#worst === 'rejected' && this.#options.rejects === 'interchange')
    interchange.status = isRejected ? 'rejected' : worse(this.#findings.status, noted(this.#worst))
    if (isRejected) {
      for (const group of interchange.groups) {
        group.status = 'rejected'
        for (const set of group.transactions) set.status = 'rejected'
      }
    }
    this.#receiver.interchangeEnds(interchange)
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

  /** @param at offset of the set or group that has ended */
  #weigh(findings: number, at: number): void {
    if (findings === 0) return
    this.#listed += findings
    if (isMostlyWrong(this.#listed, at - this.#offset)) this.isHopeless = true
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
    // The text of such a segment is kept in its finding and nowhere else: no more of them can be read than are listed.
    if (findings.list.length >= MOST_LISTED) this.isHopeless = true
  }

  /** Of a GE or IEA, whose first element is a count and whose second is a number: one that is not the right one is wrong for that reason. */
  #faultsBesides(scan: Scan, isSameCount: boolean, isSameNumber: boolean): readonly Remark[] {
    const faults = this.#faultsIn(scan)
    if (faults.length === 0) return faults
    const others = faults.filter(({ element }) => (isSameCount || element !== 1) && (isSameNumber || element !== 2))
    return others.map(fault => ({ ...fault, rejects: false }))
  }

  #faultsIn(scan: Scan): readonly Remark[] {
    return this.#faults.in(scan, this.table, this.#position)
  }
}

const noOptions: EnvelopeOptions = { mode: 'standard', rejects: 'transaction' }
const nobody: Receiver = { keeps: false, interchangeEnds: () => {} }

/** What a part that is not accepted means for the whole: rejection of a part is an error of the whole. */
function noted(status: Status): Status {
  return status === 'accepted' ? 'accepted' : 'errors'
}
