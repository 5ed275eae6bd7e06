import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AxiosInstance } from 'axios'
import { complaint, division, type Run, rows, run } from './exact-fixture'

const orders = 'purchaseorder/PurchaseOrders'
const orderLines = 'purchaseorder/PurchaseOrderLines'
const invoices = 'purchase/PurchaseInvoices'
const entries = 'purchaseentry/PurchaseEntries'
const subscriptions = 'webhooks/WebhookSubscriptions'

let now: Run
let api: AxiosInstance
let next = 0
beforeAll(async () => {
  now = await run({ orders: 180, switches: { errorsPerHour: 1000 } })
  api = await now.api()
})
afterAll(() => now.stop())

/** An order that no other test of this file has touched. */
function anOrder() {
  const order = now.trade.orders.filter(each => each.division === division)[next]
  next += 1
  const [line] = order?.lines ?? []
  if (!order || !line) throw new Error('the world has too few orders')
  const supplier = now.trade.suppliers.find(({ key }) => key === order.supplier)?.accounts[0]?.id ?? ''
  return {
    ...order,
    line,
    supplierId: supplier,
    address: `${orders}(guid'${order.id}')`,
    lineAddress: `${orderLines}(guid'${line.id}')`,
  }
}

const company = () => {
  const [first] = now.trade.companies
  if (!first) throw new Error('the world has no company')
  return first
}
const record = async (address: string): Promise<Record<string, any>> => (await api.get(address)).data.d

describe('a purchase order', () => {
  it('takes a PUT of what may be set with 204, and drops the rest without a word', async () => {
    const order = anOrder()
    const answer = await api.put(order.address, { YourRef: 'SO-1', OrderStatus: 40, ReceiptDate: '2026-03-04' })
    expect([answer.status, answer.data]).toEqual([204, ''])
    expect(await record(order.address)).toMatchObject({
      YourRef: 'SO-1',
      OrderStatus: 10,
      ReceiptDate: `/Date(${Date.UTC(2026, 2, 4)})/`,
    })
  })

  it('shows when it was changed by the local clock as if it were UTC', async () => {
    const order = anOrder()
    await api.put(order.address, { YourRef: 'x' })
    expect((await record(order.address))['Modified']).toBe(`/Date(${Date.UTC(2026, 5, 25, 15, 17, 9)})/`)
  })

  it('refuses an unknown property, a wrong type and a body that is no object with 400', async () => {
    const order = anOrder()
    expect((await api.put(order.address, { YourReference: 'x' })).status).toBe(400)
    expect((await api.put(order.address, { YourRef: 12 })).status).toBe(400)
    expect((await api.put(order.address, { Supplier: 'me' })).status).toBe(400)
    expect((await api.put(order.address, { ReceiptDate: '04-03-2026' })).status).toBe(400)
    expect(complaint(await api.post(orders, [{}]))).toBe(
      'Error processing request stream. The request should be a valid top-level resource object.',
    )
    expect((await api.post(orders, { Supplier: order.supplierId, PurchaseOrderLines: {} })).status).toBe(400)
  })

  it('joins what is missing or points nowhere in one 500, in the language of the user', async () => {
    const body = { PurchaseOrderLines: [{ Item: company().items[0]?.id, QuantityInPurchaseUnits: 1, CostUnit: 'nowhere' }] }
    const answer = await api.post(orders, body)
    expect([answer.status, complaint(answer)]).toEqual([500, 'Mandatory: Relationship\r\nInvalid reference: Cost unit'])
    now.exact.switch({ language: 'NL' })
    expect(complaint(await api.post(orders, body))).toBe('Verplicht: Relationship\r\nOngeldige referentie: Cost unit')
    now.exact.switch({ language: 'EN' })
  })

  it('is made with its lines, numbered on, and answers 201 with the record', async () => {
    const { supplierId, line } = anOrder()
    const answer = await api.post(orders, {
      Supplier: supplierId,
      PurchaseOrderLines: [{ Item: line.itemId, QuantityInPurchaseUnits: 2, UnitPrice: 1.25, VATCode: '2' }],
    })
    expect(answer.status).toBe(201)
    expect(answer.data.d).toMatchObject({
      AmountFC: 3.03,
      AmountFCExclVat: 2.5,
      VATAmount: 0.53,
      OrderStatus: 10,
      Source: 11,
      PurchaseOrderLineCount: 1,
    })
    expect(
      (
        await api.post(orders, {
          Supplier: supplierId,
          OrderNumber: answer.data.d.OrderNumber,
          PurchaseOrderLines: [{ Item: line.itemId, QuantityInPurchaseUnits: 2 }],
        })
      ).status,
    ).toBe(500)
  })

  it('takes a GUID of another company for unknown, or for null by switch', async () => {
    const order = anOrder()
    const foreign = now.trade.companies[1]?.warehouses[0]?.id
    expect(complaint(await api.put(order.address, { Warehouse: foreign }))).toBe('Invalid reference: Warehouse')
    now.exact.switch({ foreignGuid: 'null' })
    expect((await api.put(order.address, { Warehouse: foreign })).status).toBe(204)
    expect((await record(order.address))['Warehouse']).toBeNull()
    now.exact.switch({ foreignGuid: 'refuse' })
  })

  it('keeps a new day of a Z moment shifted to the local clock', async () => {
    const order = anOrder()
    await api.put(order.address, { ReceiptDate: '2026-05-30T00:00:00Z' })
    expect((await record(order.address))['ReceiptDate']).toBe(`/Date(${Date.UTC(2026, 4, 30, 1)})/`)
  })
})

