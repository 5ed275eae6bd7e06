import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import ledger from '../../nodes/edi-ledger'
import encode from '../../nodes/x12-encode'
import partners from '../../nodes/edi-partners'
import replay from '../../nodes/edi-replay'
import { all, helper, next, onTab, useRuntime } from './support'

useRuntime()
const directory = mkdtempSync(join(tmpdir(), 'edi-loop-replay-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))

const delta = {
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

const aDirectory = (suppliers: readonly object[]) =>
  JSON.stringify({
    companies: [{ division: 510001, name: 'Us', interchange: { qualifier: 'ZZ', id: 'US' } }],
    partners: suppliers,
    crossReferences: { units: [], costCentres: [], taxes: [], charges: [], booking: [] },
  })

const settings = {
  reasonType: 'msg',
  reason: 'reason',
  documentKindType: 'str',
  documentKind: '',
  partnerType: 'str',
  partner: '',
  divisionType: 'str',
  division: '',
  orderType: 'str',
  order: '',
}

function flow(suppliers: readonly object[]): object[] {
  const common = { name: '', version: 1 }
  return onTab([
    { id: 'ledger', type: 'edi-ledger', ...common, store: 'sqlite', file: join(directory, 'ledger.sqlite'), retentionDays: '0' },
    { id: 'partners', type: 'edi-partners', ...common, directory: aDirectory(suppliers) },
    { id: 'encode', type: 'x12-encode', ...common, ledger: 'ledger', partners: 'partners', wires: [['encoded']] },
    { id: 'encoded', type: 'helper', wires: [] },
    {
      id: 'replay',
      type: 'edi-replay',
      ...common,
      ledger: 'ledger',
      kind: 'read-again',
      state: 'both',
      olderThan: '0',
      perMinute: '6000',
      inFlight: '2',
      ...settings,
      wires: [['told']],
    },
    { id: 'told', type: 'helper', wires: [] },
    { id: 'catch', type: 'catch', scope: null, wires: [['caught']] },
    { id: 'caught', type: 'helper', wires: [] },
  ])
}

const nodes = [ledger, partners, encode, replay]
const order = (number: string, partner: string) => ({
  payload: { set: '850', segments: [['BEG', '00', 'SA', number, '', '20260115']] },
  topic: `Purchase order ${number}`,
  edi: { kind: 'purchase-order', division: 510001, partner, order: number },
})

it('tries held documents again in the node that owns their step, and tells what became of each', async () => {
  await helper.load(nodes, flow([delta]))
  for (const number of ['1', '2']) {
    const caught = next('caught')
    helper.getNode('encode').receive(order(number, 'omega'))
    expect((await caught)['error']).toMatchObject({ code: 'partner-unknown' })
  }
  const told = all('told', 500)
  const encoded = all('encoded', 500)
  helper.getNode('replay').receive({ reason: 'partner-unknown', batch: 7 })
  const results = await told
  expect(results.map(({ topic }) => String(topic)).toSorted()).toEqual(['Purchase order 1', 'Purchase order 2'])
  expect(results[0]).toMatchObject({
    batch: 7,
    payload: { was: { state: 'held', reason: 'partner-unknown' }, result: 'held', code: 'partner-unknown', kind: 'outbound-set' },
  })
  expect(results[0]?.edi).not.toHaveProperty('documentId')
  expect(await encoded).toEqual([])
})

it('goes on with them once what stopped them is put right, and looks only for what it is asked for', async () => {
  await helper.load(nodes, flow([delta]))
  const caught = next('caught')
  helper.getNode('encode').receive(order('3', 'omega'))
  await caught
  // Put right without a deploy of the encode node, whose own look after a deploy would have it go on.
  const live = helper.getNode('partners') as unknown as { readDirectory(): { partners: object[] } }
  live.readDirectory().partners.push({ ...delta, key: 'omega', interchange: { qualifier: 'ZZ', id: 'OMEGA' } })
  const nothing = all('told', 300)
  helper.getNode('replay').receive({ reason: 'something-else' })
  expect(await nothing).toEqual([])
  const told = all('told', 500)
  const encoded = all('encoded', 500)
  helper.getNode('replay').receive({ reason: 'partner-unknown' })
  expect((await told).map(({ payload }) => (payload as { result: string }).result)).toEqual(['done', 'done', 'done'])
  expect((await encoded).map(({ topic }) => String(topic)).toSorted()).toEqual([
    'Purchase order 1',
    'Purchase order 2',
    'Purchase order 3',
  ])
})

it('goes on after a restart with what it had not asked for yet, and once', async () => {
  await helper.load(nodes, flow([delta]))
  for (const number of ['11', '12', '13']) {
    const caught = next('caught')
    helper.getNode('encode').receive(order(number, 'sigma'))
    await caught
  }
  const slow = flow([delta]).map(node => ('perMinute' in node ? { ...node, perMinute: '1' } : node))
  await helper.unload()
  await helper.load(nodes, slow)
  // The encode node decides its held ones again after each deploy: let it.
  expect(await all('told', 700)).toEqual([])
  const told = next('told')
  helper.getNode('replay').receive({ reason: 'partner-unknown', batch: 8 })
  const { topic: before, payload } = await told
  expect(payload).toMatchObject({ result: 'held' })
  await helper.unload()
  await helper.load(nodes, flow([delta]))
  const rest = await all('told', 800)
  expect([before, ...rest.map(({ topic }) => topic)].map(String).toSorted()).toEqual([
    'Purchase order 11',
    'Purchase order 12',
    'Purchase order 13',
  ])
  expect(rest.map(message => message['batch'])).toEqual([8, 8])
  await helper.unload()
  await helper.load(nodes, flow([delta]))
  expect(await all('told', 500)).toEqual([])
})
