/** Each switch of the offline Exact Online: what a client sees with it on, and what it sees without. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { AxiosInstance } from 'axios'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { faultKinds } from '../../../sandbox/exact/faults'
import { scopeOf } from '../../../sandbox/exact/scopes'
import { checkedSwitches, choices, type Switches, usualSwitches } from '../../../sandbox/exact/switches'
import { codeFrom, complaint, redirectUri, rows, type Run, run } from './exact-fixture'

const orders = 'purchaseorder/PurchaseOrders'
const orderLines = 'purchaseorder/PurchaseOrderLines'

let now: Run
let api: AxiosInstance
beforeEach(async () => {
  now = await run({ orders: 12 })
  api = await now.api()
})
afterEach(() => now.stop())

const turn = (switches: Partial<Switches>) => now.exact.switch(switches)
const aLine = () => {
  const found = now.trade.orders.find(order => order.division === 510001)?.lines[0]
  return `${orderLines}(guid'${found?.id}')`
}

describe('the list of switches', () => {
  const page = readFileSync(join(__dirname, '../../../docs/offline-exact-online.md'), 'utf8')

  it('stands in the documentation, with the usual value first, and so do the faults', () => {
    for (const [name, usual] of Object.entries(usualSwitches)) {
      const row = page.split('\n').find(line => line.startsWith(`| \`${name}\` |`))
      expect([name, /`[^`]*`/.exec(row?.split('|')[2] ?? '')?.[0]]).toEqual([
        name,
        `\`${JSON.stringify(usual).replaceAll('"', '')}\``,
      ])
    }
    for (const kind of Object.keys(faultKinds)) expect(page).toContain(`| \`${kind}\` |`)
  })

  it('takes values that a switch has, and no others', () => {
    for (const [name, values] of Object.entries(choices)) {
      expect(values[0]).toBe(usualSwitches[name as keyof Switches])
      for (const value of values) expect(() => checkedSwitches({ [name]: value })).not.toThrow()
      expect(() => checkedSwitches({ [name]: 'something else' })).toThrow(/takes one of/)
    }
    for (const wrong of [{ nothing: 1 }, { pageSize: '60' }, { selectRequired: 'x' }, { forbidden: null }])
      expect(() => checkedSwitches(wrong)).toThrow(RangeError)
    expect(() => checkedSwitches({ pageSize: 10, selectRequired: ['x'], overReceipt: true })).not.toThrow()
  })
})

describe('sign-in', () => {
  const asked = (redirect: string) =>
    now.http.get('/api/oauth2/auth', {
      params: { client_id: '5a4d0b0e-7c1f-4e7b-9d51-0c8f5b1a2e3d', redirect_uri: redirect, response_type: 'code' },
    })

  it('takes https and loopback, by switch https alone or any address', async () => {
    const addresses = ['https://edi.example/back', 'http://localhost:1880/back', 'http://edi.example/back']
    const taken = async () => Promise.all(addresses.map(async address => (await asked(address)).status === 200))
    expect(await taken()).toEqual([true, true, false])
    turn({ redirectUris: 'https' })
    expect(await taken()).toEqual([true, false, false])
    turn({ redirectUris: 'any' })
    expect(await taken()).toEqual([true, true, true])
  })

  it('takes a code as long as the switch says', async () => {
    turn({ codeSeconds: 60 })
    const code = await codeFrom(now.http)
    now.pass(61)
    const form = { grant_type: 'authorization_code', code, redirect_uri: redirectUri }
    const client = { client_id: '5a4d0b0e-7c1f-4e7b-9d51-0c8f5b1a2e3d', client_secret: 'sandbox-client-secret' }
    expect((await now.http.post('/api/oauth2/token', new URLSearchParams({ ...client, ...form }))).status).toBe(400)
  })

  it('leaves the token of a refresh that came too early as it was, by switch spends it, or gives another', async () => {
    const { refresh_token: first } = await now.signIn()
    expect((await now.refresh(first)).data).toEqual({
      error: 'access_denied',
      error_description: 'Rate limit exceeded: access_token not expired',
    })
    turn({ earlyRefresh: 'gives-successor' })
    const { refresh_token: second } = (await now.refresh(first)).data
    turn({ earlyRefresh: 'consumes-token' })
    now.pass(571)
    expect((await now.refresh(first)).status).toBe(401)
    const { refresh_token: third } = (await now.refresh(second)).data
    expect((await now.refresh(third)).status).toBe(400)
    now.pass(571)
    expect((await now.refresh(third)).data.error_description).toBe('Old refresh token used.')
  })

  it('may allow so many token calls a day', async () => {
    turn({ tokenCallsPerDay: 2 })
    let { refresh_token: token } = await now.signIn()
    now.pass(571)
    const refused = await now.refresh(token)
    expect(refused.status).toBe(429)
    now.pass(86_400)
    token = (await now.refresh(token)).data.refresh_token
    expect(token).toBeDefined()
  })

  it('answers a token that is not accepted with the page to sign in, by switch', async () => {
    turn({ tokenNotAccepted: 'login-page' })
    const answer = await now.http.get(`/api/v1/510001/${orders}`)
    expect([answer.status, answer.headers['content-type']]).toEqual([200, 'text/html;charset=utf-8'])
  })
})

describe('rights', () => {
  it('end where the app lacks a scope, and at writing where it may only read', async () => {
    turn({ missingScopes: ['organization administration'], readOnlyScopes: ['purchase orders'] })
    const refused = await api.get('sync/Deleted', { params: { $filter: 'Timestamp gt 1L' } })
    expect([refused.status, complaint(refused)]).toEqual([
      403,
      "Forbidden - Application Scope Violated. Cannot read 'organization.administration' scope.",
    ])
    expect(refused.headers['reason']).toBe("Application Scope Violated. Cannot read 'organization.administration' scope.")
    expect((await api.get(orders, { params: { $top: 1 } })).status).toBe(200)
    const written = await api.put(aLine(), { Notes: 'x' })
    expect([written.status, complaint(written)]).toEqual([403, expect.stringContaining("Cannot manage 'purchase.orders' scope")])
  })

  it('of the twins below sync and bulk are those of their resource', () => {
    expect(
      ['sync/CRM/Accounts', 'bulk/Logistics/Items', 'sync/PurchaseOrder/PurchaseOrders', 'sync/Deleted', 'current/Me'].map(
        scopeOf,
      ),
    ).toEqual(['crm accounts', 'logistics items', 'purchase orders', 'organization administration', undefined])
  })
})

describe('a query', () => {
  it('with a small $top may come in the long shape', async () => {
    expect(Array.isArray((await api.get(orders, { params: { $top: 1 } })).data.d)).toBe(true)
    turn({ smallTop: 'results' })
    expect((await api.get(orders, { params: { $top: 1 } })).data.d.results).toHaveLength(1)
  })

  it('that did not ask for JSON may be refused', async () => {
    const xml = { headers: { Accept: '*/*' } }
    expect((await api.get(orders, xml)).headers['content-type']).toContain('atom+xml')
    turn({ withoutJson: 'status-406' })
    expect((await api.get(orders, xml)).status).toBe(406)
  })

  it('may have its $inlinecount refused or ignored; another word than allpages is no option', async () => {
    const counted = () => api.get('crm/Accounts', { params: { $inlinecount: 'allpages' } })
    expect((await counted()).data.d.__count).toMatch(/^\d+$/)
    expect((await api.get('crm/Accounts', { params: { $inlinecount: 'all' } })).status).toBe(400)
    turn({ inlineCount: 'ignored' })
    expect((await counted()).data.d.__count).toBeUndefined()
    turn({ inlineCount: 'refused' })
    expect((await counted()).status).toBe(400)
  })

  it('knows the functions that the switch lists, with arguments of the right type', async () => {
    const status = async ($filter: string) => (await api.get('crm/Accounts', { params: { $filter, $select: 'ID' } })).status
    const filters = [
      'length(Name) gt 3',
      'year(Modified) eq 2026',
      "endswith(Name,'x')",
      "concat(Name,Name) eq 'x'",
      'round(PurchaseLeadDays) eq 1',
    ]
    for (const filter of filters) expect([filter, await status(filter)]).toEqual([filter, 400])
    turn({ errorsPerHour: 1000, filterFunctions: ['length', 'year', 'endswith', 'concat', 'round', 'indexof', 'toupper'] })
    for (const filter of filters) expect([filter, await status(filter)]).toEqual([filter, 200])
    for (const wrong of [
      'length(PurchaseLeadDays) gt 3',
      'year(Name) eq 2026',
      'endswith(Name)',
      "startswith(Name,'x')",
      "indexof(Name,'x')",
    ])
      expect([wrong, await status(wrong)]).toEqual([wrong, 400])
    expect(rows(await api.get('crm/Accounts', { params: { $filter: 'length(Remarks) eq 0', $select: 'ID' } }))).toEqual([])
  })
})

