/**
 * Before a write: may the body be sent as it is, and is the record there already? Exact Online drops a read-only property without a
 * word, counts an unknown one as an error, answers the rest with a text in the user's language, and has no key against doubles.
 * @see reference exact-online.md §4.8, §6, §7.8
 */
import { decimal, type Division, sum } from '../documents/value'
import { EdiError } from '../error'
import type { ExactCreate, ExactEnsure } from '../mapping/exact-write'
import { queriesFor } from './chunks'
import type { ExactClient } from './client'
import { type EntityRules, longestText, nestedLines, type PropertyRules, rulesOf } from './field-rules'
import { literal, type ExactRecord } from './odata'
import { knownResource } from './resources/known'

export type WriteAction = 'create' | 'update'

type Sought = ExactCreate | ExactEnsure
type Body = Readonly<Record<string, unknown>>

/** The body as JSON takes it: bytes become base64 text. */
export function asSent(body: Body): Body {
  const written = (value: unknown) => (value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value)
  return Object.fromEntries(Object.entries(body).map(([name, value]) => [name, written(value)]))
}

/**
 * A resource without metadata passes unchecked.
 * @throws EdiError `exact-field-unknown`, `exact-field-read-only`, `exact-field-missing`, `exact-field-type`, `exact-field-too-long`,
 * `exact-write-not-offered`
 */
export function checkBeforeWrite(resource: string, body: Body, action: WriteAction): void {
  const rules = rulesOf(resource)
  if (!rules) return
  const verb = action === 'create' ? 'POST' : 'PUT'
  if (!rules.verbs.includes(verb))
    throw refusal('exact-write-not-offered', resource, undefined, `Exact Online offers no ${action} for this resource`)
  checkProperties(resource, body, verb)
  if (action === 'create') checkMandatory(resource, body, undefined)
  else checkNotEmptied(resource, rules, body)
}

/**
 * References that were sent and that the record made does not hold: a key of another company may be stored as nothing without a word.
 * @see reference exact-online.md §3.2
 */
export function droppedFrom(record: ExactRecord, resource: string, body: Body): readonly string[] {
  const references = rulesOf(resource)?.properties.filter(({ type }) => type === 'Edm.Guid') ?? []
  return references.map(({ name }) => name).filter(name => typeof body[name] === 'string' && record[name] === null)
}

/**
 * What identifies a record that a create makes: the properties of its natural key, and those that Exact Online itself will give it. A
 * purchase entry becomes a credit note by its sign: one that repeats the number of its invoice is no double of it.
 * @see reference exact-online.md §7.7
 */
export function identifiedBy({ resource, body, naturalKey }: Sought): Readonly<Record<string, unknown>> {
  return { ...Object.fromEntries(naturalKey.map(name => [name, body[name]])), ...given[resource]?.(body) }
}

const given: Readonly<Record<string, ((body: Body) => Body) | undefined>> = {
  'purchaseentry/PurchaseEntries': ({ PurchaseEntryLines: lines }) => {
    if (!Array.isArray(lines)) return {}
    const amounts = (lines as Body[]).map(({ AmountFC }) =>
      typeof AmountFC === 'number' ? decimal(String(AmountFC)) : undefined,
    )
    const known = amounts.filter(amount => amount !== undefined)
    const total = sum(known)
    return known.length < amounts.length || total.isZero() ? {} : { Type: total.isNegative() ? 31 : 30 }
  },
}

/**
 * Looks creates up by their natural keys, many in one call. The record found for each, in the same order; undefined where there is none, or where a create names no natural key. A record
 * holds the key and the properties of the natural key.
 */
export async function findExisting(
  client: ExactClient,
  division: Division,
  creates: readonly Sought[],
): Promise<(ExactRecord | undefined)[]> {
  const found = new Map<Sought, ExactRecord>()
  for (const alike of groupsOf(creates)) {
    const candidates = await lookUp(client, division, alike)
    for (const create of alike) {
      const record = candidates.find(candidate => isRecordOf(create, candidate))
      if (record) found.set(create, record)
    }
  }
  return creates.map(create => found.get(create))
}

/** A property that the record does not tell is no reason to take it for another one. */
function isRecordOf(create: Sought, candidate: ExactRecord): boolean {
  const { naturalKey, body } = create
  if (!naturalKey.every(name => isSame(candidate[name], body[name]))) return false
  return Object.entries(identifiedBy(create)).every(
    ([name, value]) => naturalKey.includes(name) || isSame(candidate[name] ?? value, value),
  )
}

function checkProperties(resource: string, body: Body, verb: string): void {
  const known = new Map(rulesOf(resource)?.properties.map(property => [property.name, property]))
  for (const [name, value] of Object.entries(body)) {
    const property = known.get(name)
    if (!property) throw refusal('exact-field-unknown', resource, name, 'There is no such property')
    if (!property.verbs.includes(verb))
      throw refusal(
        'exact-field-read-only',
        resource,
        name,
        'The property cannot be set; Exact Online would drop it without a word',
      )
    if (value !== null && value !== undefined) checkValue(resource, property, value, verb)
  }
}

