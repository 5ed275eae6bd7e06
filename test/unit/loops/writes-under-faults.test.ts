/**
 * Every kind of write that the loops make, under every fault of the service, judged by what the offline Exact Online wrote down: each
 * record is there once and says what was meant. An attempt is what a step of exact-online-post makes of it, its note kept for the next.
 */
import { expect, test } from 'vitest'
import { asEdiError } from '../../../lib/error'
import { ExactPause } from '../../../lib/exact/pause'
import { lookUp } from '../../../lib/loops/existing-records'
import { write } from '../../../lib/loops/write-exact'
import type { ExactCreate, ExactEnsure, ExactWrite, ExactWrites } from '../../../lib/mapping/exact-write'
import type { Fault } from '../../../sandbox/exact/faults'
import type { Exact } from '../../../sandbox/exact/server'
import { world } from '../../../sandbox/world'
import { type SignedIn, signedIn } from '../exact/signed-in'

const trade = world(3, 12)
const [order] = trade.orders
const [company] = trade.companies.filter(({ division: own }) => own === order?.division)
const line = order?.lines[0]
const supplier = trade.suppliers
  .find(({ key }) => key === order?.supplier)
  ?.accounts.find(({ division: own }) => own === order?.division)
if (!order || !company || !line || !supplier) throw new Error('The world has no order')
const { division } = order
const journal = company.journals.find(({ type }) => type === 22)?.code ?? ''
const glAccount = company.glAccounts.find(({ code }) => code === company.costCentres[0]?.glAccount)?.id ?? ''

const invoices = 'purchase/PurchaseInvoices'
const anInvoice = (YourRef: string, Type = 8033): ExactCreate => ({
  action: 'create',
  resource: invoices,
  naturalKey: ['Supplier', 'YourRef', 'Type'],
  body: {
    Type,
    Journal: journal,
    Supplier: supplier.id,
    YourRef,
    InvoiceDate: '2026-05-20',
    Currency: order.currency,
    PurchaseInvoiceLines: [{ PurchaseOrderLine: line.id, Quantity: 1, NetPrice: 5, Amount: 5, VATCode: line.vatCode }],
  },
})
const anEntry = (YourRef: string, AmountFC: number): ExactCreate => ({
  action: 'create',
  resource: 'purchaseentry/PurchaseEntries',
  naturalKey: ['Supplier', 'YourRef'],
  body: {
    Journal: journal,
    Supplier: supplier.id,
    YourRef,
    PurchaseEntryLines: [
      {
        GLAccount: glAccount,
        AmountFC,
        VATCode: line.vatCode,
        CostCenter: line.costCentre,
        ...(company.costUnits[0] && { CostUnit: company.costUnits[0].code }),
      },
    ],
  },
})
const aDocument: ExactEnsure = {
  action: 'ensure',
  resource: 'documents/Documents',
  naturalKey: ['Subject', 'Account', 'Type'],
  body: { Subject: 'X12 810 000000042/0001 INV-1', Type: 20, Account: supplier.id },
  as: 'original',
}
const aFile: ExactEnsure = {
  action: 'ensure',
  resource: 'documents/DocumentAttachments',
  naturalKey: ['Document', 'FileName'],
  body: { FileName: '810 INV-1.txt', Attachment: Buffer.from('ST*810*0001~\n') },
  refers: { Document: 'original' },
}
const named = { Document: 'original' }
const draft = anInvoice(`Draft for order ${order.orderNumber}`)

interface Kind {
  readonly writes: readonly ExactWrite[]
  /** Made before any fault. */
  readonly before?: readonly ExactWrite[]
  /** Records that have to be there once each, by resource. */
  readonly made: Readonly<Record<string, number>>
  /** Records that have to be changed, whatever the number of calls, to say so. */
  readonly changed?: Readonly<Record<string, Readonly<Record<string, unknown>>>>
}

