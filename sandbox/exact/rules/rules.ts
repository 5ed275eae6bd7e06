/** What each kind of record demands of a write, beyond the metadata. */
import type { Draft } from '../draft'
import type { Given } from '../input'
import type { Row } from '../store'

export interface Rules {
  /** Left out where records come only with their header. Returns the new row. */
  readonly create?: (draft: Draft, given: Given) => Row
  readonly update?: (draft: Draft, row: Row, given: Given) => void
  readonly remove?: (draft: Draft, row: Row) => void
}

/** Tells the `sync/Deleted` stream. */
export function recordDeletion(draft: Draft, key: string, type: number | undefined): void {
  if (type === undefined) return
  const { wall, user, division, uuid, store } = draft.circumstances
  const row: Row = {
    Timestamp: store.nextVersion(),
    ID: uuid(),
    EntityKey: key,
    EntityType: type,
    DeletedDate: wall,
    DeletedBy: user,
    Division: division,
  }
  draft.changes.push({ division, resource: 'sync/Deleted', key: String(row['Timestamp']), set: row })
}
