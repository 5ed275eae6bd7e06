/** Turns what a supplier owes into the file that settles it. */
import { decimal, type Division } from '../../lib/documents/value'
import type { Company, Supplier, World } from '../world'
import {
  cancellationAcknowledgment,
  changeAcknowledgment,
  functionalAcknowledgment,
  orderAcknowledgment,
} from './acknowledgments'
import { type Answer, answerTo, type Delivery } from './answer'
import type { SentDocument, SentFile, SentInvoice } from './entries'
import { habitsOf, matchingOf } from './habits'
import { invoiceOf, type WrittenInvoice } from './invoice'
import { beside, invoiceMeant, meant } from './meant'
import type { AcknowledgmentOwed, InvoiceOwed } from './order-book'
import type { ReceivedOrder } from './order'
import { shipmentNumber, shipNoticeOf } from './ship-notice'
import { consolidated } from './together'
import type { Edit, Further, Scene, Trap } from './traps/trap'
import { trapOf } from './traps/traps'
import { type Body, writeInterchange } from './write'

export interface Correspondence {
  acknowledgment(owed: AcknowledgmentOwed, controlNumber: number, at: Date): SentFile
  /** An 865 that answers nothing; undefined where the supplier wishes for nothing. */
  wish(owed: InvoiceOwed, controlNumber: number, at: Date): SentFile | undefined
  /** Undefined where the supplier sends none. */
  shipNotice(owed: InvoiceOwed, controlNumber: number, at: Date): SentFile | undefined
  /** Invoices of one supplier to one division, in one interchange. */
  invoices(owed: readonly [InvoiceOwed, ...InvoiceOwed[]], controlNumber: number, at: Date): SentFile
}

interface Content {
  readonly body: Body
  readonly document: SentDocument
}

interface InvoiceToWrite {
  readonly number: string
  readonly delivery: Delivery
  readonly trap: Trap | undefined
  readonly further?: Further
}

