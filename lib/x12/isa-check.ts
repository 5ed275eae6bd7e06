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

type Rule = Wrong & { readonly good: (text: string) => boolean }

const rules: readonly Rule[] = [
  { element: 6, good: text => /\S/.test(text), message: 'names no sender', remedy: 'Send the sender id' },
  { element: 8, good: text => /\S/.test(text), message: 'names no receiver', remedy: 'Send the receiver id' },
  { element: 9, good: isDay, message: 'is not a date', remedy: 'Send YYMMDD' },
  { element: 10, good: text => /^([01]\d|2[0-3])[0-5]\d$/.test(text), message: 'is not a time', remedy: 'Send HHMM' },
  { element: 12, good: text => /^\d{5}$/.test(text), message: 'is not a version', remedy: 'Send five digits such as 00401' },
  { element: 13, good: text => /^\d+$/.test(text.trim()), message: 'is not a control number', remedy: 'Send nine digits' },
  {
    element: 14,
    good: text => /^[01]$/.test(text),
    message: 'is neither 0 nor 1',
    remedy: 'Send 1 to ask for a TA1, otherwise 0',
  },
  {
    element: 15,
    good: text => /^[PTI]$/.test(text),
    message: 'is none of P, T, I',
    remedy: 'Send P for production, T for test, I for information',
  },
]

const badSeparator: Wrong = {
  element: 16,
  message: 'cannot separate components: it is a letter, digit or space, or another separator',
  remedy: 'Choose four different separators',
}

function wrongElements({ elements, delimiters: { element, component, repetition, segment } }: Isa): readonly Wrong[] {
  const broken: Wrong[] = rules.filter(rule => !rule.good(elements[rule.element - 1] ?? ''))
  const isSeparate =
    component !== element && component !== segment.slice(0, 1) && component !== repetition && !/[A-Za-z0-9\s]/.test(component)
  if (!isSeparate) broken.push(badSeparator)
  return broken.map(({ message, ...rule }) => {
    const name = `ISA${String(rule.element).padStart(2, '0')} "${elements[rule.element - 1] ?? ''}"`
    return { ...rule, message: `${name} ${message}` }
  })
}
