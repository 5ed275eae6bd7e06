/** What suppliers do with an 856: each structure, and the traps of reference x12.md §11.28–33. */
import { decimal, decimalText } from '../../../lib/documents/value'
import type { ReceivedLine } from '../order'
import type { Segment } from '../read'
import { all, divisible, every, first, numbered, otherwise, severalLines, someDistinct, without } from './edits'
import type { Edit, Further, Scene, Trap } from './trap'

const on856 = (trap: Omit<Trap, 'set'>): Trap => ({ set: '856', ...trap })

interface Level {
  readonly code: string
  readonly inside?: string
  readonly segments: readonly Segment[]
}

/** Numbered from 1; `inside` is the number of the level around it. */
function notice(structure: string, levels: (scene: Scene) => readonly Level[]): Edit {
  return (segments, scene) => {
    const made = levels(scene)
    return [
      ['BSN', '00', scene.number, segments[0]?.[3] ?? '', '1200', structure],
      ...made.flatMap(({ code, inside = '', segments: own }, n): Segment[] => [['HL', String(n + 1), inside, code], ...own]),
      ['CTT', String(made.length)],
    ]
  }
}

const shipment: Level = { code: 'S', segments: [['TD1', 'CTN', '2']] }
const order = ({ order: { number, date } }: Scene, inside = '1'): Level => ({
  code: 'O',
  inside,
  segments: [['PRF', number, '', '', date]],
})
const carton = (inside: string, label: string): Level => ({ code: 'P', inside, segments: [['MAN', 'GM', label]] })
const item = (inside: string, line: ReceivedLine, quantity = line.quantity): Level => ({
  code: 'I',
  inside,
  segments: [
    ['LIN', line.number, ...line.ids],
    ['SN1', line.number, quantity, line.unit, '', line.quantity, line.unit],
  ],
})

/** A goods receipt cannot be taken back from here. */
const receiptMade = { 'goods-receipts': 'goods-receipt-made' } as const

const labels = ['00087123450000000011', '00087123450000000028'] as const

