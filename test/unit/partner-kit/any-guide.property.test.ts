/** For any sound guide of any set: documents that keep to it and documents that break it, or the word that nobody can keep to it. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { EdiError } from '../../../lib/error'
import { samplesOf } from '../../../lib/partner-kit/samples'
import { segmentTable } from '../../../lib/x12/compiled-segment'
import { dictionaries, type Release } from '../../../lib/x12/dictionary/index'
import type { Guide, GuideElement, GuideRow } from '../../../lib/x12/guide'
import { areas, nodeAt } from '../../../lib/x12/guide-place'
import { guideProblems } from '../../../lib/x12/guide-shape'
import { grammarOf } from '../../../lib/x12/grammar'

const seed = Number(process.env.SEED ?? 7004)

const guide: fc.Arbitrary<Guide> = fc
  .tuple(
    fc.constantFrom<Release>('004010', '005010'),
    fc.constantFrom('810', '850', '855', '856', '860', '865'),
    fc.infiniteStream(fc.nat()),
  )
  .map(([version, set, chances]) => {
    const chance = (most: number) => chances.next().value % most
    const grammar = grammarOf(segmentTable(version), set)
    if (grammar === undefined) throw new Error('no dictionary')
    const rows: Record<string, GuideRow[]> = { heading: [], detail: [], summary: [] }
    const places = grammar.nodes.flatMap(({ tag, path }, node) => {
      const full = path === '' ? tag : `${path}/${tag}`
      const area = areas.find(one => nodeAt(grammar, one, full) === node)
      return area === undefined || ['ST', 'SE'].includes(tag) ? [] : [{ node, tag, full, area }]
    })
    for (let n = 0; n < 1 + chance(5); n += 1) {
      const place = places[chance(places.length)]
      if (place === undefined) continue
      const { tag, full, area, node } = place
      // Two rows for one place may ask for opposites, which is another test.
      if (rows[area]?.some(row => row.segment === full)) continue
      const mandatory = grammar.nodes[node]?.mandatory ?? true
      const segment = grammar.table.byTag(tag)
      if (segment === undefined) continue
      const elements: Record<string, GuideElement> = {}
      for (let m = 0; m < chance(4); m += 1) {
        const at = chance(segment.parts.length)
        const part = segment.parts[at]
        if (part === undefined) continue
        const key = `${tag}${String(at + 1).padStart(2, '0')}`
        const isMandatory = ((segment.mandatory >>> at) & 1) === 1
        const codes = Object.keys(dictionaries[version].elements[part.reference]?.codes ?? {}).filter(
          code => part.codes === undefined || part.codes.has(code),
        )
        const kinds: (GuideElement | undefined)[] = [
          { use: 'mandatory' },
          part.kind === 'code' && codes.length > 1 ? { codes: codes.slice(0, 2) } : undefined,
          part.kind === 'text' && part.max > 4 ? { max: part.max - 1, min: Math.min(part.max - 1, part.min + 2) } : undefined,
          isMandatory ? undefined : { use: 'not-used' },
        ]
        const chosen = kinds[chance(kinds.length)]
        if (chosen !== undefined && part.components === undefined) elements[key] = chosen
      }
      const use = !mandatory && chance(5) === 0 ? 'not-used' : chance(2) === 0 ? 'mandatory' : undefined
      rows[area]?.push(
        use === 'not-used'
          ? { segment: full, use }
          : { segment: full, ...(use && { use }), ...(Object.keys(elements).length > 0 && { elements }) },
      )
    }
    return { partner: 'Any', set, version, ...rows }
  })

test('every sound guide has a flawless document, or is told to contradict itself', () => {
  const counts = { kept: 0, contradicts: 0, bad: 0 }
  fc.assert(
    fc.property(guide, given => {
      fc.pre(guideProblems(given, '').length === 0)
      try {
        const samples = samplesOf(given, 1)
        counts.kept += 1
        counts.bad += samples.filter(({ verdict }) => verdict === 'bad').length
      } catch (thrown) {
        if (!(thrown instanceof EdiError) || thrown.code !== 'guide-contradicts-itself') throw thrown
        counts.contradicts += 1
        if (process.env.SHOW) console.log(JSON.stringify(given), thrown.message)
      }
    }),
    { seed, numRuns: 400 },
  )
  expect(counts.kept).toBeGreaterThan(counts.contradicts * 9)
  expect(counts.bad).toBeGreaterThan(counts.kept * 4)
})
