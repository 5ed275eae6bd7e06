/** The closer look at one element: repetitions, components, numbers, dates, times, codes, characters. */
import { charactersIn, COMPONENT, REPETITION } from './characters'
import { isDay, isTime } from './calendar'
import type { CompiledSegment, Part, Parts } from './compiled-segment'
import { brokenConditions } from './conditions'
import type { Remark } from './findings'
import { componentsOf, type Delimiters } from './segment'
import type { Encoding, Scan } from './scan'
import { type Words, wordsForElement } from './words'

export interface ElementFault extends ValueFault {
  readonly element: number
  readonly component?: number
  readonly repetition?: number
  readonly part: Part | undefined
  readonly value: string
}

interface ValueFault {
  /** AK403. @see reference x12.md §9 */
  readonly code: 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 12 | 13
  /** The relational condition that does not hold, or what makes a character or number wrong. */
  readonly detail?: string
  /** What to do, where it is not what the code calls for otherwise. */
  readonly remedy?: string
  /** The value cannot be used at all, so the set cannot be accepted with an error noted. */
  readonly unreadable?: true
  /** Against the standard, but nothing is lost where it is read as plain text. */
  readonly harmless?: true
  /** Too long by the spaces at its end only, which say nothing. @see reference x12.md §2 */
  readonly padded?: true
}

/** Code, words and weight of a fault, but for what depends on where the segment stands. */
export function remarkOnElement(
  tag: string,
  fault: ElementFault,
  code: string,
): Words & Pick<Remark, 'code' | 'note' | 'harmless'> {
  const { element, part, value, padded, harmless, remedy } = fault
  if (padded !== true)
    return { code, ...wordsForElement(tag, fault), ...(remedy !== undefined && { remedy }), ...(harmless && { harmless }) }
  const place = `${tag}${String(element).padStart(2, '0')}`
  const message = `${place} "${value.trimEnd()}" is padded with spaces to ${value.length} characters, the most is ${part?.max}`
  return { code: 'padded-element', message, remedy: 'Leave out the spaces at its end', note: true }
}

export interface ElementContext {
  readonly delimiters: Delimiters
  readonly encoding: Encoding
  /** 12 and 13 exist only from 005010. */
  readonly is5010: boolean
  /** Dates of six digits are right in versions before 004010. */
  readonly shortDates: boolean
  report(fault: ElementFault): void
  /** Separators of empty elements or components are left at an end. */
  separatorsLeft(of: 'elements' | 'components'): void
}

/** Where the value stands, counted from 1. */
interface Place {
  readonly element: number
  readonly component?: number
  readonly repetition?: number
}

export function lookAtElement(scan: Scan, segment: CompiledSegment, place: number, context: ElementContext): void {
  const part = segment.parts[place]!
  const value = scan.elements[place + 1]!
  const mask = scan.masks[place + 1]!
  const element = place + 1
  if ((mask & (COMPONENT | REPETITION)) === 0 && part.components === undefined) {
    const fault = faultIn(value, part, context)
    if (fault !== undefined) context.report({ ...fault, element, part, value })
    return
  }
  // A separator of components or repetitions in plain text: the text is kept whole, so nothing is lost. As the point of an amount too.
  const isAmount = part.kind === 'number' && (mask & REPETITION) === 0 && context.delimiters.component === '.'
  if ((part.kind === 'text' || isAmount) && part.repeats === 1)
    return lookAtSimple(value, part, { element }, context, (mask & REPETITION) === 0 ? 13 : 12)
  const repetitions = (mask & REPETITION) === 0 ? [value] : value.split(context.delimiters.repetition)
  if (repetitions.length > part.repeats) {
    const detail = `it is repeated ${repetitions.length} times where ${part.repeats} is the most`
    return context.report({ code: context.is5010 ? 12 : 6, element, part, value, detail })
  }
  repetitions.forEach((each, index) => {
    const at = repetitions.length > 1 ? { element, repetition: index + 1 } : { element }
    if (part.components === undefined) lookAtUndivided(each, part, at, context)
    else lookAtComposite(each, part, part.components, at, context)
  })
}

function lookAtUndivided(value: string, part: Part, place: Place, context: ElementContext): void {
  if (componentsOf(value, context.delimiters.component).length === 1) return lookAtSimple(value, part, place, context)
  context.report({
    code: context.is5010 ? 13 : 6,
    ...place,
    part,
    value,
    detail: 'it holds the component separator and has no components',
  })
}

