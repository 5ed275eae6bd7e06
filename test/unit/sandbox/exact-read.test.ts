import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AxiosInstance, AxiosResponse } from 'axios'
import { guidOrder } from '../../../sandbox/exact/guid-order'
import { complaint, division, type Run, rows, run } from './exact-fixture'

const orders = 'purchaseorder/PurchaseOrders'
const orderLines = 'purchaseorder/PurchaseOrderLines'

let now: Run
let api: AxiosInstance
beforeAll(async () => {
  now = await run({ orders: 600, switches: { errorsPerHour: 1000 } })
  api = await now.api()
})
afterAll(() => now.stop())

const ownOrders = () => now.trade.orders.filter(order => order.division === division)

describe('a collection', () => {
  it('comes in pages of sixty, in the order in which SQL Server sorts GUIDs, each row once', async () => {
    const found: string[] = []
    const sizes: number[] = []
    let address: string | undefined = `${orders}?$select=PurchaseOrderID`
    while (address) {
      const { data }: AxiosResponse = await api.get(address)
      sizes.push(data.d.results.length)
      found.push(...data.d.results.map((row: { PurchaseOrderID: string }) => row.PurchaseOrderID))
      address = data.d.__next
    }
    expect(sizes).toEqual([60, 60, 60, 20])
    expect(found.map(guidOrder)).toEqual(found.map(guidOrder).toSorted())
    expect(new Set(found)).toEqual(new Set(ownOrders().map(({ id }) => id)))
  })

  it('counts $top down over the pages and gives the last page as a bare array', async () => {
    const first = await api.get(orders, { params: { $select: 'OrderNumber', $top: 100 } })
    expect(first.data.d.results).toHaveLength(60)
    expect(first.data.d.__next).toMatch(/\$top=40&\$skiptoken=guid'[0-9a-f-]{36}'$/)
    const second = await api.get(first.data.d.__next)
    expect(second.data.d).toHaveLength(40)
  })

  it('is a bare array when $top is at most sixty', async () => {
    const { data } = await api.get(orders, { params: { $select: 'OrderNumber', $top: 50 } })
    expect(data.d).toHaveLength(50)
  })

  it('goes on behind the last value and key when it is ordered', async () => {
    const first = await api.get(orders, { params: { $select: 'Modified,PurchaseOrderID', $orderby: 'Modified asc' } })
    expect(first.data.d.__next).toMatch(/\$skiptoken=datetime'\d{4}-\d\d-\d\dT\d\d%3A\d\d%3A\d\d',guid'[0-9a-f-]{36}'$/)
    const second = await api.get(first.data.d.__next)
    const moments = [...rows(first), ...rows(second)].map(row => Number(row['Modified'].slice(6, -2)))
    expect(moments).toEqual(moments.toSorted((a, b) => a - b))
    expect(new Set([...rows(first), ...rows(second)].map(row => row['PurchaseOrderID'])).size).toBe(120)
  })

  it('orders downwards and skips', async () => {
    const all = ownOrders()
      .map(order => order.orderNumber)
      .toSorted((a, b) => b - a)
    const { data } = await api.get(orders, {
      params: { $select: 'OrderNumber', $orderby: 'OrderNumber desc', $skip: 2, $top: 3 },
    })
    expect(data.d.map((row: { OrderNumber: number }) => row.OrderNumber)).toEqual(all.slice(2, 5))
  })

  it('counts as a plain number and inline', async () => {
    expect((await api.get(`${orders}/$count`)).data).toBe(200)
    expect((await api.get(`${orders}/$count`, { params: { $filter: 'OrderStatus eq 30' } })).data).toBe(0)
    const { data } = await api.get(orders, { params: { $select: 'OrderNumber', $top: 1, $inlinecount: 'allpages' } })
    expect(data.d.__count).toBe('200')
  })

  it('defers lines unless they are expanded, and serves them under their header', async () => {
    const order = ownOrders()[0]
    const key = `${orders}(guid'${order?.id}')`
    const alone = await api.get(key)
    expect(alone.data.d.PurchaseOrderLines.__deferred.uri).toContain(`${key}/PurchaseOrderLines`)
    const below = await api.get(`${key}/PurchaseOrderLines`, { params: { $select: 'ID' } })
    expect(rows(below)).toHaveLength(order?.lines.length ?? 0)
    const expanded = await api.get(key, {
      params: { $expand: 'PurchaseOrderLines', $select: 'OrderNumber,PurchaseOrderLines/LineNumber' },
    })
    expect(expanded.data.d.PurchaseOrderLines.results.map((line: object) => Object.keys(line))).toEqual(
      order?.lines.map(() => ['__metadata', 'LineNumber']),
    )
    expect(Object.keys(expanded.data.d).toSorted()).toEqual(['OrderNumber', 'PurchaseOrderLines', '__metadata'])
  })

  it('leaves expanded lines out when a $select does not name them', async () => {
    const { data } = await api.get(orders, { params: { $expand: 'PurchaseOrderLines', $select: 'OrderNumber', $top: 1 } })
    expect(Object.keys(data.d[0])).toEqual(['__metadata', 'OrderNumber'])
  })

  it('asks for a $select, or for a $filter, where a switch says so', async () => {
    now.exact.switch({ selectRequired: [orders], filterRequired: ['crm/Accounts'] })
    expect(complaint(await api.get(orders))).toBe('Please add a $select or a $top=1 statement to the query string.')
    expect((await api.get(orders, { params: { $top: 1 } })).status).toBe(200)
    expect(complaint(await api.get('crm/Accounts', { params: { $select: 'ID' } }))).toMatch(
      /^This endpoint has mandatory filtering applied/,
    )
    now.exact.switch({ selectRequired: [], filterRequired: [] })
  })

  it('comes as Atom when nobody asked for JSON', async () => {
    const { headers, data } = await api.get('hrm/Costunits', { headers: { Accept: '*/*' } })
    expect(headers['content-type']).toMatch(/^application\/atom\+xml/)
    expect(data).toContain('<d:Code>CU1</d:Code>')
  })

  it('is unknown under another spelling, and so is a key that nobody has', async () => {
    expect((await api.get('purchaseorder/purchaseorders')).status).toBe(404)
    expect((await api.get(`${orders}(guid'00000000-0000-0000-0000-000000000000')`)).status).toBe(404)
    expect((await api.get(`${orders}(12)`)).status).toBe(400)
  })

  it('pages expanded lines at sixty of their own', async () => {
    const supplier = now.trade.suppliers[0]
    const item = now.trade.companies[0]?.items.find(each => each.supplier === supplier?.key)
    const lines = Array.from({ length: 65 }, () => ({ Item: item?.id, QuantityInPurchaseUnits: 1 }))
    const made = await api.post(orders, { Supplier: supplier?.accounts[0]?.id, PurchaseOrderLines: lines })
    const key = `${orders}(guid'${made.data.d.PurchaseOrderID}')`
    const { data } = await api.get(key, { params: { $expand: 'PurchaseOrderLines' } })
    expect(data.d.PurchaseOrderLines.results).toHaveLength(60)
    const rest = await api.get(data.d.PurchaseOrderLines.__next)
    expect(rows(rest)).toHaveLength(5)
    await api.delete(key)
  })
})

