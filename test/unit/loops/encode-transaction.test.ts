import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { type EncodeSettings, encodeSettings, encodeTransaction } from '../../../lib/loops/encode-transaction'
import type { Partner, PartnerDirectory } from '../../../lib/mapping/partners'
import { x850From } from '../../../lib/mapping/purchase-order-to-850'
import type { NodeMessage } from '../../../lib/loops/message'
import { elementOf } from '../../../lib/x12/segment'
import { aDirectory, anOrder, aPartner, company, division, references } from '../mapping/builders'
import { onlyGroup, onlyInterchange, onlySet, read } from '../x12/builders'
import { aWorld, onlyMessage, type Ran, runStep, type World } from './world'

const seller = aPartner()
const other = aPartner({ key: 'other', accounts: [], interchange: { qualifier: '14', id: 'OTHERCO' } })
const partners = aDirectory({ partners: [seller, other] })

const anAcknowledgment = {
  set: '997',
  segments: [
    ['AK1', 'IN', '204'],
    ['AK9', 'A', '1', '1', '1'],
  ],
}

interface Encoding {
  readonly to?: string
  readonly payload?: unknown
  readonly directory?: PartnerDirectory
  readonly more?: Partial<NodeMessage>
  readonly settings?: Partial<EncodeSettings>
}

let messages = 0

function encoded(
  world: World,
  { to = 'seller', payload = anX850(), directory = partners, more = {}, settings = {} }: Encoding = {},
) {
  messages += 1
  const message = { payload, topic: 'Purchase order', edi: { kind: 'purchase-order', division, partner: to }, ...more }
  return runStep(world, { key: `set ${messages}`, message }, (each, documentId) =>
    encodeTransaction(each, { ledger: world.ledger, documentId }, directory, encodeSettings(settings)),
  )
}

function anX850(partner: Partner = seller) {
  return x850From(anOrder(), { partner, company, references })
}

function bytesOf(ran: Ran): Buffer {
  return onlyMessage(ran).payload as Buffer
}

function numbersOf(ran: Ran): string[] {
  const decoded = read(bytesOf(ran))
  return [onlyInterchange(decoded).controlNumber, onlyGroup(decoded).controlNumber, onlySet(decoded).controlNumber]
}

describe('control numbers', () => {
  test('go forward only, each sender and receiver by themselves, and stand in the bytes', async () => {
    const world = await aWorld()
    expect(numbersOf(await encoded(world))).toEqual(['000000001', '1', '0001'])
    expect(numbersOf(await encoded(world))).toEqual(['000000002', '2', '0001'])
    expect(numbersOf(await encoded(world, { to: 'other' }))).toEqual(['000000001', '1', '0001'])
    expect(numbersOf(await encoded(world))).toEqual(['000000003', '3', '0001'])
  })

  test('are shared by orders and acknowledgments to the same receiver', async () => {
    const world = await aWorld()
    await encoded(world)
    expect(numbersOf(await encoded(world, { payload: anAcknowledgment }))).toEqual(['000000002', '2', '0001'])
  })

  test('are told in the message as they stand in the bytes, beside what the message held before', async () => {
    const world = await aWorld()
    const ran = await encoded(world, { more: { mine: 'kept' } })
    const [interchange, group, set] = numbersOf(ran)
    expect(onlyMessage(ran)).toMatchObject({
      mine: 'kept',
      topic: 'Purchase order',
      edi: { division, partner: 'seller', set: '850', controlNumbers: { interchange, group, set } },
    })
  })

  test('of a set that was encoded and not stored are its own when it is encoded again', async () => {
    const world = await aWorld()
    const message = { payload: anX850(), edi: { division, partner: 'seller' } }
    const encode = (documentId: string) =>
      encodeTransaction(message, { ledger: world.ledger, documentId }, partners, encodeSettings({}))
    const first = await encode('one')
    expect((await encode('two')).what).toContain('interchange 000000002')
    expect((await encode('one')).what).toBe(first.what)
  })

  test('are not taken by a set that is refused', async () => {
    const world = await aWorld()
    const payload = { set: '850', segments: [['BEG', 'a*b']] }
    await expect(encoded(world, { payload })).rejects.toMatchObject({ code: 'x12-delimiter-in-data' })
    expect(numbersOf(await encoded(world))[0]).toBe('000000001')
  })
})

