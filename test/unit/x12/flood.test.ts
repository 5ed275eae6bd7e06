/** The same few bytes thousands of times: read in one pass, told of in bounds, and accounted for. */
import { describe, expect, it } from 'vitest'
import { accountsFor } from '../../fuzz/accounting'
import { decode } from '../../../lib/x12/decode'
import { allFindings, interchange, onlyInterchange, onlySet, read, standard } from './builders'

const isa = interchange().slice(0, 106)
const header = interchange().slice(0, interchange().indexOf('ST*'))
const begun = `${header}ST*850*0001~BEG*00*SA*PO-1**20260115~`

describe('an interchange', () => {
  it.each([
    ['groups', isa, 'GS~'],
    ['sets', header, 'ST*850*1~'],
    ['segments outside of sets', header, 'SE*1~'],
    ['TA1s', isa, 'TA1~'],
  ])('of nothing but broken %s is given up', (_what, before, unit) => {
    const bytes = Buffer.from(before + unit.repeat(50_000))
    const decoded = decode(bytes, standard)
    const { status, findings } = onlyInterchange(decoded)
    expect(status).toBe('rejected')
    expect(findings.at(-1)).toMatchObject({
      code: 'TA105:023',
      message: 'The interchange has no IEA: so much of it is wrong that it is read no further',
    })
    expect(decoded.findings.map(({ code }) => code)).toEqual(['outside-interchange'])
    expect(allFindings(decoded).length).toBeLessThan(8_000)
    expect(accountsFor(decoded, bytes)).toBe(true)
  })

  it('with many faults of sets that hold something is read to the end', () => {
    const set = (number: number) => `ST*850*${number}~BEG*00*SA*PO-${number}**2026-01-15~PO1*1*x*EA*y**VN*SKU~SE*4*${number}~`
    const sets = Array.from({ length: 4_000 }, (_, index) => set(1001 + index))
    const decoded = read(`${header}${sets.join('')}GE*4000*101~IEA*1*000000101~`)
    expect(onlyInterchange(decoded).groups[0]?.transactions).toHaveLength(4_000)
    expect(allFindings(decoded).length).toBeGreaterThan(11_999)
  })

  it('may have blank lines in any number', () => {
    const blank = '~'.repeat(300_000)
    const decoded = read(interchange().replace('PO1', `${blank}PO1`))
    expect(onlySet(decoded).segments).toHaveLength(5)
    expect(allFindings(decoded).map(({ code, message, offset }) => [code, message, offset])).toEqual([
      ['empty-segment', '300000 terminators stand where a segment should begin', interchange().indexOf('PO1')],
    ])
  })
})

it('a set of nothing but broken segments is checked no further, and kept', () => {
  const decoded = read(`${begun}${'N1~'.repeat(50_000)}SE*50003*0001~GE*1*101~IEA*1*000000101~`)
  const set = onlySet(decoded)
  expect(set.segments).toHaveLength(50_003)
  expect(set.findings.some(({ code, message }) => code === 'AK502:5' && message.includes('is not checked'))).toBe(true)
  expect(set.status).toBe('rejected')
})

it('groups without sets count for the limit of what is held in memory', () => {
  const text = `${isa}${'GS*PO*A1*B1*20260101*0000*1*X*004010~'.repeat(50)}`
  expect(() => decode(Buffer.from(text), { ...standard, largest: 49 })).toThrow(
    expect.objectContaining({ code: 'x12-too-large' }),
  )
})

describe('an ISA behind a terminator that is lost', () => {
  const other = interchange({ usage: 'P' }).replaceAll('000000101', '000000102').replaceAll('*', '|').replaceAll('~', "'")
  const whole = interchange()
  const alike = interchange({ usage: 'P' }).replaceAll('000000101', '000000102')

  it.each([
    ['at the IEA', whole.slice(0, -1), 'accepted'],
    ['at the IEA, with a line break', `${whole.slice(0, -1)}\n`, 'accepted'],
    ['inside of PO1', whole.slice(0, whole.indexOf('SKU')), 'rejected'],
    ['inside of GE', whole.slice(0, whole.indexOf('GE') + 4), 'rejected'],
  ])('begins an interchange of its own: %s', (_where, first, status) => {
    for (const second of [other, alike, alike.replaceAll('*', '|')]) {
      const decoded = read(first + second)
      expect(decoded.interchanges.map(each => each.usage)).toEqual(['T', 'P'])
      expect(decoded.interchanges[0]?.groups[0]?.transactions[0]?.status).toBe(status)
      expect(decoded.interchanges[0]?.findings[0]).toMatchObject({ code: 'TA105:023' })
      expect(decoded.interchanges[0]?.findings[0]?.message).toMatch(/^Another ISA begins in segment/)
      expect(decoded.interchanges[1]?.status).toBe('accepted')
      expect(accountsFor(decoded, Buffer.from(first + second))).toBe(true)
    }
  })

  it('is not what only looks like one', () => {
    const line = 'PO1*1*24*EA*12.5**VN*VISA*PI*A*MG*B*MF*C*UP*D*VC*E*PL*F*CB*G*BP*H'
    const more = Array.from({ length: 40 }, (_, index) => `PO1*${index + 2}*1*EA*1`)
    expect(read(interchange({ body: ['BEG*00*SA*PO-1**20260115', line, ...more] })).interchanges).toHaveLength(1)
  })
})
