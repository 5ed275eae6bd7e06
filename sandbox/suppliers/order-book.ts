/**
 * What the suppliers owe: acknowledgments at once, invoices when a delivery is due. It is learnt from the record alone, so after a
 * kill the same record gives the same debts.
 */
import type { Decimal } from 'decimal.js'
import { decimal, decimalText, type Division, type Instant } from '../../lib/documents/value'
import { answerTo, type Delivery, type Trade } from './answer'
import type { World } from '../world'
import type { ReceivedGroup, ReceivedInterchange, SentDocument, SentFile, SupplierEntry } from './entries'
import { type ReceivedChange, type ReceivedOrder, withChange } from './order'
import { together } from './together'

export interface OrderBook {
  learn(entry: SupplierEntry): void
  /** Whether a file of the mailbox was read before. */
  hasRead(file: string): boolean
  acknowledgmentsOwed(): readonly AcknowledgmentOwed[]
  /** Deliveries whose invoice is due, the oldest order first. */
  invoicesOwed(now: Date): readonly InvoiceOwed[]
  /** Whether a file of this name was ever written down. */
  hasWritten(file: string): boolean
  /** Written down to be sent, but not known to have been dropped. */
  unsent(): readonly SentFile[]
  nextControlNumber(division: Division, supplier: string): number
  /** No acknowledgment is owed, no invoice is outstanding, now or later, and every file was dropped. */
  isSettled(): boolean
}

export type AcknowledgmentOwed = {
  readonly file: string
  readonly division: Division
  readonly supplier: string
  readonly usage: string
} & (
  | { readonly set: '997'; readonly group: ReceivedGroup }
  | {
      readonly set: '855'
      readonly order: ReceivedOrder
      readonly first: ReceivedOrder
      readonly version: number
      /** The 860 to be answered, by an 865; the order is as that left it. */
      readonly change?: ReceivedChange
    }
)

export interface InvoiceOwed {
  readonly division: Division
  readonly supplier: string
  readonly usage: string
  readonly order: ReceivedOrder
  readonly delivery: Delivery
  /** Counts the invoices of the order from 1. */
  readonly sequence: number
  /** What is on the invoice of another order, and is invoiced with it. */
  readonly beside?: { readonly order: ReceivedOrder; readonly delivery: Delivery }
}

/** An order as its supplier knows it. */
interface KnownOrder {
  readonly trade: Trade
  readonly usage: string
  readonly first: ReceivedOrder
  readonly current: ReceivedOrder
  readonly version: number
  readonly cancelled: boolean
  readonly receivedAt: Instant
  readonly invoices: number
  /** Of them, those of the current version. */
  readonly invoicesOfVersion: number
  readonly invoiced: ReadonlyMap<string, Decimal>
}

