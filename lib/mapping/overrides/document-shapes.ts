/** The business documents as they have to be when somebody else than a map made them: every field, no others, amounts as decimal text. */
import { and, type Check, list, object, oneOf, optional, problem, text, wholeNumber } from '../../shape'

const filled = text(/\S/, 'must be text that is not empty')
const words = text(/^/, 'must be text')
const amount = text(/^(0|-?(0\.\d*[1-9]|[1-9]\d*(\.\d*[1-9])?))$/, 'must be decimal text without trailing zeros, such as "12.5"')
const positive = text(/^(0|0\.\d*[1-9]|[1-9]\d*(\.\d*[1-9])?)$/, 'must be decimal text that is not negative, such as "12.5"')
const currency = text(/^[A-Z]{3}$/, 'must be a currency such as EUR')
const unit = text(/^[A-Z0-9]{2}$/, 'must be a code of X12 element 355')
const date: Check = (value, path) => {
  const day = typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value) ? new Date(`${value}T00:00:00Z`) : undefined
  return day && !Number.isNaN(day.getTime()) && day.toISOString().startsWith(value as string)
    ? []
    : [problem(path, 'must be a date such as 2026-01-15')]
}
const isTrue: Check = (value, path) => (value === true ? [] : [problem(path, 'must be true, or left out')])
const some = (check: Check) =>
  and(list(check), (value, path) => ((value as []).length > 0 ? [] : [problem(path, 'must not be empty')]))

const ids = {
  buyerCode: optional(filled),
  supplierCode: optional(filled),
  gtin: optional(text(/^\d{8,14}$/, 'must be a GTIN')),
  description: optional(words),
}
const item = object(ids)
const party = object({
  code: optional(filled),
  assignedBy: optional(oneOf('buyer', 'seller', 'gs1', 'duns', 'other')),
  name: optional(words),
  street: optional(list(words)),
  city: optional(words),
  state: optional(words),
  postcode: optional(words),
  country: optional(words),
})
const tax = object({ code: words, amount: optional(amount), rate: optional(positive) })
const charge = object({
  direction: oneOf('charge', 'allowance'),
  code: optional(filled),
  description: optional(words),
  amount,
  taxes: optional(list(tax)),
})

const purchaseOrder = object({
  kind: oneOf('purchase-order'),
  division: wholeNumber(1),
  number: filled,
  sourceId: filled,
  revision: wholeNumber(1),
  purpose: oneOf('original', 'replace', 'cancel'),
  orderDate: date,
  changedOn: optional(date),
  requestedDate: optional(date),
  currency,
  supplier: object({ id: filled, code: filled, name: optional(words) }),
  shipTo: optional(party),
  dropShipment: optional(isTrue),
  paymentTerms: optional(object({ code: words, description: optional(words), netDays: optional(wholeNumber(0)) })),
  yourReference: optional(words),
  notes: list(words),
  discount: optional(amount),
  lines: some(
    object({
      number: filled,
      sourceId: filled,
      item: object({ id: filled, ...ids }),
      quantity: positive,
      unit: filled,
      price: positive,
      amount: positive,
      vatCode: optional(words),
      requestedDate: optional(date),
      shipTo: optional(party),
      received: optional(amount),
      costCentre: optional(words),
      costUnit: optional(words),
      glAccount: optional(object({ id: filled, code: filled })),
      notes: optional(words),
    }),
  ),
  total: amount,
})

const statuses = [
  'accepted',
  'changed',
  'price-changed',
  'quantity-changed',
  'date-changed',
  'backordered',
  'substituted',
  'rejected',
  'deleted',
  'on-hold',
  'unknown',
]

const orderConfirmation = object({
  kind: oneOf('order-confirmation'),
  orderNumber: filled,
  supplierOrderNumber: optional(filled),
  answers: optional(oneOf('order', 'change', 'cancellation', 'seller-change')),
  changeNumber: optional(words),
  verdict: oneOf('accepted', 'by-line', 'exceptions-only', 'rejected', 'on-hold'),
  verdictCode: words,
  date: optional(date),
  currency: optional(currency),
  lines: list(
    object({
      number: optional(filled),
      change: optional(oneOf('added', 'deleted', 'changed', 'unchanged', 'refused')),
      item,
      quantity: optional(positive),
      unit: optional(unit),
      price: optional(positive),
      responses: list(
        object({
          status: oneOf(...statuses),
          statusCode: words,
          quantity: optional(positive),
          unit: optional(unit),
          date: optional(date),
          dateQualifier: optional(words),
          substitute: optional(item),
        }),
      ),
    }),
  ),
})

const shipNotice = object({
  kind: oneOf('ship-notice'),
  purpose: oneOf('original', 'replacement', 'cancellation'),
  number: filled,
  date,
  shippedOn: optional(date),
  expectedOn: optional(date),
  carrier: optional(object({ code: optional(words), name: optional(words) })),
  billOfLading: optional(words),
  tracking: list(words),
  shipFrom: optional(party),
  shipTo: optional(party),
  packages: list(object({ kind: oneOf('tare', 'pack', 'subpack'), marks: list(words) })),
  orders: list(
    object({
      orderNumber: filled,
      orderDate: optional(date),
      supplierOrderNumber: optional(words),
      lines: list(
        object({
          number: optional(filled),
          item,
          quantity: amount,
          unit,
          ordered: optional(amount),
          statusCode: optional(words),
          marks: list(words),
        }),
      ),
    }),
  ),
})

const invoice = object({
  kind: oneOf('invoice'),
  type: oneOf('invoice', 'credit'),
  typeCode: words,
  number: filled,
  date,
  dueDate: optional(date),
  orderNumber: optional(filled),
  orderDate: optional(date),
  currency: optional(currency),
  originalInvoice: optional(filled),
  supplierOrderNumber: optional(words),
  remitTo: optional(party),
  lines: list(
    object({
      number: optional(filled),
      orderNumber: optional(filled),
      item,
      quantity: amount,
      unit: optional(unit),
      price: amount,
      amount,
      taxes: list(tax),
      charges: list(charge),
    }),
  ),
  charges: list(charge),
  taxes: list(tax),
  total: amount,
})

/** By kind of the document. */
export const documentShapes: Readonly<Record<string, Check>> = {
  'purchase-order': purchaseOrder,
  'order-confirmation': orderConfirmation,
  'ship-notice': shipNotice,
  invoice,
}
