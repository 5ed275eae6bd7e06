/**
 * Kysely on `node:sqlite`: the one file that touches the embedded driver (its class is being renamed in newer Node versions).
 * One connection, taken in turns, because SQLite has one writer anyway.
 * @see reference node-red.md §6.1
 */
import { chmodSync, closeSync, mkdirSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
  type SelectQueryNode,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely'
import { EdiError } from '../error'
import type { Answer, AtOnce } from './prepared'
import { backUp, damaged, look, needsLook } from './sqlite-file'

export function sqliteDialect(file: string, driver = new NodeSqliteDriver(file)): Dialect {
  return {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => driver,
    createIntrospector: database => new SqliteIntrospector(database),
    createQueryCompiler: () => new OneWriter(),
  }
}

/** Leaves out row locks (`for update`): a transaction has the whole file to itself. */
class OneWriter extends SqliteQueryCompiler {
  protected override visitSelectQuery(node: SelectQueryNode): void {
    const { endModifiers: _locks, ...rest } = node
    super.visitSelectQuery(rest)
  }
}

/** @throws EdiError `ledger-in-use` when another process holds the file, `ledger-unreadable` when it is no ledger, `ledger-damaged` */
function open(file: string): DatabaseSync {
  if (file !== ':memory:') {
    mkdirSync(dirname(file), { recursive: true })
    // Created by us first, so that its mode never was wider than the owner.
    closeSync(openSync(file, 'a', 0o600))
    chmodSync(file, 0o600)
  }
  const suspect = needsLook(file)
  const database = new DatabaseSync(file)
  try {
    database.exec('PRAGMA locking_mode = EXCLUSIVE')
    database.exec('PRAGMA journal_mode = WAL')
    database.exec('PRAGMA synchronous = FULL')
    database.exec('PRAGMA foreign_keys = ON')
    database.exec('PRAGMA cache_size = -16000')
    // Pages of the log before they are copied into the file: pages that many commits change are copied once.
    database.exec('PRAGMA wal_autocheckpoint = 4000')
    // Takes the exclusive lock now rather than at the first write.
    database.exec('BEGIN IMMEDIATE; COMMIT')
    if (suspect) look(database, file)
  } catch (cause) {
    database.close()
    throw refusal(file, cause)
  }
  return database
}

function refusal(file: string, cause: unknown): EdiError {
  if (cause instanceof EdiError) return cause
  if (cause instanceof Error && /malformed/i.test(cause.message)) return damaged(file, cause.message, cause)
  const locked = cause instanceof Error && /locked|busy/i.test(cause.message)
  return new EdiError({
    code: locked ? 'ledger-in-use' : 'ledger-unreadable',
    what: locked ? 'Another process is using this ledger file' : 'The ledger file cannot be read',
    where: { file },
    remedy: locked
      ? 'Stop the other Node-RED, or give this one its own file'
      : 'Restore the file from a backup, or choose another file',
    prospect: locked ? 'passing' : 'permanent',
    cause,
  })
}

/** SQLite's own result codes, without the extension. @see https://sqlite.org/rescode.html */
const storageFaults: Readonly<Record<number, string>> = { 10: 'cannot be read or written', 13: 'is full' }

/** What waiting and a person at the machine can help with; the step is then tried again. */
function storageFault(thrown: unknown): EdiError | undefined {
  const words = storageFaults[Number((thrown as { errcode?: number } | null)?.errcode) & 0xff]
  if (words === undefined) return undefined
  return new EdiError({
    code: 'ledger-not-written',
    what: `The disk of the ledger ${words}`,
    remedy: 'Make room on it; what was under way goes on by itself',
    prospect: 'passing',
    cause: thrown,
  })
}

export class NodeSqliteDriver implements Driver {
  readonly #file: string
  #connection: NodeSqliteConnection | undefined
  #turn: Promise<void> = Promise.resolve()
  #release: (() => void) | undefined

  constructor(file: string) {
    this.#file = file
  }

  async init(): Promise<void> {
    this.#connection = new NodeSqliteConnection(open(this.#file))
  }

  async acquireConnection(): Promise<DatabaseConnection> {
    const before = this.#turn
    let release = () => {}
    this.#turn = new Promise(resolve => {
      release = resolve
    })
    await before
    this.#release = release
    return this.#connection as NodeSqliteConnection
  }

  async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('BEGIN IMMEDIATE'))
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('COMMIT'))
  }

  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    // After a full disk SQLite has rolled back by itself.
    if ((connection as NodeSqliteConnection).inTransaction) await connection.executeQuery(CompiledQuery.raw('ROLLBACK'))
  }

  async releaseConnection(): Promise<void> {
    this.#release?.()
  }

  /**
   * Those who write wait meanwhile: SQLite's copy fails when its own connection is in a transaction at one of its steps.
   * @throws EdiError `backup-exists`, `ledger-damaged`
   */
  async backUp(to: string): Promise<void> {
    await this.acquireConnection()
    try {
      if (this.#connection) await backUp(this.#connection.database, to)
    } finally {
      await this.releaseConnection()
    }
  }

  async destroy(): Promise<void> {
    this.#connection?.close()
  }
}

/** The driver itself can tell only from Node 22.16 on. */
const ANSWERS_ROWS = /^\s*(select|with|pragma|values)\b|\breturning\b/i

class NodeSqliteConnection implements AtOnce {
  readonly database: DatabaseSync
  readonly #statements = new Map<string, { readonly statement: StatementSync; readonly answersRows: boolean }>()

  constructor(database: DatabaseSync) {
    this.database = database
  }

  answer(sql: string, values: readonly unknown[]): Answer {
    try {
      const { statement, answersRows } = this.#prepared(sql)
      if (answersRows) return { rows: statement.all(...(values as SQLInputValue[])), written: 0 }
      return { rows: [], written: Number(statement.run(...(values as SQLInputValue[])).changes) }
    } catch (thrown) {
      throw storageFault(thrown) ?? thrown
    }
  }

  async executeQuery<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
    const { rows, written } = this.answer(sql, parameters)
    return { rows: rows as R[], numAffectedRows: BigInt(written) }
  }

  /** What Node before 22.16 cannot tell is taken as true. */
  get inTransaction(): boolean {
    return (this.database as { isTransaction?: boolean }).isTransaction ?? true
  }

  async *streamQuery<R>(query: CompiledQuery): AsyncIterableIterator<QueryResult<R>> {
    yield await this.executeQuery<R>(query)
  }

  close(): void {
    this.#statements.clear()
    this.database.close()
  }

  #prepared(sql: string): { readonly statement: StatementSync; readonly answersRows: boolean } {
    const known = this.#statements.get(sql)
    if (known) return known
    const made = { statement: this.database.prepare(sql), answersRows: ANSWERS_ROWS.test(sql) }
    // Queries are few and fixed; the bound only guards against a caller that builds texts.
    if (this.#statements.size < 500) this.#statements.set(sql, made)
    return made
  }
}
