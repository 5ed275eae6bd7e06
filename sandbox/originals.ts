/** The X12 of invoices as it lies beside their bookings: one document of each, with one file that holds that invoice. One sentence for each that is not so. */
import { type ExactLine, text } from './records'

const bookings = new Set(['purchase/PurchaseInvoices', 'purchaseentry/PurchaseEntries'])

export function originalsAstray(exact: readonly ExactLine[]): readonly string[] {
  const of = (resource: string) => exact.filter(line => line.action === 'create' && line.resource === resource)
  const files = Map.groupBy(of('documents/DocumentAttachments'), ({ body }) => text(body, 'Document'))
  const named = exact
    .filter(({ action, resource, body }) => action !== 'delete' && bookings.has(resource) && text(body, 'Document') !== '')
    .map(({ body }) => ({ document: text(body, 'Document'), number: text(body, 'YourRef') }))
  const numbers = new Map(named.map(({ document, number }) => [document, number]))
  return [
    ...named.flatMap(({ document, number }) => {
      const attached = files.get(document) ?? []
      if (attached.length !== 1) return [`Invoice ${number} has ${attached.length} originals and should have one`]
      const original = Buffer.from(text(attached[0]?.body, 'Attachment'), 'base64').toString()
      return invoiceIn(original) === number
        ? []
        : [`Invoice ${number} has the original of ${invoiceIn(original) ?? 'no invoice'}`]
    }),
    ...of('documents/Documents').flatMap(({ key, body }) =>
      numbers.has(key) ? [] : [`Document "${text(body, 'Subject')}" belongs to no booking`],
    ),
  ]
}

/** BIG02. */
function invoiceIn(x12: string): string | undefined {
  const [, element = ''] = /^ST([^A-Za-z0-9])810/.exec(x12) ?? []
  const big = x12.split('\n').find(segment => segment.startsWith(`BIG${element}`))
  return big?.split(element)[2]?.replace(/[^\w.-]+$/, '')
}
