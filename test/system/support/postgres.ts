/** A PostgreSQL server of its own on a free loopback port, for one test file. */
import { execFileSync } from 'node:child_process'
import {
  appendFileSync,
  chmodSync,
  chownSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import path from 'node:path'

export interface Postgres {
  readonly port: number
  /** The folder of the server's files. */
  readonly folder: string
  /** For its superuser; `more` goes behind the question mark. */
  url(database?: string, more?: string): string
  /** One statement as the superuser; the answer as text. */
  sql(statement: string, database?: string): string
  /** Gives a file in the folder to the user the server runs as, for nobody else to read. */
  own(file: string): void
  /** A line for postgresql.conf, in force from the next start on. */
  configure(line: string): void
  log(): string
  stop(mode: 'fast' | 'immediate'): void
  start(): void
  end(): void
}

/** Debian keeps the server's own programs beside one another by version. */
const versions = existsSync('/usr/lib/postgresql') ? readdirSync('/usr/lib/postgresql').sort((a, b) => Number(b) - Number(a)) : []
const programs = versions.map(version => `/usr/lib/postgresql/${version}/bin`).find(folder => existsSync(`${folder}/initdb`))
const isRoot = userInfo().uid === 0

/** What is missing for the tests, in one line; undefined when they can run. */
export const missing = programs ? undefined : 'PostgreSQL is not installed: apt-get install postgresql'

export const mustRun = process.env.CI !== undefined || process.env.EDI_LOOP_INSTALLED === '1'

/** @see reference node-red.md §6.2 */
export async function startPostgres(): Promise<Postgres> {
  if (!programs) throw new Error(missing)
  const folder = mkdtempSync(path.join(tmpdir(), 'edi-loop-postgres-'))
  const port = await freePort()
  // The server refuses to run as root.
  const user = isRoot ? account('postgres') : undefined
  if (user) chownSync(folder, user.uid, user.gid)
  chmodSync(folder, 0o700)
  const files = path.join(folder, 'files')
  const log = path.join(folder, 'log')
  const run = (program: string, ...words: string[]) =>
    execFileSync(path.join(programs, program), words, {
      ...user,
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    })
  run('initdb', '-D', files, '-U', 'owner', '--auth=trust', '-E', 'UTF8', '--locale=C.UTF-8')
  appendFileSync(
    path.join(files, 'postgresql.conf'),
    `listen_addresses = '127.0.0.1'\nport = ${port}\nunix_socket_directories = '${folder}'\nlog_connections = on\nfsync = off\n`,
  )
  // One user needs a password; the rest get in.
  writeFileSync(
    path.join(files, 'pg_hba.conf'),
    'local all all trust\nhost all guarded 127.0.0.1/32 scram-sha-256\nhost all all 127.0.0.1/32 trust\n',
  )
  const control = (action: string, ...more: string[]) => {
    // Its output is kept from the pipe, which the server would hold open.
    execFileSync(path.join(programs, 'pg_ctl'), [action, '-D', files, '-l', log, '-w', ...more], {
      ...user,
      cwd: folder,
      stdio: 'ignore',
    })
  }
  control('start')
  return {
    port,
    folder: files,
    url: (database = 'postgres', more = '') => `postgres://owner@127.0.0.1:${port}/${database}${more === '' ? '' : `?${more}`}`,
    sql: (statement, database = 'postgres') =>
      run(
        'psql',
        '-h',
        '127.0.0.1',
        '-p',
        String(port),
        '-U',
        'owner',
        '-d',
        database,
        '-v',
        'ON_ERROR_STOP=1',
        '-qAtc',
        statement,
      ).trim(),
    own: file => {
      chmodSync(path.join(files, file), 0o600)
      if (user) chownSync(path.join(files, file), user.uid, user.gid)
    },
    configure: line => appendFileSync(path.join(files, 'postgresql.conf'), `${line}\n`),
    log: () => readFileSync(log, 'utf8'),
    stop: mode => control('stop', '-m', mode),
    start: () => control('start'),
    end: () => {
      if (existsSync(path.join(files, 'postmaster.pid'))) control('stop', '-m', 'immediate')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function freePort(): Promise<number> {
  return new Promise(resolve => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}

function account(name: string): { uid: number; gid: number } {
  const number = (option: string) => Number(execFileSync('id', [option, name], { encoding: 'utf8' }))
  return { uid: number('-u'), gid: number('-g') }
}
