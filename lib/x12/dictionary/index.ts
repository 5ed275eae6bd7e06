/** The dictionary of each release, put together from the data files; `sets.ts` and `types.ts` are made of them by the build. */
import segmentsIn004010 from './004010/segments.json'
import segmentsIn005010 from './005010/segments.json'
import composites from './composites.json'
import elements from './elements.json'
import type { CompositeEntry, ElementEntry, SegmentEntry, SetEntry } from './format'
import { setFiles } from './sets'

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
  '004010': dictionary('004010', segmentsIn004010),
  '005010': dictionary('005010', segmentsIn005010),
}

/** GS01 of each transaction set (ST01). @see reference x12.md §5 */
export const functionalIds: Readonly<Record<string, string>> = Object.fromEntries(
  Object.values(dictionaries).flatMap(({ sets }) => sets.map(({ set, functionalId }) => [set, functionalId])),
)

function dictionary(release: Release, segments: Readonly<Record<string, SegmentEntry>>): Dictionary {
  return { release, elements: elements as Readonly<Record<string, ElementEntry>>, composites, segments, sets: setFiles[release] }
}
