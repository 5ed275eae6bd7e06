/** Files of other people, kept beside the repository and not in it; without them there is nothing to test here. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type Decoded, decode } from '../../../lib/x12/decode'
import { encode } from '../../../lib/x12/encode'
import { outgoingFrom } from '../../../lib/x12/encode-json'
import { jsonOf } from '../../../lib/x12/report'
import type { Segment } from '../../../lib/x12/segment'
import { standard } from './builders'

const folder = join(__dirname, '../../../../shared/samples/x12')
const present = existsSync(join(folder, 'MANIFEST.md'))

/** Files that say what no file of fixed width or of the X12 characters can. */
const refused: Readonly<Record<string, string>> = {
  '850_edinet_x12.850.edi': 'x12-envelope',
  '856_libedi_Sample_4010_856.txt': 'x12-envelope',
  '856_stupidedi_SH856-fail_2.edi': 'x12-character',
}

describe.skipIf(!present)(
  'the development samples (skipped where the folder shared/samples/x12 is not beside the repository)',
  () => {
    const files = present ? readdirSync(folder).filter(name => /\.(edi|txt)$/.test(name) && !name.includes('NonEdi')) : []

    for (const file of files.filter(name => refused[name] === undefined)) {
      it(`${file} has the same segments when it is written again`, () => {
        const read = decoded(readFileSync(join(folder, file)))
        const again = written(read)
        expect(segmentsOf(decoded(again))).toEqual(segmentsOf(read))
        // The second time it is canonical, and then its bytes stay.
        expect(written(decoded(again))).toEqual(again)
      })
    }

    it('what cannot be written is refused with its reason, and none of it was accepted', () => {
      for (const [file, code] of Object.entries(refused)) {
        const read = decoded(readFileSync(join(folder, file)))
        expect(read.interchanges.map(({ status }) => status)).not.toContain('accepted')
        expect(() => written(read)).toThrow(expect.objectContaining({ code }))
      }
    })
  },
)

function decoded(bytes: Uint8Array): Decoded {
  return decode(bytes, standard)
}

function written(read: Decoded): Buffer {
  const outgoing = outgoingFrom(JSON.stringify(jsonOf(read)), { date: '2026-01-15', time: '09:30' })
  return Buffer.concat(outgoing.map(each => encode({ ...each, characters: 'utf8' })))
}

/** Segments of each set between ST and SE, without empty elements at their end. */
function segmentsOf({ interchanges }: Decoded): Segment[][] {
  const sets = interchanges.flatMap(({ groups }) => groups.flatMap(({ transactions }) => transactions))
  return sets.map(({ segments }) =>
    segments.slice(1, -1).map(segment => segment.slice(0, segment.findLastIndex(each => each !== '') + 1)),
  )
}
