import { describe, expect, test, vi } from 'vitest'
import { EdiError } from '../../../lib/error'
import type { ExactClient } from '../../../lib/exact/client'
import { divisionMoves } from '../../../lib/exact/division-moves'
import type { ExactRecord, TypedQuery } from '../../../lib/exact/odata'
import { deletedDueSince, fetchDeleted } from '../../../lib/loops/fetch-deleted'
import { type Fetch, placeOf } from '../../../lib/loops/fetch-place'
import { fetchDivision } from '../../../lib/loops/fetch-records'
import { orderName } from '../../../lib/loops/order-names'
import { purchaseOrderHop } from '../../../lib/loops/purchase-order'
import { usualOrders } from '../../../lib/mapping/order-choice'
import { anExactOrder, aPartner, division } from '../mapping/builders'
import { aWorld, directoryWith, type HandedOn, handedOn, onlyMessage, runHop, runStep, type World } from './world'

const items = 'logistics/Items'
const orders = 'purchaseorder/PurchaseOrders'
const hour = 3_600_000
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
    const { fetch, received } = fetching(world, { client, resource: orders, delta: 'none', orders: usualOrders })
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
    const { fetch } = fetching(world, { client, resource: orders, delta: 'none', orders: usualOrders })
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
    const { fetch } = fetching(world, { client, resource: orders, delta: 'none', orders: usualOrders })
    expect(await fetchDivision(fetch, division)).toBe(0)
    rows = rows.map(row => ({ ...row, ApprovalStatus: 2 }))
    expect(await fetchDivision(fetch, division)).toBe(1)
  })

  test('are those with the statuses that are chosen', async () => {
    const world = await aWorld()
    const { client } = served(() => found)
    const chosen = { ...usualOrders, ApprovalStatus: [0], OrderStatus: [10, 20, 30] }
    const { fetch, received } = fetching(world, { client, resource: orders, delta: 'none', orders: chosen })
    await fetchDivision(fetch, division)
    expect(received.map(({ message }) => message.edi?.order)).toEqual(['2'])
  })

  test('that an earlier choice passed over come with the next one, and the others not again', async () => {
    const world = await aWorld()
    const rows = found.map((row, n) => ({ ...row, ID: row['PurchaseOrderID'], Timestamp: String(n + 5) }))
    const { client } = served(() => rows)
    const byRow = { client, resource: orders, delta: 'modified' } as const
    const numbers = async (choice: Partial<Fetch>) => {
      const { fetch, received } = fetching(world, { ...byRow, ...choice })
      await fetchDivision(fetch, division)
      return received.map(({ message }) => message.edi?.order)
    }
    expect(await numbers({ orders: usualOrders })).toEqual(['1', '4'])
    const wider = { ...usualOrders, OrderStatus: [10, 20, 30] }
    expect(await numbers({ orders: wider })).toEqual(['3'])
    expect(await numbers({ orders: wider })).toEqual([])
    expect(await numbers({})).toEqual(['2'])
  })

  test('go on where they stood until another choice is made, which begins at the beginning', async () => {
    const world = await aWorld()
    const { client } = served(() => found)
    const cursor = async (choice: Partial<Fetch>, resource = orders) => {
      const place = await placeOf(fetching(world, { client, resource, ...choice }).fetch, division, resource)
      await world.ledger.write(`cursor fetch ${division} ${resource}`, place.at('{"after":"7"}').value)
      return place.cursor
    }
    const wider = { ...usualOrders, OrderStatus: [10, 20, 30] }
    expect(await cursor({ orders: usualOrders })).toBeUndefined()
    expect(await cursor({ orders: usualOrders })).toBe('{"after":"7"}')
    expect(await cursor({ orders: wider })).toBeUndefined()
    expect(await cursor({ orders: { ...wider } })).toBe('{"after":"7"}')
    expect(await cursor({})).toBeUndefined()
    expect(await cursor({ orders: usualOrders })).toBeUndefined()
    // Of anything else there is nothing to choose.
    expect(await cursor({ orders: usualOrders }, items)).toBeUndefined()
    expect(await cursor({ orders: wider }, items)).toBe('{"after":"7"}')
  })

  test('hands on all of them when asked to', async () => {
    const world = await aWorld()
    const { client } = served(() => found)
    const { fetch } = fetching(world, { client, resource: orders, delta: 'none' })
    expect(await fetchDivision(fetch, division)).toBe(4)
  })
})

