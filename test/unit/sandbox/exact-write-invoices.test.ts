/** What is written to purchase invoices and entries of the offline Exact Online, and what comes of it. */
import { describe, expect, it } from 'vitest'
import { complaint, division, rows } from './exact-fixture'
import { aTrade } from './exact-trade'

const on = aTrade()
const { anOrder, company, record } = on
const invoices = 'purchase/PurchaseInvoices'
const entries = 'purchaseentry/PurchaseEntries'

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
    const made = await on.api.post(invoices, invoiceOf(order, 'INV-1'))
    expect(made.status).toBe(201)
    expect(made.data.d).toMatchObject({
      Status: 10,
      Source: 5,
      Currency: 'EUR',
      PaymentCondition: '30',
      DueDate: `/Date(${Date.UTC(2026, 2, 31)})/`,
    })
    const lines = rows(
      await on.api.get('purchase/PurchaseInvoiceLines', { params: { $filter: `InvoiceID eq guid'${made.data.d.ID}'` } }),
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
    expect((await on.api.post(invoices, invoiceOf(order, 'INV-2'))).status).toBe(201)
    expect((await on.api.post(invoices, invoiceOf(order, 'INV-2'))).status).toBe(201)
    on.run.exact.switch({ refuseDuplicateInvoice: true })
    expect(complaint(await on.api.post(invoices, invoiceOf(order, 'INV-2')))).toBe('Data already exists.')
    on.run.exact.switch({ refuseDuplicateInvoice: false })
  })

  it('raises what was invoiced only when a person has processed it, which makes a financial entry', async () => {
    const order = anOrder()
    const made = await on.api.post(invoices, invoiceOf(order, 'INV-3'))
    expect((await record(order.address))['InvoiceStatus']).toBe(10)
    const body = { division, id: made.data.d.ID }
    expect((await on.run.http.post('/_sandbox/process-invoice', body)).status).toBe(204)
    expect((await record(order.address))['InvoiceStatus']).toBe(30)
    const booked = rows(await on.api.get(entries, { params: { $filter: "YourRef eq 'INV-3'", $select: 'AmountFC' } }))
    expect(booked).toEqual([expect.objectContaining({ AmountFC: made.data.d.Amount })])
    expect((await on.run.http.post('/_sandbox/process-invoice', body)).status).toBe(500)
    expect((await on.api.delete(`${invoices}(guid'${made.data.d.ID}')`)).status).toBe(500)
  })

  it('may be open at once by switch', async () => {
    on.run.exact.switch({ invoiceStatus: 20 })
    expect((await on.api.post(invoices, invoiceOf(anOrder(), 'INV-4'))).data.d.Status).toBe(20)
    on.run.exact.switch({ invoiceStatus: 10 })
  })

  it('needs the code of a purchase journal, an item or order line, and for the direct kinds a warehouse', async () => {
    const order = anOrder()
    const invoice = invoiceOf(order, 'INV-5')
    expect(complaint(await on.api.post(invoices, { ...invoice, Journal: '20' }))).toBe(
      'Invalid journal. The journal must be a purchase journal.',
    )
    expect(complaint(await on.api.post(invoices, { ...invoice, Journal: company().journals[0]?.id }))).toBe(
      'Invalid reference: Journals',
    )
    expect(complaint(await on.api.post(invoices, { ...invoice, PurchaseInvoiceLines: [{ Quantity: 1 }] }))).toBe(
      'Mandatory: Item',
    )
    expect(complaint(await on.api.post(invoices, { ...invoice, Type: 8030 }))).toBe('Mandatory: Warehouse')
    expect(complaint(await on.api.post(invoices, { ...invoice, Currency: 'USD' }))).toBe('Invalid: Currency')
    const other = on.run.trade.suppliers.find(({ key }) => key !== order.supplier)?.accounts[0]?.id
    expect(complaint(await on.api.post(invoices, { ...invoice, Supplier: other }))).toBe('Invalid reference: Purchase order line')
    expect((await on.api.post('purchase/PurchaseInvoiceLines', {})).status).toBe(405)
  })

  it('may be changed and deleted until it is processed, its lines not by themselves', async () => {
    const made = (await on.api.post(invoices, invoiceOf(anOrder(), 'INV-6'))).data.d
    const address = `${invoices}(guid'${made.ID}')`
    expect((await on.api.put(address, { YourRef: 'INV-6B' })).status).toBe(204)
    expect((await record(address))['YourRef']).toBe('INV-6B')
    const [line] = rows(await on.api.get(`${address}/PurchaseInvoiceLines`))
    expect((await on.api.put(`purchase/PurchaseInvoiceLines(guid'${line?.['ID']}')`, { Quantity: 1 })).status).toBe(405)
    expect((await on.api.delete(address)).status).toBe(204)
    expect((await on.api.get(`purchase/PurchaseInvoiceLines(guid'${line?.['ID']}')`)).status).toBe(404)
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
    const made = await on.api.post(invoices, {
      ...invoiceOf(order, 'INV-7'),
      PurchaseInvoiceLines: [{ PurchaseOrderLine: order.line.id, ...said }],
    })
    const [line] = rows(await on.api.get(`${invoices}(guid'${made.data.d.ID}')/PurchaseInvoiceLines`))
    expect(line).toMatchObject({ ...said, VATCode: '1  ' })
    expect(made.data.d).toMatchObject({ Amount: 10.91, AmountFCExclVat: 10, VATAmount: 0.91 })
  })

  it('is forbidden where the licence lacks the module', async () => {
    on.run.exact.switch({ forbidden: { [invoices]: 'LicenseExpired' } })
    const answer = await on.api.post(invoices, {})
    expect([answer.status, answer.headers['reason']]).toEqual([403, 'LicenseExpired'])
    on.run.exact.switch({ forbidden: {} })
  })
})

