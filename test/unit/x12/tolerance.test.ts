/** What the standard forbids and standard mode only notes, because nothing is lost by it. */
import { describe, expect, it } from 'vitest'
import { allFindings, inShort, interchange, type Made, read } from './builders'

const big = 'BIG*20260123*INV-1'
const line = 'IT1*1*24*EA*12.5**VN*SKU'

function invoice(...body: readonly string[]): string[] {
  return found(interchange({ set: '810', functionalId: 'IN', body: [big, ...body] }))
}

function found(text: string): string[] {
  return allFindings(read(text)).map(finding => `${finding.level} ${inShort(finding)}`)
}

describe('the order of a summary', () => {
  it('totals before TDS are noted, and what follows is judged from TDS', () => {
    expect(invoice(line, 'ISS*1*EA', 'TDS*100', 'CAD*T***ABCD', 'CTT*1')).toEqual(['note AK304:7 ISS@4'])
    expect(invoice(line, 'CTT*1', 'TDS*100')).toEqual(['note AK304:7 CTT@4'])
  })

  it('a total before the lines is an error, because what belongs to the lines can no longer be told', () => {
    expect(found(interchange({ body: ['BEG*00*SA*PO-1**20260115', 'CTT*1', 'PO1*1*24*EA'] }))).toEqual(['error AK304:7 CTT@3'])
  })

  it('a mandatory total that never comes is missing', () => {
    expect(invoice(line, 'ISS*1*EA', 'CTT*1')).toEqual(['error AK304:3 TDS@4'])
  })

  it('the heading keeps its order', () => {
    expect(found(interchange({ body: ['CUR*BY*EUR', 'BEG*00*SA*PO-1**20260115', 'PO1*1*24*EA'] }))).toEqual([
      'error AK304:7 CUR@2',
    ])
  })
})

it('a state longer than two letters is noted; other lengths are errors', () => {
  const order = (n4: string) => found(interchange({ body: ['BEG*00*SA*PO-1**20260115', 'N1*ST*Shop', n4, 'PO1*1*24*EA'] }))
  expect(order('N4*Town*Utrecht*3542AB*NL')).toEqual(['note AK403:5 N4@4-02'])
  expect(order('N4*Town*U*3542AB*NL')).toEqual(['error AK403:4 N4@4-02'])
  expect(order('N4*Town*UT*3542AB*NLDX')).toEqual(['error AK403:5 N4@4-04'])
})

it('a point in an amount is noted where it separates components too', () => {
  const pointed = (...made: [Made?]) => interchange(...made).replace('*>~GS', '*.~GS')
  expect(found(pointed())).toEqual(['note AK403:6 PO1@3-04'])
  expect(found(pointed({ version: '005010' }))).toEqual(['note AK403:13 PO1@3-04'])
  expect(found(pointed({ body: ['BEG*00*SA*PO-1**20260115', 'PO1*1*24*EA*12'] }))).toEqual([])
  expect(found(pointed({ body: ['BEG*00*SA*PO-1**20260115', 'PO1*1*24*EA*1.2.3'] }))).toEqual([
    'note AK403:6 PO1@3-04',
    'error AK403:6 PO1@3-04',
  ])
  expect(allFindings(read(pointed(), { mode: 'strict' })).map(({ level }) => level)).toEqual(['error'])
})
