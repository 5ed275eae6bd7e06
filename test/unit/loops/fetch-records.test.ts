import { describe, expect, test, vi } from 'vitest'
import type { ExactClient } from '../../../lib/exact/client'
import type { ExactRecord, TypedQuery } from '../../../lib/exact/odata'
import { type Fetch, fetchDivision } from '../../../lib/loops/fetch-records'
import { orderName } from '../../../lib/loops/order-names'
import { anExactOrder, division } from '../mapping/builders'
import { aWorld, type HandedOn, handedOn, runStep, type World } from './world'

const items = 'logistics/Items'
const orders = 'purchaseorder/PurchaseOrders'
const cursorName = `cursor fetch ${division} ${items}`

interface Served {
  readonly client: ExactClient
  readonly asked: { readonly resource: string; readonly query: TypedQuery }[]
}

/** Rows as the service gives them: what was selected, later than the row version asked for, in pages. */
function served(rows: () => readonly ExactRecord[], pageSize = 2): Served {
  const asked: Served['asked'][number][] = []
  async function* pages(_division: number, resource: string, query: TypedQuery): AsyncGenerator<ExactRecord[]> {
    asked.push({ resource, query })
    const [, after = '0'] = /^Timestamp gt (\d+)L$/.exec(query.filter ?? '') ?? []
    const found = rows().filter(row => Number(row['Timestamp'] ?? 1) > Number(after))
    for (let first = 0; first < found.length; first += pageSize)
      yield found.slice(first, first + pageSize).map(row => selected(row, query.select))
  }
  return { client: { pages } as unknown as ExactClient, asked }
}

function selected(row: ExactRecord, names: readonly string[] | undefined): ExactRecord {
  return names ? Object.fromEntries(Object.entries(row).filter(([name]) => names.includes(name))) : row
}

function anItem(version: number, code: string): ExactRecord {
  return { Timestamp: String(version), ID: `id of ${code}`, Code: code, Description: `Item ${code}` }
}

interface Fetching extends Partial<Fetch> {
  readonly client: ExactClient
}

function fetching({ ledger }: World, changes: Fetching): { readonly fetch: Fetch; readonly received: HandedOn[] } {
  const received: HandedOn[] = []
  const fetch: Fetch = {
    ledger,
    node: 'fetch',
    who: 'test',
    resource: items,
    delta: 'sync',
    select: [],
    filter: '',
    expand: [],
    approvedOnly: false,
    followed: true,
    signal: new AbortController().signal,
    handOn: async outputs => {
      received.push(...(await handedOn(ledger, outputs)))
    },
    ...changes,
  }
  return { fetch, received }
}

function codes(received: readonly HandedOn[]): unknown[] {
  return received.map(({ message }) => (message.payload as ExactRecord)['Code'])
}

async function cursorOf({ ledger }: World): Promise<unknown> {
  const text = await ledger.read(cursorName)
  return text === undefined ? undefined : (JSON.parse(text) as { after: string }).after
}

