/** The audit trail: append-only, each event hashed together with the one before it in its document's chain. */
import type { Transaction } from 'kysely'
import type { EventRow, Tables } from './schema'
import { sha256 } from './message'

export interface LedgerEvent {
  readonly documentId: string
  readonly at: string
  /** `received`, `begun`, `done`, `held`, … */
  readonly what: string
  /** Node type and name, or a person. */
  readonly who: string
  readonly detail: Readonly<Record<string, unknown>>
}

/** Head of a chain that has no event yet. */
export const GENESIS = ''

/** Appends to the document's chain; the caller's transaction also holds the change that the event tells of. */
export async function append(tx: Transaction<Tables>, event: LedgerEvent, previous: string): Promise<string> {
  const row = {
    document_id: event.documentId,
    at: event.at,
    what: event.what,
    who: event.who,
    detail: JSON.stringify(event.detail),
    previous,
  }
  const hash = hashOf(row)
  await tx
    .insertInto('events')
    .values({ ...row, hash })
    .execute()
  return hash
}

export function hashOf({ previous, document_id, at, what, who, detail }: Omit<EventRow, 'seq' | 'hash'>): string {
  return sha256(JSON.stringify([previous, document_id, at, what, who, detail]))
}
