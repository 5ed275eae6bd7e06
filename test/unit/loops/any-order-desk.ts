/**
 * A buyer's desk: each document goes through the hops of its loop and what they ask for is written to the books, a map of records that
 * stands for Exact Online. What is held is looked at again until nothing more is released; a draft that an invoice contradicts is
 * removed by hand, as its message asks.
 */
import type { Invoice } from '../../../lib/documents/invoice'
import { decimal, decimalText, type Guid, sum } from '../../../lib/documents/value'
import { asEdiError, EdiError } from '../../../lib/error'
import type { ExactClient } from '../../../lib/exact/client'
import type { ExactRecord } from '../../../lib/exact/odata'
import { confirmationToExactHop } from '../../../lib/loops/confirmation-to-exact'
import { invoiceToExactHop } from '../../../lib/loops/exact-writes'
import { type Existing, identityOf } from '../../../lib/loops/existing-records'
import type { HopContext } from '../../../lib/loops/hop'
import { matchHop } from '../../../lib/loops/match'
import type { NodeMessage } from '../../../lib/loops/message'
import { orderName } from '../../../lib/loops/order-names'
import type { Outcome } from '../../../lib/loops/outcome'
import { shipNoticeToExactHop } from '../../../lib/loops/ship-notices'
import { asRead } from '../../../lib/loops/waiting-credits'
import { write } from '../../../lib/loops/write-exact'
import type { CrossReferences } from '../../../lib/mapping/cross-reference'
import type { ExactWrites } from '../../../lib/mapping/exact-write'
import { DifferencesHeld } from '../../../lib/mapping/hold'
import { purchaseInvoice } from '../../../lib/mapping/draft-invoice'
import type { Received } from '../../../lib/matching/quantities'
import { aDirectory, aPartner, division, references } from '../mapping/builders'
import type { Arrival, Trade } from './any-order-trades'
import { aWorld, onlyMessage, type Ran, runStep, someMasterData } from './world'

export interface Outcomes {
  /** By label, what became of each document that bears it, in the order of the words. */
  readonly verdicts: Readonly<Record<string, readonly string[]>>
  /** Net of credits, by order line: quantity, goods and tax; and by item, of what is charged beside the goods. */
  readonly booked: Readonly<Record<string, { readonly quantity: string; readonly amount: string; readonly tax: string }>>
  /** With tax, of all invoices less all credits. */
  readonly total: string
  /** Totals of the documents that were booked, as the supplier stated them, credits taken off. */
  readonly stated: string
}

const allTables: CrossReferences = { ...references, taxes: references.taxes.map(({ division: _all, ...row }) => row) }

const master = someMasterData({
  vatCodes: async () =>
    new Map([
      ['0', { code: '0', rate: '0', type: 'B', charged: false }],
      ['2', { code: '2', rate: '0.21', type: 'E', charged: false }],
    ]),
  itemsByCode: async () => new Map([['FREIGHT', { id: '00000000-0000-4000-8000-00000000f001', code: 'FREIGHT' }]]) as never,
}).master

/** Hops one after the other, by the kind of the document. */
const chains = {
  'order-confirmation': ['confirmation'],
  'ship-notice': ['shipment'],
  invoice: ['match', 'invoice'],
} as const

interface InHand {
  readonly label: string
  readonly document: Arrival['document']
  /** What it stopped before. */
  stage: number
  message: NodeMessage
  verdict: string
}

