import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { system } from '../../lib/environment'
import { Ledger } from '../../lib/ledger/ledger'
import type { Report } from '../../lib/loops/report'
import ediLedger from '../../nodes/edi-ledger'
import ediReport from '../../nodes/edi-report'
import { testEnvironment } from '../support/environment'
import { keepInvoice, keepOrder } from '../unit/loops/kept'
import { anOrder, anOrderLine, division } from '../unit/mapping/builders'
import { anInvoice, matched } from '../unit/matching/builders'
import { all, helper, next, onTab, useRuntime } from './support'

useRuntime()
const directory = mkdtempSync(join(tmpdir(), 'edi-loop-report-'))
const file = join(directory, 'ledger.sqlite')
afterAll(() => rmSync(directory, { recursive: true, force: true }))

const line = anOrderLine()
/** 24 at 12.5, all of it invoiced and booked. */
const booked = anOrder({ number: 'PO-1001', lines: [line], total: line.amount })
const waiting = anOrder({ number: 'PO-1002', sourceId: 'another', lines: [line], total: line.amount })
const recent = anOrder({ number: 'PO-1003', sourceId: 'third', lines: [line], total: line.amount })

beforeAll(async () => {
  const environment = testEnvironment()
  const ledger = await Ledger.open({ file, environment })
  await keepOrder({ ledger, environment }, booked, { acknowledged: 'accepted' })
  await keepInvoice({ ledger, environment }, matched(anInvoice(), [booked]))
  await keepOrder({ ledger, environment }, waiting)
  await ledger.close()
  const today = { ...system, advance: () => undefined }
  const now = await Ledger.open({ file, environment: today })
  await keepOrder({ ledger: now, environment: today }, recent)
  await now.close()
})

const settings = {
  period: 'days',
  fromType: 'str',
  from: '2026-01-01',
  toType: 'str',
  to: '2026-01-31',
  divisionType: 'str',
  division: '',
  partnerType: 'str',
  partner: '',
  format: 'object',
}

function flow(changes: Partial<typeof settings> = {}): object[] {
  const common = { name: '', version: 1 }
  return onTab([
    { id: 'ledger', type: 'edi-ledger', ...common, store: 'sqlite', file, retentionDays: '0' },
    { id: 'report', type: 'edi-report', ...common, ledger: 'ledger', ...settings, ...changes, wires: [['made']] },
    { id: 'made', type: 'helper', wires: [] },
    { id: 'complete', type: 'complete', scope: ['report'], wires: [['completed']] },
    { id: 'completed', type: 'helper', wires: [] },
    { id: 'catch', type: 'catch', scope: ['report'], wires: [['caught']] },
    { id: 'caught', type: 'helper', wires: [] },
  ])
}

const load = (changes?: Partial<typeof settings>) => helper.load([ediLedger, ediReport], flow(changes))
const ask = (message: object) => helper.getNode('report').receive(message)

it('every order and invoice of the period comes as one object whose sums tie out, with what is open', async () => {
  await load()
  const [made, completed] = [next('made'), next('completed')]
  ask({ payload: 'go', batch: 7, edi: { documentId: 'of something else', order: '1' } })
  const message = await made
  expect(message).toMatchObject({ topic: 'Reconciliation 2026-01-01 to 2026-01-31', batch: 7 })
  expect(message.edi).toEqual({ kind: 'report' })
  const report = message.payload as Report
  expect(report.period).toEqual({ since: '2026-01-01T00:00:00.000Z', before: '2026-02-01T00:00:00.000Z' })
  expect(report.orders.map(({ order, booked: goods, open }) => [order, goods, open])).toEqual([
    ['PO-1001', '300', '0'],
    ['PO-1002', '0', '300'],
  ])
  expect(report.invoices).toMatchObject([{ standing: 'booked', invoice: { number: 'INV-7001', goods: '300', total: '363' } }])
  expect(report.byCurrency).toMatchObject([
    { currency: 'EUR', orders: { count: 2, ordered: '600', invoiced: '300', open: '300', difference: '0' } },
  ])
  expect(report.bySupplier).toHaveLength(1)
  expect(report.openEnds.map(({ order, missing }) => [order, missing])).toEqual([
    ['PO-1002', 'acknowledgment'],
    ['PO-1002', 'confirmation'],
  ])
  await completed
})

it('the same as CSV has a name for a file, and days from the message', async () => {
  await load({ format: 'csv', fromType: 'msg', from: 'first', toType: 'msg', to: 'last' })
  const made = next('made')
  ask({ first: new Date('2026-01-15T00:00:00Z'), last: '2026-01-15' })
  const { payload, filename } = await made
  expect(filename).toBe('edi-report-2026-01-15-2026-01-15.csv')
  const kinds = String(payload)
    .trimEnd()
    .split('\r\n')
    .map(row => row.split(',')[0])
  expect(kinds).toEqual([
    '"row"',
    '"order"',
    '"order"',
    '"open end"',
    '"open end"',
    '"invoice"',
    '"total of orders"',
    '"total of invoices"',
  ])
})

it('one division and one supplier may be asked for, also by the message', async () => {
  await load({ divisionType: 'msg', division: 'company', partner: 'nobody' })
  const made = next('made')
  ask({ company: division })
  const { edi, payload } = await made
  expect(edi).toEqual({ kind: 'report', division, partner: 'nobody' })
  expect((payload as Report).orders).toEqual([])
})

it('a period that goes with the calendar needs no days', async () => {
  await load({ period: 'this-month', from: '', to: '' })
  const made = next('made')
  ask({})
  expect(((await made).payload as Report).orders.map(({ order }) => order)).toEqual(['PO-1003'])
})

it.each([
  ['no day to begin with', { from: '' }, {}, 'report-period'],
  ['a period that ends before it begins', { from: '2026-02-01' }, {}, 'report-period'],
  ['an object where a day should be', { fromType: 'msg', from: 'payload' }, { payload: {} }, 'report-setting'],
  ['a division that is no number', { divisionType: 'msg', division: 'payload' }, { payload: 'EU' }, 'report-division'],
])('%s is an error that a catch node gets, and no report comes', async (_name, changes, message, code) => {
  await load(changes)
  const [caught, made] = [next('caught'), all('made')]
  ask(message)
  expect((await caught)['error']).toMatchObject({ code })
  expect(await made).toEqual([])
  const node = helper.getNode('report') as unknown as { status: { lastCall: { args: unknown[] } } }
  await expect.poll(() => node.status.lastCall.args[0]).toMatchObject({ fill: 'red', text: code })
})

it('requests are served one after the other, and the node says what is open', async () => {
  await load()
  const made = all('made')
  for (const n of [1, 2, 3]) ask({ n })
  expect((await made).map(message => message['n'])).toEqual([1, 2, 3])
  const node = helper.getNode('report') as unknown as { status: { lastCall: { args: unknown[] } } }
  await expect.poll(() => node.status.lastCall.args[0]).toMatchObject({ fill: 'green', text: '2 open' })
})
