/** A matched invoice or credit as a purchase invoice against its order lines, or as a purchase entry. @see reference exact-online.md §7.6–7.8 */
import type { Charge, Invoice } from '../documents/invoice'
import type { PurchaseOrder } from '../documents/purchase-order'
import { decimal, type DecimalText, decimalText, type Division, type Guid, money } from '../documents/value'
import type { Place } from '../error'
import { type CrossReferences, type Occasion, target } from './cross-reference'
import { doubleOf } from './exact-value'
import type { MatchedInvoice } from '../matching/matched-invoice'
import type { ExactCreate, ExactWrites } from './exact-write'
import { hold } from './hold'
import { enteredAmount, type ExactVatCode, taxed, type TaxedAmount } from './invoice-vat'
import { type Bookable, bookables } from './invoiced-lines'

export interface InvoiceContext {
  /** Key of the partner whose invoice it is. */
  readonly partner: string | undefined
  readonly references: CrossReferences
  /** Of the division, by code. */
  readonly vatCodes: ReadonlyMap<string, ExactVatCode>
  /** Of the division, by code. */
  readonly glAccounts: ReadonlyMap<string, { readonly id: Guid; readonly code: string }>
  /** Items that carry charges on purchase invoices, by code. */
  readonly chargeItems: ReadonlyMap<string, { readonly id: Guid }>
}

/** The tables of the day of the invoice count. */
function occasionOf({ date }: Invoice, division: Division, { partner }: InvoiceContext): Occasion {
  return { division, partner, on: date }
}

interface Booking extends InvoiceContext {
  readonly occasion: Occasion
  /** The first that the invoice names: all have the same division, supplier and currency. */
  readonly order: PurchaseOrder
}

type Booked = Bookable & { readonly taxed: TaxedAmount }

/** @see reference exact-online.md §7.6 */
const purchaseInvoiceTypes = { invoice: 8033, credit: 8034 } as const

/**
 * What is booked comes to the invoice's total exactly. A credit is a purchase invoice of the credit type with positive amounts, or a
 * purchase entry with negative ones.
 * @throws EdiError, held: `booking-unknown`, `vat-code-unknown`, `vat-code-rate-differs`,
 * `tax-not-attributable`, `charge-unmapped`, `gl-account-missing`, `gl-account-unknown`
 */
export function invoiceWrites(matched: MatchedInvoice, context: InvoiceContext): ExactWrites {
  const { invoice, orders } = matched
  const { references, vatCodes } = context
  const [order] = orders
  const { division, currency } = order
  const where = { order: order.number, division }
  const parts = bookables(matched)
  const tolerance = decimal(matched.taxTolerance)
  const taxes = taxed(parts, invoice.taxes, {
    occasion: occasionOf(invoice, division, context),
    currency,
    references,
    vatCodes,
    tolerance,
    where,
  })
  const booked = parts.flatMap((part, n): Booked[] => {
    const withTax = taxes[n]
    return withTax ? [{ ...part, taxed: withTax }] : []
  })
  return {
    kind: 'exact-writes',
    division,
    writes: [write(invoice, booked, { ...context, order, occasion: occasionOf(invoice, division, context) }, where)],
  }
}

function write(invoice: Invoice, booked: readonly Booked[], context: Booking, where: Place): ExactCreate {
  const { division } = context.order
  const booking = context.references.booking.find(row => row.division === division)
  if (booking === undefined)
    throw hold({
      code: 'booking-unknown',
      what: `It is not said how invoices are booked in division ${division}`,
      where,
      remedy: 'Add the division to the bookings of the supplier directory',
    })
  return booking.as === 'purchase-invoice'
    ? purchaseInvoice(invoice, booked, booking.journal, context)
    : purchaseEntry(invoice, booked, booking.journal, context)
}

function purchaseInvoice(invoice: Invoice, booked: readonly Booked[], journal: string, context: Booking): ExactCreate {
  const { order } = context
  return {
    action: 'create',
    resource: 'purchase/PurchaseInvoices',
    naturalKey: ['Supplier', 'YourRef', 'Type'],
    body: {
      Type: purchaseInvoiceTypes[invoice.type],
      Journal: journal,
      Supplier: order.supplier.id,
      InvoiceDate: invoice.date,
      ...(invoice.dueDate && { DueDate: invoice.dueDate }),
      YourRef: invoice.number,
      Currency: order.currency,
      Description: descriptionOf(invoice, order),
      PurchaseInvoiceLines: booked.map(part => ({
        ...(part.kind === 'goods'
          ? {
              PurchaseOrderLine: part.orderLine.sourceId,
              Quantity: doubleOf(part.line.quantity),
              ...netPrice(part, part.line.price),
            }
          : { Item: chargeItem(part.charge, context), Quantity: 1, ...netPrice(part, decimalText(part.amount)) }),
        Amount: doubleOf(enteredAmount(part.amount, part.taxed)),
        VATCode: part.taxed.vatCode.Code,
        ...overridden('VATAmount', part, order, 1),
        ...allocation(part),
        Description: lineDescription(part),
      })),
    },
  }
}

