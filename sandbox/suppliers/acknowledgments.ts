/** The 997 and the 855 that a supplier sends. @see reference x12.md §5.3, §5.7, §9 */
import type { Answer } from './answer'
import type { ReceivedGroup } from './entries'
import type { ReceivedOrder } from './order'
import type { Segment } from './read'
import type { Body } from './write'

/** One 997 answers one group and says of each of its sets whether it was understood. */
export function functionalAcknowledgment({ functionalId, controlNumber, sets }: ReceivedGroup): Body {
  const accepted = sets.filter(({ reason }) => reason === '').length
  const verdict = accepted === sets.length ? 'A' : accepted === 0 ? 'R' : 'P'
  return {
    code: '997',
    segments: [
      ['AK1', functionalId, controlNumber],
      ...sets.flatMap((set): Segment[] => [
        ['AK2', set.code, set.controlNumber],
        ['AK5', set.reason === '' ? 'A' : 'R', set.reason],
      ]),
      ['AK9', verdict, String(sets.length), String(sets.length), String(accepted)],
    ],
  }
}

export function orderAcknowledgment(order: ReceivedOrder, answer: Answer, salesOrder: string): Body {
  const lines = answer.lines.flatMap(({ asked, price, parts }): Segment[] => [
    ['PO1', asked.number, asked.quantity, asked.unit, price, asked.basis, ...asked.ids],
    ...parts.map(({ status, quantity, date }) =>
      date === '' ? ['ACK', status, quantity, asked.unit] : ['ACK', status, quantity, asked.unit, '067', date],
    ),
  ])
  return {
    code: '855',
    segments: [
      ['BAK', '00', answer.verdict, order.number, order.date, '', '', '', salesOrder, order.date],
      ...(order.currency === '' ? [] : [['CUR', 'SE', order.currency]]),
      ['REF', 'VN', salesOrder],
      ...lines,
      ...(lines.length === 0 ? [] : [['CTT', String(answer.lines.length)]]),
    ],
  }
}

/** To a cancellation the supplier answers that nothing will come. */
export function cancellationAcknowledgment(order: ReceivedOrder, salesOrder: string): Body {
  return {
    code: '855',
    segments: [
      ['BAK', '01', 'AT', order.number, order.date, '', '', '', salesOrder, order.date],
      ['REF', 'VN', salesOrder],
    ],
  }
}
