/**
 * The named points of a run: before and after each commit of the ledger, each call to Exact Online, each question to the mailbox, and each
 * hand-over to the next node. Nothing in the package knows of them: they are laid around it from outside.
 */
import { writeSync } from 'node:fs'
import { createRequire } from 'node:module'
import { DatabaseSync, StatementSync } from 'node:sqlite'

const counts: Record<string, number> = {}
let end: { readonly point: string; readonly passing: number } | undefined

export function passings(): Readonly<Record<string, number>> {
  return counts
}

export function watchPoints(root: string, kill: typeof end): void {
  end = kill
  shortenPatience(root)
  const require_ = createRequire(`${root}/package.json`)
  const lib = (name: string) => require_(`${root}/dist/lib/${name}.js`) as Record<string, never>
  const { Ledger } = lib('ledger/ledger') as unknown as { Ledger: { prototype: Methods } }
  for (const name of [
    'begin',
    'note',
    'complete',
    'stop',
    'collect',
    'collectAll',
    'markSent',
    'acknowledge',
    'acknowledgeInterchange',
    'reopen',
    'confirm',
    'take',
    'raise',
    'clear',
    'write',
  ])
    around(Ledger.prototype, name, `ledger.${name}`)
  const { Watchman } = lib('ledger/watchman') as unknown as { Watchman: { prototype: Methods } }
  for (const name of ['allocate', 'noteGiven', 'receive']) around(Watchman.prototype, name, `ledger.${name}`)
  around(lib('exact/http'), 'exchange', request => `exact.${endpoint(request as { method: string; url: string })}`)
  around(lib('red/hand-on'), 'handOn', 'hand-on')
  const { SFTP } = createRequire(require_.resolve('ssh2-sftp-client'))('ssh2/lib/protocol/SFTP.js') as {
    SFTP: { prototype: Methods }
  }
  for (const name of ['open', 'write', 'read', 'close', 'rename', 'unlink', 'readdir', 'stat', 'mkdir'])
    aroundAnswer(SFTP.prototype, name, `mailbox.${name}`)
  watchCommits(require_)
}

type Methods = Record<string, (...given: unknown[]) => unknown>

function around(owner: Methods, name: string, point: string | ((...given: unknown[]) => string)): void {
  const method = owner[name]
  if (method === undefined) throw new Error(`There is no ${name} to watch`)
  owner[name] = async function (this: unknown, ...given: unknown[]) {
    const called = typeof point === 'string' ? point : point(...given)
    pass(`${called}:before`)
    const result = await method.apply(this, given)
    pass(`${called}:after`)
    return result
  }
}

/** For methods that answer through a last argument. */
function aroundAnswer(owner: Methods, name: string, point: string): void {
  const method = owner[name]
  if (method === undefined) throw new Error(`There is no ${name} to watch`)
  owner[name] = function (this: unknown, ...given: unknown[]) {
    const answer = given.at(-1)
    pass(`${point}:before`)
    if (typeof answer !== 'function') return method.apply(this, given)
    return method.apply(this, [
      ...given.slice(0, -1),
      (...result: unknown[]) => {
        pass(`${point}:after`)
        return answer(...result) as unknown
      },
    ])
  }
}

function endpoint({ method, url }: { method: string; url: string }): string {
  return /oauth2\/token/.test(url) ? 'token' : method
}

let database: DatabaseSync | undefined

/** The commit itself, on either side of the moment that counts. */
function watchCommits(require_: NodeJS.Require): void {
  watchPostgresCommits(require_)
  const methods = StatementSync.prototype as unknown as { run(...given: unknown[]): unknown }
  const { run } = methods
  methods.run = function (this: { sourceSQL: string }, ...given: unknown[]) {
    const commits = /^commit$/i.test(this.sourceSQL)
    if (commits) pass('commit:before')
    const result = run.apply(this, given)
    if (commits) pass('commit:after')
    return result
  }
  const prepare = DatabaseSync.prototype.prepare
  DatabaseSync.prototype.prepare = function (...given) {
    remember(this)
    return prepare.apply(this, given)
  }
}

function watchPostgresCommits(require_: NodeJS.Require): void {
  const { prototype } = (require_('pg') as { Client: { prototype: { query(...given: unknown[]): unknown } } }).Client
  const { query } = prototype
  prototype.query = function (this: unknown, ...given: unknown[]) {
    const [text] = given
    const words = typeof text === 'string' ? text : (text as { text?: string } | undefined)?.text
    if (!/\bcommit\b/i.test(words ?? '')) return query.apply(this, given)
    pass('commit:before')
    const answer = query.apply(this, given) as Promise<unknown>
    return answer.then(result => {
      pass('commit:after')
      return result
    })
  }
}

function remember(opened: DatabaseSync): void {
  database = opened
}

/** SQLite's own limit on pages: what it answers is what a full disk makes it answer. */
export function fillDisk(): void {
  database?.exec('PRAGMA max_page_count = 1')
}

export function freeDisk(): void {
  database?.exec('PRAGMA max_page_count = 1073741823')
}

/** Where a connection stalls, the package waits one or two minutes. It does so here as well, but for seconds. */
function shortenPatience(root: string): void {
  const { usualPatience } = createRequire(`${root}/package.json`)(`${root}/dist/lib/truecommerce/sftp-session.js`) as {
    usualPatience: object
  }
  Object.assign(usualPatience, { connect: PATIENCE, answer: PATIENCE })
  const { timeout } = AbortSignal
  AbortSignal.timeout = milliseconds => timeout.call(AbortSignal, Math.min(milliseconds, PATIENCE))
}

/** Milliseconds. */
const PATIENCE = 3_000

/** What the last words of a process begin with that ends at its point. */
export const KILLED = 'killed at'

function pass(point: string): void {
  counts[point] = (counts[point] ?? 0) + 1
  if (end?.point !== point || end.passing !== counts[point]) return
  writeSync(2, `${KILLED} ${point}\n`)
  process.kill(process.pid, 'SIGKILL')
}
