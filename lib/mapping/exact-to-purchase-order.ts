/** A purchase order of Exact Online as a business document, with the GL account of each cost centre looked up. */
import type { Party } from '../documents/party'
import type { PurchaseOrder, PurchaseOrderLine } from '../documents/purchase-order'
import { decimal, decimalText, type DecimalText, type Guid, minorDigits, sum } from '../documents/value'
import { dayOf, doubleText } from './exact-value'
import { type ExactPurchaseOrderLine, lineFrom } from './exact-to-purchase-order-line'
import type { AccountContext } from './gl-account'
import { hold } from './hold'

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
  readonly ReceiptStatus?: number | null
  readonly InvoiceStatus?: number | null
  readonly ApprovalStatus: number
  readonly DropShipment?: boolean | null
  readonly AmountFCExclVat?: number | null
  readonly Discount?: number | null
  readonly AmountDiscountExclVat?: number | null
  readonly Modified?: string | null
  readonly PurchaseOrderLines: readonly ExactPurchaseOrderLine[]
}

/** A record of cashflow/PaymentConditions. @see reference exact-online.md §7.9 */
export interface ExactPaymentCondition {
  readonly Description?: string | null
  readonly PaymentDays?: number | null
  readonly PaymentEndOfMonths?: number | null
}

export interface PurchaseOrderContext extends AccountContext {
  /** By code. */
  readonly paymentConditions: ReadonlyMap<string, ExactPaymentCondition>
  readonly shipTo?: Party
  /** Purchase unit (logistics/SupplierItem) by item; needed where an item is bought in another unit than it is kept in. */
  readonly purchaseUnits?: ReadonlyMap<Guid, string>
}

/**
 * Revision 1 with purpose `original`; who knows of an earlier revision sets both.
 * @throws EdiError, held: `order-incomplete`, `order-without-lines`, `order-total-differs`, `ship-to-missing`, `price-missing`,
 * `quantity-not-positive`, `purchase-unit-unknown`, `no-gl-account-for-cost-centre`, `gl-account-unknown`, `cross-reference-ambiguous`
 */
export function purchaseOrderFrom(record: ExactPurchaseOrder, context: PurchaseOrderContext): PurchaseOrder {
  const { division, shipTo } = context
  const number = String(present(record.OrderNumber, 'OrderNumber', record, context))
  const currency = present(record.Currency, 'Currency', record, context)
  const orderDate = present(dayOf(record.OrderDate), 'OrderDate', record, context)
  const lines = record.PurchaseOrderLines.map(line => lineFrom(line, { ...record, orderDate }, context)).toSorted(
    (a, b) => Number(a.number) - Number(b.number),
  )
  const requestedDate = dayOf(record.ReceiptDate)
  const changedOn = changedOnOf(record)
  const discount = discountOf(lines, record)
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
    orderDate,
    ...(changedOn && { changedOn }),
    ...(requestedDate && { requestedDate }),
    currency,
    supplier: {
      id: present(record.Supplier, 'Supplier', record, context),
      code: present(record.SupplierCode, 'SupplierCode', record, context),
      ...(record.SupplierName && { name: record.SupplierName }),
    },
    ...(shipTo && { shipTo }),
    ...(record.DropShipment && { dropShipment: true }),
    ...(record.PaymentCondition && { paymentTerms: termsOf(record.PaymentCondition, record, context) }),
    ...(record.YourRef && { yourReference: record.YourRef }),
    notes: record.Remarks ? [record.Remarks] : [],
    ...(discount && { discount }),
    lines,
    total: decimalText(sum(lines.map(line => line.amount)).minus(discount ?? 0)),
  }
  mustTieOut(order, record)
  return order
}

/** @see reference exact-online.md §7.3 */
export function isCancelled({ OrderStatus }: Pick<ExactPurchaseOrder, 'OrderStatus'>): boolean {
  return OrderStatus === 40
}

/** Whether goods came in or an invoice was entered, for the order or for any of its lines. */
export function isPartlyFulfilled({ ReceiptStatus, InvoiceStatus, PurchaseOrderLines }: ExactPurchaseOrder): boolean {
  const begun = [ReceiptStatus, InvoiceStatus].some(status => status === 20 || status === 30)
  return begun || PurchaseOrderLines.some(line => (line.ReceivedQuantity ?? 0) > 0 || (line.InvoicedQuantity ?? 0) > 0)
}

/** The day of the last change of header or lines: a change of lines alone does not move the header's. @see reference exact-online.md §7.3 */
export function changedOnOf({ Modified, PurchaseOrderLines }: ExactPurchaseOrder) {
  const moments = [Modified, ...PurchaseOrderLines.map(line => line.Modified)].flatMap(moment => moment ?? [])
  return dayOf(moments.toSorted().at(-1))
}

function termsOf(code: string, record: ExactPurchaseOrder, { paymentConditions }: PurchaseOrderContext) {
  const condition = paymentConditions.get(code)
  const description = condition?.Description || record.PaymentConditionDescription
  const plainDays = typeof condition?.PaymentDays === 'number' && !condition.PaymentEndOfMonths
  return { code, ...(description && { description }), ...(plainDays && { netDays: condition.PaymentDays }) }
}

/** The discount on the whole order, where the amounts say that there is one. Its sign is not documented; its size has to tie out. */
function discountOf(lines: readonly PurchaseOrderLine[], record: ExactPurchaseOrder): DecimalText | undefined {
  const { AmountFCExclVat: stated, AmountDiscountExclVat: discount } = record
  if (typeof stated !== 'number' || !discount) return undefined
  const text = decimalText(decimal(doubleText(discount)).abs())
  const total = sum(lines.map(line => line.amount))
  return tiesWith(total, stated, lines, record) ? undefined : text
}

function tiesWith(
  total: ReturnType<typeof decimal>,
  stated: number,
  { length }: readonly PurchaseOrderLine[],
  { Currency }: ExactPurchaseOrder,
): boolean {
  const tolerance = decimal(10).pow(-minorDigits(Currency)).times(length)
  return decimal(doubleText(stated)).minus(total).abs().lessThanOrEqualTo(tolerance)
}

/** Prices with tax in them, or a discount that nothing says the amount of, would make the supplier see other money than Exact Online does. */
function mustTieOut(order: PurchaseOrder, record: ExactPurchaseOrder): void {
  const stated = record.AmountFCExclVat
  const ties = typeof stated === 'number' ? tiesWith(decimal(order.total), stated, order.lines, record) : !record.Discount
  if (ties) return
  throw hold({
    code: 'order-total-differs',
    what: `The lines come to ${order.total} ${order.currency} and the order to ${typeof stated === 'number' ? doubleText(stated) : 'another amount'}`,
    where: { order: order.number, division: order.division },
    why: 'The order has a discount that is not its own, or prices with tax in them, and neither can be sent',
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
