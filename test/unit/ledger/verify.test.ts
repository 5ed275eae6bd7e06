import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DatabaseSync } from 'node:sqlite'
import '../../support/seed'
import { type Audited, anAudited, passed, type Row } from './audited'

let audited: Audited
beforeAll(async () => {
  audited = await anAudited(async (ledger, environment) => {
    for (const number of ['7001', '7002', '7003']) await passed(ledger, number, environment)
    await ledger.audit.seal()
    for (const number of ['7004', '7005']) await passed(ledger, number, environment)
  })
})
afterAll(() => audited.end())

const rows = (database: DatabaseSync, table: string) => database.prepare(`SELECT * FROM ${table} ORDER BY 1`).all() as Row[]

describe('a ledger that nobody has touched', () => {
  it('is vouched for, and the counts say for how much', async () => {
    expect(await audited.after(() => undefined)).toEqual({
      documents: 5,
      events: 15,
      payloads: 5,
      pruned: 0,
      checkpoints: 2,
      unsealed: 0,
      seal: expect.stringMatching(/^2 [0-9a-f]{64}$/),
      broken: undefined,
    })
  })
})

describe('one changed byte', () => {
  const columns = {
    events: [
      'document_id',
      'at',
      'what',
      'who',
      'detail',
      'state',
      'reason',
      'content',
      'payloads',
      'instance',
      'version',
      'previous',
      'hash',
    ],
    documents: [
      'id',
      'kind',
      'business_key',
      'parent_id',
      'subject',
      'partner',
      'state',
      'reason',
      'content',
      'head',
      'created_at',
      'updated_at',
    ],
    payloads: ['sha256', 'bytes', 'created_at'],
    checkpoints: ['at', 'digest', 'previous', 'seal', 'pruned_before'],
  }
  const places = Object.entries(columns).flatMap(([table, names]) => names.map(column => ({ table, column })))

  for (const { table, column } of places) {
    it(`in ${table}.${column} is found, whichever row it is`, async () => {
      const examples = fc.record({ row: fc.nat(), at: fc.nat(), bit: fc.integer({ min: 0, max: 6 }) })
      await fc.assert(
        fc.asyncProperty(examples, async ({ row, at, bit }) => {
          const { broken } = await audited.after(database => {
            const all = rows(database, table)
            const victim = all[row % all.length] ?? {}
            const [key] = Object.keys(victim) as [string]
            const id = victim[key] as never
            database.prepare(`UPDATE ${table} SET ${column} = ? WHERE ${key} = ?`).run(flipped(victim[column], at, bit), id)
          })
          expect(broken?.what).toEqual(expect.any(String))
        }),
        { numRuns: 3 },
      )
    })
  }
})

/** One bit of the value; something where there was nothing. */
function flipped(value: Row[string] | undefined, at: number, bit: number): Row[string] {
  if (value instanceof Uint8Array) {
    const copy = Uint8Array.from(value)
    copy[at % copy.length] = (copy[at % copy.length] ?? 0) ^ (1 << bit)
    return copy
  }
  if (typeof value === 'string' && value !== '') {
    const place = at % value.length
    return `${value.slice(0, place)}${String.fromCharCode(value.charCodeAt(place) ^ (1 << bit) || 1)}${value.slice(place + 1)}`
  }
  return 'x'
}

