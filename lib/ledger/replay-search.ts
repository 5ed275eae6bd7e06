/** Documents as people look for them, a page at a time. Pages go on from the last row seen, so each costs the same however far in it is. */
import type { Kysely, SelectQueryBuilder } from 'kysely'
import { namesOf } from './arrivals'
import type { DocumentRow, DocumentState, ReplayRow, StepState, Tables } from './schema'

export interface Search {
  /** A name by which documents are found: `order number 4711`. */
  readonly name?: string
  readonly states?: readonly DocumentState[]
  readonly reason?: string
  readonly kind?: string
  readonly partner?: string
  readonly division?: number
  /** Changed at this moment or later, UTC. */
  readonly since?: string
  /** Changed before this moment, UTC: stopped for so long. */
  readonly before?: string
}

export type Listed = Omit<DocumentRow, 'content' | 'head'>

/** Where a page ended: the moment and id of its last row. */
export interface Place {
  readonly updatedAt: string
  readonly id: string
}

/** @param order `newest` first for people, `oldest` first for replays */
export async function searchDocuments(
  database: Kysely<Tables>,
  search: Search,
  { order, after, limit }: { order: 'newest' | 'oldest'; after?: Place | undefined; limit: number },
): Promise<readonly Listed[]> {
  const [further, direction] = order === 'newest' ? (['<', 'desc'] as const) : (['>', 'asc'] as const)
  let query = matching(
    database
      .selectFrom('documents')
      .select([
        'documents.id',
        'kind',
        'business_key',
        'parent_id',
        'subject',
        'division',
        'partner',
        'state',
        'reason',
        'created_at',
        'updated_at',
      ]),
    search,
  )
  if (after)
    // The first condition says nothing that the second does not, but an index can begin there.
    query = query
      .where('updated_at', order === 'newest' ? '<=' : '>=', after.updatedAt)
      .where(({ or, and, eb }) =>
        or([
          eb('updated_at', further, after.updatedAt),
          and([eb('updated_at', '=', after.updatedAt), eb('documents.id', further, after.id)]),
        ]),
      )
  return query.orderBy('updated_at', direction).orderBy('documents.id', direction).limit(limit).execute()
}

function matching<Chosen>(
  query: SelectQueryBuilder<Tables, 'documents', Chosen>,
  { name, states, reason, kind, partner, division, since, before }: Search,
): SelectQueryBuilder<Tables, 'documents', Chosen> {
  let found = query
  if (name !== undefined)
    found = found.where('documents.id', 'in', ({ selectFrom }) =>
      selectFrom('names').select('document_id').where('name', '=', name),
    )
  const [only] = states ?? []
  // For one state alone an index has the order already.
  if (only !== undefined)
    found = states?.length === 1 ? found.where('state', '=', only) : found.where('state', 'in', states ?? [])
  if (reason !== undefined) found = found.where('reason', '=', reason)
  if (kind !== undefined) found = found.where('kind', '=', kind)
  if (partner !== undefined) found = found.where('partner', '=', partner)
  if (division !== undefined) found = found.where('division', '=', division)
  if (since !== undefined) found = found.where('updated_at', '>=', since)
  if (before !== undefined) found = found.where('updated_at', '<', before)
  return found
}

export interface Look {
  readonly content: string | null
  /** Under which people find it, the newest last. */
  readonly names: readonly string[]
  /** Why it stopped, in plain words, where it has. */
  readonly words: string | undefined
}

