/** Every dictionary file, by release. A new transaction set is a new file here, one import and one place in its list. */
import set810in004010 from './004010/810.json'
import set850in004010 from './004010/850.json'
import set855in004010 from './004010/855.json'
import set856in004010 from './004010/856.json'
import set860in004010 from './004010/860.json'
import set865in004010 from './004010/865.json'
import set997in004010 from './004010/997.json'
import segmentsIn004010 from './004010/segments.json'
import set810in005010 from './005010/810.json'
import set850in005010 from './005010/850.json'
import set855in005010 from './005010/855.json'
import set856in005010 from './005010/856.json'
import set860in005010 from './005010/860.json'
import set865in005010 from './005010/865.json'
import set997in005010 from './005010/997.json'
import set999in005010 from './005010/999.json'
import segmentsIn005010 from './005010/segments.json'
import composites from './composites.json'
import elements from './elements.json'
import type { CompositeEntry, ElementEntry, SegmentEntry, SetEntry } from './format'

/** Releases with a dictionary of their own. */
export type Release = '004010' | '005010'

export interface Dictionary {
  readonly release: Release
  readonly elements: Readonly<Record<string, ElementEntry>>
  readonly composites: Readonly<Record<string, CompositeEntry>>
  readonly segments: Readonly<Record<string, SegmentEntry>>
  readonly sets: readonly SetEntry[]
}

export const dictionaries: Readonly<Record<Release, Dictionary>> = {
  '004010': dictionary('004010', segmentsIn004010, [set810in004010, set850in004010, set855in004010, set856in004010, set860in004010, set865in004010, set997in004010]),
  '005010': dictionary('005010', segmentsIn005010, [set810in005010, set850in005010, set855in005010, set856in005010, set860in005010, set865in005010, set997in005010, set999in005010]),
}

function dictionary(release: Release, segments: Readonly<Record<string, SegmentEntry>>, sets: readonly SetEntry[]): Dictionary {
  return { release, elements: elements as Readonly<Record<string, ElementEntry>>, composites, segments, sets }
}
