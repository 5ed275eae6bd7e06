/** Turns what a supplier owes into the file that settles it. */
import type { Division } from '../../lib/documents/value'
import type { Company, Supplier, World } from '../world'
import {
  cancellationAcknowledgment,
  changeAcknowledgment,
  functionalAcknowledgment,
  orderAcknowledgment,
} from './acknowledgments'
import { type Answer, answerTo } from './answer'
import type { SentDocument, SentFile } from './entries'
import { habitsOf } from './habits'
import { invoiceOf } from './invoice'
import type { AcknowledgmentOwed, InvoiceOwed } from './order-book'
import { shipmentNumber, shipNoticeOf } from './ship-notice'
import { type Body, writeInterchange } from './write'

export interface Correspondence {
  acknowledgment(owed: AcknowledgmentOwed, controlNumber: number, at: Date): SentFile
  /** Undefined where the supplier sends none. */
  shipNotice(owed: InvoiceOwed, controlNumber: number, at: Date): SentFile | undefined
  /** Invoices of one supplier to one division, in one interchange. */
  invoices(owed: readonly [InvoiceOwed, ...InvoiceOwed[]], controlNumber: number, at: Date): SentFile
}

export function correspondence(world: World): Correspondence {
  const suppliers = new Map(world.suppliers.map(supplier => [supplier.key, supplier]))
  const companies = new Map(world.companies.map(company => [company.division, company]))
  const orders = new Map(world.orders.map(order => [`${order.division}/${order.supplier}/${order.orderNumber}`, order]))

  function parties(division: Division, key: string): { company: Company; supplier: Supplier } {
    const [company, supplier] = [companies.get(division), suppliers.get(key)]
    if (!company || !supplier) throw new RangeError(`no trade between ${division} and ${key} in this world`)
    return { company, supplier }
  }

  function seal(
    { file, division, supplier: key, usage }: { file: string; division: Division; supplier: string; usage: string },
    functionalId: string,
    contents: readonly { readonly body: Body; readonly document: SentDocument }[],
    controlNumber: number,
    at: Date,
  ): SentFile {
    const { company, supplier } = parties(division, key)
    const text = writeInterchange(
      {
        from: { ...supplier.interchange, application: supplier.application },
        to: { ...company.interchange, application: company.interchange.id },
        usage,
        at,
        style: { ...supplier.delimiters, version: supplier.version },
        controlNumber,
        functionalId,
      },
      contents.map(({ body }) => body),
    )
    const documents = contents.map(({ document }) => document)
    return { event: 'intent', at: at.toISOString(), file, division, supplier: key, controlNumber, documents, text }
  }

  return {
    acknowledgment: (owed, controlNumber, at) => {
      if (owed.set === '997') {
        const { functionalId, controlNumber: groupControlNumber } = owed.group
        const document = { set: '997' as const, functionalId, groupControlNumber }
        return seal(owed, 'FA', [{ body: functionalAcknowledgment(owed.group), document }], controlNumber, at)
      }
      const { division, supplier, order, first, version, change } = owed
      const salesOrder = salesOrderNumber(division, order.number)
      const about = { set: change ? ('865' as const) : ('855' as const), order: order.number, version }
      const functionalId = change ? 'CA' : 'PR'
      if (order.purpose === '01') {
        const document = { ...about, kind: 'cancelled' as const, needsAPerson: false, promised: {} }
        return seal(
          owed,
          functionalId,
          [{ body: cancellationAcknowledgment(order, salesOrder, change), document }],
          controlNumber,
          at,
        )
      }
      const answer = answerTo({ seed: world.seed, division, supplier }, order, first)
      const document = { ...about, kind: answer.kind, needsAPerson: answer.deliveries.length === 0, promised: promised(answer) }
      const body = change
        ? changeAcknowledgment(order, change, answer, salesOrder)
        : orderAcknowledgment(order, answer, salesOrder)
      return seal(owed, functionalId, [{ body, document }], controlNumber, at)
    },
    shipNotice: (owed, controlNumber, at) => {
      const { division, supplier: key, order, delivery, sequence } = owed
      const { supplier } = parties(division, key)
      if (!habitsOf(world, supplier).shipNotices) return undefined
      const number = shipmentNumber(invoiceNumber(key, division, order.number, sequence))
      const body = shipNoticeOf(number, order, delivery, salesOrderNumber(division, order.number), supplier)
      const quantities = Object.fromEntries(delivery.lines.map(({ line, quantity }) => [line.number, quantity]))
      const document = { set: '856' as const, order: order.number, number, quantities }
      return seal({ ...owed, file: `856-${key}-${number}.edi` }, 'SH', [{ body, document }], controlNumber, at)
    },
    invoices: (owed, controlNumber, at) => {
      const contents = owed.map(({ division, supplier: key, order, delivery, sequence }) => {
        const { company, supplier } = parties(division, key)
        const number = invoiceNumber(key, division, order.number, sequence)
        const sale = {
          supplier,
          company,
          habits: habitsOf(world, supplier),
          booked: orders.get(`${division}/${key}/${order.number}`),
        }
        const { body, figures } = invoiceOf(number, order, delivery, salesOrderNumber(division, order.number), sale)
        const quantities = Object.fromEntries(delivery.lines.map(({ line, quantity }) => [line.number, quantity]))
        return { body, document: { set: '810' as const, order: order.number, number, quantities, ...figures } }
      })
      const more = contents.length > 1 ? `-and-${contents.length - 1}-more` : ''
      const file = `810-${owed[0].supplier}-${contents[0]?.document.number}${more}.edi`
      return seal({ ...owed[0], file }, 'IN', contents, controlNumber, at)
    },
  }
}

function promised({ lines }: Answer): Record<string, string> {
  const days = lines.map(
    ({ asked, parts }) =>
      [
        asked.number,
        parts
          .map(({ date }) => date)
          .toSorted()
          .at(-1) ?? '',
      ] as const,
  )
  return Object.fromEntries(days.filter(([, day]) => day !== ''))
}

/** Unique for a supplier although the same order number occurs in several divisions. */
export function invoiceNumber(supplier: string, division: Division, orderNumber: string, sequence: number): string {
  return `${supplier.slice(0, 3).toUpperCase()}${division % 10}-${orderNumber}-${sequence}`
}

function salesOrderNumber(division: Division, orderNumber: string): string {
  return `SO${division % 10}-${orderNumber}`
}