describe('a write', () => {
  it('to an order of which something was received is taken, by switch refused', async () => {
    const [order] = now.trade.orders.filter(({ division }) => division === 510001)
    const change = () => api.put(aLine(), { Notes: 'later' })
    await api.post('purchaseorder/GoodsReceipts', {
      ReceiptDate: '2026-02-01',
      GoodsReceiptLines: [{ PurchaseOrderLineID: order?.lines[0]?.id, QuantityReceived: 1 }],
    })
    expect((await change()).status).toBe(204)
    turn({ changeOfReceived: 'refused' })
    expect(complaint(await change())).toBe('Invalid: Purchase order')
    expect((await api.put(`${orders}(guid'${order?.id}')`, { YourRef: 'x' })).status).toBe(500)
    const untouched = now.trade.orders.filter(({ division }) => division === 510001)[1]
    expect((await api.put(`${orders}(guid'${untouched?.id}')`, { YourRef: 'x' })).status).toBe(204)
  })

  it('takes a date with a Z shifted, as it is, or not', async () => {
    const address = aLine()
    const sent = async () => {
      const { status } = await api.put(address, { ReceiptDate: '2026-03-01T10:00:00Z' })
      return [status, (await api.get(address)).data.d.ReceiptDate]
    }
    const at = (hour: number) => `/Date(${Date.UTC(2026, 2, 1, hour)})/`
    expect(await sent()).toEqual([204, at(11)])
    turn({ trailingZ: 'as-is' })
    expect(await sent()).toEqual([204, at(10)])
    turn({ trailingZ: 'refused' })
    expect((await sent())[0]).toBe(400)
  })

  it('of a single order line may not exist, may refuse another item, a price alone, or take a quantity below what was received', async () => {
    const address = aLine()
    const line = (await api.get(address)).data.d
    const items = rows(
      await api.get('logistics/Items', { params: { $select: 'ID', $filter: `ID ne guid'${line.Item}'`, $top: 1 } }),
    )
    turn({ itemChange: 'refused', priceAlone: 'refused' })
    expect((await api.put(address, { Item: items[0]?.['ID'] })).status).toBe(500)
    expect((await api.put(address, { UnitPrice: 3 })).status).toBe(500)
    expect((await api.put(address, { UnitPrice: 3, NetPrice: 3 })).status).toBe(204)
    turn({ itemChange: 'taken' })
    expect((await api.put(address, { Item: items[0]?.['ID'] })).status).toBe(204)
    await api.post('purchaseorder/GoodsReceipts', {
      ReceiptDate: '2026-02-01',
      GoodsReceiptLines: [{ PurchaseOrderLineID: line.ID, QuantityReceived: 1 }],
    })
    expect((await api.put(address, { QuantityInPurchaseUnits: 0.5 })).status).toBe(500)
    turn({ quantityBelowSettled: 'taken' })
    expect((await api.put(address, { QuantityInPurchaseUnits: 0.5 })).status).toBe(204)
    turn({ putOnOrderLines: false })
    expect((await api.put(address, { Notes: 'x' })).status).toBe(405)
  })

  it('may refuse long texts and large attachments', async () => {
    turn({ longestText: 60, largestAttachment: 4 })
    const long = await api.put(aLine(), { Notes: 'x'.repeat(61) })
    expect([long.status, complaint(long)]).toEqual([500, 'Invalid: Notes (maximum 60)'])
    const { ID } = (await api.post('documents/Documents', { Subject: 'x', Type: 55 })).data.d
    const attached = (bytes: number) =>
      api.post('documents/DocumentAttachments', {
        Document: ID,
        FileName: 'x',
        Attachment: Buffer.alloc(bytes).toString('base64'),
      })
    expect([(await attached(4)).status, (await attached(5)).status]).toEqual([201, 500])
  })

  it('may hold a collection as a read showed it, which says nothing about it', async () => {
    const [order] = rows(await api.get(orders, { params: { $top: 1 } }))
    expect(order?.['PurchaseOrderLines']).toHaveProperty('__deferred')
    const address = `${orders}(guid'${order?.['PurchaseOrderID']}')`
    expect((await api.put(address, { ...order, Description: 'As it came' })).status).toBe(204)
    const after = (await api.get(address, { params: { $expand: 'PurchaseOrderLines' } })).data.d
    expect([after.Description, after.PurchaseOrderLines.results.length]).toEqual([
      'As it came',
      order?.['PurchaseOrderLineCount'],
    ])
  })
})

