/**
 * Elements against the dictionary: presence, type, length, codes, relational conditions. The common case costs a few integer
 * operations for each element; what looks suspicious goes to element-fault.ts for a closer look.
 */
import { isDay } from './calendar'
import { DIGIT, LETTER, SPACE } from './characters'
import type { CompiledSegment, Part } from './compiled-segment'
import { brokenConditions } from './conditions'
import { type ElementContext, lookAtElement } from './element-fault'
import type { Scan } from './scan'

/** Checks every element of the scanned segment and reports what is wrong, in the order of the elements. */
export function checkElements(scan: Scan, segment: CompiledSegment, context: ElementContext): void {
  // The GS is read before it is known by which dictionary.
  if (segment !== scan.known) scan.judgeBy(segment)
  let { present } = scan
  for (let odd = scan.odd; odd !== 0; odd &= odd - 1) {
    const place = 31 - Math.clz32(odd & -odd)
    const mask = scan.masks[place + 1]!
    // Spaces alone are no value, neither where one is mandatory nor where another element calls for it.
    if (mask === SPACE) present &= ~(1 << place)
    if (mask === SPACE && (segment.mandatory >>> place) & 1) continue
    if (!isPlain(scan.elements[place + 1]!, mask, segment.parts[place]!)) lookAtElement(scan, segment, place, context)
  }
  if (scan.pieces - 1 > segment.suspicious.length) surplus(scan, segment, context)
  if (present !== segment.lastGood && conditionsHold(segment, present, scan, context)) segment.lastGood = present
}

/** Codes of a complete list and days in full are good whatever the context; they need no closer look. */
function isPlain(value: string, mask: number, { kind, codes, min, max }: Part): boolean {
  if ((mask & ~(DIGIT | LETTER)) !== 0)
    return kind === 'number' && value.length > min && value.length <= max + 1 && isAmount(value)
  return kind === 'date' ? max === 8 && value.length === 8 && isDay(value) : codes !== undefined && codes.has(value)
}

/** Digits with one point among them, as prices are written. */
function isAmount(value: string): boolean {
  const point = value.indexOf('.')
  if (point < 1 || point === value.length - 1) return false
  for (let at = 0; at < value.length; at++) {
    const code = value.charCodeAt(at)
    if ((code < 0x30 || code > 0x39) && at !== point) return false
  }
  return true
}

function conditionsHold(segment: CompiledSegment, present: number, scan: Scan, context: ElementContext): boolean {
  const broken = brokenConditions(segment, present)
  for (const { code, place, note } of broken) {
    const part = segment.parts[place]
    context.report({ code, element: place + 1, part, value: scan.elements[place + 1] ?? '', ...(note && { detail: note }) })
  }
  return broken.length === 0
}

/** Elements beyond those of the dictionary; empty ones are separators left at the end. */
function surplus(scan: Scan, segment: CompiledSegment, context: ElementContext): void {
  for (let piece = segment.parts.length + 1; piece < scan.pieces; piece++) {
    const value = scan.elements[piece]!
    if (value === '') continue
    context.report({ code: 3, element: piece, part: undefined, value })
    return
  }
}
