/** The connector against the offline Exact Online, judged by that server's own record and counts. One clock moves both. */
import { describe, expect, it } from 'vitest'
import { exactClient, type ExactClient } from '../../../lib/exact/client'
import { changesSince, type Changes } from '../../../lib/exact/delta'
import { type Deletions, deletionsSince } from '../../../lib/exact/deletions'
import { masterData } from '../../../lib/exact/directory'
import type { ExactRecord } from '../../../lib/exact/odata'
import { purchaseOrders } from '../../../lib/exact/resources/purchase-orders'
import { paddedAccountCode, literal } from '../../../lib/exact/odata'
import { findExisting } from '../../../lib/exact/write'
import { sandboxClient } from '../../../sandbox/exact/options'
import type { Exact } from '../../../sandbox/exact/server'
import { world } from '../../../sandbox/world'
import { signedIn as signedInTo } from './signed-in'

const division = 510001
const ORDERS = 'purchaseorder/PurchaseOrders'

async function signedIn(orders = 30, limits = { perMinute: 60, perDay: 5000 }) {
  const trade = world(7, orders)
  return { ...(await signedInTo(trade, limits)), trade }
}

async function changes(client: ExactClient, cursor?: string, strategy: 'sync' | 'modified' = 'sync') {
  const batches: Changes[] = []
  for await (const batch of changesSince(client, division, ORDERS, cursor, strategy)) batches.push(batch)
  return { records: batches.flatMap(({ records }) => records), cursor: batches.at(-1)?.cursor ?? cursor }
}

/** Calls of the API that were answered, and those that were refused for their number or as errors. */
function counted(exact: Exact) {
  const { byStatus, total, token } = exact.calls()
  const refused = ['400', '401', '403', '404', '429'].reduce((sum, status) => sum + (byStatus[status] ?? 0), 0)
  return { total: total - token, refused }
}

function linesOf(order: ExactRecord | undefined): ExactRecord[] {
  return (order?.['PurchaseOrderLines'] ?? []) as ExactRecord[]
}

const tokens = (exact: Exact) => exact.record().filter(({ action }) => action === 'token').length

describe('deletions', () => {
  it('are told once, of orders and their lines, and nothing else is ever deleted from here', async () => {
    const { client, connection, exact, trade } = await signedIn()
    const key = trade.orders.find(order => order.division === division)?.id ?? ''
    const token = await connection.accessToken()
    await fetch(`${exact.url}/api/v1/${division}/${ORDERS}(guid'${key}')`, {
      method: 'DELETE',
      headers: { Authorization: `Bearer ${token}`, Accept: 'application/json' },
    })
    const told: Deletions[] = []
    for await (const batch of deletionsSince(client, division, purchaseOrders.deletedAs, '1')) told.push(batch)
    expect(told.flatMap(({ deletions }) => deletions).filter(deletion => deletion.key === key)).toEqual([
      { key, deleted: expect.stringMatching(/^2026-06-01T1\d:/) },
    ])
    for await (const batch of deletionsSince(client, division, purchaseOrders.deletedAs, told.at(-1)?.after ?? ''))
      told.push(batch)
    expect(told).toHaveLength(1)
    await expect(client.remove(division, ORDERS, key)).rejects.toThrow('never deleted')
    await expect(client.remove(division, 'system/Divisions', key)).rejects.toThrow('never deleted')
  })
})

