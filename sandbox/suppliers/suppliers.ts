/**
 * The suppliers of the world: each 850 or 860 that the mailbox's importer accepted gets a 997 and an 855 or 865 at once, and invoices
 * when the deliveries are due, of some suppliers with an 856 before each. They read and write X12 by themselves, so that they judge lib/x12 rather than repeat it.
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate as immediate } from 'node:timers/promises'
import type { Environment } from '../../lib/environment'
import type { World } from '../world'
import { correspondence } from './correspondence'
import type { SentFile, SupplierEntry } from './entries'
import { type Expected, expectedOf } from './expected'
import { habitsOf, matchingOf } from './habits'
import { received } from './intake'
import { type InvoiceOwed, orderBook } from './order-book'
import { openRecord } from './record'
import { trapOf } from './traps/traps'

/** The mailbox as the network shows it to suppliers. */
export interface SuppliersMailbox {
  /** Files that the importer accepted, the oldest first. */
  accepted(): readonly { readonly id: string; readonly bytes: () => Buffer }[]
  /** Whether a file of this name was ever put into Export. */
  wasExported(name: string): boolean
  exportFile(name: string, bytes: Buffer): void | Promise<void>
}

export interface SuppliersOptions {
  readonly world: World
  readonly mailbox: SuppliersMailbox
  /** Holds `supplier-record.jsonl`. */
  readonly directory: string
  readonly environment: Environment
  /** From the order to its first invoice, and from one delivery to the next; 0 sends all at once. */
  readonly invoiceDelaySeconds: number
  readonly log: (line: string) => void
}

export interface Suppliers {
  /** Reads what came, drops what is due; the number of files dropped. */
  answerWaiting(): Promise<number>
  /** Nothing is owed, now or later. */
  isSettled(): boolean
  /** What must come of every order of the world. */
  expected(): Expected
  close(): Promise<void>
}

export const supplierRecordName = 'supplier-record.jsonl'

export function startSuppliers({
  world,
  mailbox,
  directory,
  environment,
  invoiceDelaySeconds,
  log,
}: SuppliersOptions): Suppliers {
  mkdirSync(directory, { recursive: true })
  const book = orderBook(world, invoiceDelaySeconds)
  const write = correspondence(world)
  const record = openRecord<SupplierEntry>(join(directory, supplierRecordName), entry => book.learn(entry))
  let turn: Promise<unknown> = Promise.resolve()
  let closed = false

  function readAccepted(): void {
    for (const { id, bytes } of mailbox.accepted()) {
      if (book.hasRead(id)) continue
      const entry = received(id, bytes().toString('utf8'), world, environment.now().toISOString())
      record(entry)
      for (const stranger of entry.strangers) log(`No supplier takes ${stranger}`)
    }
  }

  function writeWhatIsOwed(): void {
    const now = environment.now()
    for (const owed of book.acknowledgmentsOwed()) {
      record(write.acknowledgment(owed, book.nextControlNumber(owed.division, owed.supplier), now))
    }
    for (const together of bundled(book.invoicesOwed(now), world)) {
      const [{ division, supplier }] = together
      const announced = together.map(owed => {
        const files = [write.wish, write.shipNotice].flatMap(writeBefore => {
          const sent = writeBefore(owed, book.nextControlNumber(division, supplier), now)
          if (!sent || book.hasWritten(sent.file)) return []
          record(sent)
          return [sent]
        })
        return files.some(({ documents }) => documents.some(({ set }) => set === '856'))
      })
      // Where goods have to be announced before they are invoiced, the invoice comes the next time.
      if (announced.includes(true) && matchingOf(world, supplier) !== 'two-way') continue
      record(write.invoices(together, book.nextControlNumber(division, supplier), now))
    }
  }

  /** A drop whose line was lost in a kill is not repeated when the mailbox saw it: the reader may have taken the file already. */
  async function drop({ file, text }: SentFile): Promise<void> {
    if (!mailbox.wasExported(file)) await mailbox.exportFile(file, Buffer.from(text, 'utf8'))
    record({ event: 'dropped', at: environment.now().toISOString(), file })
  }

  async function answer(): Promise<number> {
    if (closed) return 0
    readAccepted()
    writeWhatIsOwed()
    const waiting = book.unsent()
    for (const file of waiting) {
      await drop(file)
      // The mailbox and the offline Exact Online share this process: they answer in between.
      await immediate()
    }
    return waiting.length
  }

  return {
    answerWaiting: () => {
      const next = turn.then(answer)
      turn = next.catch(() => undefined)
      return next
    },
    isSettled: () => book.isSettled(),
    expected: () => expectedOf(world),
    close: async () => {
      closed = true
      await turn
    },
  }
}

/** Invoices by supplier and division; a supplier that is in the habit sends several in one interchange, if there is no trap in it. */
function bundled(owed: readonly InvoiceOwed[], world: World): readonly (readonly [InvoiceOwed, ...InvoiceOwed[]])[] {
  const bundles = new Map<string, [InvoiceOwed, ...InvoiceOwed[]][]>()
  for (const invoice of owed) {
    const alone = trapOf(invoice.division, invoice.order) ? `/${invoice.order.number}` : ''
    const key = `${invoice.division}/${invoice.supplier}/${invoice.usage}${alone}`
    const supplier = world.suppliers.find(one => one.key === invoice.supplier)
    const most = supplier ? habitsOf(world, supplier).invoicesTogether : 1
    const before = bundles.get(key) ?? []
    const last = before.at(-1)
    if (last && last.length < most) last.push(invoice)
    else bundles.set(key, [...before, [invoice]])
  }
  return [...bundles.values()].flat()
}
