import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { runReport } from '../../../bin/report'
import { Ledger } from '../../../lib/ledger/ledger'
import { testEnvironment } from '../../support/environment'
import { keepInvoice, keepOrder } from '../loops/kept'
import { anOrder, anOrderLine } from '../mapping/builders'
import { anInvoice, matched } from '../matching/builders'
import { aTerminal } from './terminal-here'

const directory = mkdtempSync(join(tmpdir(), 'edi-loop-report-'))
const file = join(directory, 'ledger.sqlite')
afterAll(() => rmSync(directory, { recursive: true, force: true }))

beforeAll(async () => {
  const environment = testEnvironment()
  const ledger = await Ledger.open({ file, environment })
  const order = anOrder({ number: 'PO-1001', lines: [anOrderLine()], total: '300' })
  await keepOrder({ ledger, environment }, order, { acknowledged: 'accepted' })
  await keepInvoice({ ledger, environment }, matched(anInvoice(), [order]), { booked: false })
  await ledger.close()
})

async function said(...words: string[]): Promise<string> {
  const terminal = aTerminal({})
  expect(await runReport(['--ledger', file, ...words], terminal)).toBe(0)
  return terminal.written()
}
const january = ['--from', '2026-01-01', '--to', '2026-01-31']

it('open ends and sums are said in words, and tie out', async () => {
  expect(
    await said(...january),
  ).toBe(`510001 order PO-1001 missing booking since 2026-01-15T09:30:02.000Z: Invoice INV-7001 is matched and not booked
division 510001, seller, EUR
  1 orders: ordered 300.00, confirmed 0.00, shipped 0.00, invoiced 300.00, booked 0.00
    not invoiced 0.00, difference of prices 0.00, discounts 0.00
  1 invoices: goods 300.00 + charges 0.00 + tax 63.00 + rounding 0.00 = 363.00
    of which not-booked 363.00

All
EUR
  1 orders: ordered 300.00, confirmed 0.00, shipped 0.00, invoiced 300.00, booked 0.00
    not invoiced 0.00, difference of prices 0.00, discounts 0.00
  1 invoices: goods 300.00 + charges 0.00 + tax 63.00 + rounding 0.00 = 363.00
    of which not-booked 363.00
1 open ends
`)
})

it('as CSV the same is a table', async () => {
  const lines = (await said(...january, '--csv')).trimEnd().split('\r\n')
  expect(lines.map(line => line.split(',')[0])).toEqual([
    '"row"',
    '"order"',
    '"open end"',
    '"invoice"',
    '"total of orders"',
    '"total of invoices"',
  ])
})

it('another supplier, division or month has nothing of it', async () => {
  for (const words of [
    [...january, '--partner', 'nobody'],
    [...january, '--division', '1'],
    ['--from', '2026-02-01', '--to', '2026-02-28'],
  ])
    expect(await said(...words)).toBe('All\n0 open ends\n')
})

it.each([
  [['--from', '2026-01-01'], 'report needs --from and --to'],
  [[...january, '--division', 'EU'], 'no number of a division'],
  [['--from', 'monday', '--to', '2026-01-31'], 'no day and no moment'],
])('%j is refused in plain words', async (words, why) => {
  await expect(runReport(['--ledger', file, ...words], aTerminal({}))).rejects.toThrow(why)
})
