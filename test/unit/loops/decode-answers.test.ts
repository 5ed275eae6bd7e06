/** 997 and TA1 that answer what was sent. */
import { describe, expect, test } from 'vitest'
import { aDirectory, aPartner } from '../mapping/builders'
import {
  DOCUMENTS,
  REJECTS,
  anInvoice,
  acceptance,
  rejection,
  invoices,
  answers,
  aFile,
  decoded,
  at,
  orderSent,
  type File,
} from './decode-desk'
import { aWorld } from './world'

describe('an acknowledgment in the file', () => {
  test('settles what was sent', async () => {
    const world = await aWorld()
    const order = await orderSent(world)
    const ran = await decoded(world, aFile({ groups: [answers(acceptance)] }))
    expect(at(DOCUMENTS, ran)).toMatchObject([{ set: '997' }])
    expect((await world.ledger.events(order)).map(({ what }) => what)).toContain('acknowledged: accepted')
    expect(await world.ledger.document(order)).toMatchObject({ state: 'open', reason: null })
  })

  test('that rejects fails what was sent, with the reasons in its history', async () => {
    const world = await aWorld()
    const order = await orderSent(world)
    await decoded(world, aFile({ groups: [answers(rejection)] }))
    expect(await world.ledger.document(order)).toMatchObject({ state: 'failed', reason: 'rejected-by-partner' })
    const rejected = (await world.ledger.events(order)).find(({ what }) => what === 'acknowledged: rejected')
    expect(rejected?.detail).toContain('segment BEG at position 2, element 3')
  })

  test.each([
    ['another partner', { from: 'OTHERCO', groups: [answers(rejection)] }],
    ['another group', { groups: [answers(rejection.map(segment => segment.replace('AK1*PO*1', 'AK1*PO*2')))] }],
    ['another kind of group', { groups: [answers(rejection.map(segment => segment.replace('AK1*PO', 'AK1*PC')))] }],
    ['another set', { groups: [answers(rejection.map(segment => segment.replace('AK2*850*0001', 'AK2*850*0002')))] }],
  ] satisfies [string, File][])('of %s settles nothing', async (_what, file) => {
    const world = await aWorld()
    const order = await orderSent(world)
    const partners = aDirectory({
      partners: [aPartner(), aPartner({ key: 'other', interchange: { qualifier: 'ZZ', id: 'OTHERCO' } })],
    })
    const ran = await decoded(world, aFile(file), { partners })
    expect(at(DOCUMENTS, ran)).toHaveLength(1)
    expect(await world.ledger.document(order)).toMatchObject({ state: 'open' })
  })

  test('that is broken settles nothing', async () => {
    const world = await aWorld()
    const order = await orderSent(world)
    const ran = await decoded(world, aFile({ groups: [answers(['AK1*PO*1', 'AK9*R'])] }))
    expect(at(REJECTS, ran)).toMatchObject([{ set: '997', status: 'rejected' }])
    expect(await world.ledger.document(order)).toMatchObject({ state: 'open' })
  })

  test('with a verdict that nobody knows is rejected with its reason, and the invoices beside it go on', async () => {
    const world = await aWorld()
    const order = await orderSent(world)
    const unclear = ['AK1*PO*1', 'AK2*850*0001', 'AK5*Q', 'AK9*Q*1*1*1']
    const ran = await decoded(world, aFile({ groups: [answers(unclear), invoices(anInvoice)] }))
    expect(at(DOCUMENTS, ran).map(({ set }) => set)).toEqual(['810'])
    expect(at(REJECTS, ran)).toMatchObject([{ set: '997', refusal: expect.stringContaining('acknowledgment-code-unknown: "Q"') }])
    expect(await world.ledger.document(order)).toMatchObject({ state: 'open' })
  })
})

