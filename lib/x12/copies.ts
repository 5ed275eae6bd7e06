/**
 * New lists by copying. V8 watches what literals make; where most of it lives on, it makes the rest at once among what is old, and there a
 * document that nobody wants any more keeps everything in it until the next full collection. Copies are not watched.
 */
import { noSegment, type Segment } from './segment'

/** A list with room for so many segments, at most `MOST_ROOM`, to be filled from the first on. */
export function roomForSegments(count: number): Segment[] {
  return room.slice(0, count)
}

/** A list and one more: most lists hold one, and one that grows by `push` takes room for seventeen. */
export function appended<T>(list: T[], each: T): T[] {
  if (list.length > 0) {
    list.push(each)
    return list
  }
  const single = one.slice() as T[]
  single[0] = each
  return single
}

const MOST_ROOM = 64

const room = Array.from({ length: MOST_ROOM }, () => noSegment)
const one: readonly unknown[] = Array.from({ length: 1 }, () => noSegment)
