/**
 * Queries that are built once and then only given their values: building one costs more than running it, and a step asks the same ones
 * every time. They are written with Kysely like all others, in the words of whichever store asks.
 */
import type { Compilable, CompiledQuery, Insertable, Kysely } from 'kysely'
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
    return database.executeQuery({ ...query, parameters })
  }
  return {
    rows: async (database, values) => (await ask(database, values)).rows as Row[],
    first: async (database, values) => (await ask(database, values)).rows[0] as Row | undefined,
    write: async (database, values) => Number((await ask(database, values)).numAffectedRows ?? 0),
  }
}

const inserts = new Map<string, Prepared<Record<string, unknown>, unknown>>()

/** Rows of the same columns into a table, in their order. */
export async function insert<T extends keyof Tables>(
  database: Kysely<Tables>,
  table: T,
  ...rows: readonly Insertable<Tables[T]>[]
): Promise<void> {
  const [first = {}] = rows
  const names = Object.keys(first)
  const key = `${rows.length} ${table} ${names.join(' ')}`
  let statement = inserts.get(key)
  if (!statement) {
    const slots = (slot: (name: string) => unknown) =>
      rows.map((_row, index) => Object.fromEntries(names.map(name => [name, slot(`${name} ${index}`)])))
    statement = prepared((on, slot) => on.insertInto(table).values(slots(slot) as never))
    inserts.set(key, statement)
  }
  const values = rows.flatMap((row, index) => Object.entries(row).map(([name, value]) => [`${name} ${index}`, value] as const))
  await statement.write(database, Object.fromEntries(values))
}