describe('a purchase order line', () => {
  it('moves its own Modified and the totals, but not the Modified of its header', async () => {
    const order = anOrder()
    const before = await record(order.address)
    now.pass(5)
    expect(
      (await api.put(order.lineAddress, { QuantityInPurchaseUnits: 500, UnitPrice: 2, ReceiptDate: '2026-04-01' })).status,
    ).toBe(204)
    const after = await record(order.address)
    const line = await record(order.lineAddress)
    expect(after['Modified']).toBe(before['Modified'])
    expect(after['AmountFC']).not.toBe(before['AmountFC'])
    expect(line).toMatchObject({ QuantityInPurchaseUnits: 500, UnitPrice: 2, NetPrice: 2, AmountFC: 1000 })
    expect(line['Modified'] > before['Modified']).toBe(true)
  })

  it('gives header and all lines new row versions', async () => {
    const order = anOrder()
    const stream = async (since: number) =>
      rows(
        await api.get('sync/PurchaseOrder/PurchaseOrders', {
          params: { $filter: `Timestamp gt ${since}L`, $select: 'Timestamp,PurchaseOrderID,LineNumber' },
        }),
      )
    const mark = Math.max(...(await stream(1)).map(row => Number(row['Timestamp'])))
    await api.put(order.lineAddress, { Notes: 'confirmed' })
    const changed = await stream(mark)
    expect(new Set(changed.map(row => row['PurchaseOrderID']))).toEqual(new Set([order.id]))
    expect(changed.map(row => Number(row['LineNumber'])).toSorted((a, b) => a - b)).toEqual([
      0,
      ...order.lines.map(line => line.lineNumber),
    ])
  })

  it('is neither made alone nor changed under an unknown verb', async () => {
    const order = anOrder()
    expect(
      (await api.post(orderLines, { PurchaseOrderID: order.id, Item: order.line.itemId, QuantityInPurchaseUnits: 1 })).status,
    ).toBe(405)
    expect((await api.put('logistics/Units', {})).status).toBe(405)
  })

  it('cannot fall below what was received, and the last one cannot be deleted', async () => {
    const order = anOrder()
    await api.post('purchaseorder/GoodsReceipts', {
      ReceiptDate: '2026-02-01',
      GoodsReceiptLines: [{ PurchaseOrderLineID: order.line.id, QuantityReceived: 1 }],
    })
    expect((await api.put(order.lineAddress, { QuantityInPurchaseUnits: 0.5 })).status).toBe(500)
    for (const line of order.lines.slice(1)) expect((await api.delete(`${orderLines}(guid'${line.id}')`)).status).toBe(204)
    expect((await api.delete(order.lineAddress)).status).toBe(500)
  })

  it('leaves a trace in the stream of deletions', async () => {
    const order = anOrder()
    await api.delete(order.address)
    const deleted = rows(
      await api.get('sync/Deleted', {
        params: { $filter: 'Timestamp gt 1L and EntityType eq 22', $select: 'EntityKey,EntityType' },
      }),
    )
    expect(deleted.map(row => row['EntityKey'])).toContain(order.id)
    expect((await api.get(order.address)).status).toBe(404)
  })

  it('puts the order back to awaiting approval by switch', async () => {
    const order = anOrder()
    now.exact.switch({ changeResetsApproval: true })
    await api.put(order.lineAddress, { Notes: 'x' })
    expect((await record(order.address))['ApprovalStatus']).toBe(0)
    now.exact.switch({ changeResetsApproval: false })
  })
})

