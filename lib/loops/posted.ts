/** What a message asks to be written: the writes that a map prepared, or one record of the flow's own. */
import type { Division } from '../documents/value'
import { EdiError } from '../error'
import type { ExactCreate, ExactEnsure, ExactWrites } from '../mapping/exact-write'

export interface OwnRecord {
  readonly operation: 'create' | 'update'
  readonly division: Division
  readonly resource: string
  /** Property names with commas between. */
  readonly naturalKey: string
}

export function preparedWrites(payload: unknown): ExactWrites | undefined {
  return (payload as Partial<ExactWrites> | null)?.kind === 'exact-writes' ? (payload as ExactWrites) : undefined
}

/** Undefined where the payload is no record; an update names its record as `key`. @throws EdiError `attachment-name-twice` */
export function ownWrites(payload: unknown, { operation, division, resource, naturalKey }: OwnRecord): ExactWrites | undefined {
  if (typeof payload !== 'object' || payload === null) return undefined
  const writes = (...all: ExactWrites['writes']): ExactWrites => ({ kind: 'exact-writes', division, writes: all })
  if (operation === 'update') {
    const { key, ...body } = payload as Record<string, unknown>
    return typeof key === 'string' ? writes({ action: 'update', resource, key, body }) : undefined
  }
  const known = naturalKey
    .split(',')
    .map(name => name.trim())
    .filter(name => name !== '')
  const create: ExactCreate = { action: 'create', resource, body: payload as Record<string, unknown>, naturalKey: known }
  return writes(...(resource === 'documents/Documents' ? withAttachments(create) : [create]))
}

/** Exact Online takes the files of a document one by one after it. @see reference exact-online.md §7.10 */
function withAttachments({ body: { Attachments: files, ...body }, ...create }: ExactCreate): [ExactCreate, ...ExactEnsure[]] {
  if (!Array.isArray(files)) return [{ ...create, body: files === undefined ? body : { ...body, Attachments: files } }]
  const names = files.map((file: Record<string, unknown>) => file['FileName'])
  const twice = names.find((name, n) => names.indexOf(name) < n)
  if (twice !== undefined) throw sameName(twice)
  const attachments = files.map(
    (file: Record<string, unknown>): ExactEnsure => ({
      action: 'ensure',
      resource: 'documents/DocumentAttachments',
      naturalKey: ['Document', 'FileName'],
      body: file,
      refers: { Document: 'document' },
    }),
  )
  return [{ ...create, body, as: 'document' }, ...attachments]
}

/** A file is known again by its name within its document. */
function sameName(name: unknown): EdiError {
  return new EdiError({
    code: 'attachment-name-twice',
    what: `Two attachments of the document are called ${String(name)}`,
    remedy: 'Give each file of a document a name of its own; nothing was sent',
  })
}
