/** What the three sides of the sandbox wrote down, and what can be read from it by itself. */
import { join } from 'node:path'
import type { InvoiceAmount, Promised } from './differences'
import { ordersReceived, type SentFile, type SupplierEntry } from './suppliers/entries'
import { followRecord } from './suppliers/record'
import { isBookable } from './suppliers/traps/trap'
import { supplierRecordName } from './suppliers/suppliers'
import type { World } from './world'

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

/** How often the original of each order reached its own supplier. */
export function originalsDelivered(suppliers: readonly SupplierEntry[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const { division, supplier, order } of ordersReceived(suppliers)) {
    if (order.purpose !== '00') continue
    const name = `${division}/${supplier}/${order.number}`
    counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  return counts
}

/** What a 997 of the buyer says of one group. */
export interface AcknowledgedByBuyer {
  /** Division, supplier and control number of the group. */
  readonly group: string
  /** AK901. */
  readonly verdict: string
}

export function acknowledgedByBuyer(suppliers: readonly SupplierEntry[]): readonly AcknowledgedByBuyer[] {
  return suppliers
    .flatMap(entry => (entry.event === 'received' ? entry.interchanges : []))
    .flatMap(({ division, supplier, groups }) =>
      groups.flatMap(({ acknowledged }) =>
        acknowledged.map(({ groupControlNumber, verdict }) => ({
          group: `${division}/${supplier}/${Number(groupControlNumber)}`,
          verdict,
        })),
      ),
    )
}

/** Names of files that the reader moved or removed. */
export function takenFromExport(mailbox: readonly MailboxLine[]): ReadonlySet<string> {
  const places = mailbox.flatMap(({ event, path }) =>
    (event === 'removed' || event === 'renamed') && path !== undefined ? [path] : [],
  )
  return new Set(places.flatMap(path => (/\/Export\//.test(path) ? [path.slice(path.lastIndexOf('/') + 1)] : [])))
}

/** By order, the latest 855 or 865 that was taken. */
export function answersTaken(
  sent: readonly SentFile[],
  taken: ReadonlySet<string>,
): readonly (Promised & { readonly heldAs: string | undefined })[] {
  const answers = sent
    .filter(({ file }) => taken.has(file))
    .flatMap(({ division, supplier, documents }) =>
      documents.flatMap(document => {
        if (document.set !== '855' && document.set !== '865') return []
        return [{ order: `${division}/${supplier}/${document.order}`, days: document.promised, heldAs: document.heldAs }]
      }),
    )
  return [...new Map(answers.map(answer => [answer.order, answer])).values()]
}

/** Those that have to be booked. */
export function invoicesSent(sent: readonly SentFile[]): readonly InvoiceAmount[] {
  return sent.flatMap(({ division, supplier, documents, heldAs }) =>
    documents.flatMap(document =>
      document.set === '810' && heldAs === undefined && isBookable(document)
        ? [{ name: `${division}/${supplier}/${normalised(document.number)}`, amount: document.total }]
        : [],
    ),
  )
}

/** Division and key of every order of which an update was accepted. */
export function ordersUpdated(exact: readonly ExactLine[]): ReadonlySet<string> {
  const updates = exact.filter(
    ({ action, resource }) => action === 'update' && resource.toLowerCase() === 'purchaseorder/purchaseorders',
  )
  return new Set(updates.map(({ division, key }) => `${division}/${key}`))
}

/** Receipt date by key of the order line, where it was changed. Dates are stored as milliseconds of the wall clock. */
export function receiptDates(exact: readonly ExactLine[]): ReadonlyMap<string, string> {
  const changes = exact
    .flatMap(line => line.changes ?? [])
    .filter(({ resource }) => resource === 'purchaseorder/PurchaseOrderLines')
  return new Map(
    changes.flatMap(({ key, set }) => {
      const date = set?.['ReceiptDate']
      return typeof date === 'number' ? [[key, new Date(date).toISOString().slice(0, 10)] as const] : []
    }),
  )
}

/** Keys of what a person changed in the product, not through the API. */
export function editedByHand(exact: readonly ExactLine[]): ReadonlySet<string> {
  return new Set(exact.flatMap(({ action, key }) => (action === 'edit' ? [key] : [])))
}

/** Where a booked invoice keeps its amount with tax. @see reference exact-online.md §7.6, §7.7 */
const amountProperty: Readonly<Record<string, string>> = {
  'purchase/purchaseinvoices': 'Amount',
  'purchaseentry/purchaseentries': 'AmountFC',
}

/** Named like the invoices that were sent. A booking for an account that no supplier has is named by the account's GUID. */
export function invoicesBooked(world: World, exact: readonly ExactLine[]): readonly InvoiceAmount[] {
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

export function text(body: unknown, property: string): string {
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
