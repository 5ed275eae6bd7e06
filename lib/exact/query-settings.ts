/** A query of one's own as the settings of a node hold it. */
import { EdiError } from '../error'
import type { Query } from './odata'

export interface QuerySettings {
  /** Names with commas between. */
  readonly select: string
  readonly filter: string
  /** Names with commas between. */
  readonly expand: string
  /** Such as `OrderDate desc, OrderNumber`. */
  readonly orderBy?: string
  /** A whole number, or empty. */
  readonly top?: string | number
  /** The query as text; it takes the place of all the others. */
  readonly raw?: string
}

/** Undefined where nothing is said. @throws EdiError `query-unreadable` for a number of records that is none */
export function queryOf({ select, filter, expand, orderBy = '', top = '', raw = '' }: QuerySettings): Query | undefined {
  if (raw.trim() !== '') return raw.trim()
  const said = {
    ...(words(select).length > 0 ? { select: words(select) } : {}),
    ...(filter.trim() === '' ? {} : { filter: filter.trim() }),
    ...(words(expand).length > 0 ? { expand: words(expand) } : {}),
    ...(orderBy.trim() === '' ? {} : { orderBy: orderBy.trim() }),
    ...(String(top).trim() === '' ? {} : { top: countOf(String(top).trim()) }),
  }
  return Object.keys(said).length > 0 ? said : undefined
}

/** What stands between commas. */
export function words(text: string): string[] {
  return text
    .split(',')
    .map(word => word.trim())
    .filter(word => word !== '')
}

function countOf(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text)
  throw new EdiError({
    code: 'query-unreadable',
    what: `"${text}" is no number of records`,
    remedy: 'Give a whole number from 1, or leave it empty',
  })
}
