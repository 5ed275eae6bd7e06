/** The 997, the 855 and the 865 that a supplier sends. @see reference x12.md §5.3, §5.4, §5.7, §9 */
import type { Answer, AnsweredPart } from './answer'
import type { ReceivedGroup } from './entries'
import type { ReceivedChange, ReceivedOrder } from './order'
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
    ...parts.map(part => acknowledged(part, asked.unit)),
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

/** Of the lines that the change names: what was deleted is agreed to, everything else is answered as it now stands. */
export function changeAcknowledgment(order: ReceivedOrder, change: ReceivedChange, answer: Answer, salesOrder: string): Body {
  const lines = change.lines.flatMap((asked): Segment[] => {
    const answered = answer.lines.find(line => line.asked.number === asked.number)
    const poc = ['POC', asked.number, asked.code, asked.quantity, asked.quantity, asked.unit]
    if (asked.code === 'DI')
      return [
        [...poc, '', '', ...asked.ids],
        ['ACK', 'ID', '0', asked.unit],
      ]
    return [
      [...poc, answered?.price ?? asked.price, asked.basis, ...asked.ids],
      ...(answered?.parts ?? []).map(part => acknowledged(part, asked.unit)),
    ]
  })
  return {
    code: '865',
    segments: [
      ['BCA', change.purpose, answer.verdict, order.number, '', change.changeNumber, order.date, '', '', salesOrder, order.date],
      ...(order.currency === '' ? [] : [['CUR', 'SE', order.currency]]),
      ['REF', 'VN', salesOrder],
      ...(answer.lines.length === 0 ? [] : [...lines, ['CTT', String(change.lines.length)]]),
    ],
  }
}

function acknowledged({ status, quantity, date }: AnsweredPart, unit: string): Segment {
  return date === '' ? ['ACK', status, quantity, unit] : ['ACK', status, quantity, unit, '067', date]
}

/** To a cancellation the supplier answers that nothing will come. */
export function cancellationAcknowledgment(order: ReceivedOrder, salesOrder: string, change: ReceivedChange | undefined): Body {
  if (change)
    return {
      code: '865',
      segments: [
        ['BCA', '01', 'AT', order.number, '', change.changeNumber, order.date, '', '', salesOrder, order.date],
        ['REF', 'VN', salesOrder],
      ],
    }
  return {
    code: '855',
    segments: [
      ['BAK', '01', 'AT', order.number, order.date, '', '', '', salesOrder, order.date],
      ['REF', 'VN', salesOrder],
    ],
  }
}
