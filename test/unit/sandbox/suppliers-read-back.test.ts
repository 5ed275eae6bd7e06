import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Invoice } from '../../../lib/documents/invoice'
import type { PurchaseOrder } from '../../../lib/documents/purchase-order'
import { decimal, money, sum } from '../../../lib/documents/value'
import { system } from '../../../lib/environment'
import { EdiError } from '../../../lib/error'
import { orderConfirmationFrom } from '../../../lib/mapping/855-to-order-confirmation'
import { invoiceFrom } from '../../../lib/mapping/810-to-invoice'
import { unitFinder } from '../../../lib/mapping/cross-reference'
import type { ExactWrites } from '../../../lib/mapping/exact-write'
import { invoiceWrites } from '../../../lib/mapping/invoice-to-exact'
import { confirmationWrites } from '../../../lib/mapping/order-confirmation-to-exact'
import { matchInvoice } from '../../../lib/matching/match'
import type { MatchedInvoice } from '../../../lib/matching/matched-invoice'
import { decode } from '../../../lib/x12/decode'
import { partnerDirectory } from '../../../sandbox/directory'
import { filesSent, type SentDocument, type SentFile, type SupplierEntry } from '../../../sandbox/suppliers/entries'
import { expectedAnswer } from '../../../sandbox/suppliers/expected'
import { followRecord } from '../../../sandbox/suppliers/record'
import { startSuppliers, supplierRecordName } from '../../../sandbox/suppliers/suppliers'
import { world } from '../../../sandbox/world'
import { mailboxInMemory, the850 } from './suppliers-mail'

/** Two readings of the same text, written without knowledge of each other: the suppliers' own and that of lib/x12. */
const trade = world(9, 600)
const { partners, crossReferences: references } = partnerDirectory(trade)
let directory = ''
let sent: readonly SentFile[] = []

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'read-back-'))
  const mailbox = mailboxInMemory()
  // What traps are read as, traps.test.ts tells.
  const plain = trade.orders.filter(order => expectedAnswer(trade, order).trap === undefined)
  plain.forEach((order, n) => mailbox.accept(the850(trade, [order], { number: 101 + n })))
  const options = { world: trade, mailbox, directory, environment: system, invoiceDelaySeconds: 0, log: () => undefined }
  await startSuppliers(options).answerWaiting()
  sent = filesSent(followRecord<SupplierEntry>(join(directory, supplierRecordName))())
})
afterAll(() => rmSync(directory, { recursive: true, force: true }))

function interchangeOf({ text }: SentFile) {
  const { interchanges, findings } = decode(Buffer.from(text), { mode: 'strict', rejects: 'transaction', encoding: 'ascii' })
  const [interchange] = interchanges
  if (!interchange || interchanges.length > 1) throw new Error('one interchange in each file')
  return { interchange, findings }
}

/** Each transaction set with what the supplier meant by it. */
function setsOf(code: SentDocument['set']) {
  return sent.flatMap(file => {
    const { interchange } = interchangeOf(file)
    const partner = partners.find(({ key }) => key === file.supplier)
    if (!partner) throw new Error('a partner of the directory')
    const context = { partner, componentSeparator: interchange.delimiters.component }
    return interchange.groups
      .flatMap(({ transactions }) => transactions)
      .map(({ segments }, n) => ({ segments, context, division: file.division, meant: file.documents[n] }))
      .filter(({ meant }) => meant?.set === code)
  })
}

test('the strictest reader finds nothing to remark in what the suppliers send', () => {
  const remarks = sent.flatMap(file => {
    const { interchange, findings } = interchangeOf(file)
    const { groups } = interchange
    const sets = groups.flatMap(({ transactions }) => transactions)
    return [findings, interchange.findings, ...groups.map(group => group.findings), ...sets.map(set => set.findings)]
      .flat()
      .map(({ segment, message }) => `${file.file}: ${segment} ${message}`)
  })
  expect(remarks).toEqual([])
})

describe('what the maps understand', () => {
  test('of an invoice is the total that the supplier meant, with the rate as a fraction', () => {
    const invoices = setsOf('810')
    expect(invoices.length).toBeGreaterThan(200)
    const rates = new Set<string>()
    for (const { segments, context, meant } of invoices) {
      const invoice = invoiceFrom(segments, context)
      expect(meant).toMatchObject({ number: invoice.number, order: invoice.orderNumber })
      expect(meant?.set === '810' && Number(meant.total)).toBe(Number(invoice.total))
      for (const { rate = '' } of invoice.taxes) rates.add(rate)
    }
    expect([...rates].toSorted()).toEqual(['0.06', '0.07', '0.09', '0.19', '0.21'])
  })

  test('of a confirmation is the order and the verdict that the supplier meant', () => {
    const verdicts = new Map<string, Set<string>>()
    for (const { segments, context, meant } of setsOf('855')) {
      const confirmation = orderConfirmationFrom(segments, context)
      if (meant?.set !== '855') throw new Error('an answer')
      expect(confirmation).toMatchObject({ orderNumber: meant.order, supplierOrderNumber: expect.stringMatching(/^SO\d-/) })
      const seen = verdicts.get(meant.kind) ?? new Set()
      verdicts.set(meant.kind, seen.add(confirmation.verdictCode))
    }
    expect(Object.fromEntries([...verdicts].map(([kind, codes]) => [kind, [...codes].toSorted()]))).toEqual({
      accepted: ['AD', 'AT'],
      'partly-delivered': ['AC'],
      'date-moved': ['AC'],
      'price-differs': ['AC'],
      rejected: ['AC', 'RD', 'RJ'],
      freight: ['AD'],
    })
  })
})

