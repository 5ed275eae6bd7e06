import { isDeepStrictEqual } from 'node:util'
import { expect, it } from 'vitest'
import { isaAt } from '../../../lib/x12/isa'

const header = 'ISA*00*          *00*          *ZZ*BUYERCO        *ZZ*SELLERCO       *260115*0930*U*00401*000000120*0*T*'
const group = 'GS*PO*BUYERCO*SELLERCO*20260115*0930*120*X*004010'

const followedBy = {
  'a run of bytes like its terminator that ends in no tag': `${header}${'\xef'.repeat(200)}>${group}>${' '.repeat(600)}`,
  'a run of bytes like its terminator that ends in a tag': `${header}>~${'~\r\n'.repeat(300)}${group}`,
  'the first group': `${header}>~${group}~${' '.repeat(600)}`,
}

for (const [what, text] of Object.entries(followedBy)) {
  it(`a header followed by ${what} is read the same whole and in pieces`, () => {
    const whole = Buffer.from(text, 'latin1')
    const read = isaAt(whole, 0, true)
    const sizes = Array.from({ length: whole.length }, (_, index) => index + 1)
    const begun = sizes.map(size => isaAt(whole.subarray(0, size), 0, false)).filter(isa => isa !== 'more')
    expect(begun.length).toBeGreaterThan(0)
    expect(begun.filter(isa => !isDeepStrictEqual(isa, read))).toEqual([])
  })
}
