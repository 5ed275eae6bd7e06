import { describe, expect, test } from 'vitest'
import { orderConfirmationFrom } from '../../../lib/mapping/855-to-order-confirmation'
import { aPartner, errorOf, segmentsOf } from './builders'

const context = { partner: aPartner(), componentSeparator: '>' }

function read(...body: readonly string[]) {
  return orderConfirmationFrom(segmentsOf(['ST*855*0001', ...body, 'SE*9*0001'].join('~')), context)
}

const bak = 'BAK*00*AC*PO-1001*20260115'

/** Responses of the one line. */
function responses(...segments: readonly string[]) {
  return read(bak, 'PO1*1*10*EA*2*PE*BP*B-1', ...segments).lines[0]?.responses
}

test('an 855 that accepts one line and splits another is read in full', () => {
  expect(
    read(
      'BAK*00*AC*PO-1001*20260115****SO-55001*20260116',
      'CUR*SE*EUR',
      'REF*VN*SO-OTHER',
      'N1*ST*Buyer DC Utrecht*UL*8712345000004',
      'PO1*1*24*EA*12.5*PE*UP*012345678905*VN*SKU-RED*BP*B-778',
      'PID*F****Widget, red',
      'ACK*IA*24*EA*068*20260122',
      'PO1*2*10*CA*48.75*PE*VN*SKU-BLUE*BP*B-779',
      'ACK*IQ*8*CA*068*20260122',
      'ACK*IB*2*CA*018*20260210',
      'CTT*2',
    ),
  ).toEqual({
    kind: 'order-confirmation',
    orderNumber: 'PO-1001',
    supplierOrderNumber: 'SO-55001',
    verdict: 'by-line',
    verdictCode: 'AC',
    date: '2026-01-16',
    currency: 'EUR',
    lines: [
      {
        number: '1',
        item: { buyerCode: 'B-778', supplierCode: 'SKU-RED', gtin: '012345678905', description: 'Widget, red' },
        quantity: '24',
        unit: 'EA',
        price: '12.5',
        responses: [
          { status: 'accepted', statusCode: 'IA', quantity: '24', unit: 'EA', date: '2026-01-22', dateQualifier: '068' },
        ],
      },
      {
        number: '2',
        item: { buyerCode: 'B-779', supplierCode: 'SKU-BLUE' },
        quantity: '10',
        unit: 'CA',
        price: '48.75',
        responses: [
          { status: 'quantity-changed', statusCode: 'IQ', quantity: '8', unit: 'CA', date: '2026-01-22', dateQualifier: '068' },
          { status: 'backordered', statusCode: 'IB', quantity: '2', unit: 'CA', date: '2026-02-10', dateQualifier: '018' },
        ],
      },
    ],
  })
})

test.each([
  ['AC', 'by-line'],
  ['AD', 'by-line'],
  ['AP', 'by-line'],
  ['AE', 'exceptions-only'],
  ['AK', 'accepted'],
  ['AT', 'accepted'],
  ['NA', 'accepted'],
  ['AH', 'on-hold'],
  ['RD', 'rejected'],
  ['RF', 'rejected'],
  ['RJ', 'rejected'],
  ['RN', 'rejected'],
  ['RO', 'rejected'],
  ['RV', 'rejected'],
  ['ZZ', 'on-hold'],
])('a header verdict %s without lines means %s', (code, verdict) => {
  expect(read(`BAK*00*${code}*PO-1001*20260115`)).toMatchObject({ verdict, verdictCode: code, lines: [] })
})

test.each([
  ['01', 'cancellation'],
  ['19', 'seller-change'],
  ['00', undefined],
])('purpose %s says that it answers: %s', (purpose, answers) => {
  expect(read(`BAK*${purpose}*AT*PO-1001*20260115`).answers).toBe(answers)
})

test('a header verdict without a meaning of its own leaves it to the lines', () => {
  expect(read('BAK*00*ZZ*PO-1001*20260115', 'PO1*1*10*EA').verdict).toBe('by-line')
})

test.each([
  ['IA', 'accepted'],
  ['AA', 'accepted'],
  ['AC', 'accepted'],
  ['AR', 'accepted'],
  ['SP', 'accepted'],
  ['IC', 'changed'],
  ['IP', 'price-changed'],
  ['IQ', 'quantity-changed'],
  ['DR', 'date-changed'],
  ['IB', 'backordered'],
  ['BP', 'backordered'],
  ['IS', 'substituted'],
  ['ID', 'deleted'],
  ['IE', 'on-hold'],
  ['IF', 'on-hold'],
  ['IH', 'on-hold'],
  ['IW', 'on-hold'],
  ['IR', 'rejected'],
  ['R1', 'rejected'],
  ['R2', 'rejected'],
  ['R3', 'rejected'],
  ['R4', 'rejected'],
  ['R5', 'rejected'],
  ['R6', 'rejected'],
  ['R7', 'rejected'],
  ['R8', 'rejected'],
  ['XX', 'unknown'],
])('line status %s without anything else means %s', (code, status) => {
  expect(responses(`ACK*${code}`)).toEqual([{ status, statusCode: code }])
})

