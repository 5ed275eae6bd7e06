/**
 * The OData that Exact Online speaks: both shapes of a collection, dates in milliseconds, padded strings, literals and queries.
 * @see reference exact-online.md §4
 */

/** A record as flows see it: strings trimmed, dates as zone-less text `2026-01-15T00:00:00`, links and metadata left out. */
export type ExactRecord = Record<string, unknown>

export interface Page {
  readonly records: readonly ExactRecord[]
  readonly next?: string
  /** Expanded collections that go on elsewhere: what is found there belongs at the end of `records`. */
  readonly unfinished: readonly UnfinishedCollection[]
}

export interface UnfinishedCollection {
  readonly records: ExactRecord[]
  readonly next: string
}

/** The typed form, or the raw query text without its question mark. */
export type Query = TypedQuery | string

export interface TypedQuery {
  readonly select?: readonly string[]
  readonly filter?: string
  readonly expand?: readonly string[]
  readonly orderBy?: string
  readonly top?: number
}

/**
 * Reads `d.results`, a bare `d` array (which a small `$top` gives) or a single record.
 * @throws SyntaxError when the text is no JSON; TypeError when it has no `d`
 */
export function readPage(text: string): Page {
  const { d } = JSON.parse(text) as { d?: unknown }
  if (typeof d !== 'object' || d === null) throw new TypeError('an answer without d')
  const unfinished: UnfinishedCollection[] = []
  const collection = asCollection(d)
  const rows = collection ? collection.rows : [d as RawRecord]
  const records = rows.map(row => plainRecord(row, unfinished))
  return { records, unfinished, ...(collection?.next && { next: collection.next }) }
}

/** Text of the query, its values percent-encoded. */
export function queryText(query: Query): string {
  if (typeof query === 'string') return query.replace(/^\?/, '')
  const { select, filter, expand, orderBy, top } = query
  const options = {
    $select: select?.join(','),
    $filter: filter,
    $expand: expand?.join(','),
    $orderby: orderBy,
    $top: top?.toString(),
  }
  return Object.entries(options)
    .flatMap(([name, value]) => (value ? [`${name}=${encoded(value)}`] : []))
    .join('&')
}

/** Commas stand as they are: they are allowed, and lists of properties are long. */
export function encoded(value: string): string {
  return encodeURIComponent(value).replaceAll('%2C', ',')
}

/** Literals of a filter. @see reference exact-online.md §4.3 */
export const literal = {
  guid: (value: string) => `guid'${value}'`,
  /** Zone-less text; the service compares it with its own wall clock. @see reference exact-online.md §4.6 */
  dateTime: (value: string) => `datetime'${value.replace(/Z$/, '')}'`,
  text: (value: string) => `'${value.replaceAll("'", "''")}'`,
  int64: (value: string | bigint) => `${value}L`,
}

/** Account codes are 18 wide, filled with spaces on the left, and filters compare all of it. @see reference exact-online.md §4.7 */
export function paddedAccountCode(code: string): string {
  return code.trim().padStart(18)
}

type RawRecord = Record<string, unknown>

function asCollection(value: object): { rows: RawRecord[]; next?: string } | undefined {
  if (Array.isArray(value)) return { rows: value as RawRecord[] }
  const { results, __next } = value as { results?: unknown; __next?: unknown }
  if (!Array.isArray(results)) return undefined
  return { rows: results as RawRecord[], ...(typeof __next === 'string' && { next: __next }) }
}

function plainRecord(row: RawRecord, unfinished: UnfinishedCollection[]): ExactRecord {
  const record: ExactRecord = {}
  for (const [name, value] of Object.entries(row)) {
    if (name === '__metadata') continue
    if (typeof value === 'string') record[name] = plainText(value)
    else if (typeof value !== 'object' || value === null) record[name] = value
    else if (!('__deferred' in value)) record[name] = plainObject(value, unfinished)
  }
  return record
}

function plainObject(value: object, unfinished: UnfinishedCollection[]): ExactRecord | ExactRecord[] {
  const collection = asCollection(value)
  if (!collection) return plainRecord(value as RawRecord, unfinished)
  const records = collection.rows.map(row => plainRecord(row, unfinished))
  if (collection.next) unfinished.push({ records, next: collection.next })
  return records
}

/** Milliseconds stand for a wall clock that is written as if it were UTC, so UTC it is read as. */
function plainText(text: string): string {
  const date = /^\/Date\((-?\d+)(?:[+-]\d{4})?\)\/$/.exec(text)
  return date ? new Date(Number(date[1])).toISOString().slice(0, 19) : text.trim()
}