describe('a goods receipt', () => {
  it('raises what was received and the status of the order', async () => {
    const order = anOrder()
    const receive = (lines: { id: string; quantity: string }[]) =>
      api.post('purchaseorder/GoodsReceipts', {
        ReceiptDate: '2026-02-01',
        GoodsReceiptLines: lines.map(({ id, quantity }) => ({ PurchaseOrderLineID: id, QuantityReceived: Number(quantity) })),
      })
    expect((await receive([order.line])).status).toBe(201)
    expect(await record(order.address)).toMatchObject({ ReceiptStatus: 20, OrderStatus: 20 })
    expect((await record(order.lineAddress))['ReceivedQuantity']).toBe(Number(order.line.quantity))
    await receive(order.lines.slice(1).map(line => ({ ...line })))
    expect(await record(order.address)).toMatchObject({ ReceiptStatus: 30, OrderStatus: 30 })
    expect((await receive([{ id: order.line.id, quantity: '1' }])).status).toBe(500)
    now.exact.switch({ overReceipt: true })
    expect((await receive([{ id: order.line.id, quantity: '1' }])).status).toBe(201)
    now.exact.switch({ overReceipt: false })
  })
})

describe('a purchase invoice', () => {
  const invoiceOf = (order: ReturnType<typeof anOrder>, yourRef: string) => ({
    Type: 8033,
    Journal: '60',
    Supplier: order.supplierId,
    YourRef: yourRef,
    InvoiceDate: '2026-03-01',
    PurchaseInvoiceLines: order.lines.map(line => ({ PurchaseOrderLine: line.id })),
  })

  it('copies item, quantity, price, VAT code and cost centre from the order line', async () => {
    const order = anOrder()
    const made = await api.post(invoices, invoiceOf(order, 'INV-1'))
    expect(made.status).toBe(201)
    expect(made.data.d).toMatchObject({
      Status: 10,
      Source: 5,
      Currency: 'EUR',
      PaymentCondition: '30',
      DueDate: `/Date(${Date.UTC(2026, 2, 31)})/`,
    })
    const lines = rows(
      await api.get('purchase/PurchaseInvoiceLines', { params: { $filter: `InvoiceID eq guid'${made.data.d.ID}'` } }),
    )
    const line = lines.find(each => each['PurchaseOrderLine'] === order.line.id)
    expect(line).toMatchObject({
      Item: order.line.itemId,
      Quantity: Number(order.line.quantity),
      NetPrice: Number(order.line.price),
      CostCenter: order.line.costCentre,
    })
    expect(line?.['VATCode'].trim()).toBe(order.line.vatCode)
    const ordered = await record(order.address)
    expect(made.data.d).toMatchObject({ Amount: ordered['AmountFC'], VATAmount: ordered['VATAmount'] })
  })

  it('is taken twice with the same number, or refused by switch', async () => {
    const order = anOrder()
    expect((await api.post(invoices, invoiceOf(order, 'INV-2'))).status).toBe(201)
    expect((await api.post(invoices, invoiceOf(order, 'INV-2'))).status).toBe(201)
    now.exact.switch({ refuseDuplicateInvoice: true })
    expect(complaint(await api.post(invoices, invoiceOf(order, 'INV-2')))).toBe('Data already exists.')
    now.exact.switch({ refuseDuplicateInvoice: false })
  })

  it('raises what was invoiced only when a person has processed it, which makes a financial entry', async () => {
    const order = anOrder()
    const made = await api.post(invoices, invoiceOf(order, 'INV-3'))
    expect((await record(order.address))['InvoiceStatus']).toBe(10)
    const body = { division, id: made.data.d.ID }
    expect((await now.http.post('/_sandbox/process-invoice', body)).status).toBe(204)
    expect((await record(order.address))['InvoiceStatus']).toBe(30)
    const booked = rows(await api.get(entries, { params: { $filter: "YourRef eq 'INV-3'", $select: 'AmountFC' } }))
    expect(booked).toEqual([expect.objectContaining({ AmountFC: made.data.d.Amount })])
    expect((await now.http.post('/_sandbox/process-invoice', body)).status).toBe(500)
    expect((await api.delete(`${invoices}(guid'${made.data.d.ID}')`)).status).toBe(500)
  })

  it('may be open at once by switch', async () => {
    now.exact.switch({ invoiceStatus: 20 })
    expect((await api.post(invoices, invoiceOf(anOrder(), 'INV-4'))).data.d.Status).toBe(20)
    now.exact.switch({ invoiceStatus: 10 })
  })

  it('needs the code of a purchase journal, an item or order line, and for the direct kinds a warehouse', async () => {
    const order = anOrder()
    const invoice = invoiceOf(order, 'INV-5')
    expect(complaint(await api.post(invoices, { ...invoice, Journal: '20' }))).toBe(
      'Invalid journal. The journal must be a purchase journal.',
    )
    expect(complaint(await api.post(invoices, { ...invoice, Journal: company().journals[0]?.id }))).toBe(
      'Invalid reference: Journals',
    )
    expect(complaint(await api.post(invoices, { ...invoice, PurchaseInvoiceLines: [{ Quantity: 1 }] }))).toBe('Mandatory: Item')
    expect(complaint(await api.post(invoices, { ...invoice, Type: 8030 }))).toBe('Mandatory: Warehouse')
    expect(complaint(await api.post(invoices, { ...invoice, Currency: 'USD' }))).toBe('Invalid: Currency')
    const other = now.trade.suppliers.find(({ key }) => key !== order.supplier)?.accounts[0]?.id
    expect(complaint(await api.post(invoices, { ...invoice, Supplier: other }))).toBe('Invalid reference: Purchase order line')
    expect((await api.post('purchase/PurchaseInvoiceLines', {})).status).toBe(405)
  })

  it('may be changed and deleted until it is processed, its lines not by themselves', async () => {
    const made = (await api.post(invoices, invoiceOf(anOrder(), 'INV-6'))).data.d
    const address = `${invoices}(guid'${made.ID}')`
    expect((await api.put(address, { YourRef: 'INV-6B' })).status).toBe(204)
    expect((await record(address))['YourRef']).toBe('INV-6B')
    const [line] = rows(await api.get(`${address}/PurchaseInvoiceLines`))
    expect((await api.put(`purchase/PurchaseInvoiceLines(guid'${line?.['ID']}')`, { Quantity: 1 })).status).toBe(405)
    expect((await api.delete(address)).status).toBe(204)
    expect((await api.get(`purchase/PurchaseInvoiceLines(guid'${line?.['ID']}')`)).status).toBe(404)
  })

  it('keeps what the line says for itself: quantity, price, amount, VAT code, cost centre', async () => {
    const order = anOrder()
    const said = {
      Quantity: 2,
      NetPrice: 5,
      UnitPrice: 5,
      Amount: 10,
      VATAmount: 0.91,
      VATCode: '1',
      CostCenter: 'CC20',
      CostUnit: 'CU1',
      Description: 'said',
    }
    const made = await api.post(invoices, {
      ...invoiceOf(order, 'INV-7'),
      PurchaseInvoiceLines: [{ PurchaseOrderLine: order.line.id, ...said }],
    })
    const [line] = rows(await api.get(`${invoices}(guid'${made.data.d.ID}')/PurchaseInvoiceLines`))
    expect(line).toMatchObject({ ...said, VATCode: '1  ' })
    expect(made.data.d).toMatchObject({ Amount: 10.91, AmountFCExclVat: 10, VATAmount: 0.91 })
  })

  it('is forbidden where the licence lacks the module', async () => {
    now.exact.switch({ forbidden: { [invoices]: 'LicenseExpired' } })
    const answer = await api.post(invoices, {})
    expect([answer.status, answer.headers['reason']]).toEqual([403, 'LicenseExpired'])
    now.exact.switch({ forbidden: {} })
  })
})

