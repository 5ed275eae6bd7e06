/**
 * Checks a body against the published metadata before it is sent, because Exact Online drops a read-only property without a word,
 * counts an unknown one as an error, and answers the rest with a text in the user's language. @see reference exact-online.md §4.8, §6
 */
import { EdiError } from '../error'
import { longestText, nestedLines, type PropertyRules, rulesOf } from './field-rules'

export type WriteAction = 'create' | 'update'

type Body = Readonly<Record<string, unknown>>

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
    if (value !== null) checkValue(resource, property, value, verb)
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
    if (mandatory && empty && name !== implied) throw refusal('exact-field-missing', resource, name, 'The property is mandatory')
    if (lines && Array.isArray(value)) for (const line of value as Body[]) checkMandatory(lines.resource, line, lines.header)
  }
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
