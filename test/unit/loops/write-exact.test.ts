import { describe, expect, test } from 'vitest'
import { EdiError } from '../../../lib/error'
import type { ExactClient } from '../../../lib/exact/client'
import type { ExactRecord, TypedQuery } from '../../../lib/exact/odata'
import { lookUp } from '../../../lib/loops/existing-records'
import { write, type WriteContext } from '../../../lib/loops/write-exact'
import type { ExactComplete, ExactCreate, ExactEnsure, ExactUpdate, ExactWrites } from '../../../lib/mapping/exact-write'

const supplier = '00000000-0000-4000-8000-00000000b001'
const order = '00000000-0000-4000-8000-000000001001'

function anInvoice(reference: string, more: Partial<ExactCreate> = {}): ExactCreate {
  return {
    action: 'create',
    resource: 'purchase/PurchaseInvoices',
    naturalKey: ['Supplier', 'YourRef', 'Type'],
    body: {
      Type: 8033,
      Journal: '60',
      Supplier: supplier,
      YourRef: reference,
      InvoiceDate: '2026-01-23',
      PurchaseInvoiceLines: [{ PurchaseOrderLine: order, Quantity: 24, NetPrice: 12.5, Amount: 300, VATCode: '2' }],
    },
    ...more,
  }
}

function anEntry(reference: string, amount = 300): ExactCreate {
  return {
    action: 'create',
    resource: 'purchaseentry/PurchaseEntries',
    naturalKey: ['Supplier', 'YourRef'],
    body: {
      Journal: '60',
      Supplier: supplier,
      YourRef: reference,
      PurchaseEntryLines: [{ GLAccount: order, AmountFC: amount, VATCode: '2' }],
    },
  }
}

const aDate: ExactUpdate = {
  action: 'update',
  resource: 'purchaseorder/PurchaseOrders',
  key: order,
  body: { ReceiptDate: '2026-02-02' },
}

function document(division: number, ...writes: ExactWrites['writes']): ExactWrites {
  return { kind: 'exact-writes', division, writes }
}

interface Company {
  readonly client: ExactClient
  /** `find`, `create` and `update` with division and resource, in turn. */
  readonly calls: string[]
  readonly queries: TypedQuery[]
  readonly records: { readonly division: number; readonly resource: string; readonly record: ExactRecord }[]
}

/** @param answers what becomes of each create in turn; `made` when nothing is said */
function aCompany(answers: ('made' | 'made, answer lost' | 'not made, answer lost' | 'refused')[] = []): Company {
  const calls: string[] = []
  const queries: TypedQuery[] = []
  const records: Company['records'] = []
  const client: Partial<ExactClient> = {
    find: async (division, resource, query) => {
      calls.push(`find ${division} ${resource}`)
      queries.push(query as TypedQuery)
      return records.filter(row => row.division === division && row.resource === resource).map(({ record }) => record)
    },
    create: async (division, resource, body) => {
      calls.push(`create ${division} ${resource}`)
      const answer = answers.shift() ?? 'made'
      const record = { ...typeOf(body), ...body, ID: `key ${records.length + 1}` }
      if (answer.startsWith('made')) records.push({ division, resource, record })
      if (answer === 'refused') throw new EdiError({ code: 'exact-refused', what: 'Refused', prospect: 'permanent' })
      if (answer.endsWith('lost')) throw new EdiError({ code: 'exact-answer-lost', what: 'Lost', prospect: 'uncertain' })
      return record
    },
    update: async (division, resource, key) => {
      calls.push(`update ${division} ${resource} ${key}`)
    },
  }
  return { client: client as ExactClient, calls, queries, records }
}

/** Exact Online tells an entry from a credit note by its sign. */
function typeOf({ PurchaseEntryLines: lines }: Readonly<Record<string, unknown>>): { Type?: number } {
  if (!Array.isArray(lines)) return {}
  const total = (lines as { AmountFC: number }[]).reduce((sum, { AmountFC }) => sum + AmountFC, 0)
  return { Type: total < 0 ? 31 : 30 }
}

