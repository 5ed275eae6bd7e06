/** Where the streams of a fetch stand: kept in the ledger, in one transaction with what was read up to there. */
import type { Division } from '../documents/value'
import type { ExactClient } from '../exact/client'
import type { Query } from '../exact/odata'
import { purchaseOrders } from '../exact/resources/purchase-orders'
import type { ChangeStrategy } from '../exact/resources/resource'
import type { Ledger } from '../ledger/ledger'
import type { CollectRequest, StoredOutput } from '../ledger/outputs'
import { nameOfChoice, type OrderChoice } from '../mapping/order-choice'

export interface Fetch {
  readonly client: ExactClient
  readonly ledger: Ledger
  readonly node: string
  readonly who: string
  readonly resource: string
  readonly delta: ChangeStrategy
  /** A query of one's own; without one the resource's own list of properties is asked for, and changes are followed. */
  readonly query?: Query
  /** Purchase orders only: which of them are handed on, beside those that were cancelled after they were sent. Left out: all. */
  readonly orders?: OrderChoice
  readonly followed: boolean
  /** When the company moved to another database, after which row versions start anew; undefined while that is not known. */
  readonly movedOn?: (division: Division) => string | null | undefined
  readonly signal: AbortSignal
  handOn(outputs: readonly StoredOutput[]): Promise<void>
}

export type Output = CollectRequest['outputs'][number]
type Cursor = NonNullable<CollectRequest['mark']>

export interface Place {
  /** Undefined where everything is to be read: nothing comes twice by it, because what has not changed is known. */
  readonly cursor: string | undefined
  at(cursor: string): Cursor
}

/**
 * Where a stream stands, in the database that the company is in now (reference exact-online.md §3.2) and for the orders that are chosen now:
 * those that an earlier choice passed over are behind its cursor.
 */
export async function placeOf(fetch: Fetch, division: Division, stream: string): Promise<Place> {
  const { ledger, node, who } = fetch
  const name = `cursor ${node} ${division} ${stream}`
  const movedOn = fetch.movedOn?.(division)
  const chosen = stream === purchaseOrders.path ? nameOfChoice(fetch.orders) : undefined
  const stored = await ledger.read(name)
  const { movedOn: before, chosen: earlier, ...mark } = JSON.parse(stored ?? '{}') as { movedOn?: string | null; chosen?: string }
  const now = movedOn === undefined ? before : movedOn
  const at = (cursor: string): Cursor => {
    const place = { ...(now !== undefined && { movedOn: now }), ...(chosen !== undefined && { chosen }) }
    const value = Object.keys(place).length === 0 ? cursor : JSON.stringify({ ...(JSON.parse(cursor) as object), ...place })
    return { name, value }
  }
  if (stored === undefined || chosen !== earlier || (before !== undefined && before !== now)) return { cursor: undefined, at }
  const cursor = JSON.stringify(mark)
  // Noted at once: a move is told only by the difference.
  if (before === undefined && now !== undefined) await ledger.collect({ node, who, outputs: [], mark: at(cursor) })
  return { cursor, at }
}

/** Stores outputs and place as one, then hands the outputs on. @returns how many were new */
export async function keep(fetch: Fetch, outputs: readonly Output[], mark: Cursor | undefined): Promise<number> {
  const { ledger, node, who } = fetch
  const collected = await ledger.collect({ node, who, outputs, ...(mark && { mark }) })
  await fetch.handOn(collected.outputs)
  return collected.outputs.length
}
