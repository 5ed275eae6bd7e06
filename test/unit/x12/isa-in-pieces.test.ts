import { expect, it } from 'vitest'
import { isaAt } from '../../../lib/x12/isa'

const header = 'ISA*00*          *00*          *ZZ*BUYERCO        *ZZ*SELLERCO       *260115*0930*U*00401*000000120*0*T*'

it.each([
  [
    'a run of bytes like its terminator that ends in no tag',
    `${header}${'\xef'.repeat(200)}>GS*PO*BUYERCO*SELLERCO*20260115*0930*120*X*004010>${' '.repeat(600)}`,
  ],
  ['a run of bytes like its terminator that ends in a tag', `${header}>~${'~\r\n'.repeat(300)}GS*PO`],
  ['the first group', `${header}>~GS*PO*BUYERCO*SELLERCO*20260115*0930*120*X*004010~${' '.repeat(600)}`],
])('a header followed by %s is read the same whole and in pieces', (_what, text) => {
  const whole = Buffer.from(text, 'latin1')
  const read = isaAt(whole, 0, true)
  for (let size = 1; size < whole.length; size += 1) {
    const begun = isaAt(whole.subarray(0, size), 0, false)
    if (begun !== 'more') expect(begun).toEqual(read)
  }
})
