/** Files for or from somebody who is not in the supplier directory, and companies that share an id. */
import { describe, expect, test } from 'vitest'
import { invoiceHop } from '../../../lib/loops/supplier-documents'
import type { Company } from '../../../lib/mapping/partners'
import { aDirectory, aPartner, company, division } from '../mapping/builders'
import { DOCUMENTS, anInvoice, invoices, aFile, decoded } from './decode-desk'
import { aWorld, onlyMessage, runHop } from './world'

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

  test('is decoded where the directory names no company at all, and belongs to no division', async () => {
    const { outputs } = await decoded(await aWorld(), file, { partners: aDirectory({ companies: [] }) })
    expect(outputs.map(({ port, message }) => [port, message.edi?.partner, message.edi?.division])).toEqual([
      [DOCUMENTS, 'seller', undefined],
    ])
    const message = outputs[0]?.message ?? {}
    const mapped = await runHop(await aWorld(), invoiceHop, { key: 'map', message }, { partners: aDirectory({ companies: [] }) })
    expect(onlyMessage(mapped).edi).not.toHaveProperty('division')
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