describe('against the order as the books hold it', () => {
  test('a confirmation is held for a person exactly where the supplier meant it to be', () => {
    const codes = new Set<string>()
    for (const { segments, context, division, meant } of setsOf('855')) {
      if (meant?.set !== '855') throw new Error('an answer')
      const order = orderOfBooks(division, meant.order)
      const outcome = outcomeOf(() =>
        confirmationWrites(orderConfirmationFrom(segments, context), { ...context, order, references }),
      )
      expect({ ...meant, held: outcome.held !== undefined }).toEqual({ ...meant, held: meant.heldAs !== undefined })
      if (outcome.held) codes.add(outcome.held)
    }
    expect([...codes].toSorted()).toEqual(['line-rejected', 'order-rejected', 'price-confirmed-differs'])
  })

  test('every invoice can be booked without a person', () => {
    for (const { segments, context, division, meant } of setsOf('810')) {
      if (meant?.set !== '810') throw new Error('an invoice')
      const company = trade.companies.find(one => one.division === division)
      const vatCodes = company?.vatCodes.map(
        ({ code, fraction, type }) => [code, { Code: code, Percentage: Number(fraction), Type: type }] as const,
      )
      const outcome = outcomeOf(() =>
        invoiceWrites(matchedTo(orderOfBooks(division, meant.order), invoiceFrom(segments, context)), {
          partner: context.partner.key,
          references,
          vatCodes: new Map(vatCodes),
          glAccounts: new Map(company?.glAccounts.map(account => [account.code, account])),
          chargeItems: new Map(company?.items.map(item => [item.code, item])),
        }),
      )
      expect(outcome).toEqual({ written: [{ resource: 'purchase/PurchaseInvoices', yourRef: meant.number }] })
    }
  })
})

/** Two-way, within what a confirmation may change. */
function matchedTo(order: PurchaseOrder, invoice: Invoice): MatchedInvoice {
  const mapped = references.charges.flatMap(({ charge }) => (charge === undefined ? [] : [{ charge }]))
  const verdict = matchInvoice(invoice, {
    orders: [{ named: order.number, found: 'one', order }],
    earlier: [],
    unitOf: unitFinder(references, 'seller'),
    rules: { matching: 'two-way', receipts: 'goods-receipts', tolerances: {}, charges: mapped, items: [] },
  })
  if (verdict.verdict === 'matched') return verdict.matched
  throw new Error(`${invoice.number} is held: ${JSON.stringify(verdict.reasons)}`)
}

function outcomeOf(
  map: () => ExactWrites,
): { held: string } | { held?: never; written: { resource: string; yourRef: unknown }[] } {
  try {
    return {
      written: map().writes.map(write => ({
        resource: write.resource,
        yourRef: write.action === 'complete' ? undefined : write.body['YourRef'],
      })),
    }
  } catch (thrown) {
    if (thrown instanceof EdiError && thrown.prospect === 'held') return { held: thrown.code }
    throw thrown
  }
}

function orderOfBooks(division: number, number: string): PurchaseOrder {
  const order = trade.orders.find(one => one.division === division && String(one.orderNumber) === number)
  const account = trade.suppliers.find(({ key }) => key === order?.supplier)?.accounts.find(one => one.division === division)
  const items = trade.companies.find(one => one.division === division)?.items ?? []
  if (!order || !account) throw new Error('an order of the world')
  return {
    kind: 'purchase-order',
    division,
    number,
    sourceId: order.id,
    revision: 1,
    purpose: 'original',
    orderDate: order.orderDate,
    requestedDate: order.receiptDate,
    currency: order.currency,
    supplier: { id: account.id, code: account.code },
    notes: [],
    total: sum(order.lines.map(({ quantity, price }) => money(decimal(quantity).times(price), order.currency))).toFixed(),
    lines: order.lines.map(line => ({
      number: String(line.lineNumber),
      sourceId: line.id,
      item: { id: line.itemId, buyerCode: line.itemCode },
      quantity: line.quantity,
      unit: items.find(({ id }) => id === line.itemId)?.purchaseUnit ?? '',
      price: line.price,
      amount: money(decimal(line.quantity).times(line.price), order.currency),
      vatCode: line.vatCode,
      requestedDate: line.receiptDate,
      costCentre: line.costCentre,
    })),
  }
}
