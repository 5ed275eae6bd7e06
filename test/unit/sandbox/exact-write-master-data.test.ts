/** What is written to documents and master data of the offline Exact Online, and what a write is answered with. */
import { describe, expect, it } from 'vitest'
import { complaint, rows } from './exact-fixture'
import { aTrade } from './exact-trade'

const on = aTrade()
const { anOrder, company, record } = on

describe('a document', () => {
  it('carries an attachment whose bytes never come back', async () => {
    const document = (
      await on.api.post('documents/Documents', { Subject: '810', Type: 20, Account: on.run.trade.suppliers[0]?.accounts[0]?.id })
    ).data.d
    const attachment = await on.api.post('documents/DocumentAttachments', {
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
      (await on.api.post('documents/DocumentAttachments', { Document: document.ID, FileName: 'x', Attachment: '%%' })).status,
    ).toBe(400)
    expect(complaint(await on.api.post('documents/Documents', { Subject: '810', Type: 99 }))).toBe(
      'Invalid reference: Document type',
    )
  })
})

describe('master data', () => {
  it('answers a POST of an account with little more than its key, unless the record is asked for', async () => {
    const sparse = await on.api.post('crm/Accounts', { Name: 'New supplier', IsSupplier: true })
    expect(sparse.data.d).toMatchObject({ ID: expect.any(String), Name: null })
    const full = await on.api.post('crm/Accounts', { Name: 'Another' }, { headers: { Prefer: 'return=representation' } })
    expect(full.data.d).toMatchObject({ Name: 'Another', Code: '9002'.padStart(18) })
  })

  it('never gives back the bytes of a picture', async () => {
    const body = { Code: 'PICTURED', Description: 'x', Picture: 'dGVzdA==' }
    const made = await on.api.post('logistics/Items', body, { headers: { Prefer: 'return=representation' } })
    expect(made.data.d).toMatchObject({ Code: 'PICTURED', Picture: null })
  })

  it('answers the address that exists instead of making it twice', async () => {
    const [known] = rows(await on.api.get('crm/Addresses', { params: { $filter: 'Type eq 1', $top: 1 } }))
    const { Account, Type, AddressLine1, Postcode, City } = known ?? {}
    const before = (await on.api.get('crm/Addresses/$count')).data
    const answer = await on.api.post('crm/Addresses', { Account, Type, AddressLine1, Postcode, City, Country: 'NL' })
    expect(answer.data.d.ID).toBe(known?.['ID'])
    expect((await on.api.get('crm/Addresses/$count')).data).toBe(before)
  })

  it('knows some lengths, and does not let go of what is used', async () => {
    expect(complaint(await on.api.post('hrm/Costunits', { Code: 'CU1234567', Description: 'x' }))).toBe(
      'Invalid: Code (maximum 8)',
    )
    const { supplierId, line } = anOrder()
    expect(complaint(await on.api.delete(`crm/Accounts(guid'${supplierId}')`))).toMatch(/^Can't delete: Account \d+ - Used in: /)
    expect((await on.api.delete(`logistics/Items(guid'${line.itemId}')`)).status).toBe(500)
    expect(
      (await on.api.put(`cashflow/PaymentConditions(guid'${company().paymentConditions[0]?.id}')`, { Description: 'x' })).status,
    ).toBe(405)
  })

  it('keeps codes unique and finds a code sent without its padding', async () => {
    expect(complaint(await on.api.post('hrm/Costcenters', { Code: 'CC10', Description: 'again' }))).toBe('Data already exists.')
    expect((await on.api.post('hrm/Costcenters', { Code: 'CC99', Description: 'new' })).status).toBe(201)
    const order = anOrder()
    expect((await on.api.put(order.lineAddress, { CostCenter: 'CC99', VATCode: '2' })).status).toBe(204)
    expect((await record(order.lineAddress))['CostCenterDescription']).toBe('new')
  })
})

describe('an answer to a write', () => {
  it('is 201 or by switch 200 to a POST, nothing or the record to a PUT', async () => {
    const order = anOrder()
    const prefer = { headers: { Prefer: 'return=representation' } }
    expect((await on.api.put(order.address, { YourRef: 'a' }, prefer)).status).toBe(204)
    on.run.exact.switch({ putRepresentation: true, postStatus: 200 })
    const put = await on.api.put(order.address, { YourRef: 'b' }, prefer)
    expect([put.status, put.data.d.YourRef]).toEqual([200, 'b'])
    expect((await on.api.post('hrm/Costunits', { Code: 'CU9', Description: 'x' })).status).toBe(200)
    on.run.exact.switch({ putRepresentation: false, postStatus: 201 })
  })
})
