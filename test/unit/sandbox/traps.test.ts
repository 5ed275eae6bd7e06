/** Every trap that the suppliers of the sandbox set, and what the loops make of it. @see docs/x12-traps.md */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { system } from '../../../lib/environment'
import { holdsAstray } from '../../../sandbox/holds'
import { filesSent, type SentFile, type SupplierEntry } from '../../../sandbox/suppliers/entries'
import { expectedAnswer } from '../../../sandbox/suppliers/expected'
import { followRecord } from '../../../sandbox/suppliers/record'
import { startSuppliers, supplierRecordName } from '../../../sandbox/suppliers/suppliers'
import { isBookable, type Trap } from '../../../sandbox/suppliers/traps/trap'
import { plainOrders, traps } from '../../../sandbox/suppliers/traps/traps'
import { type Order, world } from '../../../sandbox/world'
import { aBuyer } from './buyer'
import { mailboxInMemory, the850 } from './suppliers-mail'

const trade = world(11, 2000)
const shown = Map.groupBy(
  trade.orders.filter(order => expectedAnswer(trade.seed, order).kind === 'trap'),
  order => expectedAnswer(trade.seed, order).trap,
)

/** What comes back for an order, read by the buyer in the order in which it was sent. */
async function answersTo(order: Order): Promise<readonly SentFile[]> {
  const directory = mkdtempSync(join(tmpdir(), 'traps-'))
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }))
  const mailbox = mailboxInMemory()
  mailbox.accept(the850(trade, [order], { number: 101 }))
  const options = { world: trade, mailbox, directory, environment: system, invoiceDelaySeconds: 0, log: () => undefined }
  await startSuppliers(options).answerWaiting()
  return filesSent(followRecord<SupplierEntry>(join(directory, supplierRecordName))())
}

function orderWith(trap: Trap): Order {
  const [order] = shown.get(trap) ?? []
  if (!order) throw new Error(`no order shows ${trap.name}`)
  return order
}

test('every trap has a name of its own, and is shown by a trade of 2000 orders', () => {
  expect(traps.map(({ name }) => name).filter((name, n, names) => names.indexOf(name) < n)).toEqual([])
  expect(traps.filter(trap => !shown.has(trap)).map(({ name }) => name)).toEqual([])
})

test('the first orders of a trade are without traps', () => {
  const kinds = trade.orders.slice(0, plainOrders).map(order => expectedAnswer(trade.seed, order).kind)
  expect(kinds).not.toContain('trap')
})

test.each(traps.map(trap => [trap.name, trap] as const))(
  '%s is held under the reason that was meant, or passes',
  async (_, trap) => {
    const order = orderWith(trap)
    const sent = await answersTo(order)
    const buyer = await aBuyer(trade, [order])
    const rejected: string[] = []
    const numbers: string[] = []
    for (const file of sent) {
      const found = await buyer.read(file)
      rejected.push(...found.rejected)
      numbers.push(...bookedIn(found.writes))
    }
    expect(holdsAstray(trade, sent, await buyer.held())).toEqual([])
    const documents = sent.flatMap(({ documents: own }) => own)
    expect(rejected).toHaveLength(documents.filter(one => one.set !== '997' && one.isRejected).length)
    const invoices = sent.flatMap(file => (file.heldAs === undefined ? file.documents : [])).filter(({ set }) => set === '810')
    const bookable = invoices.flatMap(one => (one.set === '810' && isBookable(one) ? [one.number] : []))
    expect(numbers).toEqual(bookable)
    expect(expectedAnswer(trade.seed, order).invoices).toEqual(bookable)
  },
)

function bookedIn(writes: Awaited<ReturnType<Awaited<ReturnType<typeof aBuyer>>['read']>>['writes']): string[] {
  return writes
    .flatMap(each => each.writes)
    .flatMap(write =>
      write.action === 'create' && write.resource === 'purchase/PurchaseInvoices' ? [String(write.body['YourRef'])] : [],
    )
}
