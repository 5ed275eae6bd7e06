/**
 * Where a ledger is kept: a SQLite file of this process, or a PostgreSQL database that several instances share. Schema and queries are
 * the same for both. Queries keep to what both know: no `instr`, no PRAGMA, no rowid; a row that is read in order to be written is read
 * with `forUpdate()`, which SQLite leaves out because a transaction has the file to itself; an insert that another may have done first
 * says `onConflict`.
 */
import { Kysely, sql, type Transaction } from 'kysely'
import type { Environment } from '../environment'
import { EdiError } from '../error'
import { GroupCommit } from './group-commit'
import { type Leases, onlyInstance } from './leases'
import { NodeSqliteDriver, sqliteDialect } from './node-sqlite'
import { postgresStore } from './postgres'
import type { PostgresSettings } from './postgres-url'
import { migrations, type Tables } from './schema'
import type { Transactions } from './transactions'

/** Path of a SQLite file, or `:memory:` for one that lasts as long as the process; or a PostgreSQL database. */
export type StoreSettings = { readonly file: string } | PostgresSettings

export interface Store {
  readonly durable: boolean
  /** For people: where it is kept. */
  readonly place: string
  readonly database: Kysely<Tables>
  readonly transactions: Transactions
  readonly leases: Leases
  /** Keeps other instances from migrating until the transaction ends. */
  lockSchema(tx: Transaction<Tables>): Promise<void>
  /** Waits for all who are storing events, and keeps others from it until the transaction ends. Called first in it. */
  lockEvents(tx: Transaction<Tables>): Promise<void>
  /** A statement of a migration in the words of this store. */
  ddl(statement: string): string
  /** After rows came with a `seq` of their own: new ones come after them. */
  countOn(tx: Transaction<Tables>, table: keyof Tables): Promise<void>
  /** A copy in a file, while the store is in use. @throws EdiError `backup-exists`, `backup-by-server` */
  backUp(to: string): Promise<void>
}

/** @throws EdiError `ledger-in-use`, `ledger-unreadable`; those of `postgresStore` */
export async function openStore(settings: StoreSettings, environment: Environment): Promise<Store> {
  if ('url' in settings) return postgresStore(settings, environment)
  const driver = new NodeSqliteDriver(settings.file)
  const database = new Kysely<Tables>({ dialect: sqliteDialect(settings.file, driver) })
  return {
    durable: settings.file !== ':memory:',
    place: settings.file,
    database,
    transactions: new GroupCommit(database),
    leases: onlyInstance,
    lockSchema: async () => undefined,
    lockEvents: async () => undefined,
    ddl: statement => statement,
    // SQLite counts on from the highest that it has seen.
    countOn: async () => undefined,
    backUp: to => driver.backUp(to),
  }
}

/** Names the mark of a ledger that was moved: its value is the place it was moved to. */
export const MOVED = 'moved to'

/** Brings the schema up to date, once, whoever of several instances comes first. @throws EdiError `ledger-too-new`, `ledger-moved` */
export async function migrate(store: Store): Promise<void> {
  await store.transactions.transaction(async tx => {
    await store.lockSchema(tx)
    await sql.raw(store.ddl('CREATE TABLE IF NOT EXISTS version (version INTEGER NOT NULL)')).execute(tx)
    const found = await sql<{ version: number }>`select version from version`.execute(tx)
    const version = found.rows[0]?.version ?? 0
    if (version > migrations.length) {
      throw new EdiError({
        code: 'ledger-too-new',
        what: 'The ledger was written by a newer version of this package',
        remedy: 'Update the package, or choose another store',
      })
    }
    if (version === migrations.length) return stayed(tx)
    for (const statement of migrations.slice(version).flatMap(text => text.split(';'))) {
      if (statement.trim() !== '') await sql.raw(store.ddl(statement)).execute(tx)
    }
    await sql`delete from version`.execute(tx)
    await sql`insert into version (version) values (${migrations.length})`.execute(tx)
  })
}

/** Two that go on from the same ledger would use the same control numbers. */
async function stayed(tx: Transaction<Tables>): Promise<void> {
  const moved = await tx.selectFrom('marks').select('value').where('name', '=', MOVED).executeTakeFirst()
  if (!moved) return
  throw new EdiError({
    code: 'ledger-moved',
    what: `This ledger was moved to ${moved.value}`,
    remedy: 'Use it there; what is here is what it was then',
  })
}