describe('signed in', () => {
  it('knows the user and the divisions', async () => {
    const { client } = await signedIn()
    expect(await client.me()).toMatchObject({ CurrentDivision: division })
    expect((await client.divisions()).map(({ Code }) => Code)).toEqual([510001, 510002, 510003])
  })

  it('a day of calls every quarter of an hour renews in time and is never refused', async () => {
    const { clock, exact, client, start } = await signedIn()
    let current = client
    for (let quarter = 0; quarter < 96; quarter++) {
      clock.pass(900)
      if (quarter % 10 === 9) current = start().client
      await current.find(division, 'vat/VATCodes', { select: ['ID'] })
    }
    expect(tokens(exact)).toBe(97)
    expect(counted(exact).refused).toBe(0)
  })

  it('a token that dies between two pages does not end the run', async () => {
    const { clock, client } = await signedIn(200)
    const seen: ExactRecord[] = []
    for await (const page of client.pages(division, 'purchaseorder/PurchaseOrderLines', { select: ['ID'] })) {
      seen.push(...page)
      clock.pass(400)
    }
    expect(seen.length).toBeGreaterThan(60)
    expect(new Set(seen.map(({ ID }) => ID)).size).toBe(seen.length)
  })

  it('a lost token answer is survived where the old token stays good, and otherwise asks for a sign-in', async () => {
    for (const oldRefreshTokenUntilSuccessorUsed of [true, false]) {
      const { clock, exact, connection } = await signedIn(1)
      exact.switch({ oldRefreshTokenUntilSuccessorUsed })
      clock.pass(600)
      exact.arm({ kind: 'lose-answer', times: 1, path: 'oauth2/token' })
      await expect(connection.accessToken()).rejects.toMatchObject({ code: 'exact-token-unavailable' })
      clock.pass(570)
      await connection.accessToken().catch(() => undefined)
      expect((await connection.state()).kind).toBe(oldRefreshTokenUntilSuccessorUsed ? 'signed-in' : 'sign-in-needed')
      expect(exact.calls().byStatus['400']).toBeUndefined()
    }
  })

  it('a refused sign-in says what to do and changes nothing', async () => {
    const { exact, connection } = await signedIn(1)
    await expect(connection.completeSignIn('stampNL001.made!up')).rejects.toMatchObject({
      code: 'exact-sign-in-failed',
      prospect: 'permanent',
    })
    expect((await connection.state()).kind).toBe('signed-in')
    expect(tokens(exact)).toBe(1)
  })

  it('a hundred calls at once stay within six a minute', async () => {
    const { exact, client } = await signedIn(1, { perMinute: 6, perDay: 5000 })
    await Promise.all(Array.from({ length: 100 }, () => client.find(division, 'vat/VATCodes', { select: ['ID'] })))
    expect(counted(exact).refused).toBe(0)
  })

  it('finds an account by its padded code', async () => {
    const { client, trade } = await signedIn()
    const { code, id } = trade.suppliers[0]?.accounts.find(account => account.division === division) ?? { code: '', id: '' }
    const filter = `Code eq ${literal.text(paddedAccountCode(code))}`
    expect(await client.find(division, 'crm/Accounts', { select: ['ID', 'Code'], filter })).toEqual([{ ID: id, Code: code }])
  })
})

describe('changes', () => {
  it('both ways of following changes hand on the same orders, every property alike', async () => {
    const { client, trade } = await signedIn()
    const sorted = (records: readonly ExactRecord[]) =>
      records.toSorted((a, b) => Number(a['OrderNumber']) - Number(b['OrderNumber']))
    const bySync = sorted((await changes(client)).records)
    const byTime = sorted((await changes(client, undefined, 'modified')).records)
    expect(bySync).toHaveLength(trade.orders.filter(order => order.division === division).length)
    expect(byTime).toHaveLength(bySync.length)
    for (const [n, order] of bySync.entries()) expect(byTime[n]).toEqual(order)
  })

  it('small pages split orders and none is handed on in part', async () => {
    const { client, exact, trade } = await signedIn()
    exact.switch({ largePageSize: 7 })
    const { records } = await changes(client)
    const lines = new Map(trade.orders.filter(order => order.division === division).map(order => [order.id, order.lines.length]))
    expect(new Set(records.map(record => record['PurchaseOrderID']))).toEqual(new Set(lines.keys()))
    for (const record of records)
      expect(record['PurchaseOrderLines']).toHaveLength(lines.get(String(record['PurchaseOrderID'])) ?? 0)
  })

  it('a change of one line is seen both ways, and nothing changed costs one call', async () => {
    const { client, exact, clock } = await signedIn()
    const [bySync, byTime] = [await changes(client), await changes(client, undefined, 'modified')]
    const calls = counted(exact).total
    expect((await changes(client, bySync.cursor)).records).toEqual([])
    expect(counted(exact).total).toBe(calls + 1)
    clock.pass(7200)
    const [order] = bySync.records
    const [line] = linesOf(order)
    await client.update(division, 'purchaseorder/PurchaseOrderLines', String(line?.['ID']), { Notes: 'later' })
    for (const [cursor, strategy] of [
      [bySync.cursor, 'sync'],
      [byTime.cursor, 'modified'],
    ] as const) {
      const { records } = await changes(client, cursor, strategy)
      const changed = records.find(record => record['PurchaseOrderID'] === order?.['PurchaseOrderID'])
      expect(changed?.['PurchaseOrderLines']).toContainEqual(expect.objectContaining({ ID: line?.['ID'], Notes: 'later' }))
    }
  })
})

