/** What comes of a file: documents, rejects, and what the settings and the partner change of it. */
import { describe, expect, test } from 'vitest'
import { decodeFile } from '../../../lib/loops/decode-file'
import { decodeSettings, type StoredDecodeSettings } from '../../../lib/loops/decode-settings'
import { encodeSettings, encodeTransaction } from '../../../lib/loops/encode-transaction'
import { invoiceHop } from '../../../lib/loops/supplier-documents'
import { aDirectory, aPartner, division } from '../mapping/builders'
import {
  DOCUMENTS,
  ACKNOWLEDGMENTS,
  REJECTS,
  anInvoice,
  aBrokenInvoice,
  anOddInvoice,
  rejection,
  invoices,
  answers,
  aFile,
  decoded,
  at,
  orderSent,
} from './decode-desk'
import { aWorld, onlyMessage, runHop } from './world'

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
