import { describe, expect, test } from 'vitest'
import { decodeFile } from '../../../lib/loops/decode-file'
import { decodeSettings, type StoredDecodeSettings } from '../../../lib/loops/decode-settings'
import { encodeSettings, encodeTransaction } from '../../../lib/loops/encode-transaction'
import type { DecodedTransaction } from '../../../lib/loops/decoded-transaction'
import { invoiceHop } from '../../../lib/loops/supplier-documents'
import type { Partner, PartnerDirectory } from '../../../lib/mapping/partners'
import { x850From } from '../../../lib/mapping/purchase-order-to-850'
import { aDirectory, anOrder, aPartner, company, division, references } from '../mapping/builders'
import { type HandedOn, aWorld, onlyMessage, runHop, runStep, type World } from './world'

const DOCUMENTS = 0
const ACKNOWLEDGMENTS = 1
const REJECTS = 2

const anInvoice = ['BIG*20260123*INV-7001**PO-1001', 'IT1*1*24*EA*12.5**VN*SKU-RED', 'TDS*30000', 'CTT*1']
/** BIG02, the invoice number, is missing. */
const aBrokenInvoice = ['BIG*20260123***PO-1001', 'IT1*1*24*EA*12.5**VN*SKU-RED', 'TDS*30000', 'CTT*1']
/** BIG02 is longer than 22 characters: an error that does not stop the invoice. */
const anOddInvoice = ['BIG*20260123*INV-7001-2026-01-23-EUR**PO-1001', 'IT1*1*24*EA*12.5**VN*SKU-RED', 'TDS*30000', 'CTT*1']
const acceptance = ['AK1*PO*1', 'AK2*850*0001', 'AK5*A', 'AK9*A*1*1*1']
const rejection = ['AK1*PO*1', 'AK2*850*0001', 'AK3*BEG*2**8', 'AK4*3**1', 'AK5*R*5', 'AK9*R*1*1*0']

interface Group {
  readonly id: string
  readonly set: string
  readonly bodies: readonly (readonly string[])[]
}

const invoices = (...bodies: readonly (readonly string[])[]): Group => ({ id: 'IN', set: '810', bodies })
const answers = (...bodies: readonly (readonly string[])[]): Group => ({ id: 'FA', set: '997', bodies })

interface File {
  readonly from?: string
  readonly to?: string
  readonly usage?: 'P' | 'T'
  readonly number?: number
  readonly groups: readonly Group[]
}

/** One interchange, counts and control numbers right; the groups are numbered from 1. */
function aFile({ from = 'SELLERCO', to = 'BUYERCO', usage = 'T', number = 201, groups }: File): Buffer {
  const isa13 = String(number).padStart(9, '0')
  const segments = [
    `ISA*00*          *00*          *ZZ*${from.padEnd(15)}*ZZ*${to.padEnd(15)}*260115*0930*U*00401*${isa13}*0*${usage}*>`,
    ...groups.flatMap(({ id, set, bodies }, n) => [
      `GS*${id}*${from}*${to}*20260115*0930*${n + 1}*X*004010`,
      ...bodies.flatMap((body, m) => {
        const st02 = String(m + 1).padStart(4, '0')
        return [`ST*${set}*${st02}`, ...body, `SE*${body.length + 2}*${st02}`]
      }),
      `GE*${bodies.length}*${n + 1}`,
    ]),
    `IEA*${groups.length}*${isa13}`,
  ]
  return Buffer.from(segments.map(segment => `${segment}~`).join(''), 'latin1')
}

interface Decoding {
  readonly partner?: Partial<Partner>
  readonly partners?: PartnerDirectory | undefined
  readonly settings?: StoredDecodeSettings
}

let files = 0

/** Each file is a document of its own, as its bytes are. */
function decoded(world: World, payload: unknown, decoding: Decoding = {}) {
  files += 1
  const partners = 'partners' in decoding ? decoding.partners : aDirectory({ partners: [aPartner(decoding.partner)] })
  const message = { payload, topic: 'in.edi', filename: 'in.edi', edi: { kind: 'inbound-file', format: 'x12' } }
  return runStep(world, { key: `file ${files}`, message }, (each, documentId) =>
    decodeFile(each, {
      ledger: world.ledger,
      documentId,
      partners,
      settings: decodeSettings(decoding.settings ?? {}),
      who: 'test',
    }),
  )
}

function at(port: number, { outputs }: { readonly outputs: readonly HandedOn[] }): (DecodedTransaction & { refusal?: string })[] {
  return outputs.filter(output => output.port === port).map(({ message }) => message.payload as DecodedTransaction)
}

/** An 850 on its way to the partner: interchange 1, group 1, set 0001. */
async function orderSent(world: World): Promise<string> {
  const payload = x850From(anOrder(), { partner: aPartner(), company, references })
  const message = { payload, edi: { kind: 'purchase-order', division, partner: 'seller' } }
  const ran = await runStep(world, { key: 'order', message }, each =>
    encodeTransaction(each, world.ledger, aDirectory(), encodeSettings({})),
  )
  return ran.documentId
}

