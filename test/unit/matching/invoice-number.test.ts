import { expect, test } from 'vitest'
import { normalisedInvoiceNumber } from '../../../lib/matching/invoice-number'

test.each(['INV-7001', 'inv 7001', 'INV.7001', 'Inv/7001', '00INV-7001', ' INV–7001 '])('"%s" is the number INV7001', text => {
  expect(normalisedInvoiceNumber(text)).toBe('INV7001')
})

test('a number of nothing but zeros stays one zero', () => {
  expect(normalisedInvoiceNumber('000')).toBe('0')
})

test('zeros inside and at the end count', () => {
  expect(normalisedInvoiceNumber('700010')).not.toBe(normalisedInvoiceNumber('7001'))
})
