import { beforeAll, describe, expect, test } from 'vitest'
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { system } from '../../../lib/environment'
import type { SentFile, SupplierEntry } from '../../../sandbox/suppliers/entries'
import { expectedAnswer } from '../../../sandbox/suppliers/expected'
import { followRecord } from '../../../sandbox/suppliers/record'
import { startSuppliers } from '../../../sandbox/suppliers/suppliers'
import { type ExactLine, followRecords, type MailboxLine, type Records } from '../../../sandbox/records'
import { countTotals, differences } from '../../../sandbox/totals'
import { type Order, world } from '../../../sandbox/world'
import { mailboxInMemory, the850, the997 } from './suppliers-mail'

/** Small, yet with an answer that a person must judge and one that comes in two invoices. */
const trade = world(7, 24)
const answered = (order: Order) => expectedAnswer(trade, order)
const held = trade.orders.filter(order => answered(order).invoices.length === 0)
const writable = trade.orders.filter(order => !held.includes(order))
const invoiceCount = trade.orders.flatMap(order => answered(order).invoices).length

let suppliers: readonly SupplierEntry[] = []
let sent: readonly SentFile[] = []

beforeAll(async () => {
  suppliers = await supplierRecordOf(mailbox =>
    trade.orders.forEach((order, n) => mailbox.accept(the850(trade, [order], { number: 101 + n }))),
  )
  sent = suppliers.filter((entry): entry is SentFile => entry.event === 'intent')
})

