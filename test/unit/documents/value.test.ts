import { expect, test } from 'vitest'
import { decimalText, money } from '../../../lib/documents/value'

test.each([
  ['-0', '0'],
  ['-0.00', '0'],
  ['1.50', '1.5'],
  ['1e21', '1000000000000000000000'],
  ['0.000000000000000001', '0.000000000000000001'],
])('%s is written %s', (value, text) => {
  expect(decimalText(value)).toBe(text)
})

test.each([
  ['JPY', '2.5', '3'],
  ['EUR', '2.345', '2.35'],
  ['EUR', '-2.345', '-2.35'],
  ['KWD', '2.3455', '2.346'],
])('money in %s of %s is %s', (currency, amount, rounded) => {
  expect(money(amount, currency)).toBe(rounded)
})
