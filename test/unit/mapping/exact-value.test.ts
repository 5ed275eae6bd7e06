import { expect, test } from 'vitest'
import { dayOf, doubleOf, doubleText } from '../../../lib/mapping/exact-value'
import { errorOf } from './builders'

test.each([
  [0.1 + 0.2, '0.3'],
  [12.5, '12.5'],
  [1e-7, '0.0000001'],
  [123456789012345, '123456789012345'],
])('the double %d is %s', (double, text) => {
  expect(doubleText(double)).toBe(text)
})

test('decimal text becomes the double that reads as the same number', () => {
  expect(doubleOf('841.9')).toBe(841.9)
  expect(doubleOf('-0.07')).toBe(-0.07)
})

test('decimal text of more than 15 digits is held rather than rounded', () => {
  expect(errorOf(() => doubleOf('1234567890.1234567'))).toMatchObject({ code: 'number-too-precise', prospect: 'held' })
})

test('the day of a moment is not shifted by any time zone', () => {
  expect(dayOf('2026-01-15T23:59:59')).toBe('2026-01-15')
  expect(dayOf(null)).toBeUndefined()
})