function purchaseEntry(invoice: Invoice, booked: readonly Booked[], journal: string, context: Booking): ExactCreate {
  const { order } = context
  const sign = invoice.type === 'credit' ? -1 : 1
  const orderNumber = /^\d{1,9}$/.test(order.number) ? Number(order.number) : undefined
  return {
    action: 'create',
    resource: 'purchaseentry/PurchaseEntries',
    naturalKey: ['Supplier', 'YourRef'],
    body: {
      Journal: journal,
      Supplier: order.supplier.id,
      EntryDate: invoice.date,
      ...(invoice.dueDate && { DueDate: invoice.dueDate }),
      YourRef: invoice.number,
      Currency: order.currency,
      ...(orderNumber !== undefined && { OrderNumber: orderNumber }),
      Description: descriptionOf(invoice, order),
      PurchaseEntryLines: booked.map(part => ({
        GLAccount: part.kind === 'goods' ? goodsAccount(part, context) : chargeAccount(part.charge, context),
        AmountFC: doubleOf(decimalText(decimal(enteredAmount(part.amount, part.taxed)).times(sign))),
        VATCode: part.taxed.vatCode.Code,
        ...overridden('VATAmountFC', part, order, sign),
        ...allocation(part),
        ...(part.kind === 'goods' && { Quantity: doubleOf(part.line.quantity) }),
        Description: lineDescription(part),
      })),
    },
  }
}

/** The invoiced price, where amounts are entered without tax; otherwise the amount alone speaks. */
function netPrice({ taxed: { vatCode } }: Booked, price: DecimalText) {
  return vatCode.Type === 'I' ? {} : { NetPrice: doubleOf(price) }
}

/** The tax that the invoice states, where Exact Online would compute another. */
function overridden(property: string, { amount, taxed: { rate, tax } }: Booked, { currency }: PurchaseOrder, sign: 1 | -1) {
  return tax.equals(money(amount.times(rate), currency)) ? {} : { [property]: doubleOf(decimalText(tax.times(sign))) }
}

function allocation({ orderLine }: Booked) {
  return {
    ...(orderLine?.costCentre && { CostCenter: orderLine.costCentre }),
    ...(orderLine?.costUnit && { CostUnit: orderLine.costUnit }),
  }
}

function goodsAccount({ orderLine }: Extract<Booked, { kind: 'goods' }>, { order, glAccounts }: Booking): Guid {
  const where = { order: order.number, line: orderLine.number, division: order.division }
  if (orderLine.glAccount === undefined)
    throw hold({
      code: 'gl-account-missing',
      what: 'The order line has no cost centre, and so no GL account',
      where,
      remedy: 'Give the order line a cost centre in Exact Online',
    })
  const account = glAccounts.get(orderLine.glAccount.code)
  if (account?.id === orderLine.glAccount.id) return account.id
  throw hold({
    code: 'gl-account-unknown',
    what: `GL account ${orderLine.glAccount.code} of the order line does not exist in division ${order.division}`,
    where,
    remedy: 'Correct the cost centres of the supplier directory, or create the account in Exact Online',
  })
}

function chargeAccount(charge: Charge, context: Booking): Guid {
  const code = chargeTarget(charge, context, row => row.glAccount)
  return (code === undefined ? undefined : context.glAccounts.get(code)?.id) ?? refuseCharge(charge, context, 'GL account')
}

function chargeItem(charge: Charge, context: Booking): Guid {
  const code = chargeTarget(charge, context, row => row.item)
  return (code === undefined ? undefined : context.chargeItems.get(code)?.id) ?? refuseCharge(charge, context, 'item')
}

function chargeTarget(
  { code }: Charge,
  { occasion, references }: Booking,
  carrier: (row: CrossReferences['charges'][number]) => string | undefined,
): string | undefined {
  const carried = (charge: string | undefined) =>
    target(
      references.charges.filter(row => row.charge === charge && carrier(row) !== undefined),
      occasion,
      row => carrier(row) ?? '',
      `charge ${code ?? 'without a code'}`,
    )
  return (code === undefined ? undefined : carried(code)) ?? carried(undefined)
}

function refuseCharge({ code, description }: Charge, { order }: Booking, carrier: string): never {
  throw hold({
    code: 'charge-unmapped',
    what: `Charge ${code ?? description ?? 'without a code'} has no ${carrier} in division ${order.division}`,
    where: { order: order.number, division: order.division },
    remedy: `Add a row with its ${carrier} to the charges of the supplier directory`,
  })
}

/** Exact Online is known to take 60 characters. @see reference exact-online.md §7.12 */
function descriptionOf({ number, type }: Invoice, order: PurchaseOrder): string {
  return `${type === 'credit' ? 'Credit' : 'Invoice'} ${number}, order ${order.number}`.slice(0, 60)
}

function lineDescription(part: Booked): string {
  const text =
    part.kind === 'goods'
      ? (part.orderLine.item.description ?? part.orderLine.item.buyerCode)
      : (part.charge.description ?? part.charge.code)
  return (text ?? '').slice(0, 60)
}
