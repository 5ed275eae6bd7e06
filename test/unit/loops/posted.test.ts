import { describe, expect, test } from 'vitest'
import { ownWrites } from '../../../lib/loops/posted'

const own = (payload: unknown, resource = 'documents/Documents', operation: 'create' | 'update' = 'create') =>
  ownWrites(payload, { operation, division: 1, resource, naturalKey: ' Subject , Account,' })?.writes

describe('a record of the flow itself', () => {
  test('becomes a create with its natural key, or an update of the record that it names', () => {
    expect(own({ YourRef: 'A' }, 'purchase/PurchaseInvoices')).toEqual([
      { action: 'create', resource: 'purchase/PurchaseInvoices', body: { YourRef: 'A' }, naturalKey: ['Subject', 'Account'] },
    ])
    expect(own({ key: 'k', YourRef: 'B' }, 'purchase/PurchaseInvoices', 'update')).toEqual([
      { action: 'update', resource: 'purchase/PurchaseInvoices', key: 'k', body: { YourRef: 'B' } },
    ])
    expect(own({ YourRef: 'B' }, 'purchase/PurchaseInvoices', 'update')).toBeUndefined()
    expect(own('text')).toBeUndefined()
  })

  test('a document brings its files, each a record that names it', () => {
    const bytes = Buffer.from('text')
    expect(own({ Subject: 'S', Type: 55, Attachments: [{ FileName: 'a.txt', Attachment: bytes }] })).toEqual([
      {
        action: 'create',
        resource: 'documents/Documents',
        body: { Subject: 'S', Type: 55 },
        naturalKey: ['Subject', 'Account'],
        as: 'document',
      },
      {
        action: 'ensure',
        resource: 'documents/DocumentAttachments',
        naturalKey: ['Document', 'FileName'],
        body: { FileName: 'a.txt', Attachment: bytes },
        refers: { Document: 'document' },
      },
    ])
  })

  test('a document without files is only itself, and what is no list of files is left to the check of its fields', () => {
    expect(own({ Subject: 'S' })).toMatchObject([{ body: { Subject: 'S' } }])
    expect(own({ Subject: 'S', Attachments: 'a.txt' })).toMatchObject([{ body: { Subject: 'S', Attachments: 'a.txt' } }])
  })

  test('two files of one name are refused: one of them would be taken for the other', () => {
    const file = { FileName: 'a.txt', Attachment: '' }
    expect(() => own({ Subject: 'S', Attachments: [file, file] })).toThrow(
      expect.objectContaining({ code: 'attachment-name-twice' }),
    )
  })
})