describe('a purchase entry', () => {
  const entryOf = (line: object) => ({
    Journal: '60',
    Supplier: on.run.trade.suppliers[0]?.accounts[0]?.id,
    EntryDate: '2024-05-30',
    Description: 'Advice',
    PurchaseEntryLines: [{ GLAccount: company().glAccounts.at(-1)?.id, VATCode: '2', ...line }],
  })

  it('gets number, period, due date and a document of its own', async () => {
    const made = (await on.api.post(entries, entryOf({ AmountFC: 100, CostCenter: 'CC10' }))).data.d
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
    expect((await on.api.post(entries, entryOf({ AmountDC: 100 }))).data.d.AmountFC).toBe(0)
  })

  it('is a credit note when its total is negative', async () => {
    expect((await on.api.post(entries, entryOf({ AmountFC: -5 }))).data.d).toMatchObject({ Type: 31, AmountFC: -6.05 })
  })

  it('follows its lines, the last of which stays', async () => {
    const made = (await on.api.post(entries, entryOf({ AmountFC: 100 }))).data.d
    const address = `${entries}(guid'${made.EntryID}')`
    const added = await on.api.post('purchaseentry/PurchaseEntryLines', {
      EntryID: made.EntryID,
      GLAccount: company().glAccounts[0]?.id,
      AmountFC: 10,
    })
    expect((await record(address))['AmountFC']).toBe(131)
    const line = `purchaseentry/PurchaseEntryLines(guid'${added.data.d.ID}')`
    await on.api.put(line, { AmountFC: 20 })
    expect((await record(address))['AmountFC']).toBe(141)
    expect((await on.api.delete(line)).status).toBe(204)
    expect((await record(address))['AmountFC']).toBe(121)
    const [last] = rows(await on.api.get(`${address}/PurchaseEntryLines`))
    expect((await on.api.delete(`purchaseentry/PurchaseEntryLines(guid'${last?.['ID']}')`)).status).toBe(500)
    expect((await on.api.delete(address)).status).toBe(204)
  })

  it('wants the journal by code and a ledger account on each line', async () => {
    expect(complaint(await on.api.post(entries, { ...entryOf({ AmountFC: 1, GLAccount: null }), Journal: null }))).toBe(
      'Mandatory: Diary\r\nMandatory: General ledger account',
    )
  })
})
