/**
 * Elements against the dictionary: presence, type, length, codes, relational conditions. The common case costs a few integer
 * operations for each element; what looks suspicious goes to element-fault.ts for a closer look.
 */
import { SPACE } from './characters'
import type { CompiledSegment } from './compiled-segment'
import { brokenConditions } from './conditions'
import { type ElementContext, lookAtElement } from './element-fault'
import type { Scan } from './scan'

/** Checks every element of the scanned segment and reports what is wrong, in the order of the elements. */
export function checkElements(scan: Scan, segment: CompiledSegment, context: ElementContext): void {
  const { ends, masks, pieces } = scan
  const { suspicious, lengths, mandatory } = segment
  const known = suspicious.length
  const last = pieces <= known ? pieces - 1 : known
  let present = 0
  let from = ends[0]! + 1
  for (let place = 0; place < last; place++) {
    const to = ends[place + 1]!
    const length = to - from
    if (length > 0) {
      const mask = masks[place + 1]!
      const limits = lengths[place]!
      present |= 1 << place
      if ((mask & suspicious[place]!) !== 0 || length < limits >> 16 || length > (limits & 0xffff) || mask === SPACE) {
        // Spaces alone are no value where one is mandatory.
        if (mask === SPACE && (mandatory >>> place) & 1) present &= ~(1 << place)
        else lookAtElement(scan, segment, place, context)
      }
    }
    from = to + 1
  }
  if (pieces - 1 > known) surplus(scan, segment, context)
  if (present !== segment.lastGood && conditionsHold(segment, present, scan, context)) segment.lastGood = present
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
