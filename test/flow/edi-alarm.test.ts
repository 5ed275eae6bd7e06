import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import type { LedgerUse } from '../../lib/red/ledgers'
import alarm from '../../nodes/edi-alarm'
import ledger from '../../nodes/edi-ledger'
import { helper, next, onTab, useRuntime } from './support'

useRuntime()
const directory = mkdtempSync(join(tmpdir(), 'edi-loop-alarm-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))

function flow(more: object = {}): object[] {
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
    {
      id: 'alarms',
      type: 'edi-alarm',
      name: '',
      version: 1,
      ledger: 'ledger',
      kinds: [],
      partners: '',
      tell: 'both',
      ...more,
      wires: [['seen']],
    },
    { id: 'seen', type: 'helper', wires: [] },
  ])
}

async function opened() {
  return (helper.getNode('ledger') as unknown as { use: LedgerUse }).use.opening
}

const overdue = {
  kind: 'ack-overdue',
  about: '1',
  subject: 'Purchase order 4711',
  partner: 'seller',
  words: 'No 997',
  remedy: 'Ask',
} as const
const gap = {
  kind: 'gap',
  about: '1',
  subject: 'other',
  partner: 'other',
  words: 'Number 7 did not come',
  remedy: 'Ask',
} as const

it('an alarm becomes a message, also after a restart, and only of the kinds and partners asked for', async () => {
  await helper.load([ledger, alarm], flow())
  const seen = next('seen')
  await (await opened()).raise(overdue)
  expect(await seen).toMatchObject({
    topic: 'ack-overdue raised: Purchase order 4711',
    payload: { kind: 'ack-overdue', state: 'raised', words: 'No 997', remedy: 'Ask', partner: 'seller' },
  })
  // While the node is away.
  await helper.unload()
  await helper.load([ledger], flow().slice(0, 2))
  await (await opened()).clear(overdue, 'it came')
  await helper.unload()
  await helper.load([ledger, alarm], flow({ partners: 'other, third', kinds: ['gap'] }))
  const later = next('seen')
  const open = await opened()
  await open.raise({ ...overdue, about: '2', partner: 'third' })
  await open.raise(gap)
  expect(await later).toMatchObject({ topic: 'gap raised: other' })
})

it('figures and alarms are read over the admin API, and an alarm is closed there', async () => {
  await helper.load([ledger, alarm], flow())
  const figures = await helper.request().get('/edi-loop/ledger/ledger/metrics').expect(200)
  expect(figures.headers['content-type']).toMatch(/^text\/plain;.* version=0\.0\.4/)
  expect(figures.text).toContain('edi_loop_alarms_open{kind="gap"} 1\n')
  const { body } = await helper.request().get('/edi-loop/ledger/ledger/alarms').expect(200)
  const ids = (body as { id: string; kind: string }[]).filter(({ kind }) => kind === 'gap').map(({ id }) => id)
  await helper
    .request()
    .post('/edi-loop/ledger/ledger/alarms/close')
    .send({ alarm: ids[0], words: 'telephoned' })
    .expect(200, { closed: true })
  expect((await helper.request().get('/edi-loop/ledger/ledger/metrics')).text).toContain('edi_loop_alarms_open{kind="gap"} 0\n')
  await helper.request().get('/edi-loop/ledger/nobody/metrics').expect(404)
})