describe('a fetch of what has changed', () => {
  test('hands on each record as a document of its division, and goes on from there the next time', async () => {
    const world = await aWorld()
    const { client, asked } = served(() => [anItem(5, 'A'), anItem(6, 'B'), anItem(9, 'C')])
    const { fetch, received } = fetching(world, { client })
    expect(await fetchDivision(fetch, division)).toBe(3)
    expect(codes(received)).toEqual(['A', 'B', 'C'])
    expect(received[0]?.message).toMatchObject({ topic: `${items} id of A`, edi: { kind: items, division } })
    expect(await fetchDivision(fetch, division)).toBe(0)
    expect(asked.map(({ query }) => query.filter)).toEqual(['Timestamp gt 1L', 'Timestamp gt 9L'])
  })

  test('that cannot store a page keeps the cursor of the page before, and misses nothing', async () => {
    const world = await aWorld()
    const { client } = served(() => [anItem(5, 'A'), anItem(6, 'B'), anItem(9, 'C')])
    const { fetch, received } = fetching(world, { client })
    const collect = world.ledger.collect.bind(world.ledger)
    vi.spyOn(world.ledger, 'collect').mockImplementationOnce(collect).mockRejectedValueOnce(new Error('the disk is full'))
    await expect(fetchDivision(fetch, division)).rejects.toThrow('the disk is full')
    expect(await cursorOf(world)).toBe('6')
    expect(await fetchDivision(fetch, division)).toBe(1)
    expect(codes(received)).toEqual(['A', 'B', 'C'])
    expect(await cursorOf(world)).toBe('9')
  })

  test('whose reading breaks off keeps what came before', async () => {
    const world = await aWorld()
    const rows = [anItem(5, 'A'), anItem(6, 'B'), anItem(9, 'C')]
    let calls = 0
    const { client } = served(() => {
      calls += 1
      return rows
    })
    const broken = {
      async *pages(...query: Parameters<ExactClient['pages']>) {
        for await (const page of client.pages(...query)) {
          yield page
          if (calls === 1) throw new Error('the connection is gone')
        }
      },
    } as unknown as ExactClient
    const { fetch, received } = fetching(world, { client: broken })
    await expect(fetchDivision(fetch, division)).rejects.toThrow('the connection is gone')
    expect(await cursorOf(world)).toBe('6')
    await fetchDivision(fetch, division)
    expect(codes(received)).toEqual(['A', 'B', 'C'])
  })

  test('that ends before it has handed on leaves its documents waiting in the ledger', async () => {
    const world = await aWorld()
    const { client } = served(() => [anItem(5, 'A'), anItem(6, 'B')])
    const killed = () => Promise.reject(new Error('killed'))
    await expect(fetchDivision(fetching(world, { client, handOn: killed }).fetch, division)).rejects.toThrow('killed')
    const again = fetching(world, { client })
    expect(await fetchDivision(again.fetch, division)).toBe(0)
    expect(codes(await handedOn(world.ledger, await world.ledger.waiting('fetch')))).toEqual(['A', 'B'])
  })

  test('that is stopped goes no further than the page in hand', async () => {
    const world = await aWorld()
    const stopping = new AbortController()
    const { client } = served(() => [anItem(5, 'A'), anItem(6, 'B'), anItem(9, 'C')])
    const handOn = async () => stopping.abort()
    expect(await fetchDivision(fetching(world, { client, handOn, signal: stopping.signal }).fetch, division)).toBe(2)
    expect(await cursorOf(world)).toBe('6')
  })

  test('drops a record that is read again as it was, and hands on one that has changed', async () => {
    const world = await aWorld()
    let rows = [anItem(5, 'A'), anItem(6, 'B')]
    const { client } = served(() => rows)
    const { fetch, received } = fetching(world, { client, delta: 'none' })
    await fetchDivision(fetch, division)
    rows = [anItem(5, 'A'), { ...anItem(6, 'B'), Description: 'Another' }]
    expect(await fetchDivision(fetch, division)).toBe(1)
    expect(codes(received)).toEqual(['A', 'B', 'B'])
  })

  test('keeps a cursor for each division, and the same record in two divisions is two documents', async () => {
    const world = await aWorld()
    const { client } = served(() => [anItem(5, 'A')])
    const { fetch, received } = fetching(world, { client })
    await fetchDivision(fetch, division)
    expect(await fetchDivision(fetch, 510002)).toBe(1)
    expect(received.map(({ message }) => message.edi?.division)).toEqual([division, 510002])
  })
})

