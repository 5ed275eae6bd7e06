/** The ledger's contract on a real PostgreSQL server, and what only several instances can do to one another. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { sql } from 'kysely'
import { Client } from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { system } from '../../lib/environment'
import { hashOf } from '../../lib/ledger/events'
import { Ledger } from '../../lib/ledger/ledger'
import { moveLedger } from '../../lib/ledger/move'
import type { EventRow } from '../../lib/ledger/schema'
import { openStore } from '../../lib/ledger/store'
import { runSource } from '../../lib/red/source'
import { runSteps } from '../../lib/red/step'
import type { Work } from '../../lib/red/work'
import { anOutcome, aRequest, ledgerContract, order } from '../unit/ledger/contract'
import { fakeRed } from '../unit/red/fake-red'
import { missing, mustRun, type Postgres, startPostgres } from './support/postgres'
import { startWire, type Wire } from './support/wire'

test('PostgreSQL is installed', context => {
  if (missing !== undefined) console.info(`The ledger on PostgreSQL is not tested. ${missing}`)
  context.skip(missing !== undefined && !mustRun, missing)
  expect(missing).toBeUndefined()
})

describe.skipIf(missing !== undefined)('PostgreSQL', () => {
  let server: Postgres
  let count = 0
  let schema = ''
  let wires: Wire[] = []
  let ledgers: Ledger[] = []
  beforeAll(async () => {
    server = await startPostgres()
  })
  afterAll(() => server.end())
  beforeEach(() => {
    count += 1
    schema = `schema_${count}`
    wires = []
    ledgers = []
  })
  afterEach(async () => {
    for (const wire of wires) wire.resume()
    await Promise.all(ledgers.map(ledger => ledger.close()))
    for (const wire of wires) wire.end()
  })

  async function ask(statement: string, of = schema): Promise<Record<string, unknown>[]> {
    const client = new Client({ connectionString: server.url(), options: `-c search_path=${of}` })
    await client.connect()
    const { rows } = await client.query(statement)
    await client.end()
    return rows
  }

  /** An instance on the schema of this test; over a wire of its own where one is given. */
  async function instance(name: string, leaseSeconds = 30, wire?: Wire): Promise<Ledger> {
    const url = `postgres://owner@127.0.0.1:${wire?.port ?? server.port}/postgres?schema=${schema}`
    const ledger = await Ledger.open({ store: { url, instance: name, leaseSeconds }, environment: system })
    ledgers.push(ledger)
    return ledger
  }

  async function aWire(): Promise<Wire> {
    const wire = await startWire(server.port)
    wires.push(wire)
    return wire
  }

  const pair = () => Promise.all([instance('a'), instance('b')])

  async function started(ledger: Ledger, more: Parameters<typeof aRequest>[0] = {}) {
    const begun = await ledger.begin(aRequest(more))
    if (begun.verdict !== 'run') throw new Error(`expected a fresh step, got ${begun.verdict}`)
    return begun
  }

  ledgerContract('PostgreSQL', async () => {
    const own = `contract_${count}`
    return {
      open: environment => Ledger.open({ store: { url: server.url('postgres', `schema=${own}`) }, environment }),
      ask: statement => ask(statement, own),
      end: async () => undefined,
    }
  })

  describe('two instances at once', () => {
    test('bring the schema up to date once', async () => {
      await Promise.all(Array.from({ length: 6 }, (_, index) => instance(`i${index}`)))
      expect(await ask('select count(*) from version')).toEqual([{ count: '1' }])
    })

    test('begin a step in one of them, and the other leaves it alone', async () => {
      const both = await pair()
      for (let round = 0; round < 15; round++) {
        const document = { ...order, businessKey: `order ${round}` }
        const begun = await Promise.all(both.map(ledger => ledger.begin(aRequest({ document }))))
        expect(begun.map(({ verdict }) => verdict).toSorted()).toEqual(['elsewhere', 'run'])
      }
    })

    test('get control numbers that are all different, without a gap', async () => {
      const both = await pair()
      const numbers = await Promise.all(
        both.flatMap(ledger => Array.from({ length: 40 }, () => ledger.nextControlNumber('A > B', 999))),
      )
      expect(numbers.toSorted((one, other) => one - other)).toEqual(Array.from({ length: 80 }, (_, index) => index + 1))
    })

    test('claim a name for one document', async () => {
      const both = await pair()
      for (let round = 0; round < 10; round++) {
        const outcomes = await Promise.all(
          both.map(async (ledger, index) => {
            const { stepId } = await started(ledger, { document: { ...order, businessKey: `${round} ${index}` } })
            return ledger.complete(stepId, anOutcome({ claims: [`invoice ${round}`] }))
          }),
        )
        expect(outcomes.map(({ taken }) => taken.length).toSorted((one, other) => one - other)).toEqual([0, 1])
      }
    })

    test('add to one document without forking its chain', async () => {
      const both = await pair()
      await started(both[0])
      await Promise.all(
        Array.from({ length: 16 }, async (_, index) => {
          const ledger = both[index % 2 === 0 ? 0 : 1]
          const { stepId } = await started(ledger, { node: `n${index}` })
          await ledger.complete(stepId, anOutcome({ outputs: [] }))
        }),
      )
      const rows = (await ask('select * from events order by seq')) as never as readonly EventRow[]
      expect(rows).toHaveLength(1 + 1 + 32)
      let head = ''
      for (const row of rows) {
        expect(row.previous).toBe(head)
        expect(hashOf(row)).toBe(row.hash)
        head = row.hash
      }
    })

    test('store documents that both bring once, in whatever order they bring them', async () => {
      const both = await pair()
      const brought = (keys: readonly string[]) =>
        keys.map(businessKey => ({ port: 0, message: {}, document: { ...order, businessKey }, followed: true }))
      for (let round = 0; round < 3; round++) {
        const keys = Array.from({ length: 6 }, (_, index) => `${round} ${index}`)
        const collected = await Promise.all(
          both.map((ledger, index) =>
            ledger.collect({ node: 'n', who: 'n', outputs: brought(index === 0 ? keys : keys.toReversed()) }),
          ),
        )
        expect(collected.map(({ outputs }) => outputs.length).reduce((sum, one) => sum + one)).toBe(6)
      }
      expect(await ask('select count(*) from documents')).toEqual([{ count: '18' }])
    })

    test('do work under one name in turn', async () => {
      const both = await pair()
      let inside = 0
      const count = async (ledger: Ledger) =>
        ledger.exclusively('tokens', async () => {
          inside += 1
          expect(inside).toBe(1)
          await ledger.write('n', String(Number((await ledger.read('n')) ?? 0) + 1))
          inside -= 1
        })
      await Promise.all(both.flatMap(ledger => Array.from({ length: 8 }, () => count(ledger))))
      expect(await both[0].read('n')).toBe('16')
    })
  })

  describe('an instance that lives', () => {
    test('keeps what it has in hand, however long that takes', async () => {
      const [a, b] = await Promise.all([instance('a', 3), instance('b', 1)])
      const { stepId } = await started(a)
      await a.take('poll x')
      await system.sleep(4500)
      expect(await b.unfinished('map')).toEqual([])
      expect(await b.take('poll x')).toEqual({ takenBy: 'a' })
      await a.confirm(stepId)
      expect((await a.complete(stepId, anOutcome())).outputs).toHaveLength(1)
    })

    test('lets others have at once what it leaves when it closes', async () => {
      const [a, b] = await Promise.all([instance('a', 30), instance('b', 1)])
      const { documentId } = await started(a)
      await a.take('poll x')
      await a.close()
      ledgers = ledgers.filter(ledger => ledger !== a)
      await expect.poll(() => b.unfinished('map'), { timeout: 5000 }).toHaveLength(1)
      expect(await b.begin(aRequest())).toMatchObject({ verdict: 'resume', documentId })
      expect(await b.take('poll x')).toBeUndefined()
    })
  })

  describe('an instance that was not heard of', () => {
    async function takenOver() {
      const wire = await aWire()
      const [a, b] = await Promise.all([instance('a', 1, wire), instance('b', 1)])
      const step = await started(a)
      const other = await started(a, { document: { ...order, businessKey: 'other' } })
      await a.complete(other.stepId, anOutcome())
      await a.take('poll x')
      expect(await b.take('poll x')).toEqual({ takenBy: 'a' })
      const told = new Promise<void>(resolve => {
        b.onTakeOver(resolve)
      })
      wire.stall()
      await told
      return { a, b, wire, step }
    }

    test('loses steps, outputs and polls to another together', async () => {
      const { b, step } = await takenOver()
      expect((await b.unfinished('map')).map(({ id }) => id)).toEqual([step.stepId])
      expect(await b.waiting('map')).toHaveLength(1)
      expect(await b.take('poll x')).toBeUndefined()
    })

    test('stores nothing of what it had begun when it wakes up', async () => {
      const { a, b, wire, step } = await takenOver()
      expect(await b.begin(aRequest())).toMatchObject({ verdict: 'resume' })
      wire.resume()
      const before = await b.events(step.documentId)
      await expect(a.confirm(step.stepId)).rejects.toMatchObject({ code: 'lease-lost' })
      await expect(a.note(step.stepId, 'renaming')).rejects.toMatchObject({ code: 'lease-lost' })
      await expect(a.complete(step.stepId, anOutcome())).rejects.toMatchObject({ code: 'lease-lost' })
      await expect(
        a.stop(step.stepId, { state: 'held', who: 'a', reason: 'unit-unknown', words: 'No unit' }),
      ).rejects.toMatchObject({ code: 'lease-lost' })
      expect(await b.events(step.documentId)).toEqual(before)
      expect((await b.complete(step.stepId, anOutcome())).outputs).toHaveLength(1)
    })

    test('goes on as a new one, and takes nothing back', async () => {
      const { a, b, wire } = await takenOver()
      wire.resume()
      const document = { ...order, businessKey: 'new' }
      await expect
        .poll(async () => a.begin(aRequest({ document })).then(({ verdict }) => verdict, String), { timeout: 5000 })
        .toBe('run')
      expect(await a.begin(aRequest())).toMatchObject({ verdict: 'elsewhere' })
      expect(await a.take('poll x')).toEqual({ takenBy: 'b' })
      expect(await b.unfinished('map')).toHaveLength(1)
    })

    test('brings and writes nothing for as long as it does not know that it is another, and begins what is new as that', async () => {
      const [a] = await pair()
      await ask(`delete from leases where instance = 'a'`)
      await expect(a.collect({ node: 'n', who: 'n', outputs: [], mark: { name: 'm', value: '1' } })).rejects.toMatchObject({
        code: 'lease-lost',
      })
      await expect(a.write('token', 'new')).rejects.toMatchObject({ code: 'lease-lost' })
      expect(await ask('select count(*) from documents')).toEqual([{ count: '0' }])
      expect(await ask('select count(*) from marks')).toEqual([{ count: '0' }])
      expect((await Promise.all([started(a), started(a, { node: 'other' })])).map(({ verdict }) => verdict)).toEqual([
        'run',
        'run',
      ])
      expect(await ask(`select count(*) from leases where instance = 'a'`)).toEqual([{ count: '1' }])
    })

    test('frees the work under a name that it was at', async () => {
      const wire = await aWire()
      const [a, b] = await Promise.all([instance('a', 1, wire), instance('b', 1)])
      let inside = () => {}
      const isInside = new Promise<void>(resolve => {
        inside = resolve
      })
      void a
        .exclusively('tokens', () => {
          inside()
          return new Promise(() => undefined)
        })
        .catch(() => undefined)
      await isInside
      wire.stall()
      expect(await b.exclusively('tokens', async () => 'b')).toBe('b')
    })
  })

  describe('the nodes of two instances', () => {
    const work = (effect: Work['effect']): Work => ({
      document: message => ({ kind: 'order', businessKey: String(message.topic), subject: String(message.topic) }),
      effect,
      sequence: () => 'one order',
    })
    const use = (ledger: Ledger) => ({ opening: Promise.resolve(ledger), release: async () => undefined })

    test('finish what one had begun, once, in the order in which it came', async () => {
      const wire = await aWire()
      const [a, b] = await Promise.all([instance('a', 1, wire), instance('b', 1)])
      const [redA, redB] = [fakeRed(), fakeRed()]
      const [nodeA, nodeB] = [redA.add('n', []), redB.add('n', [])]
      const done: string[] = []
      let wake = () => {}
      const paused = new Promise<void>(resolve => {
        wake = resolve
      })
      runSteps(
        redA.RED,
        nodeA.node,
        use(a),
        work(async message => {
          await paused
          done.push(`a ${String(message.topic)}`)
          return { what: 'did', outputs: [] }
        }),
      )
      runSteps(
        redB.RED,
        nodeB.node,
        use(b),
        work(async message => {
          done.push(`b ${String(message.topic)}`)
          return { what: 'did', outputs: [] }
        }),
      )
      redA.start()
      redB.start()
      for (const topic of ['1', '2', '3']) void nodeA.receive({ topic })
      await expect.poll(() => ask('select count(*) from steps')).toEqual([{ count: '3' }])
      wire.stall()
      await expect.poll(() => done, { timeout: 10_000 }).toEqual(['b 1', 'b 2', 'b 3'])
      wire.resume()
      wake()
      // The first was under way; the others ask before they begin.
      await expect.poll(() => nodeA.errors.length, { timeout: 10_000 }).toBe(3)
      expect(done).toEqual(['b 1', 'b 2', 'b 3', 'a 1'])
      expect(await ask(`select count(*) from events where what = 'did'`)).toEqual([{ count: '3' }])
      await Promise.all([nodeA.close(), nodeB.close()])
    })

    test('poll in one of them, until it is gone', async () => {
      const wire = await aWire()
      const [a, b] = await Promise.all([instance('machine a', 1, wire), instance('machine b', 1)])
      const [redA, redB] = [fakeRed(), fakeRed()]
      const [nodeA, nodeB] = [redA.add('in', []), redB.add('in', [])]
      const polls: string[] = []
      const source = (name: string) => ({
        every: 200,
        round: async () => {
          polls.push(name)
          return { what: 'read' }
        },
      })
      runSource(redA.RED, nodeA.node, use(a), source('a'))
      redA.start()
      await expect.poll(() => polls.length).toBeGreaterThan(0)
      runSource(redB.RED, nodeB.node, use(b), source('b'))
      redB.start()
      await expect.poll(() => nodeB.statuses).toContainEqual({ fill: 'grey', shape: 'ring', text: 'polled by machine a' })
      expect(await nodeB.receive({ topic: 'now' })).toBeUndefined()
      expect(polls).not.toContain('b')
      wire.stall()
      await expect.poll(() => polls, { timeout: 15_000 }).toContain('b')
      await Promise.all([nodeB.close(), (wire.resume(), nodeA.close())])
    })
  })

  describe('a ledger that is moved', () => {
    test('from a file to the server and back is the same, and goes on', async () => {
      const folder = mkdtempSync(path.join(tmpdir(), 'ledger-move-'))
      const [file, back] = [path.join(folder, 'ledger.sqlite'), path.join(folder, 'back.sqlite')]
      const before = await Ledger.open({ store: { file }, environment: system })
      for (let index = 0; index < 40; index++) {
        const message = {
          payload: Buffer.from(Array.from({ length: 300 }, (_, byte) => (byte * index) % 256)),
          topic: 'Süß \\ 発注',
        }
        const { stepId } = await started(before, { message, document: { ...order, businessKey: `order ${index}` } })
        if (index > 0) await before.complete(stepId, anOutcome({ names: ['n'], claims: [`c ${index}`] }))
      }
      await before.nextControlNumber('A > B', 99)
      await before.close()
      const url = server.url('postgres', `schema=${schema}`)
      const there = await moveLedger({ file }, { url }, system)
      expect(there.tables).toContainEqual({ table: 'documents', rows: 40 })
      const a = await instance('a')
      expect(await a.unfinished('map')).toHaveLength(1)
      expect(await a.waiting('map')).toHaveLength(39)
      const next = await started(a, { document: { ...order, businessKey: 'new' } })
      expect((await a.complete(next.stepId, anOutcome())).outputs).toHaveLength(1)
      expect(await a.nextControlNumber('A > B', 99)).toBe(2)
      await expect(moveLedger({ url }, { file: back }, system)).rejects.toMatchObject({ code: 'ledger-in-use' })
      await a.close()
      ledgers = []
      const again = await moveLedger({ url }, { file: back }, system)
      expect(again.tables).toContainEqual({ table: 'documents', rows: 41 })
      await expect(instance('a')).rejects.toMatchObject({ code: 'ledger-moved' })
      const after = await Ledger.open({ store: { file: back }, environment: system })
      expect(await after.unfinished('map')).toHaveLength(1)
      expect(await after.nextControlNumber('A > B', 99)).toBe(3)
      expect((await after.audit.verify()).broken).toBeUndefined()
      await after.close()
      rmSync(folder, { recursive: true })
    })
  })

  describe('a connection that breaks', () => {
    test('before a commit reached the server: the work is done once more, and once', async () => {
      const wire = await aWire()
      const a = await instance('a', 30, wire)
      wire.cutNextCommit('before')
      expect(await a.nextControlNumber('A > B', 99)).toBe(1)
      expect(await a.nextControlNumber('A > B', 99)).toBe(2)
    })

    test('after a commit reached the server: the server is asked, and the work is not done again', async () => {
      const wire = await aWire()
      const a = await instance('a', 30, wire)
      wire.cutNextCommit('after')
      expect(await a.nextControlNumber('A > B', 99)).toBe(1)
      expect(await a.nextControlNumber('A > B', 99)).toBe(2)
      wire.cutNextCommit('after')
      const begun = await a.begin(aRequest())
      expect(begun.verdict).toBe('run')
      wire.cutNextCommit('after')
      expect((await a.complete('stepId' in begun ? begun.stepId : '', anOutcome())).outputs).toHaveLength(1)
      expect((await a.events(begun.documentId)).map(({ what }) => what)).toEqual(['received', 'begun', 'mapped'])
    })

    test('is not what many have to fear that wait for one: they wait where nothing times out, and who reads does not wait', async () => {
      const a = await instance('a')
      const store = await openStore({ url: server.url('postgres', `schema=${schema}`) }, system)
      let [inside, most] = [0, 0]
      const slow = () =>
        store.transactions.transaction(async tx => {
          inside += 1
          most = Math.max(most, inside)
          await sql`select pg_sleep(0.05)`.execute(tx)
          inside -= 1
        })
      await Promise.all(Array.from({ length: 40 }, slow))
      await store.database.destroy()
      expect(most).toBe(8)
      expect(await a.tally()).toEqual([])
    })

    test('while nothing is asked over it: the work is done once more', async () => {
      await instance('a')
      const store = await openStore({ url: server.url('postgres', `schema=${schema}`) }, system)
      let tries = 0
      await store.transactions.transaction(async tx => {
        tries += 1
        await tx
          .insertInto('marks')
          .values({ name: `try ${tries}`, value: '' })
          .execute()
        if (tries === 1)
          server.sql(
            'select pg_terminate_backend(pid) from pg_stat_activity where xact_start < now() and pid <> pg_backend_pid()',
          )
        // The server's word comes in while this side says nothing.
        await system.sleep(200)
      })
      await store.database.destroy()
      expect(await ask('select name from marks')).toEqual([{ name: 'try 2' }])
    })

    test('because the server restarts: work waits for it and goes on', async () => {
      const a = await instance('a')
      await a.write('n', '1')
      server.stop('immediate')
      const writing = a.write('n', '2')
      await system.sleep(500)
      server.start()
      await writing
      expect(await a.read('n')).toBe('2')
    })

    test('for longer than a transaction waits: what arrives at a node is kept and done when the server is back', async () => {
      const a = await instance('a')
      const red = fakeRed()
      const node = red.add('n', [])
      const work: Work = {
        document: ({ topic }) => ({ kind: 'order', businessKey: String(topic), subject: String(topic) }),
        effect: async message => ({ what: 'did', outputs: [{ port: 0, message }] }),
      }
      runSteps(red.RED, node.node, { opening: Promise.resolve(a), release: async () => undefined }, work)
      red.start()
      await node.receive({ topic: '0' })
      server.stop('immediate')
      const done = ['1', '2', '3'].map(topic => node.receive({ topic }))
      await expect.poll(() => node.errors, { timeout: 40_000 }).toMatchObject([{ code: 'ledger-unreachable' }])
      server.start()
      expect(await Promise.all(done)).toEqual([undefined, undefined, undefined])
      expect(node.sent.map(({ message }) => message.topic)).toEqual(['0', '1', '2', '3'])
      expect(node.errors).toHaveLength(1)
    }, 60_000)
  })
})