describe('a filter', () => {
  const count = async (resource: string, $filter: string) =>
    Number((await api.get(`${resource}/$count`, { params: { $filter } })).data)
  const status = async (resource: string, $filter: string) =>
    (await api.get(resource, { params: { $filter, $select: 'ID' } })).status

  it('compares numbers, moments, GUIDs, texts and truth', async () => {
    const order = ownOrders()[3]
    const supplier = now.trade.suppliers.find(({ key }) => key === order?.supplier)?.accounts[0]
    expect(await count(orders, `OrderNumber eq ${order?.orderNumber}`)).toBe(1)
    expect(await count(orders, `Supplier eq guid'${supplier?.id.toUpperCase()}'`)).toBe(
      ownOrders().filter(each => each.supplier === order?.supplier).length,
    )
    expect(await count(orders, `OrderDate eq datetime'${order?.orderDate}T00:00:00'`)).toBe(
      ownOrders().filter(each => each.orderDate === order?.orderDate).length,
    )
    expect(await count('crm/Accounts', 'IsSupplier eq true')).toBe(12)
    expect(await count('financial/Journals', "Code eq '60'")).toBe(1)
    expect(await count(orders, 'YourRef eq null')).toBe(200)
    expect(await count(orders, 'OrderNumber gt 26000010 and OrderNumber le 26000020')).toBe(10)
  })

  it('combines with and, or, not and brackets', async () => {
    expect(await count('financial/Journals', "Type eq 22 and Code eq '60' or Type eq 90")).toBe(2)
    expect(await count('financial/Journals', "Type eq 22 and (Code eq '60' or Type eq 90)")).toBe(1)
    expect(await count('financial/Journals', 'not (Type eq 22)')).toBe(2)
  })

  it('knows trim, substringof, startswith and tolower', async () => {
    const account = now.trade.suppliers[0]?.accounts[0]
    expect(await count('crm/Accounts', `Code eq '${account?.code}'`)).toBe(0)
    expect(await count('crm/Accounts', `Code eq '${account?.code.padStart(18)}'`)).toBe(1)
    expect(await count('crm/Accounts', `trim(Code) eq '${account?.code}'`)).toBe(1)
    expect(await count('crm/Accounts', "substringof('Staal', Name)")).toBe(1)
    expect(await count('crm/Accounts', "startswith(tolower(Name), 'aalders') eq true")).toBe(1)
  })

  it('takes a quote that is doubled', async () => {
    expect(await count('crm/Accounts', "Name eq 'O''Brien'")).toBe(0)
  })

  it.each([
    'Code eq',
    "Codes eq '1'",
    "ID eq '7b5c1a52-0000-4000-8000-000000000000'",
    "ID eq guid'7b5c1a52'",
    "Created gt datetime'2026-02-30'",
    "Created gt datetime'2026-02-03T00:00:00Z'",
    'Code eq 60',
    "Code eq '60' and",
    "(Code eq '60'",
    "Code like '6%'",
    "contains(Code, '6')",
    "Code eq '60' $",
  ])('is refused with 400: %s', async filter => {
    expect(await status('financial/Journals', filter)).toBe(400)
  })

  it('is refused on the dates of supplier items', async () => {
    expect(await status('logistics/SupplierItem', "StartDate gt datetime'2026-01-01'")).toBe(400)
  })

  it('is limited on bulk endpoints, which give a thousand rows and want a $select', async () => {
    expect((await api.get('bulk/Logistics/Items', { params: { $select: 'ID', $filter: "SearchCode eq 'x'" } })).status).toBe(400)
    expect((await api.get('bulk/Logistics/Items')).status).toBe(400)
    expect(rows(await api.get('bulk/Logistics/Items', { params: { $select: 'ID' } }))).toHaveLength(63)
  })

  it.each([
    '$select=Nothing',
    '$orderby=Code sideways',
    '$top=x',
    '$skiptoken=3',
    '$expand=Lines',
    '$unknown=1',
    "$filter=Code eq '1'&$filter=Code eq '2'",
  ])('and every other option is read strictly: %s', async query => {
    expect((await api.get(`financial/Journals?${query}`)).status).toBe(400)
  })
})

