/** A purchase order of Exact Online as a business document, with the GL account of each cost centre looked up. */
import { createHash } from 'node:crypto'
import type { Party } from '../documents/party'
import type { PurchaseOrder } from '../documents/purchase-order'
import { decimal, decimalText, type Division, type Guid, minorDigits, sum } from '../documents/value'
import { dayOf, doubleText } from './exact-value'
import { type ExactPurchaseOrderLine, lineFrom } from './exact-to-purchase-order-line'
import { hold } from './hold'
import type { CrossReferences } from './partners'

/**
 * The ordinary endpoint's record: strings trimmed, moments as zone-less local text (`2026-01-15T00:00:00`), lines expanded to an
 * array. @see reference exact-online.md §7.3, §7.4
 */
export interface ExactPurchaseOrder {
  readonly PurchaseOrderID: Guid
  readonly OrderNumber: number
  readonly Supplier: Guid
  readonly SupplierCode: string
  readonly SupplierName?: string | null
  readonly OrderDate: string
  readonly ReceiptDate?: string | null
  readonly Currency: string
  readonly YourRef?: string | null
  /** Free text that the supplier is to see. */
  readonly Remarks?: string | null
  readonly PaymentCondition?: string | null
  readonly PaymentConditionDescription?: string | null
  readonly OrderStatus: number
  readonly ApprovalStatus: number
  readonly DropShipment?: boolean | null
  readonly AmountFCExclVat?: number | null
  readonly Discount?: number | null
  readonly PurchaseOrderLines: readonly ExactPurchaseOrderLine[]
}

/** A record of cashflow/PaymentConditions. @see reference exact-online.md §7.9 */
export interface ExactPaymentCondition {
  readonly Description?: string | null
  readonly PaymentDays?: number | null
  readonly PaymentEndOfMonths?: number | null
}

export interface PurchaseOrderContext {
  readonly division: Division
  readonly references: CrossReferences
  /** The division's own accounts by code. */
  readonly glAccounts: ReadonlyMap<string, { readonly id: Guid; readonly code: string }>
  /** By code. */
  readonly paymentConditions: ReadonlyMap<string, ExactPaymentCondition>
  readonly shipTo?: Party
  /** Purchase unit (logistics/SupplierItem) by item; needed where an item is bought in another unit than it is kept in. */
  readonly purchaseUnits?: ReadonlyMap<Guid, string>
}

/**
 * Revision 1 with purpose `original`; who knows of an earlier revision sets both.
 * @throws EdiError, held: `order-incomplete`, `order-without-lines`, `order-total-differs`, `ship-to-missing`, `price-missing`,
 * `quantity-not-positive`, `purchase-unit-unknown`, `no-gl-account-for-cost-centre`, `gl-account-unknown`
 */
export function purchaseOrderFrom(record: ExactPurchaseOrder, context: PurchaseOrderContext): PurchaseOrder {
  const { division, shipTo } = context
  const number = String(present(record.OrderNumber, 'OrderNumber', record, context))
  const currency = present(record.Currency, 'Currency', record, context)
  const lines = record.PurchaseOrderLines.map(line => lineFrom(line, record, context)).toSorted(
    (a, b) => Number(a.number) - Number(b.number),
  )
  const requestedDate = dayOf(record.ReceiptDate)
  if (lines.length === 0)
    throw hold({
      code: 'order-without-lines',
      what: 'The purchase order has no lines',
      where: { order: number, division },
      remedy: 'Add the lines in Exact Online, or read the order with its lines expanded',
    })
  if (record.DropShipment && shipTo === undefined)
    throw hold({
      code: 'ship-to-missing',
      what: 'The order is a drop shipment and its delivery address is not known',
      where: { order: number, division },
      remedy: 'Give the order a delivery address in Exact Online',
    })
  const order: PurchaseOrder = {
    kind: 'purchase-order',
    division,
    number,
    sourceId: record.PurchaseOrderID,
    revision: 1,
    purpose: 'original',
    orderDate: present(dayOf(record.OrderDate), 'OrderDate', record, context),
    ...(requestedDate && { requestedDate }),
    currency,
    supplier: {
      id: present(record.Supplier, 'Supplier', record, context),
      code: present(record.SupplierCode, 'SupplierCode', record, context),
      ...(record.SupplierName && { name: record.SupplierName }),
    },
    ...(shipTo && { shipTo }),
    ...(record.PaymentCondition && { paymentTerms: termsOf(record.PaymentCondition, record, context) }),
    ...(record.YourRef && { yourReference: record.YourRef }),
    notes: record.Remarks ? [record.Remarks] : [],
    lines,
    total: decimalText(sum(lines.map(line => line.amount))),
  }
  mustTieOut(order, record)
  return order
}

