/** Elements of GS, GE, IEA and TA1 against the dictionary, with the codes that speak of groups and interchanges. */
import type { SegmentTable } from './compiled-segment'
import { checkElements } from './element-check'
import type { ElementFault } from './element-fault'
import type { Remark } from './findings'
import type { Scan } from './scan'
import type { Delimiters } from './segment'
import { wordsForElement } from './words'

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

export function segmentFaults(scan: Scan, table: SegmentTable, delimiters: Delimiters, position: number): readonly Remark[] {
  const segment = table.byKey(scan.key)
  if (segment === undefined) return []
  const remarks: Remark[] = []
  const report = (fault: ElementFault) => {
    const { element, value, part } = fault
    const code = codes[`${segment.tag}0${element}`] ?? 'TA105:024'
    const rejects = fault.code === 1 && code.startsWith('AK905')
    remarks.push({
      code,
      segment: segment.tag,
      position,
      offset: scan.offsetOf(element),
      element,
      ...(part && { reference: part.reference }),
      value,
      ...wordsForElement(segment.tag, fault),
      rejects,
    })
  }
  checkElements(scan, segment, {
    delimiters,
    encoding: scan.encoding,
    is5010: table.dictionary.release === '005010',
    shortDates: true,
    report,
  })
  return remarks
}
