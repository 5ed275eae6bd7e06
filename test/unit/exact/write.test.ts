import { describe, expect, it } from 'vitest'
import type { ExactClient } from '../../../lib/exact/client'
import { queryText, type ExactRecord, type TypedQuery } from '../../../lib/exact/odata'
import { checkBeforeWrite, findExisting } from '../../../lib/exact/write'
import type { ExactCreate } from '../../../lib/mapping/exact-write'

const supplier = '8f1f4d0e-0000-4000-8000-000000000001'
const invoices = 'purchase/PurchaseInvoices'
const anInvoice = (changes: Record<string, unknown> = {}) => ({
  Type: 8033,
  Journal: '60',
  Supplier: supplier,
  YourRef: 'INV-1',
  InvoiceDate: '2026-01-15',
  PurchaseInvoiceLines: [{ PurchaseOrderLine: supplier, Quantity: 2, Amount: 12.5, VATCode: '2' }],
  ...changes,
})

describe('the check before a write', () => {
  it('a sound invoice passes, and so does a resource of which nothing is known', () => {
    expect(() => checkBeforeWrite(invoices, anInvoice(), 'create')).not.toThrow()
    expect(() => checkBeforeWrite('hrm/Something', { Anything: 1 }, 'create')).not.toThrow()
  })

  it.each([
    ['a property that does not exist', anInvoice({ Yourref: 'x' }), 'exact-field-unknown', 'Yourref'],
    ['a property that cannot be set', anInvoice({ AmountDC: 1 }), 'exact-field-read-only', 'AmountDC'],
    ['a missing mandatory property', anInvoice({ Journal: undefined }), 'exact-field-missing', 'Journal'],
    ['an empty mandatory text', anInvoice({ Journal: '' }), 'exact-field-missing', 'Journal'],
    ['no lines', anInvoice({ PurchaseInvoiceLines: [] }), 'exact-field-missing', 'PurchaseInvoiceLines'],
    ['lines that are no array', anInvoice({ PurchaseInvoiceLines: {} }), 'exact-field-type', 'PurchaseInvoiceLines'],
    ['a code where a GUID belongs', anInvoice({ Supplier: '40000' }), 'exact-field-type', 'Supplier'],
    ['text where a number belongs', anInvoice({ PurchaseInvoiceLines: [{ Amount: '12.5' }] }), 'exact-field-type', 'Amount'],
    ['a date with a zone', anInvoice({ InvoiceDate: '2026-01-15T00:00:00Z' }), 'exact-field-type', 'InvoiceDate'],
    ['a number too large for its type', anInvoice({ Type: 40_000 }), 'exact-field-type', 'Type'],
    [
      'an unknown property in a line',
      anInvoice({ PurchaseInvoiceLines: [{ GLAccount: supplier }] }),
      'exact-field-unknown',
      'GLAccount',
    ],
    [
      'a cost centre longer than its code can be',
      anInvoice({ PurchaseInvoiceLines: [{ CostCenter: '123456789' }] }),
      'exact-field-too-long',
      'CostCenter',
    ],
  ])('%s is found before anything is sent', (_, body, code, named) => {
    const check = () => checkBeforeWrite(invoices, body, 'create')
    expect(check).toThrow(expect.objectContaining({ code }))
    expect(check).toThrow(named)
  })

  it('an update needs no mandatory property, and an entity without that verb is refused', () => {
    expect(() =>
      checkBeforeWrite('purchaseorder/PurchaseOrderLines', { ReceiptDate: '2026-02-01', Notes: null }, 'update'),
    ).not.toThrow()
    expect(() => checkBeforeWrite('documents/DocumentAttachments', { FileName: 'x' }, 'update')).toThrow(
      expect.objectContaining({ code: 'exact-write-not-offered' }),
    )
  })

  it.each([
    ['purchaseorder/PurchaseOrders', 'Supplier', null],
    ['purchase/PurchaseInvoices', 'Journal', ''],
  ])('an update of %s that makes its mandatory %s %j is found before anything is sent', (resource, name, value) => {
    const check = () => checkBeforeWrite(resource, { YourRef: 'SO-1', [name]: value }, 'update')
    expect(check).toThrow(expect.objectContaining({ code: 'exact-field-missing' }))
    expect(check).toThrow(name)
  })

  it('the header that a nested line belongs to is implied', () => {
    const line = { GLAccount: supplier, AmountFC: 1 }
    expect(() =>
      checkBeforeWrite(
        'purchaseentry/PurchaseEntries',
        { Journal: '60', Supplier: supplier, PurchaseEntryLines: [line] },
        'create',
      ),
    ).not.toThrow()
    expect(() => checkBeforeWrite('purchaseentry/PurchaseEntryLines', line, 'create')).toThrow('EntryID')
  })
})

