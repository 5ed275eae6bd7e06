/** Attachments of documents; their bytes are never read back. @see reference exact-online.md §7.10 */
import type { RecordOf, Resource } from './resource'

export const documentAttachments = {
  path: 'documents/DocumentAttachments',
  key: 'ID',
  changes: 'sync',
  sync: 'sync/Documents/DocumentAttachments',
  deletedAs: 4,
  properties: {
    ID: 'guid',
    Document: 'guid',
    FileName: 'text',
    FileSize: 'number',
    Url: 'text',
  },
} as const satisfies Resource

export type DocumentAttachment = RecordOf<typeof documentAttachments>
