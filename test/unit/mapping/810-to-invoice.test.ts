import { describe, expect, test } from 'vitest'
import { invoiceFrom } from '../../../lib/mapping/810-to-invoice'
import type { Partner } from '../../../lib/mapping/partners'
import { aPartner, errorOf, segmentsOf } from './builders'

function read(body: readonly string[], taxRate: Partner['taxRate'] = 'fraction') {
  return invoiceFrom(segmentsOf(['ST*810*0001', ...body, 'SE*9*0001'].join('~')), {
    partner: aPartner({ taxRate }),
    componentSeparator: '>',
  })
}

const big = 'BIG*20260123*INV-7001*20260115*PO-1001***DI'
const cur = 'CUR*SE*EUR'
const line = 'IT1*1*24*EA*12.5*PE*VN*SKU-RED'

test('an 810 with tax on lines and in the summary, and freight, is read in full', () => {
  expect(
    read([
      big,
      cur,
      'REF*VN*SO-55001',
      'N1*RE*Seller BV*92*R1',
      'N3*Kade 2',
      'N4*Gent**9000*BE',
      'N1*BT*Buyer Head Office*92*100',
      'ITD*01*3*2*20260202*10*20260222*30',
      'DTM*011*20260122',
      'IT1*1*24*EA*12.5*PE*UP*012345678905*VN*SKU-RED',
      'TXI*VA*63*0.21',
      'PID*F****Widget, red',
      'IT1*2*8*CA*48.75*PE*VN*SKU-BLUE',
      'TXI*VA*81.9*0.21',
      'TDS*84190*69000',
      'TXI*VA*144.9*0.21',
      'SAC*C*D240***700',
      'CTT*2*32',
    ]),
  ).toEqual({
    kind: 'invoice',
    type: 'invoice',
    typeCode: 'DI',
    number: 'INV-7001',
    date: '2026-01-23',
    dueDate: '2026-02-22',
    orderNumber: 'PO-1001',
    orderDate: '2026-01-15',
    currency: 'EUR',
    supplierOrderNumber: 'SO-55001',
    remitTo: {
      code: 'R1',
      assignedBy: 'buyer',
      name: 'Seller BV',
      street: ['Kade 2'],
      city: 'Gent',
      postcode: '9000',
      country: 'BE',
    },
    lines: [
      {
        number: '1',
        item: { supplierCode: 'SKU-RED', gtin: '012345678905', description: 'Widget, red' },
        quantity: '24',
        unit: 'EA',
        price: '12.5',
        amount: '300',
        taxes: [{ code: 'VA', amount: '63', rate: '0.21' }],
        charges: [],
      },
      {
        number: '2',
        item: { supplierCode: 'SKU-BLUE' },
        quantity: '8',
        unit: 'CA',
        price: '48.75',
        amount: '390',
        taxes: [{ code: 'VA', amount: '81.9', rate: '0.21' }],
        charges: [],
      },
    ],
    charges: [{ direction: 'charge', code: 'D240', amount: '7' }],
    taxes: [{ code: 'VA', amount: '144.9', rate: '0.21' }],
    total: '841.9',
  })
})

