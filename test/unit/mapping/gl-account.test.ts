/** The GL account of an order line: from the table, then from Exact Online where the booking says so, and from nowhere else. */
import { describe, expect, test } from 'vitest'
import type { Booking } from '../../../lib/mapping/cross-reference'
import { purchaseOrderFrom } from '../../../lib/mapping/exact-to-purchase-order'
import { type AccountContext, asksForItems, asksForSupplier, glAccountOf } from '../../../lib/mapping/gl-account'
import { anExactLine, anExactOrder, division, errorOf, exactContext, references } from './builders'

const item = '00000000-0000-4000-8000-00000000a001'
const idOf = (code: string) => `00000000-0000-4000-8000-00000000${code}`

function context(accounts: Booking['accounts'], changes: Partial<AccountContext> = {}): AccountContext {
  return {
    ...exactContext(),
    references: {
      ...references,
      booking: [{ division, as: 'purchase-entry', journal: '60', ...(accounts && { accounts }) }],
    },
    items: new Map([[item, { group: 'RAW', costAccount: idOf('4100') }]]),
    supplierAccount: idOf('7900'),
    ...changes,
  }
}

function codeOf(costCentre: string | undefined, given: AccountContext): string | undefined {
  return glAccountOf({ costCentre, item, orderDate: '2026-01-15', line: '1' }, given)?.code
}

describe('a line', () => {
  test.each(['table', 'item', 'supplier', 'item-or-supplier'] as const)(
    'is led by the table first, with accounts from: %s',
    accounts => {
      expect(codeOf('CC10', context(accounts))).toBe('4000')
    },
  )

  test.each([
    ['item', '4100'],
    ['item-or-supplier', '4100'],
    ['supplier', '7900'],
  ] as const)('whose cost centre no row names has the account of Exact Online where the booking says %s', (accounts, code) => {
    expect(codeOf('NEW', context(accounts))).toBe(code)
    expect(codeOf(undefined, context(accounts))).toBe(code)
  })

  test('whose item has no account has that of the supplier only where both were named', () => {
    const bare = { items: new Map([[item, {}]]) }
    expect(codeOf('NEW', context('item-or-supplier', bare))).toBe('7900')
    expect(errorOf(() => codeOf('NEW', context('item', bare))).code).toBe('no-gl-account-for-cost-centre')
  })

  test.each([undefined, 'table'] as const)('is held where accounts come from the table alone (%s)', accounts => {
    expect(errorOf(() => codeOf('NEW', context(accounts))).code).toBe('no-gl-account-for-cost-centre')
    expect(codeOf(undefined, context(accounts))).toBeUndefined()
  })

  test('is held where the account of Exact Online cannot be booked on', () => {
    const blocked = { items: new Map([[item, { costAccount: idOf('9999') }]]) }
    expect(errorOf(() => codeOf('NEW', context('item-or-supplier', blocked))).code).toBe('gl-account-unknown')
  })

  test('is led by its item group and by the date of its order', () => {
    const costCentres = [
      { costCentre: 'CC10', glAccount: '4000' },
      { costCentre: 'CC10', itemGroup: 'RAW', glAccount: '4100', from: '2026-01-01', until: '2026-01-31' },
    ]
    const given = context('table', { references: { ...references, costCentres } })
    const on = (orderDate: string) => glAccountOf({ costCentre: 'CC10', item, orderDate, line: '1' }, given)?.code
    expect([on('2025-12-31'), on('2026-01-31'), on('2026-02-01')]).toEqual(['4000', '4100', '4000'])
  })
})

test('an order has on each line what its own date says, however often it is read', () => {
  const costCentres = [
    { costCentre: 'CC10', glAccount: '4000', until: '2026-01-31' },
    { costCentre: 'CC10', glAccount: '4100', from: '2026-02-01' },
  ]
  const read = (OrderDate: string) =>
    purchaseOrderFrom(
      anExactOrder({ OrderDate, PurchaseOrderLines: [anExactLine()] }),
      exactContext({ references: { ...references, costCentres } }),
    )
  expect(read('2026-01-31T00:00:00').lines[0]?.glAccount?.code).toBe('4000')
  expect(read('2026-02-01T00:00:00').lines[0]?.glAccount?.code).toBe('4100')
})

test('an order names its items as the table says, before what Exact Online has noted', () => {
  const items = [{ item: 'B-778', partner: 'seller', supplierCode: 'RED-2026', from: '2026-01-01' }]
  const read = (OrderDate: string) =>
    purchaseOrderFrom(anExactOrder({ OrderDate }), exactContext({ references: { ...references, items } })).lines[0]?.item
  expect(read('2026-01-15T00:00:00')).toMatchObject({ supplierCode: 'RED-2026', gtin: '012345678905' })
  expect(read('2025-12-15T00:00:00')).toMatchObject({ supplierCode: 'SKU-RED' })
})

test('Exact Online is asked for items and suppliers only where they can matter', () => {
  const asked = ({ references: tables }: AccountContext) => [asksForItems(tables, division), asksForSupplier(tables, division)]
  expect(asked(context('table'))).toEqual([false, false])
  expect(asked(context('item'))).toEqual([true, false])
  expect(asked(context('supplier'))).toEqual([false, true])
  expect(asked(context('item-or-supplier'))).toEqual([true, true])
  const byGroup = { ...references, costCentres: [{ costCentre: 'CC10', itemGroup: 'RAW', glAccount: '4000' }] }
  expect(asksForItems(byGroup, division)).toBe(true)
})
