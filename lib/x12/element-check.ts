/**
 * Elements against the dictionary: presence, type, length, codes, relational conditions. The common case costs a few integer
 * operations for each element; what looks suspicious goes to element-fault.ts for a closer look.
 */
import { COMPONENT, DIGIT, LETTER, SPACE } from './characters'
import type { CompiledSegment, Part } from './compiled-segment'
import { brokenConditions } from './conditions'
import { type ElementContext, lookAtElement } from './element-fault'
import type { Scan } from './scan'

/** Checks every element of the scanned segment and reports what is wrong, in the order of the elements. */
export function checkElements(scan: Scan, segment: CompiledSegment, context: ElementContext): void {
  // The GS is read before it is known by which dictionary.
  if (segment !== scan.known) scan.judgeBy(segment)
  let { present } = scan
  let blank = 0
  for (let odd = scan.odd; odd !== 0; odd &= odd - 1) {
    const place = 31 - Math.clz32(odd & -odd)
    const mask = scan.masks[place + 1]!
    const part = segment.parts[place]!
    // Spaces alone, or separators of components, are no value, neither where one is mandatory nor where another element calls for it.
    if (mask === SPACE || (mask === COMPONENT && part.components !== undefined)) {
      present &= ~(1 << place)
      blank |= 1 << place
      continue
    }
    if (isPlain(scan, place + 1, part)) scan.remember(place + 1, part)
    else lookAtElement(scan, segment, place, context)
  }
  if (scan.pieces - 1 > segment.suspicious.length) surplus(scan, segment, context)
  if (scan.pieces > 1 && scan.elements[scan.pieces - 1] === '') context.separatorsLeft('elements')
  if (present !== segment.lastGood || blank !== 0) lookAtPresence(scan, segment, present, blank, context)
}

/** What has to be there, and what is blank where nothing has to be. @param blank elements without a value, in the same way as `present` */
function lookAtPresence(scan: Scan, segment: CompiledSegment, present: number, blank: number, context: ElementContext): void {
  const broken = reportBroken(segment, present, scan, context)
  if (broken === 0) segment.lastGood = present
  // What is missing is not wrong besides.
  for (let rest = blank & ~broken; rest !== 0; rest &= rest - 1)
    lookAtElement(scan, segment, 31 - Math.clz32(rest & -rest), context)
}

/** Codes of a complete list, days in full and amounts with a point are good whatever the context; they need no closer look. */
function isPlain(scan: Scan, piece: number, { kind, codes, min, max }: Part): boolean {
  const mask = scan.masks[piece]!
  if (mask > (DIGIT | LETTER)) return kind === 'number' && (mask & COMPONENT) === 0 && scan.isAmountAt(piece, min, max)
  return kind === 'date' ? max === 8 && scan.isDayAt(piece) : codes !== undefined && codes.has(scan.elements[piece]!)
}

/** Reports the mandatory elements and conditions that do not hold. @returns where, the first place in the lowest bit */
function reportBroken(segment: CompiledSegment, present: number, scan: Scan, context: ElementContext): number {
  let places = 0
  for (const { code, place, note } of brokenConditions(segment, present)) {
    const part = segment.parts[place]
    places |= 1 << place
    context.report({ code, element: place + 1, part, value: scan.elements[place + 1] ?? '', ...(note && { detail: note }) })
  }
  return places
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
