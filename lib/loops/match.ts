/** Invoice → matched invoice, or held with every reason: the look-ups around lib/matching. */
import type { Invoice } from '../documents/invoice'
import type { Division, Guid } from '../documents/value'
import { EdiError } from '../error'
import type { Ledger } from '../ledger/ledger'
import { type Difference, DifferencesHeld } from '../mapping/hold'
import { unitFinder } from '../mapping/cross-reference'
import { type MatchingDefaults, matchingRules } from '../mapping/matching-rules'
import type { Partner, PartnerDirectory } from '../mapping/partners'
import { matchInvoice, type OrderLookUp, orderNumbers } from '../matching/match'
import type { MatchedInvoice } from '../matching/matched-invoice'
import { type Reason, remediesOf } from '../matching/reasons'
import { divisionOf, onward, partnerFor } from './hop'
import type { Received } from '../matching/quantities'
import { invoicedOrderName, invoiceName } from './invoice-name'
import type { NodeMessage } from './message'
import { orderLookUp } from './match-orders'
import { shipmentsAnnounced } from './match-receipts'
import { contentOf } from './order-names'
import type { Outcome } from './outcome'
import { waitingCredits } from './waiting-credits'

type Orders = MatchedInvoice['orders']

export interface MatchHopContext {
  readonly ledger: Ledger
  readonly partners: PartnerDirectory
  readonly defaults: MatchingDefaults
  /** Of the document that is matched: what it came to in an earlier attempt does not count against it. */
  readonly documentId: string
  /** Goods receipts in Exact Online, of the lines of these orders. */
  receipts(orders: Orders): Promise<ReadonlyMap<Guid, Received>>
}

/** What the ledger keeps of a matched invoice. */
export interface RecordedMatch extends MatchedInvoice {
  /** How many-th of each order it is: no two invoices count the same earlier ones. */
  readonly turns: Readonly<Record<string, number>>
}

/**
 * Keeps the matched invoice under its own number, which no other may have, and under its orders, for later ones to be counted with.
 * @throws DifferencesHeld with every reason, worst first; EdiError, held: `matching-not-agreed`, `division-missing`, `partner-unknown`
 */
export async function matchHop(message: NodeMessage, context: MatchHopContext): Promise<Outcome> {
  const invoice = invoiceOf(message)
  const { ledger, partners, defaults, documentId } = context
  const division = divisionOf(message)
  const partner = partnerFor(message, partners)
  const rules = matchingRules(partner, partners.crossReferences, { division, on: invoice.date, defaults })
  const name = invoiceName(division, partner.key, invoice)
  const same = await contentOf<RecordedMatch>(ledger, name, documentId)
  // The network may deliver the same invoice again under new control numbers.
  if (same && JSON.stringify(same.invoice) === JSON.stringify(invoice))
    return { what: 'was here before, unchanged', reason: 'duplicate', outputs: [] }

  const original = await originalOf(ledger, division, partner, invoice)
  const credits = await waitingCredits(ledger, division, partner.key, invoice)
  const lookUp = (one: Invoice) =>
    Promise.all(orderNumbers(one, original).map(number => orderLookUp(ledger, division, partner, number)))
  const orders = await lookUp(invoice)
  const found = ordersIn(orders)
  const counted = [...new Set([...found, ...(original?.orders ?? [])].map(({ number }) => number))]
  const earlier = await earlierOf(ledger, division, counted, documentId)
  const unitOf = unitFinder(partners.crossReferences, partner.key)
  const asksForReceipts = rules.matching === 'three-way' && invoice.type === 'invoice' && isNotEmpty(found)
  const verdict = matchInvoice(invoice, {
    orders,
    earlier,
    waiting: await Promise.all(credits.map(async credit => ({ credit, orders: await lookUp(credit) }))),
    ...(same && { sameNumber: same.invoice }),
    ...(original && { original }),
    ...(asksForReceipts && {
      received: await (rules.receipts === 'ship-notices' ? shipmentsAnnounced(ledger, found, unitOf) : context.receipts(found)),
    }),
    unitOf,
    rules,
  })
  if (verdict.verdict === 'held') throw heldFor(invoice, division, verdict.reasons)
  const { matched } = verdict
  const turns = turnsOf(counted, earlier)
  return {
    what: `matched to ${orderWords(matched)}`,
    content: { ...matched, turns } satisfies RecordedMatch,
    names: [name, ...Object.keys(turns).map(number => invoicedOrderName(division, number))],
    claims: [name, ...Object.entries(turns).map(([number, turn]) => `${invoicedOrderName(division, number)} ${turn}`)],
    whenClaimed: taken => (taken.includes(name) ? sameNumberClaimed(invoice, division) : invoicedMeanwhile(division, matched)),
    outputs: onward(message, matched, { kind: matched.kind, order: matched.orders[0].number }),
  }
}

