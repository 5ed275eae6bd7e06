/** Small changes of segments, of which traps are made. */
import { decimal, decimalText } from '../../../lib/documents/value'
import type { ReceivedOrder } from '../order'
import type { Segment } from '../read'
import type { Edit, Scene } from './trap'

type Value = string | ((now: string, scene: Scene) => string)

/** Element `place` of the first segment with this tag. */
export function first(tag: string, place: number, value: Value): Edit {
  return (segments, scene) => {
    const at = segments.findIndex(segment => segment[0] === tag)
    return segments.map((segment, n) => (n === at ? withElement(segment, place, value, scene) : segment))
  }
}

/** Element `place` of every segment with this tag. */
export function every(tag: string, place: number, value: Value): Edit {
  return (segments, scene) => segments.map(segment => (segment[0] === tag ? withElement(segment, place, value, scene) : segment))
}

export function without(...tags: readonly string[]): Edit {
  return segments => segments.filter(segment => !tags.includes(segment[0] ?? ''))
}

/** Before the first segment with one of these tags. */
export function before(tags: readonly string[], added: readonly Segment[] | ((scene: Scene) => readonly Segment[])): Edit {
  return (segments, scene) => {
    const at = segments.findIndex(segment => tags.includes(segment[0] ?? ''))
    return [...segments.slice(0, at), ...addedIn(added, scene), ...segments.slice(at)]
  }
}

/** After the first segment with this tag. */
export function after(tag: string, added: readonly Segment[] | ((scene: Scene) => readonly Segment[])): Edit {
  return (segments, scene) => {
    const at = segments.findIndex(segment => segment[0] === tag) + 1
    return [...segments.slice(0, at), ...addedIn(added, scene), ...segments.slice(at)]
  }
}

export function all(...edits: readonly Edit[]): Edit {
  return (segments, scene) => edits.reduce((edited, edit) => edit(edited, scene), segments)
}

/** Instead of what there was. */
export function anew(made: (scene: Scene) => readonly Segment[]): Edit {
  return (_, scene) => made(scene)
}

/** Qualifiers and ids of an item from element `from` on, in every segment with this tag. */
export function ids(tag: string, from: number, change: (pairs: readonly string[]) => readonly string[]): Edit {
  return segments =>
    segments.map(segment => (segment[0] === tag ? [...segment.slice(0, from), ...change(segment.slice(from))] : segment))
}

/** An order number as somebody types it who does not mind how it is written. */
export function otherwise(number: string): string {
  return `00 ${number.slice(0, 2)}-${number.slice(2)}`
}

/** The figure so many times as large. */
export function times(factor: string): (now: string) => string {
  return now => decimalText(decimal(now === '' ? 0 : now).times(factor))
}

/** Line numbers, of those lines whose article no other line has. */
export function numbered(tag: string, itemFrom: number, value: Value): Edit {
  return (segments, scene) => {
    const items = segments.flatMap(segment => (segment[0] === tag ? [segment[itemFrom + 1]] : []))
    const isAlone = (segment: Segment) => items.filter(item => item === segment[itemFrom + 1]).length === 1
    return segments.map(segment => (segment[0] === tag && isAlone(segment) ? withElement(segment, 1, value, scene) : segment))
  }
}

/** Some line has an article of its own, so that it is found without its number. */
export function someDistinct({ lines }: ReceivedOrder): boolean {
  const items = lines.map(({ ids: [, id] }) => id)
  return items.some(item => items.indexOf(item) === items.lastIndexOf(item))
}

export function severalLines({ lines }: ReceivedOrder): boolean {
  return lines.length > 1
}

/** The first line can be split. */
export function divisible({ lines: [line] }: ReceivedOrder): boolean {
  return line !== undefined && decimal(line.quantity).greaterThan(1)
}

function withElement(segment: Segment, place: number, value: Value, scene: Scene): Segment {
  const length = Math.max(segment.length, place + 1)
  return Array.from({ length }, (_, n) => {
    const now = segment[n] ?? ''
    if (n !== place) return now
    return typeof value === 'string' ? value : value(now, scene)
  })
}

function addedIn(added: readonly Segment[] | ((scene: Scene) => readonly Segment[]), scene: Scene): readonly Segment[] {
  return typeof added === 'function' ? added(scene) : added
}
