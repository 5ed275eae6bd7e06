/** What is written to purchase orders of the offline Exact Online and received against them, and what comes of it. */
import { describe, expect, it } from 'vitest'
import { complaint, division, rows } from './exact-fixture'
import { aTrade } from './exact-trade'

const on = aTrade()
const { anOrder, company, record } = on
const orders = 'purchaseorder/PurchaseOrders'
const orderLines = 'purchaseorder/PurchaseOrderLines'

describe('a purchase order', () => {
  it('takes a PUT of what may be set with 204, and drops the rest without a word', async () => {
    const order = anOrder()
    const answer = await on.api.put(order.address, { YourRef: 'SO-1', OrderStatus: 40, ReceiptDate: '2026-03-04' })
    expect([answer.status, answer.data]).toEqual([204, ''])
    expect(await record(order.address)).toMatchObject({
      YourRef: 'SO-1',
      OrderStatus: 10,
      ReceiptDate: `/Date(${Date.UTC(2026, 2, 4)})/`,
    })
  })

  it('shows when it was changed by the local clock as if it were UTC', async () => {
    const order = anOrder()
    await on.api.put(order.address, { YourRef: 'x' })
    expect((await record(order.address))['Modified']).toBe(`/Date(${Date.UTC(2026, 5, 25, 15, 17, 9)})/`)
  })

  it('refuses an unknown property, a wrong type and a body that is no object with 400', async () => {
    const order = anOrder()
    expect((await on.api.put(order.address, { YourReference: 'x' })).status).toBe(400)
    expect((await on.api.put(order.address, { YourRef: 12 })).status).toBe(400)
    expect((await on.api.put(order.address, { Supplier: 'me' })).status).toBe(400)
    expect((await on.api.put(order.address, { ReceiptDate: '04-03-2026' })).status).toBe(400)
    expect(complaint(await on.api.post(orders, [{}]))).toBe(
      'Error processing request stream. The request should be a valid top-level resource object.',
    )
    expect((await on.api.post(orders, { Supplier: order.supplierId, PurchaseOrderLines: {} })).status).toBe(400)
  })

  it('joins what is missing or points nowhere in one 500, in the language of the user', async () => {
    const body = { PurchaseOrderLines: [{ Item: company().items[0]?.id, QuantityInPurchaseUnits: 1, CostUnit: 'nowhere' }] }
    const answer = await on.api.post(orders, body)
    expect([answer.status, complaint(answer)]).toEqual([500, 'Mandatory: Relationship\r\nInvalid reference: Cost unit'])
    on.run.exact.switch({ language: 'NL' })
    expect(complaint(await on.api.post(orders, body))).toBe('Verplicht: Relationship\r\nOngeldige referentie: Cost unit')
    on.run.exact.switch({ language: 'EN' })
  })

  it('is made with its lines, numbered on, and answers 201 with the record', async () => {
    const { supplierId, line } = anOrder()
    const answer = await on.api.post(orders, {
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
        await on.api.post(orders, {
          Supplier: supplierId,
          OrderNumber: answer.data.d.OrderNumber,
          PurchaseOrderLines: [{ Item: line.itemId, QuantityInPurchaseUnits: 2 }],
        })
      ).status,
    ).toBe(500)
  })

  it('takes a GUID of another company for unknown, or for null by switch', async () => {
    const order = anOrder()
    const foreign = on.run.trade.companies[1]?.warehouses[0]?.id
    expect(complaint(await on.api.put(order.address, { Warehouse: foreign }))).toBe('Invalid reference: Warehouse')
    on.run.exact.switch({ foreignGuid: 'null' })
    expect((await on.api.put(order.address, { Warehouse: foreign })).status).toBe(204)
    expect((await record(order.address))['Warehouse']).toBeNull()
    on.run.exact.switch({ foreignGuid: 'refuse' })
  })

  it('keeps a new day of a Z moment shifted to the local clock', async () => {
    const order = anOrder()
    await on.api.put(order.address, { ReceiptDate: '2026-05-30T00:00:00Z' })
    expect((await record(order.address))['ReceiptDate']).toBe(`/Date(${Date.UTC(2026, 4, 30, 1)})/`)
  })

  it('drops nested lines of a PUT, or by switch takes them in place of the old ones', async () => {
    const order = anOrder()
    const body = { PurchaseOrderLines: [{ Item: order.line.itemId, QuantityInPurchaseUnits: 7, UnitPrice: 1 }] }
    await on.api.put(order.address, body)
    expect((await record(order.address))['PurchaseOrderLineCount']).toBe(order.lines.length)
    on.run.exact.switch({ nestedLinesInPut: 'replace' })
    await on.api.put(order.address, body)
    on.run.exact.switch({ nestedLinesInPut: 'ignore' })
    expect(await record(order.address)).toMatchObject({ PurchaseOrderLineCount: 1, AmountFCExclVat: 7 })
    expect(rows(await on.api.get(`${order.address}/PurchaseOrderLines`))).toEqual([
      expect.objectContaining({ QuantityInPurchaseUnits: 7 }),
    ])
  })
})