export async function atTheDesk(
  { orders, agreed }: Pick<Trade, 'orders' | 'agreed'>,
  arrivals: readonly Arrival[],
): Promise<Outcomes> {
  const world = await aWorld()
  const partners = aDirectory({
    partners: [aPartner({ ...agreed, tolerances: { pricePercent: '1', dateDays: 21 } })],
    crossReferences: allTables,
  })
  const books = theBooks()
  const context = { ledger: world.ledger, partners, masterData: () => master }
  for (const order of orders)
    await runStep(world, { key: order.number, message: {} }, async () => ({
      what: 'sent',
      content: order,
      names: [orderName(division, order.number)],
      outputs: [],
    }))

  async function work(name: string, message: NodeMessage, documentId: string): Promise<Outcome> {
    const hop: HopContext = { ...context, documentId }
    switch (name) {
      case 'confirmation':
        return confirmationToExactHop(message, hop)
      case 'shipment':
        return shipNoticeToExactHop(message, hop)
      case 'invoice':
        return invoiceToExactHop(message, hop)
      case 'match': {
        const defaults = { matching: 'partner', tolerances: {}, charges: {} } as const
        return matchHop(message, { ...context, documentId, defaults, receipts: async () => books.received() })
      }
      default:
        await write(message.payload as ExactWrites, books)
        return { what: 'written', outputs: [] }
    }
  }

  let steps = 0
  const step = (message: NodeMessage, one: (message: NodeMessage, documentId: string) => Promise<Outcome>): Promise<Ran> => {
    steps += 1
    return runStep(world, { key: `step ${steps}`, message }, one)
  }

  async function arrive({ label, document }: Arrival): Promise<InHand> {
    const edi = { division, partner: 'seller', kind: document.kind }
    const message = { payload: document, topic: label, edi }
    const read = document.kind === 'invoice' ? asRead(document, edi) : { content: document }
    const ran = await step(message, async each => ({ what: 'read', ...read, outputs: [{ port: 0, message: each }] }))
    const inHand = { label, document, stage: 0, message: handed(ran), verdict: 'in hand' }
    await goOn(inHand)
    return inHand
  }

  /** @returns whether it came any further */
  async function goOn(one: InHand): Promise<boolean> {
    const chain = [...chains[one.document.kind], 'post']
    const before = one.stage
    while (one.stage < chain.length) {
      const name = chain[one.stage] ?? ''
      try {
        const ran = await step(one.message, (message, documentId) => work(name, message, documentId))
        const ends = ran.outputs.length === 0
        if (ends) one.verdict = name === 'post' ? 'written' : (ran.outcome.reason ?? 'done')
        one.stage = ends ? chain.length : one.stage + 1
        if (!ends) one.message = handed(ran)
      } catch (thrown) {
        one.verdict = heldWords(thrown)
        if (asEdiError(thrown).code !== 'draft-invoice-differs') return one.stage > before
        books.removeDrafts()
      }
    }
    return true
  }

  function handed(ran: Ran): NodeMessage {
    const message = onlyMessage(ran)
    return { ...message, edi: { ...message.edi, documentId: ran.documentId } }
  }

  const inHand: InHand[] = []
  for (const one of arrivals) inHand.push(await arrive(one))
  for (;;) {
    let moved = false
    for (const one of inHand) if (one.stage < chains[one.document.kind].length + 1) moved = (await goOn(one)) || moved
    if (!moved) break
  }
  for (const one of inHand) if (isReplaced(one, inHand)) one.verdict = 'replaced'
  const groups = Map.groupBy(inHand, ({ label }) => label)
  const booked = inHand.flatMap(({ document, verdict }) =>
    document.kind === 'invoice' && verdict === 'written' ? [document] : [],
  )
  return {
    verdicts: Object.fromEntries([...groups].map(([label, group]) => [label, group.map(({ verdict }) => verdict).toSorted()])),
    booked: books.booked(),
    total: books.total(),
    stated: decimalText(sum(booked.map(signedTotal))),
  }
}

/** Whether it was recorded before what replaces it came or not, the other one holds. */
function isReplaced({ document, verdict }: InHand, all: readonly InHand[]): boolean {
  if (document.kind !== 'ship-notice' || document.purpose !== 'original' || verdict.startsWith('held')) return false
  return all.some(({ document: other }) => other.kind === 'ship-notice' && other.number === document.number && other !== document)
}

function signedTotal({ type, total }: Invoice) {
  return type === 'credit' ? decimal(total).negated() : decimal(total)
}

function heldWords(thrown: unknown): string {
  if (thrown instanceof DifferencesHeld) return `held: ${[...new Set(thrown.differences.map(({ code }) => code))].join(', ')}`
  if (thrown instanceof EdiError && thrown.prospect === 'held') return `held: ${thrown.code}`
  throw thrown
}