describe('a purchase entry', () => {
  const entryOf = (line: object) => ({
    Journal: '60',
    Supplier: now.trade.suppliers[0]?.accounts[0]?.id,
    EntryDate: '2024-05-30',
    Description: 'Advice',
    PurchaseEntryLines: [{ GLAccount: company().glAccounts.at(-1)?.id, VATCode: '2', ...line }],
  })

  it('gets number, period, due date and a document of its own', async () => {
    const made = (await api.post(entries, entryOf({ AmountFC: 100, CostCenter: 'CC10' }))).data.d
    expect(made).toMatchObject({
      EntryNumber: 24600001,
      InvoiceNumber: 24600001,
      Status: 20,
      Type: 30,
      ReportingYear: 2024,
      ReportingPeriod: 5,
      AmountFC: 121,
      VATAmountFC: 21,
    })
    expect(made.DueDate).toBe(`/Date(${Date.UTC(2024, 5, 29)})/`)
    expect((await record(`documents/Documents(guid'${made.Document}')`))['Subject']).toBe('Advice')
  })

  it('loses an AmountDC without a word', async () => {
    expect((await api.post(entries, entryOf({ AmountDC: 100 }))).data.d.AmountFC).toBe(0)
  })

  it('is a credit note when its total is negative', async () => {
    expect((await api.post(entries, entryOf({ AmountFC: -5 }))).data.d).toMatchObject({ Type: 31, AmountFC: -6.05 })
  })

  it('follows its lines, the last of which stays', async () => {
    const made = (await api.post(entries, entryOf({ AmountFC: 100 }))).data.d
    const address = `${entries}(guid'${made.EntryID}')`
    const added = await api.post('purchaseentry/PurchaseEntryLines', {
      EntryID: made.EntryID,
      GLAccount: company().glAccounts[0]?.id,
      AmountFC: 10,
    })
    expect((await record(address))['AmountFC']).toBe(131)
    const line = `purchaseentry/PurchaseEntryLines(guid'${added.data.d.ID}')`
    await api.put(line, { AmountFC: 20 })
    expect((await record(address))['AmountFC']).toBe(141)
    expect((await api.delete(line)).status).toBe(204)
    expect((await record(address))['AmountFC']).toBe(121)
    const [last] = rows(await api.get(`${address}/PurchaseEntryLines`))
    expect((await api.delete(`purchaseentry/PurchaseEntryLines(guid'${last?.['ID']}')`)).status).toBe(500)
    expect((await api.delete(address)).status).toBe(204)
  })

  it('wants the journal by code and a ledger account on each line', async () => {
    expect(complaint(await api.post(entries, { ...entryOf({ AmountFC: 1, GLAccount: null }), Journal: null }))).toBe(
      'Mandatory: Diary\r\nMandatory: General ledger account',
    )
  })
})

