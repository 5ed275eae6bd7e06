/**
 * What came of the trade, counted from the records that the three sides of the sandbox kept by themselves; the ledger of the loops is
 * not asked.
 */
import { invoicesBookedDifferently, ordersReadDifferently, promisesNotWritten } from './differences'
import { originalsAstray } from './originals'
import {
  type AcknowledgedByBuyer,
  acknowledgedByBuyer,
  answersTaken,
  editedByHand,
  invoicesBooked,
  invoicesSent,
  ordersUpdated,
  originalsDelivered,
  type Records,
  receiptDates,
  takenFromExport,
} from './records'
import { filesSent, type SentDocument, type SentFile, type SupplierEntry } from './suppliers/entries'
import { type Expected, expectedOf } from './suppliers/expected'
import { orderBook } from './suppliers/order-book'
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
  /** Groups of 855s, 865s, 856s and 810s that the buyer acknowledged with a 997. */
  readonly acknowledgedBack: number
  /** 997s of the buyer that reject a group, repeat themselves, or name a group that the supplier did not send. */
  readonly acknowledgedBackWrong: number
  /** Orders of which Exact accepted an update. */
  readonly confirmed: number
  /** Lines of these for which the books do not hold the day that the supplier promised. */
  readonly confirmedWrong: number
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

export function countTotals(world: World, records: Records): Totals {
  const { mailbox, exact, suppliers, exactCalls } = records
  const originals = originalsDelivered(suppliers)
  const taken = takenFromExport(mailbox)
  const sent = filesSent(suppliers)
  const answers = answersTaken(sent, taken)
  const needPerson = new Set(answers.filter(({ heldAs }) => heldAs !== undefined).map(({ order }) => order))
  const updated = ordersUpdated(exact)
  const booked = invoicesBooked(world, exact)
  const bookedNames = new Set(booked.map(({ name }) => name))
  const wrong = differencesIn(world, records)

  const isConfirmed = (order: Order) => updated.has(`${order.division}/${order.id}`)
  const isHeld = (order: Order) => needPerson.has(nameOf(order)) && !isConfirmed(order)
  const undelivered = world.orders.filter(order => !originals.has(nameOf(order))).length
  const unanswered = world.orders.filter(order => originals.has(nameOf(order)) && !isConfirmed(order) && !isHeld(order)).length
  const unbooked = invoicesSent(sent).filter(({ name }) => !bookedNames.has(name)).length
  const untaken = sent.filter(({ file }) => !taken.has(file)).length
  const unwritten = wrong.promises.length
  const rejected = mailbox.filter(({ event }) => event === 'rejected').length

  return {
    orders: world.orders.length,
    delivered: world.orders.length - undelivered,
    deliveredTwice: world.orders.filter(order => (originals.get(nameOf(order)) ?? 0) > 1).length,
    deliveredWrong: wrong.orders.length,
    acknowledged: sent.filter(({ file, documents }) => taken.has(file) && documents.some(({ set }) => set === '997')).length,
    ...countedBack(acknowledgedByBuyer(suppliers), sent),
    confirmed: world.orders.filter(isConfirmed).length,
    confirmedWrong: unwritten,
    held: world.orders.filter(isHeld).length,
    invoicesBooked: booked.length,
    bookedTwice: booked.length - bookedNames.size,
    bookedWrong: wrong.invoices.length,
    failed: rejected + undelivered + unanswered + unbooked,
    exactCalls,
    settled: undelivered + unanswered + unbooked + untaken + unwritten === 0 && nothingOwed(world, suppliers),
    expected: expectedOf(world),
  }
}

/** What `deliveredWrong`, `confirmedWrong` and `bookedWrong` count, in sentences, and originals of invoices that are not with their bookings. */
export function differences(world: World, records: Records): readonly string[] {
  const { orders, promises, invoices } = differencesIn(world, records)
  return [...orders, ...promises, ...invoices, ...originalsAstray(records.exact)]
}

/** What a person changed in the product is left out: the world does not know what the books say of it now. */
function differencesIn(world: World, { mailbox, exact, suppliers }: Records) {
  const sent = filesSent(suppliers)
  const [edited, updated] = [editedByHand(exact), ordersUpdated(exact)]
  const confirmed = world.orders.filter(
    ({ division, id, lines }) => updated.has(`${division}/${id}`) && !edited.has(id) && !lines.some(line => edited.has(line.id)),
  )
  const promises = answersTaken(sent, takenFromExport(mailbox)).filter(({ heldAs }) => heldAs === undefined)
  return {
    orders: ordersReadDifferently(world, suppliers, edited),
    promises: promisesNotWritten(confirmed, promises, receiptDates(exact)),
    invoices: invoicesBookedDifferently(invoicesSent(sent), invoicesBooked(world, exact)),
  }
}

function countedBack(acknowledged: readonly AcknowledgedByBuyer[], sent: readonly SentFile[]) {
  const answers = sent.filter(({ documents }) => documents.some(({ set }) => set !== '997'))
  const nameOfGroup = ({ division, supplier, controlNumber }: SentFile) => `${division}/${supplier}/${controlNumber}`
  const groups = new Set(answers.map(nameOfGroup))
  const faulty = new Set(answers.filter(({ documents }) => documents.every(isMeantToBeRejected)).map(nameOfGroup))
  const good = acknowledged.filter(({ verdict, group }) => groups.has(group) && (verdict === 'R') === faulty.has(group))
  const distinct = new Set(good.map(({ group }) => group)).size
  return { acknowledgedBack: distinct, acknowledgedBackWrong: acknowledged.length - distinct }
}

function isMeantToBeRejected(document: SentDocument): boolean {
  return document.set !== '997' && document.isRejected === true
}

/** The suppliers answered all they received and invoiced all they will deliver. */
function nothingOwed(world: World, suppliers: readonly SupplierEntry[]): boolean {
  const book = orderBook(world, 0)
  for (const entry of suppliers) book.learn(entry)
  return book.isSettled()
}

function nameOf({ division, supplier, orderNumber }: Order): string {
  return `${division}/${supplier}/${orderNumber}`
}
