/** Every trap that the suppliers of the sandbox set, and what the loops make of it. @see docs/x12-traps.md */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { system } from '../../../lib/environment'
import { dictionaries } from '../../../lib/x12/dictionary/index'
import { holdsAstray } from '../../../sandbox/holds'
import { filesSent, type SentFile, type SupplierEntry } from '../../../sandbox/suppliers/entries'
import { expectedAnswer } from '../../../sandbox/suppliers/expected'
import { type Matching, matchingOf } from '../../../sandbox/suppliers/habits'
import { followRecord } from '../../../sandbox/suppliers/record'
import { together } from '../../../sandbox/suppliers/together'
import { startSuppliers, supplierRecordName } from '../../../sandbox/suppliers/suppliers'
import { isBookable, type Trap } from '../../../sandbox/suppliers/traps/trap'
import { plainOrders, traps } from '../../../sandbox/suppliers/traps/traps'
import { type Order, world } from '../../../sandbox/world'
import { aBuyer } from './buyer'
import { mailboxInMemory, the850 } from './suppliers-mail'

const trade = world(11, 2000)
const shown = Map.groupBy(
  trade.orders.filter(order => expectedAnswer(trade, order).kind === 'trap'),
  order => expectedAnswer(trade, order).trap,
)

/** The order, and the one that is invoiced with it. */
function withOther(order: Order): readonly Order[] {
  const other = together(trade).otherOf(order.division, String(order.orderNumber))
  return [order, ...trade.orders.filter(one => one.division === order.division && String(one.orderNumber) === other)]
}

/** What comes back for orders, read by the buyer in the order in which it was sent. */
async function answersTo(orders: readonly Order[]): Promise<readonly SentFile[]> {
  const directory = mkdtempSync(join(tmpdir(), 'traps-'))
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }))
  const mailbox = mailboxInMemory()
  mailbox.accept(the850(trade, orders, { number: 101 }))
  const options = { world: trade, mailbox, directory, environment: system, invoiceDelaySeconds: 0, log: () => undefined }
  const suppliers = startSuppliers(options)
  // Some announce what they invoice only then.
  for (const _time of [1, 2]) await suppliers.answerWaiting()
  return filesSent(followRecord<SupplierEntry>(join(directory, supplierRecordName))())
}

/** One order for each way in which invoices are matched, of those that show the trap. */
function ordersWith(trap: Trap): readonly (readonly [Matching, Order])[] {
  const groups = Map.groupBy(shown.get(trap) ?? [], order => matchingOf(trade, order.supplier))
  return [...groups].flatMap(([matching, [order]]) => (order ? [[matching, order] as const] : []))
}

const cases = traps.flatMap(trap => ordersWith(trap).map(([matching, order]) => [trap.name, matching, order] as const))

test('every trap has a name of its own, and is shown by a trade of 2000 orders', () => {
  expect(traps.map(({ name }) => name).filter((name, n, names) => names.indexOf(name) < n)).toEqual([])
  expect(traps.filter(trap => !shown.has(trap)).map(({ name }) => name)).toEqual([])
})

test('the first orders of a trade are without traps', () => {
  const kinds = trade.orders.slice(0, plainOrders).map(order => expectedAnswer(trade, order).kind)
  expect(kinds).not.toContain('trap')
})

test('invoices of a large trade are matched in every way, each with traps of its own', () => {
  const ways = new Set(cases.map(([, matching]) => matching))
  expect(ways).toEqual(new Set(['two-way', 'ship-notices', 'goods-receipts']))
  for (const way of ways)
    for (const set of ['855', '856', '810'])
      expect(traps.filter(trap => trap.set === set && ordersWith(trap).some(([own]) => own === way)).length).toBeGreaterThan(5)
})

test.each(cases)('%s, matched by %s, is held under the reason that was meant, or passes', async (_name, _matching, order) => {
  const sent = await answersTo(withOther(order))
  const buyer = await aBuyer(trade, withOther(order))
  const rejected: string[] = []
  const numbers: string[] = []
  for (const file of sent) {
    const found = await buyer.read(file)
    rejected.push(...found.rejected)
    numbers.push(...bookedIn(found.writes))
  }
  for (const _look of [1, 2]) numbers.push(...bookedIn(await buyer.lookAgain()))
  expect(holdsAstray(trade, sent, await buyer.held())).toEqual([])
  const documents = sent.flatMap(({ documents: own }) => own)
  expect(rejected).toHaveLength(documents.filter(one => one.set !== '997' && one.isRejected).length)
  const invoices = sent.flatMap(file => (file.heldAs === undefined ? file.documents : [])).filter(({ set }) => set === '810')
  const bookable = invoices.flatMap(one => (one.set === '810' && isBookable(one) ? [one.number] : []))
  expect(numbers.toSorted()).toEqual(bookable.toSorted())
  expect(expectedAnswer(trade, order).invoices).toEqual(bookable)
})

test('suppliers send every code of a verdict, of a line, of a change and of a type, in each set that has it', async () => {
  const sent = (
    await Promise.all(traps.flatMap(trap => ordersWith(trap).slice(0, 1)).map(([, order]) => answersTo([order])))
  ).flat()
  const said = sent.flatMap(({ text }) => codesIn(text))
  const { elements } = dictionaries['004010']
  const complete = (element: string) => {
    const { codes = {}, codesOnly005010 = [] } = elements[element] ?? {}
    return Object.keys(codes).filter(code => !codesOnly005010.includes(code))
  }
  const missing = [
    ['855 BAK02', '587'],
    ['855 ACK01', '668'],
    ['865 BCA02', '587'],
    ['865 ACK01', '668'],
    ['865 POC02', '670'],
  ].flatMap(([place = '', element = '']) => complete(element).map(code => `${place} ${code}`))
  expect(missing.length).toBeGreaterThan(100)
  expect(missing.filter(one => !said.includes(one))).toEqual([])
})

/** Set, place and code, of the elements that a test may ask for. */
function codesIn(text: string): string[] {
  const places: Readonly<Record<string, number>> = { BAK: 2, BCA: 2, ACK: 1, POC: 2 }
  let set = ''
  return text.split(text.charAt(105)).flatMap(segment => {
    const [tag = '', ...elements] = segment.split(text.charAt(3))
    if (tag === 'ST') set = elements[0] ?? ''
    const place = places[tag]
    return place === undefined ? [] : [`${set} ${tag}0${place} ${elements[place - 1] ?? ''}`]
  })
}

function bookedIn(writes: Awaited<ReturnType<Awaited<ReturnType<typeof aBuyer>>['read']>>['writes']): string[] {
  return writes
    .flatMap(each => each.writes)
    .flatMap(write =>
      write.action === 'create' && write.resource === 'purchase/PurchaseInvoices' ? [String(write.body['YourRef'])] : [],
    )
}