/** What the suppliers write down when these files are accepted. */
async function supplierRecordOf(
  accept: (mailbox: ReturnType<typeof mailboxInMemory>) => void,
): Promise<readonly SupplierEntry[]> {
  const directory = mkdtempSync(join(tmpdir(), 'totals-'))
  try {
    const mailbox = mailboxInMemory()
    accept(mailbox)
    const options = { world: trade, mailbox, directory, environment: system, invoiceDelaySeconds: 0, log: () => undefined }
    await startSuppliers(options).answerWaiting()
    return followRecord<SupplierEntry>(join(directory, 'supplier-record.jsonl'))()
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

function takenOut(file: string): MailboxLine {
  return {
    event: 'removed',
    direction: 'Export',
    name: file,
    path: `/IntegrationFTP/Export/EDI Loop & Sons Trading/Transaction/${file}`,
  }
}

function confirmation(order: Order): ExactLine {
  return {
    division: order.division,
    resource: 'purchaseorder/PurchaseOrders',
    action: 'update',
    key: order.id,
    body: { YourRef: 'SO' },
  }
}

function booking(order: Order, number: string): ExactLine {
  const supplier = trade.suppliers.find(({ key }) => key === order.supplier)
  const account = supplier?.accounts.find(({ division }) => division === order.division)
  const body = { Supplier: account?.id, YourRef: number, Journal: '60' }
  const [resource, key] = ['purchase/PurchaseInvoices', `key of ${number}`]
  const changes = [{ resource, key, set: { Amount: Number(amountInvoiced(number)) } }]
  return { division: order.division, resource, action: 'create', key, body, changes }
}

function amountInvoiced(number: string): string {
  const invoice = sent
    .flatMap(({ documents }) => documents)
    .find(document => document.set === '810' && document.number === number)
  return invoice?.set === '810' ? invoice.total : '0'
}

const everyConfirmation = () => [...writable.map(confirmation), ...writable.flatMap(promisesWritten)]

/** Exact keeps dates as milliseconds of its wall clock. */
function promisesWritten(order: Order): ExactLine[] {
  const answers = sent.filter(({ division, supplier }) => division === order.division && supplier === order.supplier)
  const answer = answers
    .flatMap(({ documents }) => documents)
    .find(({ set, ...one }) => set === '855' && 'version' in one && one.order === String(order.orderNumber))
  if (answer?.set !== '855') throw new Error('an order that was answered')
  return order.lines.flatMap(({ id, lineNumber }): ExactLine[] => {
    const day = answer.promised[lineNumber]
    if (day === undefined) return []
    const set = { ReceiptDate: Date.parse(`${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}T00:00:00Z`) }
    const [resource, key] = ['purchaseorder/PurchaseOrderLines', id]
    return [{ division: order.division, resource, action: 'update', key, body: {}, changes: [{ resource, key, set }] }]
  })
}
const everyBooking = () => trade.orders.flatMap(order => answered(order).invoices.map(number => booking(order, number)))
const everythingTaken = () => sent.map(({ file }) => takenOut(file))

/** A run in which all went well, changed as told. */
function count(change: Partial<Records> = {}) {
  const exact = [...everyConfirmation(), ...everyBooking()]
  return countTotals(trade, { mailbox: everythingTaken(), exact, suppliers, exactCalls: 77, ...change })
}

test('a run in which all went well is settled, and its figures are those expected', () => {
  expect(held.length).toBeGreaterThan(0)
  expect(invoiceCount).toBeGreaterThan(writable.length)
  const { expected, ...totals } = count()
  expect(totals).toEqual({
    orders: 24,
    delivered: 24,
    deliveredTwice: 0,
    deliveredWrong: 0,
    acknowledged: 24,
    acknowledgedBack: 0,
    acknowledgedBackWrong: 0,
    confirmed: writable.length,
    confirmedWrong: 0,
    held: held.length,
    invoicesBooked: invoiceCount,
    bookedTwice: 0,
    bookedWrong: 0,
    failed: 0,
    exactCalls: 77,
    settled: true,
  })
  expect(expected).toMatchObject({ orders: 24, confirmed: writable.length, held: held.length, invoices: invoiceCount })
})

test('before anything happened everything is still to come', () => {
  const totals = count({ mailbox: [], exact: [], suppliers: [] })
  expect(totals).toMatchObject({
    delivered: 0,
    acknowledged: 0,
    confirmed: 0,
    held: 0,
    invoicesBooked: 0,
    failed: 24,
    settled: false,
  })
})

describe('orders', () => {
  test('one that its supplier never got is not delivered', async () => {
    const [lost, ...rest] = trade.orders
    const some = await supplierRecordOf(mailbox =>
      rest.forEach((order, n) => mailbox.accept(the850(trade, [order], { number: 101 + n }))),
    )
    const totals = count({ suppliers: some })
    expect(lost).toBeDefined()
    expect(totals).toMatchObject({ delivered: 23, settled: false })
    expect(totals.failed).toBeGreaterThan(0)
  })

  test('one whose original came twice is delivered twice, one that was replaced is not', async () => {
    const [first, second] = trade.orders
    if (!first || !second) throw new Error('a world of two orders')
    const twice = await supplierRecordOf(mailbox => {
      mailbox.accept(the850(trade, [first], { number: 101 }))
      mailbox.accept(the850(trade, [first], { number: 102 }))
      mailbox.accept(the850(trade, [second], { number: 103 }))
      mailbox.accept(the850(trade, [second], { number: 104, purpose: '05' }))
    })
    expect(count({ suppliers: twice })).toMatchObject({ delivered: 2, deliveredTwice: 1 })
  })

  test('a file that the importer rejected counts as failed', () => {
    expect(count({ mailbox: [...everythingTaken(), { event: 'rejected', direction: 'Import', name: 'x.edi' }] }).failed).toBe(1)
  })
})

describe('answers', () => {
  test('a 997 that still lies in Export is not acknowledged, and the run not settled', () => {
    const left = sent.find(({ file }) => file.startsWith('997'))?.file
    expect(count({ mailbox: everythingTaken().filter(({ name }) => name !== left) })).toMatchObject({
      acknowledged: 23,
      settled: false,
    })
  })

  test('a file that the reader moved away is taken, one that was put into Import and renamed there is not', () => {
    const moved = sent.map(({ file }): MailboxLine => ({ ...takenOut(file), event: 'renamed' }))
    expect(count({ mailbox: moved })).toMatchObject({ acknowledged: 24, settled: true })
    const elsewhere = moved.map(line => ({ ...line, path: (line.path ?? '').replace('/Export/', '/Import/') }))
    expect(count({ mailbox: elsewhere })).toMatchObject({ acknowledged: 0, held: 0, settled: false })
  })

  test('an answer that left no trace in Exact, though nobody need look at it, has failed', () => {
    const totals = count({ exact: [...everyConfirmation().slice(1), ...everyBooking()] })
    expect(totals).toMatchObject({ confirmed: writable.length - 1, failed: 1, settled: false })
  })

  test('an answer that needs a person is held as long as Exact holds no write of it', () => {
    const [order] = held
    if (!order) throw new Error('a world with a held order')
    const totals = count({ exact: [...everyConfirmation(), confirmation(order), ...everyBooking()] })
    expect(totals).toMatchObject({ held: held.length - 1, confirmed: writable.length + 1, failed: 0, settled: true })
  })

  test('an update of another division, or of something else than the order, confirms nothing', () => {
    const foreign = everyConfirmation().map(line => ({ ...line, division: 1 }))
    const other = everyConfirmation().map(line => ({ ...line, resource: 'crm/Accounts' }))
    expect(count({ exact: [...foreign, ...other, ...everyBooking()] })).toMatchObject({ confirmed: 0, failed: writable.length })
  })
})

const counted = async (...letters: [group: string, verdict: string][]) => {
  const [order] = trade.orders
  if (!order) throw new Error('a world with an order')
  const read = await supplierRecordOf(mailbox => {
    mailbox.accept(the850(trade, [order], { number: 101 }))
    for (const [n, [group, verdict]] of letters.entries())
      mailbox.accept(the997(trade, order, 201 + n, 'PR', group).replace('AK9*A', `AK9*${verdict}`))
  })
  const { acknowledgedBack, acknowledgedBackWrong } = count({ suppliers: read })
  return [acknowledgedBack, acknowledgedBackWrong]
}

describe('997s of the buyer', () => {
  test('are counted by the group that they accept', async () => {
    expect(await counted(['2', 'A'], ['003', 'E'])).toEqual([2, 0])
  })

  test('are wrong when they reject, repeat, acknowledge a 997, or name a group that was not sent', async () => {
    expect(await counted(['2', 'R'])).toEqual([0, 1])
    expect(await counted(['2', 'A'], ['2', 'A'])).toEqual([1, 1])
    expect(await counted(['1', 'A'])).toEqual([0, 1])
    expect(await counted(['99', 'A'])).toEqual([0, 1])
  })
})

describe('invoices', () => {
  test('one that was sent and never booked has failed', () => {
    const totals = count({ exact: [...everyConfirmation(), ...everyBooking().slice(1)] })
    expect(totals).toMatchObject({ invoicesBooked: invoiceCount - 1, failed: 1, settled: false })
  })

  test('one that is booked again under the same number, however it is written, is booked twice', () => {
    const [order] = writable
    const [number = ''] = order ? answered(order).invoices : []
    if (!order) throw new Error('a world with an invoice')
    const again = booking(order, ` ${number.toLowerCase().replaceAll('-', '.')} `)
    const entry = { ...booking(order, number), resource: 'purchaseentry/PurchaseEntries' }
    const totals = count({ exact: [...everyConfirmation(), ...everyBooking(), again, entry] })
    expect(totals).toMatchObject({ invoicesBooked: invoiceCount + 2, bookedTwice: 2 })
  })

  test('one that is booked for another supplier is not the one that was sent', () => {
    const [first, ...rest] = everyBooking()
    if (!first) throw new Error('a world with an invoice')
    const wrong = { ...first, body: { YourRef: 'X', Supplier: '00000000-0000-4000-8000-000000000000' } }
    const totals = count({ exact: [...everyConfirmation(), wrong, ...rest] })
    expect(totals).toMatchObject({ invoicesBooked: invoiceCount, bookedWrong: 1, failed: 1, settled: false })
  })

  test('while one is still to come the run is not settled', () => {
    const before = suppliers.slice(
      0,
      suppliers.findIndex(entry => entry.event === 'intent' && entry.documents.some(({ set }) => set === '810')),
    )
    expect(count({ suppliers: before }).settled).toBe(false)
  })
})

describe('differences', () => {
  const [order] = trade.orders
  const said = async (change: (text: string) => string, exact: readonly ExactLine[] = []) => {
    if (!order) throw new Error('a world with an order')
    const read = await supplierRecordOf(mailbox => mailbox.accept(change(the850(trade, [order], { number: 101 }))))
    const records = { mailbox: [], exact, suppliers: read, exactCalls: 0 }
    expect(countTotals(trade, records).deliveredWrong).toBe(differences(trade, records).length)
    return differences(trade, records).map(sentence => sentence.replace(/^Order \d+ of \d+ to [a-z-]+: /, ''))
  }
  const line = order?.lines[0]

  test.each([
    ['quantity', /PO1\*1\*[^*]+/, 'PO1*1*7777', `line 1, quantity is 7777 and should be ${line?.quantity}`],
    ['unit', /(PO1\*1\*[^*]+)\*../, '$1*ZZ', expect.stringMatching(/^line 1, unit is ZZ and should be (EA|BX|KG|MR)$/)],
    [
      'date',
      /DTM\*002\*\d+/,
      'DTM*002*20300101',
      `line 1, date is 20300101 and should be ${line?.receiptDate.replaceAll('-', '')}`,
    ],
    ['item', /BP\*ITM-\d+/, 'BP*OTHER', expect.stringMatching(/^line 1, none of its ids is ITM-/)],
    ['currency', /CUR\*BY\*EUR/, 'CUR*BY*GBP', 'currency is GBP and should be EUR'],
    ['line number', /PO1\*1\*/, 'PO1*X1*', 'line 1 is missing'],
  ])('an order whose %s its supplier reads differently is told', async (_, found, instead, sentence) => {
    expect(await said(text => text.replace(found, instead))).toEqual([sentence])
  })

  test('an order that a person edited is not compared', async () => {
    const edit = {
      division: order?.division ?? 0,
      resource: 'purchaseorder/PurchaseOrderLines',
      action: 'edit',
      key: line?.id ?? '',
      body: {},
    }
    expect(await said(text => text.replace(/PO1\*1\*[^*]+/, 'PO1*1*7777'), [edit])).toEqual([])
  })

  test('a promised day that the books do not hold is told, and the run is not settled before they do', () => {
    const moved = writable.find(one => answered(one).kind === 'date-moved')
    const exact = [...everyConfirmation(), ...everyBooking()].filter(({ key }) => key !== moved?.lines[0]?.id)
    expect(count({ exact })).toMatchObject({ confirmedWrong: 1, settled: false })
    expect(differences(trade, { mailbox: everythingTaken(), exact, suppliers, exactCalls: 0 })).toEqual([
      expect.stringMatching(/^Order \d+ of \d+ to [a-z-]+: line 1, date in the books is 2026\d+ and should be 2026\d+$/),
    ])
  })

  test('an order that is not in the books is told', async () => {
    const unknown = await said(text => text.replace(`*${order?.orderNumber}*`, '*4711*'))
    expect(unknown).toEqual([`Order 4711 of ${order?.division} to ${order?.supplier} is not in the books`])
  })

  test('a booking for another amount, or of an invoice that nobody sent, is told', () => {
    const [first, ...rest] = everyBooking()
    if (!first || !order) throw new Error('a world with an invoice')
    const dearer = { ...first, changes: [{ resource: first.resource, key: first.key, set: { Amount: 0.01 } }] }
    const exact = [...everyConfirmation(), dearer, ...rest, booking(order, 'INVENTED-1')]
    expect(count({ exact }).bookedWrong).toBe(2)
    expect(differences(trade, { mailbox: [], exact, suppliers, exactCalls: 0 })).toEqual([
      expect.stringMatching(/^Invoice .*: amount is 0.01 and should be \d/),
      expect.stringMatching(/^Invoice .*invented1 was booked, but no supplier sent it$/),
    ])
  })
})

test('the records of three state directories are followed, a line that is being written left for later', () => {
  const directory = mkdtempSync(join(tmpdir(), 'totals-'))
  try {
    const records = followRecords({ mailbox: directory, exact: directory, suppliers: directory })
    expect(records(0)).toEqual({ mailbox: [], exact: [], suppliers: [], exactCalls: 0 })
    writeFileSync(join(directory, 'supplier-record.jsonl'), suppliers.map(entry => `${JSON.stringify(entry)}\n`).join(''))
    appendFileSync(join(directory, 'mailbox-record.jsonl'), '{"event":"rejected"}\n{"event":"exp')
    expect(records(5)).toEqual({ mailbox: [{ event: 'rejected' }], exact: [], suppliers, exactCalls: 5 })
    appendFileSync(join(directory, 'mailbox-record.jsonl'), 'orted"}\n')
    expect(records(5).mailbox).toEqual([{ event: 'rejected' }, { event: 'exported' }])
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
})