describe('a file from a supplier', () => {
  test('becomes one document for each transaction set, with partner, division and control numbers', async () => {
    const world = await aWorld()
    const { outputs, documentId, outcome } = await decoded(world, aFile({ groups: [invoices(anInvoice, [...anInvoice])] }))
    expect(outputs.map(({ port }) => port)).toEqual([DOCUMENTS, DOCUMENTS])
    expect(outcome.what).toBe('decoded: 2 × 810')
    const message = outputs[1]?.message ?? {}
    expect(message).toMatchObject({
      topic: '810 0002 from Seller BV',
      filename: 'in.edi',
      payload: { set: '810', controlNumber: '0002', status: 'accepted', sender: 'SELLERCO', receiver: 'BUYERCO' },
      edi: {
        kind: 'x12-810',
        partner: 'seller',
        division,
        set: '810',
        controlNumbers: { interchange: '000000201', group: '1', set: '0002' },
      },
    })
    expect(await world.ledger.document(message.edi?.documentId as string)).toMatchObject({
      kind: 'x12-810',
      parent_id: documentId,
      partner: 'seller',
      division,
    })
  })

  test('as text is read like one in bytes', async () => {
    const world = await aWorld()
    expect(at(DOCUMENTS, await decoded(world, aFile({ groups: [invoices(anInvoice)] }).toString('latin1')))).toHaveLength(1)
  })

  test('that is no X12 is refused', async () => {
    const world = await aWorld()
    const reading = decodeFile(
      { payload: Buffer.from('{}') },
      { ledger: world.ledger, documentId: 'none', partners: undefined, settings: decodeSettings({}), who: 'test' },
    )
    await expect(reading).rejects.toMatchObject({ code: 'not-x12' })
  })

  test('that is delivered again inside another file is handed on once', async () => {
    const world = await aWorld()
    const bytes = aFile({ groups: [invoices(anInvoice)] })
    const second = aFile({ number: 202, groups: [invoices(anInvoice)] })
    const first = await decoded(world, bytes, { partner: { acknowledge: 'always' } })
    expect(first.outputs).toHaveLength(2)
    const again = await decoded(world, Buffer.concat([bytes, second]), { partner: { acknowledge: 'always' } })
    expect(again.outputs.map(({ port, message }) => [port, message.edi?.kind])).toEqual([
      [DOCUMENTS, 'x12-810'],
      [ACKNOWLEDGMENTS, 'x12-997-sent'],
    ])
    expect(at(DOCUMENTS, again)[0]?.interchangeControlNumber).toBe('000000202')
  })

  test('under the control numbers of another is another document when its content differs', async () => {
    const world = await aWorld()
    await decoded(world, aFile({ groups: [invoices(anInvoice)] }))
    const other = anInvoice.map(segment => segment.replace('INV-7001', 'INV-7002'))
    expect(at(DOCUMENTS, await decoded(world, aFile({ groups: [invoices(other)] })))).toHaveLength(1)
  })

  test('with a broken set has that one rejected and the others handed on', async () => {
    const world = await aWorld()
    const other = anInvoice.map(segment => segment.replace('INV-7001', 'INV-7003'))
    const ran = await decoded(world, aFile({ groups: [invoices(anInvoice, aBrokenInvoice, other)] }))
    expect(at(DOCUMENTS, ran).map(({ controlNumber }) => controlNumber)).toEqual(['0001', '0003'])
    expect(at(REJECTS, ran)).toMatchObject([{ controlNumber: '0002', status: 'rejected', findings: [{ segment: 'BIG' }] }])
    expect(ran.outcome.what).toBe('decoded: 3 × 810, 1 rejected')
    expect(ran.outcome.detail?.['findings']).toEqual([expect.stringMatching(/^AK403:1 BIG2 at 2: /)])
  })

  test('to none of our companies carries no division, and the maps to Exact Online hold it', async () => {
    const world = await aWorld()
    const { outputs } = await decoded(world, aFile({ to: 'SOMEBODY', groups: [invoices(anInvoice)] }))
    expect(outputs.map(({ port, message }) => [port, message.edi?.division])).toEqual([[DOCUMENTS, undefined]])
  })
})

describe('a file from somebody who is not in the supplier directory', () => {
  test.each([
    ['with a directory', aDirectory()],
    ['without one', undefined],
  ])('is decoded all the same and held by the map, %s', async (_what, partners) => {
    const world = await aWorld()
    const ran = await decoded(world, aFile({ from: 'STRANGER', groups: [invoices(anInvoice)] }), { partners })
    expect(ran.outputs.map(({ port, message }) => [port, message.edi?.partner])).toEqual([[DOCUMENTS, undefined]])
    const message = onlyMessage(ran)
    expect(message.topic).toBe('810 0001 from STRANGER')
    const mapping = runHop(world, invoiceHop, { key: 'map', message })
    await expect(mapping).rejects.toMatchObject({ code: 'partner-unknown', prospect: 'held' })
    expect(await world.ledger.document(message.edi?.documentId as string)).toMatchObject({ state: 'held' })
  })
})

