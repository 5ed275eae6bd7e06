import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import type { PurchaseOrder } from '../../lib/documents/purchase-order'
import { system } from '../../lib/environment'
import { Ledger } from '../../lib/ledger/ledger'
import { orderName } from '../../lib/loops/order-names'
import ledger from '../../nodes/edi-ledger'
import match from '../../nodes/edi-match'
import partners from '../../nodes/edi-partners'
import { newMatchSettings } from '../support/match-settings'
import { aDirectory, anOrder, anOrderLine } from '../unit/mapping/builders'
import { aLine, anInvoice } from '../unit/matching/builders'
import { all, helper, next, onTab, useRuntime } from './support'

useRuntime()
const directory = mkdtempSync(join(tmpdir(), 'edi-loop-match-'))
const file = join(directory, 'ledger.sqlite')
afterAll(() => rmSync(directory, { recursive: true, force: true }))

const nodes = [ledger, partners, match]
const order = anOrder({ lines: [anOrderLine()] })

function flow(settings: object = {}): object[] {
  return onTab([
    { id: 'ledger', type: 'edi-ledger', name: '', version: 1, store: 'sqlite', file, retentionDays: '0' },
    { id: 'partners', type: 'edi-partners', name: '', version: 1, directory: JSON.stringify(aDirectory()) },
    {
      id: 'match',
      type: 'edi-match',
      name: '',
      version: 1,
      ledger: 'ledger',
      partners: 'partners',
      account: '',
      ...newMatchSettings,
      ...settings,
      wires: [['matched'], ['held']],
    },
    { id: 'matched', type: 'helper', wires: [] },
    { id: 'held', type: 'helper', wires: [] },
    { id: 'catch', type: 'catch', scope: null, wires: [['caught']] },
    { id: 'caught', type: 'helper', wires: [] },
  ])
}

async function sent(revision: PurchaseOrder): Promise<void> {
  const books = await Ledger.open({ file, environment: system })
  const name = orderName(revision.division, revision.number)
  const key = `${name} ${revision.revision}`
  const begun = await books.begin({
    node: 'orders',
    who: 'test',
    message: {},
    document: { kind: 'purchase-order', businessKey: key, subject: key },
  })
  if (begun.verdict !== 'run') throw new Error(begun.verdict)
  await books.complete(begun.stepId, { who: 'test', what: 'read', content: revision, names: [name], outputs: [] })
  await books.close()
}

it('an invoice that matches goes on; one that does not goes to the second output and is held until its order allows it', async () => {
  await sent(order)
  await helper.load(nodes, flow())
  const matched = next('matched')
  const fits = anInvoice({ lines: [aLine({ quantity: '10', amount: '125', taxes: [] })], taxes: [], total: '125' })
  const edi = { kind: 'invoice', division: order.division, partner: 'seller' }
  helper.getNode('match').receive({ payload: fits, topic: 'Invoice INV-7001', edi })
  expect(await matched).toMatchObject({
    topic: 'Invoice INV-7001',
    payload: { kind: 'matched-invoice', invoice: { number: 'INV-7001' }, lines: [{ counts: '10' }] },
    edi: { kind: 'matched-invoice', order: 'PO-1001' },
  })

  const [held, caught] = [next('held'), next('caught')]
  const over = { ...fits, number: 'INV-7002', lines: [aLine({ quantity: '20', amount: '250', taxes: [] })], total: '250' }
  helper.getNode('match').receive({ payload: over, topic: 'Invoice INV-7002', edi })
  expect(await held).toMatchObject({
    topic: 'Invoice INV-7002',
    payload: {
      kind: 'held-invoice',
      invoice: { number: 'INV-7002' },
      reasons: [{ code: 'quantity-over-ordered', line: '1', ordered: '24', invoiced: '30', difference: '6', tolerance: '0' }],
    },
  })
  expect((await caught)['error']).toMatchObject({ code: 'quantity-over-ordered' })

  // Decided again as before: nobody is told twice.
  await helper.unload()
  await helper.load(nodes, flow())
  expect(await all('held', 400)).toEqual([])

  await helper.unload()
  await sent({ ...order, revision: 2, lines: [anOrderLine({ quantity: '30' })] })
  await helper.load(nodes, flow())
  expect(await next('matched')).toMatchObject({ payload: { invoice: { number: 'INV-7002' } } })
})

it('a tolerance of the node that is no number holds the document and says which', async () => {
  await helper.load(nodes, flow({ pricePercent: 'some' }))
  const caught = next('caught')
  const edi = { kind: 'invoice', division: order.division, partner: 'seller' }
  helper.getNode('match').receive({ payload: anInvoice({ number: 'INV-7003' }), edi })
  expect((await caught)['error']).toMatchObject({ code: 'match-setting-invalid' })
})
