/** The file of a stranger waits in the decode node and goes on by itself once its sender is in the directory. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import ledger from '../../nodes/edi-ledger'
import partners from '../../nodes/edi-partners'
import decode from '../../nodes/x12-decode'
import { aDirectory, aPartner } from '../unit/mapping/builders'
import { all, helper, next, onTab, useRuntime } from './support'

useRuntime()
const directory = mkdtempSync(join(tmpdir(), 'edi-loop-stranger-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))

const file = [
  'ISA*00*          *00*          *ZZ*STRANGER       *ZZ*BUYERCO        *260115*0930*U*00401*000000101*0*T*>~',
  'GS*PR*STRANGER*BUYERCO*20260115*0930*101*X*004010~',
  'ST*855*0001~',
  'BAK*00*AK*PO-1001*20260115~',
  'SE*3*0001~',
  'GE*1*101~',
  'IEA*1*000000101~',
].join('')

const flow = (known: boolean) =>
  onTab([
    {
      id: 'ledger',
      type: 'edi-ledger',
      name: '',
      version: 1,
      store: 'sqlite',
      file: join(directory, 'l.sqlite'),
      retentionDays: '0',
    },
    {
      id: 'partners',
      type: 'edi-partners',
      name: '',
      version: 1,
      directory: JSON.stringify(
        aDirectory({
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

it('released by a deploy with the partner, and by no other', async () => {
  await helper.load([ledger, partners, decode], flow(false))
  const caught = next('caught')
  helper.getNode('decode').receive({ payload: Buffer.from(file), topic: 'stranger.x12' })
  expect((await caught)['error']).toMatchObject({ code: 'sender-unknown' })

  await helper.unload()
  await helper.load([ledger, partners, decode], flow(false))
  expect(await all('documents', 400)).toEqual([])

  await helper.unload()
  await helper.load([ledger, partners, decode], flow(true))
  expect(await next('documents')).toMatchObject({ edi: { partner: 'stranger', set: '855' } })
})