/** Attempts of one step: what one notes, the next finds. */
function aStep(company: Company, writes: ExactWrites) {
  let intent: string | undefined
  return async () => {
    const existing = await lookUp(company.client, [writes])
    const note: WriteContext['note'] = async text => {
      company.calls.push(`note ${text}`)
      intent = text
    }
    return write(writes, { client: company.client, existing, intent, note })
  }
}

describe('looking up before creates', () => {
  test('takes one call for each division and resource, however many the documents', async () => {
    const company = aCompany()
    await lookUp(company.client, [
      document(1, anInvoice('A')),
      document(1, anInvoice('B'), aDate),
      document(2, anInvoice('A')),
      document(1, anEntry('A')),
      document(1, anInvoice('C')),
    ])
    expect(company.calls.toSorted()).toEqual([
      'find 1 purchase/PurchaseInvoices',
      'find 1 purchaseentry/PurchaseEntries',
      'find 2 purchase/PurchaseInvoices',
    ])
    expect(company.queries[0]?.filter).toBe("YourRef eq 'A' or YourRef eq 'B' or YourRef eq 'C'")
  })

  test('takes none when there are only updates, or creates without a natural key', async () => {
    const company = aCompany()
    await lookUp(company.client, [document(1, aDate), document(1, anInvoice('A', { naturalKey: [] }))])
    expect(company.calls).toEqual([])
  })
})