async function originalOf(
  ledger: Ledger,
  division: Division,
  partner: Partner,
  { type, originalInvoice }: Invoice,
): Promise<MatchedInvoice | undefined> {
  if (type !== 'credit' || originalInvoice === undefined) return undefined
  return contentOf<RecordedMatch>(ledger, invoiceName(division, partner.key, { type: 'invoice', number: originalInvoice }))
}

/** A credit counts with all that was credited of its invoice, whichever of the invoice's orders that was of. */
async function earlierOf(
  ledger: Ledger,
  division: Division,
  numbers: readonly string[],
  documentId: string,
): Promise<RecordedMatch[]> {
  const byId = new Map<string, RecordedMatch>()
  for (const number of numbers)
    for (const { id, content } of await ledger.named(invoicedOrderName(division, number)))
      if (content !== null && id !== documentId) byId.set(id, JSON.parse(content) as RecordedMatch)
  return [...byId.values()]
}

function turnsOf(numbers: readonly string[], earlier: readonly RecordedMatch[]): Record<string, number> {
  return Object.fromEntries(numbers.map(number => [number, 1 + Math.max(0, ...earlier.map(({ turns }) => turns[number] ?? 0))]))
}

function ordersIn(lookUps: readonly OrderLookUp[]): Orders | readonly [] {
  const [first, ...others] = lookUps.flatMap(lookUp => (lookUp.found === 'one' ? [lookUp.order] : []))
  return first ? [first, ...others] : []
}

function isNotEmpty(orders: Orders | readonly []): orders is Orders {
  return orders.length > 0
}

function heldFor(invoice: Invoice, division: Division, [worst, ...others]: readonly [Reason, ...Reason[]]): DifferencesHeld {
  const order = worst.order ?? invoice.orderNumber
  return new DifferencesHeld(
    {
      what: `${invoice.type === 'credit' ? 'Credit' : 'Invoice'} ${invoice.number} cannot be matched`,
      where: { ...(order !== undefined && { order }), ...(worst.line !== undefined && { line: worst.line }), division },
      remedy: remediesOf(worst.code).join('. Or: '),
    },
    [differenceOf(worst), ...others.map(differenceOf)],
  )
}

function differenceOf({ expected, found, ...reason }: Reason): Difference {
  return {
    ...reason,
    ...(expected !== undefined && { ordered: expected }),
    ...(found !== undefined && { invoiced: found }),
    remedies: remediesOf(reason.code),
  }
}

function orderWords({ orders }: MatchedInvoice): string {
  return `${orders.length === 1 ? 'order' : 'orders'} ${orders.map(({ number }) => number).join(', ')}`
}

/** Two with one number were matched at the same moment. */
function sameNumberClaimed(invoice: Invoice, division: Division): DifferencesHeld {
  return heldFor(invoice, division, [{ code: 'duplicate-invoice-number', found: invoice.number }])
}

/** Two for one order were matched at the same moment: the second counts once more. */
function invoicedMeanwhile(division: Division, { orders }: MatchedInvoice): EdiError {
  return new EdiError({
    code: 'order-invoiced-meanwhile',
    what: 'Another invoice was matched to the same order meanwhile',
    where: { order: orders[0].number, division },
    prospect: 'passing',
  })
}

function invoiceOf({ payload }: NodeMessage): Invoice {
  if ((payload as Partial<Invoice> | null)?.kind === 'invoice') return payload as Invoice
  throw new EdiError({
    code: 'not-an-invoice',
    what: 'The message carries no invoice',
    remedy: 'Put edi-match after the map that reads the invoice',
  })
}