describe('GUIDs', () => {
  it('sort by the last group, then the fourth, then the first three byte by byte from behind', () => {
    const rising = [
      '00000000-0000-0000-0000-000000000000',
      '01000000-0000-0000-0000-000000000000',
      '00010000-0000-0000-0000-000000000000',
      '00000100-0000-0000-0000-000000000000',
      '00000001-0000-0000-0000-000000000000',
      '00000000-0100-0000-0000-000000000000',
      '00000000-0001-0000-0000-000000000000',
      '00000000-0000-0100-0000-000000000000',
      '00000000-0000-0001-0000-000000000000',
      '00000000-0000-0000-0001-000000000000',
      '00000000-0000-0000-0100-000000000000',
      '00000000-0000-0000-0000-000000000001',
      '00000000-0000-0000-0000-010000000000',
    ]
    expect(rising.toReversed().toSorted((a, b) => (guidOrder(a) < guidOrder(b) ? -1 : 1))).toEqual(rising)
  })
})

describe('a value', () => {
  it('of an account or supplier code is eighteen wide with spaces on the left', async () => {
    const [order] = rows(await api.get(orders, { params: { $select: 'SupplierCode', $top: 1 } }))
    expect(order?.['SupplierCode']).toMatch(/^ +\d+$/)
    expect(order?.['SupplierCode']).toHaveLength(18)
  })

  it('of a country, VAT code or unit is filled with spaces on the right', async () => {
    const [line] = rows(await api.get(orderLines, { params: { $select: 'VATCode,Unit', $top: 1 } }))
    expect([line?.['VATCode'].length, line?.['Unit'].length]).toEqual([3, 8])
    now.exact.switch({ paddedLineUnit: false })
    const [unpadded] = rows(await api.get(orderLines, { params: { $select: 'Unit', $top: 1 } }))
    expect(unpadded?.['Unit']).toMatch(/^\w+$/)
    now.exact.switch({ paddedLineUnit: true })
    const [offer] = rows(await api.get('logistics/SupplierItem', { params: { $select: 'PurchaseUnit', $top: 1 } }))
    expect(offer?.['PurchaseUnit']).toHaveLength(8)
    const [company] = rows(await api.get('system/Divisions', { params: { $select: 'Country', $top: 1 } }))
    expect(company?.['Country']).toBe('NL ')
  })

  it('of a date is milliseconds of midnight, of a 64-bit number text', async () => {
    const order = ownOrders()[0]
    const { data } = await api.get(`${orders}(guid'${order?.id}')`, { params: { $select: 'OrderDate' } })
    expect(data.d.OrderDate).toBe(`/Date(${Date.parse(`${order?.orderDate}T00:00:00Z`)})/`)
    const [company] = rows(await api.get('system/Divisions', { params: { $select: 'Hid', $top: 1 } }))
    expect(company?.['Hid']).toBe('1')
  })
})

