/** What of an order its supplier sees, and what its invoices are booked by: by these two readings of it are compared. */
import { createHash } from 'node:crypto'
import type { PurchaseOrder, PurchaseOrderLine } from '../documents/purchase-order'
import { EdiError } from '../error'
import type { Partner } from './partners'
import { costReferencesOf, partyValues } from './purchase-order-change'
import { listPriceTold } from './told-price'

/** What may change of an order without a change being told: a setting says which of it is. */
export const changeAspects = [
  'quantity',
  'price',
  'date',
  'item',
  'description',
  'notes',
  'address',
  'terms',
  'discount',
  'references',
] as const

export type ChangeAspect = (typeof changeAspects)[number]

/** @param chosen of a dialog. @throws EdiError `change-aspect-unknown` */
export function changeAspectsOf(chosen: unknown): readonly ChangeAspect[] {
  const found = changeAspects.filter(aspect => Array.isArray(chosen) && chosen.includes(aspect))
  if (Array.isArray(chosen) && found.length === new Set(chosen).size) return found
  throw new EdiError({
    code: 'change-aspect-unknown',
    what: `What counts as a change of an order is ${JSON.stringify(chosen)}`,
    why: `It may only be of ${changeAspects.join(', ')}`,
    remedy: 'Open the node and choose again',
    prospect: 'held',
  })
}

/**
 * Hash of what the supplier would see: equal for the same order read again, different for a revision. Revision, purpose, the keys
 * of Exact Online and `yourReference` (which a confirmation fills) do not count; nor does what the supplier is not told of the
 * buyer's bookkeeping. Which lines there are, what they are of, units and the currency always count.
 * @param aspects what counts beside that
 */
export function contentKey(order: PurchaseOrder, told: Told, aspects: readonly ChangeAspect[]): string {
  return hashOf([
    [order.number, order.orderDate, order.currency, order.supplier.code, order.dropShipment],
    aspects.map(aspect => ofOrder[aspect]?.(order)),
    order.lines.map(line => [
      line.number,
      line.unit,
      // Without its numbers it is still another article.
      aspects.includes('item') ? undefined : line.item.id,
      aspects.map(aspect => ofLine[aspect]?.(line, told)),
    ]),
  ])
}

const ofOrder: Readonly<Partial<Record<ChangeAspect, (order: PurchaseOrder) => unknown>>> = {
  date: order => order.requestedDate,
  notes: order => order.notes,
  address: order => partyValues(order.shipTo),
  terms: ({ paymentTerms }) => [paymentTerms?.code, paymentTerms?.description, paymentTerms?.netDays],
  discount: order => order.discount,
}

type Told = Pick<Partner, 'costReferences' | 'discounts'>

const ofLine: Readonly<Partial<Record<ChangeAspect, (line: PurchaseOrderLine, told: Told) => unknown>>> = {
  quantity: line => line.quantity,
  price: line => line.price,
  date: line => line.requestedDate,
  item: ({ item }) => [item.buyerCode, item.supplierCode, item.gtin],
  description: line => line.item.description,
  notes: line => line.notes,
  address: line => partyValues(line.shipTo),
  discount: listPriceTold,
  references: costReferencesOf,
}

/** Hash of what an invoice of the order is booked by: the supplier need not see it change, the ledger must. */
export function bookingKey({ lines }: PurchaseOrder): string {
  return hashOf(
    lines.map(line => [
      line.number,
      line.sourceId,
      line.item.id,
      line.costCentre,
      line.costUnit,
      line.glAccount?.code,
      line.vatCode,
    ]),
  )
}

/** The order as the supplier holds it, to be booked by what was read now. Both have the same lines. */
export function bookedBy(told: PurchaseOrder, read: PurchaseOrder): PurchaseOrder {
  const lines = told.lines.map((line): PurchaseOrderLine => {
    const now = read.lines.find(({ number }) => number === line.number)
    if (now === undefined) return line
    const { costCentre: _centre, costUnit: _unit, glAccount: _account, vatCode: _vat, ...rest } = line
    const { sourceId, item, costCentre, costUnit, glAccount, vatCode } = now
    return {
      ...rest,
      sourceId,
      item: { ...line.item, id: item.id },
      ...(costCentre !== undefined && { costCentre }),
      ...(costUnit !== undefined && { costUnit }),
      ...(glAccount !== undefined && { glAccount }),
      ...(vatCode !== undefined && { vatCode }),
    }
  })
  return { ...told, lines }
}

function hashOf(values: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(values)).digest('hex')
}
