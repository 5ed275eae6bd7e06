/** The rows of every division, changed only by lists of changes, so that a replayed record gives the same rows again. */
import { guidOrder } from './guid-order'
import { entity, parentOf } from './schema'

/** What one property holds: text, numbers (dates too, as milliseconds of the wall clock), booleans. */
export type Value = string | number | boolean | null

/** A property that is not there is null. */
export type Row = Readonly<Record<string, Value>>

/** One row made, changed (the properties given) or, with null, taken away. */
export interface Change {
  readonly division: number
  readonly resource: string
  readonly key: string
  readonly set: Row | null
}

export interface Store {
  row(division: number, resource: string, key: string): Row | undefined
  /** In key order; GUIDs as SQL Server sorts them. */
  rows(division: number, resource: string): readonly Row[]
  /** Lines of one header, by line number. */
  lines(division: number, resource: string, header: string): readonly Row[]
  find(division: number, resource: string, property: string, value: Value): Row | undefined
  apply(changes: readonly Change[]): void
  /** Rises with each list of changes applied. */
  revision(): number
  /** The next row version: unique and rising over all divisions. */
  nextVersion(): number
}

interface Table {
  readonly rows: Map<string, Row>
  readonly byHeader: Map<Value, Set<string>>
  readonly header: string | undefined
  readonly order: (row: Row) => string | number
  /** Keys in order; undefined after a row came or went. */
  sorted: readonly string[] | undefined
}

export function createStore(): Store {
  const tables = new Map<string, Table>()
  let version = 1_000_000
  let revision = 0

  const table = (division: number, resource: string): Table => {
    const name = `${division}/${resource}`
    const found = tables.get(name)
    if (found) return found
    const made: Table = {
      rows: new Map(),
      byHeader: new Map(),
      header: parentOf(resource)?.property,
      order: keyOrder(resource),
      sorted: undefined,
    }
    tables.set(name, made)
    return made
  }

  return {
    row: (division, resource, key) => table(division, resource).rows.get(key),
    rows: (division, resource) => {
      const place = table(division, resource)
      place.sorted ??= keysInOrder(place)
      return place.sorted.map(key => place.rows.get(key)).filter(row => row !== undefined)
    },
    lines: (division, resource, header) => {
      const place = table(division, resource)
      const rows: Row[] = []
      for (const key of place.byHeader.get(header) ?? []) {
        const row = place.rows.get(key)
        if (row) rows.push(row)
      }
      return rows.toSorted((a, b) => Number(a['LineNumber']) - Number(b['LineNumber']))
    },
    find: (division, resource, property, value) => {
      for (const row of table(division, resource).rows.values()) if (row[property] === value) return row
      return undefined
    },
    revision: () => revision,
    apply: changes => {
      revision += 1
      for (const change of changes) {
        applyTo(table(change.division, change.resource), change)
        const stamp = change.set?.['Timestamp']
        if (typeof stamp === 'number' && stamp > version) version = stamp
      }
    },
    nextVersion: () => {
      version += 1
      return version
    },
  }
}

function applyTo(table: Table, { key, set }: Change): void {
  const before = table.rows.get(key)
  if (!before || set === null) table.sorted = undefined
  if (set === null) {
    table.rows.delete(key)
    if (before && table.header) table.byHeader.get(before[table.header] ?? null)?.delete(key)
    return
  }
  table.rows.set(key, { ...before, ...set })
  const header = table.header && set[table.header]
  if (!header) return
  const siblings = table.byHeader.get(header)
  if (siblings) siblings.add(key)
  else table.byHeader.set(header, new Set([key]))
}

function keyOrder(resource: string): (row: Row) => string | number {
  const found = entity(resource)
  if (!found) return () => 0
  const guid = found.properties.get(found.key)?.type === 'Edm.Guid'
  return row => (guid ? guidOrder(String(row[found.key])) : Number(row[found.key]))
}

function keysInOrder({ rows, order }: Table): readonly string[] {
  const placed = [...rows].map(([key, row]) => ({ key, place: order(row) }))
  placed.sort((a, b) => (a.place < b.place ? -1 : a.place > b.place ? 1 : 0))
  return placed.map(({ key }) => key)
}
