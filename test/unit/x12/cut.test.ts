/** A file that ends inside of a segment: that, and what is missing behind it, is all that is wrong. */
import { describe, expect, it } from 'vitest'
import { accountsFor } from '../../fuzz/accounting'
import { allFindings, inShort, interchange, onlyInterchange, read } from './builders'

const invoice = interchange({
  set: '810',
  functionalId: 'IN',
  body: ['BIG*20260123*INV-1**PO-1', 'IT1*1*24*EA*12.5**VN*SKU', 'TDS*30000', 'CTT*1'],
})

/** What is found when the text ends right behind the words. */
function foundBehind(text: string, words: string) {
  const cut = text.slice(0, text.indexOf(words) + words.length)
  const decoded = read(cut)
  expect(accountsFor(decoded, Buffer.from(cut))).toBe(true)
  expect(onlyInterchange(decoded).status).toBe('rejected')
  return allFindings(decoded).map(inShort).toSorted()
}

const noGroup = ['AK905:3 GE', 'TA105:023 IEA']
const noSet = ['AK502:2 SE', ...noGroup]

function codes(found: readonly string[]): string[] {
  return found.map(each => each.replace(/@.*/, ''))
}

describe('a file that ends inside of', () => {
  it.each([
    ['a GS', interchange(), 'GS*PO*BUYERCO*SELLERCO*20260115', [...noGroup, 'TA105:023 GS']],
    ['an ST', interchange(), 'ST*85', [...noSet, 'TA105:023 ST']],
    ['a date', invoice, 'BIG*202601', [...noSet, 'TA105:023 BIG']],
    ['a tag', invoice, '~TD', [...noSet, 'TA105:023 TD']],
    ['an SE', interchange(), 'SE*5*00', [...noSet, 'TA105:023 SE']],
    ['a GE', interchange(), 'GE*1', [...noGroup, 'TA105:023 GE']],
    ['an IEA', interchange(), 'IEA*1*00000', ['TA105:023 IEA', 'TA105:023 IEA']],
  ])('%s', (_where, text, words, expected) => {
    expect(codes(foundBehind(text, words))).toEqual(expected.toSorted())
  })

  it('an SE or GE that is whole but for its terminator has ended its set or group', () => {
    expect(codes(foundBehind(interchange(), 'SE*5*0001'))).toEqual([...noGroup, 'TA105:023 SE'].toSorted())
    expect(codes(foundBehind(interchange(), 'GE*1*101'))).toEqual(['TA105:023 GE', 'TA105:023 IEA'])
  })

  it.each(['SE*5*0001', 'GE*1*101', 'IEA*1*000000101'])(
    '%s has ended it with a line break in place of its terminator, too',
    words => {
      const text = interchange()
      const whole = text.slice(0, text.indexOf(words) + words.length)
      const found = (ending: string) => allFindings(read(whole + ending)).map(inShort)
      for (const ending of ['\n', '\r\n', ' ']) expect(found(ending)).toEqual(found(''))
    },
  )

  it('is read from its own bytes, where the tokenizer made a line break shorter and another was left over', () => {
    const [header = ''] = interchange().split('GS*')
    const decoded = read(`${header}GS*PO*BUYER\r\nCO*SELLERCO*20260115*0930*101*X*7\r`)
    expect(onlyInterchange(decoded).groups[0]?.header).toEqual([
      'GS',
      'PO',
      'BUYER\r\nCO',
      'SELLERCO',
      '20260115',
      '0930',
      '101',
      'X',
      '7',
    ])
    expect(allFindings(read(interchange()))).toEqual([])
  })

  it('data of a stated length is data to the end, and so is an ISA in it', () => {
    const data = `ab~cd${interchange()}`
    const before = interchange().slice(0, interchange().indexOf('PO1'))
    const cut = onlyInterchange(read(`${before}BIN*9999*${data}`))
    expect(cut.groups[0]?.transactions[0]?.segments.at(-1)).toEqual(['BIN', '9999', data])
    const whole = read(`${before}BIN*${data.length}*${data}~SE*4*0001~GE*1*101~IEA*1*000000101~`)
    expect(onlyInterchange(whole).groups[0]?.transactions[0]?.segments.at(-2)).toEqual(['BIN', String(data.length), data])
  })

  it('what came before is judged as ever', () => {
    const text = interchange({ body: ['BEG*00*SA*PO-1**20269999', 'PO1*1*24*EA*12.5**VN*SKU-RED', 'CTT*1'] })
    expect(codes(foundBehind(text, 'PO1*1*2'))).toEqual(['AK403:8 BEG', ...noSet, 'TA105:023 PO1'].toSorted())
  })
})
