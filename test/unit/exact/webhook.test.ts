import { createHmac } from 'node:crypto'
import { describe, expect, it, test } from 'vitest'
import type { ExactClient } from '../../../lib/exact/client'
import { signedEvent } from '../../../lib/exact/webhook-delivery'
import { webhookMemory } from '../../../lib/exact/webhook-memory'
import { subscribe, type Subscriber, unsubscribe } from '../../../lib/exact/webhook-subscriptions'
import { inMemoryStateStore } from '../../../lib/ledger/state-store'

const secret = 's3cret'
const division = 510001
const content =
  '{"Topic":"PurchaseOrders","ClientId":"c","Division":510001,"Action":"Update","Key":"k","EventCreatedOn":"2026-07-24T10:11:12.123"}'

function bytes(told: string, hash = hashOf(told)): Buffer {
  return Buffer.from(`{"Content":${told},"HashCode":"${hash}"}`)
}

function hashOf(told: string, key = secret): string {
  return createHmac('sha256', key).update(told).digest('hex').toUpperCase()
}

describe('a delivery', () => {
  it('with the signature of Exact Online tells of its event', () => {
    expect(signedEvent(bytes(content), secret)).toEqual({
      topic: 'PurchaseOrders',
      division,
      key: 'k',
      action: 'Update',
      createdOn: '2026-07-24T10:11:12.123',
      id: hashOf(content),
    })
  })

  it('is signed over its bytes: the same content in another writing is another one', () => {
    const spaced = content.replace(',', ', ')
    expect(signedEvent(bytes(spaced, hashOf(content)), secret)).toBeUndefined()
    expect(signedEvent(bytes(spaced), secret)).toBeDefined()
  })

  it('may hold text that looks like its own end', () => {
    const told = content.replace('"Key"', '"Of":"é","HashCode":"x","Key"')
    expect(signedEvent(bytes(told), secret)?.key).toBe('k')
  })

  it.each([
    ['another secret', bytes(content, hashOf(content, 'other'))],
    [
      'one digit changed',
      bytes(
        content,
        hashOf(content).replace(/.$/, last => (last === '0' ? '1' : '0')),
      ),
    ],
    ['a signature in lower case', bytes(content, hashOf(content).toLowerCase())],
    ['a signature cut short', bytes(content, hashOf(content).slice(0, 62))],
    ['no signature', Buffer.from(`{"Content":${content}}`)],
    ['no content', bytes('')],
    ['content that is no JSON', bytes('{')],
    ['content without a key', bytes('{"Topic":"PurchaseOrders","Division":510001}')],
    ['nothing', Buffer.alloc(0)],
  ])('with %s is none', (_what, raw) => {
    expect(signedEvent(raw, secret)).toBeUndefined()
  })

  it('is never right where no secret was given', () => {
    expect(signedEvent(bytes(content, hashOf(content, '')), '')).toBeUndefined()
  })
})

describe('the memory of deliveries', () => {
  const hour = 3_600_000
  function aMemory(start = '2026-07-24T10:00:00.000Z') {
    let now = Date.parse(start)
    const store = inMemoryStateStore()
    const begun = () => webhookMemory(store, 'hook', { now: () => new Date(now) })
    const pass = (hours: number) => {
      now += hours * hour
    }
    return { memory: begun(), begun, pass, store }
  }

  test('takes an event once', async () => {
    const { memory } = aMemory()
    const event = { id: 'A', createdOn: '2026-07-24T12:00:00.123' }
    expect(await Promise.all([memory.recognise(event), memory.recognise(event)])).toEqual(['new', 'repeated'])
    expect(await memory.recognise({ ...event, id: 'B' })).toBe('new')
  })

  test('still knows an event at the end of its window, and does not take it after', async () => {
    const { memory, pass } = aMemory()
    const event = { id: 'A', createdOn: '2026-07-25T09:00:00' }
    expect(await memory.recognise(event)).toBe('new')
    pass(46)
    expect(await memory.recognise(event)).toBe('repeated')
    pass(2)
    expect(await memory.recognise(event)).toBe('out-of-time')
  })

  test('outlives the process, to the end of the window', async () => {
    const { memory, begun, pass } = aMemory()
    const event = { id: 'A', createdOn: '2026-07-25T09:00:00' }
    expect(await memory.recognise(event)).toBe('new')
    expect(await begun().recognise(event)).toBe('repeated')
    pass(46)
    expect(await begun().recognise(event)).toBe('repeated')
  })

  test('is one for all processes that share the store', async () => {
    const { memory, begun, pass } = aMemory()
    const other = begun()
    const event = (id: string) => ({ id, createdOn: '2026-07-24T12:00:00' })
    expect(await Promise.all([memory.recognise(event('A')), other.recognise(event('A'))])).toEqual(['new', 'repeated'])
    expect([await other.recognise(event('B')), await memory.recognise(event('B'))]).toEqual(['new', 'repeated'])
    pass(3)
    expect([await other.recognise(event('C')), await memory.recognise(event('C'))]).toEqual(['new', 'repeated'])
  })

  test('stores a burst in a few writes, and keeps no more rows however long it lives', async () => {
    const { memory, pass, store } = aMemory()
    const written: string[] = []
    const { write } = store
    store.write = async (name, value) => {
      written.push(name)
      await write(name, value)
    }
    const burst = Array.from({ length: 200 }, (_, n) => memory.recognise({ id: `${n}`, createdOn: 'Friday' }))
    expect(new Set(await Promise.all(burst))).toEqual(new Set(['new']))
    expect(written.length).toBeLessThan(3)
    for (let n = 0; n < 200; n += 1) {
      pass(1)
      expect(await memory.recognise({ id: `of hour ${n}`, createdOn: 'Friday' })).toBe('new')
    }
    expect(new Set(written).size).toBe(64)
  })

  test('of a store that fails says so and remembers nothing', async () => {
    const { memory, store } = aMemory()
    const event = { id: 'A', createdOn: '2026-07-24T12:00:00' }
    const { write } = store
    store.write = () => Promise.reject(new Error('the disk is full'))
    await expect(memory.recognise(event)).rejects.toThrow('the disk is full')
    store.write = write
    expect(await memory.recognise(event)).toBe('new')
  })

  test.each(['2026-07-23T09:59:00', '/Date(1784800740000)/', '2026-07-23T09:59:00Z', '2026-07-25T10:01:00'])(
    'takes no event of %s, more than a day away',
    async createdOn => {
      expect(await aMemory().memory.recognise({ id: 'A', createdOn })).toBe('out-of-time')
    },
  )

  test('takes an event whose moment it cannot read, once', async () => {
    const { memory } = aMemory()
    expect(await memory.recognise({ id: 'A', createdOn: 'Friday' })).toBe('new')
    expect(await memory.recognise({ id: 'A', createdOn: 'Friday' })).toBe('repeated')
  })
})

