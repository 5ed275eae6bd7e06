/** The dictionary for the compiler says what the dictionary says, and the compiler holds callers to it. */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { dictionaries } from '../../../lib/x12/dictionary/index'
import type { Code717, Elements, SegmentId, TransactionSetId } from '../../../lib/x12/dictionary/types'
import { typedSegment } from '../../../lib/x12/typed-segment'

const root = join(__dirname, '../../..')
const written = readFileSync(join(root, 'lib/x12/dictionary/types.ts'), 'utf8')

describe('types.ts', () => {
  it.each(['sets.ts', 'types.ts'])('%s is what scripts/x12-dictionary.mjs writes', name => {
    const words = [join(root, 'scripts/x12-dictionary.mjs'), '--print', name]
    const { stdout, stderr } = spawnSync(process.execPath, words, { encoding: 'utf8' })
    expect(stderr).toBe('')
    const kept = readFileSync(join(root, 'lib/x12/dictionary', name), 'utf8')
    expect(kept === stdout ? 'the same' : 'another: run npm run build').toBe('the same')
  })

  it('has every segment, with every element, of both releases', () => {
    for (const { segments } of Object.values(dictionaries)) {
      for (const [tag, { elements }] of Object.entries(segments)) {
        const own = written.slice(written.indexOf(`\n  readonly ${tag}: {`))
        const last = `${tag}${String(elements.length).padStart(2, '0')}`
        expect(own.slice(0, own.indexOf('\n  }'))).toMatch(new RegExp(`readonly ${last}\\??: `))
      }
    }
  })

  it('has sets, segments, mandatory elements and closed lists as types', () => {
    expectTypeOf<'850'>().toExtend<TransactionSetId>()
    expectTypeOf<'204'>().not.toExtend<TransactionSetId>()
    expectTypeOf<'IK3'>().toExtend<SegmentId>()
    expectTypeOf<Elements['AK5']['AK501']>().toEqualTypeOf<Code717>()
    expectTypeOf<'Q'>().not.toExtend<Code717>()
    expectTypeOf<{ CUR01: string }>().not.toExtend<Elements['CUR']>()
    expectTypeOf<{ CUR01: string; CUR02: string }>().toExtend<Elements['CUR']>()
    expectTypeOf<Elements['POC']['POC05']>().toEqualTypeOf<string | undefined>()
  })
})

describe('a segment by the names of its elements', () => {
  it.each([
    [typedSegment('CUR', { CUR01: 'BY', CUR02: 'EUR' }), ['CUR', 'BY', 'EUR']],
    [typedSegment('REF', { REF02: '017', REF01: 'DP' }), ['REF', 'DP', '017']],
    [typedSegment('PO1', { PO102: '24', PO107: 'SKU', PO108: '' }), ['PO1', '', '24', '', '', '', '', 'SKU']],
  ])('is %j', (segment, expected) => expect(segment).toEqual(expected))
})