describe('a purchase order that is deleted', () => {
  const supplierOrder = anExactOrder()
  const gone = (version: number, more: ExactRecord = {}): ExactRecord => ({
    Timestamp: String(version),
    EntityKey: supplierOrder.PurchaseOrderID,
    EntityType: 22,
    DeletedDate: '2026-01-20T11:00:00',
    ...more,
  })

  async function aCompany(deleted: () => readonly ExactRecord[], changes: Partial<Fetch> = {}) {
    const world = await aWorld()
    const stream = served(deleted)
    const { client } = stream
    return { world, asked: stream.asked, ...fetching(world, { client, resource: orders, orders: usualOrders, ...changes }) }
  }

  const read = (world: World, key: string, payload: unknown) =>
    runHop(
      world,
      purchaseOrderHop,
      { key, message: { payload, topic: key, edi: { kind: 'purchase-order', division } } },
      directoryWith({ partners: [aPartner()] }),
    )

  test('after it was sent is handed on once, and cancels it at the supplier', async () => {
    const { world, fetch, received, asked } = await aCompany(() => [gone(7)])
    await read(world, 'sending', supplierOrder)
    expect(await fetchDeleted(fetch, division)).toBe(1)
    expect(await fetchDeleted(fetch, division)).toBe(0)
    expect(asked.map(({ query }) => query.filter)).toEqual(['Timestamp gt 1L', 'Timestamp gt 7L'])
    const { message } = received[0] ?? { message: undefined }
    expect(message).toMatchObject({
      topic: `Purchase order ${supplierOrder.OrderNumber}`,
      payload: { OrderNumber: supplierOrder.OrderNumber, OrderStatus: 40, deleted: true },
      edi: { kind: 'purchase-order', division, order: String(supplierOrder.OrderNumber) },
    })
    const cancelled = await read(world, 'cancelling', message?.payload)
    expect(onlyMessage(cancelled).payload).toMatchObject({ purpose: 'cancel', revision: 2, changedOn: '2026-01-20' })
  })

  test("before it was sent is nobody's news, nor is anything else that is deleted", async () => {
    const { world, fetch, received } = await aCompany(() => [gone(7), gone(8, { EntityType: 9 })])
    expect(await fetchDeleted(fetch, division)).toBe(0)
    await read(world, 'sending', supplierOrder)
    const items = await aCompany(() => [gone(8, { EntityType: 9 }), gone(9, { EntityKey: 'a line of it' })])
    await read(items.world, 'sending', supplierOrder)
    expect(await fetchDeleted(items.fetch, division)).toBe(0)
    expect([...received, ...items.received]).toEqual([])
  })

  test('that the app has no right to hear of is asked for once a day', async () => {
    let calls = 0
    const { world, fetch } = await aCompany(() => {
      calls += 1
      throw new EdiError({ code: 'exact-forbidden', what: 'The scope is missing' })
    })
    expect(await fetchDeleted(fetch, division)).toBe(0)
    expect(calls).toBe(1)
    expect(await deletedDueSince(fetch, division, hour)).toBeUndefined()
    world.environment.advance(2 * hour)
    expect(await deletedDueSince(fetch, division, hour)).toBeUndefined()
    world.environment.advance(86_400_000 - 2 * hour)
    expect(await deletedDueSince(fetch, division, hour)).toBeDefined()
  })

  test('is due once in a spacing, also after a restart, and again when the clock was put back', async () => {
    const { world, fetch } = await aCompany(() => [])
    expect(await deletedDueSince(fetch, division, hour)).toBe(0)
    await fetchDeleted(fetch, division)
    expect(await deletedDueSince({ ...fetch }, division, hour)).toBeUndefined()
    world.environment.advance(hour - 1)
    expect(await deletedDueSince(fetch, division, hour)).toBeUndefined()
    world.environment.advance(1)
    expect(await deletedDueSince(fetch, division, hour)).toBe(world.environment.now().getTime())
    await fetchDeleted(fetch, division)
    world.environment.advance(-2 * hour)
    expect(await deletedDueSince(fetch, division, hour)).toBe(world.environment.now().getTime())
  })

  test('is still due when the look for it broke off, and is then told', async () => {
    let broken = true
    const { world, fetch, received } = await aCompany(() => {
      if (broken) throw new EdiError({ code: 'exact-unreachable', what: 'No answer', prospect: 'passing' })
      return [gone(7)]
    })
    await read(world, 'sending', supplierOrder)
    await expect(fetchDeleted(fetch, division)).rejects.toThrow('No answer')
    expect(await deletedDueSince(fetch, division, hour)).toBe(0)
    broken = false
    expect(await fetchDeleted(fetch, division)).toBe(1)
    expect(received).toHaveLength(1)
  })
})

