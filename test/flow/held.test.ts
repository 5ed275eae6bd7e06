import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import type { PurchaseOrder } from '../../lib/documents/purchase-order'
import ledger from '../../nodes/edi-ledger'
import map from '../../nodes/edi-map'
import partners from '../../nodes/edi-partners'
import { all, helper, next, onTab, useRuntime } from './support'

useRuntime()
const directory = mkdtempSync(join(tmpdir(), 'edi-loop-held-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))

const supplier = {
  key: 'delta',
  name: 'Delta Bearings',
  accounts: [{ division: 510001, code: '20010' }],
  interchange: { qualifier: 'ZZ', id: 'DELTA' },
  version: '004010',
  usage: 'T',
  delimiters: { element: '*', component: '>', repetition: '^', segment: '~' },
  change: 'replace-850',
  acknowledge: 'never',
  taxRate: 'fraction',
  acknowledgmentDeadlineHours: 24,
  tolerances: { pricePercent: '0', dateDays: 0 },
}

function aDirectory(units: readonly object[]): string {
  return JSON.stringify({
    companies: [{ division: 510001, name: 'Us', interchange: { qualifier: 'ZZ', id: 'US' } }],
    partners: [supplier],
    crossReferences: { units, costCentres: [], taxes: [], charges: [], booking: [] },
  })
}

const order: PurchaseOrder = {
  kind: 'purchase-order',
  division: 510001,
  number: '4711',
  sourceId: '11111111-1111-4111-8111-111111111111',
  revision: 1,
  purpose: 'original',
  orderDate: '2026-01-15',
  currency: 'EUR',
  supplier: { id: '22222222-2222-4222-8222-222222222222', code: '20010' },
  notes: [],
  lines: [
    {
      number: '1',
      sourceId: '33333333-3333-4333-8333-333333333333',
      item: { id: '44444444-4444-4444-8444-444444444444', buyerCode: 'B-1', description: 'Bolt' },
      quantity: '2',
      unit: 'pc',
      price: '1.5',
      amount: '3',
    },
  ],
  total: '3',
}

function flow(directoryText: string): object[] {
  return onTab([
    {
      id: 'ledger',
      type: 'edi-ledger',
      name: '',
      version: 1,
      store: 'sqlite',
      file: join(directory, 'ledger.sqlite'),
      retentionDays: '0',
    },
    { id: 'partners', type: 'edi-partners', name: '', version: 1, directory: directoryText },
    {
      id: 'map',
      type: 'edi-map',
      name: '',
      version: 1,
      ledger: 'ledger',
      partners: 'partners',
      account: '',
      map: 'purchase-order-to-850',
      wires: [['mapped']],
    },
    { id: 'mapped', type: 'helper', wires: [] },
    { id: 'catch', type: 'catch', scope: null, wires: [['caught']] },
    { id: 'caught', type: 'helper', wires: [] },
  ])
}

const nodes = [ledger, partners, map]
const message = {
  payload: order,
  topic: 'Purchase order 4711',
  edi: { kind: 'purchase-order', division: 510001, partner: 'delta', order: '4711' },
}

it('a document that the settings hold is told once, stays held over a deploy that does not help, and goes on after one that does', async () => {
  await helper.load(nodes, flow(aDirectory([])))
  const caught = next('caught')
  helper.getNode('map').receive(message)
  expect((await caught)['error']).toMatchObject({ code: 'unit-unknown' })

  await helper.unload()
  await helper.load(nodes, flow(aDirectory([{ erp: 'kg', x12: 'KG' }])))
  expect(await all('caught', 400)).toEqual([])

  await helper.unload()
  const loading = helper.load(nodes, flow(aDirectory([{ erp: 'pc', x12: 'EA' }])))
  await loading
  const mapped = await next('mapped')
  expect(mapped).toMatchObject({ topic: 'Purchase order 4711', payload: { set: '850' } })
})

it('an invalid directory stops documents until it is corrected, as if there were none', async () => {
  await helper.load(nodes, flow('{"companies": 1}'))
  const caught = all('caught', 400)
  const mapped = all('mapped', 400)
  helper.getNode('map').receive({ ...message, payload: { ...order, number: '4712' }, edi: { ...message.edi, order: '4712' } })
  expect(await mapped).toEqual([])
  expect((await caught).map(({ error }) => (error as { code: string }).code)).toEqual([])

  await helper.unload()
  await helper.load(nodes, flow(aDirectory([{ erp: 'pc', x12: 'EA' }])))
  expect((await next('mapped')).payload).toMatchObject({ set: '850' })
})
