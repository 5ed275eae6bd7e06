/** The text around a place of a file, with the place marked. */
import type { Finding, Interchange } from './decoded'

/** Part of the bytes of a file; a `Uint8Array` is one. */
export interface ByteRange {
  readonly length: number
  subarray(from: number, to: number): Uint8Array
}

/** So many characters are shown before and after a place. */
const BEFORE = 60
const AFTER = 60
/** So far is looked for the end of a segment that lacks an element. */
const LONGEST = 4096

/** Byte offset of what is wrong: an element that is missing belongs at the end of what its segment has. */
export function placeOf({ offset, element, value }: Finding, bytes: ByteRange, own: Interchange | undefined): number {
  if (element === undefined || value !== '' || own === undefined) return offset
  const { element: separator, segment } = own.delimiters
  const text = Buffer.from(bytes.subarray(offset, Math.min(bytes.length, offset + LONGEST))).toString('latin1')
  // The element is there and empty, unless the place is that of the whole segment.
  if (bytes.length === offset || !/^[A-Z]/.test(text) || isSeparator(bytes, offset - 1, separator)) return offset
  const end = text.indexOf(segment.slice(0, 1))
  return offset + (end < 0 ? text.length : end)
}

function isSeparator(bytes: ByteRange, at: number, separator: string): boolean {
  return at >= 0 && bytes.subarray(at, at + 1)[0] === separator.charCodeAt(0)
}

/** The segment around the place, and a line that marks it. */
export function excerpt(place: number, value: string, bytes: ByteRange, own: Interchange | undefined): readonly string[] {
  const terminator = own?.delimiters.segment.slice(0, 1) ?? '~'
  const before = shown(bytes, Math.max(0, place - BEFORE), place)
  const begin = Math.max(before.lastIndexOf(terminator), before.lastIndexOf('\n'), before.lastIndexOf('\r')) + 1
  const after = shown(bytes, place, Math.min(bytes.length, place + AFTER))
  const end = after.search(/[\r\n]/) < 0 ? after.length : after.search(/[\r\n]/)
  const close = after.indexOf(terminator)
  const line = before.slice(begin) + after.slice(0, close < 0 ? end : Math.min(end, close + 1))
  const width = Math.max(1, Math.min(value.length, line.length - (before.length - begin)))
  return line === '' ? [] : [`  ${visible(line)}`, `  ${' '.repeat(before.length - begin)}${'^'.repeat(width)}`]
}

/** Part of a file as UTF-8 where it is that, otherwise as ISO-8859-1. The first and the last character may be cut. */
function shown(bytes: ByteRange, from: number, to: number): string {
  const part = bytes.subarray(from, to)
  const begin = part.findIndex(byte => (byte & 0xc0) !== 0x80)
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(part.subarray(Math.max(0, begin)), { stream: true })
  } catch {
    return Buffer.from(part).toString('latin1')
  }
}

/** Characters that a terminal would act on, or not show at all, as a dot. */
export function visible(text: string): string {
  return Array.from(text, character =>
    character < ' ' || (character > '~' && character < '\xa0') || character === '\ufeff' ? '·' : character,
  ).join('')
}

/** Text that was read byte by byte, as an ISA is: as UTF-8 where it is that. */
export function asWritten(text: string): string {
  if (!/[\x80-\xff]/.test(text) || /[^\0-\xff]/.test(text)) return text
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(text, 'latin1'))
  } catch {
    return text
  }
}
