/**
 * Queries that are built once and then only given their values: building one costs more than running it, and a step asks the same ones
 * every time. They are written with Kysely like all others, in the words of whichever store asks.
 */
import type { Compilable, CompiledQuery, DatabaseConnection, Insertable, Kysely, Transaction } from 'kysely'
import type { Tables } from './schema'

/** Stands for a value while the query is built. */
class Slot {
  readonly name: string
  constructor(name: string) {
    this.name = name
  }
}

export interface Prepared<Values, Row> {
  rows(database: Kysely<Tables>, values: Values): Promise<Row[]>
  first(database: Kysely<Tables>, values: Values): Promise<Row | undefined>
  /** @returns how many rows were written */
  write(database: Kysely<Tables>, values: Values): Promise<number>
}

const connections = new WeakMap<object, DatabaseConnection>()

/**
 * From now on what is prepared goes straight to the connection of this transaction: Kysely's way there is made for transactions that
 * ask several things at once, and costs as much as the answer.
 */
export async function straight(tx: Transaction<Tables>): Promise<void> {
  await tx.getExecutor().provideConnection(async connection => {
    connections.set(tx, connection)
  })
}

/** @param build asks for the place of a value by its name; it is built once for each store, so nothing in it may depend on a value */
export function prepared<Values extends object, Row = unknown>(
  build: (database: Kysely<Tables>, slot: <Name extends keyof Values & string>(name: Name) => Values[Name]) => Compilable<Row>,
): Prepared<Values, Row> {
  /** By the part of Kysely that stands for a store, whose words the query is in. */
  const queries = new WeakMap<object, CompiledQuery>()
  const ask = (database: Kysely<Tables>, values: Values) => {
    const { adapter } = database.getExecutor()
    let query = queries.get(adapter)
    if (!query) {
      query = build(database, name => new Slot(name) as never).compile()
      queries.set(adapter, query)
    }
    const named = values as Readonly<Record<string, unknown>>
    const parameters = query.parameters.map(one => (one instanceof Slot ? named[one.name] : one))
    const asked = { ...query, parameters }
    return connections.get(database)?.executeQuery<Row>(asked) ?? database.executeQuery<Row>(asked)
  }
  return {
    rows: async (database, values) => (await ask(database, values)).rows,
    first: async (database, values) => (await ask(database, values)).rows[0],
    write: async (database, values) => Number((await ask(database, values)).numAffectedRows ?? 0),
  }
}

const inserts = new Map<string, Prepared<object, unknown>>()

/** Rows of the same columns into a table, in their order. */
export async function insert<T extends keyof Tables>(
  database: Kysely<Tables>,
  table: T,
  ...rows: readonly [Insertable<Tables[T]>, ...Insertable<Tables[T]>[]]
): Promise<void> {
  const [row] = rows
  const key = `${rows.length} ${table} ${Object.keys(row).join(' ')}`
  let statement = inserts.get(key)
  if (!statement) {
    statement = insertion(table, Object.keys(row), rows.length)
    inserts.set(key, statement)
  }
  await statement.write(database, rows.length === 1 ? row : sideBySide(rows))
}

function insertion(table: keyof Tables, columns: readonly string[], count: number): Prepared<object, unknown> {
  return prepared<Record<string, unknown>>((database, slot) => {
    const rows = Array.from({ length: count }, (_, index) =>
      Object.fromEntries(columns.map(column => [column, slot(placeOf(column, index))])),
    )
    return database.insertInto(table).values(rows)
  })
}

function sideBySide(rows: readonly object[]): object {
  return Object.fromEntries(
    rows.flatMap((row, index) => Object.entries(row).map(([name, value]) => [placeOf(name, index), value])),
  )
}

function placeOf(column: string, index: number): string {
  return index === 0 ? column : `${column} ${index}`
}
