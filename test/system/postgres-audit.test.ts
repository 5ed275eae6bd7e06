/** Verification and replays on a real PostgreSQL server, with several instances at work. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { Client } from 'pg'
import { system } from '../../lib/environment'
import { Ledger } from '../../lib/ledger/ledger'
import { missing, type Postgres, startPostgres } from './support/postgres'

describe.skipIf(missing !== undefined)('a ledger on PostgreSQL', () => {
  let server: Postgres
  let count = 0
  let ledgers: Ledger[] = []
  beforeAll(async () => {
    server = await startPostgres()
  })
  afterAll(() => server.end())
  beforeEach(() => {
    count += 1
    ledgers = []
    return async () => void (await Promise.all(ledgers.map(ledger => ledger.close())))
  })

  async function instance(name: string): Promise<Ledger> {
    const url = `postgres://owner@127.0.0.1:${server.port}/postgres?schema=audit_${count}`
    const ledger = await Ledger.open({ store: { url, instance: name, leaseSeconds: 30 }, environment: system })
    ledgers.push(ledger)
    return ledger
  }

  async function change(statement: string): Promise<void> {
    const client = new Client({ connectionString: server.url(), options: `-c search_path=audit_${count}` })
    await client.connect()
    await client.query(statement)
    await client.end()
  }

  async function held(ledger: Ledger, key: string): Promise<{ documentId: string; stepId: string }> {
    const begun = await ledger.begin({
      node: 'n',
      who: 'n',
      message: { payload: Buffer.from(`bytes ${key}`) },
      document: { kind: 'test', businessKey: key, subject: `Document ${key}` },
      sequence: key.split('/')[0] ?? '',
    })
    if (begun.verdict !== 'run') throw new Error(begun.verdict)
    await ledger.stop(begun.stepId, { state: 'held', who: 'n', reason: 'why', words: 'It stopped' })
    return begun
  }
  const asked = (documentId: string) => ({ documentId, kind: 'read-again', who: 'user clerk', words: '' }) as const

  test('is sealed while several instances write, and verified while they go on', async () => {
    const [one, two] = [await instance('one'), await instance('two')]
    const writing = Promise.all(
      [one, two].map(async (ledger, which) => {
        for (let index = 0; index < 40; index += 1) await held(ledger, `${which}-${index}`)
      }),
    )
    const sealing = (async () => {
      for (let round = 0; round < 15; round += 1) {
        await Promise.all([one.audit.seal(), two.audit.seal()])
        expect((await one.audit.verify()).broken).toBeUndefined()
      }
    })()
    await Promise.all([writing, sealing])
    await one.audit.seal()
    expect(await two.audit.verify()).toMatchObject({ documents: 80, events: 240, payloads: 80, unsealed: 0, broken: undefined })
    await change("UPDATE events SET who = 'x' WHERE seq = 100")
    expect((await two.audit.verify()).broken).toMatchObject({ table: 'events', event: 100 })
  })

  test('grants a replay that two instances ask for at once to one of them', async () => {
    const [one, two] = [await instance('one'), await instance('two')]
    const { documentId } = await held(one, '1')
    const ends = await Promise.allSettled([one.replays.request(asked(documentId)), two.replays.request(asked(documentId))])
    expect(ends.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    expect((await one.replays.detail(documentId))?.replays).toHaveLength(1)
  })

  test('knows who waits for whom, corrects, abandons and prunes', async () => {
    const ledger = await instance('one')
    const original = await held(ledger, '1/original')
    const later = await held(ledger, '1/change')
    expect(await ledger.replays.stoppedAhead(later.stepId)).toMatchObject({ subject: 'Document 1/original' })
    await ledger.stop(later.stepId, { state: 'held', who: 'n', reason: 'waits-for-original', words: 'It waits' })
    await ledger.replays.abandon({ documentId: original.documentId, who: 'user clerk', words: 'keyed by hand' })
    expect((await ledger.unfinished('n')).map(({ id }) => id)).toEqual([later.stepId])
    expect(await ledger.replays.stoppedAhead(later.stepId)).toBeUndefined()
    expect(await ledger.audit.prune(new Date(Date.now() + 1_000))).toBe(1)
    expect(await ledger.audit.verify()).toMatchObject({ pruned: 1, broken: undefined })
    expect(await ledger.replays.search({ states: ['abandoned'] }, { order: 'newest', limit: 5 })).toHaveLength(1)
  })
})
