/** One row into a table whose statement is built once: the ledger's most frequent statements, and the longest to build. */
import type { CompiledQuery, Insertable, Kysely, Transaction } from 'kysely'
import type { Tables } from './schema'

/** Stands for the value of a column while the statement is built. */
class Column {
  readonly name: string
  constructor(name: string) {
    this.name = name
  }
}

interface Statement {
  readonly query: CompiledQuery
  readonly columns: readonly string[]
}

/** By the part of Kysely that stands for a store, whose words the statement is in. */
const statements = new WeakMap<object, Map<string, Statement>>()

export async function insert<T extends keyof Tables>(
  tx: Transaction<Tables>,
  table: T,
  row: Insertable<Tables[T]>,
): Promise<void> {
  const { query, columns } = statementFor(tx, table, Object.keys(row))
  const values = row as Readonly<Record<string, unknown>>
  await tx.executeQuery({ ...query, parameters: columns.map(name => values[name]) })
}

function statementFor(tx: Kysely<Tables>, table: keyof Tables, names: readonly string[]): Statement {
  const { adapter } = tx.getExecutor()
  const known = statements.get(adapter) ?? new Map<string, Statement>()
  statements.set(adapter, known)
  const key = `${table} ${names.join(' ')}`
  const found = known.get(key)
  if (found) return found
  const row = Object.fromEntries(names.map(name => [name, new Column(name)]))
  const query = tx.insertInto(table).values(row).compile()
  const made = { query, columns: query.parameters.map(parameter => (parameter as Column).name) }
  known.set(key, made)
  return made
}
