/**
 * What came of the trade, counted from the records that the three sides of the sandbox kept by themselves; the ledger of the loops is
 * not asked.
 */
import { join } from 'node:path'
import { type Expected, expectedOf } from './suppliers/expected'
import { type InvoiceAmount, invoicesBookedDifferently, ordersReadDifferently } from './differences'
import { filesSent, ordersReceived, type SentFile, type SupplierEntry } from './suppliers/entries'
import { orderBook } from './suppliers/order-book'
import { followRecord } from './suppliers/record'
import { supplierRecordName } from './suppliers/suppliers'
import type { Order, World } from './world'

export interface Totals {
  /** Purchase orders of the world; all are open and approved. */
  readonly orders: number
  /** Orders whose 850 the importer accepted and whose own supplier read it. */
  readonly delivered: number
  /** Orders whose original was delivered more than once. */
  readonly deliveredTwice: number
  /** Differences between the orders as their suppliers read them and as the books hold them. */
  readonly deliveredWrong: number
  /** 997s of suppliers that the reader took out of Export. */
  readonly acknowledged: number
  /** Orders of which Exact accepted an update. */
  readonly confirmed: number
  /** Orders whose answer needs a person, was taken out of Export, and left no trace in Exact. */
  readonly held: number
  /** Purchase invoices and purchase entries that Exact accepted. */
  readonly invoicesBooked: number
  /** Of these, those that repeat supplier and number of another. */
  readonly bookedTwice: number
  /** Bookings for another amount than was invoiced, or of an invoice that nobody sent. */
  readonly bookedWrong: number
  /** Rejected files, orders not delivered, answers not written, invoices not booked: means something once all is settled. */
  readonly failed: number
  readonly exactCalls: number
  /** Nothing more is to come: every order delivered, every answer taken and written or held, every invoice booked. */
  readonly settled: boolean
  /** What the world alone says must come of it, when each order is sent once as it stands. */
  readonly expected: Expected
}

/** Lines of `mailbox-record.jsonl`, as far as they are counted. */
export interface MailboxLine {
  readonly event: string
  readonly direction?: 'Export' | 'Import'
  readonly name?: string
  /** Of a removed or renamed file: where it was. */
  readonly path?: string
}

/** Lines of `exact-record.jsonl`, as far as they are counted. */
export interface ExactLine {
  readonly division: number
  readonly resource: string
  readonly action: string
  readonly key: string
  readonly body: unknown
  /** Rows as they were made or changed. */
  readonly changes?: readonly ExactChange[]
}

export interface ExactChange {
  readonly resource: string
  readonly key: string
  readonly set: Readonly<Record<string, unknown>> | null
}

export interface Records {
  readonly mailbox: readonly MailboxLine[]
  readonly exact: readonly ExactLine[]
  readonly suppliers: readonly SupplierEntry[]
  readonly exactCalls: number
}

/** Follows the records in three state directories; each call gives what they hold by then. */
export function followRecords(directories: {
  mailbox: string
  exact: string
  suppliers: string
}): (exactCalls: number) => Records {
  const mailbox = followRecord<MailboxLine>(join(directories.mailbox, 'mailbox-record.jsonl'))
  const exact = followRecord<ExactLine>(join(directories.exact, 'exact-record.jsonl'))
  const suppliers = followRecord<SupplierEntry>(join(directories.suppliers, supplierRecordName))
  return exactCalls => ({ mailbox: mailbox(), exact: exact(), suppliers: suppliers(), exactCalls })
}

export function countTotals(world: World, { mailbox, exact, suppliers, exactCalls }: Records): Totals {
  const originals = originalsDelivered(suppliers)
  const taken = takenFromExport(mailbox)
  const sent = filesSent(suppliers)
  const answers = lastAnswers(sent, taken)
  const updated = new Set(exact.filter(isOrderUpdate).map(({ division, key }) => `${division}/${key}`))
  const booked = invoicesBooked(world, exact)
  const invoiced = invoicesSent(sent)
  const bookedNames = new Set(booked.map(({ name }) => name))

  const isConfirmed = (order: Order) => updated.has(`${order.division}/${order.id}`)
  const isHeld = (order: Order) => answers.get(nameOf(order)) === 'needs-a-person' && !isConfirmed(order)
  const undelivered = world.orders.filter(order => !originals.has(nameOf(order))).length
  const unanswered = world.orders.filter(order => originals.has(nameOf(order)) && !isConfirmed(order) && !isHeld(order)).length
  const unbooked = invoiced.filter(({ name }) => !bookedNames.has(name)).length
  const untaken = sent.filter(({ file }) => !taken.has(file)).length
  const rejected = mailbox.filter(({ event }) => event === 'rejected').length

  return {
    orders: world.orders.length,
    delivered: world.orders.length - undelivered,
    deliveredTwice: world.orders.filter(order => (originals.get(nameOf(order)) ?? 0) > 1).length,
    deliveredWrong: ordersReadDifferently(world, suppliers, editedByHand(exact)).length,
    acknowledged: sent.filter(({ file, documents }) => taken.has(file) && documents.some(({ set }) => set === '997')).length,
    confirmed: world.orders.filter(isConfirmed).length,
    held: world.orders.filter(isHeld).length,
    invoicesBooked: booked.length,
    bookedTwice: booked.length - bookedNames.size,
    bookedWrong: invoicesBookedDifferently(invoiced, booked).length,
    failed: rejected + undelivered + unanswered + unbooked,
    exactCalls,
    settled: undelivered + unanswered + unbooked + untaken === 0 && nothingOwed(world, suppliers),
    expected: expectedOf(world),
  }
}

