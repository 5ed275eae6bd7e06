/** The X12 that a booking was made of, kept beside it: a document with one attachment, which the booking names. @see reference exact-online.md §7.8, §7.10 */
import type { Invoice } from '../documents/invoice'
import type { PurchaseOrder } from '../documents/purchase-order'
import type { ExactEnsure, ExactWrites, References } from './exact-write'
import type { Booking } from './cross-reference'

/** One transaction set as it came. */
export interface Original {
  readonly bytes: Uint8Array
  /** ISA13 and ST02. */
  readonly numbers: { readonly interchange?: string; readonly set?: string }
}

/** What Exact Online is known to call a purchase invoice in `documents/DocumentTypes`. */
const purchaseInvoiceDocument = 20

const named: References = { Document: 'original' }

/** The writes of an invoice, with its original before it; unchanged where the company keeps none. */
export function withOriginal(
  writes: ExactWrites,
  original: Original | undefined,
  {
    invoice,
    order,
    booking,
  }: { readonly invoice: Invoice; readonly order: PurchaseOrder; readonly booking: Booking | undefined },
): ExactWrites {
  if (original === undefined || booking?.original === 'leave-out') return writes
  const document: ExactEnsure = {
    action: 'ensure',
    resource: 'documents/Documents',
    // The control numbers tell an invoice from one that was sent again with other content.
    naturalKey: ['Subject', 'Account', 'Type'],
    body: {
      Subject: `X12 810 ${original.numbers.interchange ?? ''}/${original.numbers.set ?? ''} ${invoice.number}`.slice(0, 60),
      Type: booking?.documentType ?? purchaseInvoiceDocument,
      Account: order.supplier.id,
      DocumentDate: invoice.date,
    },
    as: 'original',
  }
  const attachment: ExactEnsure = {
    action: 'ensure',
    resource: 'documents/DocumentAttachments',
    naturalKey: ['Document', 'FileName'],
    body: { FileName: `810 ${invoice.number.replace(/[^\w.-]+/g, '-')}.txt`, Attachment: original.bytes },
    refers: named,
  }
  return {
    ...writes,
    writes: [document, attachment, ...writes.writes.map(one => (one.action === 'create' ? { ...one, refers: named } : one))],
  }
}
