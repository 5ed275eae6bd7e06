/** Which row of a cross-reference table counts: the one in force on the date of the document, and of several the nearest. */
import { describe, expect, test } from 'vitest'
import {
  type CrossReferences,
  glAccountCodeOf,
  type Occasion,
  supplierNumbersOf,
  unitFinder,
  x12UnitOf,
} from '../../../lib/mapping/cross-reference'
import { anOrder, division, errorOf, references } from './builders'

const occasion: Occasion = { division, partner: 'seller', on: '2026-01-15' }

function tables(changes: Partial<CrossReferences>): CrossReferences {
  return { ...references, ...changes }
}

describe('a row with dates', () => {
  const units = [
    { erp: 'pc', x12: 'PC', until: '2025-12-31' },
    { erp: 'pc', x12: 'EA', from: '2026-01-01', until: '2026-01-31' },
    { erp: 'pc', x12: 'UN', from: '2026-02-01' },
  ]
  test.each([
    ['2025-12-31', 'PC'],
    ['2026-01-01', 'EA'],
    ['2026-01-31', 'EA'],
    ['2026-02-01', 'UN'],
  ])('counts from its first to its last day: on %s a piece is %s', (on, x12) => {
    expect(x12UnitOf(tables({ units }), { ...occasion, on }, 'pc', '1')).toBe(x12)
  })

  test('does not count before it begins, and the hold names the day', () => {
    const error = errorOf(() => x12UnitOf(tables({ units: units.slice(2) }), occasion, 'pc', '1'))
    expect(error.code).toBe('unit-unknown')
    expect(error.message).toContain('2026-01-15')
  })

  test('counts by the date of the order, whenever it is asked', () => {
    const unitOf = unitFinder(tables({ units }), 'seller')
    expect(unitOf('pc', anOrder({ orderDate: '2025-06-01' }))).toBe('PC')
    expect(unitOf('pc', anOrder({ orderDate: '2026-06-01' }))).toBe('UN')
  })
})

describe('of several rows', () => {
  const row = (glAccount: string, whose: object) => ({ costCentre: 'CC', glAccount, ...whose })
  // From the farthest to the nearest: each goes before all above it.
  const costCentres = [
    row('1', {}),
    row('2', { itemGroup: 'RAW' }),
    row('3', { partner: 'seller' }),
    row('4', { partner: 'seller', itemGroup: 'RAW' }),
    row('5', { division }),
    row('6', { division, itemGroup: 'RAW' }),
    row('7', { division, partner: 'seller' }),
    row('8', { division, partner: 'seller', itemGroup: 'RAW' }),
  ]
  test.each(costCentres.map((_, n) => n + 1))('the nearest of %i counts', count => {
    const found = glAccountCodeOf(
      tables({ costCentres: costCentres.slice(0, count).toReversed() }),
      { ...occasion, itemGroup: 'RAW' },
      'CC',
    )
    expect(found).toBe(String(count))
  })

  test.each([
    ['another division', { division: division + 1 }],
    ['another supplier', { partner: 'other' }],
    ['another item group', { itemGroup: 'OFFICE' }],
    ['the past', { until: '2026-01-14' }],
    ['the future', { from: '2026-01-16' }],
  ])('one for %s does not count', (_name, whose) => {
    expect(glAccountCodeOf(tables({ costCentres: [row('9', whose)] }), { ...occasion, itemGroup: 'RAW' }, 'CC')).toBeUndefined()
  })

  test('two that are as near and disagree hold the document', () => {
    const both = tables({ costCentres: [row('1', { division }), row('2', { division })] })
    expect(errorOf(() => glAccountCodeOf(both, occasion, 'CC')).code).toBe('cross-reference-ambiguous')
  })

  test('a row for an item group holds for no line whose group is not known', () => {
    expect(glAccountCodeOf(tables({ costCentres: [row('2', { itemGroup: 'RAW' })] }), occasion, 'CC')).toBeUndefined()
  })

  test('a row for one supplier holds for nobody where the supplier is not known', () => {
    expect(
      glAccountCodeOf(tables({ costCentres: [row('3', { partner: 'seller' })] }), { ...occasion, partner: undefined }, 'CC'),
    ).toBeUndefined()
  })
})

describe('a row without a cost centre', () => {
  const costCentres = [
    { costCentre: 'CC', glAccount: '4000' },
    { division, glAccount: '4999' },
  ]
  test('is for lines without one, and for cost centres that no row names', () => {
    expect(glAccountCodeOf(tables({ costCentres }), occasion, undefined)).toBe('4999')
    expect(glAccountCodeOf(tables({ costCentres }), occasion, 'NEW')).toBe('4999')
  })
  test('goes behind a row that names the cost centre, however far that is', () => {
    expect(glAccountCodeOf(tables({ costCentres }), occasion, 'CC')).toBe('4000')
  })
})

describe('items', () => {
  const items = [
    { item: 'B-1', gtin: '4006381333931' },
    { item: 'B-1', partner: 'seller', supplierCode: 'X-1', from: '2026-01-01' },
  ]
  test('each number comes from the nearest row that has it', () => {
    expect(supplierNumbersOf(tables({ items }), occasion, 'B-1')).toEqual({ supplierCode: 'X-1', gtin: '4006381333931' })
    expect(supplierNumbersOf(tables({ items }), { ...occasion, partner: 'other' }, 'B-1')).toEqual({ gtin: '4006381333931' })
    expect(supplierNumbersOf(references, occasion, 'B-1')).toEqual({})
  })
})
