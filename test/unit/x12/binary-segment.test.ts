/** BIN and BDS say how many bytes follow; a length that cannot be true must neither swallow what follows nor send the reader back. */
import { describe, expect, it } from 'vitest'
import { decode } from '../../../lib/x12/decode'
import { interchange, standard } from './builders'

const after = 'PO1*1*1*EA'

function segmentsOf(body: readonly string[]): readonly string[] {
  const decoded = decode(Buffer.from(interchange({ body }), 'latin1'), standard)
  return (decoded.interchanges[0]?.groups[0]?.transactions[0]?.segments ?? []).map(segment => segment.join('*'))
}

describe('a segment of bytes', () => {
  it('is read by its length, whatever the bytes are', () => {
    expect(segmentsOf(['BIN*9*a~b*c~~IE', after])).toContain('BIN*9*a~b*c~~IE')
  })

  for (const length of ['-8', '-6', '1e3', '0x5', '', ' 3', '+3', '3', '99999999999999999999'])
    it(`with the length "${length}" ends at its terminator, as every other segment`, () => {
      const segments = segmentsOf([`BIN*${length}*abcd`, after])
      expect(segments.filter(text => text.startsWith('BIN') || text === after)).toEqual([`BIN*${length}*abcd`, after])
    })
})