describe('the date of a response', () => {
  test('of delivery goes before that of shipment', () => {
    expect(responses('ACK*IA*10*EA*068*20260122', 'DTM*067*20260124')).toMatchObject([
      { date: '2026-01-24', dateQualifier: '067' },
    ])
  })
  test('comes from the line, else from the heading, where the response has none', () => {
    expect(responses('DTM*017*20260123', 'ACK*IA*10*EA')).toMatchObject([{ date: '2026-01-23' }])
    expect(read(bak, 'DTM*017*20260125', 'PO1*1*10*EA', 'ACK*IA').lines[0]?.responses).toMatchObject([{ date: '2026-01-25' }])
  })
  test('is not the date that the order asked for', () => {
    expect(responses('DTM*002*20260123', 'ACK*IA*10*EA')).toEqual([
      { status: 'accepted', statusCode: 'IA', quantity: '10', unit: 'EA' },
    ])
  })
})

test('a schedule splits a line that has one status', () => {
  expect(responses('ACK*IA*10*EA', 'SCH*6*EA***067*20260122', 'SCH*4*EA***067*20260129')).toEqual([
    { status: 'accepted', statusCode: 'IA', quantity: '6', unit: 'EA', date: '2026-01-22', dateQualifier: '067' },
    { status: 'accepted', statusCode: 'IA', quantity: '4', unit: 'EA', date: '2026-01-29', dateQualifier: '067' },
  ])
})

test('a substitute is read from the status segment', () => {
  expect(responses('ACK*IS*10*EA****VN*SKU-NEW')).toMatchObject([
    { status: 'substituted', substitute: { supplierCode: 'SKU-NEW' } },
  ])
})

test('the statuses of components are not those of the line', () => {
  expect(responses('ACK*IA*10*EA', 'SLN*1**I*5*EA', 'ACK*IR')).toHaveLength(1)
})

test.each([
  ['PO1*0001*10*EA*1250*HP', '12.5'],
  ['PO1*0001*10*EA*1250*TP', '1.25'],
  ['PO1*0001*10*HU*1250*HP', '1250'],
  ['PO1*0001*10*DZ*12*PD', '12'],
  ['PO1*0001*10*KG*3*PK', '3'],
  ['PO1*0001*10*EA*.5', '0.5'],
])('%s has a price of %s for one, and its line number is kept as text', (po1, price) => {
  expect(read(bak, po1).lines[0]).toMatchObject({ number: '0001', price })
})

test('item numbers are found whatever their order, and a filler or half a pair is none', () => {
  expect(read(bak, 'PO1**10*EA*2*PE*VN*UNKNOWN*SK*9-1*EN**BO*RED*IN*B-1').lines[0]?.item).toEqual({
    buyerCode: 'B-1',
    supplierCode: '9-1',
  })
})

test('a line that names the order line number itself is known by that', () => {
  expect(read(bak, 'PO1*7*10*EA*2*PE*PL*2').lines[0]?.number).toBe('2')
})

describe('a confirmation is refused, naming segment and element,', () => {
  const refused = (...body: readonly string[]) => {
    const { code, prospect, place } = errorOf(() => read(...body))
    return [code, prospect, place.segment, place.element, place.position]
  }
  test('without its order number', () => {
    expect(refused('BAK*00*AC**20260115')).toEqual(['x12-element-missing', 'permanent', 'BAK', 3, 2])
  })
  test('without its beginning segment', () => {
    expect(refused('PO1*1')).toEqual(['x12-segment-missing', 'permanent', 'BAK', undefined, undefined])
  })
  test('for a decimal comma', () => {
    expect(refused(bak, 'PO1*1*10*EA*12,50')).toEqual(['x12-element-type', 'permanent', 'PO1', 4, 3])
  })
  test('for a day that is in no calendar', () => {
    expect(refused(bak, 'PO1*1*10*EA', 'ACK*IA*10*EA*068*20260230')).toEqual(['x12-element-date', 'permanent', 'ACK', 5, 4])
  })
  test('when it is a draft', () => {
    expect(refused('BAK*24*AC*PO-1001*20260115')).toEqual(['confirmation-purpose-unclear', 'held', 'BAK', 1, 2])
  })
  test('when a line has another currency', () => {
    expect(refused(bak, 'CUR*SE*EUR', 'PO1*1*10*EA', 'CUR*SE*USD')).toEqual(['several-currencies', 'held', 'CUR', 2, 5])
  })
  test('when a price is for a weight and the line is not', () => {
    expect(refused(bak, 'PO1*1*10*EA*3*PK')).toEqual(['price-basis-unclear', 'held', 'PO1', 5, 3])
  })
  test('when schedule and status name different quantities', () => {
    expect(refused(bak, 'PO1*1*10*EA', 'ACK*IA*10*EA', 'SCH*6*EA***067*20260122')).toEqual([
      'confirmation-quantities-contradict',
      'held',
      'SCH',
      1,
      5,
    ])
  })
  test('when it is another transaction set', () => {
    expect(errorOf(() => orderConfirmationFrom(segmentsOf('ST*865*0001~BCA*00~SE*3*0001'), context)).code).toBe(
      'x12-set-unexpected',
    )
  })
})
