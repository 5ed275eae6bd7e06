/** The audit trail: append-only, each event hashed together with the one before it in its document's chain. */
import { sha256 } from './message'
import { instance, version } from './origin'
import type { DocumentState, EventRow } from './schema'

export interface LedgerEvent {
  readonly documentId: string
  readonly at: string
  /** `received`, `begun`, `done`, `held`, … */
  readonly what: string
  /** Node type and name, or a person. */
  readonly who: string
  readonly detail: Readonly<Record<string, unknown>>
}

/** How the document stands after the event: what the chain vouches for beside its own words. */
export interface Standing {
  readonly state: DocumentState
  readonly reason: string | null
  /** The business document as JSON, where the event changes it. */
  readonly content?: string
  readonly payloads?: readonly Carried[]
}

/** Bytes that came with an event. */
export interface Carried {
  readonly sha256: string
  /** Not stored before. */
  readonly isNew: boolean
}

/** Head of a chain that has no event yet. */
export const GENESIS = ''

/** The event as a link of its document's chain; `previous` is the hash of the link before. */
export function linked(
  event: LedgerEvent,
  { state, reason, content, payloads = [] }: Standing,
  previous: string,
): Omit<EventRow, 'seq'> {
  const row = {
    document_id: event.documentId,
    at: event.at,
    what: event.what,
    who: event.who,
    detail: JSON.stringify(event.detail),
    state,
    reason,
    content: content === undefined ? null : sha256(content),
    payloads: payloads.length === 0 ? null : payloads.map(({ sha256: hash, isNew }) => (isNew ? `+${hash}` : hash)).join(' '),
    instance,
    version,
    previous,
  }
  return { ...row, hash: hashOf(row) }
}

export function hashOf(row: Omit<EventRow, 'seq' | 'hash'>): string {
  const { previous, document_id, at, what, who, detail, state, reason, content, payloads } = row
  return sha256(
    JSON.stringify([previous, document_id, at, what, who, detail, state, reason, content, payloads, row.instance, row.version]),
  )
}

/** The bytes that an event names. */
export function carriedBy({ payloads }: Pick<EventRow, 'payloads'>): readonly Carried[] {
  if (payloads === null) return []
  return payloads
    .split(' ')
    .map(text => (text.startsWith('+') ? { sha256: text.slice(1), isNew: true } : { sha256: text, isNew: false }))
}