function checkValue(resource: string, { name, type }: PropertyRules, value: unknown, verb: string): void {
  const lines = nestedLines[name]
  if (lines && !type.startsWith('Edm.')) {
    if (!Array.isArray(value)) throw refusal('exact-field-type', resource, name, 'Lines must be an array')
    for (const line of value as Body[]) checkProperties(lines.resource, line, verb)
    return
  }
  const expected = valueTypes[type]
  if (expected && !expected.fits(value)) throw refusal('exact-field-type', resource, name, `The value must be ${expected.words}`)
  const longest = longestText(resource, name)
  if (longest !== undefined && typeof value === 'string' && value.length > longest)
    throw refusal('exact-field-too-long', resource, name, `The text has ${value.length} characters; ${longest} are allowed`)
}

/** `implied`: what nesting says already. */
function checkMandatory(resource: string, body: Body, implied: string | undefined): void {
  for (const { name, mandatory, type } of rulesOf(resource)?.properties ?? []) {
    const value = body[name]
    const lines = type.startsWith('Edm.') ? undefined : nestedLines[name]
    const empty = value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)
    if (mandatory && empty && name !== implied)
      throw refusal('exact-field-missing', resource, name, 'Exact Online demands a value')
    if (lines && Array.isArray(value)) for (const line of value as Body[]) checkMandatory(lines.resource, line, lines.header)
  }
}

/** What is not named in an update stays; what is named must not be nothing. */
function checkNotEmptied(resource: string, { properties }: EntityRules, body: Body): void {
  const emptied = properties.find(({ name, mandatory }) => mandatory && (body[name] === null || body[name] === ''))
  if (emptied) throw refusal('exact-field-missing', resource, emptied.name, 'Exact Online demands a value')
}

interface ValueType {
  readonly words: string
  readonly fits: (value: unknown) => boolean
}

const text = (pattern: RegExp) => (value: unknown) => typeof value === 'string' && pattern.test(value)
const whole = (least: number, most: number) => ({
  words: `a whole number from ${least} to ${most}`,
  fits: (value: unknown) => Number.isInteger(value) && (value as number) >= least && (value as number) <= most,
})

/** @see reference exact-online.md §4.6, §4.7 */
const valueTypes: Readonly<Record<string, ValueType>> = {
  'Edm.Guid': { words: 'a GUID', fits: text(/^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i) },
  'Edm.String': { words: 'text', fits: value => typeof value === 'string' },
  'Edm.Double': { words: 'a number', fits: value => typeof value === 'number' && Number.isFinite(value) },
  'Edm.Boolean': { words: 'true or false', fits: value => typeof value === 'boolean' },
  'Edm.DateTime': {
    words: 'a date such as 2026-01-15, without a zone',
    fits: text(/^\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\d(?:\.\d+)?)?$/),
  },
  'Edm.Binary': { words: 'base64 text', fits: text(/^[A-Za-z0-9+/]*={0,2}$/) },
  'Edm.Int64': { words: 'a whole number', fits: text(/^-?\d+$/) },
  'Edm.Int32': whole(-(2 ** 31), 2 ** 31 - 1),
  'Edm.Int16': whole(-(2 ** 15), 2 ** 15 - 1),
  'Edm.Byte': whole(0, 255),
}

function refusal(code: string, resource: string, property: string | undefined, why: string): EdiError {
  return new EdiError({
    code,
    what:
      property === undefined ? `${resource} cannot be written like this` : `${resource} cannot be written with this ${property}`,
    where: { address: resource },
    why,
    remedy: 'Correct the mapping or the message; nothing was sent',
  })
}

async function lookUp(client: ExactClient, division: Division, creates: readonly Sought[]): Promise<ExactRecord[]> {
  const [{ resource, naturalKey }] = creates as [Sought]
  const rules = rulesOf(resource)
  const looked = creates.flatMap(create => Object.keys(identifiedBy(create)))
  const select = [...new Set([rules?.key ?? knownResource(resource)?.key ?? 'ID', ...looked])]
  const alone = knownResource(resource)?.lookUpBy
  const names = alone !== undefined && naturalKey.includes(alone) ? [alone] : naturalKey
  const alternatives = new Set(creates.map(({ body }) => conditionOf(resource, names, body)))
  const records: ExactRecord[] = []
  for (const query of queriesFor({ select }, [...alternatives])) records.push(...(await client.find(division, resource, query)))
  return records
}

function conditionOf(resource: string, names: readonly string[], body: Body): string {
  const conditions = names.map(name => `${name} eq ${literalOf(resource, name, body[name])}`)
  return conditions.length === 1 ? conditions.join('') : `(${conditions.join(' and ')})`
}

function literalOf(resource: string, name: string, value: unknown): string {
  const type = rulesOf(resource)?.properties.find(property => property.name === name)?.type
  if (value === null || value === undefined) return 'null'
  const text = typeof value === 'string' ? value : JSON.stringify(value)
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

function groupsOf(creates: readonly Sought[]): Sought[][] {
  const groups = new Map<string, Sought[]>()
  for (const create of creates) {
    if (create.naturalKey.length === 0) continue
    const name = [create.resource, ...create.naturalKey].join(' ')
    groups.set(name, [...(groups.get(name) ?? []), create])
  }
  return [...groups.values()]
}