/** What a list shows of its documents beside their rows: three queries for a page. */
export async function looksAt(database: Kysely<Tables>, ids: readonly string[]): Promise<ReadonlyMap<string, Look>> {
  if (ids.length === 0) return new Map()
  const documents = await database.selectFrom('documents').select(['id', 'content']).where('id', 'in', ids).execute()
  const names = await namesOf(database, ids)
  const events = await database
    .selectFrom('events')
    .select(['document_id', 'detail'])
    .where('document_id', 'in', ids)
    .where('what', 'in', ['held', 'failed', 'uncertain', 'retrying'])
    .orderBy('seq')
    .execute()
  const details = new Map(events.map(event => [event.document_id, event.detail]))
  return new Map(
    documents.map(({ id, content }) => {
      const { words } = JSON.parse(details.get(id) ?? '{}') as { words?: string }
      return [id, { content, names: names.filter(one => one.documentId === id).map(({ name }) => name), words }]
    }),
  )
}

export interface DocumentDetail {
  readonly document: DocumentRow
  readonly parent: Pick<DocumentRow, 'id' | 'subject'> | null
  readonly children: readonly Pick<DocumentRow, 'id' | 'subject' | 'state'>[]
  readonly names: readonly string[]
  readonly events: readonly {
    readonly seq: number
    readonly at: string
    readonly what: string
    readonly who: string
    readonly detail: string
    readonly instance: string
    readonly version: string
  }[]
  /** Something was sent that nobody has answered. */
  readonly unanswered: boolean
  /** All of them, with those that a replay has put aside. */
  readonly steps: readonly {
    readonly id: string
    readonly node: string
    readonly state: StepState
    readonly reason: string | null
    readonly attempt: number
    readonly begun_at: string
    readonly ended_at: string | null
    readonly superseded_by: string | null
    readonly input: string
  }[]
  readonly replays: readonly ReplayRow[]
  readonly payloads: readonly { readonly sha256: string; readonly created_at: string; readonly pruned_at: string | null }[]
}

/** Bounds what one answer holds of a document with very many. */
const MOST = 1_000

export async function documentDetail(database: Kysely<Tables>, id: string): Promise<DocumentDetail | undefined> {
  const document = await database.selectFrom('documents').selectAll().where('id', '=', id).executeTakeFirst()
  if (!document) return undefined
  const parent =
    document.parent_id === null
      ? undefined
      : await database.selectFrom('documents').select(['id', 'subject']).where('id', '=', document.parent_id).executeTakeFirst()
  return {
    document,
    parent: parent ?? null,
    children: await database
      .selectFrom('documents')
      .select(['id', 'subject', 'state'])
      .where('parent_id', '=', id)
      .orderBy('created_at')
      .limit(MOST)
      .execute(),
    names: (await database.selectFrom('names').select('name').where('document_id', '=', id).orderBy('seq').execute()).map(
      ({ name }) => name,
    ),
    events: (
      await database
        .selectFrom('events')
        .select(['seq', 'at', 'what', 'who', 'detail', 'instance', 'version'])
        .where('document_id', '=', id)
        .orderBy('seq', 'desc')
        .limit(MOST)
        .execute()
    ).toReversed(),
    unanswered:
      (await database
        .selectFrom('transmissions')
        .select('id')
        .where('document_id', '=', id)
        .where('sent_at', 'is not', null)
        .where('outcome', 'is', null)
        .limit(1)
        .executeTakeFirst()) !== undefined,
    steps: await database
      .selectFrom('steps')
      .select(['id', 'node', 'state', 'reason', 'attempt', 'begun_at', 'ended_at', 'superseded_by', 'input'])
      .where('document_id', '=', id)
      .orderBy('seq')
      .limit(MOST)
      .execute(),
    replays: await database
      .selectFrom('replays')
      .selectAll()
      .where('document_id', '=', id)
      .orderBy('number')
      .limit(MOST)
      .execute(),
    payloads: await database
      .selectFrom('payload_uses')
      .innerJoin('payloads', 'payloads.sha256', 'payload_uses.sha256')
      .select(['payloads.sha256', 'payloads.created_at', 'payloads.pruned_at'])
      .where('payload_uses.document_id', '=', id)
      .orderBy('payloads.created_at')
      .limit(MOST)
      .execute(),
  }
}