interface BookedLine {
  readonly PurchaseOrderLine?: Guid
  readonly Item?: Guid
  readonly Quantity: number
  readonly Amount: number
  readonly VATCode: string
  readonly VATAmount?: number
}

interface Booked {
  readonly key: string
  readonly quantity: ReturnType<typeof decimal>
  readonly amount: ReturnType<typeof decimal>
  readonly tax: ReturnType<typeof decimal>
}

/** What Exact Online would hold, and the tax that it would compute where it is told none. */
function theBooks() {
  const existing: Existing = new Map()
  const records = new Map<string, ExactRecord & { readonly resource: string }>()
  let made = 0
  const client = {
    create: async (_division: number, resource: string, body: ExactRecord) => {
      made += 1
      const key = `00000000-0000-4000-9000-${String(made).padStart(12, '0')}`
      const record = { ...body, ID: key, InvoiceID: key, resource }
      records.set(key, record)
      return record
    },
    update: async (_division: number, _resource: string, key: string, body: ExactRecord) => {
      const record = records.get(key)
      // Orders are not kept here.
      if (record) records.set(key, { ...record, ...body })
    },
  } as unknown as ExactClient
  const isDraft = (record: ExactRecord) => String(record['YourRef']).startsWith('Draft for order')
  const invoices = () => [...records.values()].filter(({ resource }) => resource === 'purchase/PurchaseInvoices')
  const lines = (): Booked[] =>
    invoices()
      .filter(record => !isDraft(record))
      .flatMap(record => {
        const sign = record['Type'] === purchaseInvoice ? 1 : -1
        return (record['PurchaseInvoiceLines'] as readonly BookedLine[]).map(line => {
          const amount = decimal(line.Amount).times(sign)
          const computed = roundedAs(String(record['Currency']), amount.times(line.VATCode === '2' ? '0.21' : '0'))
          return {
            key: line.PurchaseOrderLine ?? line.Item ?? '',
            quantity: decimal(line.Quantity).times(sign),
            amount,
            tax: line.VATAmount === undefined ? computed : decimal(line.VATAmount).times(sign),
          }
        })
      })
  return {
    client,
    existing,
    intent: undefined,
    note: async () => undefined,
    removeDrafts: () => {
      for (const record of invoices().filter(isDraft)) {
        records.delete(String(record['ID']))
        const naturalKey = ['Supplier', 'YourRef', 'Type']
        existing.delete(identityOf(division, { action: 'create', resource: record.resource, body: record, naturalKey }))
      }
    },
    received: (): ReadonlyMap<Guid, Received> => {
      const rows = [...records.values()]
        .filter(({ resource }) => resource === 'purchaseorder/GoodsReceipts')
        .flatMap(record => record['GoodsReceiptLines'] as { PurchaseOrderLineID: Guid; QuantityReceived: number }[])
      return new Map(
        [...Map.groupBy(rows, row => row.PurchaseOrderLineID)].map(([key, own]) => [
          key,
          { quantity: decimalText(sum(own.map(row => row.QuantityReceived))), unit: 'pc' },
        ]),
      )
    },
    booked: () =>
      Object.fromEntries(
        [...Map.groupBy(lines(), ({ key }) => key)]
          .toSorted(([one], [other]) => (one < other ? -1 : 1))
          .map(([key, own]) => [
            key,
            {
              quantity: decimalText(sum(own.map(line => line.quantity))),
              amount: decimalText(sum(own.map(line => line.amount))),
              tax: decimalText(sum(own.map(line => line.tax))),
            },
          ]),
      ),
    total: () => decimalText(sum(lines().flatMap(line => [line.amount, line.tax]))),
  }
}

const minorDigitsOf: Readonly<Record<string, number>> = { JPY: 0, EUR: 2, KWD: 3 }

function roundedAs(currency: string, amount: ReturnType<typeof decimal>) {
  return amount.toDecimalPlaces(minorDigitsOf[currency] ?? 2)
}