const kinds: Readonly<Record<string, Kind>> = {
  'dates and texts of an order and its line': {
    writes: [
      { action: 'update', resource: 'purchaseorder/PurchaseOrders', key: order.id, body: { YourRef: 'SO-1' } },
      { action: 'update', resource: 'purchaseorder/PurchaseOrderLines', key: line.id, body: { Notes: '[EDI] Confirmed' } },
    ],
    made: {},
    changed: {
      'purchaseorder/PurchaseOrders': { YourRef: 'SO-1' },
      'purchaseorder/PurchaseOrderLines': { Notes: '[EDI] Confirmed' },
    },
  },
  'a purchase invoice': { writes: [anInvoice('INV-1')], made: { [invoices]: 1 } },
  'a credit': { writes: [anInvoice('INV-1', 8034)], made: { [invoices]: 1 } },
  'a draft invoice': { writes: [draft], made: { [invoices]: 1 } },
  'a draft that an invoice completes, with its original': {
    before: [draft],
    writes: [
      aDocument,
      aFile,
      {
        action: 'complete',
        resource: invoices,
        draft,
        completion: { body: { YourRef: 'INV-1' } },
        instead: { ...anInvoice('INV-1'), refers: named },
        refers: named,
      },
    ],
    made: { [invoices]: 1, 'documents/Documents': 1, 'documents/DocumentAttachments': 1 },
    changed: { [invoices]: { YourRef: 'INV-1' } },
  },
  'a purchase entry': { writes: [anEntry('INV-1', 100)], made: { 'purchaseentry/PurchaseEntries': 1 } },
  'a credit entry': { writes: [anEntry('INV-1', -100)], made: { 'purchaseentry/PurchaseEntries': 1 } },
  'an entry with its original': {
    writes: [aDocument, aFile, { ...anEntry('INV-1', 100), refers: named }],
    made: { 'purchaseentry/PurchaseEntries': 1, 'documents/Documents': 1, 'documents/DocumentAttachments': 1 },
  },
  'an invoice with its original': {
    writes: [aDocument, aFile, { ...anInvoice('INV-1'), refers: named }],
    made: { [invoices]: 1, 'documents/Documents': 1, 'documents/DocumentAttachments': 1 },
  },
  'a goods receipt': {
    writes: [
      {
        action: 'create',
        resource: 'purchaseorder/GoodsReceipts',
        naturalKey: ['YourRef'],
        body: {
          ReceiptDate: '2026-05-20',
          YourRef: 'ASN-1/1',
          GoodsReceiptLines: [{ PurchaseOrderLineID: line.id, QuantityReceived: 1 }],
        },
      },
    ],
    made: { 'purchaseorder/GoodsReceipts': 1 },
  },
}

const faults: Readonly<Record<string, (after: number, method: string) => Fault>> = {
  'the reply is lost after the write': (after, method) => ({ kind: 'lose-answer', times: 1, method, path: '/api/v1/', after }),
  '500 although it was written': (after, method) => ({ kind: 'error-after-write', times: 1, method, path: '/api/v1/', after }),
  '500, and nothing was written': (after, method) => ({ kind: 'error', times: 2, method, path: '/api/v1/', after }),
  'a storm of 429': (after, method) => ({ kind: 'too-many', times: 4, method, path: '/api/v1/', after }),
  'the token expires under way': (after, method) => ({ kind: 'expire-token', times: 1, method, path: '/api/v1/', after }),
  'half of the answer': (after, method) => ({ kind: 'cut-answer', times: 1, method, path: '/api/v1/', after }),
  maintenance: (after, method) => ({ kind: 'maintenance', times: 2, method, path: '/api/v1/', after }),
}

/** Struck before anything is written, so wherever something is looked up. */
const faultsOfLookUp: Readonly<Record<string, Fault>> = {
  'the token expires in the middle of the look-up': { kind: 'expire-token', times: 1, method: 'GET', path: '/api/v1/' },
  'the answer to the look-up is lost': { kind: 'lose-answer', times: 1, method: 'GET', path: '/api/v1/' },
}

