import { describe, expect, test } from 'vitest'
import { compared, matchLine, sameNumber } from '../../../lib/documents/order-line'
import { anOrder, anOrderLine } from '../mapping/builders'

describe('a line of a supplier', () => {
  const order = anOrder()
  const found = (line: Parameters<typeof matchLine>[1]) => {
    const match = matchLine(order, line)
    return 'line' in match ? [match.found, match.line.number] : [match.found]
  }
  test('is found by its number, zero-padded or not', () => {
    expect(found({ number: '0002', item: {} })).toEqual(['one', '2'])
  })
  test('is found by its item where the number is another line’s', () => {
    expect(found({ number: '1', item: { supplierCode: 'SKU-BLUE' } })).toEqual(['one', '2'])
  })
  test('is found by a GTIN that lost its zeros', () => {
    expect(found({ item: { gtin: '12345678905' } })).toEqual(['one', '1'])
  })
  test('contradicts the line of its number when its item is on no line', () => {
    expect(found({ number: '1', item: { supplierCode: 'SKU-X' } })).toEqual(['contradicted', '1'])
  })
  test('is not found by a description', () => {
    expect(found({ item: { description: 'Widget, red' } })).toEqual(['none'])
  })
  test('is one of several when its item is on several lines', () => {
    const twice = anOrder({ lines: [anOrderLine(), anOrderLine({ number: '2' })] })
    expect(matchLine(twice, { item: { supplierCode: 'SKU-RED' } })).toMatchObject({
      found: 'several',
      candidates: [{ number: '1' }, { number: '2' }],
    })
  })
})

test('items are the same when one kind of number agrees, and unknown when they share no kind', () => {
  expect(compared({ buyerCode: 'A', supplierCode: 'B' }, { buyerCode: 'A', supplierCode: 'C' })).toBe('same')
  expect(compared({ supplierCode: 'B' }, { supplierCode: 'C' })).toBe('different')
  expect(compared({ buyerCode: 'A' }, { supplierCode: 'A' })).toBe('unknown')
})

test('numbers are the same but for case, blanks around them and leading zeros', () => {
  expect(sameNumber(' 00po-1', 'PO-1')).toBe(true)
  expect(sameNumber('PO-1', 'PO1')).toBe(false)
  expect(sameNumber('0', '00')).toBe(true)
})