describe('a credit', () => {
  const positive = read([
    'BIG*20260130*CN-7002*20260115*PO-1001***CR',
    cur,
    'REF*OI*INV-7001',
    'IT1*1*2*EA*12.5',
    'TXI*VA*5.25*0.21',
    'TDS*3025',
  ])

  test('names the invoice it corrects', () => {
    expect(positive).toMatchObject({
      type: 'credit',
      originalInvoice: 'INV-7001',
      total: '30.25',
      lines: [{ quantity: '2', amount: '25' }],
    })
  })
  test.each([
    ['a credit code and negative amounts', 'CR', 'IT1*1*-2*EA*12.5', 'TXI*VA*-5.25*0.21', 'TDS*-3025'],
    ['a credit code, a negative quantity and a positive total', 'CN', 'IT1*1*-2*EA*12.5', 'TXI*VA*-5.25*0.21', 'TDS*3025'],
    ['a credit code and only a negative total', 'CR', 'IT1*1*2*EA*12.5', 'TXI*VA*5.25*0.21', 'TDS*-3025'],
    ['a credit code and positive tax on a negative line', 'CR', 'IT1*1*-2*EA*12.5', 'TXI*VA*5.25*0.21', 'TDS*-3025'],
    ['no code and negative amounts', '', 'IT1*1*-2*EA*12.5', 'TXI*VA*-5.25*0.21', 'TDS*-3025'],
    ['an invoice code and a negative price', 'DI', 'IT1*1*2*EA*-12.5', 'TXI*VA*-5.25*0.21', 'TDS*-3025'],
  ])('with %s has the same amounts as one with positive amounts', (_, code, ...body) => {
    const { type, lines, taxes, total } = read([`BIG*20260130*CN-7002*20260115*PO-1001***${code}`, cur, ...body])
    expect({ type, lines, taxes, total }).toEqual({
      type: 'credit',
      lines: positive.lines,
      taxes: positive.taxes,
      total: positive.total,
    })
  })
  test('that takes back less on one line keeps that line negative', () => {
    const { lines, total } = read([
      'BIG*20260130*CN-7002*20260115*PO-1001***CR',
      cur,
      'IT1*1*-2*EA*12.5',
      'TXI*VA*-5.25*0.21',
      'IT1*2*1*EA*5',
      'TXI*VA*1.05*0.21',
      'TDS*-2420',
    ])
    expect(lines).toMatchObject([
      { quantity: '2', amount: '25', taxes: [{ amount: '5.25' }] },
      { quantity: '-1', amount: '-5', taxes: [{ amount: '-1.05' }] },
    ])
    expect(total).toBe('24.2')
  })
  test.each(['SAC*C*D240***-700', 'SAC*C*D240***700', 'SAC*A*D240***700'])('gives back freight that is written %s', sac => {
    const { charges } = read(['BIG*20260130*CN-7002*20260115*PO-1001***CR', cur, 'IT1*1*-2*EA*12.5', 'TDS*-3200', sac])
    expect(charges).toEqual([{ direction: 'charge', code: 'D240', amount: '7' }])
  })
})

test.each([
  ['TDS*84190', '841.9'],
  ['TDS*841.90', '841.9'],
  ['TDS*-84190', '841.9'],
  ['TDS*5', '0.05'],
])('%s is a total of %s', (tds, total) => {
  expect(read([big, cur, line, tds]).total).toBe(total)
})

describe('what stands twice is counted once:', () => {
  test('tax on the lines only', () => {
    expect(read([big, cur, line, 'TXI*VA*63*0.21', 'TDS*36300']).taxes).toEqual([{ code: 'VA', amount: '63', rate: '0.21' }])
  })
  test('tax in the summary only for what the lines do not tax', () => {
    const { taxes, charges } = read([big, cur, line, 'TXI*VA*63*0.21', 'TDS*48400', 'TXI*VA*21*0.21', 'SAC*C*D240***10000'])
    expect(taxes.map(tax => tax.amount)).toEqual(['21', '63'])
    expect(charges).toHaveLength(1)
  })
  test('a tax written as a charge beside the same tax', () => {
    expect(read([big, cur, line, 'TDS*36300', 'TXI*VA*63*0.21', 'SAC*C*H800***6300'])).toMatchObject({
      charges: [],
      taxes: [{ code: 'VA', amount: '63' }],
    })
  })
  test('a tax written as a charge alone', () => {
    expect(read([big, cur, line, 'TDS*36300', 'SAC*C*H800***6300'])).toMatchObject({
      charges: [],
      taxes: [{ code: 'H800', amount: '63' }],
    })
  })
  test('a charge of the lines that the summary repeats', () => {
    const { lines, charges } = read([big, cur, line, 'SAC*C*D240***700', 'TDS*30700', 'SAC*C*D240***700'])
    expect([lines[0]?.charges.length, charges.length]).toEqual([1, 0])
  })
  test('a charge of the lines and another of the same sum on the document', () => {
    const { lines, charges } = read([big, cur, line, 'SAC*C*D240***700', 'TDS*31400', 'SAC*C*D240***700'])
    expect([lines[0]?.charges.length, charges.length]).toEqual([1, 1])
  })
  test('a charge for information', () => {
    expect(read([big, cur, line, 'TDS*30000', 'SAC*N*D240***700']).charges).toEqual([])
    expect(read([big, cur, line, 'TDS*30000', 'SAC*C*D240***700*******15']).charges).toEqual([])
    expect(read([big, cur, line, 'TDS*30700', 'SAC*C*D240***700*******06']).charges).toHaveLength(1)
  })
})

