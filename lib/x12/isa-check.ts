/** What is wrong with an ISA, with the note codes of a TA1. @see reference x12.md §1, §9 */
import type { Remark } from './findings'
import { isDay } from './calendar'
import { type Isa, type IsaFlaw, isaWidths } from './isa'

/** TA105 for each element of the ISA. */
const codes = ['010', '011', '012', '013', '005', '006', '007', '008', '014', '015', '016', '017', '018', '019', '020', '027']

export function isaRemarks(isa: Isa, offset: number): readonly Remark[] {
  const at = (element: number) => ({ segment: 'ISA', position: 1, offset: offset + (isa.offsets[element - 1] ?? 0) })
  const remarks: Remark[] = isa.flaws.map(flaw => ({ ...at(placeOf(flaw)), ...remarkOn(flaw, isa) }))
  if (isa.elements.length === 16) {
    for (const { element, message, remedy } of wrongElements(isa)) {
      remarks.push({
        ...at(element),
        code: `TA105:${codes[element - 1]}`,
        element,
        value: isa.elements[element - 1] ?? '',
        message,
        remedy,
      })
    }
  }
  return remarks
}

function remarkOn(flaw: IsaFlaw, isa: Isa): Pick<Remark, 'code' | 'message' | 'remedy' | 'rejects' | 'element'> {
  switch (flaw.kind) {
    case 'width': {
      const [element = 1] = flaw.elements
      const which = flaw.elements.map(each => `ISA${String(each).padStart(2, '0')}`).join(', ')
      const message = `The ISA is not of fixed width: ${which} ${flaw.elements.length === 1 ? 'has' : 'have'} not the length of ${flaw.elements.map(each => isaWidths[each - 1]).join(', ')}`
      return {
        code: `TA105:${codes[element - 1]}`,
        element,
        message,
        remedy: 'Pad each element of the ISA to its length, 106 bytes in all',
        rejects: false,
      }
    }
    case 'element-count':
      return {
        code: 'TA105:022',
        message: `The ISA has ${flaw.count} elements where it must have 16`,
        remedy: 'Send all 16 elements of the ISA',
        rejects: true,
      }
    case 'line-break': {
      const [element = 1] = flaw.elements
      return {
        code: `TA105:${codes[element - 1]}`,
        element,
        message: `A line break stands inside ISA${String(element).padStart(2, '0')}`,
        remedy: 'Do not wrap lines',
        rejects: false,
      }
    }
    case 'space-before-terminator':
      return {
        code: 'TA105:004',
        message: `Spaces stand between ISA16 and the terminator ${JSON.stringify(isa.delimiters.segment)}`,
        remedy: 'End the ISA right after ISA16',
        rejects: false,
      }
  }
}

function placeOf(flaw: IsaFlaw): number {
  return 'elements' in flaw ? (flaw.elements[0] ?? 1) : flaw.kind === 'space-before-terminator' ? 16 : 1
}

interface Wrong {
  readonly element: number
  readonly message: string
  readonly remedy: string
}

function wrongElements({ elements, delimiters }: Isa): readonly Wrong[] {
  const at = (element: number) => elements[element - 1] ?? ''
  const wrong: Wrong[] = []
  const check = (element: number, good: boolean, message: string, remedy: string) => {
    if (!good) wrong.push({ element, message: `ISA${String(element).padStart(2, '0')} "${at(element)}" ${message}`, remedy })
  }
  check(6, at(6).trim() !== '', 'names no sender', 'Send the sender id')
  check(8, at(8).trim() !== '', 'names no receiver', 'Send the receiver id')
  check(9, isDay(at(9)), 'is not a date', 'Send YYMMDD')
  check(10, /^([01]\d|2[0-3])[0-5]\d$/.test(at(10)), 'is not a time', 'Send HHMM')
  check(12, /^\d{5}$/.test(at(12)), 'is not a version', 'Send five digits such as 00401')
  check(13, /^\d+$/.test(at(13).trim()), 'is not a control number', 'Send nine digits')
  check(14, at(14) === '0' || at(14) === '1', 'is neither 0 nor 1', 'Send 1 to ask for a TA1, otherwise 0')
  check(15, /^[PTI]$/.test(at(15)), 'is none of P, T, I', 'Send P for production, T for test, I for information')
  const { element, component, repetition, segment } = delimiters
  const isSeparate =
    component !== element && component !== segment.slice(0, 1) && component !== repetition && !/[A-Za-z0-9\s]/.test(component)
  check(
    16,
    isSeparate,
    'cannot separate components: it is a letter, digit or space, or another separator',
    'Choose four different separators',
  )
  return wrong
}
