/** Documents in the ledger: registered once under their business key, found again by id or by name. */
import type { Transaction } from 'kysely'
import type { Environment } from '../environment'
import { append, GENESIS, type LedgerEvent } from './events'
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
  const known = await tx
    .selectFrom('documents')
    .selectAll()
    .where('kind', '=', document.kind)
    .where('business_key', '=', document.businessKey)
    .executeTakeFirst()
  if (known) return { row: known, isNew: false }
  const at = environment.now().toISOString()
  const id = environment.uuid()
  const head = await append(
    tx,
    { documentId: id, at, what: 'received', who, detail: { kind: document.kind, subject: document.subject } },
    GENESIS,
  )
  const row: DocumentRow = {
    id,
    kind: document.kind,
    business_key: document.businessKey,
    parent_id: document.parentId ?? null,
    subject: document.subject,
    division: document.division ?? null,
    partner: document.partner ?? null,
    state: 'open',
    reason: null,
    content: null,
    head,
    created_at: at,
    updated_at: at,
  }
  await tx.insertInto('documents').values(row).execute()
  return { row, isNew: true }
}

export async function findDocument(tx: Transaction<Tables>, id: string): Promise<DocumentRow | undefined> {
  return tx.selectFrom('documents').selectAll().where('id', '=', id).executeTakeFirst()
}

/** For ids that other rows of the ledger refer to. */
export async function documentById(tx: Transaction<Tables>, id: string): Promise<DocumentRow> {
  return tx.selectFrom('documents').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
}

export interface Change {
  readonly state: DocumentState
  readonly reason: string | null
  readonly content?: string
  readonly event: Omit<LedgerEvent, 'documentId' | 'at'>
}

/** One state change and its one event. */
export async function change(
  tx: Transaction<Tables>,
  environment: Environment,
  document: DocumentRow,
  { state, reason, content, event }: Change,
): Promise<void> {
  const at = environment.now().toISOString()
  const head = await append(tx, { ...event, documentId: document.id, at }, document.head)
  await tx
    .updateTable('documents')
    .set({ state, reason, head, updated_at: at, ...(content === undefined ? {} : { content }) })
    .where('id', '=', document.id)
    .execute()
  document.head = head
}