function lookAtComposite(value: string, composite: Part, { parts, ...rest }: Parts, place: Place, context: ElementContext): void {
  const components = componentsOf(value, context.delimiters.component)
  if (components.length > 1 && components.at(-1) === '') context.separatorsLeft('components')
  if (components.every(component => component === '')) return
  const surplus = components.findIndex((component, index) => index >= parts.length && component !== '')
  if (surplus >= 0)
    context.report({
      code: context.is5010 ? 13 : 3,
      ...place,
      part: composite,
      value,
      detail: `it has ${surplus + 1} components where ${parts.length} is the most`,
    })
  let present = 0
  for (const [index, part] of parts.entries()) {
    const component = components[index] ?? ''
    if (component.trim() !== '') present |= 1 << index
    if (component !== '') lookAtSimple(component, part, { ...place, component: index + 1 }, context)
  }
  for (const { code, place: index, note } of brokenConditions({ parts, ...rest }, present)) {
    context.report({
      code,
      ...place,
      component: index + 1,
      part: parts[index],
      value: components[index] ?? '',
      ...(note && { detail: note }),
    })
  }
}

/** @param separator 12 or 13 when the value holds a separator of repetitions or components that it should not */
function lookAtSimple(value: string, part: Part, place: Place, context: ElementContext, separator?: 12 | 13): void {
  if (separator !== undefined) {
    const detail = `it holds the ${separator === 12 ? 'repetition' : 'component'} separator`
    const remedy = part.kind === 'number' && { remedy: 'Choose a component separator that stands in no amount' }
    context.report({ code: context.is5010 ? separator : 6, ...place, part, value, detail, ...remedy, harmless: true })
  }
  const fault = faultIn(value, part, context)
  if (fault !== undefined) context.report({ ...fault, ...place, part, value })
}

function faultIn(value: string, part: Part, { encoding, shortDates }: ElementContext): ValueFault | undefined {
  switch (part.kind) {
    case 'number':
      return numberFault(value, part, 1)
    case 'integer':
      return numberFault(value, part, 0)
    case 'date':
      if (isDate(value, part, shortDates)) return undefined
      return { code: 8, ...(isDate(value.trim(), part, shortDates) && { detail: 'blanks or line breaks stand beside it' }) }
    case 'time':
      return value.length >= part.min && value.length <= part.max && isTime(value) ? undefined : { code: 9 }
    default:
      return textFault(value, part, encoding)
  }
}

/** Digits, a leading minus, and up to so many points; sign and point do not count for the length. */
function numberFault(value: string, { min, max }: Part, pointsAllowed: number): ValueFault | undefined {
  let digits = 0
  let points = pointsAllowed
  for (let at = 0; at < value.length; at++) {
    const code = value.charCodeAt(at)
    if (code >= 0x30 && code <= 0x39) digits++
    else if (code === 0x2e && points > 0) points--
    else if (code !== 0x2d || at > 0)
      return { code: 6, detail: `${shown(value[at]!)} has no place in a number`, unreadable: true }
  }
  if (digits === 0) return { code: 6, detail: 'it has no digits', unreadable: true }
  if (digits < min) return { code: 4 }
  if (digits > max) return { code: 5 }
  return value.endsWith('.') ? { code: 6, detail: 'it ends with a decimal point', harmless: true } : undefined
}

function textFault(value: string, part: Part, encoding: Encoding): ValueFault | undefined {
  for (let at = 0; at < value.length; at++) {
    const code = value.charCodeAt(at)
    if (code < 0x20 || code === 0x7f) return { code: 6, detail: `it holds ${shown(value[at]!)}` }
    if (code >= 0x80 && encoding === 'ascii') return { code: 6, detail: `${shown(value[at]!)} is not ASCII` }
    if (code === 0x85 || code === 0x2028 || code === 0x2029)
      return { code: 6, detail: 'it holds a character that some programs take for a line break', harmless: true }
  }
  if (part.kind === 'code' && value.trim() === '') return { code: 7, detail: 'it is blank' }
  const length = charactersIn(value)
  if (length < part.min) return { code: 4 }
  if (length > part.max && charactersIn(value.trimEnd()) <= part.max)
    return part.codes === undefined || part.codes.has(value.trimEnd()) ? { code: 5, padded: true } : { code: 7 }
  if (length > part.max) return part.reference === STATE ? { code: 5, harmless: true } : { code: 5 }
  return part.codes === undefined || part.codes.has(value.trimEnd()) ? undefined : { code: 7 }
}

/**
 * N402: two letters serve North America only. Elsewhere senders write a name or a longer code of their own, which an address can
 * carry and nothing is reckoned from. @see reference x12.md §11 trap 15
 */
const STATE = '156'

/** CCYYMMDD; or YYMMDD where the element or the version has it. */
function isDate(value: string, part: Part, shortDates: boolean): boolean {
  return (value.length === 6 ? part.max === 6 || shortDates : part.max === 8) && isDay(value)
}

/** A character in words a person can find it by. */
function shown(character: string): string {
  const code = character.charCodeAt(0)
  if (code === 0x0a || code === 0x0d) return 'a line break'
  return code < 0x20 || code === 0x7f
    ? `the control character 0x${code.toString(16).padStart(2, '0').toUpperCase()}`
    : `"${character}"`
}