/** Attempts until it is done, spaced as a step spaces them. @returns how many it took */
async function perform(writes: ExactWrites, { client, clock }: SignedIn): Promise<number> {
  let intent: string | undefined
  for (let attempt = 1; attempt <= 12; attempt += 1) {
    try {
      const existing = await lookUp(client, [writes])
      await write(writes, { client, existing, intent, note: async text => void (intent = text) })
      return attempt
    } catch (thrown) {
      const error = asEdiError(thrown)
      if (error.prospect !== 'passing' && error.prospect !== 'uncertain') throw thrown
      clock.pass(error instanceof ExactPause ? Math.max(0, (error.until.getTime() - clock.now().getTime()) / 1000) : attempt)
    }
  }
  throw new Error('It is not done after twelve attempts')
}

const rows = Object.entries(kinds).flatMap(([kind, given]) =>
  Object.entries(faults).flatMap(([fault, arm]) => given.writes.map((_, n) => ({ kind, fault, n, given, arm }))),
)
const lookUps = Object.entries(kinds)
  .filter(([, { writes }]) => writes.some(({ action }) => action !== 'update'))
  .flatMap(([kind, given]) => Object.entries(faultsOfLookUp).map(([name, fault]) => ({ kind, name, given, fault })))

test.each(rows)('$kind: $fault at write $n', async ({ n, given, arm }) => {
  const methods = given.writes.map(({ action }) => (action === 'create' || action === 'ensure' ? 'POST' : 'PUT'))
  const method = methods[n] ?? ''
  const after = methods.slice(0, n).filter(each => each === method).length
  const { exact } = await struck(given, arm(after, method))
  expect(exact.armed(), 'the fault has struck').toEqual([])
  isThereOnce(exact, given)
})

test.each(lookUps)('$kind: $name', async ({ given, fault }) => {
  const { exact } = await struck(given, fault)
  expect(exact.armed(), 'the fault has struck').toEqual([])
  isThereOnce(exact, given)
})

async function struck({ writes, before = [] }: Kind, fault: Fault): Promise<SignedIn> {
  const one = await signedIn(trade)
  if (before.length > 0) await perform({ kind: 'exact-writes', division, writes: before }, one)
  one.exact.arm(fault)
  await perform({ kind: 'exact-writes', division, writes }, one)
  return one
}

function isThereOnce(exact: Exact, { made, changed = {} }: Kind): void {
  const accepted = exact.record().filter(({ action }) => action === 'create' || action === 'update')
  const created = Object.groupBy(
    accepted.filter(({ action }) => action === 'create'),
    ({ resource }) => resource,
  )
  expect(Object.fromEntries(Object.entries(created).map(([resource, all]) => [resource, all?.length]))).toEqual(made)
  for (const [resource, body] of Object.entries(changed)) {
    const updates = accepted.filter(entry => entry.action === 'update' && entry.resource === resource)
    expect(updates.at(-1)?.body).toMatchObject(body)
  }
  // What names a document names the one that is there.
  const [document] = created['documents/Documents'] ?? []
  for (const { body } of accepted) {
    const { Document: key } = body as { Document?: string }
    if (key !== undefined) expect(key).toBe(document?.key)
  }
}

test('a record that is made without a key it was given is held, and trying again does not make it twice', async () => {
  const one = await signedIn(trade)
  one.exact.switch({ foreignGuid: 'null' })
  const elsewhere = trade.companies.find(({ division: other }) => other !== division)?.warehouses[0]?.id ?? ''
  const { body, ...create } = anInvoice('INV-1')
  const writes: ExactWrites = {
    kind: 'exact-writes',
    division,
    writes: [{ ...create, body: { ...body, Warehouse: elsewhere } }],
  }
  let intent: string | undefined
  const attempt = async () => {
    const existing = await lookUp(one.client, [writes])
    return write(writes, { client: one.client, existing, intent, note: async text => void (intent = text) })
  }
  await expect(attempt()).rejects.toMatchObject({
    code: 'exact-reference-dropped',
    prospect: 'held',
    message: expect.stringContaining('without its Warehouse'),
  })
  expect(await attempt()).toMatchObject([{ resource: invoices }])
  expect(one.exact.record().filter(({ action }) => action === 'create')).toHaveLength(1)
})
