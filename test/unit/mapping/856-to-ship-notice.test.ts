import { describe, expect, test } from 'vitest'
import { shipNoticeFrom } from '../../../lib/mapping/856-to-ship-notice'
import { goodsReceiptFrom, shippedLines } from '../../../lib/mapping/ship-notice-to-exact'
import { decode } from '../../../lib/x12/decode'
import { anOrder, aPartner, errorOf, references, segmentsOf } from './builders'
import { expectGolden, findingsIn } from './golden'
import { bytesOf, partnerIn, profileNames } from './golden-bytes'

const bsn = 'BSN*00*ASN-9001*20260122*1405*0001'
const red = ['LIN*1*UP*012345678905*VN*SKU-RED', 'SN1*1*24*EA**24*EA']
const blue = ['LIN*2*VN*SKU-BLUE', 'SN1*2*8*CA**10*CA**BP']

/** Shipment, order, two cartons. */
const cartons = [
  bsn,
  'DTM*011*20260122',
  'HL*1**S',
  'TD1*CTN*2****G*18.4*KG',
  'TD5*O*2*ABCD*M*Road Runner',
  'REF*BM*BOL-777',
  'REF*CN*PRO-12345',
  'DTM*017*20260126',
  'N1*SF*Seller Warehouse*92*WH1',
  'N1*ST*Buyer DC Utrecht*UL*8712345000004',
  'HL*2*1*O',
  'PRF*PO-1001***20260115',
  'REF*VN*SO-55001',
  'HL*3*2*P',
  'MAN*GM*00087123450000000011',
  'HL*4*3*I',
  ...red,
  'HL*5*2*P',
  'MAN*GM*00087123450000000028',
  'HL*6*5*I',
  ...blue,
  'CTT*6',
]

function read(...body: readonly string[]) {
  return shipNoticeFrom(segmentsOf(['ST*856*0001', ...body, 'SE*9*0001'].join('~')))
}

/** Order number, line number, quantity and labels of all that was shipped. */
function shipped(...body: readonly string[]) {
  return read(bsn, ...body).orders.flatMap(({ orderNumber, lines }) =>
    lines.map(({ number, quantity, unit, marks }) => [orderNumber, number, `${quantity} ${unit}`, ...marks].join(' ')),
  )
}

test('a shipment of two cartons is read in full', () => {
  expect(read(...cartons)).toEqual({
    kind: 'ship-notice',
    purpose: 'original',
    number: 'ASN-9001',
    date: '2026-01-22',
    shippedOn: '2026-01-22',
    expectedOn: '2026-01-26',
    carrier: { code: 'ABCD', name: 'Road Runner' },
    billOfLading: 'BOL-777',
    tracking: ['PRO-12345'],
    shipFrom: { name: 'Seller Warehouse', code: 'WH1', assignedBy: 'buyer' },
    shipTo: { name: 'Buyer DC Utrecht', code: '8712345000004', assignedBy: 'gs1' },
    packages: [
      { kind: 'pack', marks: ['087123450000000011'] },
      { kind: 'pack', marks: ['087123450000000028'] },
    ],
    orders: [
      {
        orderNumber: 'PO-1001',
        orderDate: '2026-01-15',
        supplierOrderNumber: 'SO-55001',
        lines: [
          {
            number: '1',
            item: { supplierCode: 'SKU-RED', gtin: '012345678905' },
            quantity: '24',
            unit: 'EA',
            ordered: '24',
            marks: ['087123450000000011'],
          },
          {
            number: '2',
            item: { supplierCode: 'SKU-BLUE' },
            quantity: '8',
            unit: 'CA',
            ordered: '10',
            statusCode: 'BP',
            marks: ['087123450000000028'],
          },
        ],
      },
    ],
  })
})