export function orderBook(world: World, invoiceDelaySeconds: number): OrderBook {
  const { seed } = world
  const { otherOf, isOnAnother } = together(world)
  const read = new Set<string>()
  const orders = new Map<string, KnownOrder>()
  const outstanding = new Set<string>()
  const acknowledgments = new Map<string, AcknowledgmentOwed>()
  const unsent = new Map<string, SentFile>()
  const controlNumbers = new Map<string, number>()
  const written = new Set<string>()

  function know(key: string, order: KnownOrder): void {
    const { trade, current } = order
    orders.set(key, order)
    if (deliveriesLeft(order).length > 0 && !isOnAnother(trade.division, current.number)) outstanding.add(key)
    else outstanding.delete(key)
  }

  function received({ controlNumber, usage, division, supplier, groups }: ReceivedInterchange, at: Instant): void {
    groups.forEach((group, index) => {
      if (group.functionalId === 'FA') return
      owe({ set: '997', file: `997-${supplier}-${division}-${controlNumber}-${index + 1}.edi`, division, supplier, usage, group })
      for (const { order, change } of group.sets) {
        const trade = { seed, division, supplier }
        const known = change && orders.get(keyOf(division, supplier, change.number))
        if (order) answer(order, trade, usage, at)
        // A change of an order that never came, or that was cancelled, gets a 997 only.
        if (change && known && !known.cancelled) answer(withChange(known.current, change), trade, usage, at, change)
      }
    })
  }

  function answer(order: ReceivedOrder, trade: Trade, usage: string, receivedAt: Instant, change?: ReceivedChange): void {
    const { division, supplier } = trade
    const key = keyOf(division, supplier, order.number)
    const before = orders.get(key)
    if (!asksForAnAnswer(order, before)) return
    const [first, version] = [before?.first ?? order, (before?.version ?? 0) + 1]
    know(key, {
      trade,
      usage,
      first,
      current: order,
      version,
      cancelled: order.purpose === '01',
      receivedAt,
      invoices: before?.invoices ?? 0,
      invoicesOfVersion: 0,
      invoiced: before?.invoiced ?? new Map(),
    })
    owe({
      set: '855',
      file: `${change ? '865' : '855'}-${supplier}-${division}-${order.number}-${version}.edi`,
      division,
      supplier,
      usage,
      order,
      first,
      version,
      ...(change && { change }),
    })
  }

  function owe(acknowledgment: AcknowledgmentOwed): void {
    acknowledgments.set(acknowledgment.file, acknowledgment)
  }

  function sent({ division, supplier }: SentFile, document: SentDocument): void {
    if (document.set !== '810') return
    const key = keyOf(division, supplier, document.order)
    const order = orders.get(key)
    if (!order) return
    const invoiced = new Map(order.invoiced)
    for (const [line, quantity] of Object.entries(document.quantities)) {
      invoiced.set(line, decimal(quantity).plus(invoiced.get(line) ?? 0))
    }
    know(key, { ...order, invoices: order.invoices + 1, invoicesOfVersion: order.invoicesOfVersion + 1, invoiced })
  }

  return {
    learn: entry => {
      if (entry.event === 'received') {
        read.add(entry.file)
        for (const interchange of entry.interchanges) received(interchange, entry.at)
      } else if (entry.event === 'dropped') unsent.delete(entry.file)
      else {
        unsent.set(entry.file, entry)
        written.add(entry.file)
        acknowledgments.delete(entry.file)
        const counted = `${entry.division}/${entry.supplier}`
        controlNumbers.set(counted, Math.max(entry.controlNumber, controlNumbers.get(counted) ?? 0))
        for (const document of entry.documents) sent(entry, document)
      }
    },
    hasRead: file => read.has(file),
    acknowledgmentsOwed: () => [...acknowledgments.values()],
    invoicesOwed: now =>
      [...outstanding].flatMap(key => {
        const order = orders.get(key)
        if (!order) return []
        const { division, supplier } = order.trade
        const otherNumber = otherOf(division, order.current.number)
        const other = otherNumber === undefined ? undefined : orders.get(keyOf(division, supplier, otherNumber))
        // It waits for the order that it is invoiced with.
        if (otherNumber !== undefined && other === undefined) return []
        const [otherDelivery] = other ? deliveriesLeft(other) : []
        return deliveriesLeft(order).flatMap((delivery, index) => {
          const due = Date.parse(order.receivedAt) + (order.invoicesOfVersion + index + 1) * invoiceDelaySeconds * 1000
          if (now.getTime() < due) return []
          return [
            {
              division,
              supplier,
              usage: order.usage,
              order: order.current,
              delivery,
              sequence: order.invoices + index + 1,
              ...(other && otherDelivery && { beside: { order: other.current, delivery: otherDelivery } }),
            },
          ]
        })
      }),
    hasWritten: file => written.has(file),
    unsent: () => [...unsent.values()],
    nextControlNumber: (division, supplier) => (controlNumbers.get(`${division}/${supplier}`) ?? 0) + 1,
    isSettled: () => acknowledgments.size === 0 && outstanding.size === 0 && unsent.size === 0,
  }
}

/** Purpose 00 opens an order, 05 opens or replaces it, 04 replaces it, 01 ends it. All else, and an original that repeats, gets a 997 only. */
function asksForAnAnswer({ purpose }: ReceivedOrder, before: KnownOrder | undefined): boolean {
  if (purpose === '01') return before !== undefined
  if (purpose === '04') return before !== undefined && !before.cancelled
  return purpose === '05' || (purpose === '00' && before === undefined)
}

/** What is still to come and to be invoiced. After a revision of a partly invoiced order: one delivery of whatever is left. */
function deliveriesLeft(order: KnownOrder): readonly Delivery[] {
  if (order.cancelled) return []
  const { deliveries } = answerTo(order.trade, order.current, order.first)
  if (order.invoices === order.invoicesOfVersion) return deliveries.slice(order.invoicesOfVersion)
  const date = deliveries.at(-1)?.date ?? ''
  const lines = order.current.lines.flatMap(line => {
    const planned = deliveries.flatMap(delivery => delivery.lines.filter(part => part.line.number === line.number))
    const total = planned.reduce((sum, part) => sum.plus(part.quantity), decimal(0))
    const left = total.minus(order.invoiced.get(line.number) ?? 0)
    return left.greaterThan(0) ? [{ line, quantity: decimalText(left) }] : []
  })
  return lines.length === 0 ? [] : [{ date, lines }]
}

/** The same number occurs in several divisions. */
function keyOf(division: Division, supplier: string, orderNumber: string): string {
  return `${division}/${supplier}/${orderNumber}`
}
