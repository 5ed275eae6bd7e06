/** Settings as each released version stored them, brought to what the nodes read now. */
import { describe, expect, test } from 'vitest'
import { changeAspects } from '../../../lib/mapping/order-content'
import { type Migration, migrate } from '../../../lib/red/migrate'
import { fetchMigrations, mapMigrations } from '../../../lib/red/migrations'

const fetch = {
  id: 'f',
  type: 'exact-online-fetch',
  resource: 'purchaseorder/PurchaseOrders',
  delta: 'sync',
  approvedOnly: true,
}
const usual = {
  approvalStatuses: ['1', '2'],
  orderStatuses: ['10', '20'],
  receiptStatuses: ['10', '20', '30', '40'],
  invoiceStatuses: ['10', '20', '30', '40'],
}
const map = { id: 'm', type: 'edi-map', map: 'exact-to-purchase-order', overrides: '' }

test.each([
  ['a fetch of version 1', { ...fetch, version: 1 }, fetchMigrations, { ...fetch, ...usual, version: 2 }],
  ['a fetch without a version', fetch, fetchMigrations, { ...fetch, ...usual, version: 2 }],
  ['a map of version 1', { ...map, version: 1 }, mapMigrations, { ...map, changes: [...changeAspects], version: 2 }],
] satisfies [string, object, readonly Migration[], object][])('%s does what it did before', (_name, stored, steps, now) => {
  expect(migrate(stored, steps)).toEqual(now)
})

describe('settings of the present version', () => {
  test('are left alone', () => {
    const chosen = { ...fetch, ...usual, orderStatuses: ['30'], version: 2 }
    expect(migrate(chosen, fetchMigrations)).toEqual(chosen)
    expect(migrate({ ...map, changes: [], version: 2 }, mapMigrations)).toMatchObject({ changes: [] })
  })

  test('that a newer editor filled in stay, also where the version is still the old one', () => {
    expect(migrate({ ...fetch, orderStatuses: ['30'], version: 1 }, fetchMigrations)).toMatchObject({
      ...usual,
      orderStatuses: ['30'],
    })
    expect(migrate({ ...map, changes: ['price'], version: 1 }, mapMigrations)).toMatchObject({ changes: ['price'] })
  })

  test('of a version that is not known yet are refused', () => {
    expect(() => migrate({ ...map, version: 3 }, mapMigrations)).toThrow(/newer version/)
  })
})
