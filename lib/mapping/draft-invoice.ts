/**
 * An acknowledgment as a draft of the purchase invoice that is to come, and the invoice that completes it. An acknowledgment never becomes
 * a booked invoice: the draft bears no invoice number, and a person or the 810 makes it one. @see reference exact-online.md §7.6
 */
import type { PurchaseOrder } from '../documents/purchase-order'
import { decimal, decimalText, money, sum } from '../documents/value'
import type { Answer } from './confirmed-line'
import { doubleOf } from './exact-value'
import type { ExactComplete, ExactCreate } from './exact-write'
import { hold } from './hold'
import { chargedRate, enteredAmount, type ExactVatCode } from './invoice-vat'
import type { CrossReferences } from './cross-reference'

export interface DraftContext {
  readonly order: PurchaseOrder
  readonly references: CrossReferences
  /** Of the division, by code. */
  readonly vatCodes: ReadonlyMap<string, ExactVatCode>
}

/** @see reference exact-online.md §7.6 */
export const purchaseInvoice = 8033

/**
 * The acknowledged lines at the prices of the order, each with its cost centre and cost unit. `YourRef` is the order number in words, so
 * that the draft is found again and taken for nobody's invoice.
 * @param on the day of the acknowledgment
 * @throws EdiError, held: `booking-unknown`, `draft-invoice-not-possible`, `vat-code-unknown`
 */
export function draftInvoiceFrom(answers: readonly Answer[], on: string, context: DraftContext): ExactCreate {
  const { order, references } = context
  const booking = references.booking.find(row => row.division === order.division)
  const where = { order: order.number, division: order.division }
  if (booking === undefined)
    throw hold({
      code: 'booking-unknown',
      what: `It is not said how invoices are booked in division ${order.division}`,
      where,
      remedy: 'Add the division to the bookings of the supplier directory',
    })
  if (booking.as !== 'purchase-invoice')
    throw hold({
      code: 'draft-invoice-not-possible',
      what: `Invoices of division ${order.division} are booked as purchase entries, and these know no draft`,
      where,
      remedy: 'Let confirmations of this supplier write to the order only, or book its invoices as purchase invoices',
    })
  return {
    action: 'create',
    resource: 'purchase/PurchaseInvoices',
    naturalKey: ['Supplier', 'YourRef', 'Type'],
    body: {
      Type: purchaseInvoice,
      Journal: booking.journal,
      Supplier: order.supplier.id,
      InvoiceDate: on,
      YourRef: `Draft for order ${order.number}`,
      Currency: order.currency,
      Description: `Acknowledged, order ${order.number}`.slice(0, 60),
      PurchaseInvoiceLines: answers.map(answer => draftLine(answer, context)),
    },
  }
}

function draftLine({ line, parts }: Answer, { order, vatCodes }: DraftContext) {
  const vatCode = line.vatCode === undefined ? undefined : vatCodes.get(line.vatCode)
  if (vatCode === undefined)
    throw hold({
      code: 'vat-code-unknown',
      what: line.vatCode === undefined ? 'The order line has no VAT code' : `VAT code ${line.vatCode} is not for purchases`,
      where: { order: order.number, line: line.number, division: order.division },
      remedy: 'Give the order line a VAT code for purchases in Exact Online',
    })
  const quantity = sum(parts.map(part => part.quantity))
  const amount = decimal(money(quantity.times(line.price), order.currency))
  const rate = chargedRate(vatCode)
  const tax = decimal(money(amount.times(rate), order.currency))
  return {
    PurchaseOrderLine: line.sourceId,
    Quantity: doubleOf(decimalText(quantity)),
    ...(vatCode.Type !== 'I' && { NetPrice: doubleOf(line.price) }),
    Amount: doubleOf(enteredAmount(amount, { vatCode, rate, tax })),
    VATCode: vatCode.Code,
    ...(line.costCentre && { CostCenter: line.costCentre }),
    ...(line.costUnit && { CostUnit: line.costUnit }),
    Description: (line.item.description ?? line.item.buyerCode ?? '').slice(0, 60),
  }
}

/**
 * The invoice as the completion of the draft. Its lines cannot be changed one by one in Exact Online, so they have to be those of the
 * draft: same order lines, quantities, amounts and VAT codes, and nothing beside them.
 */
export function completionOf(draft: ExactCreate, instead: ExactCreate | ExactComplete): ExactComplete {
  const invoice = createdBy(instead)
  const differs = differenceOf(draft, invoice)
  const {
    PurchaseInvoiceLines: _lines,
    Type: _type,
    Supplier: _supplier,
    Journal: _journal,
    Currency: _currency,
    ...header
  } = invoice.body
  return {
    action: 'complete',
    resource: invoice.resource,
    draft: { body: draft.body, naturalKey: draft.naturalKey },
    completion: differs === undefined ? { body: header } : { differs },
    instead,
    ...(invoice.refers && { refers: invoice.refers }),
  }
}

/** What is created where no draft is left. */
export function createdBy(one: ExactCreate | ExactComplete): ExactCreate {
  return one.action === 'create' ? one : createdBy(one.instead)
}

/** What tells two lines apart for the books. */
const compared = ['Quantity', 'Amount', 'VATCode', 'VATAmount', 'CostCenter', 'CostUnit'] as const

type Line = Readonly<Record<string, unknown>>

function differenceOf(draft: ExactCreate, invoice: ExactCreate): string | undefined {
  const [before, now] = [linesOf(draft), linesOf(invoice)]
  const header = ['Journal', 'Currency'].find(name => draft.body[name] !== invoice.body[name])
  if (header !== undefined) return `${header} was ${inWords(draft.body[header])} and is ${inWords(invoice.body[header])}`
  if (before.length !== now.length) return `the draft has ${before.length} lines and the invoice ${now.length}`
  for (const line of now) {
    const match = before.find(other => other['PurchaseOrderLine'] === line['PurchaseOrderLine'])
    const name = inWords(line['Description'])
    if (line['PurchaseOrderLine'] === undefined || match === undefined) return `"${name}" is not in the draft`
    const unlike = compared.find(property => line[property] !== match[property])
    if (unlike !== undefined) return `${unlike} of "${name}" was ${inWords(match[unlike])} and is ${inWords(line[unlike])}`
  }
  return undefined
}

function linesOf({ body }: ExactCreate): readonly Line[] {
  return (body['PurchaseInvoiceLines'] ?? []) as readonly Line[]
}

function inWords(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : 'not given'
}
