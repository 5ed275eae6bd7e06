/**
 * What of a file received can be said back in an answer. The answer has to be valid whatever came, or the sender learns nothing, so
 * what its element cannot hold is cleaned; where nothing true is left of a mandatory element, zeros stand for it, which no sender
 * uses. @see reference x12.md §5.7, §9
 */
import { isDay, isTime } from './calendar'
import type { Delimiters } from './segment'
import { transliterate } from './transliterate'

/** Text without accents, control characters and separators of the answer; `''` when nothing is left. */
export function textEchoed(value: string, delimiters: Delimiters, longest: number): string {
  const separators = Object.values(delimiters).join('')
  return Array.from(transliterate(value))
    .map(character => (separators.includes(character) ? ' ' : character))
    .join('')
    .slice(0, longest)
    .trim()
}

/** AK101: GS01, or `00`. */
export function groupIdEchoed(functionalId: string): string {
  return /^[A-Za-z0-9]{2}$/.test(functionalId.trim()) ? functionalId.trim() : '00'
}

/** AK102: GS06, or `0`. It is never cut, because the rest may be the number of another group. */
export function groupNumberEchoed(controlNumber: string): string {
  return /^\d{1,9}$/.test(controlNumber.trim()) ? controlNumber.trim() : '0'
}

/** AK103: GS08, or the release it was read by. */
export function versionEchoed(version: string): string {
  return /^[A-Za-z0-9]{1,12}$/.test(version.trim()) ? version.trim() : '005010'
}

/** AK201: ST01, or `000`. */
export function setIdEchoed(set: string): string {
  return /^[A-Za-z0-9]{3}$/.test(set.trim()) ? set.trim() : '000'
}

/** AK202: ST02, which spaces fill up to its least length, or `0000`. It is never cut, as AK102 is not. */
export function setNumberEchoed(controlNumber: string, delimiters: Delimiters): string {
  const text = textEchoed(controlNumber, delimiters, 10)
  return text === '' || text.length > 9 ? '0000' : text.padEnd(4)
}

/** AK301: the tag as far as it is one, or `000`. */
export function tagEchoed(tag: string): string {
  return /^[A-Za-z0-9]{2,3}/.exec(tag)?.[0] ?? '000'
}

/** AK401, components counted from 1: element, component, repetition. What has no room is the last that has, or left out. */
export function placeEchoed(element: number, component: number | undefined, repetition: number | undefined): readonly string[] {
  const parts = [
    String(Math.min(Math.max(element, 1), 99)),
    component === undefined || component > 99 ? '' : String(component),
    repetition === undefined || repetition > 9999 ? '' : String(repetition),
  ]
  while (parts.at(-1) === '') parts.pop()
  return parts
}

/** TA101: ISA13, or zeros. */
export function interchangeNumberEchoed(controlNumber: string): string {
  return /^\d{1,9}$/.test(controlNumber.trim()) ? controlNumber.trim().padStart(9, '0') : '000000000'
}

/** TA102: ISA09, or the first day there is. */
export function dateEchoed(date: string): string {
  return date.length === 6 && isDay(date) ? date : '000101'
}

/** TA103: ISA10, or midnight. */
export function timeEchoed(time: string): string {
  return time.length === 4 && isTime(time) ? time : '0000'
}

/** A count of at most so many digits. */
export function countEchoed(count: number, digits: number): string {
  return String(Math.min(count, 10 ** digits - 1))
}
