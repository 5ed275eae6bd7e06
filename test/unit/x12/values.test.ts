import { describe, expect, it } from 'vitest'
import { EdiError } from '../../../lib/error'
import { amountOfN2, dateOfDT, dtOf, n2Of, numberOfR, rOf, tmOf } from '../../../lib/x12/values'

const codeOf = (work: () => unknown): string | undefined => {
  try {
    work()
    return undefined
  } catch (failure) {
    return failure instanceof EdiError ? failure.code : String(failure)
  }
}

describe('numbers of X12', () => {
  it('N2 counts cents, both ways', () => {
    expect(['84190', '-2500', '7', '0', '000150'].map(text => amountOfN2(text))).toEqual(['841.9', '-25', '0.07', '0', '1.5'])
    expect(['841.9', '-25', '0.07', '0', '99999999999999.99'].map(amount => n2Of(amount))).toEqual([
      '84190',
      '-2500',
      '7',
      '0',
      '9999999999999999',
    ])
  })

  it('an amount with a point or a comma is never divided by a hundred', () => {
    for (const text of ['3875.30', '3,875', '', '-', '1e3', ' 1']) expect(codeOf(() => amountOfN2(text))).toBe('x12-element-type')
    expect(codeOf(() => n2Of('1.005'))).toBe('x12-element-type')
  })

  it('R has a point only where there are decimals', () => {
    expect(['12.50', '.5', '-3', '24.', '0012'].map(text => numberOfR(text))).toEqual(['12.5', '0.5', '-3', '24', '12'])
    expect(['12.50', '24', '-0.5', '0'].map(number => rOf(number, 10))).toEqual(['12.5', '24', '-0.5', '0'])
    for (const text of ['12,50', '1.2.3', '1e3', '', '.', '+1']) expect(codeOf(() => numberOfR(text))).toBe('x12-element-type')
  })

  it('R is refused, not rounded, when it has too many digits', () => {
    expect(rOf('-1234567.89', 9)).toBe('-1234567.89')
    expect(codeOf(() => rOf('1234567.891', 9))).toBe('x12-element-too-long')
  })

  it('an error names the place', () => {
    const place = { segment: 'TDS', element: 1, position: 9 }
    expect(() => amountOfN2('1.5', place)).toThrow(expect.objectContaining({ place }))
  })
})

describe('dates and times of X12', () => {
  it('DT and TM, both ways', () => {
    expect(dateOfDT('20260115')).toBe('2026-01-15')
    expect(dtOf('2028-02-29')).toBe('20280229')
    expect([tmOf('09:30'), tmOf('23:59:59')]).toEqual(['0930', '235959'])
  })

  it('a day that the calendar does not have is refused', () => {
    for (const text of ['20260230', '20261301', '260115', '2026-01-15', ''])
      expect(codeOf(() => dateOfDT(text))).toBe('x12-element-date')
    expect(codeOf(() => dtOf('2026-1-5'))).toBe('x12-element-date')
    expect(codeOf(() => tmOf('24:00'))).toBe('x12-element-time')
  })
})
