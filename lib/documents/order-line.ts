/** Which line of an order a line of the supplier's document speaks of. */
import { gtin14 } from './gtin'
import type { ItemIds } from './party'
import type { PurchaseOrder, PurchaseOrderLine } from './purchase-order'
import { withoutLeadingZeros } from './value'

export type LineMatch =
  | { readonly found: 'one'; readonly line: PurchaseOrderLine }
  /** The number is that of this line, the item numbers are not, and they are those of no other line either. */
  | { readonly found: 'contradicted'; readonly line: PurchaseOrderLine }
  | { readonly found: 'several'; readonly candidates: readonly PurchaseOrderLine[] }
  | { readonly found: 'none' }

/**
 * By line number, unless the item numbers contradict it: suppliers also count their own lines. Then by item numbers, where exactly
 * one line carries them. Descriptions never decide.
 * @see reference x12.md §11.9, §11.11
 */
export function matchLine(
  order: PurchaseOrder,
  { number, item }: { readonly number?: string; readonly item: ItemIds },
): LineMatch {
  const byNumber = order.lines.filter(line => number !== undefined && sameNumber(line.number, number))
  const agreed = byNumber.filter(line => compared(line.item, item) !== 'different')
  const byItem = order.lines.filter(line => compared(line.item, item) === 'same')
  const [line, ...others] = agreed.length > 0 ? agreed : byItem
  if (line !== undefined)
    return others.length === 0 ? { found: 'one', line } : { found: 'several', candidates: [line, ...others] }
  const [contradicted] = byNumber
  return contradicted ? { found: 'contradicted', line: contradicted } : { found: 'none' }
}

/** Document numbers are the same when only case, blanks around them or leading zeros differ. */
export function sameNumber(one: string, other: string): boolean {
  const plain = (text: string) => withoutLeadingZeros(text.trim().toUpperCase())
  return plain(one) === plain(other)
}

/** `unknown` where the two name no number of the same kind. One kind that agrees outweighs another that does not. */
export function compared(one: ItemIds, other: ItemIds): 'same' | 'different' | 'unknown' {
  const kinds = agreements(one, other)
  if (kinds.length === 0) return 'unknown'
  return kinds.includes(true) ? 'same' : 'different'
}

/** For each kind of number that both name, whether it agrees. */
export function agreements(one: ItemIds, other: ItemIds): boolean[] {
  return [
    [one.buyerCode, other.buyerCode],
    [one.supplierCode, other.supplierCode],
    [one.gtin && gtin14(one.gtin), other.gtin && gtin14(other.gtin)],
  ]
    .filter(pair => pair.every(id => id !== undefined && id !== ''))
    .map(([first, second]) => first === second)
}
