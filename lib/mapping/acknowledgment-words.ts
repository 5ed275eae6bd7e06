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

/** AK501, IK501 and AK901 (elements 717, 715) where they say more than that something is rejected. */
export const verdicts: Readonly<Record<string, string>> = {
  M: 'rejected, the message authentication failed',
  W: 'rejected, the assurance failed',
  X: 'rejected, the decrypted content could not be read',
}

/** AK502 to AK506 and IK502 to IK506 (elements 718, 618). */
export const setErrors: Readonly<Record<string, string>> = {
  '1': 'transaction set not supported',
  '2': 'trailer of the set missing',
  '3': 'control numbers of ST and SE differ',
  '4': 'segment count wrong',
  '5': 'one or more segments in error',
  '6': 'set identifier missing or invalid',
  '7': 'set control number missing or invalid',
  '8': 'authentication key unknown',
  '9': 'encryption key unknown',
  '10': 'requested security service not available',
  '11': 'security recipient unknown',
  '12': 'length of the encrypted message wrong',
  '13': 'message authentication code wrong',
  '15': 'security originator unknown',
  '16': 'syntax error in the decrypted text',
  '17': 'security not supported',
  '18': 'set does not belong in this group',
  '19': 'S1E missing for S1S',
  '20': 'S1S missing for S1E',
  '21': 'S2E missing for S2S',
  '22': 'S2S missing for S2E',
  '23': 'set control number occurs twice in the group',
  '24': 'S3E missing for S3S',
  '25': 'S3S missing for S3E',
  '26': 'S4E missing for S4S',
  '27': 'S4S missing for S4E',
  I5: 'one or more segments in error for this partner',
  I6: 'implementation not supported',
}

/** AK905 to AK909 (element 716). */
export const groupErrors: Readonly<Record<string, string>> = {
  '1': 'functional group not supported',
  '2': 'version of the group not supported',
  '3': 'trailer of the group missing',
  '4': 'control numbers of GS and GE differ',
  '5': 'set count wrong',
  '6': 'group control number invalid',
  '10': 'authentication key unknown',
  '11': 'encryption key unknown',
  '12': 'requested security service not available',
  '13': 'security recipient unknown',
  '14': 'security originator unknown',
  '15': 'syntax error in the decrypted text',
  '16': 'security not supported',
  '17': 'length of the encrypted message wrong',
  '18': 'message authentication code wrong',
  '19': 'S1E missing for S1S',
  '20': 'S1S missing for S1E',
  '21': 'S2E missing for S2S',
  '22': 'S2S missing for S2E',
  '23': 'S3E missing for S3S',
  '24': 'S3S missing for S3E',
  '25': 'S4E missing for S4S',
  '26': 'S4S missing for S4E',
}

/** TA105 (I18). */
export const interchangeErrors: Readonly<Record<string, string>> = {
  '001': 'ISA13 and IEA02 differ',
  '002': 'control standard (ISA11) not supported',
  '003': 'version of the controls (ISA12) not supported',
  '004': 'segment terminator invalid',
  '005': 'sender qualifier invalid',
  '006': 'sender id invalid',
  '007': 'receiver qualifier invalid',
  '008': 'receiver id invalid',
  '009': 'receiver id unknown',
  '010': 'authorization qualifier invalid',
  '011': 'authorization information invalid',
  '012': 'security qualifier invalid',
  '013': 'security information invalid',
  '014': 'interchange date invalid',
  '015': 'interchange time invalid',
  '016': 'standards identifier invalid',
  '017': 'version id invalid',
  '018': 'interchange control number invalid',
  '019': 'value of acknowledgment requested invalid',
  '020': 'test indicator invalid',
  '021': 'number of groups invalid',
  '022': 'control structure invalid',
  '023': 'end of file too early',
  '024': 'content of the interchange invalid',
  '025': 'interchange control number used before',
  '026': 'element separator invalid',
  '027': 'component separator invalid',
  '028': 'delivery date invalid',
  '029': 'delivery time invalid',
  '030': 'delivery time code invalid',
  '031': 'grade of service invalid',
}

/** `too long (5)`; the code alone where it is not known, so that nothing is lost. */
export function inWords(words: Readonly<Record<string, string>>, code: string): string {
  return words[code] === undefined ? `code ${code}` : `${words[code]} (${code})`
}
