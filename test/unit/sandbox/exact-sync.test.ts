import { afterEach, describe, expect, it } from 'vitest'
import { complaint, division, type Run, rows, run } from './exact-fixture'

const stream = 'sync/PurchaseOrder/PurchaseOrders'

let now: Run | undefined
afterEach(async () => {
  await now?.stop()
  now = undefined
})

describe('the sync stream of purchase orders', () => {
  it('holds headers and lines of a company in pages of a thousand, oldest version first', async () => {
    now = await run({ orders: 1000 })
    const api = await now.api()
    const first = await api.get(stream, {
      params: { $filter: 'Timestamp gt 1L', $select: 'Timestamp,ID,PurchaseOrderID,LineNumber' },
    })
    const second = await api.get(first.data.d.__next)
    const found = [...rows(first), ...rows(second)]
    const own = now.trade.orders.filter(order => order.division === division)
    expect(rows(first)).toHaveLength(1000)
    expect(found.filter(row => row['LineNumber'] === 0).map(row => row['PurchaseOrderID'])).toEqual(own.map(({ id }) => id))
    expect(found.filter(row => row['LineNumber'] > 0).map(row => row['ID'])).toEqual(
      own.flatMap(({ lines }) => lines.map(({ id }) => id)),
    )
    const versions = found.map(row => Number(row['Timestamp']))
    expect(versions).toEqual(versions.toSorted((a, b) => a - b))
  })

  it('has cost centres as GUIDs with their codes beside them', async () => {
    now = await run()
    const api = await now.api()
    const found = rows(
      await api.get(stream, { params: { $filter: 'Timestamp gt 1L', $select: 'LineNumber,CostCenter,CostCenterCode' } }),
    )
    const centres = new Map(now.trade.companies[0]?.costCentres.map(({ id, code }) => [code, id]))
    const lines = found.filter(row => row['LineNumber'] > 0)
    expect(lines.map(row => row['CostCenter'])).toEqual(lines.map(row => centres.get(row['CostCenterCode'])))
  })

  it('may be filtered by Timestamp only, and not be asked for everything', async () => {
    now = await run()
    const api = await now.api()
    expect(complaint(await api.get(stream, { params: { $filter: 'OrderNumber eq 1', $select: 'ID' } }))).toBe(
      'Filtering on these fields is not supported: OrderNumber',
    )
    expect((await api.get(stream, { params: { $select: '*' } })).status).toBe(400)
  })

  it('tells from which row version a moment can be caught up', async () => {
    now = await run()
    const api = await now.api()
    const order = now.trade.orders.find(each => each.division === division)
    await api.put(`purchaseorder/PurchaseOrders(guid'${order?.id}')`, { YourRef: 'x' })
    const answer = await api.get('read/sync/Sync/SyncTimestamp', {
      params: { modified: "datetime'2026-06-01'", endPoint: "'PurchaseOrders'" },
    })
    const [mark] = rows(answer)
    const since = rows(
      await api.get(stream, { params: { $filter: `Timestamp gt ${mark?.['TimeStampAsBigInt']}L`, $select: 'PurchaseOrderID' } }),
    )
    expect(new Set(since.map(row => row['PurchaseOrderID']))).toEqual(new Set([order?.id]))
  })
})

describe('the other sync streams', () => {
  it('follow their records', async () => {
    now = await run()
    const api = await now.api()
    const accounts = async (since: number) =>
      rows(await api.get('sync/CRM/Accounts', { params: { $filter: `Timestamp gt ${since}L`, $select: 'Timestamp,ID' } }))
    const mark = Math.max(...(await accounts(1)).map(row => Number(row['Timestamp'])))
    const id = now.trade.suppliers[3]?.accounts[0]?.id
    await api.put(`crm/Accounts(guid'${id}')`, { Phone: '1' })
    expect((await accounts(mark)).map(row => row['ID'])).toEqual([id])
  })

  it('forget deletions after two months', async () => {
    now = await run()
    const api = await now.api()
    const order = now.trade.orders.find(each => each.division === division)
    await api.delete(`purchaseorder/PurchaseOrders(guid'${order?.id}')`)
    expect(rows(await api.get('sync/Deleted', { params: { $filter: 'Timestamp gt 1L' } }))).toHaveLength(
      1 + (order?.lines.length ?? 0),
    )
    const { refresh_token: first } = await now.signIn()
    now.pass(62 * 86_400)
    expect((await now.refresh(first)).status).toBe(400)
    const again = await now.signIn()
    const late = await api.get('sync/Deleted', {
      params: { $filter: 'Timestamp gt 1L' },
      headers: { Authorization: `Bearer ${again.access_token}` },
    })
    expect(rows(late)).toHaveLength(0)
  })
})
