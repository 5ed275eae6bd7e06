/**
 * Queries that are built once and then only given their values: building one costs more than running it, and a step asks the same ones
 * every time. They are written with Kysely like all others, in the words of whichever store asks. A store within this process answers
 * them at once, without a promise: a step asks about a dozen, and waiting for what is there already costs as much as asking.
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

/** There already, or to come. */
export type Soon<T> = T | Promise<T>

export interface Answer {
  readonly rows: readonly unknown[]
  /** How many rows were written. */
  readonly written: number
}

/** A connection that answers at once. */
export interface AtOnce extends DatabaseConnection {
  answer(sql: string, values: readonly unknown[]): Answer
}

export interface Prepared<Values, Row> {
  rows(database: Kysely<Tables>, values: Values): Soon<readonly Row[]>
  first(database: Kysely<Tables>, values: Values): Soon<Row | undefined>
  /** @returns how many rows were written */
  write(database: Kysely<Tables>, values: Values): Soon<number>
}

const connections = new WeakMap<object, DatabaseConnection | AtOnce>()

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
  const query = perStore(database => filled(build(database, name => new Slot(name) as never).compile()))
  const ask = (database: Kysely<Tables>, values: Values): Soon<Answer> => {
    const { asked, places } = query(database)
    const named = values as Readonly<Record<string, unknown>>
    const parameters = asked.parameters.slice()
    for (let place = 0; place < places.length; place++) {
      const name = places[place]
      if (name !== undefined) parameters[place] = named[name]
    }
    return answered(database, asked, parameters)
  }
  return {
    rows: (database, values) => once(ask(database, values), rowsOf<Row>),
    first: (database, values) => once(ask(database, values), firstOf<Row>),
    write: (database, values) => once(ask(database, values), writtenBy),
  }
}

interface Filled {
  readonly asked: CompiledQuery
  /** By the place of each parameter the name of the value that stands there; undefined where it is always the same. */
  readonly places: readonly (string | undefined)[]
}

function filled(asked: CompiledQuery): Filled {
  return { asked, places: asked.parameters.map(one => (one instanceof Slot ? one.name : undefined)) }
}

function rowsOf<Row>({ rows }: Answer): readonly Row[] {
  return rows as readonly Row[]
}

function firstOf<Row>({ rows }: Answer): Row | undefined {
  return rows[0] as Row | undefined
}

function writtenBy({ written }: Answer): number {
  return written
}

interface Insertion {
  readonly columns: readonly string[]
  readonly count: number
  readonly query: (database: Kysely<Tables>) => CompiledQuery
}

const insertions = new Map<keyof Tables, Insertion[]>()

/** Rows of the same columns, in the same order, into a table. */
export function insert<T extends keyof Tables>(
  database: Kysely<Tables>,
  table: T,
  ...rows: readonly [Insertable<Tables[T]>, ...Insertable<Tables[T]>[]]
): Soon<unknown> {
  const { query } = insertionOf(table, rows)
  return answered(database, query(database), rows.length === 1 ? Object.values(rows[0]) : rows.flatMap(Object.values))
}

function insertionOf<T extends keyof Tables>(
  table: T,
  rows: readonly [Insertable<Tables[T]>, ...Insertable<Tables[T]>[]],
): Insertion {
  const known = insertions.get(table) ?? []
  for (const one of known) if (one.count === rows.length && haveColumns(rows, one.columns)) return one
  const columns = Object.keys(rows[0])
  if (!haveColumns(rows, columns)) throw new Error(`rows with other columns than the first of ${table}`)
  const made = { columns, count: rows.length, query: perStore(store => store.insertInto(table).values(rows).compile()) }
  insertions.set(table, [...known, made])
  return made
}

function haveColumns(rows: readonly object[], columns: readonly string[]): boolean {
  for (const row of rows) {
    let place = 0
    for (const name in row) if (columns[place++] !== name) return false
    if (place !== columns.length) return false
  }
  return true
}

/** By the part of Kysely that stands for a store, whose words the query is in. Nearly always it is the one that asked last. */
function perStore<Query>(build: (database: Kysely<Tables>) => Query): (database: Kysely<Tables>) => Query {
  const queries = new WeakMap<object, Query>()
  let last: { readonly adapter: object; readonly query: Query } | undefined
  return database => {
    const { adapter } = database.getExecutor()
    if (last?.adapter === adapter) return last.query
    const query = queries.get(adapter) ?? build(database)
    queries.set(adapter, query)
    last = { adapter, query }
    return query
  }
}

function answered(database: Kysely<Tables>, query: CompiledQuery, parameters: readonly unknown[]): Soon<Answer> {
  const connection = connections.get(database)
  if (connection && 'answer' in connection) return connection.answer(query.sql, parameters)
  return later(connection ?? database, { ...query, parameters })
}

async function later(asked: Pick<Kysely<Tables>, 'executeQuery'> | DatabaseConnection, query: CompiledQuery): Promise<Answer> {
  const { rows, numAffectedRows } = await asked.executeQuery(query)
  return { rows, written: Number(numAffectedRows ?? 0) }
}

function once<Given, Made>(given: Soon<Given>, make: (given: Given) => Made): Soon<Made> {
  return given instanceof Promise ? given.then(make) : make(given)
}
