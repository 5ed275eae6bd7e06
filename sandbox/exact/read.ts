/** GET: one record, a collection in pages, a header's lines, a count, a function. */
import { type Answer, badRequest, json, Refusal } from './answer'
import type { Clock } from './clock'
import type { Switches } from './switches'
import { atom, record } from './output'
import { countOf, pageOf } from './page'
import { type Query, queryOf } from './query'
import { children, type Entity, known, tableOf } from './schema'
import { guidOrder } from './guid-order'
import type { Row, Store } from './store'
import { type Stream, streamOf, syncTimestamp } from './sync'

export interface Target {
  readonly division: number
  readonly entity: Entity
  readonly key?: string
  /** A collection of that record. */
  readonly collection?: string
  readonly count: boolean
}

export interface Reading {
  readonly store: Store
  readonly clock: Clock
  readonly switches: Switches
  /** Address up to and with the division. */
  readonly root: string
  readonly xml: boolean
}

/** @throws Refusal 400 for the query, 404 for an unknown key */
export function read(target: Target, parameters: URLSearchParams, reading: Reading): Answer {
  const { division, entity, key, collection } = target
  if (entity.path.startsWith('read/')) return list([syncTimestamp(reading.store, division, parameters)], entity, {}, reading)
  if (key === undefined)
    return collectionOf(target, streamIn(division, entity, reading), entity, entity.path, parameters, reading)
  const row = reading.store.row(division, tableOf(entity.path), key)
  if (!row) throw new Refusal(404, [''])
  if (collection === undefined) return single(target, row, parameters, reading)
  const child = children[entity.path]?.[collection]
  if (!child) throw new Refusal(404, [''])
  const lines = inKeyOrder(reading.store.lines(division, child.resource, key))
  return collectionOf(
    target,
    { rows: lines, shape: row => row },
    known(child.resource),
    `${entity.path}(guid'${key}')/${collection}`,
    parameters,
    reading,
  )
}

function single({ division, entity }: Target, row: Row, parameters: URLSearchParams, reading: Reading): Answer {
  const query = queryOf(parameters, entity, reading.switches)
  const written = writtenOf(division, entity, row, query, reading)
  if (reading.xml) return xmlAnswer([written], reading)
  return json(200, { d: written })
}

function collectionOf(
  target: Target,
  { rows, shape }: Stream,
  entity: Entity,
  path: string,
  parameters: URLSearchParams,
  reading: Reading,
): Answer {
  const { switches, root } = reading
  demands(entity, parameters, switches)
  const query = queryOf(parameters, entity, switches)
  restrictions(entity, query)
  if (target.count) {
    return { status: 200, headers: { 'Content-Type': 'text/plain;charset=utf-8' }, body: String(countOf(rows, query)) }
  }
  const large = /^(?:sync|bulk)\//.test(entity.path)
  const page = pageOf(rows, entity, query, large ? switches.largePageSize : switches.pageSize, parameters, switches)
  const written = page.rows.map(row => writtenOf(target.division, entity, shape(row), query, reading))
  if (reading.xml) return xmlAnswer(written, reading)
  const results = {
    ...(query.inlineCount ? { __count: String(countOf(rows, query)) } : {}),
    results: written,
    ...(page.next === undefined ? {} : { __next: `${root}/${path}?${page.next}` }),
  }
  const bare = switches.smallTop === 'bare' && query.top !== undefined && query.top <= switches.pageSize && !query.inlineCount
  return json(200, { d: bare ? written : results })
}

/** Always the long form, as `Me` has it. */
export function list(rows: readonly Row[], entity: Entity, headers: Record<string, string>, reading: Reading): Answer {
  const written = rows.map(row => record(entity, row, { root: reading.root, look: reading.switches }))
  return reading.xml ? xmlAnswer(written, reading) : json(200, { d: { results: written } }, headers)
}

function xmlAnswer(written: readonly Record<string, unknown>[], { root }: Reading): Answer {
  return { status: 200, headers: { 'Content-Type': 'application/atom+xml;charset=utf-8' }, body: atom(written, root) }
}

function streamIn(division: number, { path }: Entity, { store, clock }: Reading): Stream {
  if (path.startsWith('sync/')) return streamOf(store, division, path, clock.wall())
  return { rows: store.rows(division, tableOf(path)), shape: row => row }
}

function writtenOf(
  division: number,
  entity: Entity,
  row: Row,
  query: Query,
  { store, switches, root }: Reading,
): Record<string, unknown> {
  const place = { root, look: switches }
  const expanded: Record<string, unknown> = {}
  for (const name of query.expand) {
    const child = children[entity.path]?.[name]
    if (!child) continue
    const lines = inKeyOrder(store.lines(division, child.resource, String(row[entity.key])))
    const within = known(child.resource)
    const parameters = new URLSearchParams()
    const page = pageOf(lines, within, queryOf(parameters, within, switches), switches.pageSize, parameters, switches)
    const uri = `${root}/${entity.path}(guid'${row[entity.key]}')/${name}`
    expanded[name] = {
      results: page.rows.map(line => record(within, line, place, query.selectWithin.get(name))),
      ...(page.next === undefined ? {} : { __next: `${uri}?${page.next}` }),
    }
  }
  return record(entity, row, place, query.select, expanded)
}

function inKeyOrder(lines: readonly Row[]): readonly Row[] {
  return lines.toSorted((a, b) => (guidOrder(String(a['ID'])) < guidOrder(String(b['ID'])) ? -1 : 1))
}

/** @see reference exact-online.md §4.5 */
function demands({ path, properties }: Entity, parameters: URLSearchParams, switches: Switches): void {
  const select = parameters.has('$select') || parameters.get('$top') === '1'
  if (!select && (path.startsWith('bulk/') || switches.selectRequired.includes(path))) {
    throw badRequest('Please add a $select or a $top=1 statement to the query string.')
  }
  if (switches.filterRequired.includes(path) && !parameters.has('$filter')) {
    const fields = [...properties.values()].filter(({ verbs }) => verbs.has('POST')).map(({ name }) => name)
    throw badRequest(
      `This endpoint has mandatory filtering applied. A GET request for this endpoint must have a $filter parameter with one of the following fields in the url:${fields.join(',')}.`,
    )
  }
}

const bulkFilters = new Set(['ID', 'Code', 'Name', 'Account', 'Document', 'Type', 'IsSupplier', 'Created', 'Modified'])

/** @see reference exact-online.md §4.5 */
function restrictions({ path }: Entity, { filter }: Query): void {
  const used = [...(filter?.properties ?? [])]
  const allowed =
    path === 'sync/Deleted'
      ? new Set(['Timestamp', 'EntityType'])
      : path.startsWith('sync/')
        ? new Set(['Timestamp'])
        : bulkFilters
  const refused = /^(?:sync|bulk)\//.test(path) ? used.filter(name => !allowed.has(name)) : []
  if (refused.length > 0) throw badRequest(`Filtering on these fields is not supported: ${refused.join(', ')}`)
  if (path === 'logistics/SupplierItem' && used.some(name => name === 'StartDate' || name === 'EndDate')) {
    throw badRequest('This $filter parameter is not supported for this resource.')
  }
}
