/** Which order line each line of an invoice is of. */
import type { Invoice, InvoiceLine } from '../documents/invoice'
import { gtin14 } from '../documents/gtin'
import { matchLine } from '../documents/order-line'
import type { ItemIds } from '../documents/party'
import type { PurchaseOrder, PurchaseOrderLine } from '../documents/purchase-order'
import type { OrderLookUp } from './match'
import type { Reason } from './reasons'
import type { ItemNumbers } from './rules'

export interface FoundLine {
  readonly line: InvoiceLine
  readonly order: PurchaseOrder
  readonly orderLine: PurchaseOrderLine
}

export interface Found {
  /** One for each line of the invoice; undefined where a reason says why not. */
  readonly lines: readonly (FoundLine | undefined)[]
  readonly reasons: readonly Reason[]
}

/** By line number, then by item; a description only suggests. @see reference x12.md §11.9, §11.11, §11.39 */
export function findLines(
  invoice: Invoice,
  orderOf: (line: InvoiceLine) => OrderLookUp | undefined,
  items: readonly ItemNumbers[],
): Found {
  const found = invoice.lines.map((line, n) => findLine(line, n, orderOf(line), items))
  return {
    lines: found.map(one => ('code' in one ? undefined : one)),
    // A line whose order is not known is told of with the order.
    reasons: found.flatMap(one => ('code' in one && one.code !== 'order-unknown' ? [one] : [])),
  }
}

function findLine(
  line: InvoiceLine,
  n: number,
  found: OrderLookUp | undefined,
  items: readonly ItemNumbers[],
): FoundLine | Reason {
  if (found?.found !== 'one') return { code: 'order-unknown' }
  const { order } = found
  const where = { order: order.number, line: line.number ?? String(n + 1) }
  const item = withOurCode(line.item, items)
  const match = matchLine(order, { ...(line.number !== undefined && { number: line.number }), item })
  switch (match.found) {
    case 'one':
      return { line, order, orderLine: match.line }
    case 'contradicted':
      return { code: 'line-item-differs', ...where, expected: itemWords(match.line.item), found: itemWords(item) }
    case 'several':
      return { code: 'line-ambiguous', ...where, found: itemWords(item), suggestions: match.candidates.map(lineWords) }
    case 'none':
      return { code: 'line-unknown', ...where, found: itemWords(item), ...suggested(order, item) }
  }
}

/** What the supplier calls an item may not be what Exact Online has noted of it. */
function withOurCode(item: ItemIds, items: readonly ItemNumbers[]): ItemIds {
  if (item.buyerCode) return item
  const gtin = item.gtin === undefined ? undefined : gtin14(item.gtin)
  const known = items.filter(
    row =>
      (row.supplierCode !== undefined && row.supplierCode === item.supplierCode) ||
      (row.gtin !== undefined && gtin !== undefined && gtin14(row.gtin) === gtin),
  )
  const codes = new Set(known.map(row => row.item))
  const [code] = codes
  return code === undefined || codes.size > 1 ? item : { ...item, buyerCode: code }
}

function suggested(order: PurchaseOrder, { description }: ItemIds): { suggestions?: string[] } {
  const words = wordsIn(description)
  const alike = order.lines.filter(({ item }) => {
    const own = wordsIn(item.description)
    const shared = [...words].filter(word => own.has(word)).length
    return shared > 0 && shared * 2 >= Math.max(words.size, own.size)
  })
  return alike.length === 0 ? {} : { suggestions: alike.map(lineWords) }
}

function wordsIn(text = ''): Set<string> {
  return new Set(text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [])
}

function lineWords({ number, item }: PurchaseOrderLine): string {
  return `line ${number}, ${item.description ?? itemWords(item)}`
}

function itemWords({ buyerCode, supplierCode, gtin, description }: ItemIds): string {
  return [buyerCode, supplierCode, gtin].filter(id => id !== undefined).join(' / ') || description || 'no item number'
}
