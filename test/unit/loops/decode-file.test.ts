import { describe, expect, test } from 'vitest'
import { decodeFile } from '../../../lib/loops/decode-file'
import { decodeSettings, type StoredDecodeSettings } from '../../../lib/loops/decode-settings'
import { encodeSettings, encodeTransaction } from '../../../lib/loops/encode-transaction'
import type { DecodedTransaction } from '../../../lib/loops/decoded-transaction'
import { invoiceHop } from '../../../lib/loops/supplier-documents'
import type { Company, Partner, PartnerDirectory } from '../../../lib/mapping/partners'
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
  /** TA1 segments before the first group. */
  readonly technical?: readonly string[]
  /** ISA14. */
  readonly asks?: '0' | '1'
  readonly version?: '004010' | '005010'
  readonly from?: string
  readonly to?: string
  readonly usage?: 'P' | 'T'
  readonly number?: number
  readonly groups: readonly Group[]
}

/** One interchange, counts and control numbers right; the groups are numbered from 1. */
function aFile({
  technical = [],
  asks = '0',
  version = '004010',
  from = 'SELLERCO',
  to = 'BUYERCO',
  usage = 'T',
  number = 201,
  groups,
}: File): Buffer {
  const controls = version === '004010' ? 'U*00401' : '^*00501'
  const isa13 = String(number).padStart(9, '0')
  const segments = [
    `ISA*00*          *00*          *ZZ*${from.padEnd(15)}*ZZ*${to.padEnd(15)}*260115*0930*${controls}*${isa13}*${asks}*${usage}*>`,
    ...technical,
    ...groups.flatMap(({ id, set, bodies }, n) => [
      `GS*${id}*${from}*${to}*20260115*0930*${n + 1}*X*${version}`,
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
  const ran = await runStep(world, { key: 'order', message }, (each, documentId) =>
    encodeTransaction(each, { ledger: world.ledger, documentId }, aDirectory(), encodeSettings({})),
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

  test('under the control numbers of another is another document when its content differs and nobody minds the numbers', async () => {
    const world = await aWorld()
    const partner = { inboundNumbers: 'any' } as const
    await decoded(world, aFile({ groups: [invoices(anInvoice)] }), { partner })
    const other = anInvoice.map(segment => segment.replace('INV-7001', 'INV-7002'))
    expect(at(DOCUMENTS, await decoded(world, aFile({ groups: [invoices(other)] }), { partner }))).toHaveLength(1)
  })

  test('that uses a control number a second time for other content is held before anything of it goes on, and an alarm says so', async () => {
    const world = await aWorld()
    await decoded(world, aFile({ groups: [invoices(anInvoice)] }))
    const other = anInvoice.map(segment => segment.replace('INV-7001', 'INV-7002'))
    await expect(decoded(world, aFile({ groups: [invoices(other)] }))).rejects.toMatchObject({
      code: 'duplicate-control-number',
      prospect: 'held',
      message: expect.stringContaining('Seller BV has used interchange control number 000000201 before'),
    })
    expect(await world.ledger.watchman.open()).toMatchObject([{ kind: 'duplicate-number', partner: 'seller' }])
    expect(await world.ledger.latest('INV-7002')).toBeUndefined()
  })

  test('is told of when those before it are missing, and tests are counted apart', async () => {
    const world = await aWorld()
    for (const number of [201, 204]) await decoded(world, aFile({ number, groups: [invoices(anInvoice)] }))
    await decoded(world, aFile({ number: 1, usage: 'P', groups: [invoices(anInvoice)] }), { partner: { usage: 'P' } })
    expect(await world.ledger.watchman.gaps(10)).toMatchObject([{ partner: 'seller', missing: [{ first: 202, last: 203 }] }])
  })

  test("of a stranger waits, and its numbers are nobody's", async () => {
    const world = await aWorld()
    const partners = aDirectory({ partners: [] })
    const other = anInvoice.map(segment => segment.replace('INV-7001', 'INV-7002'))
    for (const lines of [anInvoice, other])
      await expect(decoded(world, aFile({ groups: [invoices(lines)] }), { partners })).rejects.toMatchObject({
        code: 'sender-unknown',
      })
    expect(await world.ledger.watchman.open()).toEqual([])
  })

  test('that begins its groups with 1 in each interchange is not held for it', async () => {
    const world = await aWorld()
    const other = anInvoice.map(segment => segment.replace('INV-7001', 'INV-7002'))
    await decoded(world, aFile({ number: 201, groups: [invoices(anInvoice)] }))
    expect(at(DOCUMENTS, await decoded(world, aFile({ number: 202, groups: [invoices(other)] })))).toHaveLength(1)
    expect(await world.ledger.watchman.open()).toEqual([])
  })

  test('shows that its sender is alive', async () => {
    const world = await aWorld()
    await orderSent(world)
    world.environment.advance(48 * 3_600_000)
    await decoded(world, aFile({ groups: [invoices(anInvoice)] }))
    await world.ledger.watchman.look()
    const kinds = (await world.ledger.watchman.open()).map(({ kind }) => kind)
    expect(kinds).not.toContain('partner-silent')
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

  test('carries each invoice as it came, from its ST to its SE, through the map that reads it', async () => {
    const world = await aWorld()
    const other = anInvoice.map(segment => segment.replace('INV-7001', 'INV-7002'))
    const ran = await decoded(world, aFile({ groups: [invoices(anInvoice, other)] }))
    const [, second] = at(DOCUMENTS, ran)
    const message = ran.outputs.find(({ message: { payload } }) => payload === second)?.message ?? {}
    const mapped = onlyMessage(await runHop(world, invoiceHop, { key: 'map', message }))
    expect(Buffer.from(mapped.edi?.original ?? []).toString()).toBe(['ST*810*0002', ...other, 'SE*6*0002', ''].join('~\n'))
  })
})

describe('a file for a company that is not in the supplier directory', () => {
  const second: Company = { ...company, division: division + 1, interchange: { qualifier: 'ZZ', id: 'SOMEBODY' } }
  const known = aDirectory({ companies: [company, second] })
  const file = aFile({ to: 'SOMEBODY', groups: [invoices(anInvoice)] })

  test('is held as a whole with nothing answered, and is in the list of those that wait for their receiver', async () => {
    const world = await aWorld()
    await expect(decoded(world, file, { partner: { acknowledge: 'always' } })).rejects.toMatchObject({
      code: 'receiver-unknown',
      prospect: 'held',
    })
    const [waiting, ...others] = await world.ledger.replays.search({ reason: 'receiver-unknown' }, { order: 'newest', limit: 10 })
    expect([waiting?.state, others]).toEqual(['held', []])
  })

  test('goes on with its division once the receiver is in the directory', async () => {
    const ran = await decoded(await aWorld(), file, { partners: known })
    expect(ran.outputs.map(({ port, message }) => [port, message.edi?.division])).toEqual([[DOCUMENTS, division + 1]])
  })

  test('does not stop the others that came with it, and its documents wait for the receiver too', async () => {
    const world = await aWorld()
    const other = aFile({ number: 2, groups: [invoices(anInvoice)] })
    const ran = await decoded(world, Buffer.concat([file, other]))
    expect(ran.outputs.map(({ message }) => message.edi?.division)).toEqual([undefined, division])
    const message = ran.outputs[0]?.message ?? {}
    await expect(runHop(world, invoiceHop, { key: 'map', message })).rejects.toMatchObject({
      code: 'receiver-unknown',
      prospect: 'held',
    })
    const mapped = await runHop(world, invoiceHop, { key: 'later', message }, { partners: known })
    expect(onlyMessage(mapped).edi).toMatchObject({ division: division + 1, partner: 'seller' })
  })

  test('is told of after a sender who is not known either', async () => {
    const stranger = aFile({ from: 'STRANGER', to: 'SOMEBODY', groups: [invoices(anInvoice)] })
    await expect(decoded(await aWorld(), stranger)).rejects.toMatchObject({ code: 'sender-unknown' })
  })
})

describe('companies that share an interchange id', () => {
  const north: Company = { ...company, application: 'NORTH' }
  const south: Company = { ...company, division: division + 1, application: 'SOUTH' }
  const partners = aDirectory({ companies: [north, south] })
  const fileTo = (application: string) =>
    Buffer.from(
      aFile({ groups: [invoices(anInvoice)] })
        .toString()
        .replace('*SELLERCO*BUYERCO*', `*SELLERCO*${application}*`),
    )

  test.each([
    ['NORTH', division],
    ['SOUTH', division + 1],
  ])('are told apart by the receiver of the group: %s', async (application, expected) => {
    const ran = await decoded(await aWorld(), fileTo(application), { partners })
    expect(ran.outputs.map(({ message }) => message.edi?.division)).toEqual([expected])
  })

  test('are not guessed at for a group that is for neither, or where both have one application id', async () => {
    const held = decoded(await aWorld(), fileTo('EAST'), { partners })
    await expect(held).rejects.toMatchObject({ code: 'receiver-unknown', prospect: 'held' })
    const alike = aDirectory({ companies: [north, { ...south, application: 'NORTH' }] })
    const ambiguous = decoded(await aWorld(), fileTo('NORTH'), { partners: alike })
    await expect(ambiguous).rejects.toMatchObject({ code: 'receiver-ambiguous', prospect: 'held' })
  })
})

describe('a file from somebody who is not in the supplier directory', () => {
  const stranger = aPartner({ key: 'stranger', accounts: [], interchange: { qualifier: 'ZZ', id: 'STRANGER' } })
  const file = aFile({ from: 'STRANGER', groups: [invoices(anInvoice)] })

  test('is held as a whole, and is in the list of those that wait for their sender', async () => {
    const world = await aWorld()
    await expect(decoded(world, file)).rejects.toMatchObject({ code: 'sender-unknown', prospect: 'held' })
    const [waiting, ...others] = await world.ledger.replays.search({ reason: 'sender-unknown' }, { order: 'newest', limit: 10 })
    expect([waiting?.state, others]).toEqual(['held', []])
  })

  test('goes on with the partner once the sender is in the directory', async () => {
    const ran = await decoded(await aWorld(), file, { partners: aDirectory({ partners: [aPartner(), stranger] }) })
    expect(ran.outputs.map(({ port, message }) => [port, message.edi?.partner])).toEqual([[DOCUMENTS, 'stranger']])
  })

  test('does not stop the others that came with it, and its documents wait for the sender too', async () => {
    const world = await aWorld()
    const other = aFile({ number: 2, groups: [invoices(anInvoice)] })
    const ran = await decoded(world, Buffer.concat([file, other]))
    expect(ran.outputs.map(({ message }) => message.edi?.partner)).toEqual([undefined, 'seller'])
    const message = ran.outputs[0]?.message ?? {}
    await expect(runHop(world, invoiceHop, { key: 'map', message })).rejects.toMatchObject({
      code: 'sender-unknown',
      prospect: 'held',
    })
    const known = { partners: aDirectory({ partners: [aPartner(), stranger] }) }
    const mapped = await runHop(world, invoiceHop, { key: 'later', message }, known)
    expect(onlyMessage(mapped).edi?.partner).toBe('stranger')
  })

  test('is decoded all the same without a directory, and held by the map', async () => {
    const world = await aWorld()
    const message = onlyMessage(await decoded(world, file, { partners: undefined }))
    expect(message.topic).toBe('810 0001 from STRANGER')
    const mapping = runHop(world, invoiceHop, { key: 'map', message })
    await expect(mapping).rejects.toMatchObject({ code: 'sender-unknown', prospect: 'held' })
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

  test('has the version of the release where the one received cannot be sent', async () => {
    const world = await aWorld()
    const file = Buffer.from(
      aFile({ groups: [invoices(anInvoice)] })
        .toString('latin1')
        .replace('X*004010', 'X*004010>X'),
      'latin1',
    )
    const ran = await decoded(world, file, { partner: { acknowledge: 'always' } })
    expect(at(ACKNOWLEDGMENTS, ran).map(({ version }) => version)).toEqual(['004010'])
  })

  test('can be encoded as it is handed on', async () => {
    const world = await aWorld()
    const ran = await decoded(world, aFile({ groups: [invoices(anInvoice)] }), { partner: { acknowledge: 'always' } })
    const message = onlyMessage({ outputs: ran.outputs.filter(({ port }) => port === ACKNOWLEDGMENTS) })
    const encoded = await encodeTransaction(
      message,
      { ledger: world.ledger, documentId: 'a set' },
      aDirectory(),
      encodeSettings({}),
    )
    expect(String(encoded.outputs[0]?.message['payload'])).toContain('~AK1*IN*1~')
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

describe('the TA1 that we owe', () => {
  const confirmation: File = { groups: [invoices(anInvoice)] }
  test.each([
    ['never', '1', 0],
    ['when-asked', '0', 0],
    ['when-asked', '1', 1],
    ['always', '0', 1],
  ] as const)('%s, ISA14 is %s: %i', async (technicalAcknowledgment, asks, count) => {
    const world = await aWorld()
    const ran = await decoded(world, aFile({ ...confirmation, asks }), { settings: { technicalAcknowledgment } })
    expect(at(ACKNOWLEDGMENTS, ran)).toHaveLength(count)
  })

  test('becomes an interchange of its own, which is not answered in turn', async () => {
    const world = await aWorld()
    const ran = await decoded(world, aFile({ ...confirmation, asks: '1' }), {
      settings: { technicalAcknowledgment: 'when-asked' },
    })
    const message = onlyMessage({ outputs: ran.outputs.filter(({ port }) => port === ACKNOWLEDGMENTS) })
    expect(message).toMatchObject({
      topic: 'TA1 for interchange 000000201 from Seller BV',
      edi: { set: 'TA1', kind: 'x12-TA1-sent' },
    })
    const encoded = await encodeTransaction(
      message,
      { ledger: world.ledger, documentId: 'a set' },
      aDirectory(),
      encodeSettings({}),
    )
    expect(encoded.transmissions).toEqual([])
    const bytes = encoded.outputs[0]?.message['payload'] as Buffer
    expect(bytes.toString()).toMatch(/~TA1\*000000201\*260115\*0930\*A\*000~IEA\*0\*000000001~$/)
    const theirs = Buffer.from(bytes.toString().replace(/BUYERCO {8}(.*)SELLERCO {7}/, 'SELLERCO       $1BUYERCO        '))
    const again = await decoded(world, theirs, { settings: { technicalAcknowledgment: 'always' } })
    expect(at(ACKNOWLEDGMENTS, again)).toEqual([])
  })

  test('is not sent to a stranger', async () => {
    const world = await aWorld()
    const ran = decoded(world, aFile({ ...confirmation, from: 'STRANGER', asks: '1' }), {
      settings: { technicalAcknowledgment: 'always' },
    })
    await expect(ran).rejects.toMatchObject({ code: 'sender-unknown' })
  })
})

describe('a group of 005010', () => {
  test.each([
    ['997', '997'],
    ['by-version', '999'],
  ] as const)('answered %s gets a %s of its version', async (acknowledgment, set) => {
    const world = await aWorld()
    const file = aFile({ version: '005010', groups: [invoices(anOddInvoice)] })
    const ran = await decoded(world, file, { partner: { acknowledge: 'always' }, settings: { acknowledgment } })
    const message = onlyMessage({ outputs: ran.outputs.filter(({ port }) => port === ACKNOWLEDGMENTS) })
    expect(message.payload).toMatchObject({ set, version: '005010' })
    const encoded = await encodeTransaction(
      message,
      { ledger: world.ledger, documentId: 'a set' },
      aDirectory(),
      encodeSettings({}),
    )
    const text = String(encoded.outputs[0]?.message['payload'])
    expect(text).toContain('*X*005010~')
    expect(text).toContain(set === '999' ? '~IK5*E*5~' : '~AK5*E*5~')
  })

  test('answers one of 004010 with a 997, whatever is chosen', async () => {
    const world = await aWorld()
    const ran = await decoded(world, aFile({ groups: [invoices(anInvoice)] }), {
      partner: { acknowledge: 'always' },
      settings: { acknowledgment: 'by-version' },
    })
    expect(at(ACKNOWLEDGMENTS, ran)).toMatchObject([{ set: '997', version: '004010' }])
  })
})

describe('settings', () => {
  test('an acknowledgment travels between the separators of the partner, not between those received', async () => {
    const world = await aWorld()
    const file = aFile({ groups: [invoices(anInvoice.map(segment => segment.replace('*24*', '*2|4*')))] })
    const delimiters = { element: '|', component: '<', repetition: '', segment: '~' }
    const partner = { acknowledge: 'always', delimiters } as const
    const ran = await decoded(world, file, { partner })
    const message = onlyMessage({ outputs: ran.outputs.filter(({ port }) => port === ACKNOWLEDGMENTS) })
    const partners = aDirectory({ partners: [aPartner(partner)] })
    const encoded = await encodeTransaction(message, { ledger: world.ledger, documentId: 'a set' }, partners, encodeSettings({}))
    expect(String(encoded.outputs[0]?.message['payload'])).toContain('~AK4|2|358|6|2 4~')
  })

  test('how much is rejected', async () => {
    const file = aFile({ groups: [invoices(aBrokenInvoice, anInvoice)] })
    const counts = async (rejects: 'transaction' | 'group') => {
      const ran = await decoded(await aWorld(), file, { settings: { rejects } })
      return [at(DOCUMENTS, ran).length, at(REJECTS, ran).length]
    }
    expect([await counts('transaction'), await counts('group')]).toEqual([
      [1, 1],
      [0, 2],
    ])
  })

  test('how text is read; a string is read as it is', async () => {
    const text = aFile({ groups: [invoices(anInvoice.map(segment => segment.replace('RED', 'RÉD')))] }).toString('latin1')
    const idIn = async (payload: unknown, settings: StoredDecodeSettings) => {
      const [set] = at(DOCUMENTS, await decoded(await aWorld(), payload, { settings }))
      return set?.segments[2]?.[7]
    }
    expect(await idIn(Buffer.from(text, 'utf8'), { encoding: 'utf8' })).toBe('SKU-RÉD')
    expect(await idIn(Buffer.from(text, 'utf8'), {})).toBe('SKU-RÃ\u0089D')
    expect(await idIn(Buffer.from(text, 'latin1'), {})).toBe('SKU-RÉD')
    expect(await idIn(text, {})).toBe('SKU-RÉD')
  })

  test('a file with more segments than are held in memory is refused', async () => {
    const file = aFile({ groups: [invoices(anInvoice)] })
    await expect(decoded(await aWorld(), file, { settings: { largest: '5' } })).rejects.toMatchObject({ code: 'x12-too-large' })
    expect(at(DOCUMENTS, await decoded(await aWorld(), file, { settings: { largest: '6' } }))).toHaveLength(1)
  })

  test('that were not stored, or stored empty, are as before they could be chosen', () => {
    const before = {
      mode: 'standard',
      rejects: 'transaction',
      encoding: 'latin1',
      largest: 1_000_000,
      acknowledgment: '997',
      technicalAcknowledgment: 'never',
    }
    expect(decodeSettings({})).toEqual(before)
    expect(decodeSettings({ mode: '', rejects: '', encoding: '', largest: '', acknowledgment: '' } as never)).toEqual(before)
  })
})

describe('the guide of a partner', () => {
  const guides = [
    { partner: 'Seller BV', set: '810', version: '004010', heading: [{ segment: 'CUR', use: 'mandatory' }] },
  ] as const

  test('is checked for the partner that sends, and only for that one', async () => {
    const file = aFile({ groups: [invoices(anInvoice)] })
    const [own] = at(DOCUMENTS, await decoded(await aWorld(), file, { partner: { guides } }))
    expect(own).toMatchObject({ status: 'errors', findings: [{ level: 'guide', segment: 'CUR' }] })
    expect(own?.findings[0]?.message).toMatch(/^Guide of Seller BV: CUR is mandatory/)
    const [other] = at(
      DOCUMENTS,
      await decoded(await aWorld(), aFile({ from: 'OTHER', groups: [invoices(anInvoice)] }), {
        partners: aDirectory({
          partners: [
            aPartner({ guides }),
            aPartner({ key: 'other', accounts: [], interchange: { qualifier: 'ZZ', id: 'OTHER' } }),
          ],
        }),
      }),
    )
    expect(other).toMatchObject({ status: 'accepted', findings: [] })
  })
})