describe('subscriptions', () => {
  const ours = 'https://node-red.test/edi-loop/exact-webhook/hook'
  interface Row {
    ID: string
    Topic: string
    CallbackURL: string
    ClientID: string | null
  }

  function anApp(...rows: Partial<Row>[]) {
    const calls: string[] = []
    const standing = rows.map((row, n) => ({ ID: `id${n}`, Topic: 'Items', CallbackURL: ours, ClientID: 'app', ...row }))
    const client = {
      find: async () => standing,
      create: async (_division: number, _path: string, body: Row) => void calls.push(`create ${body.Topic} ${body.CallbackURL}`),
      update: async (_division: number, _path: string, key: string, body: Row) =>
        void calls.push(`update ${key} ${body.CallbackURL}`),
      remove: async (_division: number, _path: string, key: string) => void calls.push(`remove ${key}`),
    } as unknown as ExactClient
    const subscriber: Subscriber = {
      client,
      clientId: '{APP}',
      base: 'https://node-red.test/',
      name: 'hook',
      isOther: name => name === 'busy',
    }
    return { calls, subscriber }
  }

  test('are made where they are missing', async () => {
    const { calls, subscriber } = anApp({ ClientID: 'another app', CallbackURL: 'https://other.test/' })
    expect(await subscribe(subscriber, division, ['Items'])).toEqual({ made: 1, changed: 0, removed: 0 })
    expect(calls).toEqual([`create Items ${ours}`])
  })

  test('that stand are left as they are', async () => {
    const { calls, subscriber } = anApp({})
    await subscribe(subscriber, division, ['Items'])
    expect(calls).toEqual([])
  })

  test('of the same node at another address move, and those of a node that is gone are taken over', async () => {
    const { calls, subscriber } = anApp(
      { CallbackURL: 'https://old.test/edi-loop/exact-webhook/hook' },
      { Topic: 'Accounts', CallbackURL: 'https://node-red.test/edi-loop/exact-webhook/gone' },
    )
    await subscribe(subscriber, division, ['Items', 'Accounts'])
    expect(calls).toEqual([`update id0 ${ours}`, `update id1 ${ours}`])
  })

  test.each(['https://node-red.test/edi-loop/exact-webhook/busy', 'https://shop.test/hooks/exact'])(
    'that %s holds are not taken over',
    async CallbackURL => {
      const { calls, subscriber } = anApp({ CallbackURL })
      await expect(subscribe(subscriber, division, ['Items'])).rejects.toMatchObject({ code: 'webhook-taken' })
      expect(calls).toEqual([])
    },
  )

  test('of topics that are no longer wanted end, and only those of this node', async () => {
    const { calls, subscriber } = anApp({}, { Topic: 'Accounts' }, { Topic: 'Contacts', CallbackURL: 'https://shop.test/' })
    await subscribe(subscriber, division, ['Items'])
    expect(calls).toEqual(['remove id1'])
    expect(await unsubscribe(subscriber, division)).toBe(2)
  })
})
