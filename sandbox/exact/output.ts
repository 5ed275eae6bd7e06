/** How rows leave: padding, dates, 64-bit numbers as text, deferred collections, JSON and Atom. */
import { escapeXml } from './answer'
import { type Entity, modelOf, type Property } from './schema'
import type { Row, Value } from './store'

/** What of the switches changes the look of a value. */
export interface Shown {
  readonly paddedLineUnit: boolean
}

/** The value as it is shown and as filters compare it: codes padded. @see reference exact-online.md §4.7 */
export function shown(entity: Entity, { name, type }: Property, row: Row, look: Shown): Value {
  const value = row[name] ?? null
  if (type === 'Edm.Binary') return null
  if (typeof value !== 'string' || type !== 'Edm.String') return value
  const padding = paddingOf(entity.path, name, look)
  return padding < 0 ? value.padStart(-padding) : value.padEnd(padding)
}

/** Negative: spaces on the left. */
function paddingOf(path: string, name: string, look: Shown): number {
  if (leftPadded.has(name)) return -18
  if (name === 'Code')
    return path.endsWith('/Accounts') || path.endsWith('/Contacts')
      ? -18
      : path === 'vat/VATCodes'
        ? 3
        : path === 'logistics/Units'
          ? 8
          : 0
  if (name === 'Country' || name === 'VATCode' || name === 'PurchaseVATCode' || name === 'SalesVatCode') return 3
  if (name === 'Legislation') return path === 'current/Me' ? 0 : 3
  if (name === 'Unit') return path.endsWith('/Items') || look.paddedLineUnit ? 8 : 0
  return name === 'PurchaseUnit' ? 8 : 0
}

const leftPadded = new Set([
  'SupplierCode',
  'AccountCode',
  'CustomerCode',
  'DivisionCustomerCode',
  'InvoiceAccountCode',
  'DeliveryAccountCode',
])

/** A value as verbose JSON writes it. */
export function jsonValue(type: string, value: Value): unknown {
  if (value === null) return null
  if (type === 'Edm.DateTime') return `/Date(${value})/`
  return type === 'Edm.Int64' ? String(value) : value
}

/** A value as a literal in an address: key or skip token. */
export function literal(type: string, value: Value): string {
  if (value === null) return 'null'
  if (type === 'Edm.Guid') return `guid'${value}'`
  if (type === 'Edm.DateTime')
    return `datetime'${new Date(Number(value))
      .toISOString()
      .replace('Z', '')
      .replace(/\.000$/, '')}'`
  if (type === 'Edm.Int64') return `${value}L`
  return type === 'Edm.String' ? `'${String(value).replaceAll("'", "''")}'` : String(value)
}

export function keyLiteral(entity: Entity, row: Row): string {
  return literal(entity.properties.get(entity.key)?.type ?? 'Edm.Guid', row[entity.key] ?? null)
}

/** One record as an object. `chosen` limits its properties; `expanded` holds collections already written. */
export function record(
  entity: Entity,
  row: Row,
  place: { readonly root: string; readonly look: Shown },
  chosen?: ReadonlySet<string>,
  expanded: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  const uri = `${place.root}/${entity.path}(${keyLiteral(entity, row)})`
  const written: Record<string, unknown> = { __metadata: { uri, type: modelOf(entity.path) } }
  for (const property of entity.properties.values()) {
    const { name, type, verbs } = property
    if (!verbs.has('GET') || (chosen && !chosen.has(name))) continue
    if (type.startsWith('Edm.')) written[name] = jsonValue(type, shown(entity, property, row, place.look))
    else written[name] = expanded[name] ?? { __deferred: { uri: `${uri}/${name}` } }
  }
  return written
}

/** What a client gets that forgot to ask for JSON: enough of Atom to be noticed. @see reference exact-online.md §4.1 */
export function atom(records: readonly Record<string, unknown>[], id: string): string {
  const entries = records.map(written => {
    const properties = Object.entries(written).flatMap(([name, value]) => {
      if (value === null) return [`<d:${name} m:null="true" />`]
      return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
        ? [`<d:${name}>${escapeXml(`${value}`)}</d:${name}>`]
        : []
    })
    return `<entry><content type="application/xml"><m:properties>${properties.join('')}</m:properties></content></entry>`
  })
  const spaces =
    'xmlns="http://www.w3.org/2005/Atom" xmlns:d="http://schemas.microsoft.com/ado/2007/08/dataservices" xmlns:m="http://schemas.microsoft.com/ado/2007/08/dataservices/metadata"'
  return `<?xml version="1.0" encoding="utf-8" standalone="yes"?><feed ${spaces}><id>${escapeXml(id)}</id>${entries.join('')}</feed>`
}
