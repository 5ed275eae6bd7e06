/** Business documents to and from the objects of flat files, by a profile. Nothing is guessed: what does not fit is held with its place. */
import { decimal, decimalText } from '../../documents/value'
import { hold } from '../hold'
import { type FlatField, flatKinds, type FlatProfile } from './profile'

type Tree = Record<string, unknown>

/**
 * @returns rows for the csv node, or an object for the xml or json node
 * @throws `flat-field-missing`, `flat-value-unfit`, `flat-purpose-untold`
 */
export function documentToFlat(document: object, profile: FlatProfile): Tree | Tree[] {
  const source = document as Tree & { kind?: unknown }
  if (source.kind !== profile.document) throw otherKind(String(source.kind), profile)
  for (const [field, usual] of Object.entries(flatKinds[profile.document].untold)) {
    const said = source[field] ?? usual
    const told = profile.header.some(one => one.field === field && one.at !== undefined)
    if (said !== usual && !told) throw untold(field, said, profile)
  }
  const write = (from: object, fields: readonly FlatField[], into: Tree, place: string) => {
    for (const one of fields) {
      if (one.at === undefined) continue
      const value = one.field === undefined ? one.literal : written(at(from, one.field), one, `${place}${one.field}`)
      if (value !== undefined) put(into, one.at, value)
    }
    return into
  }
  const lines = (at(source, flatKinds[profile.document].lines) ?? []) as readonly object[]
  const lineOf = (line: object, n: number, into: Tree) => write(line, profile.lines.fields, into, `lines[${n}].`)
  if (profile.form === 'rows') return lines.map((line, n) => lineOf(line, n, write(source, profile.header, {}, '')))
  const tree = write(source, profile.header, {}, '')
  put(
    tree,
    profile.lines.at ?? '',
    lines.map((line, n) => lineOf(line, n, {})),
  )
  return tree
}

/** @throws `flat-field-missing`, `flat-value-unfit`, `flat-literal-differs`, `flat-several-documents`, `flat-empty` */
export function flatToDocument(payload: unknown, profile: FlatProfile): Tree {
  const read = (from: unknown, fields: readonly FlatField[], into: Tree, place: string) => {
    for (const one of fields) {
      const where = `${place}${one.at ?? one.field}`
      const given = one.at === undefined ? one.literal : plainText(at(from, one.at), where)
      if (one.field !== undefined) {
        const value = one.at === undefined ? given : understood(given, one, where)
        if (value !== undefined) put(into, one.field, value)
      } else if (given !== undefined && given !== one.literal)
        throw unfit('flat-literal-differs', where, `There is "${given}", agreed is "${one.literal}"`)
    }
    return into
  }
  const rows = profile.form === 'rows' ? payload : at(payload, profile.lines.at ?? '')
  const lines = Array.isArray(rows) ? rows : rows === undefined ? [] : [rows]
  if (lines.length === 0) throw unfit('flat-empty', profile.lines.at ?? 'payload', 'There is no line in it')
  const header = read(profile.form === 'rows' ? lines[0] : payload, profile.header, { kind: profile.document }, '')
  if (profile.form === 'rows')
    for (const [n, row] of lines.entries())
      if (JSON.stringify(read(row, profile.header, { kind: profile.document }, '')) !== JSON.stringify(header))
        throw unfit(
          'flat-several-documents',
          `row ${n + 1}`,
          'Its header columns are not those of the first row: split the file by document first',
        )
  const { lines: place, lists } = flatKinds[profile.document]
  const lineOf = (line: unknown, n: number) => read(line, profile.lines.fields, { item: {} }, `line ${n + 1}: `)
  put(header, place, lines.map(lineOf).map(withLists(lists.lines)))
  return withLists(lists.header)(header)
}

function withLists(names: readonly string[]): (document: Tree) => Tree {
  return document => ({ ...Object.fromEntries(names.map(name => [name, []])), ...document })
}

/** The value at a path. Where the xml node has a list of one, that one is meant. */
function at(from: unknown, path: string): unknown {
  let value = from
  for (const part of path.split('/')) {
    if (Array.isArray(value) && !/^\d+$/.test(part)) value = value.length === 1 ? value[0] : undefined
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined
    value = (value as Tree)[part]
  }
  return value
}

