/** The ledger node on PostgreSQL: what it shows, what its test button tells, and that the password stays with the credentials. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import ediLedger from '../../nodes/edi-ledger'
import type { LedgerUse } from '../../lib/red/ledgers'
import type { AdminRequest, AdminResponse, Handler, Red, Status } from '../../lib/red/types'
import { missing, type Postgres, startPostgres } from './support/postgres'

const secret = 'hush-hush'

describe.skipIf(missing !== undefined)('the ledger node', () => {
  let server: Postgres
  let closing: (() => Promise<void>)[] = []
  beforeAll(async () => {
    server = await startPostgres()
    server.sql(`create role guarded login password '${secret}'`)
    server.sql('create database place owner guarded')
  })
  afterAll(() => server.end())
  afterEach(async () => {
    for (const close of closing) await close()
    closing = []
  })

  const url = (password = secret) => `postgres://guarded:${password}@127.0.0.1:${server.port}/place`

  /** The part of Node-RED that the node uses; `deploy` makes one, `ask` calls an admin route. */
  function aRed() {
    const routes = new Map<string, Handler>()
    const nodes = new Map<string, unknown>()
    let construct: ((this: object, config: object) => void) | undefined
    const route = (method: string) => (path: string, _permission: Handler, handler: Handler) =>
      void routes.set(`${method} ${path}`, handler)
    const RED = {
      nodes: {
        createNode: (node: { id: string }, config: { id: string }) => void nodes.set((node.id = config.id), node),
        registerType: (_type: string, made: typeof construct) => void (construct = made),
        getNode: (id: string) => nodes.get(id),
      },
      settings: { ediLedgerInstance: 'machine a' },
      httpAdmin: { get: route('get'), post: route('post') },
      auth: { needsPermission: () => () => undefined },
      events: { on: () => undefined },
      log: { info: () => undefined, warn: () => undefined },
    } as unknown as Red
    ediLedger(RED)
    const deploy = (credentials: object, settings: object = {}) => {
      const statuses: Status[] = []
      const said: unknown[] = []
      const closers: ((removed: boolean, done: () => void) => void)[] = []
      const node = {
        type: 'edi-ledger',
        credentials,
        on: (_event: string, closer: (removed: boolean, done: () => void) => void) => void closers.push(closer),
        status: (status: Status) => void statuses.push(status),
        ...Object.fromEntries(['log', 'warn', 'error'].map(name => [name, (text: unknown) => void said.push(text)])),
      } as unknown as { use: LedgerUse }
      const config = {
        id: 'ledger',
        type: 'edi-ledger',
        version: 1,
        store: 'postgres',
        file: '',
        logSteps: false,
        retentionDays: '2555',
        ...settings,
      }
      construct?.call(node, config)
      closing.push(() => Promise.all(closers.map(close => new Promise<void>(done => close(false, done)))).then(() => undefined))
      return { node, statuses, said }
    }
    const ask = (name: string, id: string, body: object) =>
      new Promise<{ code: number; body: { code?: string; message?: string } }>(resolve => {
        let code = 200
        const response = {
          status: (given: number) => ((code = given), response),
          json: (answer: object) => resolve({ code, body: answer }),
        } as unknown as AdminResponse
        routes.get(name)?.({ headers: {}, params: { id }, body } as unknown as AdminRequest, response)
      })
    return { deploy, ask }
  }

  test('shows where its ledger is, and never the password', async () => {
    const { deploy } = aRed()
    const { node, statuses, said } = deploy({ url: url() })
    const ledger = await node.use.opening
    expect(ledger.durable).toBe(true)
    await expect.poll(() => statuses.at(-1)).toEqual({ fill: 'green', shape: 'dot', text: `127.0.0.1:${server.port}/place` })
    expect(JSON.stringify([statuses, said.map(String)])).not.toContain(secret)
    expect(server.sql('select instance from edi_loop.leases', 'place')).toBe('machine a')
  })

  test('waits for a server that does not answer yet', async () => {
    server.stop('fast')
    const { statuses } = aRed().deploy({ url: url() })
    await expect.poll(() => statuses.at(-1)).toEqual({ fill: 'yellow', shape: 'ring', text: 'ledger-unreachable' })
    server.start()
    await expect.poll(() => statuses.at(-1), { timeout: 10_000 }).toMatchObject({ fill: 'green' })
  })

  test('says at once what waiting does not help with', async () => {
    const { statuses, said } = aRed().deploy({ url: url('wrong') })
    await expect.poll(() => statuses.at(-1)).toEqual({ fill: 'red', shape: 'ring', text: 'ledger-login-refused' })
    expect(said.map(String).join()).not.toContain('wrong')
  })

  test('refuses a dry run, of which there is no copy, and says what to do instead', async () => {
    const { node, statuses, said } = aRed().deploy({ url: url() }, { dryRun: true })
    await expect(node.use.opening).rejects.toMatchObject({ code: 'dry-run-store' })
    await expect.poll(() => statuses.at(-1)).toEqual({ fill: 'red', shape: 'ring', text: 'dry-run-store' })
    expect(said.map(String).join()).toContain('edi-loop ledger move')
    // Nobody holds on to the real one.
    expect(server.sql("select count(*) from edi_loop.leases where expires_at <> ''", 'place')).toBe('0')
  })

  test('tries what stands in the form, or what is stored where the form does not know it', async () => {
    const { deploy, ask } = aRed()
    const route = 'post /edi-loop/ledger/:id/test'
    expect(await ask(route, 'new', { url: '__PWRD__' })).toMatchObject({ code: 409, body: { code: 'deploy-first' } })
    expect(await ask(route, 'new', { url: url('wrong') })).toMatchObject({ code: 422, body: { code: 'ledger-login-refused' } })
    const tried = await ask(route, 'new', { url: url() })
    expect(tried.body.message).toMatch(/^PostgreSQL \d+.* can be used\. The connection is not encrypted\./)
    await deploy({ url: url() }).node.use.opening
    const stored = await ask(route, 'ledger', { url: '__PWRD__' })
    expect(stored.body.message).toContain('The tables of a ledger are there')
    expect(JSON.stringify([tried, stored])).not.toContain(secret)
    expect(await ask('post /edi-loop/ledger/:id/backup', 'ledger', {})).toMatchObject({ body: { code: 'backup-by-server' } })
  })
})
