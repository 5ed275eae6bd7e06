/** What is wrong with an ISA, with the note codes of a TA1. @see reference x12.md §1, §9 */
import type { Remark } from './findings'
import { isDay, isTime } from './calendar'
import { isBlank, isDigits } from './characters'
import { dictionaries } from './dictionary/index'
import { type Isa, type IsaFlaw, isaWidths } from './isa'
import { type Delimiters, elementOf, type Segment } from './segment'

/** TA105 for each element of the ISA. */
const codes = ['010', '011', '012', '013', '005', '006', '007', '008', '014', '015', '016', '017', '018', '019', '020', '027']

export function isaRemarks(isa: Isa, offset: number): readonly Remark[] {
  const { form, elements } = isa
  if (form?.isSound === true && isSound(elements)) return none
  const remarks = remarksOn(isa, offset)
  if (remarks.length === 0 && form !== undefined) form.isSound = true
  return remarks
}

/** Date, time and control number are good. */
function isSound(elements: Segment): boolean {
  for (const rule of varying) if (!isGood(rule, elements)) return false
  return true
}

const none: readonly Remark[] = []

function remarksOn(isa: Isa, offset: number): readonly Remark[] {
  const at = (element: number) => ({ segment: 'ISA', position: 1, offset: offset + (isa.offsets[element] ?? 0) })
  const wrong = wrongElements(isa)
  // One element is wrong once: what it must be says more than how long.
  const named = new Set(wrong.flatMap(({ element, note = false }) => (note ? [] : [element])))
  const flaws = isa.flaws.filter(flaw => !('elements' in flaw && flaw.elements.length === 1 && named.has(flaw.elements[0]!)))
  const remarks: Remark[] = flaws.map(flaw => ({ ...at(placeOf(flaw)), ...remarkOn(flaw, isa) }))
  for (const { element, message, remedy, note = false } of wrong) {
    remarks.push({
      ...at(element),
      code: `TA105:${codes[element - 1]}`,
      element,
      ...(!secret.has(element) && { value: elementOf(isa.elements, element) }),
      message,
      remedy,
      ...(note && { note }),
    })
  }
  for (const wrong of wrongSeparators(isa)) remarks.push({ ...at(wrong.element), ...wrong })
  return remarks
}