describe('limits', () => {
  it('are those that it was started with, by switch others for the minute and the day', async () => {
    turn({ callsPerMinute: 2, callsPerDay: 3 })
    const statuses = [1, 2, 3].map(async () => (await api.get('hrm/Costunits')).status)
    expect((await Promise.all(statuses)).toSorted((a, b) => a - b)).toEqual([200, 200, 429])
    turn({ callsPerMinute: 0 })
    expect((await api.get('hrm/Costunits')).headers).toMatchObject({
      'x-ratelimit-limit': '3',
      'x-ratelimit-remaining': '0',
      'x-ratelimit-minutely-limit': '1000',
    })
    const refused = await api.get('hrm/Costunits')
    expect([refused.status, refused.headers['x-ratelimit-limit']]).toEqual([429, '3'])
  })

  it('may count the sixty seconds before a call, the calls of other apps, and say when to come again', async () => {
    await now.stop()
    now = await run({ orders: 3, limits: { perMinute: 2, perDay: 5 }, switches: { minuteWindow: 'sliding', retryAfter: true } })
    api = await now.api()
    const status = async () => (await api.get('crm/Accounts', { params: { $top: 1 } })).status
    now.pass(50)
    expect([await status(), await status()]).toEqual([200, 200])
    now.pass(30)
    const refused = await api.get('crm/Accounts', { params: { $top: 1 } })
    expect([refused.status, refused.headers['retry-after']]).toEqual([429, '30'])
    turn({ minuteWindow: 'fixed' })
    expect(await status()).toBe(200)
    turn({ callsOfOtherApps: 2 })
    const full = await api.get('crm/Accounts', { params: { $top: 1 } })
    expect([full.status, full.headers['x-ratelimit-remaining'], full.headers['x-ratelimit-minutely-limit']]).toEqual([
      429,
      '0',
      undefined,
    ])
  })

  it('may let in so many calls of a company at a time', async () => {
    turn({ concurrentCalls: 2 })
    const waiting: (() => void)[] = []
    now.sleeps(() => new Promise<void>(resolve => waiting.push(resolve)))
    now.exact.arm({ kind: 'delay', times: 2, milliseconds: 1 })
    const get = () => api.get('crm/Accounts', { params: { $top: 1 } })
    const slow = [get(), get()]
    await expect.poll(() => waiting.length).toBe(2)
    expect((await get()).status).toBe(429)
    expect((await (await now.api(510002)).get('crm/Accounts', { params: { $top: 1 } })).status).toBe(200)
    for (const go of waiting) go()
    expect((await Promise.all(slow)).map(({ status }) => status)).toEqual([200, 200])
    expect((await get()).status).toBe(200)
  })

  it('block for an hour, and for two when errors come again within a day', async () => {
    let { refresh_token: token, access_token: access } = await now.signIn()
    const get = (query: object) =>
      now.http.get('/api/v1/510001/logistics/Units', { params: query, headers: { Authorization: `Bearer ${access}` } })
    const hour = async () => {
      now.pass(3600)
      ;({ refresh_token: token, access_token: access } = (await now.refresh(token)).data)
      return (await get({})).status
    }
    const fail = async () => {
      for (let time = 0; time < 10; time += 1) await get({ $filter: 'No eq 1' })
      return (await get({})).status
    }
    expect([await fail(), await hour()]).toEqual([429, 200])
    expect([await fail(), await hour(), await hour()]).toEqual([429, 429, 200])
  })
})

describe('a fault', () => {
  it('strikes as often as it is likely', async () => {
    now.exact.arm({ kind: 'error', times: 1000, likelihood: 50, path: 'logistics/Units' })
    const answers = []
    for (let time = 0; time < 60; time += 1) answers.push((await api.get('logistics/Units')).status)
    const struck = answers.filter(status => status === 500).length
    expect(struck).toBeGreaterThan(10)
    expect(struck).toBeLessThan(50)
  })

  it('cuts an answer at the byte that it names', async () => {
    now.exact.arm({ kind: 'cut-answer', times: 1, bytes: 7 })
    const received: string[] = []
    const answer = await fetch(`${now.exact.url}/api/v1/510001/logistics/Units`, {
      headers: { Accept: 'application/json', Authorization: String(api.defaults.headers['Authorization']) },
    })
    const reading = async () => {
      for await (const part of answer.body ?? []) received.push(Buffer.from(part).toString())
    }
    await expect(reading()).rejects.toThrow('terminated')
    expect(received.join('')).toBe('{"d":{"')
  })
})
