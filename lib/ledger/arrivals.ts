/** Documents by when they came, for those who count: pages go on from the last row seen, so memory and work for each stay the same. */
import type { Kysely } from 'kysely'
import type { DocumentRow, Tables } from './schema'

export interface Arrived {
  readonly kind: string
  /** Came at this moment or later, and before that one; UTC. */
  readonly since: string
  readonly before: string
  readonly division?: number
}

const PAGE = 200

/** The oldest first. */
export async function* arrivals(
  database: Kysely<Tables>,
  { kind, since, before, division }: Arrived,
): AsyncGenerator<readonly DocumentRow[]> {
  let last: DocumentRow | undefined
  for (;;) {
    const { created_at: at, id } = last ?? { created_at: since, id: '' }
    let query = database
      .selectFrom('documents')
      .selectAll()
      .where('kind', '=', kind)
      .where('created_at', '>=', at)
      .where('created_at', '<', before)
      .where(({ or, eb }) => or([eb('created_at', '>', at), eb('id', '>', id)]))
    if (division !== undefined) query = query.where('division', '=', division)
    const page = await query.orderBy('created_at').orderBy('id').limit(PAGE).execute()
    if (page.length > 0) yield page
    if (page.length < PAGE) return
    last = page.at(-1)
  }
}

/** Documents under one name, in the order in which they were named. */
export async function* documentsNamed(database: Kysely<Tables>, name: string): AsyncGenerator<readonly DocumentRow[]> {
  for (let last = 0; ; ) {
    const page = await database
      .selectFrom('names')
      .innerJoin('documents', 'documents.id', 'names.document_id')
      .selectAll('documents')
      .select('names.seq')
      .where('names.name', '=', name)
      .where('names.seq', '>', last)
      .orderBy('names.seq')
      .limit(PAGE)
      .execute()
    if (page.length > 0) yield page
    last = page.at(-1)?.seq ?? last
    if (page.length < PAGE) return
  }
}

export interface NameOf {
  readonly documentId: string
  readonly name: string
}

export async function namesOf(database: Kysely<Tables>, documentIds: readonly string[]): Promise<readonly NameOf[]> {
  if (documentIds.length === 0) return []
  return database
    .selectFrom('names')
    .select(['document_id as documentId', 'name'])
    .where('document_id', 'in', documentIds)
    .orderBy('seq')
    .execute()
}

export interface Sent {
  readonly documentId: string
  readonly partner: string | null
  readonly sentAt: string | null
  readonly deadline: string | null
  readonly outcome: string | null
  readonly answeredAt: string | null
}

/** What was sent of these documents, the newest interchange of each last. */
export async function sentOf(database: Kysely<Tables>, documentIds: readonly string[]): Promise<readonly Sent[]> {
  if (documentIds.length === 0) return []
  return database
    .selectFrom('transmissions')
    .select(['document_id as documentId', 'partner', 'sent_at as sentAt', 'deadline', 'outcome', 'answered_at as answeredAt'])
    .where('document_id', 'in', documentIds)
    .orderBy('interchange_number')
    .execute()
}
