/** The query options of a GET, read strictly. @see reference exact-online.md §4.3, §4.4 */
import { badRequest } from './answer'
import { type Filter, filterOf, kindOf } from './filter'
import { type Token, tokensOf } from './filter-tokens'
import type { Shown } from './output'
import { children, type Entity, known, type Property } from './schema'
import type { Value } from './store'
import type { Switches } from './switches'

export interface Query {
  /** Left out: all. */
  readonly select?: ReadonlySet<string>
  /** Chosen properties of an expanded collection; a collection not named here is written whole. */
  readonly selectWithin: ReadonlyMap<string, ReadonlySet<string>>
  readonly filter?: Filter
  readonly order: readonly { readonly property: Property; readonly descending: boolean }[]
  readonly top?: number
  readonly skip: number
  /** Values of the last row seen, its key last. */
  readonly after?: readonly Value[]
  readonly expand: readonly string[]
  readonly inlineCount: boolean
}

const recognised = new Set([
  '$select',
  '$filter',
  '$orderby',
  '$top',
  '$skip',
  '$skiptoken',
  '$expand',
  '$inlinecount',
  '$format',
])

/** What of the switches changes how a query is understood. */
export type Understood = Shown & Pick<Switches, 'inlineCount' | 'filterFunctions'>

/** @throws Refusal 400 */
export function queryOf(parameters: URLSearchParams, entity: Entity, look: Understood): Query {
  for (const name of parameters.keys()) {
    if (!name.startsWith('$')) continue
    if (!recognised.has(name))
      throw badRequest(`The query parameter '${name}' begins with a system-reserved '$' character but is not recognized.`)
    if (parameters.getAll(name).length > 1)
      throw badRequest(`Query parameter '${name}' is specified, but it should be specified exactly once.`)
  }
  const expand = names(parameters.get('$expand')).map(name => expandable(name, entity))
  const filter = parameters.get('$filter')
  const token = parameters.get('$skiptoken')
  const order = orderOf(parameters.get('$orderby'), entity)
  const top = wholeNumber('$top', parameters.get('$top'))
  return {
    ...selectionOf(parameters.get('$select'), entity, expand),
    ...(filter === null ? {} : { filter: filterOf(filter, entity, look) }),
    order,
    ...(top === undefined ? {} : { top }),
    skip: wholeNumber('$skip', parameters.get('$skip')) ?? 0,
    ...(token === null ? {} : { after: tokenValues(token, [...order.map(({ property }) => property.type), keyType(entity)]) }),
    expand,
    inlineCount: inlineCountOf(parameters.get('$inlinecount'), look),
  }
}

function selectionOf(text: string | null, entity: Entity, expand: readonly string[]): Pick<Query, 'select' | 'selectWithin'> {
  const within = new Map<string, Set<string>>()
  if (text === null || text.trim() === '*') {
    if (text !== null && entity.path.startsWith('sync/'))
      throw badRequest('Selecting all properties is not supported for this resource.')
    return { selectWithin: within }
  }
  const select = new Set<string>()
  for (const name of names(text)) {
    const [collection = '', inner] = name.split('/')
    const property = entity.properties.get(collection)
    if (!property?.verbs.has('GET')) throw badRequest(`No property '${collection}' exists in type '${entity.path}'.`)
    select.add(collection)
    if (inner === undefined) continue
    const child = children[entity.path]?.[collection]
    if (!child || !expand.includes(collection))
      throw badRequest(`The property '${name}' in $select needs '${collection}' in $expand.`)
    if (!known(child.resource).properties.has(inner))
      throw badRequest(`No property '${inner}' exists in type '${child.resource}'.`)
    within.set(collection, (within.get(collection) ?? new Set()).add(inner))
  }
  return { select, selectWithin: within }
}

/** @see reference exact-online.md §4.3 */
function inlineCountOf(text: string | null, { inlineCount }: Understood): boolean {
  if (text === null || inlineCount === 'ignored') return false
  if (inlineCount === 'refused') throw badRequest('The query option $inlinecount is not supported.')
  if (text !== 'allpages' && text !== 'none')
    throw badRequest(`Unknown $inlinecount option, only "allpages" and "none" are supported.`)
  return text === 'allpages'
}

function orderOf(text: string | null, entity: Entity): Query['order'] {
  return names(text).map(part => {
    const [name = '', direction = 'asc', ...rest] = part.split(/\s+/)
    const property = entity.properties.get(name)
    if (!property?.type.startsWith('Edm.') || !property.verbs.has('GET'))
      throw badRequest(`No property '${name}' exists in type '${entity.path}'.`)
    if (rest.length > 0 || !['asc', 'desc'].includes(direction)) throw badRequest(`Syntax error in $orderby '${part}'.`)
    return { property, descending: direction === 'desc' }
  })
}

function expandable(name: string, entity: Entity): string {
  if (!children[entity.path]?.[name]) throw badRequest(`The property '${name}' of '${entity.path}' cannot be expanded.`)
  return name
}

function names(text: string | null): string[] {
  if (text === null) return []
  const parts = text.split(',').map(part => part.trim())
  if (parts.includes('')) throw badRequest(`Syntax error in '${text}'.`)
  return parts
}

function wholeNumber(name: string, text: string | null): number | undefined {
  if (text === null) return undefined
  if (!/^\d{1,9}$/.test(text)) throw badRequest(`Incorrect format for ${name} argument '${text}'.`)
  return Number(text)
}

function tokenValues(text: string, types: readonly string[]): readonly Value[] {
  const tokens = tokensOf(text).filter(token => token.text !== ',')
  if (tokens.length !== types.length || !tokens.every((token, n) => fits(token, types[n]))) {
    throw badRequest(`Bad Request - Error in query syntax: $skiptoken '${text}'.`)
  }
  return tokens.map(token => (token.type === 'literal' ? token.value : null))
}

function fits(token: Token, type: string | undefined): boolean {
  return token.type === 'literal' && type !== undefined && (token.kind === 'Null' || token.kind === kindOf(type))
}

/** Type of the key, as literals of it are written. */
export function keyType(entity: Entity): string {
  return entity.properties.get(entity.key)?.type ?? 'Edm.Guid'
}
