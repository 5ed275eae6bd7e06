/** The codes of a 997 and a 999 in words. @see reference x12.md §9 */

/** AK304 and IK304 (elements 720, 620). */
export const segmentErrors: Readonly<Record<string, string>> = {
  '1': 'unrecognised segment',
  '2': 'unexpected segment',
  '3': 'mandatory segment missing',
  '4': 'loop occurs too often',
  '5': 'segment occurs too often',
  '6': 'segment is not part of this set',
  '7': 'segment out of sequence',
  '8': 'segment has element errors',
  I4: 'segment is not used by this partner',
  I6: 'segment that another one calls for is missing',
  I7: 'loop occurs too seldom',
  I8: 'segment occurs too seldom',
  I9: 'segment that another one rules out is present',
}

/** AK403 and IK403 (elements 723, 621). */
export const elementErrors: Readonly<Record<string, string>> = {
  '1': 'mandatory element missing',
  '2': 'element that another one calls for is missing',
  '3': 'too many elements',
  '4': 'too short',
  '5': 'too long',
  '6': 'invalid character',
  '7': 'invalid code',
  '8': 'invalid date',
  '9': 'invalid time',
  '10': 'excluded by another element',
  '12': 'too many repetitions',
  '13': 'too many components',
  I6: 'code is not used by this partner',
  I9: 'element that another one calls for is missing',
  I10: 'element is not used by this partner',
  I11: 'too few repetitions',
  I12: 'not in the form this partner wants',
  I13: 'element that another one rules out is present',
}

/** AK502 to AK506 and IK502 to IK506 (elements 718, 618), the ones about syntax. */
export const setErrors: Readonly<Record<string, string>> = {
  '1': 'transaction set not supported',
  '2': 'trailer of the set missing',
  '3': 'control numbers of ST and SE differ',
  '4': 'segment count wrong',
  '5': 'one or more segments in error',
  '6': 'set identifier missing or invalid',
  '7': 'set control number missing or invalid',
  '18': 'set does not belong in this group',
  '23': 'set control number occurs twice in the group',
  I5: 'one or more segments in error for this partner',
  I6: 'implementation not supported',
}

/** AK905 to AK909 (element 716), the ones about syntax. */
export const groupErrors: Readonly<Record<string, string>> = {
  '1': 'functional group not supported',
  '2': 'version of the group not supported',
  '3': 'trailer of the group missing',
  '4': 'control numbers of GS and GE differ',
  '5': 'set count wrong',
  '6': 'group control number invalid',
}

/** `too long (5)`; the code alone where it is not known, so that nothing is lost. */
export function inWords(words: Readonly<Record<string, string>>, code: string): string {
  return words[code] === undefined ? `code ${code}` : `${words[code]} (${code})`
}
