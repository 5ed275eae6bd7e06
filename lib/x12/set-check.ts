/** One transaction set: each segment against the dictionary, its place against the grammar of the set. */
import { type SegmentTable, tagKey } from './compiled-segment'
import type { OpenGroup } from './drafts'
import { dictionaries } from './dictionary/index'
import { checkElements } from './element-check'
import { type ElementContext, type ElementFault, remarkOnElement } from './element-fault'
import { separatorsLeft } from './envelope-remarks'
import { type Findings, isMostlyWrong, type Remark } from './findings'
import { type Grammar, grammarOf } from './grammar'
import { GuideCheck } from './guide-check'
import type { GuideRules } from './guide-rules'
import { Hierarchy } from './hierarchy'
import { Placement } from './placement'
import { Totals, type TotalsKind, totalsOf } from './totals'
import type { ReleaseChoice } from './release'
import type { Encoding, Scan } from './scan'
import type { Delimiters } from './segment'

const CTT = tagKey('CTT')
const HL = tagKey('HL')
const BIN = tagKey('BIN')
const BDS = tagKey('BDS')

/** Used again for each set: to make one would be a good part of reading a small file. */
export class SetCheck implements ElementContext {
  is5010 = false
  shortDates = false
  delimiters!: Delimiters
  encoding: Encoding = 'latin1'
  /** ST01. */
  #set = ''
  /** GS01. */
  #functionalId = ''
  #choice!: ReleaseChoice
  #table!: SegmentTable
  /** Undefined for a set without a dictionary. */
  #placement: Placement | undefined
  #totals: Totals | undefined
  #guide: GuideCheck | undefined
  #hierarchy: Hierarchy | undefined
  #scan: Scan | undefined
  #position = 0
  #separatorsNoted = false
  /** Offset of the ST. */
  #offset = 0
  /** Findings on elements and places, listed or not. */
  #told = 0
  /** What follows is not checked. */
  #isStopped = false
  /** Keys of the segments that the totals are about; 0 for none. */
  #lineKey = 0
  #itemKey = 0
  #idlePlacement: Placement | undefined
  #idleTotals: Totals | undefined

  constructor(readonly findings: Findings) {}

  /** Starts anew, with a set of the group. */
  begin(
    set: string,
    group: OpenGroup,
    table: SegmentTable,
    delimiters: Delimiters,
    encoding: Encoding,
    guide?: GuideRules,
  ): void {
    const { choice } = group
    // Codes that came with 005010 are told only to whom the answer is in it.
    this.is5010 = choice.version === '005010'
    this.shortDates = choice.version !== '' && choice.version < '004010'
    this.delimiters = delimiters
    this.encoding = encoding
    this.#set = set
    this.#functionalId = group.draft.functionalId
    this.#choice = choice
    this.#table = table
    const grammar = grammarOf(table, set)
    this.#placement = grammar && this.#placementIn(grammar)
    const kind = grammar && totalsOf[set]
    this.#totals = kind && this.#totalsOf(kind)
    this.#lineKey = kind?.lineKey ?? 0
    this.#itemKey = kind?.itemKey ?? 0
    this.#hierarchy = undefined
    this.#separatorsNoted = false
    this.#told = 0
    this.#isStopped = false
    if (guide !== undefined && guide.grammar === grammar)
      this.#guide = new GuideCheck(guide, delimiters, remark => this.findings.add(remark))
  }

  #placementIn(grammar: Grammar): Placement {
    const placement = (this.#idlePlacement ??= new Placement(grammar, remark => this.#fromDictionary(remark)))
    placement.begin(grammar)
    return placement
  }

  #totalsOf(kind: TotalsKind): Totals {
    const totals = (this.#idleTotals ??= new Totals(kind))
    totals.begin(kind)
    return totals
  }

