/** Elements of GS, GE, IEA and TA1 against the dictionary, with the codes that speak of groups and interchanges. */
import type { SegmentTable } from './compiled-segment'
import { checkElements } from './element-check'
import { type ElementContext, type ElementFault, remarkOnElement } from './element-fault'
import type { Remark } from './findings'
import type { Encoding, Scan } from './scan'
import type { Delimiters } from './segment'

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

const none: readonly Remark[] = []

export function segmentFaults(scan: Scan, table: SegmentTable, delimiters: Delimiters, position: number): readonly Remark[] {
  const segment = table.byKey(scan.key)
  if (segment === undefined) return none
  const context = new EnvelopeContext(scan, segment.tag, table, delimiters, position)
  checkElements(scan, segment, context)
  return context.remarks
}

class EnvelopeContext implements ElementContext {
  readonly encoding: Encoding
  readonly is5010: boolean
  readonly shortDates = true
  remarks = none

  constructor(
    readonly scan: Scan,
    readonly tag: string,
    table: SegmentTable,
    readonly delimiters: Delimiters,
    readonly position: number,
  ) {
    this.encoding = scan.encoding
    this.is5010 = table.dictionary.release === '005010'
  }

  report(fault: ElementFault): void {
    const { element, value, part } = fault
    const { scan, tag, position } = this
    const code = codes[`${tag}0${element}`] ?? 'TA105:024'
    const remark: Remark = {
      segment: tag,
      position,
      offset: scan.offsetOf(element),
      element,
      ...(part && { reference: part.reference }),
      value,
      ...remarkOnElement(tag, fault, code),
      rejects: fault.code === 1 && code.startsWith('AK905'),
    }
    this.remarks = [...this.remarks, remark]
  }
}
