/** The path of an API address taken apart. */
import { badRequest, Refusal } from './answer'
import { tokensOf } from './filter-tokens'
import type { Target } from './read'
import { entity } from './schema'

/**
 * `/api/v1/510001/purchaseorder/PurchaseOrders(guid'…')/PurchaseOrderLines`.
 * @throws Refusal 404 for a path that is no entity, 400 for a malformed key
 */
export function targetOf(pathname: string, currentDivision: number): Target {
  const [, first = '', rest = ''] = /^\/api\/v1\/(current|\d{1,9})\/(.+)$/.exec(decoded(pathname)) ?? []
  const [, path = '', bracket, key = '', , tail] = /^([A-Za-z/]+?)(\(([^()]*)\))?(\/(\$count|[A-Za-z]+))?$/.exec(rest) ?? []
  const division = first === 'current' ? currentDivision : Number(first)
  const whole = first === 'current' ? `current/${path}` : path
  const longer = tail && !bracket && tail !== '$count' ? `${whole}/${tail}` : whole
  const found = entity(longer)
  if (!found || (longer.startsWith('current/') && first !== 'current')) throw new Refusal(404, [''])
  if (!bracket) return { division, entity: found, count: tail === '$count' }
  const [literal, more] = tokensOf(key)
  const type = found.properties.get(found.key)?.type === 'Edm.Guid' ? 'Guid' : 'Number'
  if (literal?.type !== 'literal' || literal.kind !== type || more)
    throw badRequest(`Bad Request - Error in query syntax: '${key}'.`)
  return { division, entity: found, key: String(literal.value), ...(tail ? { collection: tail } : {}), count: false }
}

function decoded(pathname: string): string {
  try {
    return decodeURIComponent(pathname)
  } catch {
    throw badRequest('Bad Request')
  }
}