const structures: readonly Trap[] = [
  on856({
    name: 'shipment, order, item',
    of: '29, BSN05 0004',
    edit: notice('0004', scene => [shipment, order(scene), ...scene.order.lines.map(line => item('2', line))]),
  }),
  on856({
    name: 'shipment, order, carton, item',
    of: '29, 31, BSN05 0001',
    edit: notice('0001', scene => [
      shipment,
      order(scene),
      carton('2', labels[0]),
      ...scene.order.lines.map(line => item('3', line)),
    ]),
  }),
  on856({
    name: 'shipment, order, item, carton',
    of: '29, BSN05 0002',
    fits: severalLines,
    announcesLess: true,
    edit: notice('0002', scene => [shipment, order(scene), item('2', scene.line), carton('3', labels[0])]),
  }),
  on856({
    name: 'shipment, carton, order, item',
    of: '29, BSN05 0003',
    edit: notice('0003', scene => [
      shipment,
      carton('1', labels[0]),
      order(scene, '2'),
      ...scene.order.lines.map(line => item('3', line)),
    ]),
  }),
  on856({
    name: 'a box in a carton',
    of: '29, HL03 Q',
    edit: notice('ZZZZ', scene => [
      shipment,
      order(scene),
      carton('2', labels[0]),
      { code: 'Q', inside: '3', segments: [['MAN', 'GM', labels[1]]] },
      ...scene.order.lines.map(line => item('4', line)),
    ]),
  }),
  on856({
    name: 'shipment, order, pallet, carton, item',
    of: '29, 31',
    edit: notice('0001', scene => [
      shipment,
      order(scene),
      { code: 'T', inside: '2', segments: [['MAN', 'AA', labels[0].slice(2)]] },
      carton('3', labels[1]),
      ...scene.order.lines.map(line => item('4', line)),
    ]),
  }),
  on856({
    name: 'no order level, the order in REF',
    of: '29',
    edit: notice('ZZZZ', scene => [
      shipment,
      ...scene.order.lines.map(line => {
        const { segments, ...rest } = item('1', line)
        return { ...rest, segments: [...segments, ['REF', 'PO', scene.order.number]] }
      }),
    ]),
  }),
  on856({
    name: 'one order at two levels',
    of: '29, several order levels',
    fits: severalLines,
    edit: notice('0004', scene => [
      shipment,
      order(scene),
      item('2', scene.line),
      order(scene),
      ...scene.order.lines.slice(1).map(line => item('4', line)),
    ]),
  }),
  on856({
    name: 'one line in two cartons, two labels in one MAN',
    of: '30, 31',
    fits: order => divisible(order) && severalLines(order),
    announcesLess: true,
    edit: notice('0001', scene => [
      shipment,
      order(scene),
      { code: 'P', inside: '2', segments: [['MAN', 'GM', labels[0], '', 'CP', '1Z4711']] },
      item('3', scene.line, '1'),
      carton('2', labels[1]),
      item('5', scene.line, decimalText(decimal(scene.line.quantity).minus(1))),
    ]),
  }),
  on856({
    name: 'numbers that begin anew',
    of: '28',
    edit: all(
      notice('0004', scene => [shipment, order(scene), ...scene.order.lines.map(line => item('2', line))]),
      every('HL', 1, '1'),
      every('HL', 2, ''),
    ),
  }),
  on856({
    name: 'HL04 where there are children',
    of: '28',
    edit: segments => segments.map(segment => (segment[0] === 'HL' && segment[3] !== 'I' ? [...segment, '1'] : segment)),
  }),
  on856({ name: 'CTT that counts items', of: '32', edit: first('CTT', 1, '1') }),
  on856({ name: 'no CTT in a ship notice', of: '32', edit: without('CTT') }),
  on856({
    name: 'lines without their numbers',
    of: '30',
    fits: someDistinct,
    edit: all(numbered('LIN', 2, ''), withoutTheirs),
  }),
]

const numbersAndPurposes: readonly Trap[] = [
  on856({
    name: 'an order number written with blanks, dashes and zeros in a ship notice',
    of: '29',
    edit: first('PRF', 1, otherwise),
  }),
  on856({
    name: 'goods of an order number that looks alike',
    of: '29',
    edit: first('PRF', 1, now => now.replace('0', 'O')),
    heldAs: 'order-unknown',
  }),
  ...['06', '07', '14', '49'].map(code =>
    on856({ name: `a ship notice of purpose ${code}`, of: `BSN01 ${code}`, edit: first('BSN', 1, code) }),
  ),
  ...['04', '02', '15', 'ZZ'].map(code =>
    on856({
      name: `a ship notice of the unclear purpose ${code}`,
      of: `BSN01 ${code}`,
      edit: first('BSN', 1, code),
      heldAs: 'ship-notice-purpose-unclear',
    }),
  ),
]