describe('the look-up before a create', () => {
  const create = (body: Record<string, unknown>, naturalKey: string[], resource = invoices): ExactCreate => ({
    action: 'create',
    resource,
    body,
    naturalKey,
  })
  function holding(...records: ExactRecord[]) {
    const queries: TypedQuery[] = []
    const find = async (_division: number, _resource: string, query: TypedQuery) => {
      queries.push(query)
      return records
    }
    return { client: { find } as unknown as ExactClient, queries }
  }

  it('twenty-five creates of one resource take one call', async () => {
    const { client, queries } = holding({ ID: 'x', Supplier: supplier.toUpperCase(), YourRef: 'INV-3 ' })
    const creates = Array.from({ length: 25 }, (_, n) => create(anInvoice({ YourRef: `INV-${n}` }), ['Supplier', 'YourRef']))
    const found = await findExisting(client, 1, creates)
    expect(queries).toHaveLength(1)
    expect(queries[0]).toMatchObject({ select: ['ID', 'Supplier', 'YourRef'] })
    expect(queries[0]?.filter).toMatch(/^YourRef eq 'INV-0' or YourRef eq 'INV-1' or /)
    expect(found.map((record, n) => (record ? n : -1)).filter(n => n >= 0)).toEqual([3])
  })

  it('many take as many calls as keep each address below two thousand characters', async () => {
    const { client, queries } = holding()
    await findExisting(
      client,
      1,
      Array.from({ length: 400 }, (_, n) => create(anInvoice({ YourRef: `a long reference ${n}` }), ['Supplier', 'YourRef'])),
    )
    expect(queries.length).toBeGreaterThan(1)
    for (const query of queries) expect(queryText(query).length).toBeLessThan(1900)
    expect(queries.flatMap(({ filter }) => filter?.split(' or ') ?? [])).toHaveLength(400)
  })

  it('a record that shares only a part of the natural key is another one', async () => {
    const { client } = holding(
      { ID: 'x', Supplier: supplier.replace('1', '2'), YourRef: 'INV-1' },
      { ID: 'y', Supplier: supplier, YourRef: 'INV-1', Type: 8034 },
    )
    expect(await findExisting(client, 1, [create(anInvoice(), ['Supplier', 'YourRef', 'Type'])])).toEqual([undefined])
  })

  it('a create without a natural key is never looked up', async () => {
    const { client, queries } = holding({ ID: 'x' })
    expect(await findExisting(client, 1, [create(anInvoice(), [])])).toEqual([undefined])
    expect(queries).toEqual([])
  })

  it('where no property is selective alone the whole key is asked for', async () => {
    const { client, queries } = holding({ ID: 'x', Document: supplier, FileName: "o'1.edi" })
    const body = { Document: supplier, FileName: "o'1.edi", Attachment: 'AA==' }
    expect(
      await findExisting(client, 1, [create(body, ['Document', 'FileName'], 'documents/DocumentAttachments')]),
    ).toMatchObject([{ ID: 'x' }])
    expect(queries[0]?.filter).toBe(`(Document eq guid'${supplier}' and FileName eq 'o''1.edi')`)
  })
})