describe('a fetch of purchase orders', () => {
  const found = [
    { ...anExactOrder({ OrderNumber: 1 }), PurchaseOrderID: 'one' },
    { ...anExactOrder({ OrderNumber: 2, ApprovalStatus: 0 }), PurchaseOrderID: 'not approved' },
    { ...anExactOrder({ OrderNumber: 3, OrderStatus: 30 }), PurchaseOrderID: 'received' },
    { ...anExactOrder({ OrderNumber: 4, OrderStatus: 20, ApprovalStatus: 1 }), PurchaseOrderID: 'partly received' },
  ] as unknown as ExactRecord[]

  test('leaves out those that are not to be sent', async () => {
    const world = await aWorld()
    const { client } = served(() => found)
    const { fetch, received } = fetching(world, { client, resource: orders, delta: 'none', approvedOnly: true })
    expect(await fetchDivision(fetch, division)).toBe(2)
    expect(received.map(({ message }) => [message.topic, message.edi?.kind, message.edi?.order])).toEqual([
      ['Purchase order 1', 'purchase-order', '1'],
      ['Purchase order 4', 'purchase-order', '4'],
    ])
  })

  test('hands on a cancelled one only when it was sent before', async () => {
    const world = await aWorld()
    const rows = found.slice(0, 1).map(row => ({ ...row, OrderStatus: 40 }))
    const { client } = served(() => rows)
    const { fetch } = fetching(world, { client, resource: orders, delta: 'none', approvedOnly: true })
    expect(await fetchDivision(fetch, division)).toBe(0)
    await runStep(world, { key: 'sent', message: {} }, async () => ({
      what: 'sent',
      names: [orderName(division, '1')],
      outputs: [],
    }))
    expect(await fetchDivision(fetch, division)).toBe(1)
  })

  test('hands on one that is approved later', async () => {
    const world = await aWorld()
    let rows = found.slice(1, 2)
    const { client } = served(() => rows)
    const { fetch } = fetching(world, { client, resource: orders, delta: 'none', approvedOnly: true })
    expect(await fetchDivision(fetch, division)).toBe(0)
    rows = rows.map(row => ({ ...row, ApprovalStatus: 2 }))
    expect(await fetchDivision(fetch, division)).toBe(1)
  })

  test('hands on all of them when asked to', async () => {
    const world = await aWorld()
    const { client } = served(() => found)
    const { fetch } = fetching(world, { client, resource: orders, delta: 'none' })
    expect(await fetchDivision(fetch, division)).toBe(4)
  })
})

describe('a fetch with a query of its own', () => {
  test('asks for what was said and keeps no cursor', async () => {
    const world = await aWorld()
    const { client, asked } = served(() => [anItem(5, 'A')])
    const query = { select: ['ID', 'Code'], filter: "Code eq 'A'", expand: ['ItemWarehouses'] }
    const { fetch, received } = fetching(world, { client, ...query })
    await fetchDivision(fetch, division)
    expect(asked).toEqual([{ resource: items, query }])
    expect(received[0]?.message.payload).toEqual({ ID: 'id of A', Code: 'A' })
    expect(await cursorOf(world)).toBeUndefined()
    expect(await fetchDivision(fetch, division)).toBe(0)
  })

  test('also reads a resource of which nothing is known', async () => {
    const world = await aWorld()
    const { client, asked } = served(() => [{ ID: 'x', Name: 'X' }])
    const { fetch, received } = fetching(world, { client, resource: 'hrm/Something' })
    expect(await fetchDivision(fetch, division)).toBe(1)
    expect(asked).toEqual([{ resource: 'hrm/Something', query: {} }])
    expect(received[0]?.message.topic).toBe('hrm/Something x')
  })

  test('tells records apart that differ in nothing that was asked for', async () => {
    const world = await aWorld()
    const { client, asked } = served(() => [anItem(5, 'A'), { ...anItem(6, 'B'), Description: 'Item A' }])
    const { fetch } = fetching(world, { client, select: ['Description'] })
    expect(await fetchDivision(fetch, division)).toBe(2)
    expect(asked[0]?.query.select).toEqual(['ID', 'Description'])
  })
})