function put(into: Tree, path: string, value: unknown): void {
  const parts = path.split('/')
  let place: Tree = into
  for (const [n, part] of parts.slice(0, -1).entries()) {
    place[part] ??= /^\d+$/.test(parts[n + 1] ?? '') ? [] : {}
    place = place[part] as Tree
  }
  place[parts.at(-1) ?? ''] = value
}

function plainText(value: unknown, where: string): string | undefined {
  const one = Array.isArray(value) && value.length === 1 ? value[0] : value
  // An element with attributes has its text under "_".
  const inner = typeof one === 'object' && one !== null && '_' in one ? (one as Tree)['_'] : one
  if (inner === undefined || inner === null || inner === '') return undefined
  if (typeof inner === 'string') return inner.trim() === '' ? undefined : inner.trim()
  if (typeof inner === 'number' && Number.isSafeInteger(inner)) return String(inner)
  throw unfit(
    'flat-value-unfit',
    where,
    'It is no text: let the csv node leave numbers as text, and write numbers as text in JSON',
  )
}

function written(value: unknown, one: FlatField, where: string): string | undefined {
  if (value === undefined || value === null || value === '') return missing(one, where)
  if (typeof value !== 'string' && typeof value !== 'number') throw unfit('flat-value-unfit', where, 'It is no single value')
  const text = String(value)
  if (one.codes) {
    const found = Object.entries(one.codes).find(([, ours]) => ours === text)
    if (!found) throw unfit('flat-value-unfit', where, `The profile has no code for "${text}"`)
    return found[0]
  }
  if (one.format === 'compact-date') return text.replaceAll('-', '')
  return text
}

function understood(given: string | undefined, one: FlatField, where: string): string | number | undefined {
  if (given === undefined) return missing(one, where)
  if (one.codes) {
    if (!Object.hasOwn(one.codes, given)) throw unfit('flat-value-unfit', where, `The profile does not know the code "${given}"`)
    return one.codes[given]
  }
  const fit = fits[one.format ?? 'text'](given)
  if (fit === undefined) throw unfit('flat-value-unfit', where, `"${given}" is no ${one.format}`)
  return fit
}

const fits: Readonly<Record<NonNullable<FlatField['format']>, (given: string) => string | number | undefined>> = {
  text: given => given,
  // A comma may be a decimal sign or not: it is not guessed.
  decimal: given => (/^[+-]?\d+(\.\d+)?$/.test(given) ? decimalText(decimal(given)) : undefined),
  date: given => dayOf(given),
  'compact-date': given =>
    /^\d{8}$/.test(given) ? dayOf(`${given.slice(0, 4)}-${given.slice(4, 6)}-${given.slice(6)}`) : undefined,
  'whole-number': given => (/^\d{1,15}$/.test(given) ? Number(given) : undefined),
}

function dayOf(given: string): string | undefined {
  if (!/^\d{4}-\d\d-\d\d$/.test(given)) return undefined
  const day = new Date(`${given}T00:00:00Z`)
  return Number.isNaN(day.getTime()) || day.toISOString().slice(0, 10) !== given ? undefined : given
}

function missing(one: FlatField, where: string): undefined {
  if (one.presence === 'optional') return undefined
  throw unfit('flat-field-missing', where, 'It is empty or not there, and the profile does not say that it is optional')
}

function unfit(code: string, where: string, why: string) {
  return hold({
    code,
    what: 'The document and its profile do not fit',
    why: `${where}: ${why}`,
    remedy: 'Correct the document or the profile',
  })
}

function untold(field: string, said: unknown, { name, document }: FlatProfile) {
  return hold({
    code: 'flat-purpose-untold',
    what: `The profile "${name}" does not say that a ${document} is anything but the usual, and in this one "${field}" is ${JSON.stringify(said)}`,
    why: 'The other side would take it for a new one',
    remedy: `Give the profile a row for "${field}" as agreed with the other side, or tell them by hand`,
  })
}

function otherKind(kind: string, { name, document }: FlatProfile) {
  return hold({
    code: 'flat-kind-differs',
    what: `The profile "${name}" is for a ${document}, and this is a ${kind}`,
    remedy: 'Choose another profile, or switch by msg.edi.kind before the node',
  })
}
