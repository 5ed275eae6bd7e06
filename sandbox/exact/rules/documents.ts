/** Documents and their attachments. @see reference exact-online.md §7.10 */
import { chance } from '../../chance'
import type { Draft } from '../draft'
import type { Row } from '../store'
import { deletedTypes } from '../sync'
import { withoutKey } from './plain'
import { demand, referred, withReferences } from './references'
import { recordDeletion, type Rules } from './rules'
import { invalid, invalidReference } from './texts'

const documentsPath = 'documents/Documents'
const attachmentsPath = 'documents/DocumentAttachments'

export const documents: Rules = {
  create: (draft, given) => {
    const row = withReferences(draft, withoutKey(given, 'ID'))
    demand(draft, row, ['Subject', 'Type'])
    checkType(draft, row)
    draft.insist()
    return addDocument(draft, row)
  },
  update: (draft, document, given) => {
    const patch = withReferences(draft, withoutKey(given, 'ID'))
    checkType(draft, patch)
    draft.insist()
    draft.set(documentsPath, String(document['ID']), patch)
  },
  remove: (draft, document) => {
    for (const attachment of draft.rows(attachmentsPath).filter(each => each['Document'] === document['ID']))
      removeAttachment(draft, attachment)
    draft.remove(documentsPath, String(document['ID']))
    recordDeletion(draft, String(document['ID']), deletedTypes[documentsPath])
  },
}

export const documentAttachments: Rules = {
  create: (draft, given) => {
    const { Attachment: content, ...row } = withReferences(draft, withoutKey(given, 'ID'))
    demand(draft, { ...row, Attachment: content ?? null }, ['Document', 'FileName', 'Attachment'])
    const size = Buffer.from(String(content), 'base64').length
    const { largestAttachment } = draft.switches
    if (largestAttachment > 0 && size > largestAttachment)
      draft.complain(invalid(draft, `Attachment (maximum ${largestAttachment})`))
    draft.insist()
    const attachment = draft.add(attachmentsPath, { ...row, FileSize: size })
    const url = viewUrl(draft, 'SysAttachment', String(attachment['ID']))
    draft.adjust(attachmentsPath, String(attachment['ID']), { Url: url })
    return { ...attachment, Url: url }
  },
  remove: removeAttachment,
}

/** A new document with what the service fills in: number, category, date, address to view it. */
export function addDocument(draft: Draft, row: Row): Row {
  const numbers = draft.rows(documentsPath).map(document => Number(document['HID']))
  const account = referred(draft, row, 'Account')
  const type = draft.row('documents/DocumentTypes', String(row['Type']))
  const document = draft.add(documentsPath, {
    HID: 1 + Math.max(0, ...numbers),
    DocumentDate: draft.circumstances.today,
    Category: chance(draft.circumstances.division, 'category', 0).guid(),
    Language: 'EN',
    ...row,
    HasEmptyBody: !row['Body'],
    TypeDescription: type?.['Description'] ?? null,
    AccountCode: account?.['Code'] ?? null,
    AccountName: account?.['Name'] ?? null,
  })
  const url = viewUrl(draft, 'DocViewContent', String(document['ID']))
  draft.adjust(documentsPath, String(document['ID']), { DocumentViewUrl: url })
  return { ...document, DocumentViewUrl: url }
}

function removeAttachment(draft: Draft, attachment: Row): void {
  draft.remove(attachmentsPath, String(attachment['ID']))
  recordDeletion(draft, String(attachment['ID']), deletedTypes[attachmentsPath])
}

function checkType(draft: Draft, row: Row): void {
  const type = row['Type'] ?? null
  if (type !== null && !draft.row('documents/DocumentTypes', String(type)))
    draft.complain(invalidReference(draft, 'Document type'))
}

function viewUrl({ circumstances: { url, division } }: Draft, page: string, id: string): string {
  return `${url}/docs/${page}.aspx?ID=%7b${id}%7d&_Division_=${division}&Stamp=NL001`
}
