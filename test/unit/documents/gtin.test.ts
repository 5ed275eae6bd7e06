import { expect, test } from 'vitest'
import { gtin14, isGtin } from '../../../lib/documents/gtin'

test.each(['12345670', '012345678905', '4006381333931', '10012345678902'])('%s is a GTIN', text => {
  expect(isGtin(text)).toBe(true)
})

test.each(['012345678904', '12345678905', '1234567', '4006381333930', 'ABC45678', ''])('"%s" is no GTIN', text => {
  expect(isGtin(text)).toBe(false)
})

test('leading zeros that one side left out do not make another article', () => {
  expect(gtin14('12345678905')).toBe(gtin14('00012345678905'))
  expect(gtin14('SKU-RED')).toBeUndefined()
})