describe('a create', () => {
  test('is noted before it is made, and gives the key of the record', async () => {
    const company = aCompany()
    const written = await aStep(company, document(1, anInvoice('A')))()
    expect(written).toEqual([{ resource: 'purchase/PurchaseInvoices', action: 'create', key: 'key 1' }])
    expect(company.calls.slice(1)).toEqual(['note creating 0', 'create 1 purchase/PurchaseInvoices'])
  })

  test('of what somebody else has entered is held, and nothing is written', async () => {
    const company = aCompany()
    await aStep(company, document(1, anInvoice('A')))()
    const second = aStep(company, document(1, anInvoice('A')))
    await expect(second()).rejects.toMatchObject({
      code: 'already-in-exact',
      prospect: 'held',
      message: expect.stringContaining(`Supplier ${supplier}, YourRef A, Type 8033`),
    })
    expect(company.records).toHaveLength(1)
  })

  test('of the same record in another division, or of another type, is another create', async () => {
    const company = aCompany()
    await aStep(company, document(1, anInvoice('A')))()
    await aStep(company, document(2, anInvoice('A')))()
    await aStep(company, document(1, anInvoice('A', { body: { ...anInvoice('A').body, Type: 8034 } })))()
    expect(company.records).toHaveLength(3)
  })

  test('that two documents of one wave ask for is made once', async () => {
    const company = aCompany()
    const [first, second] = [document(1, anInvoice('A')), document(1, anInvoice('A'))]
    const existing = await lookUp(company.client, [first, second])
    const context = { client: company.client, existing, intent: undefined, note: async () => undefined }
    await write(first, context)
    await expect(write(second, context)).rejects.toMatchObject({ code: 'already-in-exact' })
    expect(company.records).toHaveLength(1)
  })

  test('whose answer was lost is not made a second time by another document of the same wave', async () => {
    const company = aCompany(['made, answer lost'])
    const [first, second] = [document(1, anInvoice('A')), document(1, anInvoice('A'))]
    const existing = await lookUp(company.client, [first, second])
    const context = { client: company.client, existing, intent: undefined, note: async () => undefined }
    await expect(write(first, context)).rejects.toMatchObject({ code: 'exact-answer-lost' })
    await expect(write(second, context)).rejects.toMatchObject({ code: 'same-record-in-doubt', prospect: 'passing' })
    expect(company.records).toHaveLength(1)
    // Each is tried again with a look of its own.
    await expect(aStep(company, second)()).rejects.toMatchObject({ code: 'already-in-exact' })
  })

  test('that was refused leaves the way free for another document of the same wave', async () => {
    const company = aCompany(['refused'])
    const [first, second] = [document(1, anInvoice('A')), document(1, anInvoice('A'))]
    const existing = await lookUp(company.client, [first, second])
    const context = { client: company.client, existing, intent: undefined, note: async () => undefined }
    await expect(write(first, context)).rejects.toMatchObject({ code: 'exact-refused' })
    await write(second, context)
    expect(company.records).toHaveLength(1)
  })

  test('of a credit entry that bears the number of its invoice is no double of it, in one wave or later', async () => {
    const company = aCompany()
    const [invoice, credit] = [document(1, anEntry('A')), document(1, anEntry('A', -300))]
    const existing = await lookUp(company.client, [invoice, credit])
    const context = { client: company.client, existing, intent: undefined, note: async () => undefined }
    await write(invoice, context)
    await write(credit, context)
    expect(company.records.map(({ record }) => record['Type'])).toEqual([30, 31])
    await aStep(company, document(1, anEntry('B')))()
    await aStep(company, document(1, anEntry('B', -50)))()
    expect(company.records).toHaveLength(4)
    for (const amount of [300, -300])
      await expect(aStep(company, document(1, anEntry('A', amount)))()).rejects.toMatchObject({ code: 'already-in-exact' })
    expect(company.queries.at(-1)?.select).toContain('Type')
  })

  test('of an entry is held when the record there does not tell its type', async () => {
    const company = aCompany()
    const { resource, body } = anEntry('A')
    company.records.push({ division: 1, resource, record: { ...body, ID: 'key 1' } })
    await expect(aStep(company, document(1, anEntry('A', -300)))()).rejects.toMatchObject({ code: 'already-in-exact' })
  })

  test('in one division is no obstacle to the same in another, looked up together', async () => {
    const company = aCompany()
    const [first, second] = [document(1, anInvoice('A')), document(2, anInvoice('A'))]
    const existing = await lookUp(company.client, [first, second])
    const context = { client: company.client, existing, intent: undefined, note: async () => undefined }
    await write(first, context)
    await write(second, context)
    expect(company.records.map(({ division }) => division)).toEqual([1, 2])
  })

  test('whose answer was lost after it was made is found by the next attempt, not made again', async () => {
    const company = aCompany(['made, answer lost'])
    const step = aStep(company, document(1, anInvoice('A')))
    await expect(step()).rejects.toMatchObject({ prospect: 'uncertain' })
    expect(await step()).toMatchObject([{ action: 'create', key: 'key 1' }])
    expect(company.calls.filter(call => call.startsWith('create'))).toHaveLength(1)
  })

  test('whose answer was lost before it was made is made by the next attempt', async () => {
    const company = aCompany(['not made, answer lost'])
    const step = aStep(company, document(1, anInvoice('A')))
    await expect(step()).rejects.toMatchObject({ prospect: 'uncertain' })
    await step()
    expect(company.records).toHaveLength(1)
  })

  test('without a natural key is never repeated once its answer was lost', async () => {
    const company = aCompany(['made, answer lost'])
    const step = aStep(company, document(1, anInvoice('A', { naturalKey: [] })))
    await expect(step()).rejects.toMatchObject({ code: 'exact-answer-lost' })
    await expect(step()).rejects.toMatchObject({ code: 'create-uncertain', prospect: 'uncertain' })
    expect(company.calls.filter(call => call.startsWith('create'))).toHaveLength(1)
  })

  test('that Exact Online refuses says so as it does', async () => {
    const company = aCompany(['refused'])
    await expect(aStep(company, document(1, anInvoice('A')))()).rejects.toMatchObject({ code: 'exact-refused' })
  })
})

describe('a document', () => {
  test('of updates only is written in their order, without a note or a look', async () => {
    const company = aCompany()
    const line = { ...aDate, resource: 'purchaseorder/PurchaseOrderLines', key: supplier, body: { Notes: '[EDI] Confirmed' } }
    expect(await aStep(company, document(1, aDate, line))()).toEqual([
      { resource: aDate.resource, action: 'update', key: order },
      { resource: line.resource, action: 'update', key: supplier },
    ])
    expect(company.calls).toEqual([`update 1 ${aDate.resource} ${order}`, `update 1 ${line.resource} ${supplier}`])
  })

  test('with nothing to write is written by doing nothing', async () => {
    const company = aCompany()
    expect(await aStep(company, document(1))()).toEqual([])
    expect(company.calls).toEqual([])
  })

  test('with a field that cannot be written, in any of its writes, is refused before the first', async () => {
    const company = aCompany()
    const wrong = anInvoice('A', { body: { ...anInvoice('A').body, AmountDC: 1 } })
    const context = { client: company.client, existing: new Map(), intent: undefined, note: async () => undefined }
    await expect(write(document(1, aDate, anInvoice('B'), wrong), context)).rejects.toMatchObject({
      code: 'exact-field-read-only',
    })
    expect(company.calls).toEqual([])
  })
})

