/** The file of a stranger, or for one, waits in the decode node and goes on by itself once both its ends are in the directory. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import ledger from '../../nodes/edi-ledger'
import partners from '../../nodes/edi-partners'
import decode from '../../nodes/x12-decode'
import { aDirectory, aPartner, company } from '../unit/mapping/builders'
import { all, helper, next, onTab, useRuntime } from './support'

useRuntime()
const directory = mkdtempSync(join(tmpdir(), 'edi-loop-stranger-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))

/** @param from id of 8 characters @param to id of 7 */
const file = (from: string, to: string) =>
  [
    `ISA*00*          *00*          *ZZ*${from}       *ZZ*${to}        *260115*0930*U*00401*000000101*0*T*>~`,
    `GS*PR*${from}*${to}*20260115*0930*101*X*004010~`,
    'ST*855*0001~',
    'BAK*00*AK*PO-1001*20260115~',
    'SE*3*0001~',
    'GE*1*101~',
    'IEA*1*000000101~',
  ].join('')

const ends = {
  sender: { file: file('STRANGER', 'BUYERCO'), edi: { partner: 'stranger', set: '855' } },
  receiver: { file: file('SELLERCO', 'BUYER22'), edi: { partner: 'seller', division: 510002, set: '855' } },
} as const

const flow = (end: keyof typeof ends, known: boolean) =>
  onTab([
    {
      id: 'ledger',
      type: 'edi-ledger',
      name: '',
      version: 1,
      store: 'sqlite',
      file: join(directory, `${end}.sqlite`),
      retentionDays: '0',
    },
    {
      id: 'partners',
      type: 'edi-partners',
      name: '',
      version: 1,
      directory: JSON.stringify(
        aDirectory({
          companies: [
            company,
            ...(known ? [{ ...company, division: 510002, interchange: { qualifier: 'ZZ', id: 'BUYER22' } }] : []),
          ],
          partners: [
            aPartner(),
            ...(known ? [aPartner({ key: 'stranger', accounts: [], interchange: { qualifier: 'ZZ', id: 'STRANGER' } })] : []),
          ],
        }),
      ),
    },
    {
      id: 'decode',
      type: 'x12-decode',
      name: '',
      version: 1,
      ledger: 'ledger',
      partners: 'partners',
      mode: 'standard',
      wires: [['documents'], ['owed'], ['rejects']],
    },
    ...['documents', 'owed', 'rejects'].map(id => ({ id, type: 'helper', wires: [] })),
    { id: 'catch', type: 'catch', scope: null, wires: [['caught']] },
    { id: 'caught', type: 'helper', wires: [] },
  ])

it.each(['sender', 'receiver'] as const)('of an unknown %s is released by a deploy with it, and by no other', async end => {
  await helper.load([ledger, partners, decode], flow(end, false))
  const caught = next('caught')
  helper.getNode('decode').receive({ payload: Buffer.from(ends[end].file), topic: 'stranger.x12' })
  expect((await caught)['error']).toMatchObject({ code: `${end}-unknown` })

  await helper.unload()
  await helper.load([ledger, partners, decode], flow(end, false))
  expect(await all('documents', 400)).toEqual([])

  await helper.unload()
  await helper.load([ledger, partners, decode], flow(end, true))
  expect(await next('documents')).toMatchObject({ edi: ends[end].edi })
})
