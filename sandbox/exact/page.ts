/** A query applied to rows, page by page. @see reference exact-online.md §4.4 */
import type { Filter } from './filter'
import { guidOrder } from './guid-order'
import { literal, type Shown, shown } from './output'
import { keyType, type Query } from './query'
import type { Entity } from './schema'
import type { Row, Value } from './store'

export interface Page {
  readonly rows: readonly Row[]
  /** Query text of the next page, without the question mark. */
  readonly next?: string
}

/** `rows` come in key order; in that order no more of them are looked at than a page needs. */
export function pageOf(
  rows: readonly Row[],
  entity: Entity,
  query: Query,
  pageSize: number,
  parameters: URLSearchParams,
  look: Shown,
): Page {
  const { filter, after, order, top, skip } = query
  const place = (row: Row) => [
    ...order.map(({ property }) => comparable(property.type, shown(entity, property, row, look))),
    keyPlace(entity, row),
  ]
  const compare = (a: readonly Value[], b: readonly Value[]) => comparePlaces(a, b, order)
  const mark = after && comparableToken(after, entity, order)
  const isBehind = (row: Row) => mark === undefined || compare(place(row), mark) > 0
  const size = Math.min(top ?? pageSize, pageSize)
  const [page, more] =
    order.length === 0
      ? firstOf(rows, mark ? firstBehind(rows, isBehind) : 0, filter, skip, size)
      : cutOff(
          sorted(filter ? rows.filter(filter.matches) : rows, place, compare)
            .filter(isBehind)
            .slice(skip),
          size,
        )
  const last = page.at(-1)
  if (!last || !more || (top !== undefined && top <= pageSize)) return { rows: page }
  const values = [
    ...order.map(({ property }) => literal(property.type, last[property.name] ?? null)),
    literal(keyType(entity), last[entity.key] ?? null),
  ]
  return { rows: page, next: nextQuery(parameters, values.join(','), top === undefined ? undefined : top - pageSize) }
}

/** How many rows match, on all pages together. */
export function countOf(rows: readonly Row[], { filter }: Query): number {
  return filter ? rows.filter(filter.matches).length : rows.length
}

/** The page, and whether there is another. */
function firstOf(
  rows: readonly Row[],
  from: number,
  filter: Filter | undefined,
  skip: number,
  size: number,
): readonly [readonly Row[], boolean] {
  const found: Row[] = []
  let left = skip
  for (let n = from; n < rows.length && found.length <= size; n += 1) {
    const row = rows[n]
    if (!row || (filter && !filter.matches(row))) continue
    if (left > 0) left -= 1
    else found.push(row)
  }
  return cutOff(found, size)
}

function cutOff(rows: readonly Row[], size: number): readonly [readonly Row[], boolean] {
  return [rows.slice(0, size), rows.length > size]
}

/** Of rows in order, the place of the first that is behind a mark. */
function firstBehind(rows: readonly Row[], isBehind: (row: Row) => boolean): number {
  let [low, high] = [0, rows.length]
  while (low < high) {
    const middle = (low + high) >> 1
    const row = rows[middle]
    if (row && isBehind(row)) high = middle
    else low = middle + 1
  }
  return low
}

function comparableToken(values: readonly Value[], entity: Entity, order: Query['order']): readonly Value[] {
  const types = [...order.map(({ property }) => property.type), keyType(entity)]
  return values.map((value, n) => comparable(types[n] ?? '', value))
}

function comparable(type: string, value: Value): Value {
  return type === 'Edm.Guid' && typeof value === 'string' ? guidOrder(value) : value
}

function keyPlace(entity: Entity, row: Row): Value {
  return comparable(keyType(entity), row[entity.key] ?? null)
}

/** Null comes first, as SQL Server has it. */
function comparePlaces(a: readonly Value[], b: readonly Value[], order: Query['order']): number {
  for (const [n, left] of a.entries()) {
    const right = b[n] ?? null
    if (left === right) continue
    const rising = left === null || (right !== null && left < right) ? -1 : 1
    return order[n]?.descending ? -rising : rising
  }
  return 0
}

function sorted(
  rows: readonly Row[],
  place: (row: Row) => readonly Value[],
  compare: (a: readonly Value[], b: readonly Value[]) => number,
) {
  return rows
    .map(row => ({ row, at: place(row) }))
    .toSorted((a, b) => compare(a.at, b.at))
    .map(({ row }) => row)
}

/** The same query from behind the last row; `$top` counts down, and only what would break the address is escaped. */
function nextQuery(parameters: URLSearchParams, token: string, top: number | undefined): string {
  const kept = [...parameters].filter(([name]) => !['$top', '$skip', '$skiptoken'].includes(name))
  const pairs = [...kept, ...(top === undefined ? [] : [['$top', String(top)]]), ['$skiptoken', token]]
  return pairs.map(([name, value]) => `${name}=${encodeURIComponent(value ?? '').replaceAll('%2C', ',')}`).join('&')
}