describe('records that refer to one another', () => {
  const aDocument: ExactEnsure = {
    action: 'ensure',
    resource: 'documents/Documents',
    naturalKey: ['Subject', 'Account', 'Type'],
    body: { Subject: 'X12 810 A', Type: 20, Account: supplier },
    as: 'original',
  }
  const aFile: ExactEnsure = {
    action: 'ensure',
    resource: 'documents/DocumentAttachments',
    naturalKey: ['Document', 'FileName'],
    body: { FileName: 'a.txt', Attachment: Buffer.from('ST*810') },
    refers: { Document: 'original' },
  }
  const booking = anInvoice('A', { refers: { Document: 'original' } })
  const whole = document(1, aDocument, aFile, booking)
  const made = ({ records }: Company) => records.map(({ resource, record }) => [resource, record['ID'], record['Document']])

  test('are made in turn, each with the key of the one before; bytes go as base64', async () => {
    const company = aCompany()
    const written = await aStep(company, whole)()
    expect(written.map(({ key }) => key)).toEqual(['key 1', 'key 2', 'key 3'])
    expect(made(company)).toEqual([
      ['documents/Documents', 'key 1', undefined],
      ['documents/DocumentAttachments', 'key 2', 'key 1'],
      ['purchase/PurchaseInvoices', 'key 3', 'key 1'],
    ])
    expect(company.records[1]?.record['Attachment']).toBe(Buffer.from('ST*810').toString('base64'))
  })

  test.each([0, 1, 2])('are each there once when the answer to number %i is lost, made or not', async n => {
    for (const lost of ['made, answer lost', 'not made, answer lost'] as const) {
      const answers = [...Array.from({ length: n }, () => 'made' as const), lost]
      const company = aCompany(answers)
      const step = aStep(company, whole)
      await expect(step()).rejects.toMatchObject({ prospect: 'uncertain' })
      const written = await step()
      expect(new Set(made(company).map(([resource]) => resource)).size).toBe(company.records.length)
      expect(company.records).toHaveLength(3)
      expect(new Set(written.map(({ key }) => key)).size).toBe(3)
    }
  })

  test('of which one stopped half way are looked up with the key of the one they belong to', async () => {
    const company = aCompany(['made', 'not made, answer lost'])
    const step = aStep(company, whole)
    await expect(step()).rejects.toMatchObject({ prospect: 'uncertain' })
    await step()
    const filters = company.queries.map(({ filter }) => filter)
    expect(filters).toContain(`(Document eq guid'key 1' and FileName eq 'a.txt')`)
  })

  test('are not begun when the record that they belong to is somebody else’s', async () => {
    const company = aCompany()
    await aStep(company, document(1, anInvoice('A')))()
    await expect(aStep(company, whole)()).rejects.toMatchObject({ code: 'already-in-exact' })
    expect(company.records).toHaveLength(1)
  })

  test('do not make a record that somebody entered meanwhile their own: it had not been begun', async () => {
    const company = aCompany(['made', 'not made, answer lost'])
    const step = aStep(company, whole)
    await expect(step()).rejects.toMatchObject({ prospect: 'uncertain' })
    company.records.push({ division: 1, resource: booking.resource, record: { ...booking.body, ID: 'of a clerk' } })
    await expect(step()).rejects.toMatchObject({ code: 'already-in-exact', prospect: 'held' })
    expect(company.records.filter(({ resource }) => resource === booking.resource)).toHaveLength(1)
  })

  test('pass the check of their fields before the keys are known', async () => {
    const company = aCompany()
    const wrong = { ...aFile, body: { FileName: 'a.txt', Attachment: 'no base64!' } }
    await expect(aStep(company, document(1, aDocument, wrong))()).rejects.toMatchObject({ code: 'exact-field-type' })
    await expect(aStep(company, document(1, aDocument, { ...aFile, refers: {} }))()).rejects.toMatchObject({
      code: 'exact-field-missing',
    })
    expect(company.calls.filter(call => call.startsWith('create'))).toEqual([])
  })
})

