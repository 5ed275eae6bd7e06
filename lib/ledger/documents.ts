/**
 * Documents in the ledger: registered once under their business key, found again by id or by name. All that is read here is read in
 * order to be written, so the row is locked until the transaction ends: its `head` is the end of a chain that may not fork.
 */
import type { Transaction } from 'kysely'
import type { Environment } from '../environment'
import { noteMove } from './counts'
import { type Carried, GENESIS, type LedgerEvent, linked } from './events'
import { insert, prepared, type Soon } from './prepared'
import { Raced } from './transactions'
import type { DocumentRow, DocumentState, Tables } from './schema'

/** What identifies a document that may be new. The same kind and key are the same document, whoever brings it. */
export interface NewDocument {
  readonly kind: string
  readonly businessKey: string
  /** For people: type and number, or a file name. */
  readonly subject: string
  readonly parentId?: string
  readonly division?: number
  readonly partner?: string
}

/** All of its row but the content, which may be large and which nobody who changes the document reads. */
export type KnownDocument = Omit<DocumentRow, 'content'>

export const KNOWN = [
  'documents.id',
  'documents.kind',
  'documents.business_key',
  'documents.parent_id',
  'documents.subject',
  'documents.division',
  'documents.partner',
  'documents.state',
  'documents.reason',
  'documents.head',
  'documents.created_at',
  'documents.updated_at',
] as const

const byKey = prepared<Pick<NewDocument, 'kind' | 'businessKey'>, KnownDocument>((database, slot) =>
  database
    .selectFrom('documents')
    .select(KNOWN)
    .where('kind', '=', slot('kind'))
    .where('business_key', '=', slot('businessKey'))
    .forUpdate(),
)

export function knownDocument(tx: Transaction<Tables>, document: NewDocument): Soon<KnownDocument | undefined> {
  return byKey.first(tx, document)
}

const addition = prepared<KnownDocument>((database, slot) =>
  database
    .insertInto('documents')
    .values({
      id: slot('id'),
      kind: slot('kind'),
      business_key: slot('business_key'),
      parent_id: slot('parent_id'),
      subject: slot('subject'),
      division: slot('division'),
      partner: slot('partner'),
      state: slot('state'),
      reason: slot('reason'),
      content: null,
      head: slot('head'),
      created_at: slot('created_at'),
      updated_at: slot('updated_at'),
    })
    .onConflict(conflict => conflict.columns(['kind', 'business_key']).doNothing()),
)

export interface Arrival {
  readonly who: string
  /** Bytes that came with it. */
  readonly payloads: readonly Carried[]
  readonly at?: string
  /** What happens to it in the same moment. */
  readonly next?: Change
}

/** For a document that is not known yet. */
export async function insertDocument(
  tx: Transaction<Tables>,
  environment: Environment,
  id: string,
  document: NewDocument,
  { who, payloads, at = environment.now().toISOString(), next }: Arrival,
): Promise<KnownDocument> {
  const identity = {
    kind: document.kind,
    business_key: document.businessKey,
    parent_id: document.parentId ?? null,
    subject: document.subject,
    division: document.division ?? null,
    partner: document.partner ?? null,
  }
  const row: KnownDocument = {
    id,
    ...identity,
    state: 'open',
    reason: null,
    head: GENESIS,
    created_at: at,
    updated_at: at,
  }
  const received = advance(row, { state: 'open', reason: null, payloads, event: { what: 'received', who, detail: identity } }, at)
  const later = next ? [advance(row, next, next.at ?? at)] : []
  const added = await addition.write(tx, row)
  // Another instance brought it between the look and the insert, which waited for that one's commit.
  if (added !== 1) throw new Raced(`a document ${document.kind} ${document.businessKey}`)
  await insert(tx, 'events', received, ...later)
  await noteMove(tx, row.kind, undefined, row)
  return row
}

const byId = prepared<Pick<DocumentRow, 'id'>, KnownDocument>((database, slot) =>
  database.selectFrom('documents').select(KNOWN).where('id', '=', slot('id')).forUpdate(),
)

export function findDocument(tx: Transaction<Tables>, id: string): Soon<KnownDocument | undefined> {
  return byId.first(tx, { id })
}

/** For ids that other rows of the ledger refer to. */
export async function documentById(tx: Transaction<Tables>, id: string): Promise<KnownDocument> {
  const row = await byId.first(tx, { id })
  if (!row) throw new Error(`no document ${id}`)
  return row
}

export interface Change {
  readonly state: DocumentState
  readonly reason: string | null
  readonly content?: string
  /** Bytes that came with it. */
  readonly payloads?: readonly Carried[]
  /** The moment; the present one where the caller has none that other rows of its transaction share. */
  readonly at?: string
  readonly event: Omit<LedgerEvent, 'documentId' | 'at'>
}

type Stand = Pick<DocumentRow, 'id' | 'state' | 'reason' | 'head' | 'updated_at'>

const standing = prepared<Stand>((database, slot) =>
  database
    .updateTable('documents')
    .set({ state: slot('state'), reason: slot('reason'), head: slot('head'), updated_at: slot('updated_at') })
    .where('id', '=', slot('id')),
)
const standingAndContent = prepared<Stand & Pick<DocumentRow, 'content'>>((database, slot) =>
  database
    .updateTable('documents')
    .set({
      state: slot('state'),
      reason: slot('reason'),
      head: slot('head'),
      updated_at: slot('updated_at'),
      content: slot('content'),
    })
    .where('id', '=', slot('id')),
)

/** One state change and its one event. */
export async function change(
  tx: Transaction<Tables>,
  environment: Environment,
  document: KnownDocument,
  changed: Change,
): Promise<void> {
  const from = { state: document.state, reason: document.reason }
  await insert(tx, 'events', advance(document, changed, changed.at ?? environment.now().toISOString()))
  if (changed.content === undefined) await standing.write(tx, document)
  else await standingAndContent.write(tx, { ...document, content: changed.content })
  await noteMove(tx, document.kind, from, document)
}

/** The document as it stands after the change. @returns the event, a new link of its chain */
function advance(
  document: KnownDocument,
  { state, reason, content, payloads = [], event }: Change,
  at: string,
): ReturnType<typeof linked> {
  const changed = content === undefined ? {} : { content }
  const link = linked({ ...event, documentId: document.id, at }, { state, reason, payloads, ...changed }, document.head)
  Object.assign(document, { state, reason, head: link.hash, updated_at: at })
  return link
}
