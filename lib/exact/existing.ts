/**
 * Looks up what is about to be created by its natural key: before a create, and to settle one whose answer was lost. One call for as
 * many of the same resource as an address can name. @see reference exact-online.md §4.8, §7.8
 */
import type { Division } from '../documents/value'
import type { ExactCreate } from '../mapping/exact-write'
import { queriesFor } from './chunks'
import type { ExactClient } from './client'
import { rulesOf } from './field-rules'
import { literal, type ExactRecord } from './odata'
import { knownResource } from './resources/known'

/**
 * The record found for each create, in the same order; undefined where there is none, or where a create names no natural key. A record
 * holds the key and the properties of the natural key.
 */
export async function findExisting(
  client: ExactClient,
  division: Division,
  creates: readonly ExactCreate[],
): Promise<(ExactRecord | undefined)[]> {
  const found = new Map<ExactCreate, ExactRecord>()
  for (const alike of groupsOf(creates)) {
    const candidates = await lookUp(client, division, alike)
    for (const create of alike) {
      const record = candidates.find(candidate => create.naturalKey.every(name => isSame(candidate[name], create.body[name])))
      if (record) found.set(create, record)
    }
  }
  return creates.map(create => found.get(create))
}

async function lookUp(client: ExactClient, division: Division, creates: readonly ExactCreate[]): Promise<ExactRecord[]> {
  const [{ resource, naturalKey }] = creates as [ExactCreate]
  const rules = rulesOf(resource)
  const select = [...new Set([rules?.key ?? knownResource(resource)?.key ?? 'ID', ...naturalKey])]
  const alone = knownResource(resource)?.lookUpBy
  const names = alone !== undefined && naturalKey.includes(alone) ? [alone] : naturalKey
  const alternatives = new Set(creates.map(({ body }) => conditionOf(resource, names, body)))
  const records: ExactRecord[] = []
  for (const query of queriesFor({ select }, [...alternatives])) records.push(...(await client.find(division, resource, query)))
  return records
}

function conditionOf(resource: string, names: readonly string[], body: ExactCreate['body']): string {
  const conditions = names.map(name => `${name} eq ${literalOf(resource, name, body[name])}`)
  return conditions.length === 1 ? conditions.join('') : `(${conditions.join(' and ')})`
}

function literalOf(resource: string, name: string, value: unknown): string {
  const type = rulesOf(resource)?.properties.find(property => property.name === name)?.type
  if (value === null || value === undefined) return 'null'
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value as string | number | boolean)
  switch (type) {
    case 'Edm.Guid':
      return literal.guid(text)
    case 'Edm.DateTime':
      return literal.dateTime(text.length === 10 ? `${text}T00:00:00` : text)
    case 'Edm.Int64':
      return literal.int64(text)
    default:
      return typeof value === 'string' ? literal.text(value.trim()) : text
  }
}

/** The service pads and trims text, writes GUIDs in lower case, and completes a day to midnight. */
function isSame(stored: unknown, sent: unknown): boolean {
  return plain(stored) === plain(sent)
}

function plain(value: unknown): unknown {
  if (typeof value !== 'string') return value ?? null
  const text = value.trim().replace(/^(\d{4}-\d\d-\d\d)T00:00:00$/, '$1')
  return /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(text) ? text.toLowerCase() : text
}

function groupsOf(creates: readonly ExactCreate[]): ExactCreate[][] {
  const groups = new Map<string, ExactCreate[]>()
  for (const create of creates) {
    if (create.naturalKey.length === 0) continue
    const name = [create.resource, ...create.naturalKey].join(' ')
    groups.set(name, [...(groups.get(name) ?? []), create])
  }
  return [...groups.values()]
}