describe('a TA1 in the file', () => {
  const answer = (verdict: string, number = 1) => ({
    technical: [`TA1*${String(number).padStart(9, '0')}*260115*0930*${verdict}`],
    groups: [],
  })

  test('that accepts is receipt: it proves the delivery and does not end the wait for the 997', async () => {
    const world = await aWorld()
    const order = await orderSent(world)
    const ran = await decoded(world, aFile(answer('A*000')))
    expect([ran.outputs, ran.outcome.what]).toEqual([[], 'decoded: 1 × TA1'])
    expect((await world.ledger.events(order)).map(({ what }) => what)).toContain('interchange acknowledged: accepted')
    expect(await world.ledger.document(order)).toMatchObject({ state: 'open', reason: null })
    await decoded(world, aFile({ number: 202, groups: [answers(rejection)] }))
    expect(await world.ledger.document(order)).toMatchObject({ state: 'failed' })
  })

  test('that notes errors says them in the history', async () => {
    const world = await aWorld()
    const order = await orderSent(world)
    await decoded(world, aFile(answer('E*001')))
    const event = (await world.ledger.events(order)).find(({ what }) => what === 'interchange acknowledged: accepted-with-errors')
    expect(event?.detail).toContain('ISA13 and IEA02 differ (001)')
    expect(await world.ledger.document(order)).toMatchObject({ state: 'open' })
  })

  test('that rejects fails every document of the interchange, with the reason in words', async () => {
    const world = await aWorld()
    const order = await orderSent(world)
    await decoded(world, aFile(answer('R*006')))
    expect(await world.ledger.document(order)).toMatchObject({ state: 'failed', reason: 'rejected-by-partner' })
    const event = (await world.ledger.events(order)).find(({ what }) => what === 'interchange acknowledged: rejected')
    expect(event?.detail).toContain('sender id invalid (006)')
  })

  test('that rejects what a 997 accepted before is told and takes nothing back', async () => {
    const world = await aWorld()
    const order = await orderSent(world)
    await decoded(world, aFile({ groups: [answers(acceptance)] }))
    await decoded(world, aFile({ ...answer('R*025'), number: 202 }))
    expect(await world.ledger.document(order)).toMatchObject({ state: 'open' })
    expect((await world.ledger.events(order)).map(({ what }) => what)).toContain('interchange acknowledged: rejected')
  })

  test.each([
    ['of another number', { ...answer('R*006', 7) }],
    ['of another partner', { ...answer('R*006'), from: 'OTHERCO' }],
  ] satisfies [string, File][])('%s is told as unmatched and settles nothing', async (_what, file) => {
    const world = await aWorld()
    const order = await orderSent(world)
    const another = aPartner({ key: 'other', accounts: [], interchange: { qualifier: 'ZZ', id: 'OTHERCO' } })
    const ran = await decoded(world, aFile(file), { partners: aDirectory({ partners: [aPartner(), another] }) })
    expect(at(REJECTS, ran)).toMatchObject([{ set: 'TA1', refusal: expect.stringContaining('acknowledgment-unmatched') }])
    expect(at(REJECTS, ran)[0]?.segments).toEqual([expect.arrayContaining(['TA1', 'R', '006'])])
    expect(ran.outcome.what).toContain('nothing was sent that these answer: TA1 for interchange')
    expect(await world.ledger.document(order)).toMatchObject({ state: 'open' })
  })

  test.each([
    ['a verdict that nobody knows', 'TA1*000000001*260115*0930*Q*000', 'acknowledgment-code-unknown: "Q"'],
    ['no number', 'TA1**260115*0930*A*000', 'x12-element-missing'],
  ])('with %s goes to the rejects', async (_what, ta1, refusal) => {
    const world = await aWorld()
    const order = await orderSent(world)
    const ran = await decoded(world, aFile({ technical: [ta1], groups: [] }))
    expect(at(REJECTS, ran)).toMatchObject([{ refusal: expect.stringContaining(refusal) }])
    expect(await world.ledger.document(order)).toMatchObject({ state: 'open' })
  })

  test('of test data settles nothing in production', async () => {
    const world = await aWorld()
    const order = await orderSent(world)
    const ran = await decoded(world, aFile({ ...answer('R*006'), usage: 'P' }))
    expect(at(REJECTS, ran)).toMatchObject([{ set: 'TA1', refusal: expect.stringContaining('usage-mismatch') }])
    expect(await world.ledger.document(order)).toMatchObject({ state: 'open' })
  })
})

describe('a 997 that answers nothing that was sent', () => {
  test('is handed on, and told in the history of its file', async () => {
    const world = await aWorld()
    const ran = await decoded(world, aFile({ groups: [answers(acceptance)] }))
    expect(at(DOCUMENTS, ran)).toHaveLength(1)
    expect(ran.outcome.what).toBe('decoded: 1 × 997, nothing was sent that these answer: 997 for PO 1')
    expect(ran.outcome.detail?.['unmatched']).toEqual(['997 for PO 1'])
  })

  test('or accepts a part and names none, so that nobody knows which, settles nothing', async () => {
    const world = await aWorld()
    const order = await orderSent(world)
    const ran = await decoded(world, aFile({ groups: [answers(['AK1*PO*1', 'AK9*P*2*2*1'])] }))
    expect(at(REJECTS, ran)).toMatchObject([{ refusal: expect.stringContaining('acknowledgment-incomplete') }])
    expect((await world.ledger.events(order)).map(({ what }) => what)).not.toContain('acknowledged: partially-accepted')
  })
})