describe('the interchange', () => {
  test('is from our company to the partner, in its version, usage and application ids', async () => {
    const world = await aWorld()
    const partner = { ...seller, version: '005010', usage: 'P', application: 'SELLERAPP' } as const
    const directory = aDirectory({ companies: [{ ...company, application: 'BUYERAPP' }], partners: [partner] })
    const decoded = read(bytesOf(await encoded(world, { payload: anX850(partner), directory })))
    expect(onlyInterchange(decoded)).toMatchObject({
      sender: 'BUYERCO',
      receiver: 'SELLERCO',
      usage: 'P',
      version: '00501',
      date: '260115',
      time: '0930',
    })
    expect(onlyGroup(decoded)).toMatchObject({ functionalId: 'PO', sender: 'BUYERAPP', receiver: 'SELLERAPP', version: '005010' })
    expect(elementOf(onlySet(decoded).segments[1] ?? [], 3)).toBe('PO-1001')
  })

  test('has the same bytes for the same inputs and settings', async () => {
    const [one, another] = [await encoded(await aWorld()), await encoded(await aWorld())]
    expect(bytesOf(one).equals(bytesOf(another))).toBe(true)
  })

  test.each(['Pacific/Kiritimati', 'Pacific/Pago_Pago', 'Asia/Kathmandu'])('has the same bytes in %s', async elsewhere => {
    const here = bytesOf(await encoded(await aWorld()))
    vi.stubEnv('TZ', elsewhere)
    onTestFinished(() => void vi.unstubAllEnvs())
    expect(new Date(0).getTimezoneOffset()).not.toBe(0)
    expect(bytesOf(await encoded(await aWorld())).equals(here)).toBe(true)
  })

  test('is made without asking what the customs of the place are', async () => {
    const here = bytesOf(await encoded(await aWorld()))
    const asks = () => {
      throw new Error('the locale was asked')
    }
    vi.spyOn(Number.prototype, 'toLocaleString').mockImplementation(asks)
    vi.spyOn(String.prototype, 'localeCompare').mockImplementation(asks)
    vi.spyOn(String.prototype, 'toLocaleUpperCase').mockImplementation(asks)
    vi.spyOn(String.prototype, 'toLocaleLowerCase').mockImplementation(asks)
    for (const name of ['toLocaleString', 'toLocaleDateString', 'toLocaleTimeString', 'getHours', 'getDate'] as const)
      vi.spyOn(Date.prototype, name).mockImplementation(asks)
    onTestFinished(() => void vi.restoreAllMocks())
    expect(bytesOf(await encoded(await aWorld())).equals(here)).toBe(true)
  })
})

describe('what was sent', () => {
  async function transmissionsAnswered(world: World, sender = 'ZZ SELLERCO', receiver = 'ZZ BUYERCO', functionalId = 'PO') {
    return world.ledger.acknowledge({
      sender,
      receiver,
      functionalId,
      groupNumber: 1,
      outcome: 'accepted',
      sets: [],
      who: 'test',
    })
  }

  test('is recorded under its control numbers, with the time that the partner has', async () => {
    const world = await aWorld()
    const { outcome, documentId } = await encoded(world)
    expect(outcome.transmissions).toEqual([
      {
        sender: 'ZZ BUYERCO',
        receiver: 'ZZ SELLERCO',
        functionalId: 'PO',
        groupNumber: 1,
        setNumber: '0001',
        interchangeNumber: 1,
        partner: 'seller',
        due: { hours: 24 },
        silentAfter: { hours: 48 },
      },
    ])
    expect(await transmissionsAnswered(world)).toEqual([{ documentId, outcome: 'accepted' }])
  })

  test('is not awaited to be acknowledged when it is an acknowledgment itself', async () => {
    const world = await aWorld()
    const { outcome } = await encoded(world, { payload: anAcknowledgment })
    expect(outcome.transmissions).toEqual([])
    expect(await transmissionsAnswered(world, 'ZZ SELLERCO', 'ZZ BUYERCO', 'FA')).toEqual([])
  })
})