describe('test and production', () => {
  test.each([
    ['T', 'P'],
    ['P', 'T'],
  ] as const)(
    'data marked %s from a partner agreed as %s are neither handed on, nor settled, nor acknowledged',
    async (usage, agreed) => {
      const world = await aWorld()
      const order = await orderSent(world)
      const entry = { usage: agreed, acknowledge: 'always' } as const
      const ran = await decoded(world, aFile({ usage, groups: [invoices(anInvoice), answers(rejection)] }), { partner: entry })
      expect(ran.outputs.map(({ port }) => port)).toEqual([REJECTS, REJECTS])
      expect(at(REJECTS, ran)[0]?.refusal).toMatch(/^usage-mismatch: .*marked [TP] \(ISA15\)/)
      expect(await world.ledger.document(order)).toMatchObject({ state: 'open' })
    },
  )

  test('data are judged by the entry of their own usage where a partner has both', async () => {
    const world = await aWorld()
    const partners = aDirectory({ partners: [aPartner(), aPartner({ key: 'seller-live', name: 'Seller live', usage: 'P' })] })
    const ran = await decoded(world, aFile({ usage: 'P', groups: [invoices(anInvoice)] }), { partners })
    expect(ran.outputs.map(({ port, message }) => [port, message.edi?.partner])).toEqual([[DOCUMENTS, 'seller-live']])
  })
})

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

describe('the acknowledgment that we owe', () => {
  const sound = { groups: [invoices(anInvoice)] }
  const odd = { groups: [invoices(anOddInvoice)] }
  const broken = { groups: [invoices(aBrokenInvoice)] }

  test.each([
    ['never', 'for a sound file', sound, []],
    ['never', 'for a broken one', broken, []],
    ['always', 'for a sound file', sound, ['A']],
    ['always', 'for a broken one', broken, ['R']],
    ['on-error', 'for a sound file', sound, []],
    ['on-error', 'for one with errors', odd, ['E']],
    ['on-error', 'for a broken one', broken, ['R']],
  ] as const)('%s, %s', async (acknowledge, _what, file, verdicts) => {
    const world = await aWorld()
    const ran = await decoded(world, aFile(file), { partner: { acknowledge } })
    const owed = at(ACKNOWLEDGMENTS, ran)
    expect(owed.map(({ segments }) => segments.at(-1)?.[1])).toEqual(verdicts)
  })

  test('is one for each group but those of acknowledgments, and names its group', async () => {
    const world = await aWorld()
    const confirmations: Group = { id: 'PR', set: '855', bodies: [['BAK*00*AD*PO-1001*20260115', 'CTT*0']] }
    const groups = [answers(acceptance), confirmations, invoices(anInvoice)]
    const ran = await decoded(world, aFile({ groups }), { partner: { acknowledge: 'always' } })
    const owed = ran.outputs.filter(({ port }) => port === ACKNOWLEDGMENTS)
    expect(owed.map(({ message }) => [message.topic, (message.payload as DecodedTransaction).segments[0]])).toEqual([
      ['997 for PR 2 from Seller BV', ['AK1', 'PR', '2']],
      ['997 for IN 3 from Seller BV', ['AK1', 'IN', '3']],
    ])
    expect(owed[1]?.message.edi).toMatchObject({ kind: 'x12-997-sent', set: '997', partner: 'seller', division, order: 'IN3' })
  })

  test('names its own group where a group before it says not what it holds', async () => {
    const world = await aWorld()
    const groups = [{ ...invoices(anInvoice), id: '' }, invoices(anInvoice)]
    const ran = await decoded(world, aFile({ groups }), { partner: { acknowledge: 'always' } })
    const owed = ran.outputs.filter(({ port }) => port === ACKNOWLEDGMENTS)
    expect(owed.map(({ message }) => [message.topic, (message.payload as DecodedTransaction).segments[0]])).toEqual([
      ['997 for IN 2 from Seller BV', ['AK1', 'IN', '2']],
    ])
  })

  test('can be encoded as it is handed on', async () => {
    const world = await aWorld()
    const ran = await decoded(world, aFile({ groups: [invoices(anInvoice)] }), { partner: { acknowledge: 'always' } })
    const message = onlyMessage({ outputs: ran.outputs.filter(({ port }) => port === ACKNOWLEDGMENTS) })
    const encoded = await encodeTransaction(message, world.ledger, aDirectory(), encodeSettings({}))
    expect(String(encoded.outputs[0]?.message['payload'])).toContain('~AK1*IN*1~')
  })
})
