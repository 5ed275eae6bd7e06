/** The history as rows for auditors: the same columns in every version, in the order in which events were stored. */
import type { Kysely } from 'kysely'
import type { Tables } from './schema'

/** Columns only ever join at the end. */
export const auditColumns = [
  'event',
  'at',
  'document',
  'kind',
  'subject',
  'division',
  'partner',
  'what',
  'who',
  'instance',
  'version',
  'state',
  'reason',
  'detail',
  'content_sha256',
  'payloads_sha256',
  'previous',
  'hash',
] as const

export type AuditRow = Readonly<Record<(typeof auditColumns)[number], string>>

export interface AuditFilter {
  /** Documents under this name, or with this id. */
  readonly document?: string
  readonly partner?: string
  /** Events of this moment or later, UTC. */
  readonly since?: string
}

const PAGE = 500

export async function* auditTrail(database: Kysely<Tables>, { document, partner, since }: AuditFilter): AsyncGenerator<AuditRow> {
  const ids = document === undefined ? undefined : await idsOf(database, document)
  let last = 0
  for (;;) {
    let query = database
      .selectFrom('events')
      .leftJoin('documents', 'documents.id', 'events.document_id')
      .selectAll('events')
      .select(['documents.kind', 'documents.subject', 'documents.division', 'documents.partner'])
      .where('events.seq', '>', last)
    if (ids !== undefined) query = query.where('events.document_id', 'in', ids)
    if (partner !== undefined) query = query.where('documents.partner', '=', partner)
    if (since !== undefined) query = query.where('events.at', '>=', since)
    const page = await query.orderBy('events.seq').limit(PAGE).execute()
    for (const row of page)
      yield {
        event: String(row.seq),
        at: row.at,
        document: row.document_id,
        kind: row.kind ?? '',
        subject: row.subject ?? '',
        division: row.division === null ? '' : String(row.division),
        partner: row.partner ?? '',
        what: row.what,
        who: row.who,
        instance: row.instance,
        version: row.version,
        state: row.state,
        reason: row.reason ?? '',
        detail: row.detail,
        content_sha256: row.content ?? '',
        payloads_sha256: row.payloads ?? '',
        previous: row.previous,
        hash: row.hash,
      }
    last = page.at(-1)?.seq ?? last
    if (page.length < PAGE) return
  }
}

/** The id itself, so that nothing is found where nothing has the name. */
async function idsOf(database: Kysely<Tables>, document: string): Promise<readonly string[]> {
  const named = await database
    .selectFrom('names')
    .select('document_id')
    .where('name', 'in', [document, `order number ${document}`])
    .execute()
  return [document, ...named.map(({ document_id }) => document_id)]
}
