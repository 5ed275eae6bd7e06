/**
 * Changes by `Modified`, for resources without row versions. Marks come from the records themselves, never from our clock, and
 * reach back over the hour that a wall clock repeats in autumn; what comes again is the caller's to recognise.
 * @see reference exact-online.md §4.6, §7.3
 */
import type { Division } from '../documents/value'
import type { ExactClient } from './client'
import type { TimeMark } from './delta'
import { literal, type ExactRecord } from './odata'
import type { Resource } from './resources/resource'
import { inOneShape, wholeQuery, wholeRecords } from './whole-records'

const overlap = 65 * 60_000
const readWholeAtOnce = 60

/** Pages come in key order, so the mark moves only when the run is at its end. */
export async function* changesByTime(client: ExactClient, division: Division, resource: Resource, from: TimeMark) {
  let records = from.records
  let lines = from.lines
  const seen = new Set<unknown>()
  const query = { ...wholeQuery(resource), ...since(from.records) }
  for await (const page of client.pages(division, resource.path, query)) {
    for (const record of page) {
      seen.add(record[resource.key])
      records = later(records, record)
      for (const line of linesOf(record, resource)) lines = later(lines, line)
    }
    if (page.length > 0) yield { records: page.map(record => inOneShape(resource, record)), mark: from }
  }
  if (from.lines !== undefined && resource.lines) {
    // A change of a line alone leaves its header's time as it was.
    const changed = await changedLines(client, division, resource, from.lines)
    lines = changed.reduce(later, lines)
    const missed = [...new Set(changed.map(line => line[resource.key]))].filter(
      key => typeof key === 'string' && !seen.has(key),
    ) as string[]
    for (let first = 0; first < missed.length; first += readWholeAtOnce)
      yield { records: await wholeRecords(client, division, resource, missed.slice(first, first + readWholeAtOnce)), mark: from }
  }
  const mark: TimeMark = { strategy: 'modified', records, lines }
  yield { records: [], mark }
}

async function changedLines(
  client: ExactClient,
  division: Division,
  { key, lines }: Resource,
  mark: string,
): Promise<ExactRecord[]> {
  if (!lines || !Object.hasOwn(lines.resource.properties, key)) return []
  return client.find(division, lines.resource.path, { select: [lines.resource.key, key, 'Modified'], ...since(mark) })
}

function linesOf(record: ExactRecord, { lines }: Resource): ExactRecord[] {
  const found = lines && record[lines.property]
  return Array.isArray(found) ? (found as ExactRecord[]) : []
}

function since(mark: string | undefined): { filter?: string } {
  if (mark === undefined) return {}
  const from = new Date(Date.parse(`${mark}Z`) - overlap).toISOString().slice(0, 19)
  return { filter: `Modified ge ${literal.dateTime(from)}` }
}

/** Wall-clock texts of one form compare as they read. */
function later(mark: string | undefined, { Modified }: ExactRecord): string | undefined {
  return typeof Modified === 'string' && (mark === undefined || Modified > mark) ? Modified : mark
}
