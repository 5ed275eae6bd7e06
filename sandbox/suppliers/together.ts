/**
 * Orders whose goods a supplier invoices together: one with the trap of it, and the next plain one of the same buyer and supplier. Which
 * they are follows from the world alone.
 */
import { decimal, type Division, sum } from '../../lib/documents/value'
import type { Order, World } from '../world'
import { answerKind } from './answer'
import type { InvoiceFigures, WrittenInvoice } from './invoice'
import { type ReceivedOrder, asSent } from './order'
import type { Segment } from './read'
import { trapOf } from './traps/traps'

export interface Together {
  /** Number of the order whose goods are on the invoice of this one. */
  otherOf(division: Division, order: string): string | undefined
  /** No invoice of its own comes for it. */
  isOnAnother(division: Division, order: string): boolean
}

const known = new WeakMap<World, Together>()

export function together(world: World): Together {
  const before = known.get(world)
  if (before) return before
  const pairs = pairsIn(world)
  const others = new Map(pairs.map(([one, other]) => [nameOf(one), String(other.orderNumber)]))
  const onAnother = new Set(pairs.map(([, other]) => nameOf(other)))
  const found: Together = {
    otherOf: (division, order) => others.get(`${division}/${order}`),
    isOnAnother: (division, order) => onAnother.has(`${division}/${order}`),
  }
  known.set(world, found)
  return found
}

function pairsIn({ seed, orders }: World): (readonly [Order, Order])[] {
  const taken = new Set<Order>()
  return orders.flatMap((one, n) => {
    const { division, supplier } = one
    if (!trapOf(division, asSent(one))?.together) return []
    const other = orders
      .slice(n + 1)
      .find(
        next =>
          next.division === division &&
          next.supplier === supplier &&
          !taken.has(next) &&
          trapOf(division, asSent(next)) === undefined &&
          answerKind({ seed, division, supplier }, String(next.orderNumber)) === 'accepted',
      )
    if (!other) return []
    taken.add(other)
    return [[one, other] as const]
  })
}

function nameOf({ division, orderNumber }: Order): string {
  return `${division}/${orderNumber}`
}

/** The lines of both, each with the number of its order, and one total. */
export function consolidated(
  one: WrittenInvoice & { readonly order: ReceivedOrder },
  other: WrittenInvoice & { readonly order: ReceivedOrder },
): WrittenInvoice {
  const heading = one.body.segments.slice(0, placeOf(one, 'IT1'))
  const taxes = Map.groupBy([one, other].flatMap(taxesOf), ([, code, , rate]) => `${code} ${rate}`)
  const figure = (name: keyof InvoiceFigures) => sum([one.figures[name], other.figures[name]])
  const lines = [one, other].flatMap(linesOf)
  return {
    body: {
      code: '810',
      segments: [
        ...heading.map(segment => (segment[0] === 'BIG' ? segment.map((now, n) => (n === 4 ? '' : now)) : segment)),
        ...lines,
        ['TDS', figure('total').times(100).toFixed(0), figure('goods').times(100).toFixed(0)],
        ...[...taxes.values()].map((same): Segment => {
          const [, code = '', , rate = ''] = same[0] ?? []
          return ['TXI', code, decimal(sum(same.map(([, , amount]) => amount ?? 0))).toFixed(), rate]
        }),
        ['CTT', String(lines.filter(([tag]) => tag === 'IT1').length)],
      ],
    },
    figures: {
      goods: figure('goods').toFixed(2),
      tax: figure('tax').toFixed(2),
      freight: figure('freight').toFixed(2),
      total: figure('total').toFixed(2),
    },
  }
}

function linesOf(written: WrittenInvoice & { readonly order: ReceivedOrder }): Segment[] {
  const { body, order } = written
  return body.segments
    .slice(placeOf(written, 'IT1'), placeOf(written, 'TDS'))
    .map(segment => (segment[0] === 'IT1' ? [...segment, 'PO', order.number] : segment))
}

/** Those of the whole invoice. */
function taxesOf(written: WrittenInvoice): Segment[] {
  return written.body.segments.slice(placeOf(written, 'TDS')).filter(([tag]) => tag === 'TXI')
}

function placeOf({ body }: WrittenInvoice, tag: string): number {
  return body.segments.findIndex(segment => segment[0] === tag)
}
