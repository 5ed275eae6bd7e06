/** 997 and TA1 that the file asks for. */
import { describe, expect, test } from 'vitest'
import type { DecodedTransaction } from '../../../lib/loops/decoded-transaction'
import { encodeSettings, encodeTransaction } from '../../../lib/loops/encode-transaction'
import { aDirectory, division } from '../mapping/builders'
import {
  type File,
  type Group,
  ACKNOWLEDGMENTS,
  anInvoice,
  aBrokenInvoice,
  anOddInvoice,
  acceptance,
  invoices,
  answers,
  aFile,
  decoded,
  at,
} from './decode-desk'
import { aWorld, onlyMessage } from './world'

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