test('a charge that may not be payable counts or not, repeated or not, as the total says', () => {
  const informative = 'SAC*C*D500***300*******06'
  const counted = (total: string) =>
    read([big, cur, line, 'SAC*C*D240***700', `TDS*${total}`, 'SAC*C*D240***700', informative]).charges.map(({ code }) => code)
  expect(counted('31700')).toEqual(['D240', 'D500'])
  expect(counted('31400')).toEqual(['D240'])
  expect(counted('31000')).toEqual(['D500'])
  expect(counted('30700')).toEqual([])
})

test('an invoice that ties out only with a charge turned round keeps the charge as it is written', () => {
  expect(read([big, cur, line, 'TDS*29300', 'SAC*C*D240***700']).charges).toMatchObject([{ direction: 'charge' }])
})

test('charges and taxes of components are not those of the line', () => {
  expect(read([big, cur, line, 'SLN*1**I*5*EA', 'TXI*VA*63*0.21', 'SAC*C*D240***700', 'TDS*30000']).lines[0]).toMatchObject({
    taxes: [],
    charges: [],
  })
})

test('an allowance subtracts, a rate is multiplied by its quantity, and a tax after a charge is on the charge', () => {
  const { charges, lines } = read([
    big,
    cur,
    line,
    'SAC*A*C310***300',
    'TDS*31105',
    'SAC*C*D240******0.5*EA*20',
    'TXI*VA*2.1*0.21',
    'SAC*C**VI*X*195',
  ])
  expect(lines[0]?.charges).toEqual([{ direction: 'allowance', code: 'C310', amount: '3' }])
  expect(charges).toEqual([
    { direction: 'charge', code: 'D240', amount: '10', taxes: [{ code: 'VA', amount: '2.1', rate: '0.21' }] },
    { direction: 'charge', amount: '1.95' },
  ])
})

test('a tax rate in percent figures is a fraction in the invoice', () => {
  expect(read([big, cur, line, 'TXI*VA*63*21', 'TDS*36300'], 'percent').lines[0]?.taxes).toEqual([
    { code: 'VA', amount: '63', rate: '0.21' },
  ])
})

test('a tax of which only the rate is stated gets its amount', () => {
  expect(read([big, cur, line, 'TDS*36300', 'TXI*VA**0.21']).taxes).toEqual([{ code: 'VA', amount: '63', rate: '0.21' }])
})

test('goods that are exempt have a rate of nothing', () => {
  expect(read([big, cur, line, 'TXI*VA*****0', 'TDS*30000']).lines[0]?.taxes).toEqual([{ code: 'VA', amount: '0', rate: '0' }])
})

test.each([
  ['HP', 'EA', '1250', '12.5'],
  ['TP', 'EA', '1250', '1.25'],
  ['HP', 'HU', '1250', '1250'],
  ['', 'EA', '0.123456', '0.123456'],
])('a price with basis "%s" per %s of %s is %s for one', (basis, unit, written, price) => {
  expect(read([big, cur, `IT1*1*3*${unit}*${written}*${basis}`, 'TDS*1']).lines[0]?.price).toBe(price)
})

test.each([
  ['JPY', '3'],
  ['EUR', '3.33'],
  ['KWD', '3.334'],
])('a line amount in %s is rounded to %s', (currency, amount) => {
  expect(read([big, `CUR*SE*${currency}`, 'IT1*1*3*EA*1.1112', 'TDS*333']).lines[0]?.amount).toBe(amount)
})

test('a line amount stays exact where the invoice names no currency', () => {
  expect(read([big, 'IT1*1*3*EA*1.1112', 'TDS*333']).lines[0]?.amount).toBe('3.3336')
})

test('lines may belong to several orders', () => {
  const { orderNumber, lines } = read([
    'BIG*20260123*INV-1*****CI',
    cur,
    'IT1*1*1*EA*1**PO*PO-1',
    'IT1*2*1*EA*1',
    'REF*PO*PO-2',
    'TDS*200',
  ])
  expect([orderNumber, ...lines.map(one => one.orderNumber)]).toEqual([undefined, 'PO-1', 'PO-2'])
})

