/**
 * Where a document arrived, but says something else than it should: an order that its supplier read differently from the books, a
 * promise that the books do not repeat, an invoice that was booked for another amount than was sent. One sentence for each.
 */
import { decimal } from '../lib/documents/value'
import { ordersReceived, type SupplierEntry } from './suppliers/entries'
import type { ReceivedLine, ReceivedOrder } from './suppliers/order'
import type { Company, Order, OrderLine, World } from './world'

/** Orders that a person edited in the books are left out: the world does not know what they say now. */
export function ordersReadDifferently(
  world: World,
  suppliers: readonly SupplierEntry[],
  edited: ReadonlySet<string>,
): readonly string[] {
  const orders = new Map(world.orders.map(order => [`${order.division}/${order.supplier}/${order.orderNumber}`, order]))
  return ordersReceived(suppliers).flatMap(({ division, supplier, order: received }) => {
    const order = orders.get(`${division}/${supplier}/${received.number}`)
    const company = world.companies.find(one => one.division === division)
    const name = `Order ${received.number} of ${division} to ${supplier}`
    if (!order || !company) return [`${name} is not in the books`]
    if (received.purpose !== '00' || edited.has(order.id) || order.lines.some(({ id }) => edited.has(id))) return []
    return differencesOf(order, received, company).map(difference => `${name}: ${difference}`)
  })
}

function differencesOf(order: Order, received: ReceivedOrder, company: Company): readonly string[] {
  return [
    ...unequal('order date', received.date, plain(order.orderDate)),
    ...unequal('currency', received.currency, order.currency),
    ...unequal('number of lines', String(received.lines.length), String(order.lines.length)),
    ...order.lines.flatMap(line => {
      const found = received.lines.find(({ number }) => number === String(line.lineNumber))
      return found ? lineDifferences(line, found, received, company) : [`line ${line.lineNumber} is missing`]
    }),
  ]
}

/** The unit is that of the quantity, so the purchase unit, however the item is kept in stock. */
function lineDifferences(line: OrderLine, received: ReceivedLine, order: ReceivedOrder, company: Company): readonly string[] {
  const item = company.items.find(({ id }) => id === line.itemId)
  const unit = company.units.find(({ code }) => code === item?.purchaseUnit)
  const ids = [line.itemCode, item?.supplierItemCode ?? '', item?.barcode ?? ''].filter(id => id !== '')
  return [
    ...unequal('quantity', decimal(received.quantity).toFixed(), decimal(line.quantity).toFixed()),
    ...unequal('price', decimal(received.price).toFixed(), decimal(line.price).toFixed()),
    ...unequal('unit', received.unit, unit?.x12 ?? ''),
    ...unequal('date', received.requestedDate || order.requestedDate, plain(line.receiptDate)),
    ...(ids.some(id => received.ids.includes(id)) ? [] : [`none of its ids is ${ids.join(' or ')}`]),
  ].map(difference => `line ${line.lineNumber}, ${difference}`)
}

/** What the latest answer to an order promises. */
export interface Promised {
  /** Division, supplier and number of the order. */
  readonly order: string
  /** By line number, `20260115`. */
  readonly days: Readonly<Record<string, string>>
}

/** `booked`: the receipt date of order lines by their key, where it was changed since the trade began. */
export function promisesNotWritten(
  orders: readonly Order[],
  promises: readonly Promised[],
  booked: ReadonlyMap<string, string>,
): readonly string[] {
  const latest = new Map(promises.map(({ order, days }) => [order, days]))
  return orders.flatMap(({ division, supplier, orderNumber, lines }) => {
    const days = latest.get(`${division}/${supplier}/${orderNumber}`) ?? {}
    return lines.flatMap(({ id, lineNumber, receiptDate }) => {
      const held = plain(booked.get(id) ?? receiptDate)
      const difference = unequal('date in the books', held, days[lineNumber] ?? held)
      return difference.map(words => `Order ${orderNumber} of ${division} to ${supplier}: line ${lineNumber}, ${words}`)
    })
  })
}

/** An invoice by a name that is the same however its number is written, with its amount including tax. */
export interface InvoiceAmount {
  readonly name: string
  readonly amount: string
}

export function invoicesBookedDifferently(sent: readonly InvoiceAmount[], booked: readonly InvoiceAmount[]): readonly string[] {
  const amounts = new Map(sent.map(({ name, amount }) => [name, amount]))
  return booked.flatMap(({ name, amount }) => {
    const wanted = amounts.get(name)
    if (wanted === undefined) return [`Invoice ${name} was booked, but no supplier sent it`]
    return unequal('amount', decimal(amount).toFixed(2), wanted).map(difference => `Invoice ${name}: ${difference}`)
  })
}

function unequal(what: string, found: string, wanted: string): readonly string[] {
  return found === wanted ? [] : [`${what} is ${found || 'empty'} and should be ${wanted}`]
}

function plain(day: string): string {
  return day.replaceAll('-', '')
}