describe('the structure', () => {
  const prf = 'PRF*PO-1001'
  test.each([
    ['S-O-I', ['HL*1**S', 'HL*2*1*O', prf, 'HL*3*2*I', ...red], ['PO-1001 1 24 EA']],
    [
      'S-O-T-P-I',
      ['HL*1**S', 'HL*2*1*O', prf, 'HL*3*2*T', 'MAN*AA*111', 'HL*4*3*P', 'MAN*AA*222', 'HL*5*4*I', ...red],
      ['PO-1001 1 24 EA 222'],
    ],
    ['S-O-I-P', ['HL*1**S', 'HL*2*1*O', prf, 'HL*3*2*I', ...red, 'HL*4*3*P', 'MAN*AA*222'], ['PO-1001 1 24 EA 222']],
    ['S-P-O-I', ['HL*1**S', 'HL*2*1*P', 'MAN*AA*222', 'HL*3*2*O', prf, 'HL*4*3*I', ...red], ['PO-1001 1 24 EA 222']],
    ['S-I with the order in each item', ['HL*1**S', 'HL*2*1*I', ...red, 'REF*PO*PO-1001'], ['PO-1001 1 24 EA']],
    [
      'S-I with the order among the item numbers',
      ['HL*1**S', 'HL*2*1*I', 'LIN*1*VN*SKU-RED*PO*PO-1001', 'SN1**3*EA'],
      ['PO-1001 1 3 EA'],
    ],
    [
      'two orders',
      ['HL*1**S', 'HL*2*1*O', prf, 'HL*3*2*I', ...red, 'HL*4*1*O', 'PRF*PO-1002', 'HL*5*4*I', ...blue],
      ['PO-1001 1 24 EA', 'PO-1002 2 8 CA'],
    ],
    [
      'children before their parents',
      ['HL*3*2*I', ...red, 'HL*2*1*O', prf, 'HL*1**S', 'HL*4*2*I', ...blue],
      ['PO-1001 1 24 EA', 'PO-1001 2 8 CA'],
    ],
    [
      'numbers that begin anew, told by the order of the levels',
      ['HL*1**S', 'HL*2*1*O', prf, 'HL*3*2*I', ...red, 'HL*2*1*O', 'PRF*PO-1002', 'HL*3*2*I', ...blue],
      ['PO-1001 1 24 EA', 'PO-1002 2 8 CA'],
    ],
    [
      'no parents at all, told by the order of the levels',
      ['HL*1**S', 'HL*2**O', prf, 'HL*3**P', 'MAN*AA*222', 'HL*4**I', ...red, 'HL*5**P', 'MAN*AA*333', 'HL*6**I', ...blue],
      ['PO-1001 1 24 EA 222', 'PO-1001 2 8 CA 333'],
    ],
    [
      'one line in several cartons, added up',
      [
        'HL*1**S',
        'HL*2*1*O',
        prf,
        'HL*3*2*P',
        'MAN*AA*222',
        'HL*4*3*I',
        ...red,
        'HL*5*2*P',
        'MAN*AA*333',
        'HL*6*5*I',
        'LIN*1*VN*SKU-RED',
        'SN1*1*0.5*EA',
      ],
      ['PO-1001 1 24.5 EA 222 333'],
    ],
    [
      'one article without line numbers in several cartons, added up',
      ['HL*1**S', 'HL*2*1*O', prf, 'HL*3*2*I', 'LIN**VN*SKU-RED', 'SN1**4*EA', 'HL*4*2*I', 'LIN**VN*SKU-RED', 'SN1**5*EA'],
      ['PO-1001  9 EA'],
    ],
    [
      'components, which are not ordered',
      ['HL*1**S', 'HL*2*1*O', prf, 'HL*3*2*I', ...red, 'HL*4*3*F', 'LIN**VN*PART', 'SN1**48*EA'],
      ['PO-1001 1 24 EA'],
    ],
  ])('%s is understood', (_name, body, found) => {
    expect(shipped(...body)).toEqual(found)
  })
})

test('carton numbers of the carrier are followed, and two labels in one segment are two', () => {
  const { tracking, packages } = read(
    bsn,
    'HL*1**S',
    'HL*2*1*P',
    'MAN*GM*00087123450000000011**CP*1Z999',
    'MAN*CP*1Z888',
    'REF*2I*1Z777',
  )
  expect(tracking).toEqual(['1Z999', '1Z888', '1Z777'])
  expect(packages).toEqual([{ kind: 'pack', marks: ['087123450000000011'] }])
})

