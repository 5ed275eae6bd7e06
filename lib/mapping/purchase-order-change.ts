/** Two revisions of an order side by side: what a supplier who holds the earlier one has to be told. */
import type { Party } from '../documents/party'
import type { PurchaseOrder, PurchaseOrderLine } from '../documents/purchase-order'
import type { LineAspect, LineChange, PurchaseOrderChange } from '../documents/purchase-order-change'
import { hold } from './hold'
import type { Partner } from './partners'
import { listPriceTold, priceTold } from './told-price'

/**
 * @param told the revision that the supplier holds
 * Lines are the same when their numbers are: that is what the supplier goes by.
 * @throws EdiError `change-not-expressible`, held, when something was taken away that a change message cannot take away
 */
export function changeBetween(told: PurchaseOrder, order: PurchaseOrder, partner: Partner): PurchaseOrderChange {
  const kind = 'purchase-order-change'
  if (order.purpose === 'cancel') return { kind, order, lines: [] }
  mustBeExpressible(told, order)
  const before = byNumber(told)
  const now = byNumber(order)
  const deleted = told.lines.filter(({ number }) => !now.has(number)).map((line): LineChange => ({ change: 'deleted', line }))
  const others = order.lines.flatMap((line): LineChange[] => {
    const earlier = before.get(line.number)
    if (earlier === undefined) return [{ change: 'added', line }]
    const aspects = aspectsOf(earlier, line, partner)
    return aspects.length === 0 ? [] : [{ change: 'changed', line, before: earlier, aspects }]
  })
  const lines = [...deleted, ...others].toSorted((a, b) => Number(a.line.number) - Number(b.line.number))
  return { kind, order, lines }
}

/** What an order line says to its supplier of the buyer's bookkeeping. */
export function costReferencesOf(
  { costCentre, glAccount }: PurchaseOrderLine,
  { costReferences }: Pick<Partner, 'costReferences'>,
) {
  if (costReferences === 'none') return []
  return costReferences === 'cost-centre' ? [costCentre] : [costCentre, glAccount?.code]
}

/** In what the supplier sees them differ. */
function aspectsOf(before: PurchaseOrderLine, now: PurchaseOrderLine, partner: Partner): LineAspect[] {
  const seen: Readonly<Record<LineAspect, (line: PurchaseOrderLine) => unknown>> = {
    item: ({ item: { buyerCode, supplierCode, gtin } }) => [buyerCode, supplierCode, gtin],
    unit: ({ unit }) => unit,
    quantity: ({ quantity }) => quantity,
    price: line => priceTold(line, partner),
    // A discount of a quantity is another amount for another quantity: what is agreed is its part of the price.
    allowance: line => listPriceTold(line, partner) && line.price,
    date: ({ requestedDate }) => requestedDate,
    other: line => [line.item.description, line.notes, partyValues(line.shipTo), costReferencesOf(line, partner)],
  }
  return (Object.keys(seen) as LineAspect[]).filter(
    aspect => JSON.stringify(seen[aspect](before)) !== JSON.stringify(seen[aspect](now)),
  )
}

/** A segment that is left out of an 860 says that nothing changed, not that something is gone. */
function mustBeExpressible(told: PurchaseOrder, order: PurchaseOrder): void {
  const parts: Readonly<Record<string, (one: PurchaseOrder) => unknown>> = {
    'the requested date': one => one.requestedDate,
    'the delivery address': one => one.shipTo,
    'the payment terms': one => one.paymentTerms,
    'the notes': one => one.notes[0],
    'the discount': one => one.discount,
  }
  const gone = Object.keys(parts).filter(name => parts[name]?.(told) !== undefined && parts[name]?.(order) === undefined)
  if (gone.length === 0) return
  throw hold({
    code: 'change-not-expressible',
    what: `Of the order ${gone.join(' and ')} ${gone.length === 1 ? 'was' : 'were'} taken away`,
    where: { order: order.number, division: order.division },
    why: 'An 860 can say what is new, not what is no longer there',
    remedy: 'Put something else in its place in Exact Online, or tell the supplier by other means and abandon this change',
  })
}

function byNumber({ lines }: PurchaseOrder): ReadonlyMap<string, PurchaseOrderLine> {
  return new Map(lines.map(line => [line.number, line]))
}

/** In a fixed order, so that the same party gives the same text. */
export function partyValues(party: Party | undefined): readonly unknown[] {
  return [party?.code, party?.assignedBy, party?.name, party?.street, party?.city, party?.state, party?.postcode, party?.country]
}