describe('completing a draft', () => {
  const completing = (completion: ExactComplete['completion']): ExactComplete => {
    const { resource, body, naturalKey } = anInvoice('Draft')
    return { action: 'complete', resource, draft: { body, naturalKey }, completion, instead: anInvoice('A') }
  }
  const same = completing({ body: { YourRef: 'A' } })

  /** An update changes the record, as it does in Exact Online. */
  function aCompanyWithDraft() {
    const company = aCompany()
    company.records.push({ division: 1, resource: same.resource, record: { ...same.draft.body, ID: 'key 1' } })
    const client: Pick<ExactClient, 'update'> = {
      update: async (division, resource, key, body) => {
        company.calls.push(`update ${division} ${resource} ${key}`)
        for (const { record } of company.records) if (record['ID'] === key) Object.assign(record, body)
      },
    }
    Object.assign(company.client, client)
    return company
  }

  test('updates the one that is there, and creates nothing', async () => {
    const company = aCompanyWithDraft()
    const written = await aStep(company, document(1, same))()
    expect(written).toEqual([{ resource: same.resource, action: 'update', key: 'key 1' }])
    expect(company.calls.slice(1)).toEqual(['note creating 0', 'update 1 purchase/PurchaseInvoices key 1'])
  })

  test('again after its answer was lost finds that it is complete', async () => {
    const company = aCompanyWithDraft()
    const attempt = aStep(company, document(1, same))
    await attempt()
    expect(await attempt()).toEqual([{ resource: same.resource, action: 'create', key: 'key 1' }])
    expect(company.calls.filter(call => /^(create|update)/.test(call))).toHaveLength(1)
  })

  test('creates the invoice where somebody removed the draft, whatever was in it', async () => {
    for (const one of [same, completing({ differs: 'lines' })]) {
      const company = aCompany()
      expect(await aStep(company, document(1, one))()).toEqual([{ resource: same.resource, action: 'create', key: 'key 1' }])
    }
  })

  test('names the document that was made for the invoice', async () => {
    const company = aCompanyWithDraft()
    const document_: ExactEnsure = {
      action: 'ensure',
      resource: 'documents/Documents',
      naturalKey: ['Subject', 'Type'],
      body: { Subject: 'X12', Type: 20 },
      as: 'original',
    }
    await aStep(company, document(1, document_, { ...same, refers: { Document: 'original' } }))()
    expect(company.records[0]?.record).toMatchObject({ ID: 'key 1', YourRef: 'A', Document: 'key 2' })
  })

  test('is held when the draft says something else, and nothing is written', async () => {
    const company = aCompanyWithDraft()
    const attempt = aStep(company, document(1, completing({ differs: 'the draft has 2 lines and the invoice 3' })))
    await expect(attempt()).rejects.toMatchObject({ code: 'draft-invoice-differs', prospect: 'held' })
    expect(company.calls.filter(call => /^(create|update)/.test(call))).toEqual([])
  })

  test('looks for the draft of each order of an invoice', async () => {
    const company = aCompanyWithDraft()
    const { resource, body, naturalKey } = anInvoice('Draft of another order')
    const one: ExactComplete = { ...same, draft: { body, naturalKey }, instead: completing({ differs: 'lines' }) }
    expect(one.resource).toBe(resource)
    await expect(aStep(company, document(1, one))()).rejects.toMatchObject({ code: 'draft-invoice-differs' })
    company.records.length = 0
    expect(await aStep(company, document(1, one))()).toMatchObject([{ action: 'create' }])
  })

  test('is held when the invoice was entered already', async () => {
    const company = aCompanyWithDraft()
    company.records.push({ division: 1, resource: same.resource, record: { ...anInvoice('A').body, ID: 'key 2' } })
    await expect(aStep(company, document(1, same))()).rejects.toMatchObject({ code: 'already-in-exact' })
  })

  test('checks the properties of both ways before anything is written', async () => {
    const company = aCompanyWithDraft()
    const attempt = aStep(company, document(1, completing({ body: { Status: 50 } })))
    await expect(attempt()).rejects.toMatchObject({ code: 'exact-field-read-only' })
  })
})