describe('writing', () => {
  it('an answer lost after the write is uncertain, and the look-up finds the record', async () => {
    const { client, exact, trade } = await signedIn()
    const order = trade.orders.find(each => each.division === division)
    const { records } = await changes(client)
    const record = records.find(each => each['PurchaseOrderID'] === order?.id)
    const [line] = linesOf(record)
    const journal = trade.companies[0]?.journals[0]?.code
    const body = {
      Type: 8033,
      Journal: journal,
      Supplier: record?.['Supplier'],
      YourRef: 'F-2026/1',
      PurchaseInvoiceLines: [{ PurchaseOrderLine: line?.['ID'], Quantity: 1, Amount: 10, VATCode: line?.['VATCode'] }],
    }
    for (const kind of ['lose-answer', 'error-after-write'] as const) {
      const create = {
        action: 'create',
        resource: 'purchase/PurchaseInvoices',
        body: { ...body, YourRef: kind },
        naturalKey: ['Supplier', 'YourRef', 'Type'],
      } as const
      expect(await findExisting(client, division, [create])).toEqual([undefined])
      exact.arm({ kind, times: 1, method: 'POST' })
      await expect(client.create(division, create.resource, create.body)).rejects.toMatchObject({ prospect: 'uncertain' })
      expect(await findExisting(client, division, [create])).toEqual([expect.objectContaining({ YourRef: kind, Type: 8033 })])
    }
    expect(
      exact.record().filter(entry => entry.action === 'create' && entry.resource === 'purchase/PurchaseInvoices'),
    ).toHaveLength(2)
  })

  it("a validation text of the service's language reaches the reader", async () => {
    const { client, exact } = await signedIn()
    exact.switch({ language: 'NL' })
    const wrong = { Journal: 'no such', Supplier: '00000000-0000-4000-8000-000000000001', PurchaseEntryLines: [] }
    await expect(client.create(division, 'purchaseentry/PurchaseEntries', wrong)).rejects.toMatchObject({
      code: 'exact-refused',
      prospect: 'permanent',
    })
  })
})

describe('master data', () => {
  it('reads each list once, in few calls, and knows where a warehouse is', async () => {
    const { client, exact, clock, trade } = await signedIn()
    const company = trade.companies[0]
    const directory = masterData(() => client, clock)({})
    const read = async () => {
      const accounts = await directory.glAccounts(division)
      const vat = await directory.vatCodes(division)
      const conditions = await directory.paymentConditions(division)
      const warehouse = company?.warehouses[0]
      const party = await directory.shipTo(division, warehouse?.id ?? '')
      const codes = company?.items.slice(0, 40).map(({ code }) => code) ?? []
      const items = await directory.itemsByCode(division, [...codes, 'no such item'])
      const purchaseUnits = await directory.purchaseUnits(division, trade.suppliers[0]?.accounts[0]?.id ?? '')
      return { accounts, vat, conditions, party, items, codes, purchaseUnits }
    }
    const { accounts, vat, conditions, party, items, codes, purchaseUnits } = await read()
    expect(accounts.size).toBe(company?.glAccounts.length)
    expect(accounts.get(company?.glAccounts[0]?.code ?? '')).toEqual({
      id: company?.glAccounts[0]?.id,
      code: company?.glAccounts[0]?.code,
    })
    expect([...vat.values()].map(({ rate }) => rate)).toContain('0.21')
    expect(conditions.size).toBe(company?.paymentConditions.length)
    expect(party).toMatchObject({ country: 'NL', assignedBy: 'buyer' })
    expect([...items.keys()].toSorted()).toEqual(codes.toSorted())
    expect(purchaseUnits.size).toBeGreaterThan(0)
    const { total } = counted(exact)
    expect(total).toBeLessThan(12)
    await Promise.all([read(), read()])
    // Only the item that does not exist is asked for again.
    expect(counted(exact).total - total).toBeLessThanOrEqual(2)
    clock.pass(3601)
    await directory.glAccounts(division)
    expect(counted(exact).total - total).toBeLessThanOrEqual(3)
  })
})

describe('those who wait for one reading of master data', () => {
  it('all hear until when the call budget lets it wait, and may leave it to the others', async () => {
    const { client, connection, budget, clock } = await signedIn(1, { perMinute: 2, perDay: 5000 })
    const dataFor = masterData(watch => exactClient(connection, budget, clock, watch), clock)
    const place = { clientId: sandboxClient.id, division }
    while ((await budget.usage(place)).minute?.left !== 0) await client.find(division, 'crm/Accounts', { select: ['ID'], top: 1 })
    const told: Record<string, unknown[]> = { one: [], other: [] }
    const stop = new AbortController()
    const asking = (who: string, then = () => {}, signal?: AbortSignal) =>
      dataFor({ onWaiting: until => (told[who]?.push(until?.toISOString()), then()), ...(signal && { signal }) }).vatCodes(
        division,
      )
    const one = asking('one', () => stop.abort(new Error('the node is closing')), stop.signal)
    const other = asking('other')
    await expect(one).rejects.toThrow('the node is closing')
    expect((await other).size).toBeGreaterThan(0)
    expect(told).toEqual({ one: ['2026-06-01T09:01:01.000Z'], other: ['2026-06-01T09:01:01.000Z', undefined] })
  })
})