/** What `deliveredWrong` and `bookedWrong` count, in sentences. */
export function differences(world: World, { exact, suppliers }: Records): readonly string[] {
  return [
    ...ordersReadDifferently(world, suppliers, editedByHand(exact)),
    ...invoicesBookedDifferently(invoicesSent(filesSent(suppliers)), invoicesBooked(world, exact)),
  ]
}

/** How often the original of each order reached its own supplier. */
function originalsDelivered(suppliers: readonly SupplierEntry[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const { division, supplier, order } of ordersReceived(suppliers)) {
    if (order.purpose !== '00') continue
    const name = `${division}/${supplier}/${order.number}`
    counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  return counts
}

/** Names of files that the reader moved or removed. */
function takenFromExport(mailbox: readonly MailboxLine[]): ReadonlySet<string> {
  const places = mailbox.flatMap(({ event, path }) =>
    (event === 'removed' || event === 'renamed') && path !== undefined ? [path] : [],
  )
  return new Set(places.flatMap(path => (/\/Export\//.test(path) ? [path.slice(path.lastIndexOf('/') + 1)] : [])))
}

/** By order, what its latest 855 that was taken asks for. */
function lastAnswers(
  sent: readonly SentFile[],
  taken: ReadonlySet<string>,
): ReadonlyMap<string, 'needs-a-person' | 'can-be-written'> {
  const answers = new Map<string, 'needs-a-person' | 'can-be-written'>()
  for (const { file, division, supplier, documents } of sent) {
    for (const document of documents) {
      if (document.set !== '855' || !taken.has(file)) continue
      answers.set(`${division}/${supplier}/${document.order}`, document.needsAPerson ? 'needs-a-person' : 'can-be-written')
    }
  }
  return answers
}

function invoicesSent(sent: readonly SentFile[]): readonly InvoiceAmount[] {
  return sent.flatMap(({ division, supplier, documents }) =>
    documents.flatMap(document =>
      document.set === '810' ? [{ name: `${division}/${supplier}/${normalised(document.number)}`, amount: document.total }] : [],
    ),
  )
}

function isOrderUpdate({ action, resource }: ExactLine): boolean {
  return action === 'update' && resource.toLowerCase() === 'purchaseorder/purchaseorders'
}

/** Keys of what a person changed in the product, not through the API. */
function editedByHand(exact: readonly ExactLine[]): ReadonlySet<string> {
  return new Set(exact.flatMap(({ action, key }) => (action === 'edit' ? [key] : [])))
}

/** Where a booked invoice keeps its amount with tax. @see reference exact-online.md §7.6, §7.7 */
const amountProperty: Readonly<Record<string, string>> = {
  'purchase/purchaseinvoices': 'Amount',
  'purchaseentry/purchaseentries': 'AmountFC',
}

/** Named like the invoices that were sent. A booking for an account that no supplier has is named by the account's GUID. */
function invoicesBooked(world: World, exact: readonly ExactLine[]): readonly InvoiceAmount[] {
  const keys = new Map(
    world.suppliers.flatMap(({ key, accounts }) => accounts.map(({ division, id }) => [`${division}/${id}`, key])),
  )
  return exact.flatMap(({ division, action, resource, key, body, changes = [] }) => {
    const property = amountProperty[resource.toLowerCase()]
    if (action !== 'create' || property === undefined) return []
    const account = text(body, 'Supplier').toLowerCase()
    const name = `${division}/${keys.get(`${division}/${account}`) ?? account}/${normalised(text(body, 'YourRef'))}`
    const made = changes
      .filter(change => change.resource === resource && change.key === key)
      .flatMap(({ set }) => set?.[property] ?? [])
    return [{ name, amount: figure(made.at(-1)) }]
  })
}

function text(body: unknown, property: string): string {
  const value: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, property) : undefined
  return typeof value === 'string' ? value : ''
}

function figure(value: unknown): string {
  return typeof value === 'number' ? String(value) : '0'
}

/** Letters and digits only: `inv-7.001` and `INV 7001` are the same invoice. */
function normalised(number: string): string {
  return number.toLowerCase().replaceAll(/[^a-z0-9]/g, '')
}

/** The suppliers answered all they received and invoiced all they will deliver. */
function nothingOwed(world: World, suppliers: readonly SupplierEntry[]): boolean {
  const book = orderBook(world.seed, 0)
  for (const entry of suppliers) book.learn(entry)
  return book.isSettled()
}

function nameOf({ division, supplier, orderNumber }: Order): string {
  return `${division}/${supplier}/${orderNumber}`
}
