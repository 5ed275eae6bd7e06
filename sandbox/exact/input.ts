/** The body of a POST or PUT: parsed, checked against the metadata, turned into values of a row. @see reference exact-online.md §4.6, §4.8 */
import { badRequest } from './answer'
import { wallMoment } from './filter-tokens'
import { children, type Entity, known, type Verb } from './schema'
import type { Row, Value } from './store'
import type { Switches } from './switches'

/** What of the switches decides on dates. */
export type Dates = Pick<Switches, 'utcOffset' | 'trailingZ'>

export interface Given {
  /** Only what may be set with this verb; read-only properties are gone without a word. */
  readonly row: Row
  /** Nested lines by collection. */
  readonly nested: Readonly<Record<string, readonly Given[]>>
}

const notAnObject = 'Error processing request stream. The request should be a valid top-level resource object.'

/** @throws Refusal 400 for bad JSON, an unknown property or a value of the wrong type */
export function givenOf(text: string, entity: Entity, verb: Verb, dates: Dates): Given {
  return converted(objectOf(text), entity, verb, dates)
}

/** @throws Refusal 400 */
export function objectOf(text: string): Record<string, unknown> {
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch {
    throw badRequest(notAnObject)
  }
  return plainObject(parsed)
}

function plainObject(parsed: unknown): Record<string, unknown> {
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) throw badRequest(notAnObject)
  return parsed as Record<string, unknown>
}

function converted(body: Record<string, unknown>, entity: Entity, verb: Verb, dates: Dates): Given {
  const row: Record<string, Value> = {}
  const nested: Record<string, readonly Given[]> = {}
  for (const [name, value] of Object.entries(body)) {
    if (name === '__metadata') continue
    const property = entity.properties.get(name)
    if (!property)
      throw badRequest(
        `Error processing request stream. The property name '${name}' specified for type '${entity.path}' is not valid.`,
      )
    if (!property.verbs.has(verb)) continue
    const child = children[entity.path]?.[name]
    // What a read shows of a collection, sent back as it came, says nothing about it.
    if (child && isDeferred(value)) continue
    if (child) {
      if (!Array.isArray(value)) throw badRequest(notAnObject)
      nested[name] = value.map(line => converted(plainObject(line), known(child.resource), 'POST', dates))
    } else if (property.type.startsWith('Edm.')) {
      row[name] = value === null ? null : valueOf(name, property.type, value, dates)
    }
  }
  return { row, nested }
}

function isDeferred(value: unknown): boolean {
  return typeof value === 'object' && value !== null && '__deferred' in value
}

function valueOf(name: string, type: string, value: unknown, dates: Dates): Value {
  const found = readers[type]?.(value, dates)
  if (found !== undefined) return found
  throw badRequest(
    `Error processing request stream. Error encountered in converting the value from request payload for property '${name}' to type '${type}'.`,
  )
}

const guid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

const readers: Readonly<Record<string, (value: unknown, dates: Dates) => Value | undefined>> = {
  'Edm.Guid': value => (typeof value === 'string' && guid.test(value) ? value.toLowerCase() : undefined),
  'Edm.String': value => (typeof value === 'string' ? value : undefined),
  'Edm.Boolean': value => (typeof value === 'boolean' ? value : undefined),
  'Edm.Double': value => (typeof value === 'number' ? value : undefined),
  'Edm.Byte': value => wholeWithin(value, 0, 255),
  'Edm.Int16': value => wholeWithin(value, -32_768, 32_767),
  'Edm.Int32': value => wholeWithin(value, -2_147_483_648, 2_147_483_647),
  'Edm.Int64': value =>
    wholeWithin(typeof value === 'string' ? Number(value) : value, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER),
  'Edm.Binary': value =>
    typeof value === 'string' && /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(value)
      ? value
      : undefined,
  'Edm.DateTime': momentOf,
}

function wholeWithin(value: unknown, least: number, most: number): number | undefined {
  return typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most ? value : undefined
}

/** ISO without zone, or `/Date(ms)/`; a `Z` at its end as the switch says. */
function momentOf(value: unknown, { utcOffset, trailingZ }: Dates): number | undefined {
  if (typeof value !== 'string') return undefined
  const milliseconds = /^\/Date\((-?\d+)\)\/$/.exec(value)?.[1]
  if (milliseconds !== undefined) return Number(milliseconds)
  const [, plain, zone] = /^(\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,7})?)?)?)(Z?)$/.exec(value) ?? []
  const wall = plain === undefined ? undefined : wallMoment(plain)
  if (wall === undefined || zone !== 'Z') return wall
  return { shifted: wall + utcOffset * 1000, 'as-is': wall, refused: undefined }[trailingZ]
}
