/**
 * A ledger from one store into another: all of it in one transaction, counted and compared before the old one is closed for good. Neither
 * may be in use.
 */
import { createHash } from 'node:crypto'
import { type Kysely, sql } from 'kysely'
import type { Environment } from '../environment'
import { EdiError } from '../error'
import type { Counter } from './control-numbers'
import { hashOf } from './events'
import { HighWater, numbersBeside } from './high-water'
import { onlyInstance } from './leases'
import { type EventRow, migrations, type Tables } from './schema'
import { migrate, MOVED, openStore, type Store, type StoreSettings } from './store'

export interface Moved {
  readonly from: string
  readonly to: string
  /** Rows, by table; what was found in the new store is what was found in the old one. */
  readonly tables: readonly { readonly table: string; readonly rows: number }[]
}

/** Rows that are in memory at once. */
const AT_ONCE = 500

/**
 * @throws EdiError `ledger-in-use`, `ledger-not-empty`, `ledger-moved`, `ledger-restored`, `ledger-move-failed`; then the new store is as it was
 */
export async function moveLedger(from: StoreSettings, to: StoreSettings, environment: Environment): Promise<Moved> {
  const source = await openStore(from, environment)
  try {
    await migrate(source)
    await source.leases.assertAlone()
    const given = await numbersGiven(source, from)
    const target = await openStore(to, environment)
    try {
      await migrate(target)
      await target.leases.assertAlone()
      const tables = await copyAll(source, target)
      await compareAll(source, target, tables)
      if ('file' in to) await keepNumbers(to.file, given)
      await source.transactions.transaction(tx => tx.insertInto('marks').values({ name: MOVED, value: target.place }).execute())
      return { from: source.place, to: target.place, tables }
    } finally {
      await target.database.destroy()
    }
  } finally {
    await source.database.destroy()
  }
}

/** @throws EdiError `ledger-restored` when the file beside the ledger knows of numbers that the ledger does not */
async function numbersGiven(source: Store, from: StoreSettings): Promise<readonly Counter[]> {
  const given = await source.database.selectFrom('control_numbers').select(['scope', 'last']).execute()
  if (!('file' in from)) return given
  const beside = new HighWater(numbersBeside(from.file), 'every-number')
  beside.close()
  const own = new Map(given.map(({ scope, last }) => [scope, last]))
  if (beside.counters.every(({ scope, last }) => last <= (own.get(scope) ?? 0))) return given
  throw new EdiError({
    code: 'ledger-restored',
    what: 'The ledger is older than the control numbers that were used with it, as after a backup was put back',
    remedy: 'Open it once in Node-RED, which moves the numbers on, and then move it',
  })
}

/** Beside a file they are what tells later that it is as it was left. */
async function keepNumbers(file: string, given: readonly Counter[]): Promise<void> {
  const beside = new HighWater(numbersBeside(file), 'every-number')
  await beside.record(given)
  beside.close()
}

type Row = Record<string, unknown>
interface Table {
  readonly name: keyof Tables
  /** Primary key. */
  readonly key: readonly string[]
  readonly counts: boolean
}

/** Who has what in hand ends with the store. */
const LEFT_BEHIND: ReadonlySet<string> = new Set(['leases', 'turns'])

/** As the schema has them, those first to which others refer. */
function tablesOfSchema(): Table[] {
  return migrations
    .flatMap(text => text.split(';'))
    .flatMap(statement => {
      const [, name = ''] = /CREATE TABLE (\w+)/.exec(statement) ?? []
      if (name === '' || LEFT_BEHIND.has(name)) return []
      const [, single] = /(\w+) (?:TEXT|INTEGER) PRIMARY KEY/.exec(statement) ?? []
      const [, several = ''] = /PRIMARY KEY \(([^)]+)\)/.exec(statement) ?? []
      const key = single === undefined ? several.split(',').map(column => column.trim()) : [single]
      return [{ name: name as keyof Tables, key, counts: statement.includes('AUTOINCREMENT') }]
    })
}

