import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ExactClient } from '../../../lib/exact/client'
import { changesSince, type Changes } from '../../../lib/exact/delta'
import type { ExactRecord, TypedQuery } from '../../../lib/exact/odata'
import { OrderStream } from './order-stream'

const ORDERS = 'purchaseorder/PurchaseOrders'

async function run(stream: OrderStream, cursor?: string, batches = Number.POSITIVE_INFINITY) {
  const seen: Changes[] = []
  for await (const batch of changesSince(stream.client(), 1, ORDERS, cursor, 'sync')) {
    seen.push(batch)
    if (seen.length >= batches) break
  }
  return { seen, handed: seen.flatMap(({ records }) => records.map(quantities)), cursor: seen.at(-1)?.cursor ?? cursor }
}

/** `A 1,2`: the order and its line quantities. */
function quantities(record: ExactRecord): string {
  const lines = record['PurchaseOrderLines'] as ExactRecord[]
  return `${String(record['PurchaseOrderID'])} ${lines.map(line => String(line['QuantityInPurchaseUnits'])).join()}`
}

function orders(pageSize: number, ...lines: [string, number[]][]): OrderStream {
  const stream = new OrderStream(pageSize)
  for (const [id, each] of lines) stream.save(id, each)
  return stream
}

describe('purchase orders by row version', () => {
  it('rows become orders in the shape of the ordinary resource, cost centres by code', async () => {
    const stream = orders(100, ['A', [1, 2]])
    const { seen } = await run(stream)
    const [order] = seen[0]?.records ?? []
    expect(order).toMatchObject({
      PurchaseOrderID: 'A',
      PurchaseOrderLines: [{ ID: 'A-1', CostCenter: 'CC1', CostUnit: null }, { ID: 'A-2' }],
    })
    expect(order).not.toHaveProperty('Timestamp')
  })

  it('nothing changed costs one call and hands on nothing', async () => {
    const stream = orders(100, ['A', [1]], ['B', [1]])
    const { cursor } = await run(stream)
    stream.calls.length = 0
    expect(await run(stream, cursor)).toMatchObject({ seen: [], cursor })
    expect(stream.calls).toHaveLength(1)
  })

  it('a change of one line alone hands on its order, whole, and no other', async () => {
    const stream = orders(100, ['A', [1, 2]], ['B', [1]])
    const { cursor } = await run(stream)
    stream.save('A', [1, 9])
    expect((await run(stream, cursor)).handed).toEqual(['A 1,9'])
  })

  it.each([2, 3, 4, 5, 6, 7, 8])('with %i rows a page no order is handed on with a part of its lines', async pageSize => {
    const stream = orders(pageSize, ['A', [1, 2]], ['B', [1, 2, 3, 4]], ['C', [1]], ['D', [1, 2, 3]])
    const { handed } = await run(stream)
    expect(new Set(handed)).toEqual(new Set(['A 1,2', 'B 1,2,3,4', 'C 1', 'D 1,2,3']))
  })

  it.each([3, 5, 6, 7, 8, 9])(
    'orders saved at the same moment, their rows in turns, are handed on whole with %i rows a page',
    async pageSize => {
      const stream = new OrderStream(pageSize)
      stream.save('A', [1, 2, 3, 4, 5, 6])
      stream.save('B', [7, 8, 9, 10, 11, 12], ['A'])
      expect(new Set((await run(stream)).handed)).toEqual(new Set(['A 1,2,3,4,5,6', 'B 7,8,9,10,11,12']))
    },
  )

  it('an order of which a line comes without its header is read whole', async () => {
    const stream = orders(100, ['A', [1, 2]])
    const { cursor } = await run(stream)
    stream.restampLine('A', 2)
    expect((await run(stream, cursor)).handed).toEqual(['A 1,2'])
  })

  it('an order whose rows move away from the edge of a page is never handed on without them', async () => {
    // The first page ends with A's header; then A is saved anew, so its lines are not on the second page.
    const stream = orders(4, ['X', [1, 1]], ['A', [1, 2]], ['B', [1, 1]], ['C', [1, 1]])
    stream.beforePage.set(2, () => stream.save('A', [7, 8]))
    const { handed } = await run(stream)
    expect(handed.filter(text => text.startsWith('A'))).not.toHaveLength(0)
    for (const text of handed) expect(['X 1,1', 'A 7,8', 'B 1,1', 'C 1,1']).toContain(text)
  })

  it('a run begun again from any stored cursor misses nothing and hands on whole orders only', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 2, max: 9 }),
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 80 }),
        fc.nat(60),
        fc.constantFrom('first' as const, 'last' as const),
        async (pageSize, counts, stopAfter, header) => {
          const all = counts.map((count, n): [string, number[]] => [
            `O${n}`,
            Array.from({ length: count }, (_, line) => line + 1),
          ])
          const stream = new OrderStream(pageSize, header)
          for (const [id, lines] of all) stream.save(id, lines)
          const first = stopAfter === 0 ? { handed: [], cursor: undefined } : await run(stream, undefined, stopAfter)
          const second = await run(stream, first.cursor)
          expect(new Set([...first.handed, ...second.handed])).toEqual(new Set(all.map(([id, lines]) => `${id} ${lines.join()}`)))
        },
      ),
      { numRuns: 150 },
    )
  })

  it.each([4, 7, 9])(
    'orders that reach over pages of %i rows are whole, wherever a run is broken off and begun again',
    async pageSize => {
      const stream = new OrderStream(pageSize, 'last')
      // Orders of several lengths meet the edges of the pages in every way.
      for (let n = 0; n < 45; n++) stream.save(`O${n}`, [1, 2, 3, 4, 5, 6, 7, 8, 9].slice(0, n % 7 === 0 ? 4 : 9))
      const all = [...stream.orders.values()].map(order => quantities(stream.whole(order)))
      const batches = (await run(stream)).seen.length
      for (let stopAfter = 1; stopAfter <= batches; stopAfter++) {
        const first = await run(stream, undefined, stopAfter)
        const second = await run(stream, first.cursor)
        expect(new Set([...first.handed, ...second.handed])).toEqual(new Set(all))
      }
    },
  )

  it('orders that change while the run is under way are handed on whole, and as they were left', async () => {
    const change = fc.record({
      page: fc.integer({ min: 2, max: 8 }),
      order: fc.integer({ min: 0, max: 5 }),
      lines: fc.integer({ min: 1, max: 5 }),
    })
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 2, max: 9 }), fc.array(change, { maxLength: 6 }), async (pageSize, changes) => {
        const stream = new OrderStream(pageSize)
        const states = new Set<string>()
        const save = (order: number, count: number, round: number) => {
          const lines = Array.from({ length: count }, (_, n) => round * 10 + n)
          stream.save(`O${order}`, lines)
          states.add(`O${order} ${lines.join()}`)
        }
        for (let order = 0; order < 6; order++) save(order, 1 + ((order * 2) % 5), 0)
        const byPage = Map.groupBy(changes, ({ page }) => page)
        let round = 0
        for (const [page, some] of byPage)
          stream.beforePage.set(page, () => some.forEach(({ order, lines }) => save(order, lines, ++round)))
        const { handed } = await run(stream)
        for (const text of handed) expect(states).toContain(text)
        const last = new Map(handed.map(text => [text.split(' ')[0], text]))
        for (const order of stream.orders.values()) expect(last.get(order.id)).toBe(quantities(stream.whole(order)))
      }),
      { numRuns: 200 },
    )
  })

  it('ten thousand orders of ten lines take less than one call for 58 orders', async () => {
    const stream = new OrderStream(1000)
    for (let n = 0; n < 10_000; n++)
      stream.save(`${String(n).padStart(8, '0')}-0000-4000-8000-000000000000`, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
    const { handed } = await run(stream)
    expect(new Set(handed.map(text => text.slice(0, 36))).size).toBe(10_000)
    expect(stream.calls.length).toBeLessThan(10_000 / 58)
  })

  it('an order deleted before it could be read whole is left out', async () => {
    const stream = orders(2, ['A', [1, 2]], ['B', [1]])
    stream.beforePage.set(3, () => stream.orders.delete('A'))
    expect((await run(stream)).handed).toEqual(['B 1'])
  })

  it('a cursor of another strategy begins anew', async () => {
    const stream = orders(100, ['A', [1]])
    expect((await run(stream, '{"strategy":"modified","records":"2026-01-01T00:00:00"}')).handed).toEqual(['A 1'])
  })
})