  /** Checks the next segment of the set; the first is the ST. */
  take(scan: Scan, position: number): void {
    this.#scan = scan
    this.#position = position
    if (this.#isStopped) return
    const { known } = scan
    if (position === 1) this.#checkHeader(scan)
    else if (known !== undefined) this.#placement?.take(known, position, scan.base + scan.start)
    if (known === undefined) this.#unknown(scan)
    else {
      checkElements(scan, known, this)
      if (scan.key === this.#lineKey || scan.key === this.#itemKey || scan.key === CTT) this.#addUp(scan)
      if (this.#guide !== undefined) this.#takeGuided(this.#guide, scan)
      if (scan.pieces === 1 && known.mandatory === 0) this.#noteEmptiness(known.tag)
    }
    if (scan.notUtf8) {
      const message = 'The segment holds bytes that are not UTF-8; they are read as ISO-8859-1'
      this.findings.add({
        ...this.#here(),
        code: 'not-utf-8',
        message,
        remedy: 'Set the encoding that the sender uses',
        note: true,
      })
    }
  }

  /** What follows is cut off, and would be found wrong in many ways that all are that. */
  stop(): void {
    this.#isStopped = true
  }

  /** The set has come to its SE. */
  close(): void {
    if (!this.#isStopped) this.#closeChecks()
    this.#guide = undefined
    this.findings.inOrder()
  }

  #closeChecks(): void {
    this.#placement?.reportMissing()
    if (this.#hierarchy !== undefined) for (const remark of this.#hierarchy.close()) this.findings.add(remark)
    if (this.#totals !== undefined) for (const remark of this.#totals.close()) this.findings.add(remark)
    const scan = this.#scan
    if (scan !== undefined) this.#guide?.close(scan, this.#position)
  }

  /** The set ends without its SE. */
  cutShort(offset: number): void {
    const trailer = this.#table.byTag('SE')
    if (trailer !== undefined && !this.#isStopped) this.#placement?.take(trailer, this.#position + 1, offset)
    this.close()
  }

  #addUp(scan: Scan): void {
    const totals = this.#totals
    if (totals === undefined) return
    if (scan.key === CTT) totals.total(scan, this.#position)
    else if (scan.key === this.#itemKey) totals.item()
    else totals.line(scan)
    if (scan.key !== HL) return
    this.#hierarchy ??= new Hierarchy(Object.keys(this.#table.dictionary.elements['735']?.codes ?? {}))
    for (const remark of this.#hierarchy.take(scan, this.#position)) this.findings.add(remark)
  }

  /** A segment out of its place says nothing about what the guide wants there. */
  #takeGuided(guide: GuideCheck, scan: Scan): void {
    const { node } = this.#placement!
    if (this.#placement!.grammar.nodes[node]!.tag !== scan.elements[0]) return
    guide.take(node, scan, this.#position)
  }

  report(fault: ElementFault): void {
    const scan = this.#scan!
    const { code, element, component, repetition, part, value, unreadable } = fault
    // What is no number, no day and no time is none in any version.
    const inEveryVersion = unreadable === true || code === 8 || code === 9
    const add = (remark: Remark) => (inEveryVersion ? this.#add(remark) : this.#fromDictionary(remark))
    add({
      ...this.#here(),
      offset: scan.offsetOf(element),
      element,
      ...(component !== undefined && { component }),
      ...(repetition !== undefined && { repetition }),
      ...(part && { reference: part.reference }),
      value,
      ...remarkOnElement(scan.elements[0] ?? '', fault, `AK403:${code}`),
      ...(unreadable && { rejects: true }),
    })
  }

  #checkHeader(scan: Scan): void {
    this.#offset = scan.base + scan.start
    const set = this.#set
    if (this.#placement === undefined) {
      const other = Object.values(dictionaries).find(({ sets }) => sets.some(entry => entry.set === set))
      const message =
        set === ''
          ? 'ST01 is empty'
          : other === undefined
            ? `This program has no dictionary for ${set}; it was read but not checked`
            : `There is no ${set} in ${this.#choice.release}, only in ${other.release}; it was read but not checked`
      this.findings.add({
        ...this.#inHeader(scan),
        code: set === '' ? 'AK502:6' : 'AK502:1',
        message,
        remedy:
          set === ''
            ? 'Send the number of the set in ST01'
            : 'Agree on a set that both sides support, or look through it by hand',
      })
      return
    }
    const { functionalId } = this.#placement.grammar.entry
    if (this.#functionalId === '' || this.#functionalId === functionalId) return
    const message = `Transaction set ${set} belongs in a group ${functionalId}, this one is ${this.#functionalId}`
    this.findings.add({
      ...this.#inHeader(scan),
      code: this.is5010 ? 'AK502:18' : 'AK502:6',
      message,
      remedy: `Send it in a group whose GS01 is ${functionalId}`,
    })
  }

  #inHeader(scan: Scan) {
    return { ...this.#here(), element: 1, value: this.#set, offset: scan.offsetOf(1) }
  }

  /** A segment of no dictionary is wrong only where there is one for the set; its characters are looked at in any case. */
  #unknown(scan: Scan): void {
    const [tag = '', ...elements] = scan.elements
    const isTag = /^[A-Z][A-Z0-9]{1,2}$/.test(tag)
    if (this.#placement !== undefined || !isTag) {
      const message = isTag
        ? `Segment ${tag} is not in the dictionary of ${this.#choice.release}`
        : `"${tag.slice(0, 40)}" is not the tag of a segment`
      this.#fromDictionary({
        ...this.#here(),
        code: 'AK304:1',
        message,
        remedy: 'Send segments of the standard only, their tags in capitals',
      })
    }
    const stated = scan.key === BIN ? 1 : scan.key === BDS ? 2 : 0
    const isBinary = stated > 0 && this.#holdsBinary(scan, tag, stated)
    elements.forEach((value, index) => {
      if (isBinary && index === stated) return
      // oxlint-disable-next-line no-control-regex
      if (!/[\x00-\x1f\x7f]/.test(value)) return
      const element = index + 1
      const message = `Element ${element} of ${tag} holds a control character`
      this.#add({
        ...this.#here(),
        code: 'AK403:6',
        element,
        value,
        offset: scan.offsetOf(element),
        message,
        remedy: 'Send printable characters only',
      })
    })
  }

  /** Data of a stated length may be any bytes. @param stated element that states the length; the data is the next */
  #holdsBinary(scan: Scan, tag: string, stated: number): boolean {
    const length = scan.elements[stated] ?? ''
    const found = scan.pieces === stated + 2 ? scan.ends[stated + 1]! - scan.ends[stated]! - 1 : -1
    if (found >= 0 && /^\d{1,15}$/.test(length) && Number(length) === found) return true
    this.#add({
      ...this.#here(),
      code: 'AK403:6',
      element: stated,
      value: length,
      offset: scan.offsetOf(stated),
      message: `${tag}0${stated} "${length}" is not the number of bytes of ${tag}0${stated + 1}`,
      remedy: `Send in ${tag}0${stated} how many bytes of data follow, up to the terminator`,
    })
    return true
  }

  /** Once for each set, because a sender that does it does it everywhere. */
  separatorsLeft(of: 'elements' | 'components'): void {
    if (this.#separatorsNoted) return
    this.#separatorsNoted = true
    this.findings.add({ ...this.#here(), ...separatorsLeft(this.#scan!.elements[0] ?? '', of) })
  }

  /** @see reference x12.md §1 */
  #noteEmptiness(tag: string): void {
    const message = `${tag} has no elements, which no segment may be without`
    this.findings.add({ ...this.#here(), code: 'AK304:8', message, remedy: `Leave ${tag} out, or fill it`, harmless: true })
  }

  /** What the dictionary of another version finds is no fault of the sender. */
  #fromDictionary(remark: Remark): void {
    this.#add(this.#choice.exact ? remark : { ...remark, note: true })
  }

  #add(remark: Remark): void {
    this.findings.add(remark)
    if (isMostlyWrong(++this.#told, remark.offset - this.#offset)) this.#giveUp()
  }

  #giveUp(): void {
    if (this.#isStopped) return
    this.#isStopped = true
    const message = 'So much of the transaction set is wrong that the rest of it is not checked'
    this.findings.add({ ...this.#here(), code: 'AK502:5', message, remedy: 'Send the transaction set again', rejects: true })
  }

  #here() {
    const scan = this.#scan!
    const loop = this.#placement?.loop ?? ''
    return {
      segment: scan.elements[0] ?? '',
      position: this.#position,
      offset: scan.base + scan.start,
      ...(loop !== '' && { loop }),
    }
  }
}