function remarkOn(flaw: IsaFlaw, isa: Isa): Pick<Remark, 'code' | 'message' | 'remedy' | 'rejects' | 'element' | 'value'> {
  switch (flaw.kind) {
    case 'width': {
      const [element = 1] = flaw.elements
      const message = flaw.elements.map(each => widthInWords(each, elementOf(isa.found, each))).join('; ')
      return {
        code: `TA105:${codes[element - 1]}`,
        element,
        ...(!secret.has(element) && { value: elementOf(isa.elements, element) }),
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

/** `ISA06 must have 15 characters, it has 13` */
function widthInWords(element: number, text: string): string {
  const least = isaWidths[element - 1] ?? 0
  const characters = `${least} ${least === 1 ? 'character' : 'characters'}`
  return `ISA${String(element).padStart(2, '0')} must have ${characters}, it has ${text.length}`
}

function placeOf(flaw: IsaFlaw): number {
  return 'elements' in flaw ? (flaw.elements[0] ?? 1) : flaw.kind === 'space-before-terminator' ? 16 : 1
}

interface Wrong {
  readonly element: number
  readonly message: string
  readonly remedy: string
  /** Nothing depends on it, and lists of codes grow. */
  readonly note?: true
}

type Rule = Wrong & { readonly good: (text: string, elements: Segment) => boolean }

function isGood({ good, element }: Rule, elements: Segment): boolean {
  return good(elementOf(elements, element), elements)
}

function codesOf(reference: string): ReadonlySet<string> {
  return new Set(Object.keys(dictionaries['004010'].elements[reference]?.codes ?? {}))
}

const qualifiers = codesOf('I05')
const informationRules = [
  { element: 1, codes: codesOf('I01') },
  { element: 3, codes: codesOf('I03') },
].map(
  ({ element, codes }): Rule => ({
    element,
    good: text => codes.has(text),
    message: 'is a qualifier that is not known here',
    remedy: 'Send 00 where nothing follows it',
    note: true,
  }),
)
const qualifierRules = [5, 7].flatMap((element): Rule[] => [
  { element, good: text => !isBlank(text), message: 'is blank', remedy: 'Send the qualifier of the id, such as ZZ' },
  {
    element,
    good: text => qualifiers.has(text) || isBlank(text) || qualifiers.has(text.trim()),
    message: 'is a qualifier that is not known here',
    remedy: 'Send one of the standard, such as ZZ',
    note: true,
  },
])

/** Elements that may be passwords. */
const secret = new Set([2, 4])

const textRules = [2, 4, 6, 8].map(
  (element): Rule => ({
    element,
    // oxlint-disable-next-line no-control-regex
    good: text => !/[\x00-\x1f\x7f]/.test(text),
    message: 'holds a control character',
    remedy: 'Send printable characters only',
  }),
)

const rules: readonly Rule[] = [
  ...informationRules,
  ...qualifierRules,
  ...textRules,
  { element: 6, good: text => !isBlank(text), message: 'names no sender', remedy: 'Send the sender id' },
  { element: 8, good: text => !isBlank(text), message: 'names no receiver', remedy: 'Send the receiver id' },
  { element: 9, good: isDay, message: 'is not a date', remedy: 'Send YYMMDD' },
  { element: 10, good: text => text.length === 4 && isTime(text), message: 'is not a time', remedy: 'Send HHMM' },
  {
    element: 11,
    good: (text, elements) => elementOf(elements, 12) >= '00402' || text === 'U',
    message: 'is not U, the only standards identifier there is up to 00401',
    remedy: 'Send U',
    note: true,
  },
  {
    element: 12,
    good: text => !isVersion(text) || /^00[2-8]0/.test(text),
    message: 'is no version of X12',
    remedy: 'Send that of the envelope, such as 00401',
    note: true,
  },
  { element: 12, good: isVersion, message: 'is not a version', remedy: 'Send five digits such as 00401' },
  {
    element: 13,
    good: text => isDigits(text) || isDigits(text.trim()),
    message: 'is not a control number',
    remedy: 'Send nine digits',
  },
  {
    element: 13,
    good: text => isDigits(text) || !/^\s|\s$/.test(text) || !isDigits(text.trim()),
    message: 'is padded with spaces',
    remedy: 'Fill it with zeros to nine digits',
  },
  {
    element: 14,
    good: text => text === '0' || text === '1',
    message: 'is neither 0 nor 1',
    remedy: 'Send 1 to ask for a TA1, otherwise 0',
  },
  {
    element: 15,
    good: text => text === 'P' || text === 'T' || text === 'I',
    message: 'is none of P, T, I',
    remedy: 'Send P for production, T for test, I for information',
  },
]

function isVersion(text: string): boolean {
  return text.length === 5 && isDigits(text)
}

/** Rules of what differs from one header of a partner to the next: date, time, control number. */
const varying = rules.filter(({ element }) => element === 9 || element === 10 || element === 13)

type SeparatorRemark = Omit<Remark, 'offset'> & { readonly element: number }

/** Marks that cannot do what they are there for, or of which another reader may make something else. @see reference x12.md §1, §2 */
function wrongSeparators({ elements, delimiters }: Isa): readonly SeparatorRemark[] {
  const { element, segment } = delimiters
  const repetition = elementOf(elements, 11)
  const wrong: SeparatorRemark[] = []
  const remedy = 'Choose four different separators, such as * > ^ ~'
  if (segment.startsWith(element)) {
    const message = `The ISA ends with ${JSON.stringify(segment)}, which is the element separator too; nothing after it can be told apart`
    wrong.push({ code: 'TA105:004', element: 16, message, remedy })
  } else if (segment === '\0') {
    wrong.push({ code: 'TA105:004', element: 16, message: 'The terminator is the NUL character', remedy })
  }
  if (delimiters.component === '\0')
    wrong.push({ code: 'TA105:027', element: 16, value: '\0', message: 'The component separator is the NUL character', remedy })
  const other = segment.startsWith(repetition) ? 'terminator' : repetition === element ? 'element separator' : undefined
  if (elementOf(elements, 12) >= '00402' && repetition !== '' && other !== undefined) {
    const message = `ISA11 ${JSON.stringify(repetition)} cannot separate repetitions: it is the ${other}`
    wrong.push({ code: 'TA105:016', element: 11, value: repetition, message, remedy })
  }
  const high = Object.entries(marks).find(([mark]) => delimiters[mark as keyof Delimiters].charCodeAt(0) > 0x7f)
  if (high !== undefined) {
    const [mark, code] = high
    const value = delimiters[mark as keyof Delimiters]
    const message = `${JSON.stringify(value)} has more than 7 bits, so that it means something else in every encoding`
    wrong.push({
      code,
      element: mark === 'element' ? 1 : mark === 'repetition' ? 11 : 16,
      value,
      message,
      remedy,
      rejects: false,
    })
  }
  return wrong
}

/** TA105 of each separator. */
const marks: Readonly<Record<keyof Delimiters, string>> = {
  element: 'TA105:026',
  component: 'TA105:027',
  repetition: 'TA105:016',
  segment: 'TA105:004',
}

const badSeparator: Wrong = {
  element: 16,
  message: 'cannot separate components: it is a letter, digit or space, or another separator',
  remedy: 'Choose four different separators',
}

function wrongElements({ elements, delimiters: { element, repetition, segment } }: Isa): readonly Wrong[] {
  const broken: Wrong[] = rules.filter(rule => !isGood(rule, elements))
  const component = elementOf(elements, 16)
  const isSeparate =
    component !== element && component !== segment.slice(0, 1) && component !== repetition && !/[A-Za-z0-9\s]/.test(component)
  if (!isSeparate) broken.push(badSeparator)
  return broken.map(({ message, ...rule }) => {
    const name = `ISA${String(rule.element).padStart(2, '0')}`
    const value = secret.has(rule.element) ? '' : ` "${elementOf(elements, rule.element)}"`
    return { ...rule, message: `${name}${value} ${message}` }
  })
}