/** Answers queries by resource and notes their filters. */
function scripted(answer: (resource: string, filter: string) => ExactRecord[][]) {
  const asked: [string, string][] = []
  const pages = async function* (_division: number, resource: string, query: TypedQuery) {
    asked.push([resource, query.filter ?? ''])
    yield* answer(resource, query.filter ?? '')
  }
  const find = async (division: number, resource: string, query: TypedQuery) => {
    const found: ExactRecord[] = []
    for await (const page of pages(division, resource, query)) found.push(...page)
    return found
  }
  return { client: { pages, find } as unknown as ExactClient, asked }
}

describe('changes by time', () => {
  it('the next mark is the highest time received, less an hour and five minutes, and moves only at the end', async () => {
    const { client, asked } = scripted(() => [
      [{ ID: 'a', Modified: '2026-01-15T10:00:00' }],
      [{ ID: 'b', Modified: '2026-01-14T10:00:00' }],
    ])
    const batches: Changes[] = []
    for await (const batch of changesSince(client, 1, 'vat/VATCodes', undefined, 'modified')) batches.push(batch)
    expect(batches.map(({ records }) => records.length)).toEqual([1, 1, 0])
    expect(batches.slice(0, 2).map(({ cursor }) => cursor)).toEqual(['{"strategy":"modified"}', '{"strategy":"modified"}'])
    for await (const _ of changesSince(client, 1, 'vat/VATCodes', batches[2]?.cursor, 'modified'));
    expect(asked.map(([, filter]) => filter)).toEqual(['', "Modified ge datetime'2026-01-15T08:55:00'"])
  })

  it('a purchase order of which only a line has changed is read whole', async () => {
    const { client, asked } = scripted((resource, filter) => {
      if (resource !== ORDERS) return [[{ ID: 'l', PurchaseOrderID: 'o', Modified: '2026-01-16T09:00:00' }]]
      if (filter === '')
        return [
          [{ PurchaseOrderID: 'o', Modified: '2026-01-15T09:00:00', PurchaseOrderLines: [{ Modified: '2026-01-15T09:00:00' }] }],
        ]
      return filter.startsWith('Modified') ? [] : [[{ PurchaseOrderID: 'o', PurchaseOrderLines: [{ ID: 'l' }] }]]
    })
    let cursor: string | undefined
    for await (const batch of changesSince(client, 1, ORDERS, undefined, 'modified')) cursor = batch.cursor
    const handed: ExactRecord[] = []
    for await (const batch of changesSince(client, 1, ORDERS, cursor, 'modified')) {
      handed.push(...batch.records)
      cursor = batch.cursor
    }
    expect(handed).toMatchObject([{ PurchaseOrderID: 'o', PurchaseOrderLines: [{ ID: 'l' }] }])
    expect(asked.at(-1)).toEqual([ORDERS, "PurchaseOrderID eq guid'o'"])
    expect(JSON.parse(cursor ?? '')).toMatchObject({ records: '2026-01-15T09:00:00', lines: '2026-01-16T09:00:00' })
  })

  it('an unknown resource is refused in plain words', async () => {
    const { client } = scripted(() => [])
    await expect(changesSince(client, 1, 'x/Y', undefined, 'modified').next()).rejects.toMatchObject({
      code: 'exact-resource-unknown',
    })
  })
})