describe('a record of another resource that is deleted', () => {
  test('is handed on once, with its key and when it was', async () => {
    const world = await aWorld()
    const rows = [
      { Timestamp: '3', EntityKey: 'an item', EntityType: 9, DeletedDate: '2026-01-20T11:00:00' },
      { Timestamp: '4', EntityKey: 'an account', EntityType: 2, DeletedDate: null },
    ]
    const { fetch, received } = fetching(world, { client: served(() => rows).client })
    expect(await fetchDeleted(fetch, division)).toBe(1)
    expect(await fetchDeleted(fetch, division)).toBe(0)
    expect(received.map(({ message }) => [message.topic, message.payload])).toEqual([
      ['logistics/Items an item', { ID: 'an item', Modified: '2026-01-20T11:00:00', deleted: true }],
    ])
  })
})

describe('a company that moves to another database', () => {
  test('is read whole again, from the first row version, and nothing comes twice', async () => {
    const world = await aWorld()
    let rows = [anItem(500, 'A'), anItem(600, 'B')]
    let moved: string | null = null
    const { client, asked } = served(() => rows)
    const { fetch, received } = fetching(world, { client, movedOn: () => moved })
    await fetchDivision(fetch, division)
    await fetchDivision(fetch, division)
    moved = '2026-02-01T00:00:00'
    rows = [anItem(5, 'A'), anItem(6, 'B'), anItem(7, 'C')]
    expect(await fetchDivision(fetch, division)).toBe(1)
    expect(await fetchDivision(fetch, division)).toBe(0)
    expect(codes(received)).toEqual(['A', 'B', 'C'])
    expect(asked.map(({ query }) => query.filter)).toEqual([
      'Timestamp gt 1L',
      'Timestamp gt 600L',
      'Timestamp gt 1L',
      'Timestamp gt 7L',
    ])
  })

  test('is noticed also when nothing had changed since the cursor was stored without a date', async () => {
    const world = await aWorld()
    let rows = [anItem(500, 'A')]
    const { client } = served(() => rows)
    await fetchDivision(fetching(world, { client }).fetch, division)
    await fetchDivision(fetching(world, { client, movedOn: () => null }).fetch, division)
    rows = [anItem(5, 'A'), anItem(6, 'B')]
    expect(await fetchDivision(fetching(world, { client, movedOn: () => '2026-02-01' }).fetch, division)).toBe(1)
  })

  test('keeps its place while nobody can tell whether it moved', async () => {
    const world = await aWorld()
    const { client, asked } = served(() => [anItem(500, 'A')])
    let moved: string | null | undefined = '2026-02-01'
    const { fetch } = fetching(world, { client, movedOn: () => moved })
    await fetchDivision(fetch, division)
    moved = undefined
    await fetchDivision(fetch, division)
    moved = '2026-02-01'
    await fetchDivision(fetch, division)
    moved = '2026-03-01'
    await fetchDivision(fetch, division)
    const after = (version: number) => `Timestamp gt ${version}L`
    expect(asked.map(({ query }) => query.filter)).toEqual([after(1), after(500), after(500), after(1)])
  })

  test('is nothing to stop for where the app may not see the list of companies, and any other fault is', async () => {
    const failing = (code: string) => ({ divisions: async () => Promise.reject(new EdiError({ code, what: 'No' })) })
    const forbidden = divisionMoves({ now: () => new Date(0) }, hour)
    await forbidden.ask(failing('exact-forbidden'), 1)
    expect([forbidden.known(1), forbidden.dueSince()]).toEqual([undefined, undefined])
    const faulty = divisionMoves({ now: () => new Date(0) }, hour)
    await expect(faulty.ask(failing('exact-unreachable'), 1)).rejects.toThrow('No')
    expect(faulty.dueSince()).toBe(0)
  })

  test('is asked for once in a spacing, for all companies with one call through one of them', async () => {
    let now = 5
    const through: unknown[] = []
    const client = {
      divisions: async (division?: number) => {
        through.push(division)
        return [{ Code: 1, DivisionMoveDate: '2026-02-01T00:00:00' }] as never
      },
    }
    const moves = divisionMoves({ now: () => new Date(now) }, hour)
    expect([moves.known(1), moves.dueSince()]).toEqual([undefined, 0])
    const asking = moves.ask(client, 1)
    expect(moves.dueSince()).toBeUndefined()
    await asking
    expect([moves.known(1), moves.known(2), through]).toEqual(['2026-02-01T00:00:00', undefined, [1]])
    now += hour
    expect(moves.dueSince()).toBe(now)
  })
})

