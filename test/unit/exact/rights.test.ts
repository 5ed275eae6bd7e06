/** What the account's Test finds that may not be read, against the offline Exact Online. */
import { expect, it } from 'vitest'
import { missingRights } from '../../../lib/exact/rights'
import { world } from '../../../sandbox/world'
import { signedIn } from './signed-in'

const division = 510001
const trade = world(7, 3)

it('nothing is missing where app, user and licence allow all of it, and no query of the look is refused', async () => {
  const { client, exact } = await signedIn(trade)
  expect(await missingRights(client, division)).toEqual([])
  expect(exact.calls().byStatus['400']).toBeUndefined()
})

it('a scope, a right and a module that are missing are named with the reason of each', async () => {
  const { client, exact } = await signedIn(trade)
  exact.switch({ missingScopes: ['purchase orders', 'logistics wms'], forbidden: { 'documents/Documents': 'BlockedUser' } })
  const missing = await missingRights(client, division)
  expect(missing.map(({ resource }) => resource)).toEqual([
    'purchaseorder/PurchaseOrders',
    'sync/PurchaseOrder/PurchaseOrders',
    'purchaseorder/GoodsReceipts',
    'documents/Documents',
  ])
  expect(missing[0]?.why).toMatch(/Application Scope Violated\. Cannot read 'purchase\.orders' scope/)
  expect(missing[3]?.why).toMatch(/BlockedUser/)
})

it('a wide table that wants a filter is no right that is missing', async () => {
  const { client, exact } = await signedIn(trade)
  exact.switch({ filterRequired: ['crm/Accounts'] })
  expect(await missingRights(client, division)).toEqual([])
})

it('pressed again and again it stops asking what is refused, before Exact Online blocks the app', async () => {
  const { client, exact } = await signedIn(trade)
  exact.switch({ forbidden: { 'crm/Accounts': 'BlockedUser' } })
  for (let press = 0; press < 12; press += 1)
    expect((await missingRights(client, division)).map(({ resource }) => resource)).toEqual(['crm/Accounts'])
  expect(exact.calls().byStatus['403']).toBeLessThan(10)
  expect(exact.calls().byStatus['429']).toBeUndefined()
})

it('a service that is away says nothing about rights', async () => {
  const { client, exact } = await signedIn(trade)
  exact.arm({ kind: 'maintenance', times: 5, method: 'GET', path: 'GoodsReceipts' })
  await expect(missingRights(client, division)).rejects.toMatchObject({ code: 'exact-faulty' })
})