test('the order number may be in a reference', () => {
  expect(read(['BIG*20260123*INV-1', 'REF*PO*PO-9', line, 'TDS*30000']).orderNumber).toBe('PO-9')
})

test.each([
  [['ITD*01*3*****30'], '2026-02-22'],
  [['ITD*01*3****20260222'], '2026-02-22'],
  [['DTM*814*20260222'], '2026-02-22'],
  [['ITD*01*3****20260222*60'], undefined],
  [['ITD*01*2*****30'], undefined],
  [['ITD*01*3*****30', 'ITD*01*3*****60'], undefined],
])('terms %j give the due date %s', (terms, dueDate) => {
  expect(read([big, ...terms, line, 'TDS*30000']).dueDate).toBe(dueDate)
})

describe('an 810 is refused, naming segment and element,', () => {
  const refused = (body: readonly string[], taxRate?: Partner['taxRate']) => {
    const { code, prospect, place } = errorOf(() => read(body, taxRate))
    return [code, prospect, place.segment, place.element, place.position]
  }
  test.each([
    [['BIG*20260123', line, 'TDS*1'], 'x12-element-missing', 'BIG', 2, 2],
    [['BIG**INV-1', line, 'TDS*1'], 'x12-element-missing', 'BIG', 1, 2],
    [[big, 'IT1*1**EA*1', 'TDS*1'], 'x12-element-missing', 'IT1', 2, 3],
    [[big, 'IT1*1*1*EA', 'TDS*1'], 'x12-element-missing', 'IT1', 4, 3],
    [[big, line], 'x12-segment-missing', 'TDS', undefined, undefined],
    [[big, line, 'TDS'], 'x12-element-missing', 'TDS', 1, 4],
    [[big, line, 'TDS*12,50'], 'x12-element-type', 'TDS', 1, 4],
    [[big, line, 'TXI**63', 'TDS*1'], 'x12-element-missing', 'TXI', 1, 4],
  ] as const)('%j', (body, ...expected) => {
    const [code, segment, element, position] = expected
    expect(refused(body)).toEqual([code, 'permanent', segment, element, position])
  })
  test.each(['DR', 'ME', 'RA', 'N6'])('when its type is %s, which does not say which way the money goes', code => {
    expect(refused([`BIG*20260123*INV-1*****${code}`, line, 'TDS*1'])).toEqual(['invoice-type-unclear', 'held', 'BIG', 7, 2])
  })
  test.each(['01', '05', '07', '22', '24'])('when its purpose is %s', purpose => {
    expect(refused([`BIG*20260123*INV-1*****DI*${purpose}`, line, 'TDS*1'])).toEqual([
      'invoice-purpose-unclear',
      'held',
      'BIG',
      8,
      2,
    ])
  })
  test('when a percentage does not say of what', () => {
    expect(refused([big, line, 'TDS*1', 'SAC*A*C310****3*2'])).toEqual(['charge-unclear', 'held', 'SAC', 5, 5])
  })
  test('when a charge says neither that it adds nor that it subtracts', () => {
    expect(refused([big, line, 'TDS*1', 'SAC*Q*D240***700'])).toEqual(['charge-unclear', 'held', 'SAC', 1, 5])
  })
  test('when its tax rate fits its amount only under the other setting of the partner', () => {
    expect(refused([big, line, 'TXI*VA*63*21', 'TDS*36300'])).toEqual(['tax-rate-setting', 'held', 'TXI', 3, 4])
    expect(refused([big, line, 'TXI*VA*63*0.21', 'TDS*36300'], 'percent')).toEqual(['tax-rate-setting', 'held', 'TXI', 3, 4])
    expect(refused([big, line, 'TXI*VA**21', 'TDS*36300'])).toEqual(['tax-rate-setting', 'held', 'TXI', 3, 4])
    expect(refused([big, line, 'TXI*VA*3*1', 'TDS*30300'])).toEqual(['tax-rate-setting', 'held', 'TXI', 3, 4])
    expect(refused([big, line, 'TDS*36300', 'TXI*VA*63*0.21'], 'percent')).toEqual(['tax-rate-setting', 'held', 'TXI', 3, 5])
  })
})
