/** What suppliers do with a 997: reference x12.md §11.44 and 45. It says that an order was understood, however it is written. */
import type { Segment } from '../read'
import { all, every, without } from './edits'
import type { Edit, Trap } from './trap'

const on997 = (trap: Omit<Trap, 'set'>): Trap => ({ set: '997', ...trap })

export const acknowledgmentTraps: readonly Trap[] = [
  on997({ name: 'a 997 with only AK1 and AK9', of: '44', edit: without('AK2', 'AK5') }),
  on997({
    name: 'a 997 whose AK9 counts wrong',
    of: '44',
    edit: all(every('AK9', 2, '7'), every('AK9', 3, '8'), every('AK9', 4, '9')),
  }),
  on997({ name: 'a 997 with zeros before the group number', of: '44', edit: every('AK1', 2, now => now.padStart(9, '0')) }),
  on997({ name: 'the same 997 twice', of: '44', also: [{ number: now => now }] }),
  on997({
    name: 'a 997 that notes errors under codes that nobody knows',
    of: '45, AK501 E',
    edit: noting([
      ['AK3', 'N4', '14', '', '99'],
      ['AK4', '2', '', '77', 'X'],
    ]),
  }),
]

/** Accepted all the same. */
function noting(errors: readonly Segment[]): Edit {
  return segments =>
    segments.flatMap((segment): readonly Segment[] => {
      if (segment[0] === 'AK2') return [segment, ...errors]
      if (segment[0] === 'AK5') return [['AK5', 'E', '5']]
      return segment[0] === 'AK9' ? [['AK9', 'E', ...segment.slice(2)]] : [segment]
    })
}
