import { describe, expect, it } from 'vitest'
import { dictionaries } from '../../../lib/x12/dictionary/index'
import { functionalIds } from '../../../lib/x12/dictionary/index'
import { madeSegment, madeSet } from '../../fuzz/made-sets'
import { allFindings, errors, interchange, read } from './builders'

const dictionary = dictionaries['004010']

/** Numbers from 0 up to 1, the same ones for the same seed. */
function chanceFrom(seed: number): () => number {
  let state = seed
  return () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32
}

/** Places of a set whose segments have these tags and are valid in themselves. */
function placesIn(set: string, tags: string): string[] {
  const chance = chanceFrom(7)
  const body = tags.split(' ').map(tag => madeSegment(dictionary, tag, chance))
  return errors(read(interchange({ set, functionalId: functionalIds[set] ?? '', body }))).filter(each => each.startsWith('AK304'))
}

describe('a segment out of sequence', () => {
  const cases: readonly (readonly [string, string, readonly string[]])[] = [
    ['850', 'BEG PO1 CTT N1 N3', ['AK304:7 N1@5']],
    ['850', 'PO1 BEG CTT', ['AK304:7 PO1@2']],
    ['850', 'BEG CTT PO1', ['AK304:7 CTT@3']],
    ['850', 'BEG PO1 LM LQ N1 LQ CTT', ['AK304:7 N1@6']],
    ['810', 'BIG TDS CTT SAC', ['AK304:7 SAC@5']],
    ['810', 'BIG CAD IT1 TDS', ['AK304:7 CAD@3']],
    ['810', 'BIG CTT IT1 IT1 TDS', ['AK304:7 CTT@3']],
    ['856', 'HL BSN DTM', ['AK304:7 HL@2']],
    ['856', 'BSN HL CTT DTM', ['AK304:7 DTM@5']],
    ['860', 'BCH PO4 POC CTT', ['AK304:7 PO4@3']],
  ]
  for (const [set, tags, expected] of cases)
    it(`${set} with ${tags} has one finding, and nothing that is there is called missing`, () => {
      expect(placesIn(set, tags)).toEqual(expected)
    })

  it('what is truly missing is still called missing, at the segment that stands in its place', () => {
    expect(placesIn('850', 'BEG CTT')).toEqual(['AK304:3 PO1@3'])
    expect(placesIn('850', 'PO1 CTT')).toEqual(['AK304:3 BEG@2'])
    expect(placesIn('810', 'BIG IT1 CTT')).toEqual(['AK304:3 TDS@4'])
    expect(placesIn('997', 'AK1 AK2 AK2 AK5 AK9')).toEqual(['AK304:3 AK5@4'])
  })

  it('of a segment moved up ahead of several, the moved one is named and none of the others', () => {
    expect(placesIn('850', 'BEG TD5 ITD DTM LIN PO1')).toEqual(['AK304:7 TD5@3'])
  })

  it('what comes thousands of times too often is listed a thousand times, and what is of another kind after it still is', () => {
    const codes = (times: number) => {
      const body = [
        'BEG*00*SA*PO-1**20260115',
        ...Array.from({ length: times + 1 }, () => 'CUR*BY*EUR'),
        'ZZZ*1',
        'PO1*1*24*EA',
        'CTT*1',
      ]
      return allFindings(read(interchange({ body }))).map(({ code, position }) => `${code}@${position}`)
    }
    expect(codes(3)).toEqual(['AK304:5@4', 'AK304:5@5', 'AK304:5@6', 'AK304:1@7'])
    const often = Array.from({ length: 1000 }, (_, time) => `AK304:5@${time + 4}`)
    for (const times of [1001, 1002, 5000]) expect(codes(times)).toEqual([...often, 'more-findings@1004', `AK304:1@${times + 4}`])
    expect(codes(1000)).toEqual([...often, 'more-findings@1004', 'AK304:1@1004'])
  })

  it('a set in disorder from end to end is read all the same, each segment named once', () => {
    const tags = Array.from({ length: 300 }, (_, n) => ['CTT', 'N1', 'BEG', 'TD5', 'PO1', 'AMT'][n % 6]).join(' ')
    expect(placesIn('850', tags).length).toBeGreaterThan(100)
  })

  it.each([11, 12, 13])('no set with one segment moved has a mandatory segment called missing that is there, seed %i', seed => {
    const chance = chanceFrom(seed)
    const falselyMissing: string[] = []
    let found = 0
    for (let round = 0; round < 400; round++) {
      const sets = dictionary.sets.filter(({ set }) => set !== '999')
      const entry = sets[Math.floor(chance() * sets.length)]
      if (entry === undefined) continue
      const body = madeSet(dictionary, entry, chance)
      if (body.length > 200 || body.length < 3) continue
      const moved = body.splice(Math.floor(chance() * body.length), 1)
      body.splice(Math.floor(chance() * (body.length + 1)), 0, ...moved)
      const decoded = read(interchange({ set: entry.set, functionalId: entry.functionalId, body }))
      const places = allFindings(decoded).filter(({ code }) => code.startsWith('AK304'))
      found += places.length
      const tags = new Set(body.map(segment => segment.split('*')[0]))
      // In a loop that comes several times a segment may be there once and be missing once.
      const missing = places.filter(({ code, segment, loop }) => code === 'AK304:3' && loop === undefined && tags.has(segment))
      if (missing.length > 0) falselyMissing.push(`${entry.set}: ${[...tags].join(' ')}`)
    }
    expect(falselyMissing).toEqual([])
    expect(found).toBeGreaterThan(50)
  })
})