describe('what cannot be encoded', () => {
  test.each([
    ['nothing', undefined],
    ['null', null],
    ['a text', 'ISA*00*'],
    ['an order that was not mapped', anOrder()],
    ['a set without segments', { set: '850' }],
    ['segments without a set', { segments: [['BEG', '00']] }],
  ])('%s is refused in words', async (_what, payload) => {
    const message = { payload, edi: { division, partner: 'seller' } }
    const world = await aWorld()
    await expect(
      encodeTransaction(message, { ledger: world.ledger, documentId: 'a set' }, partners, encodeSettings({})),
    ).rejects.toMatchObject({
      code: 'x12-set-missing',
      message: expect.stringContaining('msg.payload has to be { set, segments }'),
    })
  })

  test.each(['830', 'constructor', ''])('the set %j is refused, and the known ones are named', async set => {
    const world = await aWorld()
    await expect(encoded(world, { payload: { set, segments: [['BEG', '00']] } })).rejects.toMatchObject({
      code: 'x12-set-unknown',
      message: expect.stringMatching(/850.*997/),
    })
    expect(numbersOf(await encoded(world))[0]).toBe('000000001')
  })

  test('a set for nobody, or from no company of ours, is held before a number is spent', async () => {
    const world = await aWorld()
    await expect(encoded(world, { to: 'stranger' })).rejects.toMatchObject({ code: 'partner-unknown', prospect: 'held' })
    const directory = aDirectory({ companies: [] })
    await expect(encoded(world, { directory })).rejects.toMatchObject({ code: 'company-unknown', prospect: 'held' })
    const more = { edi: { partner: 'seller' } }
    await expect(encoded(world, { more })).rejects.toMatchObject({ code: 'division-missing', prospect: 'held' })
    expect(numbersOf(await encoded(world))[0]).toBe('000000001')
  })
})

describe('the guide of a partner', () => {
  const guides = [
    { partner: 'Seller BV', set: '850', version: '004010', heading: [{ segment: 'BEG', elements: { BEG02: { value: 'NE' } } }] },
  ] as const

  test('holds what does not keep to it, before it takes a number', async () => {
    const world = await aWorld()
    const directory = aDirectory({ partners: [aPartner({ guides })] })
    await expect(encoded(world, { directory })).rejects.toMatchObject({
      code: 'guide-not-kept',
      prospect: 'held',
      place: { segment: 'BEG', position: 2, element: 2 },
      message: expect.stringContaining('Guide of Seller BV: BEG02'),
    })
    expect(numbersOf(await encoded(world))[0]).toBe('000000001')
  })

  test('for another set says nothing', async () => {
    const directory = aDirectory({ partners: [aPartner({ guides: [{ ...guides[0], set: '860', heading: [] }] })] })
    expect(numbersOf(await encoded(await aWorld(), { directory }))[0]).toBe('000000001')
  })
})

describe('characters and lines', () => {
  const payload = {
    set: '850',
    segments: [
      ['BEG', '00', 'SA', 'Ré-1', '', '20260115'],
      ['PO1', '1', '2', 'EA', '3'],
    ],
  }

  test.each([
    ['transliterate', 'Re-1'],
    ['basic', 'RE-1'],
    ['latin1', 'R\u00e9-1'],
  ] as const)('%s writes %s', async (characters, written) => {
    const ran = await encoded(await aWorld(), { payload, settings: { characters } })
    expect(bytesOf(ran).toString('latin1')).toContain(`*SA*${written}*`)
  })

  test('utf8 writes UTF-8, and what was never chosen refuses', async () => {
    const ran = await encoded(await aWorld(), { payload, settings: { characters: 'utf8' } })
    expect(bytesOf(ran).toString('utf8')).toContain('*SA*Ré-1*')
    await expect(encoded(await aWorld(), { payload })).rejects.toMatchObject({ code: 'x12-character' })
  })

  test('the basic set has no place for some marks, and says where', async () => {
    const odd = { set: '850', segments: [['PER', 'BD', 'A', 'EM', 'a@b']] }
    await expect(encoded(await aWorld(), { payload: odd, settings: { characters: 'basic' } })).rejects.toMatchObject({
      code: 'x12-character',
      place: { segment: 'PER', position: 2, element: 4 },
    })
  })

  test('each segment on a line, once, is read as the same', async () => {
    const plain = bytesOf(await encoded(await aWorld())).toString('latin1')
    const wrapped = bytesOf(await encoded(await aWorld(), { settings: { wrapLines: true } })).toString('latin1')
    expect(wrapped).toBe(plain.replaceAll('~', '~\n'))
    const delimiters = { ...seller.delimiters, segment: '~\r\n' }
    const directory = aDirectory({ partners: [aPartner({ delimiters })] })
    const agreed = bytesOf(await encoded(await aWorld(), { directory, settings: { wrapLines: true } })).toString('latin1')
    expect(agreed).toBe(plain.replaceAll('~', '~\r\n'))
  })
})
