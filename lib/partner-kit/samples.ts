/** The sample files of one guide: good ones that are flawless, bad ones that are found out, each tried before it is given to anybody. */
import { EdiError } from '../error'
import type { Guide } from '../x12/guide'
import type { Segment } from '../x12/segment'
import { type BadDocument, badDocuments } from './bad-documents'
import { making, type Making, type Placed, sampleDocument, segmentsIn, walk } from './sample-document'
import { findingsIn, sampleFile } from './sample-file'
import { type AgreedNumbers, putTotalsRight } from './sample-totals'

export interface Sample {
  /** Path below the folder of samples: `810-004010/bad-AK403-7-CUR02.x12`. */
  readonly path: string
  readonly guide: Guide
  readonly verdict: 'good' | 'bad'
  /** For a person: what it is, or what is wrong with it. */
  readonly words: string
  /** Of a bad one: what it provokes. */
  readonly finding?: BadDocument['expected'] & { readonly message: string }
  readonly segments: readonly Segment[]
  /** Of a good one: its segments by their place in the grammar, of a loop its first. */
  readonly shown: ReadonlyMap<number, readonly Segment[]>
  readonly bytes: Uint8Array
}

/**
 * @param firstNumber of the interchanges, counted up from there
 * @throws EdiError `guide-contradicts-itself` when no document can keep to the guide
 */
export function samplesOf(guide: Guide, firstNumber: number): Sample[] {
  const folder = folderOf(guide)
  let number = firstNumber
  const made = making(guide, 'full')
  const full = documentOf(made)
  const good = (['full', 'least'] as const).map((extent): Sample => {
    const placed = extent === 'full' ? full : documentOf(making(guide, extent))
    const segments = segmentsIn(placed)
    const shown = Map.groupBy([...walk(placed)], ({ place }) => place.node)
    const bare = segments.find(({ length }) => length < 2)
    if (bare !== undefined) throw contradiction(guide, `${bare[0]} has no element left that may be sent`)
    const bytes = sampleFile(guide, segments, number++)
    const [finding] = findingsIn(guide, bytes)
    if (finding !== undefined) throw contradiction(guide, finding.message)
    const words = extent === 'full' ? 'Everything that the guide uses' : 'Only what has to be there'
    return {
      path: `${folder}/good-${extent}.x12`,
      guide,
      verdict: 'good',
      words,
      segments,
      shown: new Map([...shown].map(([node, all]) => [node, all.map(({ place }) => place.elements)])),
      bytes,
    }
  })
  const bad = badDocuments(made, full).flatMap((document): Sample[] => {
    const bytes = sampleFile(guide, document.segments, number)
    const finding = findingsIn(guide, bytes).find(
      ({ level, code, segment, element }) =>
        level !== 'note' &&
        code === document.expected.code &&
        segment === document.expected.segment &&
        (document.expected.element === undefined || element === document.expected.element),
    )
    // Where another rule hides the fault, this document would teach the wrong thing.
    if (finding === undefined) return []
    number += 1
    const { name, change: words, expected, segments } = document
    const path = `${folder}/bad-${name}.x12`
    return [
      {
        path,
        guide,
        verdict: 'bad',
        words,
        finding: { ...expected, message: finding.message },
        segments,
        shown: new Map(),
        bytes,
      },
    ]
  })
  return [...good, ...bad, miscounted(guide, good[0]?.segments ?? [], number)]
}

export function folderOf({ set, version }: Guide): string {
  return `${set}-${version}`
}

function documentOf(made: Making): Placed[] {
  const placed = sampleDocument(made)
  putTotalsRight(made.guide.set, placed, agreedNumbers(made))
  return placed
}

function agreedNumbers({ rules }: Making): AgreedNumbers {
  const ruled = rules.at.flatMap(rows => rows ?? []).flatMap(({ elements }) => elements)
  return {
    isFixed: key => ruled.some(rule => rule.key === key && (rule.value !== undefined || rule.codes !== undefined)),
    least: key => Math.max(1, ...ruled.filter(rule => rule.key === key).map(({ min }) => min)),
  }
}

/** SE01 with one more than there is: what a lost segment looks like. */
function miscounted(guide: Guide, segments: readonly Segment[], number: number): Sample {
  const count = segments.length + 2
  const text = sampleFile(guide, segments, number).toString('utf8')
  const bytes = Buffer.from(text.replace(`\nSE*${count}*`, `\nSE*${count + 1}*`), 'utf8')
  const finding = findingsIn(guide, bytes).find(({ code }) => code === 'AK502:4')
  if (finding === undefined) throw new Error('A wrong count in SE01 was not found')
  return {
    path: `${folderOf(guide)}/bad-AK502-4-SE01.x12`,
    guide,
    verdict: 'bad',
    words: `SE01 counts ${count + 1} segments where there are ${count}`,
    finding: { code: 'AK502:4', segment: 'SE', message: finding.message },
    segments,
    shown: new Map(),
    bytes,
  }
}

function contradiction({ partner, set, version }: Guide, message: string): EdiError {
  return new EdiError({
    code: 'guide-contradicts-itself',
    what: `No document can keep to the guide of ${partner} for the ${set} of ${version}, or none was found`,
    why: `A document made by the guide is told: ${message}`,
    remedy: 'Look at the rows that speak of this place',
  })
}
