/** What is said about counts, control numbers and nesting. @see reference x12.md §9 */
import type { Remark } from './findings'
import type { Scan } from './scan'

/** Where something of the envelope stands: the segment being read, and its position. */
interface Here {
  readonly scan: Scan
  readonly position: number
}

export function wrongSetCount({ scan, position }: Here, counted: number): Remark {
  const value = scan.elements[1] ?? ''
  return {
    ...at(scan, position, 1),
    code: 'AK502:4',
    message: `SE01 says ${value || 'nothing'} where ${counted} segments stand from ST to SE`,
    remedy: 'Count the segments from ST to SE, both included; one may be lost',
  }
}

export function wrongSetNumber({ scan, position }: Here, expected: string): Remark {
  const value = scan.elements[2] ?? ''
  return {
    ...at(scan, position, 2),
    code: 'AK502:3',
    message: `SE02 ${value || '(empty)'} is not ST02 ${expected || '(empty)'}`,
    remedy: 'Send the same control number in ST02 and SE02',
  }
}

export function repeatedSetNumber({ scan, position }: Here): Remark {
  return {
    ...at(scan, position, 2),
    code: 'AK502:23',
    message: `ST02 ${scan.elements[2] ?? ''} is used twice in the group`,
    remedy: 'Number each transaction set of a group differently',
  }
}

export function setWithoutTrailer(controlNumber: string, position: number, offset: number, why: string): Remark {
  const message = `The transaction set ${controlNumber || 'without a number'} has no SE: ${why}`
  return { code: 'AK502:2', segment: 'SE', position, offset, message, remedy: 'Send the transaction set again, whole' }
}

export function separatorsLeft(tag: string, of: 'elements' | 'components') {
  return {
    code: 'trailing-separators',
    message: `${tag} holds separators of empty ${of} at an end; other segments may too`,
    remedy: `Leave out separators after the last of the ${of}`,
    note: true,
  }
}

export function nearestDictionary({ scan, position }: Here, release: string): Remark {
  const version = scan.elements[8] ?? ''
  return {
    ...at(scan, position, 8),
    code: 'nearest-dictionary',
    message: `Version ${version || '(empty)'} has no dictionary here; it is read with that of ${release}, and what that finds is only noted`,
    remedy: ['004010', '005010'].includes(`00${version}`) ? `Send 00${version} in GS08` : 'Agree on 004010 or 005010',
    note: true,
  }
}

export function badReleaseCharacter({ scan, position }: Here): Remark {
  const value = scan.elements[1] ?? ''
  return {
    ...at(scan, position, 1),
    code: 'TA105:024',
    message: `ISX01 "${value}" cannot be a release character: it must be one mark that separates nothing`,
    remedy: 'Send one character that is no letter, digit, space or separator, or leave ISX out',
  }
}

/** GS04 has eight digits from 004010. @see reference x12.md §1 */
export function shortGroupDate({ scan, position }: Here): Remark {
  return {
    ...at(scan, position, 4),
    code: 'TA105:024',
    message: `GS04 ${scan.elements[4] ?? ''} has six digits, which is how dates were written before 004010`,
    remedy: 'Send CCYYMMDD',
    harmless: true,
  }
}

export function repeatedGroupNumber({ scan, position }: Here): Remark {
  return {
    ...at(scan, position, 6),
    code: 'AK905:6',
    message: `GS06 ${scan.elements[6] ?? ''} is used twice in the interchange`,
    remedy: 'Number each group of an interchange differently',
    rejects: false,
  }
}

export function wrongGroupCount({ scan, position }: Here, counted: number): Remark {
  const value = scan.elements[1] ?? ''
  return {
    ...at(scan, position, 1),
    code: 'AK905:5',
    message: `GE01 says ${value || 'nothing'} where the group holds ${counted} transaction ${counted === 1 ? 'set' : 'sets'}`,
    remedy: 'Count the transaction sets of the group; one may be lost',
  }
}

export function wrongGroupNumber({ scan, position }: Here, expected: string): Remark {
  const value = scan.elements[2] ?? ''
  return {
    ...at(scan, position, 2),
    code: 'AK905:4',
    message: `GE02 ${value || '(empty)'} is not GS06 ${expected || '(empty)'}`,
    remedy: 'Send the same control number in GS06 and GE02',
  }
}

export function groupWithoutTrailer(controlNumber: string, position: number, offset: number): Remark {
  const message = `The group ${controlNumber || 'without a number'} has no GE`
  return { code: 'AK905:3', segment: 'GE', position, offset, message, remedy: 'Send the group again, whole' }
}

export function setOutsideGroup(position: number, offset: number): Remark {
  const message = 'A transaction set begins outside of any group'
  return { code: 'TA105:024', segment: 'GS', position, offset, message, remedy: 'Send a GS before it', rejects: true }
}

export function wrongInterchangeCount({ scan, position }: Here, counted: number): Remark {
  const value = scan.elements[1] ?? ''
  return {
    ...at(scan, position, 1),
    code: 'TA105:021',
    message: `IEA01 says ${value || 'nothing'} where the interchange holds ${counted} ${counted === 1 ? 'group' : 'groups'}`,
    remedy: 'Count the groups of the interchange; one may be lost',
  }
}

/** @param sameValue the numbers differ in leading zeros only */
export function wrongInterchangeNumber({ scan, position }: Here, expected: string, sameValue: boolean): Remark {
  const value = scan.elements[2] ?? ''
  const message = sameValue
    ? `IEA02 ${value} must have nine digits, as ISA13 ${expected} has`
    : `IEA02 ${value || '(empty)'} is not ISA13 ${expected || '(empty)'}`
  const remedy = 'Send the same nine digits in ISA13 and IEA02'
  return { ...at(scan, position, 2), code: 'TA105:001', message, remedy, ...(sameValue && { rejects: false }) }
}

export function interchangeWithoutTrailer(position: number, offset: number, why: string): Remark {
  const message = `The interchange has no IEA: ${why}`
  return { code: 'TA105:023', segment: 'IEA', position, offset, message, remedy: 'Send the interchange again, whole' }
}

export function lateTechnicalAcknowledgment({ scan, position }: Here): Remark {
  const { segment, offset } = at(scan, position, 0)
  const message = 'The TA1 stands after a group began'
  return {
    code: 'TA105:024',
    segment,
    position,
    offset,
    message,
    remedy: 'Send TA1 between ISA and the first GS',
    rejects: false,
  }
}

/** A segment that breaks the nesting; its whole text is the value, so that it is not lost. */
export function brokenNesting({ scan, position }: Here, separator: string, what: string): Remark {
  const [segment = ''] = scan.elements
  const message = `${what} (${scan.end - scan.start} bytes)`
  const value = scan.elements.join(separator)
  const isSmall = segment !== segment.toUpperCase() && /^(gs|ge|st|se|iea|ta1)$/i.test(segment)
  const remedy = isSmall ? 'Send tags in capitals' : 'Nest ST to SE in GS to GE in ISA to IEA'
  return { code: 'TA105:022', segment, position, offset: scan.base + scan.start, value, message, remedy }
}

function at(scan: Scan, position: number, element: number) {
  return {
    segment: scan.elements[0] ?? '',
    position,
    element,
    value: scan.elements[element] ?? '',
    offset: scan.offsetOf(element),
  }
}