/** Approved, and open or partly received: what may be sent to a supplier. @see reference exact-online.md §7.3 */
export function eligible({ ApprovalStatus, OrderStatus }: Pick<ExactPurchaseOrder, 'ApprovalStatus' | 'OrderStatus'>): boolean {
  return [1, 2].includes(ApprovalStatus) && [10, 20].includes(OrderStatus)
}

/**
 * Hash of what the supplier would see: equal for the same order read again, different for a revision. Revision, purpose, the keys
 * of Exact Online and `yourReference` (which a confirmation fills) do not count.
 */
export function contentKey(order: PurchaseOrder): string {
  const seen = [
    order.number,
    order.orderDate,
    order.requestedDate,
    order.currency,
    order.supplier.code,
    partyKey(order.shipTo),
    [order.paymentTerms?.code, order.paymentTerms?.description, order.paymentTerms?.netDays],
    order.notes,
    order.lines.map(line => [
      line.number,
      [line.item.buyerCode, line.item.supplierCode, line.item.gtin, line.item.description],
      [line.quantity, line.unit, line.price],
      line.requestedDate,
      [line.costCentre, line.glAccount?.code],
      line.notes,
    ]),
  ]
  return createHash('sha256').update(JSON.stringify(seen)).digest('hex')
}

function partyKey(party: Party | undefined): readonly unknown[] {
  return [party?.code, party?.assignedBy, party?.name, party?.street, party?.city, party?.state, party?.postcode, party?.country]
}

function termsOf(code: string, record: ExactPurchaseOrder, { paymentConditions }: PurchaseOrderContext) {
  const condition = paymentConditions.get(code)
  const description = condition?.Description || record.PaymentConditionDescription
  const plainDays = typeof condition?.PaymentDays === 'number' && !condition.PaymentEndOfMonths
  return { code, ...(description && { description }), ...(plainDays && { netDays: condition.PaymentDays }) }
}

/** A discount on the whole order or prices with tax in them would make the supplier see other money than Exact Online does. */
function mustTieOut(order: PurchaseOrder, record: ExactPurchaseOrder): void {
  const stated = record.AmountFCExclVat
  const tolerance = decimal(10).pow(-minorDigits(order.currency)).times(order.lines.length)
  const ties =
    typeof stated === 'number'
      ? decimal(doubleText(stated)).minus(order.total).abs().lessThanOrEqualTo(tolerance)
      : !record.Discount
  if (ties) return
  throw hold({
    code: 'order-total-differs',
    what: `The lines come to ${order.total} ${order.currency} and the order to ${typeof stated === 'number' ? doubleText(stated) : 'another amount'}`,
    where: { order: order.number, division: order.division },
    why: 'The order has a discount on its total, or prices with tax in them, and neither can be sent',
    remedy: 'Put the discount on the lines, or use a VAT code that excludes tax',
  })
}

function present<T>(
  value: T | null | undefined,
  property: string,
  record: ExactPurchaseOrder,
  { division }: PurchaseOrderContext,
): T {
  if (value !== null && value !== undefined && value !== '') return value
  throw hold({
    code: 'order-incomplete',
    what: `The purchase order has no ${property}`,
    where: { order: String(record.OrderNumber), division },
    remedy: `Fill in ${property} in Exact Online`,
  })
}
