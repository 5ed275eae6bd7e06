/** What keeps a ledger from a PostgreSQL server, said in plain words and never with the password; and TLS. */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { system } from '../../lib/environment'
import type { EdiError } from '../../lib/error'
import { Ledger } from '../../lib/ledger/ledger'
import { checkVersion } from '../../lib/ledger/postgres'
import { tryPostgres } from '../../lib/ledger/postgres-trial'
import { missing, type Postgres, startPostgres } from './support/postgres'

describe.skipIf(missing !== undefined)('a PostgreSQL server', () => {
  let server: Postgres
  let ca = ''
  const secret = 'p@ss:wörd/?#'
  const login = `guarded:${encodeURIComponent(secret)}`
  beforeAll(async () => {
    server = await startPostgres()
    server.sql(`create role guarded login password '${secret}'`)
    server.sql('create database guarded_place owner guarded')
    server.sql('create database standby')
    server.sql('alter database standby set default_transaction_read_only = on')
    server.sql('create role nobody login')
    certify(server)
    ca = readFileSync(path.join(server.folder, 'ca.crt'), 'utf8')
  })
  afterAll(() => server.end())

  const opening = async (url: string, more: { ca?: string } = {}) => {
    const ledger = await Ledger.open({ store: { url, ...more }, environment: system })
    await ledger.close()
    return 'opened'
  }
  const at = (user: string, rest: string) => `postgres://${user}@127.0.0.1:${server.port}/${rest}`

  test.each([
    ['that does not run', () => 'postgres://owner:hush@127.0.0.1:1/postgres', 'ledger-unreachable', 'passing'],
    [
      'whose name nobody knows',
      () => 'postgres://owner:hush@no-such-host.invalid/postgres?sslmode=disable',
      'ledger-unreachable',
      'passing',
    ],
    ['that knows another password', () => at('guarded:hush', 'guarded_place'), 'ledger-login-refused', 'permanent'],
    ['without the database', () => at('owner:hush', 'none'), 'ledger-database-missing', 'permanent'],
    ['that grants too little', () => at('nobody:hush', 'postgres'), 'ledger-rights-missing', 'permanent'],
    ['that is read-only', () => at('owner:hush', 'standby'), 'ledger-read-only', 'permanent'],
    ['whose certificate nobody vouches for', () => at('owner:hush', 'postgres?sslmode=verify-full'), 'ledger-tls', 'permanent'],
    ['whose URL is none', () => 'mysql://owner:hush@127.0.0.1/x', 'ledger-url', 'permanent'],
    ['whose URL has no database', () => at('owner:hush', ''), 'ledger-url', 'permanent'],
    ['whose URL has an unknown sslmode', () => at('owner:hush', 'postgres?sslmode=prefer'), 'ledger-url', 'permanent'],
    ['whose schema would need quoting', () => at('owner:hush', 'postgres?schema=a%20b'), 'ledger-url', 'permanent'],
  ])('%s is told as that', async (_, url, code, prospect) => {
    const refused = (await opening(url()).catch((thrown: unknown) => thrown)) as EdiError
    expect(refused).toMatchObject({ code, prospect })
    expect(refused.message).not.toContain('hush')
    expect(JSON.stringify(refused)).not.toContain('hush')
    await expect(tryPostgres({ url: url() })).rejects.toMatchObject({ code })
  })

  test('lets in whoever has the password, whatever characters it has', async () => {
    expect(await opening(at(login, 'guarded_place'))).toBe('opened')
  })

  test('that is too old is told as that', () => {
    expect(() => checkVersion('12.22 (Debian 12.22-1)')).toThrow(expect.objectContaining({ code: 'ledger-database-too-old' }))
    expect(() => checkVersion('13.0')).not.toThrow()
  })

  test('that encrypts is trusted when its authority is, and its name is checked', async () => {
    const full = (host: string) => `postgres://owner@${host}:${server.port}/postgres?schema=tls&sslmode=verify-full`
    expect(await opening(full('localhost'), { ca })).toBe('opened')
    // The certificate is for localhost only.
    await expect(opening(full('127.0.0.1'), { ca })).rejects.toMatchObject({ code: 'ledger-tls' })
    expect(await opening(at('owner', 'postgres?schema=tls&sslmode=verify-ca'), { ca })).toBe('opened')
    expect(await opening(at('owner', 'postgres?schema=tls&sslmode=require'))).toBe('opened')
  })

  test('that does not encrypt is refused where encryption is asked for', async () => {
    server.configure('ssl = off')
    server.stop('fast')
    server.start()
    await expect(opening(at('owner', 'postgres?sslmode=require'))).rejects.toMatchObject({ code: 'ledger-tls' })
  })

  test('is tried without changing anything', async () => {
    const url = at('owner', 'postgres?schema=untouched')
    expect(await tryPostgres({ url })).toMatchObject({
      hasTables: false,
      encrypted: false,
      version: expect.stringMatching(/^\d+/),
    })
    expect(server.sql(`select count(*) from pg_namespace where nspname = 'untouched'`)).toBe('0')
    await opening(url)
    expect(await tryPostgres({ url })).toMatchObject({ hasTables: true })
  })
})

/** An authority of its own, and a certificate for localhost. */
function certify(server: Postgres): void {
  const openssl = (...words: string[]) => execFileSync('openssl', words, { cwd: server.folder, stdio: 'ignore' })
  const subject = (name: string) => ['-nodes', '-days', '2', '-subj', `/CN=${name}`]
  openssl('req', '-x509', '-newkey', 'rsa:2048', '-keyout', 'ca.key', '-out', 'ca.crt', ...subject('Test authority'))
  openssl('req', '-newkey', 'rsa:2048', '-nodes', '-keyout', 'server.key', '-out', 'server.csr', '-subj', '/CN=localhost')
  openssl(
    'x509',
    '-req',
    '-in',
    'server.csr',
    '-CA',
    'ca.crt',
    '-CAkey',
    'ca.key',
    '-CAcreateserial',
    '-out',
    'server.crt',
    '-days',
    '2',
  )
  server.own('server.key')
  server.own('server.crt')
  server.configure('ssl = on')
  server.stop('fast')
  server.start()
}
