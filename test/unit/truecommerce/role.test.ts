import { describe, expect, test } from 'vitest'
import { transactionSetsIn } from '../../../lib/truecommerce/complete'
import { checkWrites, strayReason } from '../../../lib/truecommerce/role'
import { x12File } from './x12-file'

describe('the role of a company', () => {
  test.each([
    ['buyer', ['850', '860', '997', '824', undefined], ['810', '855', '856', '865']],
    ['supplier', ['810', '855', '856', '865', '997', undefined], ['850', '860']],
  ] as const)('%s: sends %j and is refused %j', (role, good, refused) => {
    for (const set of good) expect(() => checkWrites(role, set)).not.toThrow()
    for (const set of refused)
      expect(() => checkWrites(role, set)).toThrow(
        expect.objectContaining({ code: 'wrong-direction', message: expect.stringContaining(set) }),
      )
  })

  test('tells a file that went astray by any set in it', () => {
    expect(strayReason('buyer', ['855', '997', '810'])).toBeUndefined()
    expect(strayReason('buyer', ['855', '850'])).toContain('the 850, which a buyer sends and does not get')
    expect(strayReason('supplier', ['855'])).toContain('855')
    expect(strayReason('supplier', [])).toBeUndefined()
  })

  test('the sets of a file are found by its own delimiters', () => {
    expect(transactionSetsIn(x12File(1, '855'))).toEqual(['855'])
    expect(transactionSetsIn(Buffer.concat([x12File(1, '855'), x12File(2, '997')]))).toEqual(['855', '997'])
    expect(transactionSetsIn(Buffer.from(x12File(1, '810').toString().replaceAll('*', '|').replaceAll('~\n', '~')))).toEqual([
      '810',
    ])
    expect(transactionSetsIn(Buffer.from('<ST*850>'))).toEqual([])
  })
})