describe('a row that was removed, moved or added', () => {
  const broken = async (statement: string) => (await audited.after(database => database.exec(statement))).broken

  it('in the middle of a history is named by the event after it', async () => {
    expect(await broken('DELETE FROM events WHERE seq = 5')).toEqual({
      table: 'events',
      subject: 'Purchase order 7002',
      event: 6,
      what: 'it does not follow event 4, the one before it: an event was removed, added or moved',
    })
  })

  it('at the end of a history is named by its document', async () => {
    expect(await broken('DELETE FROM events WHERE seq = 6')).toEqual({
      table: 'documents',
      subject: 'Purchase order 7002',
      event: 5,
      what: expect.stringMatching(/^its head is not the hash of its newest event 5/),
    })
  })

  it('at the end of a history, with the head and state put back, is found by its checkpoint', async () => {
    const { broken: found } = await audited.after(database => {
      const [, previous] = rows(database, 'events').filter(
        ({ document_id }) => document_id === rows(database, 'documents')[1]?.['id'],
      )
      database
        .prepare('DELETE FROM events WHERE document_id = ? AND seq > ?')
        .run(previous?.['document_id'] as never, previous?.['seq'] as never)
      database
        .prepare('UPDATE documents SET head = ?, state = ?, content = NULL, updated_at = ? WHERE id = ?')
        .run(
          previous?.['hash'] as never,
          previous?.['state'] as never,
          previous?.['at'] as never,
          previous?.['document_id'] as never,
        )
    })
    expect(found).toEqual({
      table: 'events',
      event: 6,
      what: '1 of the 9 events that checkpoint 1 sealed (1 to 9) is missing, the first is 6: a document or its events were removed',
    })
  })

  it('with a whole document and everything of it is found by its checkpoint', async () => {
    const { broken: found } = await audited.after(database => {
      const id = rows(database, 'events').find(({ seq }) => seq === 4)?.['document_id'] as string
      for (const table of ['events', 'steps', 'outputs', 'names', 'payload_uses'])
        database.exec(`DELETE FROM ${table} WHERE document_id = '${id}'`)
      database.exec(`DELETE FROM documents WHERE id = '${id}'`)
    })
    expect(found?.what).toMatch(/^3 of the 9 events that checkpoint 1 sealed .* the first is 4/)
  })

  it('of a document alone is named by its first event', async () => {
    const { broken: found } = await audited.after(database => {
      const id = rows(database, 'events').find(({ seq }) => seq === 4)?.['document_id'] as string
      database.exec(`DELETE FROM documents WHERE id = '${id}'`)
    })
    expect(found).toMatchObject({
      table: 'events',
      subject: 'Purchase order 7002',
      event: 4,
      what: expect.stringMatching(/is not there/),
    })
  })

  it('of bytes is named by the event that brought them', async () => {
    const { broken: found } = await audited.after(database => {
      const first = rows(database, 'events').find(({ payloads }) => payloads !== null)?.['payloads'] as string
      database.exec(`DELETE FROM payloads WHERE sha256 = '${first.slice(1)}'`)
    })
    expect(found).toMatchObject({
      table: 'payloads',
      subject: 'Purchase order 7001',
      event: 2,
      what: expect.stringMatching(/were removed/),
    })
  })

  it('of the newest checkpoint is found', async () => {
    expect(await broken('DELETE FROM checkpoints WHERE number = 2')).toMatchObject({ table: 'checkpoints' })
    expect(await broken('DELETE FROM checkpoints WHERE number = 1')).toMatchObject({ table: 'checkpoints' })
  })

  it('in place of another is found', async () => {
    expect(
      await broken(
        'UPDATE events SET seq = CASE seq WHEN 4 THEN -6 WHEN 6 THEN -4 ELSE seq END; UPDATE events SET seq = -seq WHERE seq < 0',
      ),
    ).toMatchObject({
      table: 'events',
      subject: 'Purchase order 7002',
    })
  })

  it('copied from another is found', async () => {
    const { broken: found } = await audited.after(database => {
      const [{ seq: _seq, ...copy }] = rows(database, 'events') as [Row]
      const names = Object.keys(copy)
      database
        .prepare(`INSERT INTO events (${names.join()}) VALUES (${names.map(() => '?').join()})`)
        .run(...(Object.values(copy) as never[]))
    })
    expect(found).toMatchObject({ table: 'events', event: 16 })
  })

  it('as if retention had done it is found, because no checkpoint tells of it', async () => {
    expect(await broken("UPDATE payloads SET bytes = x'', pruned_at = '2026-02-01T00:00:00.000Z'")).toMatchObject({
      table: 'payloads',
      what: expect.stringMatching(/no checkpoint tells of it/),
    })
  })
})

describe('a ledger that was written anew as a whole', () => {
  it('is known by a seal that was noted outside of it', async () => {
    const { seal = '' } = await audited.after(() => undefined)
    const [number, noted] = seal.split(' ') as [string, string]
    expect((await audited.after(() => undefined, { number: Number(number), seal: noted })).broken).toBeUndefined()
    expect((await audited.after(() => undefined, { number: 1, seal: noted })).broken?.what).toMatch(/not the one that was noted/)
    expect((await audited.after(() => undefined, { number: 9, seal: noted })).broken?.table).toBe('checkpoints')
  })
})

describe('retention', () => {
  it('removes bytes of documents at their end, is sealed, and is no fault; the same bytes are kept when they come again', async () => {
    const pruned = await anAudited(async (ledger, environment) => {
      const old = await passed(ledger, '1', environment)
      await ledger.begin({
        node: 'map',
        who: 'edi-map',
        message: { payload: Buffer.from('of an open document') },
        document: { kind: 'purchase-order', businessKey: 'open', subject: 'Purchase order 2' },
      })
      environment.advance(1_000)
      expect(await ledger.audit.prune(environment.now())).toBe(1)
      expect(await ledger.audit.prune(environment.now())).toBe(0)
      expect((await ledger.replays.detail(old))?.payloads).toMatchObject([{ pruned_at: expect.any(String) }])
    })
    const verified = await pruned.after(() => undefined)
    expect(verified).toMatchObject({ payloads: 2, pruned: 1, broken: undefined })
    pruned.end()

    const again = await anAudited(async (ledger, environment) => {
      await passed(ledger, '1', environment)
      environment.advance(1_000)
      await ledger.audit.prune(environment.now())
      environment.advance(1_000)
      await ledger.begin({
        node: 'map',
        who: 'edi-map',
        message: { payload: Buffer.from('bytes of 1') },
        document: { kind: 'purchase-order', businessKey: 'again', subject: 'Purchase order 1 once more' },
      })
    })
    expect(await again.after(() => undefined)).toMatchObject({ payloads: 1, pruned: 0, broken: undefined })
    again.end()
  })
})

describe('a checkpoint', () => {
  it('reads only what is new since the one before', async () => {
    const sealed = await anAudited(async (ledger, environment) => {
      await passed(ledger, '1', environment)
      expect(await ledger.audit.seal()).toMatchObject({ number: 1, first_seq: 1, last_seq: 3, events: 3 })
      await passed(ledger, '2', environment)
      expect(await ledger.audit.seal()).toMatchObject({ number: 2, first_seq: 4, last_seq: 6, events: 3 })
      expect(await ledger.audit.seal()).toBeUndefined()
    })
    expect(await sealed.after(() => undefined)).toMatchObject({ events: 6, checkpoints: 2, broken: undefined })
    sealed.end()
  })
})