describe('the user and the companies', () => {
  it('are told by Me, with the local time and its distance from UTC', async () => {
    const token = String(api.defaults.headers['Authorization'])
    const answer = await now.http.get('/api/v1/current/Me', { headers: { Authorization: token } })
    expect(rows(answer)).toHaveLength(1)
    expect(rows(answer)[0]).toMatchObject({
      CurrentDivision: 510001,
      ServerTime: '2026-06-25T15:17:09',
      ServerUtcOffset: 3600,
      Legislation: '1',
    })
    now.exact.switch({ currentDivision: 510002, utcOffset: 7200 })
    const later = await now.http.get('/api/v1/current/Me', { headers: { Authorization: token } })
    expect(rows(later)[0]).toMatchObject({ CurrentDivision: 510002, ServerTime: '2026-06-25T16:17:09' })
    now.exact.switch({ currentDivision: 0, utcOffset: 3600 })
  })

  it('are three, by number', async () => {
    const listed = rows(await api.get('system/Divisions', { params: { $select: 'Code,Description,Current' } }))
    expect(listed.map(row => row['Code'])).toEqual([510001, 510002, 510003])
    expect((await api.get('hrm/Divisions(510002)')).data.d.Code).toBe(510002)
  })

  it('refuse another division with the reason', async () => {
    const answer = await (await now.api(999)).get('hrm/Costunits')
    expect([answer.status, answer.headers['reason']]).toEqual([403, 'NoDivisionAccess'])
  })

  it('have GUIDs of their own: an order of one is unknown in the other', async () => {
    const other = await now.api(510002)
    expect((await other.get(`${orders}(guid'${ownOrders()[0]?.id}')`)).status).toBe(404)
  })
})
