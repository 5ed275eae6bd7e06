/**
 * The control numbers given last, in a file outside of the database and written before a number is used. A database that is put back from
 * a backup does not know what was sent since; this file does, and keeps it from giving the same numbers again. Beside a SQLite ledger it
 * has every number; of a database that several instances share, each instance has the file of those that it gave itself.
 *
 * It is a list that only grows, one line for each number, and is written anew when the ledger opens. A last line that is cut off was not
 * used by anybody.
 */
import { closeSync, existsSync, fdatasync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { promisify } from 'node:util'
import { EdiError } from '../error'
import type { Counter } from './control-numbers'

const flush = promisify(fdatasync)

export class HighWater {
  readonly #file: string
  readonly #last: Map<string, number>
  /** There should have been one, and was none: nobody knows whether the database is as it was left. */
  readonly lost: boolean
  #descriptor: number
  #flushing: Promise<void> | undefined
  #next: Promise<void> | undefined

  /**
   * @param has every number of the database, or those that one of several instances gave
   * @throws EdiError `ledger-numbers-unreadable`
   */
  constructor(file: string, has: 'every-number' | 'own-numbers') {
    this.#file = file
    const found = existsSync(file)
    this.lost = has === 'every-number' && !found
    mkdirSync(dirname(file), { recursive: true })
    this.#last = found ? read(file) : new Map()
    this.#descriptor = rewrite(this.#file, this.#last)
  }

  /** What was given last, by scope. */
  get counters(): readonly Counter[] {
    return Array.from(this.#last, ([scope, last]) => ({ scope, last }))
  }

  /** The last of each of these scopes that is written here. */
  knownOf(scopes: readonly string[]): readonly Counter[] {
    return scopes.map(scope => ({ scope, last: this.#last.get(scope) ?? 0 }))
  }

  /** Resolves when it is on the disk; those that ask while the disk is at work share its next turn. */
  async record(counters: readonly Counter[]): Promise<void> {
    const news = counters.filter(({ scope, last }) => last > (this.#last.get(scope) ?? 0))
    if (news.length === 0) return this.#flushing
    for (const { scope, last } of news) this.#last.set(scope, last)
    writeSync(this.#descriptor, news.map(line).join(''))
    await (this.#next ??= this.#turn())
  }

  close(): void {
    if (this.#descriptor !== CLOSED) closeSync(this.#descriptor)
    this.#descriptor = CLOSED
  }

  async #turn(): Promise<void> {
    await this.#flushing?.catch(() => undefined)
    this.#flushing = this.#next
    this.#next = undefined
    await flush(this.#descriptor)
  }
}

/** Beside a SQLite ledger. */
export const numbersBeside = (ledgerFile: string) => `${ledgerFile}.numbers`

const CLOSED = -1

/** Not a character of any scope: scopes hold what X12 allows in an interchange id. */
const TAB = '\t'

function line({ scope, last }: Counter): string {
  return `${last}${TAB}${scope}\n`
}

function read(file: string): Map<string, number> {
  const last = new Map<string, number>()
  const lines = readFileSync(file, 'utf8').split('\n')
  // What stands behind the last line end was cut off.
  for (const text of lines.slice(0, -1)) {
    const [number = '', ...scope] = text.split(TAB)
    if (!/^\d{1,15}$/.test(number) || scope.length !== 1) throw unreadable(file)
    const name = scope[0] as string
    last.set(name, Math.max(last.get(name) ?? 0, Number(number)))
  }
  return last
}

/** One line for each scope, under a temporary name first: a crash leaves the old file or the new one. */
function rewrite(file: string, last: ReadonlyMap<string, number>): number {
  const draft = `${file}.new`
  const descriptor = openSync(draft, 'w', 0o600)
  writeSync(descriptor, Array.from(last, ([scope, number]) => line({ scope, last: number })).join(''))
  fsyncSync(descriptor)
  renameSync(draft, file)
  syncFolder(dirname(file))
  return descriptor
}

/** So that the new name is on the disk too; not every system can open a folder. */
function syncFolder(folder: string): void {
  try {
    const descriptor = openSync(folder, 'r')
    fsyncSync(descriptor)
    closeSync(descriptor)
  } catch {
    // Windows keeps names without being asked.
  }
}

function unreadable(file: string): EdiError {
  return new EdiError({
    code: 'ledger-numbers-unreadable',
    what: 'The file of the control numbers outside of the ledger cannot be read',
    where: { file },
    why: 'Without it nobody knows whether the ledger is older than what was sent',
    remedy: 'Put it back from a backup; or remove it, and control numbers go on a thousand farther',
  })
}
