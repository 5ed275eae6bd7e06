/** Documents in a ledger as the nodes of the loops leave them, for tests of what is read from it afterwards. */
import type { PurchaseOrder } from '../../../lib/documents/purchase-order'
import type { Transmission } from '../../../lib/ledger/transmissions'
import { invoicedOrderName } from '../../../lib/loops/invoice-name'
import {
  confirmedOrderName,
  orderName,
  orderNumberName,
  shippedOrderName,
  toldOrderName,
  writtenName,
} from '../../../lib/loops/order-names'
import type { MatchedInvoice } from '../../../lib/matching/matched-invoice'
import { division } from '../mapping/builders'
import type { World } from './world'

export interface Kept {
  readonly kind: string
  readonly division?: number
  readonly partner?: string
  readonly content?: unknown
  readonly names?: readonly string[]
  readonly transmissions?: readonly Transmission[]
  /** Left out, it is done; with a reason where it says so. */
  readonly state?: 'held' | 'failed' | 'uncertain'
  readonly reason?: string
}

/** One document that has come to its end, or stopped. @returns its id */
export async function keep({ ledger, environment }: World, kept: Kept): Promise<string> {
  const key = `kept ${environment.uuid()}`
  const step = async (node: string, documentId?: string) => {
    const begun = await ledger.begin({
      node,
      who: 'test',
      message: {},
      document: {
        kind: kept.kind,
        businessKey: key,
        subject: `${kept.kind} ${key}`,
        division: kept.division ?? division,
        ...(kept.partner !== undefined && { partner: kept.partner }),
      },
      ...(documentId !== undefined && { documentId }),
    })
    if (begun.verdict !== 'run') throw new Error(begun.verdict)
    return begun
  }
  const { stepId, documentId } = await step('map')
  await ledger.complete(stepId, {
    who: 'test',
    what: 'kept',
    outputs: [],
    ...(kept.content !== undefined && { content: kept.content }),
    ...(kept.reason !== undefined && kept.state === undefined && { reason: kept.reason }),
    names: kept.names ?? [],
    transmissions: kept.transmissions ?? [],
  })
  environment.advance(1_000)
  if (kept.state) {
    const { stepId: last } = await step('write', documentId)
    await ledger.stop(last, { state: kept.state, who: 'test', reason: kept.reason ?? 'some-reason', words: 'It stopped' })
  }
  environment.advance(1_000)
  return documentId
}

let groups = 0

/** A revision that was sent; acknowledged as it says. */
export async function keepOrder(
  world: World,
  order: PurchaseOrder,
  { acknowledged, told = true }: { readonly acknowledged?: 'accepted' | 'rejected'; readonly told?: boolean } = {},
): Promise<string> {
  groups += 1
  const parties = { sender: 'ZZ BUYERCO', receiver: 'ZZ SELLERCO' }
  const id = await keep(world, {
    kind: 'purchase-order',
    division: order.division,
    content: order,
    names: [
      orderName(order.division, order.number),
      orderNumberName(order.number),
      ...(told ? [toldOrderName(order.division, order.number)] : []),
    ],
    transmissions: told
      ? [
          {
            ...parties,
            functionalId: 'PO',
            groupNumber: groups,
            setNumber: '0001',
            interchangeNumber: groups,
            partner: 'seller',
            due: { hours: 24 },
          },
        ]
      : [],
  })
  if (told) await world.ledger.markSent(id)
  if (acknowledged)
    await world.ledger.acknowledge({
      sender: parties.receiver,
      receiver: parties.sender,
      functionalId: 'PO',
      groupNumber: groups,
      outcome: acknowledged,
      sets: [],
      who: 'test',
    })
  return id
}

export function keepConfirmation(
  world: World,
  order: PurchaseOrder,
  lines: readonly { readonly orderLine: string; readonly quantity: string }[],
): Promise<string> {
  return keep(world, {
    kind: 'x12-855',
    partner: 'seller',
    content: { lines },
    names: [confirmedOrderName(order.division, order.number)],
  })
}

export function keepShipNotice(world: World, order: PurchaseOrder, content: object): Promise<string> {
  return keep(world, { kind: 'x12-856', partner: 'seller', content, names: [shippedOrderName(order.division, order.number)] })
}

export function keepInvoice(
  world: World,
  matched: MatchedInvoice,
  { booked = true, ...further }: Partial<Kept> & { readonly booked?: boolean } = {},
): Promise<string> {
  const numbers = matched.orders.map(({ number }) => number)
  const key = matched.invoice.number
  return keep(world, {
    kind: 'x12-810',
    partner: 'seller',
    content: matched,
    names: [
      ...numbers.flatMap(number => [invoicedOrderName(division, number), orderNumberName(number)]),
      ...(booked ? [writtenName(division, { resource: 'purchase/PurchaseInvoices', key })] : []),
    ],
    ...further,
  })
}
