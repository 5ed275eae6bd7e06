/** Which findings reject, by mode. A setting for each partner, because what one sends another refuses. @see reference x12.md §9 */

export type Mode = 'lenient' | 'standard' | 'strict'

/** What is useless without being put right: nothing can be made of a set without its beginning, its end or its mandatory parts. */
const unusable = ['AK304:3', 'AK403:1', 'AK502:2', 'TA105:022', 'TA105:026', 'TA105:027', 'TA105:004']

/** Beyond that, what hints at lost or foreign segments: wrong places, counts and control numbers. */
const unsound = `
  AK304:1 AK304:2 AK304:6 AK304:7 AK403:2 AK403:8
  AK502:1 AK502:3 AK502:4 AK502:6 AK502:7 AK502:18 AK502:23
  AK905:1 AK905:3 AK905:4 AK905:5 AK905:6
  TA105:001 TA105:021 TA105:023 TA105:024`
  .trim()
  .split(/\s+/)

const rejecting: Readonly<Record<Mode, ReadonlySet<string>>> = {
  lenient: new Set(unusable),
  standard: new Set([...unusable, ...unsound]),
  strict: new Set(),
}

/** Whether an error with this code rejects what it was found in; `strict` lets no error pass. */
export function rejects(mode: Mode, code: string): boolean {
  return mode === 'strict' || rejecting[mode].has(code)
}