test.each([
  ['00', 'original'],
  ['05', 'replacement'],
  ['01', 'cancellation'],
])('purpose %s makes it a %s', (code, purpose) => {
  expect(read(`BSN*${code}*ASN-9001*20260122*1405`).purpose).toBe(purpose)
})

describe('a ship notice is held in plain words', () => {
  const held = (...body: readonly string[]) => {
    const { code, prospect, message } = errorOf(() => read(bsn, ...body))
    expect(prospect).toBe('held')
    return [code, message] as const
  }
  test('when a level is inside one that is not there', () => {
    const [code, message] = held('HL*1**S', 'HL*2*7*O', 'PRF*PO-1001', 'HL*3*2*I', ...red)
    expect(code).toBe('hl-parent-unknown')
    expect(message).toContain('Level 2 of the ship notice says that it is inside level 7, and there is no such level')
  })
  test('when a level is inside itself', () => {
    expect(held('HL*1**S', 'HL*2*3*O', 'PRF*PO-1001', 'HL*3*2*I', ...red)[0]).toBe('hl-circular')
  })
  test('when a level is of a kind that nobody knows', () => {
    expect(held('HL*1**S', 'HL*2*1*ZZ')[0]).toBe('hl-level-unknown')
  })
  test('when an item belongs to no order', () => {
    expect(held('HL*1**S', 'HL*2*1*I', ...red)[0]).toBe('ship-notice-without-order')
  })
  test('when one line is shipped in two units', () => {
    expect(held('HL*1**S', 'HL*2*1*O', 'PRF*PO-1001', 'HL*3*2*I', ...red, 'HL*4*2*I', 'LIN*1*VN*SKU-RED', 'SN1*1*1*CA')[0]).toBe(
      'ship-notice-units-differ',
    )
  })
  test('when its purpose is neither here nor there', () => {
    expect(errorOf(() => read('BSN*24*ASN-9001*20260122*1405')).code).toBe('ship-notice-purpose-unclear')
  })
})

describe('against its order', () => {
  const order = anOrder()
  const notice = read(...cartons)
  const [part] = notice.orders
  if (part === undefined) throw new Error('no order')

  test('each line finds its own, and a receipt of it names the order lines', () => {
    const lines = shippedLines(notice, part, order, { references, partner: aPartner() })
    expect(goodsReceiptFrom(notice, order, lines)).toEqual({
      action: 'create',
      resource: 'purchaseorder/GoodsReceipts',
      naturalKey: ['YourRef'],
      body: {
        ReceiptDate: '2026-01-26',
        YourRef: 'ASN-9001/PO-1001',
        Description: 'Ship notice ASN-9001, order PO-1001',
        GoodsReceiptLines: [
          { PurchaseOrderLineID: '00000000-0000-4000-8000-000000000101', QuantityReceived: 24 },
          { PurchaseOrderLineID: '00000000-0000-4000-8000-000000000102', QuantityReceived: 8 },
        ],
      },
    })
  })

  test.each([
    ['a line that is not in it', { number: '9', item: { supplierCode: 'SKU-X' } }, 'ship-notice-line-unmatched'],
    ['another unit', { unit: 'CA' }, 'unit-differs'],
  ])('%s is held', (_name, changes, code) => {
    const [line] = part.lines
    if (line === undefined) throw new Error('no line')
    const other = { ...part, lines: [{ ...line, ...changes }] }
    expect(errorOf(() => shippedLines(notice, other, order, { references, partner: aPartner() })).code).toBe(code)
  })
})

test.each(profileNames)('an 856 from a partner of profile %s gives the same ship notice', profile => {
  const partner = partnerIn(profile)
  const bytes = bytesOf('856', segmentsOf(cartons.join('~')), partner)
  expect(findingsIn(bytes)).toEqual([])
  expectGolden(`856-cartons-${profile}.x12`, bytes)
  const [interchange] = decode(bytes, { mode: 'strict', rejects: 'transaction', encoding: 'ascii' }).interchanges
  expect(shipNoticeFrom(interchange?.groups[0]?.transactions[0]?.segments ?? [])).toEqual(read(...cartons))
})