interface Sealed {
  readonly file: string
  readonly division: Division
  readonly supplier: string
  readonly usage: string
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
    { file, division, supplier: key, usage }: Sealed,
    functionalId: string,
    contents: readonly Content[],
    numbered: number,
    at: Date,
    trap?: Trap,
  ): SentFile {
    const { company, supplier } = parties(division, key)
    const { sender, receiver, fileHeldAs, repeatsNumber, text: turned = (text: string) => text } = trap ?? {}
    const controlNumber = repeatsNumber ? Math.max(1, numbered - 1) : numbered
    const from = { ...supplier.interchange, application: supplier.application }
    const text = writeInterchange(
      {
        from: sender === undefined ? from : { ...from, id: sender },
        to: { ...company.interchange, application: company.interchange.id, ...(receiver !== undefined && { id: receiver }) },
        usage,
        at,
        style: { ...supplier.delimiters, version: supplier.version },
        controlNumber,
        functionalId,
      },
      contents.map(({ body }) => body),
    )
    return {
      event: 'intent',
      at: at.toISOString(),
      file,
      division,
      supplier: key,
      controlNumber,
      ...(sender !== undefined && { sender }),
      ...(fileHeldAs !== undefined && { heldAs: fileHeldAs }),
      documents: contents.map(({ document }) => document),
      text: turned(text),
    }
  }

  function sceneOf(
    { division, supplier }: Pick<InvoiceOwed, 'division' | 'supplier'>,
    order: ReceivedOrder,
    number: string,
  ): Scene {
    const [line] = order.lines
    if (!line) throw new RangeError(`order ${order.number} has no lines`)
    const { version } = parties(division, supplier).supplier
    return { order, line, number, release: version === '005010' ? '005010' : '004010' }
  }

  function written(
    number: string,
    { division, supplier: key }: Pick<InvoiceOwed, 'division' | 'supplier'>,
    order: ReceivedOrder,
    delivery: Delivery,
  ): WrittenInvoice {
    const { company, supplier } = parties(division, key)
    const booked = orders.get(`${division}/${key}/${order.number}`)
    const sale = { supplier, company, habits: habitsOf(world, supplier), booked }
    return invoiceOf(number, order, delivery, salesOrderNumber(division, order.number), sale)
  }

  /** Of the delivery alone where nothing is left to go with it. */
  function invoiceOfBoth(number: string, owed: InvoiceOwed): WrittenInvoice {
    const { order, delivery, beside: other } = owed
    const one = written(number, owed, order, delivery)
    if (!other) return one
    return consolidated({ ...one, order }, { ...written(number, owed, other.order, other.delivery), order: other.order })
  }

  /** One 810 of a delivery; `trap` of its order, and what it is beside the first, say what is not plain of it. */
  function invoice(owed: InvoiceOwed, first: string, { number, delivery, trap, further }: InvoiceToWrite): Content {
    const { division, supplier: key, order } = owed
    const { supplier } = parties(division, key)
    const { matching } = habitsOf(world, supplier)
    const { body, figures } = trap?.together && !further ? invoiceOfBoth(number, owed) : written(number, owed, order, delivery)
    const own = further ?? (trap?.set === '810' ? trap : undefined)
    const edited = edit(body, own?.edit, sceneOf(owed, order, first))
    const document: SentInvoice = {
      set: '810',
      order: order.number,
      number,
      quantities: quantitiesOf(delivery),
      ...figures,
      total: totalIn(edited),
      ...invoiceMeant(trap, further, matching),
    }
    return { body: edited, document }
  }

  return {
    acknowledgment: (owed, controlNumber, at) => {
      if (owed.set === '997') {
        const { functionalId, controlNumber: groupControlNumber } = owed.group
        const document = { set: '997' as const, functionalId, groupControlNumber }
        const [order] = owed.group.sets.flatMap(set => set.order ?? [])
        const trap = order && trapIn('997', owed.division, order)
        const plain = functionalAcknowledgment(owed.group)
        const body = trap ? edit(plain, trap.edit, sceneOf(owed, order, groupControlNumber)) : plain
        const again = (trap?.also ?? []).map(() => ({ body, document }))
        return seal(owed, 'FA', [{ body, document }, ...again], controlNumber, at)
      }
      const { division, supplier, order, first, version, change } = owed
      const salesOrder = salesOrderNumber(division, order.number)
      const about = { set: change ? ('865' as const) : ('855' as const), order: order.number, version }
      const functionalId = change ? 'CA' : 'PR'
      if (order.purpose === '01') {
        const document = { ...about, kind: 'cancelled' as const, promised: {} }
        const body = cancellationAcknowledgment(order, salesOrder, change)
        return seal(owed, functionalId, [{ body, document }], controlNumber, at)
      }
      const answer = answerTo({ seed: world.seed, division, supplier }, order, first)
      const { kind, heldAs } = answer
      const document = { ...about, kind, promised: promised(answer), ...(heldAs !== undefined && { heldAs }) }
      const body = change
        ? changeAcknowledgment(order, change, answer, salesOrder)
        : orderAcknowledgment(order, answer, salesOrder)
      const trap = trapIn('855', division, order)
      const edited = edit(body, trap?.edit, sceneOf(owed, order, order.number))
      const again = (trap?.also ?? []).map(() => ({ body: edited, document }))
      return seal(owed, functionalId, [{ body: edited, document }, ...again], controlNumber, at)
    },
    wish: (owed, controlNumber, at) => {
      const { division, supplier, order } = owed
      const trap = trapIn('865', division, order)
      if (!trap) return undefined
      const body = edit({ code: '865', segments: [] }, trap.edit, sceneOf(owed, order, order.number))
      const document = {
        set: '865' as const,
        order: order.number,
        version: 1,
        kind: 'trap' as const,
        promised: {},
        ...meant(trap, matchingOf(world, supplier)),
      }
      return seal(
        { ...owed, file: `865-${supplier}-${division}-${order.number}-wish.edi` },
        'CA',
        [{ body, document }],
        controlNumber,
        at,
      )
    },
    shipNotice: (owed, controlNumber, at) => {
      const { division, supplier: key, order, delivery, sequence, beside: other } = owed
      const { supplier } = parties(division, key)
      const trap = trapIn('856', division, order)
      if (!trap && !habitsOf(world, supplier).shipNotices) return undefined
      const number = shipmentNumber(invoiceNumber(key, division, order.number, sequence))
      const { matching } = habitsOf(world, supplier)
      // Whatever an invoice makes of it, all that was ordered is on its way.
      const shipped = trapIn('810', division, order) ? wholeOf(order, delivery) : delivery
      const noticeOf = (own: string, { order: of, delivery: goods }: Pick<InvoiceOwed, 'order' | 'delivery'>): Content => ({
        body: shipNoticeOf(own, of, goods, salesOrderNumber(division, of.number), supplier),
        document: { set: '856', order: of.number, number: own, quantities: quantitiesOf(goods) },
      })
      const content = (own: string, said: Trap | Further | undefined): Content => {
        const { body, document } = noticeOf(own, { order, delivery: shipped })
        return { body: edit(body, said?.edit, sceneOf(owed, order, own)), document: { ...document, ...meant(said, matching) } }
      }
      const { after } = beside(trap, matching)
      const contents = [
        content(number, trap),
        ...after.map(further => content(further.number(number), further)),
        ...(other ? [noticeOf(shipmentNumber(invoiceNumber(key, division, other.order.number, 1)), other)] : []),
      ]
      return seal({ ...owed, file: `856-${key}-${number}.edi` }, 'SH', contents, controlNumber, at)
    },
    invoices: (owed, controlNumber, at) => {
      const contents = owed.flatMap(one => {
        const { division, supplier, order, delivery, sequence } = one
        const number = invoiceNumber(supplier, division, order.number, sequence)
        const trap = trapOf(division, order)
        const { before, after } = beside(trap?.set === '810' ? trap : undefined, matchingOf(world, supplier))
        const others = (furthers: readonly Further[]) =>
          furthers.map(further =>
            invoice(one, number, {
              number: further.number(number),
              delivery: further.delivery?.(wholeOf(order, delivery)) ?? delivery,
              trap,
              further,
            }),
          )
        return [...others(before), invoice(one, number, { number, delivery, trap }), ...others(after)]
      })
      const [{ division, supplier: key, order, sequence }] = owed
      const trap = trapIn('810', division, order)
      const more = owed.length > 1 ? `-and-${owed.length - 1}-more` : ''
      // Read last of what waits, so that it is the second to use its number.
      const last = trap?.repeatsNumber ? 'z-' : ''
      const file = `${last}810-${key}-${invoiceNumber(key, division, order.number, sequence)}${more}.edi`
      return seal({ ...owed[0], file }, 'IN', contents, controlNumber, at, trap)
    },
  }
}

function trapIn(set: Trap['set'], division: Division, order: ReceivedOrder): Trap | undefined {
  const trap = trapOf(division, order)
  return trap?.set === set ? trap : undefined
}

function edit(body: Body, change: Edit | undefined, scene: Scene): Body {
  return change ? { ...body, segments: change(body.segments, scene) } : body
}

/** By line number. */
function quantitiesOf({ lines }: Delivery): Record<string, string> {
  return Object.fromEntries(lines.map(({ line, quantity }) => [line.number, quantity]))
}

/** What was ordered, on the day of the delivery. */
function wholeOf({ lines }: ReceivedOrder, { date }: Delivery): Delivery {
  return { date, lines: lines.map(line => ({ line, quantity: line.quantity })) }
}

/** Of TDS01, without its sign: a credit says by its type which way it goes. */
function totalIn({ segments }: Body): string {
  const text = segments.find(segment => segment[0] === 'TDS')?.[1] ?? '0'
  const figure = text.includes('.') ? decimal(text) : decimal(text).dividedBy(100)
  return figure.abs().toFixed(2)
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
