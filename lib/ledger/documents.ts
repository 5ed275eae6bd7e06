/**
 * Documents in the ledger: registered once under their business key, found again by id or by name. All that is read here is read in
 * order to be written, so the row is locked until the transaction ends: its `head` is the end of a chain that may not fork.
 */
import type { Transaction } from 'kysely'
import type { Environment } from '../environment'
import { noteMove } from './counts'
import { append, type Carried, GENESIS, type LedgerEvent, linked } from './events'
import { insert } from './insert'
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

export interface Registered {
  readonly row: DocumentRow
  readonly isNew: boolean
}

export async function register(
  tx: Transaction<Tables>,
  environment: Environment,
  document: NewDocument,
  who: string,
): Promise<Registered> {
  const known = await knownDocument(tx, document)
  if (known) return { row: known, isNew: false }
  return { row: await insertDocument(tx, environment, environment.uuid(), document, { who, payloads: [] }), isNew: true }
}

export async function knownDocument(
  tx: Transaction<Tables>,
  { kind, businessKey }: NewDocument,
): Promise<DocumentRow | undefined> {
  return tx
    .selectFrom('documents')
    .selectAll()
    .where('kind', '=', kind)
    .where('business_key', '=', businessKey)
    .forUpdate()
    .executeTakeFirst()
}

/** For a document that is not known yet. */
export async function insertDocument(
  tx: Transaction<Tables>,
  environment: Environment,
  id: string,
  document: NewDocument,
  { who, payloads, at = environment.now().toISOString() }: { who: string; payloads: readonly Carried[]; at?: string },
): Promise<DocumentRow> {
  const identity = {
    kind: document.kind,
    business_key: document.businessKey,
    parent_id: document.parentId ?? null,
    subject: document.subject,
    division: document.division ?? null,
    partner: document.partner ?? null,
  }
  const received = linked(
    { documentId: id, at, what: 'received', who, detail: identity },
    { state: 'open', reason: null, payloads },
    GENESIS,
  )
  const row: DocumentRow = {
    id,
    ...identity,
    state: 'open',
    reason: null,
    content: null,
    head: received.hash,
    created_at: at,
    updated_at: at,
  }
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto('documents')
    .values(row)
    .onConflict(conflict => conflict.columns(['kind', 'business_key']).doNothing())
    .executeTakeFirst()
  // Another instance brought it between the look and the insert, which waited for that one's commit.
  if (numInsertedOrUpdatedRows !== 1n) throw new Raced(`a document ${document.kind} ${document.businessKey}`)
  await insert(tx, 'events', received)
  await noteMove(tx, row.kind, undefined, row.state)
  return row
}

export async function findDocument(tx: Transaction<Tables>, id: string): Promise<DocumentRow | undefined> {
  return tx.selectFrom('documents').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
}

/** For ids that other rows of the ledger refer to. */
export async function documentById(tx: Transaction<Tables>, id: string): Promise<DocumentRow> {
  return tx.selectFrom('documents').selectAll().where('id', '=', id).forUpdate().executeTakeFirstOrThrow()
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

/** One state change and its one event. */
export async function change(
  tx: Transaction<Tables>,
  environment: Environment,
  document: DocumentRow,
  { state, reason, content, payloads = [], at = environment.now().toISOString(), event }: Change,
): Promise<void> {
  const changed = content === undefined ? {} : { content }
  const head = await append(tx, { ...event, documentId: document.id, at }, { state, reason, payloads, ...changed }, document.head)
  await tx
    .updateTable('documents')
    .set({ state, reason, head, updated_at: at, ...changed })
    .where('id', '=', document.id)
    .execute()
  await noteMove(tx, document.kind, document.state, state)
  Object.assign(document, { state, reason, head, updated_at: at, ...changed })
}