async function copyAll(source: Store, target: Store): Promise<Moved['tables']> {
  return target.transactions.transaction(async tx => {
    const copied: { table: string; rows: number }[] = []
    for (const table of tablesOfSchema()) {
      const [there] = await page(tx, table, undefined, 1)
      if (there) {
        throw new EdiError({
          code: 'ledger-not-empty',
          what: `There is a ledger at ${target.place} already`,
          remedy: 'Choose an empty place',
        })
      }
      let rows = 0
      for await (const some of pages(source.database, table)) {
        await tx.insertInto(table.name).values(some.map(held)).execute()
        rows += some.length
      }
      if (table.counts) await target.countOn(tx, table.name)
      copied.push({ table: table.name, rows })
    }
    return copied
  })
}

/** What is unfinished comes into the hands of whoever opens the new store. */
function held(row: Row): Row {
  return 'holder' in row ? { ...row, holder: onlyInstance.holder } : row
}

async function compareAll(source: Store, target: Store, tables: Moved['tables']): Promise<void> {
  for (const table of tablesOfSchema()) {
    const [one, other] = [await contentsOf(source.database, table), await contentsOf(target.database, table)]
    const counted = tables.find(({ table: name }) => name === table.name)?.rows
    if (one.digest === other.digest && one.rows === counted) continue
    throw new EdiError({
      code: 'ledger-move-failed',
      what: `What is in the new store is not what is in the old one: ${table.name}, ${one.rows} rows there, ${other.rows} here`,
      remedy: 'Go on with the old one, which is unchanged; empty the new one before another try',
    })
  }
  await checkChains(target.database)
}

async function contentsOf(database: Kysely<Tables>, table: Table): Promise<{ rows: number; digest: string }> {
  const digest = createHash('sha256')
  let rows = 0
  for await (const some of pages(database, table)) {
    rows += some.length
    for (const row of some) {
      const names = Object.keys(held(row)).toSorted()
      digest.update(JSON.stringify(names.map(name => plain(held(row)[name]))))
    }
  }
  return { rows, digest: digest.digest('hex') }
}

function plain(value: unknown): unknown {
  return value instanceof Uint8Array ? createHash('sha256').update(value).digest('hex') : value
}

/** Every event still is what its hash says, and every document's head is its last. @throws EdiError `ledger-move-failed` */
async function checkChains(database: Kysely<Tables>): Promise<void> {
  const table = tablesOfSchema().find(({ name }) => name === 'events') as Table
  for await (const events of pages(database, table)) {
    for (const event of events as unknown as Omit<EventRow, 'seq'>[])
      if (hashOf(event) !== event.hash) throw broken(event.document_id)
  }
  const { rows } = await sql<{ id: string }>`
    select id from documents
    where head <> (select hash from events where document_id = documents.id order by seq desc limit 1)
    limit 1
  `.execute(database)
  if (rows[0]) throw broken(rows[0].id)
}

function broken(documentId: string): EdiError {
  return new EdiError({
    code: 'ledger-move-failed',
    what: `The history of document ${documentId} is not what it was when it was written`,
    remedy: 'Go on with the old ledger and have it verified; empty the new one before another try',
  })
}

async function* pages(database: Kysely<Tables>, table: Table): AsyncGenerator<Row[]> {
  for (let last: Row | undefined; ; ) {
    const rows = await page(database, table, last, AT_ONCE)
    if (rows.length > 0) yield rows
    if (rows.length < AT_ONCE) return
    last = rows.at(-1)
  }
}

async function page(database: Kysely<Tables>, { name, key }: Table, after: Row | undefined, most: number): Promise<Row[]> {
  const columns = sql.join(key.map(column => sql.ref(column)))
  const from = after ? sql`where (${columns}) > (${sql.join(key.map(column => sql.val(after[column])))})` : sql``
  const { rows } = await sql<Row>`select * from ${sql.table(name)} ${from} order by ${columns} limit ${most}`.execute(database)
  return rows
}