describe('a document', () => {
  it('carries an attachment whose bytes never come back', async () => {
    const document = (
      await api.post('documents/Documents', { Subject: '810', Type: 20, Account: now.trade.suppliers[0]?.accounts[0]?.id })
    ).data.d
    const attachment = await api.post('documents/DocumentAttachments', {
      Document: document.ID,
      FileName: '810.edi',
      Attachment: 'dGVzdA==',
    })
    expect(attachment.data.d).toMatchObject({
      Attachment: null,
      FileSize: 4,
      Url: expect.stringContaining(`/docs/SysAttachment.aspx?ID=`),
    })
    expect(
      (await api.post('documents/DocumentAttachments', { Document: document.ID, FileName: 'x', Attachment: '%%' })).status,
    ).toBe(400)
    expect(complaint(await api.post('documents/Documents', { Subject: '810', Type: 99 }))).toBe(
      'Invalid reference: Document type',
    )
  })
})

describe('master data', () => {
  it('answers a POST of an account with little more than its key, unless the record is asked for', async () => {
    const sparse = await api.post('crm/Accounts', { Name: 'New supplier', IsSupplier: true })
    expect(sparse.data.d).toMatchObject({ ID: expect.any(String), Name: null })
    const full = await api.post('crm/Accounts', { Name: 'Another' }, { headers: { Prefer: 'return=representation' } })
    expect(full.data.d).toMatchObject({ Name: 'Another', Code: '9002'.padStart(18) })
  })

  it('never gives back the bytes of a picture', async () => {
    const body = { Code: 'PICTURED', Description: 'x', Picture: 'dGVzdA==' }
    const made = await api.post('logistics/Items', body, { headers: { Prefer: 'return=representation' } })
    expect(made.data.d).toMatchObject({ Code: 'PICTURED', Picture: null })
  })

  it('answers the address that exists instead of making it twice', async () => {
    const [known] = rows(await api.get('crm/Addresses', { params: { $filter: 'Type eq 1', $top: 1 } }))
    const { Account, Type, AddressLine1, Postcode, City } = known ?? {}
    const before = (await api.get('crm/Addresses/$count')).data
    const answer = await api.post('crm/Addresses', { Account, Type, AddressLine1, Postcode, City, Country: 'NL' })
    expect(answer.data.d.ID).toBe(known?.['ID'])
    expect((await api.get('crm/Addresses/$count')).data).toBe(before)
  })

  it('knows some lengths, and does not let go of what is used', async () => {
    expect(complaint(await api.post('hrm/Costunits', { Code: 'CU1234567', Description: 'x' }))).toBe('Invalid: Code (maximum 8)')
    const { supplierId, line } = anOrder()
    expect(complaint(await api.delete(`crm/Accounts(guid'${supplierId}')`))).toMatch(/^Can't delete: Account \d+ - Used in: /)
    expect((await api.delete(`logistics/Items(guid'${line.itemId}')`)).status).toBe(500)
    expect(
      (await api.put(`cashflow/PaymentConditions(guid'${company().paymentConditions[0]?.id}')`, { Description: 'x' })).status,
    ).toBe(405)
  })

  it('keeps codes unique and finds a code sent without its padding', async () => {
    expect(complaint(await api.post('hrm/Costcenters', { Code: 'CC10', Description: 'again' }))).toBe('Data already exists.')
    expect((await api.post('hrm/Costcenters', { Code: 'CC99', Description: 'new' })).status).toBe(201)
    const order = anOrder()
    expect((await api.put(order.lineAddress, { CostCenter: 'CC99', VATCode: '2' })).status).toBe(204)
    expect((await record(order.lineAddress))['CostCenterDescription']).toBe('new')
  })
})

describe('what is not known of the real service', () => {
  it('is a switch: nested lines of a PUT are dropped, or taken in place of the old ones', async () => {
    const order = anOrder()
    const body = { PurchaseOrderLines: [{ Item: order.line.itemId, QuantityInPurchaseUnits: 7, UnitPrice: 1 }] }
    await api.put(order.address, body)
    expect((await record(order.address))['PurchaseOrderLineCount']).toBe(order.lines.length)
    now.exact.switch({ nestedLinesInPut: 'replace' })
    await api.put(order.address, body)
    now.exact.switch({ nestedLinesInPut: 'ignore' })
    expect(await record(order.address)).toMatchObject({ PurchaseOrderLineCount: 1, AmountFCExclVat: 7 })
    expect(rows(await api.get(`${order.address}/PurchaseOrderLines`))).toEqual([
      expect.objectContaining({ QuantityInPurchaseUnits: 7 }),
    ])
  })

  it('is a switch: a POST answers 201 or 200, a PUT nothing or the record', async () => {
    const order = anOrder()
    const prefer = { headers: { Prefer: 'return=representation' } }
    expect((await api.put(order.address, { YourRef: 'a' }, prefer)).status).toBe(204)
    now.exact.switch({ putRepresentation: true, postStatus: 200 })
    const put = await api.put(order.address, { YourRef: 'b' }, prefer)
    expect([put.status, put.data.d.YourRef]).toEqual([200, 'b'])
    expect((await api.post('hrm/Costunits', { Code: 'CU9', Description: 'x' })).status).toBe(200)
    now.exact.switch({ putRepresentation: false, postStatus: 201 })
  })
})

describe('a person in the product', () => {
  it('changes an order line, also what the API holds read-only', async () => {
    const order = anOrder()
    const edit = await now.http.post('/_sandbox/edit', {
      division,
      resource: orderLines,
      id: order.line.id,
      set: { QuantityInPurchaseUnits: 3, UnitPrice: 2 },
    })
    expect(edit.status).toBe(204)
    expect(await record(order.lineAddress)).toMatchObject({ QuantityInPurchaseUnits: 3, NetPrice: 2, AmountFC: 6 })
    await now.http.post('/_sandbox/edit', { division, resource: orders, id: order.id, set: { ApprovalStatus: 0 } })
    expect((await record(order.address))['ApprovalStatus']).toBe(0)
  })
})

describe('a webhook subscription', () => {
  it('is refused for a callback outside this machine', async () => {
    const answer = await api.post(subscriptions, { Topic: 'Items', CallbackURL: 'https://example.com/hook' })
    expect([answer.status, complaint(answer)]).toEqual([
      500,
      'Invalid: Post to callback URL endpoint returns 500 An error occurred while sending the request.',
    ])
  })
})