describe('a fetch with a query of its own', () => {
  test('asks for what was said and keeps no cursor', async () => {
    const world = await aWorld()
    const { client, asked } = served(() => [anItem(5, 'A')])
    const query = { select: ['ID', 'Code'], filter: "Code eq 'A'", expand: ['ItemWarehouses'], orderBy: 'Code desc', top: 70 }
    const { fetch, received } = fetching(world, { client, query })
    await fetchDivision(fetch, division)
    expect(asked).toEqual([{ resource: items, query: { ...query, select: ['ID', 'Code', 'Modified'] } }])
    expect(received[0]?.message.payload).toEqual({ ID: 'id of A', Code: 'A' })
    expect(await cursorOf(world)).toBeUndefined()
    expect(await fetchDivision(fetch, division)).toBe(0)
  })

  test('that chooses no fields asks for those of the resource, because wide tables are not read whole', async () => {
    const world = await aWorld()
    const { client, asked } = served(() => [])
    const query = { filter: 'OrderStatus eq 10', expand: ['PurchaseOrderLines'] }
    await fetchDivision(fetching(world, { client, resource: orders, query }).fetch, division)
    expect(asked[0]?.query).toMatchObject(query)
    expect(asked[0]?.query.select).toEqual(
      expect.arrayContaining(['PurchaseOrderID', 'OrderNumber', 'Modified', 'PurchaseOrderLines']),
    )
  })

  test('also reads a resource of which nothing is known', async () => {
    const world = await aWorld()
    const { client, asked } = served(() => [{ ID: 'x', Name: 'X' }])
    const { fetch, received } = fetching(world, { client, resource: 'hrm/Something' })
    expect(await fetchDivision(fetch, division)).toBe(1)
    expect(asked).toEqual([{ resource: 'hrm/Something', query: {} }])
    expect(received[0]?.message.topic).toBe('hrm/Something x')
  })

  test('hands on a record that is changed and changed back, without a field that nobody asked for', async () => {
    const world = await aWorld()
    let item: ExactRecord = { ...anItem(5, 'A'), Modified: '2026-01-15T10:00:00' }
    const { client } = served(() => [item])
    const { fetch, received } = fetching(world, { client, query: { select: ['Description'] } })
    await fetchDivision(fetch, division)
    item = { ...item, Description: 'Another', Modified: '2026-01-15T11:00:00' }
    await fetchDivision(fetch, division)
    item = { ...item, Description: 'Item A', Modified: '2026-01-15T12:00:00' }
    await fetchDivision(fetch, division)
    expect(await fetchDivision(fetch, division)).toBe(0)
    expect(received.map(({ message }) => message.payload)).toEqual([
      { ID: 'id of A', Description: 'Item A' },
      { ID: 'id of A', Description: 'Another' },
      { ID: 'id of A', Description: 'Item A' },
    ])
  })

  test('tells records apart that differ in nothing that was asked for', async () => {
    const world = await aWorld()
    const { client, asked } = served(() => [anItem(5, 'A'), { ...anItem(6, 'B'), Description: 'Item A' }])
    const { fetch } = fetching(world, { client, query: { select: ['Description'] } })
    expect(await fetchDivision(fetch, division)).toBe(2)
    expect(asked[0]?.query.select).toEqual(['ID', 'Description', 'Modified'])
  })
})
