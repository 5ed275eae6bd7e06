/**
 * Records that were deleted, from the one stream that tells of all of them. It goes back two months.
 * @see reference exact-online.md §4.9
 */
import type { Division, Guid } from '../documents/value'
import type { ExactClient } from './client'
import { literal } from './odata'

export interface Deletion {
  readonly key: Guid
  /** Zone-less wall-clock text, or null. */
  readonly deleted: string | null
}

export interface Deletions {
  readonly deletions: readonly Deletion[]
  /** Row version up to which everything is told. */
  readonly after: string
}

/**
 * @param entityType that of orders stands for their lines too
 * @param after row version; `1` for everything that is still kept */
export async function* deletionsSince(
  client: ExactClient,
  division: Division,
  entityType: number,
  after: string,
): AsyncGenerator<Deletions> {
  // By its documentation the stream is filtered by row version and by nothing else.
  const query = {
    select: ['Timestamp', 'EntityKey', 'EntityType', 'DeletedDate'],
    filter: `Timestamp gt ${literal.int64(after)}`,
  }
  for await (const rows of client.pages(division, 'sync/Deleted', query)) {
    const last = rows.at(-1)?.['Timestamp']
    if (typeof last !== 'string') continue
    const ours = rows.filter(row => row['EntityType'] === entityType)
    yield {
      deletions: ours.map(row => ({ key: String(row['EntityKey']), deleted: (row['DeletedDate'] ?? null) as string | null })),
      after: last,
    }
  }
}
