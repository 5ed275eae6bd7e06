/** Elements of GS, GE, IEA and TA1 against the dictionary, with the codes that speak of groups and interchanges. */
import type { SegmentTable } from './compiled-segment'
import { checkElements } from './element-check'
import { type ElementContext, type ElementFault, remarkOnElement } from './element-fault'
import { separatorsLeft } from './envelope-remarks'
import type { Remark } from './findings'
import type { Encoding, Scan } from './scan'
import { type Delimiters, elementOf } from './segment'

/** AK905 and TA105 for elements of their own; any other element of theirs makes the content invalid. @see reference x12.md §9 */
const codes: Readonly<Record<string, string>> = {
  GS01: 'AK905:1',
  GS06: 'AK905:6',
  GS08: 'AK905:2',
  GE01: 'AK905:5',
  GE02: 'AK905:6',
  IEA01: 'TA105:021',
  IEA02: 'TA105:018',
}

/** GS06 and GE02 are digits, though their type knows a sign. @see reference x12.md §1 */
const controlNumbers: Readonly<Record<string, number>> = { GS: 6, GE: 2 }

/** Checks the envelope segments of one interchange. */
export class EnvelopeFaults implements ElementContext {
  delimiters!: Delimiters
  readonly shortDates = true
  encoding: Encoding = 'latin1'
  is5010 = false
  #scan: Scan | undefined
  #tag = ''
  #position = 0
  #remarks = none

  /** Starts anew, with another interchange. */
  begin(delimiters: Delimiters): void {
    this.delimiters = delimiters
  }

  in(scan: Scan, table: SegmentTable, position: number): readonly Remark[] {
    const segment = table.byKey(scan.key)
    if (segment === undefined) return none
    this.encoding = scan.encoding
    this.is5010 = table.dictionary.release === '005010'
    this.#scan = scan
    this.#tag = segment.tag
    this.#position = position
    this.#remarks = none
    checkElements(scan, segment, this)
    const element = controlNumbers[segment.tag] ?? 0
    const value = elementOf(scan.elements, element)
    if (value.startsWith('-')) this.report({ code: 6, element, part: segment.parts[element - 1], value, detail: 'it has a sign' })
    return this.#remarks
  }

  separatorsLeft(of: 'elements' | 'components'): void {
    const { base, start } = this.#scan!
    const here = { segment: this.#tag, position: this.#position, offset: base + start }
    this.#remarks = [...this.#remarks, { ...here, ...separatorsLeft(this.#tag, of) }]
  }

  report(fault: ElementFault): void {
    const { element, value, part } = fault
    const tag = this.#tag
    const code = codes[`${tag}0${element}`] ?? 'TA105:024'
    const remark: Remark = {
      segment: tag,
      position: this.#position,
      offset: this.#scan!.offsetOf(element),
      element,
      ...(part && { reference: part.reference }),
      value,
      ...remarkOnElement(tag, fault, code),
      rejects: fault.code === 1 && code.startsWith('AK905'),
    }
    this.#remarks = [...this.#remarks, remark]
  }
}

const none: readonly Remark[] = []
