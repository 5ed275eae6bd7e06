import { describe, expect, it } from 'vitest'
import { segmentTable } from '../../../lib/x12/compiled-segment'
import { dictionaries, functionalIds } from '../../../lib/x12/dictionary/index'
import { releaseOf } from '../../../lib/x12/release'
import { madeSet } from '../../fuzz/made-sets'
import { errors, interchange, read } from './builders'

describe('the dictionary', () => {
  it('knows the functional id of each set', () => {
    expect(functionalIds).toEqual({
      '810': 'IN',
      '850': 'PO',
      '855': 'PR',
      '856': 'SH',
      '860': 'PC',
      '865': 'CA',
      '997': 'FA',
      '999': 'FA',
    })
  })

  for (const dictionary of Object.values(dictionaries)) {
    it(`${dictionary.release} describes every element, composite and segment that it names`, () => {
      const table = segmentTable(dictionary.release)
      for (const [tag, { elements }] of Object.entries(dictionary.segments)) {
        expect(table.byTag(tag)?.parts).toHaveLength(elements.length)
        expect(elements.length).toBeLessThan(32)
      }
      const tags = dictionary.sets.flatMap(set => JSON.stringify(set).match(/"[A-Z][A-Z0-9]{1,2} [MO] /g) ?? [])
      for (const tag of tags) expect(table.byTag(tag.slice(1).split(' ')[0] ?? '')).toBeDefined()
    })

    for (const set of dictionary.sets) {
      it(`a ${set.set} of ${dictionary.release} made from it by chance is accepted in strict mode`, () => {
        for (let seed = 1; seed <= 40; seed++) {
          const text = interchange({
            version: dictionary.release,
            set: set.set,
            functionalId: set.functionalId,
            body: madeSet(dictionary, set, randomFrom(seed)),
          })
          expect(errors(read(text, { mode: 'strict' }))).toEqual([])
        }
      })
    }
  }
})

describe('choosing a dictionary', () => {
  it('by GS08, suffixes aside; the nearest for another version', () => {
    const chosen = (gs08: string, isa12 = '00401') => {
      const { release, exact } = releaseOf(gs08, isa12)
      return `${release}${exact ? '' : ' nearest'}`
    }
    expect(['004010', '004010VICS', '005010X231A1', '005010'].map(gs08 => chosen(gs08))).toEqual([
      '004010',
      '004010',
      '005010',
      '005010',
    ])
    expect(['003010', '003060', '004020', '004040'].map(gs08 => chosen(gs08))).toEqual(
      Array.from({ length: 4 }, () => '004010 nearest'),
    )
    expect(['004050', '004060', '005030', '007040'].map(gs08 => chosen(gs08))).toEqual(
      Array.from({ length: 4 }, () => '005010 nearest'),
    )
    expect([chosen('', '00501'), chosen('VICS', '00401')]).toEqual(['005010 nearest', '004010 nearest'])
  })

  it('what the nearest dictionary finds is only noted', () => {
    const text = interchange({ body: ['BEG*00*SA*PO-1**260115', 'ZZZ*1', 'PO1*1*1*EAX'] }).replace('X*004010', 'X*003050')
    const [group] = read(text, { mode: 'strict' }).interchanges[0]?.groups ?? []
    expect(group?.status).toBe('accepted')
    expect(group?.transactions[0]?.findings.map(({ code, level }) => `${code} ${level}`)).toEqual([
      'AK304:1 note',
      'AK403:5 note',
    ])
  })

  it('what is no number, day or time in any version is an error in every version', () => {
    const body = ['BEG*00*SA*PO-1**262315', 'DTM*002*20260115*2561', 'PO1*1*xx*EA']
    for (const version of ['003040', '006020'])
      expect(errors(read(interchange({ body }).replace('X*004010', `X*${version}`)))).toEqual([
        'AK403:8 BEG@2-05',
        'AK403:9 DTM@3-03',
        'AK403:6 PO1@4-02',
      ])
  })
})

/** Numbers from 0 up to 1, the same for the same seed. */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff
    return (state >>> 8) / 0x800000
  }
}
