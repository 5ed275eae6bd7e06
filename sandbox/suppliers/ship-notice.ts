/** The 856 that a supplier sends before the 810 of a delivery: all of it in one carton. @see reference x12.md §5.6, §10 */
import type { Supplier } from '../world'
import type { Delivery } from './answer'
import type { ReceivedOrder } from './order'
import type { Segment } from './read'
import type { Body } from './write'

export function shipNoticeOf(
  number: string,
  order: ReceivedOrder,
  delivery: Delivery,
  salesOrder: string,
  supplier: Supplier,
): Body {
  const items = delivery.lines.flatMap(({ line, quantity }, index): Segment[] => [
    ['HL', String(index + 4), '3', 'I'],
    ['LIN', line.number, ...line.ids],
    ['SN1', line.number, quantity, line.unit, '', line.quantity, line.unit],
  ])
  return {
    code: '856',
    segments: [
      ['BSN', '00', number, delivery.date, '1200', '0001'],
      ['DTM', '011', delivery.date],
      ['HL', '1', '', 'S'],
      ['TD1', 'CTN', '1'],
      ['REF', 'CN', `PRO${number}`],
      ['N1', 'SF', supplier.name],
      ['HL', '2', '1', 'O'],
      ['PRF', order.number, '', '', order.date],
      ['REF', 'VN', salesOrder],
      ['HL', '3', '2', 'P'],
      ['MAN', 'CP', `1Z${number}`],
      ...items,
      ['CTT', String(delivery.lines.length + 3)],
    ],
  }
}

/** One shipment for each invoice. */
export function shipmentNumber(invoice: string): string {
  return `ASN-${invoice}`
}
