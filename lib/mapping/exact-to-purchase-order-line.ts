/** One line of a purchase order of Exact Online: its unit, its price and the GL account of its cost centre. */
import { isGtin } from '../documents/gtin'
import type { PurchaseOrderLine } from '../documents/purchase-order'
import { type CalendarDate, decimal, type DecimalText, type Guid, money } from '../documents/value'
import { supplierNumbersOf } from './cross-reference'
import type { ExactPurchaseOrder, PurchaseOrderContext } from './exact-to-purchase-order'
import { dayOf, doubleText } from './exact-value'
import { glAccountOf } from './gl-account'
import { hold } from './hold'

/** @see reference exact-online.md §7.4 */
export interface ExactPurchaseOrderLine {
  readonly ID: Guid
  readonly LineNumber: number
  readonly Item: Guid
  readonly ItemCode: string
  readonly ItemDescription?: string | null
  readonly ItemBarcode?: string | null
  readonly SupplierItemCode?: string | null
  readonly Description?: string | null
  readonly QuantityInPurchaseUnits: number
  /** The same quantity in item units. */
  readonly Quantity?: number | null
  /** The item unit, which need not be the purchase unit. */
  readonly Unit: string
  /** Of one purchase unit, after discount. */
  readonly NetPrice: number | null
  /** Before discount. */
  readonly UnitPrice?: number | null
  /** A percentage, which records show as a figure and as a fraction. */
  readonly Discount?: number | null
  readonly VATCode?: string | null
  readonly ReceiptDate?: string | null
  readonly CostCenter?: string | null
  readonly CostUnit?: string | null
  readonly Notes?: string | null
  readonly ReceivedQuantity?: number | null
  readonly InvoicedQuantity?: number | null
  readonly Modified?: string | null
}

/** Begins each line of a note that we wrote into Exact Online ourselves: never sent to the supplier, replaced when written again. */
export const ownNote = '[EDI] '

export function lineFrom(
  line: ExactPurchaseOrderLine,
  record: ExactPurchaseOrder & { readonly orderDate: CalendarDate },
  context: PurchaseOrderContext,
): PurchaseOrderLine {
  const number = String(line.LineNumber)
  const where = { order: String(record.OrderNumber), line: number, division: context.division }
  const quantity = doubleText(line.QuantityInPurchaseUnits)
  if (!decimal(quantity).isPositive() || decimal(quantity).isZero())
    throw hold({
      code: 'quantity-not-positive',
      what: `The quantity is ${quantity}`,
      where,
      why: 'A purchase order can only ask for goods; it cannot take them back',
      remedy: 'Remove the line or correct its quantity in Exact Online; use a purchase return for goods that go back',
    })
  if (line.NetPrice === null || line.NetPrice < 0 || isUnpriced(line))
    throw hold({
      code: 'price-missing',
      what: 'The line has no net price',
      where,
      remedy: 'Enter the price in Exact Online. What costs nothing has its price there, and a discount of 100 %',
    })
  const price = doubleText(line.NetPrice)
  const listPrice = listPriceOf(line)
  const description = line.Description || line.ItemDescription
  const requestedDate = dayOf(line.ReceiptDate)
  const notes = buyersOwn(line.Notes)
  const costCentre = line.CostCenter || undefined
  const { orderDate } = record
  const glAccount = glAccountOf({ costCentre, item: line.Item, orderDate, line: number }, context)
  return {
    number,
    sourceId: line.ID,
    item: {
      id: line.Item,
      ...(line.ItemCode && { buyerCode: line.ItemCode }),
      ...(line.SupplierItemCode && { supplierCode: line.SupplierItemCode }),
      ...(line.ItemBarcode && isGtin(line.ItemBarcode) && { gtin: line.ItemBarcode }),
      // The table goes before what Exact Online has noted.
      ...supplierNumbersOf(context.references, { ...context, on: orderDate }, line.ItemCode),
      ...(description && { description }),
    },
    quantity,
    unit: purchaseUnitOf(line, record, context),
    price,
    ...(listPrice !== undefined && { listPrice }),
    amount: money(decimal(quantity).times(price), record.Currency),
    ...(line.VATCode && { vatCode: line.VATCode }),
    ...(requestedDate && { requestedDate }),
    ...(line.ReceivedQuantity && { received: doubleText(line.ReceivedQuantity) }),
    ...(costCentre && { costCentre }),
    ...(glAccount && { glAccount }),
    ...(line.CostUnit && { costUnit: line.CostUnit }),
    ...(notes && { notes }),
  }
}

/** Nothing was entered: what is free of charge has a price that was taken off. @see reference x12.md §11.10 */
function isUnpriced({ NetPrice, UnitPrice }: ExactPurchaseOrderLine): boolean {
  return NetPrice === 0 && !UnitPrice
}

/**
 * The price that a discount was taken off, where the figures say that it was that and nothing else: the net price also differs from it by
 * a VAT code that includes tax. @see reference exact-online.md §7.4
 */
function listPriceOf({ UnitPrice, NetPrice, Discount }: ExactPurchaseOrderLine): DecimalText | undefined {
  if (!UnitPrice || !Discount || NetPrice === null) return undefined
  const [list, net, discount] = [UnitPrice, NetPrice, Discount].map(value => decimal(doubleText(value)))
  if (!list || !net || !discount?.isPositive()) return undefined
  const rounding = decimal(10).pow(-Math.max(2, net.decimalPlaces()))
  const isTakenOff = [discount, discount.dividedBy(100)].some(part =>
    list.times(decimal(1).minus(part)).minus(net).abs().lessThan(rounding),
  )
  return isTakenOff ? doubleText(UnitPrice) : undefined
}

/** The item unit is the purchase unit only where both quantities are the same. @see reference exact-online.md §7.4 */
function purchaseUnitOf(
  line: ExactPurchaseOrderLine,
  record: ExactPurchaseOrder,
  { division, purchaseUnits }: PurchaseOrderContext,
): string {
  const unit = purchaseUnits?.get(line.Item)
  if (unit) return unit
  const sameUnit = typeof line.Quantity !== 'number' || doubleText(line.Quantity) === doubleText(line.QuantityInPurchaseUnits)
  if (sameUnit && line.Unit) return line.Unit
  throw hold({
    code: 'purchase-unit-unknown',
    what: `Item ${line.ItemCode} is kept in "${line.Unit}" and bought in a unit that is not known`,
    where: { order: String(record.OrderNumber), line: String(line.LineNumber), division },
    remedy: 'Enter the purchase unit of this supplier on the item in Exact Online',
  })
}

/** What the buyer wrote; the lines that we wrote are left out. */
function buyersOwn(notes: string | null | undefined): string {
  return (notes ?? '')
    .split(/\r?\n/)
    .filter(line => !line.startsWith(ownNote.trim()))
    .join('\n')
    .trim()
}
