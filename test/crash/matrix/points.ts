/**
 * The named points of a run: before and after each commit of the ledger, each call to Exact Online, each question to the mailbox (in a
 * folder: each call to the file system), and each hand-over to the next node. Nothing in the package knows of them: they are laid around it from outside.
 */
import { writeSync } from 'node:fs'
import type { FileHandle } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { DatabaseSync, StatementSync } from 'node:sqlite'
import type { KillAt } from './worker'

const counts: Record<string, number> = {}
let end: KillAt | undefined

export function passings(): Readonly<Record<string, number>> {
  return counts
}

/** Counts anew from here. */
export function arm(kill: KillAt | undefined): void {
  for (const point of Object.keys(counts)) delete counts[point]
  end = kill
}

export function watchPoints(root: string, kill: KillAt | undefined): void {
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

/** What changes in the folder, or is read from it. The bytes of a file are written in two halves, with a point between them. */
export function watchFolder(folder: string): void {
  const calls = createRequire(__filename)('node:fs/promises') as Methods
  for (const name of ['readdir', 'open', 'rename', 'unlink', 'mkdir']) {
    const real = calls[name] as (...given: unknown[]) => Promise<unknown>
    calls[name] = async (...given) => {
      if (!String(given[0]).startsWith(folder)) return real(...given)
      pass(`folder.${name}:before`)
      const result = await real(...given)
      if (name === 'open') watchFile(result as FileHandle)
      pass(`folder.${name}:after`)
      return result
    }
  }
}

function watchFile(file: FileHandle): void {
  const methods = file as unknown as Methods
  for (const name of ['readFile', 'sync', 'close']) around(methods, name, `folder.${name}`)
  Object.assign(file, {
    writeFile: async (bytes: Buffer) => {
      const half = Math.floor(bytes.length / 2)
      pass('folder.writeFile:before')
      await file.write(bytes, 0, half, 0)
      pass('folder.writeFile:half')
      await file.write(bytes, half, bytes.length - half, half)
      pass('folder.writeFile:after')
    },
  })
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