describe('a purchase order line', () => {
  it('moves its own Modified and the totals, but not the Modified of its header', async () => {
    const order = anOrder()
    const before = await record(order.address)
    on.run.pass(5)
    expect(
      (await on.api.put(order.lineAddress, { QuantityInPurchaseUnits: 500, UnitPrice: 2, ReceiptDate: '2026-04-01' })).status,
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
        await on.api.get('sync/PurchaseOrder/PurchaseOrders', {
          params: { $filter: `Timestamp gt ${since}L`, $select: 'Timestamp,PurchaseOrderID,LineNumber' },
        }),
      )
    const mark = Math.max(...(await stream(1)).map(row => Number(row['Timestamp'])))
    await on.api.put(order.lineAddress, { Notes: 'confirmed' })
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
      (await on.api.post(orderLines, { PurchaseOrderID: order.id, Item: order.line.itemId, QuantityInPurchaseUnits: 1 })).status,
    ).toBe(405)
    expect((await on.api.put('logistics/Units', {})).status).toBe(405)
  })

  it('cannot fall below what was received, and the last one cannot be deleted', async () => {
    const order = anOrder()
    await on.api.post('purchaseorder/GoodsReceipts', {
      ReceiptDate: '2026-02-01',
      GoodsReceiptLines: [{ PurchaseOrderLineID: order.line.id, QuantityReceived: 1 }],
    })
    expect((await on.api.put(order.lineAddress, { QuantityInPurchaseUnits: 0.5 })).status).toBe(500)
    for (const line of order.lines.slice(1)) expect((await on.api.delete(`${orderLines}(guid'${line.id}')`)).status).toBe(204)
    expect((await on.api.delete(order.lineAddress)).status).toBe(500)
  })

  it('leaves a trace in the stream of deletions', async () => {
    const order = anOrder()
    await on.api.delete(order.address)
    const deleted = rows(
      await on.api.get('sync/Deleted', {
        params: { $filter: 'Timestamp gt 1L and EntityType eq 22', $select: 'EntityKey,EntityType' },
      }),
    )
    expect(deleted.map(row => row['EntityKey'])).toContain(order.id)
    expect((await on.api.get(order.address)).status).toBe(404)
  })

  it('puts the order back to awaiting approval by switch', async () => {
    const order = anOrder()
    on.run.exact.switch({ changeResetsApproval: true })
    await on.api.put(order.lineAddress, { Notes: 'x' })
    expect((await record(order.address))['ApprovalStatus']).toBe(0)
    on.run.exact.switch({ changeResetsApproval: false })
  })
})

describe('a goods receipt', () => {
  it('raises what was received and the status of the order', async () => {
    const order = anOrder()
    const receive = (lines: { id: string; quantity: string }[]) =>
      on.api.post('purchaseorder/GoodsReceipts', {
        ReceiptDate: '2026-02-01',
        GoodsReceiptLines: lines.map(({ id, quantity }) => ({ PurchaseOrderLineID: id, QuantityReceived: Number(quantity) })),
      })
    expect((await receive([order.line])).status).toBe(201)
    expect(await record(order.address)).toMatchObject({ ReceiptStatus: 20, OrderStatus: 20 })
    expect((await record(order.lineAddress))['ReceivedQuantity']).toBe(Number(order.line.quantity))
    await receive(order.lines.slice(1).map(line => ({ ...line })))
    expect(await record(order.address)).toMatchObject({ ReceiptStatus: 30, OrderStatus: 30 })
    expect((await receive([{ id: order.line.id, quantity: '1' }])).status).toBe(500)
    on.run.exact.switch({ overReceipt: true })
    expect((await receive([{ id: order.line.id, quantity: '1' }])).status).toBe(201)
    on.run.exact.switch({ overReceipt: false })
  })
})

describe('a person in the product', () => {
  it('changes an order line, also what the API holds read-only', async () => {
    const order = anOrder()
    const edit = await on.run.http.post('/_sandbox/edit', {
      division,
      resource: orderLines,
      id: order.line.id,
      set: { QuantityInPurchaseUnits: 3, UnitPrice: 2 },
    })
    expect(edit.status).toBe(204)
    expect(await record(order.lineAddress)).toMatchObject({ QuantityInPurchaseUnits: 3, NetPrice: 2, AmountFC: 6 })
    await on.run.http.post('/_sandbox/edit', { division, resource: orders, id: order.id, set: { ApprovalStatus: 0 } })
    expect((await record(order.address))['ApprovalStatus']).toBe(0)
  })
})