const faults: readonly Trap[] = [
  on856({ name: 'inside a level that is not there', of: '28', edit: first('HL', 2, '77'), heldAs: 'hl-parent-unknown' }),
  on856({ name: 'levels inside each other', of: '28', edit: circular, heldAs: 'hl-circular' }),
  on856({ name: 'a level of an unknown kind', of: '28, HL03', edit: levelUnknown, heldAs: 'hl-level-unknown' }),
  on856({ name: 'goods of no order', of: '29', edit: without('PRF'), heldAs: 'ship-notice-without-order' }),
  on856({
    name: 'goods of an order that nobody sent',
    of: '29',
    edit: first('PRF', 1, now => `9${now}`),
    heldAs: 'order-unknown',
  }),
  on856({
    name: 'goods that were not ordered',
    of: '30',
    edit: all(first('LIN', 1, '99'), first('SN1', 1, '99'), firstIds(['VN', 'NOBODY-ASKED'])),
    heldAs: 'ship-notice-line-unmatched',
  }),
  on856({ name: 'goods in another unit', of: '30, 43', edit: first('SN1', 3, 'CA'), heldAs: 'unit-differs' }),
  on856({
    name: 'one line in two units',
    of: '30',
    fits: divisible,
    edit: notice('0001', scene => [
      shipment,
      order(scene),
      item('2', scene.line, '1'),
      {
        code: 'I',
        inside: '2',
        segments: [
          ['LIN', scene.line.number, ...scene.line.ids],
          ['SN1', scene.line.number, '1', 'CA'],
        ],
      },
    ]),
    heldAs: 'ship-notice-units-differ',
  }),
  on856({
    name: 'a shipment of nothing',
    of: '29',
    edit: notice('0004', scene => [shipment, order(scene)]),
    heldAs: 'ship-notice-without-items',
  }),
  on856({ name: 'a copy for information', of: 'BSN01 22', edit: first('BSN', 1, '22'), heldAs: 'ship-notice-purpose-unclear' }),
  on856({
    name: 'the cancellation of a shipment that never was',
    of: 'BSN01 01',
    edit: first('BSN', 1, '01'),
    heldAs: 'ship-notice-unknown',
  }),
  on856({ name: 'the same ship notice twice', of: '33', also: [further({})] }),
  on856({
    name: 'another ship notice under the same number',
    of: '33',
    also: [further({ edit: first('BSN', 4, '1301') })],
  }),
  on856({
    name: 'other goods under the same number',
    of: '33',
    also: [further({ edit: first('SN1', 2, '1'), heldAs: 'ship-notice-repeated' })],
    fits: divisible,
  }),
  on856({
    name: 'a ship notice that is replaced',
    of: 'BSN01 05',
    also: [further({ edit: first('BSN', 1, '05'), heldWhere: receiptMade })],
  }),
  on856({
    name: 'a ship notice that is corrected',
    of: 'BSN01 CO',
    also: [further({ edit: first('BSN', 1, 'CO'), heldWhere: receiptMade })],
  }),
  on856({
    name: 'a ship notice that is replaced before it comes',
    of: 'BSN01 05',
    edit: first('BSN', 1, '05'),
    also: [further({})],
  }),
  // What was cancelled goes out under another number; what was received already cannot go out again.
  on856({
    name: 'a ship notice that is cancelled, and another in its place',
    of: 'BSN01 01',
    also: [
      further({ edit: first('BSN', 1, '01'), heldWhere: receiptMade }),
      { number: now => `${now}B`, onlyWhere: ['two-way', 'ship-notices'] },
    ],
  }),
]

export const shipmentTraps: readonly Trap[] = [...structures, ...numbersAndPurposes, ...faults]

function further(said: Pick<Further, 'edit' | 'heldAs' | 'heldWhere'>): Further {
  return { number: now => now, ...said }
}

/** What was shipped has no number where its item has none. */
function withoutTheirs(segments: readonly Segment[]): readonly Segment[] {
  return segments.map((segment, n) =>
    segment[0] === 'SN1' && segments[n - 1]?.[1] === '' ? segment.map((now, place) => (place === 1 ? '' : now)) : segment,
  )
}

/** The first two levels each inside the other. */
function circular(segments: readonly Segment[]): readonly Segment[] {
  return segments.map(segment => (segment[0] === 'HL' && segment[3] === 'S' ? ['HL', segment[1] ?? '', '2', 'S'] : segment))
}

function levelUnknown(segments: readonly Segment[]): readonly Segment[] {
  return segments.map(segment => (segment[0] === 'HL' && segment[3] === 'P' ? [...segment.slice(0, 3), 'ZZ'] : segment))
}

function firstIds(pairs: readonly string[]): Edit {
  return segments => {
    const at = segments.findIndex(segment => segment[0] === 'LIN')
    return segments.map((segment, n) => (n === at ? [...segment.slice(0, 2), ...pairs] : segment))
  }
}
