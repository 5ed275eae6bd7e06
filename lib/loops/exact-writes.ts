/** Confirmations and invoices → what is to be written to Exact Online, with the order that they belong to. */
import type { Invoice } from '../documents/invoice'
import type { OrderConfirmation } from '../documents/order-confirmation'
import type { PurchaseOrder } from '../documents/purchase-order'
import type { Division } from '../documents/value'
import { EdiError } from '../error'
import type { VatRate } from '../exact/directory'
import type { Ledger } from '../ledger/ledger'
import { normalisedInvoiceNumber } from '../mapping/invoice-number'
import { invoiceWrites } from '../mapping/invoice-to-exact'
import type { ExactVatCode } from '../mapping/invoice-vat'
import { confirmationWrites } from '../mapping/order-confirmation-to-exact'
import type { CrossReferences, Partner } from '../mapping/partners'
import { type Confirmed, confirmedBy, standing } from './confirmed'
import { divisionOf, type Hop, onward, partnerFor } from './hop'
import { confirmedOrderName, contentOf, orderName } from './order-names'

export const confirmationToExactHop: Hop = async (message, { ledger, documentId, partners }) => {
  const confirmation = message.payload as OrderConfirmation
  const division = divisionOf(message)
  const partner = partnerFor(message, partners)
  const order = await orderOf(ledger, division, partner, confirmation.orderNumber)
  const name = confirmedOrderName(division, order.number)
  const earlier = await contentOf<Confirmed>(ledger, name, documentId)
  const writes = confirmationWrites(confirmation, {
    order,
    standing: standing(order, earlier),
    partner,
    references: partners.crossReferences,
  })
  return {
    what: `matched to order ${order.number}`,
    content: confirmedBy(writes, order, earlier),
    names: [name],
    outputs: onward(message, writes, { kind: writes.kind }),
  }
}

export const invoiceToExactHop: Hop = async (message, { ledger, documentId, partners, masterData }) => {
  const invoice = message.payload as Invoice
  const division = divisionOf(message)
  const partner = partnerFor(message, partners)
  const name = invoiceName(division, partner, invoice)
  const earlier = await ledger.latest(name, documentId)
  // The network may deliver the same invoice again under new control numbers.
  if (earlier?.content === JSON.stringify(invoice))
    return { what: 'was here before, unchanged', reason: 'duplicate', outputs: [] }

  const order = await orderOf(ledger, division, partner, invoice.orderNumber)
  const master = masterData()
  const references = partners.crossReferences
  const writes = invoiceWrites(invoice, {
    order,
    partner,
    references,
    vatCodes: vatRecords(await master.vatCodes(division)),
    glAccounts: await master.glAccounts(division),
    chargeItems: await master.itemsByCode(division, chargeItems(invoice, references.charges)),
  })
  return {
    what: `matched to order ${order.number}`,
    content: invoice,
    names: [name],
    claims: [name],
    whenClaimed: () => duplicate(invoice),
    outputs: onward(message, writes, { kind: writes.kind }),
  }
}

function vatRecords(rates: ReadonlyMap<string, VatRate>): ReadonlyMap<string, ExactVatCode> {
  return new Map(
    [...rates].map(([code, { rate, type, charged }]) => [
      code,
      { Code: code, Percentage: Number(rate), Type: type, Charged: charged },
    ]),
  )
}

function invoiceName(division: Division, { key }: Partner, { type, number }: Invoice): string {
  return `invoice ${division}/${key}/${type}/${normalisedInvoiceNumber(number)}`
}

/** Items that carry the invoice's charges; none are asked for when it has none. */
function chargeItems(invoice: Invoice, charges: CrossReferences['charges']): string[] {
  const codes = new Set([...invoice.charges, ...invoice.lines.flatMap(line => line.charges)].map(({ code }) => code))
  return charges.flatMap(({ charge, item }) => (item !== undefined && codes.has(charge) ? [item] : []))
}

/** The order that a document of this partner names, as it was sent to it. */
async function orderOf(ledger: Ledger, division: Division, partner: Partner, number: string | undefined): Promise<PurchaseOrder> {
  const order = number === undefined ? undefined : await contentOf<PurchaseOrder>(ledger, orderName(division, number.trim()))
  if (!order) throw orderUnknown(division, number)
  // The number alone would have one supplier confirm another's order, or be paid for it under the other's name.
  const isTheirs = partner.accounts.some(account => account.division === division && account.code === order.supplier.code)
  if (isTheirs) return order
  throw new EdiError({
    code: 'order-of-another-supplier',
    what: `Order ${order.number} was sent to supplier ${order.supplier.code}, not to ${partner.name}`,
    where: { division, order: order.number },
    remedy: 'Ask the sender for the right order number, or add the account to the partner in the supplier directory',
    prospect: 'held',
  })
}

function orderUnknown(division: Division, number: string | undefined): EdiError {
  return new EdiError({
    code: number === undefined ? 'order-number-missing' : 'order-unknown',
    what: number === undefined ? 'The document names no purchase order' : `No order ${number} was sent from division ${division}`,
    where: { division, ...(number === undefined ? {} : { order: number }) },
    remedy: 'Ask the supplier for the right order number, or handle the document by hand',
    prospect: 'held',
  })
}

function duplicate(invoice: Invoice): EdiError {
  return new EdiError({
    code: 'duplicate-invoice-number',
    what: `Another ${invoice.type} with the number ${invoice.number}, or one that differs only in spaces, dots or leading zeros, came from this supplier before`,
    remedy: 'Compare the two; if this one is right, ask the supplier for a new number',
    prospect: 'held',
  })
}
