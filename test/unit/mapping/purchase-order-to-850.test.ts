import { describe, expect, test } from 'vitest'
import type { Party } from '../../../lib/documents/party'
import type { PurchaseOrder } from '../../../lib/documents/purchase-order'
import type { Partner } from '../../../lib/mapping/partners'
import { decode } from '../../../lib/x12/decode'
import { encode } from '../../../lib/x12/encode'
import { x850From } from '../../../lib/mapping/purchase-order-to-850'
import { anOrder, anOrderLine, aPartner, company, errorOf, references, written } from './builders'

const shipTo: Party = {
  code: '8712345000004',
  assignedBy: 'gs1',
  name: 'Buyer DC Utrecht',
  street: ['Havenweg 1'],
  city: 'Utrecht',
  postcode: '3542 AB',
  country: 'NL',
}

function segments(order: PurchaseOrder, partner: Partial<Partner> = {}): string[] {
  return written(x850From(order, { partner: aPartner(partner), company, references }).segments)
}

describe('an 850', () => {
  const order = anOrder({
    shipTo,
    paymentTerms: { code: '30', description: '30 days net', netDays: 30 },
    notes: ['Deliver between 08:00 and 12:00'],
    lines: [anOrderLine({ notes: 'Certificate required' }), ...anOrder().lines.slice(1)],
  })

  describe('with a discount on a line', () => {
    const discounted = anOrder({ lines: [anOrderLine({ price: '11.25', listPrice: '12.5' })] })
    const lineOf = (given: PurchaseOrder, partner: Partial<Partner>) =>
      segments(given, partner).filter(segment => /^(PO1|SAC|AMT)/.test(segment))

    test('has it in the price, unless the partner is told of it beside', () => {
      const net = ['PO1*1*24*EA*11.25*PE*BP*B-778*VN*SKU-RED*UP*012345678905', 'AMT*TT*270']
      expect(lineOf(discounted, {})).toEqual(net)
      expect(lineOf(discounted, { discounts: 'net-price' })).toEqual(net)
      expect(lineOf(discounted, { discounts: 'allowance' })).toEqual([
        'PO1*1*24*EA*12.5*PE*BP*B-778*VN*SKU-RED*UP*012345678905',
        'SAC*A*C310***3000',
        'AMT*TT*270',
      ])
    })

    test('says it as a rate where it has more decimals than cents', () => {
      const amount = '27.001'
      const kwd = anOrder({
        currency: 'KWD',
        lines: [anOrderLine({ quantity: '2.4', price: '11.25', listPrice: '12.512', amount })],
      })
      expect(lineOf(kwd, { discounts: 'allowance' })).toContain('SAC*A*C310******1.262*EA*2.4')
    })
  })

  test('in 004010 is written segment by segment', () => {
    expect(segments(order)).toEqual([
      'BEG*00*SA*PO-1001**20260115',
      'CUR*BY*EUR',
      'REF*IA*4711',
      'ITD*05*3*****30*****30 days net',
      'DTM*002*20260126',
      'N9*L1*NOTE',
      'MSG*Deliver between 08:00 and 12:00',
      'N1*ST*Buyer DC Utrecht*UL*8712345000004',
      'N3*Havenweg 1',
      'N4*Utrecht**3542AB*NL',
      'N1*BT*Buyer Head Office',
      'PO1*1*24*EA*12.5*PE*BP*B-778*VN*SKU-RED*UP*012345678905',
      'PID*F****Widget, red',
      'REF*DP*CC10',
      'REF*11*4000',
      'DTM*002*20260126',
      'MSG*Certificate required',
      'PO1*2*10*CA*48.75*PE*BP*B-779*VN*SKU-BLUE',
      'PID*F****Widget, blue, case of 6',
      'REF*DP*CC20',
      'REF*11*4200',
      'DTM*002*20260126',
      'CTT*2',
      'AMT*TT*787.5',
    ])
  })

  test('in 005010 has its texts in MTX', () => {
    const texts = segments(order, { version: '005010' }).filter(segment => /^(N9|MSG|MTX)/.test(segment))
    expect(texts).toEqual(['N9*L1*NOTE', 'MTX**Deliver between 08:00 and 12:00', 'MTX**Certificate required'])
  })

  test('differs between the releases in nothing but its texts', () => {
    const plain = (version: string) => segments(order, { version }).map(segment => segment.replace(/^(MSG\*|MTX\*\*)/, 'text '))
    expect(plain('005010')).toEqual(plain('004010'))
  })

  test.each([
    ['original', '00'],
    ['replace', '05'],
    ['cancel', '01'],
  ] as const)('with purpose %s begins with BEG01 %s', (purpose, code) => {
    expect(segments(anOrder({ purpose }))[0]).toBe(`BEG*${code}*SA*PO-1001**20260115`)
  })

  test.each([
    ['12345670', 'UK*00000012345670'],
    ['012345678905', 'UP*012345678905'],
    ['4006381333931', 'EN*4006381333931'],
    ['10012345678902', 'UK*10012345678902'],
  ])('names GTIN %s as %s', (gtin, pair) => {
    const [po1] = segments(anOrder({ lines: [anOrderLine({ item: { id: 'x', gtin } })] })).filter(segment =>
      segment.startsWith('PO1'),
    )
    expect(po1).toBe(`PO1*1*24*EA*12.5*PE*${pair}`)
  })

  test('tells a term that is no number of days in words', () => {
    const terms = { code: '30E', description: '30 days, end of month' }
    expect(segments(anOrder({ paymentTerms: terms }))).toContain('ITD*ZZ***********30 days, end of month')
  })

  test('replaces accents and the delimiters of the partner in free text', () => {
    const delimiters = { element: '|', component: ':', repetition: '!', segment: '\n' }
    const [, note] = segments(anOrder({ notes: ['Löschen um 08:00 | «Straße» – 5 €, 漢'] }), {
      delimiters,
      version: '005010',
    }).filter(segment => /^(N9|MTX)/.test(segment))
    expect(note).toBe('MTX**Loschen um 08 00 "Strasse" - 5 EUR, ?')
  })

  test('keeps a repetition separator in 004010 text, where it separates nothing', () => {
    const delimiters = { element: '*', component: '>', repetition: '!', segment: '~' }
    expect(segments(anOrder({ notes: ['Urgent!'] }), { delimiters })).toContain('MSG*Urgent!')
    expect(segments(anOrder({ notes: ['Urgent!'] }), { delimiters, version: '005010' })).toContain('MTX**Urgent')
  })

  test('breaks a long note and a long description between words and loses none', () => {
    const words = Array.from({ length: 60 }, (_, n) => `word${n}`).join(' ')
    const written4010 = segments(anOrder({ notes: [words], lines: [anOrderLine({ item: { id: 'x', description: words } })] }))
    const joined = (tag: string, from: number) =>
      written4010
        .filter(segment => segment.startsWith(tag))
        .map(segment => segment.slice(from))
        .join(' ')
    expect(joined('MSG', 4)).toBe(words)
    expect(joined('PID', 9)).toBe(words)
    expect(Math.max(...written4010.map(segment => segment.length))).toBeLessThanOrEqual('MSG*'.length + 264)
  })

  test('carries an address of four lines and a code of one character', () => {
    const street = ['Gate 1', 'Building C', 'Floor 2', 'Havenweg 1']
    expect(segments(anOrder({ shipTo: { ...shipTo, code: '1', assignedBy: 'buyer', street } }))).toEqual(
      expect.arrayContaining(['N1*ST*Buyer DC Utrecht*92*1 ', 'N3*Gate 1*Building C', 'N3*Floor 2*Havenweg 1']),
    )
  })

  test('has the delivery address only when the order has one', () => {
    expect(segments(anOrder()).filter(segment => segment.startsWith('N1'))).toEqual(['N1*BT*Buyer Head Office'])
  })
})

test.each(['004010', '005010'] as const)('an 850 in %s conforms to the dictionary', version => {
  const delimiters = { element: '*', component: '>', repetition: version === '005010' ? '^' : '', segment: '~' }
  const notes = Array.from({ length: 30 }, (_, n) => `note number ${n} for the supplier`).join(' ')
  const order = anOrder({
    shipTo: { ...shipTo, state: 'UT', street: ['Gate 1', 'Building C', 'Havenweg 1'], name: 'A very long name '.repeat(5) },
    paymentTerms: { code: '30', description: '30 days net', netDays: 30 },
    notes: [notes],
    lines: [anOrderLine({ notes }), anOrderLine({ number: '2', quantity: '0.5', price: '0', requestedDate: '2026-02-28' })],
  })
  const { segments: body } = x850From(order, { partner: aPartner({ version, delimiters }), company, references })
  const party = (id: string) => ({ qualifier: 'ZZ', id })
  const bytes = encode({
    sender: party('BUYERCO'),
    receiver: party('SELLERCO'),
    date: '2026-01-15',
    time: '09:30',
    controlNumber: 1,
    version,
    usage: 'T',
    acknowledgmentRequested: false,
    delimiters,
    groups: [
      {
        functionalId: 'PO',
        sender: 'BUYERCO',
        receiver: 'SELLERCO',
        controlNumber: 1,
        version,
        transactions: [{ set: '850', controlNumber: '0001', segments: body }],
      },
    ],
  })
  const [interchange] = decode(bytes, { mode: 'strict', rejects: 'transaction', encoding: 'ascii' }).interchanges
  const [transaction] = interchange?.groups[0]?.transactions ?? []
  expect([interchange?.findings, transaction?.findings, transaction?.status]).toEqual([[], [], 'accepted'])
  expect(transaction?.segments.slice(1, -1)).toEqual(body)
})

describe('an 850 is held', () => {
  const held = (order: PurchaseOrder, partner: Partial<Partner> = {}) => {
    const { code, prospect, message } = errorOf(() => segments(order, partner))
    expect(prospect).toBe('held')
    expect(message).toMatch(/[.]$/)
    return code
  }
  const withLine = (changes: Parameters<typeof anOrderLine>[0]) => anOrder({ lines: [anOrderLine(changes)] })

  test('when a unit has no X12 unit', () => {
    expect(held(withLine({ unit: 'pal' }))).toBe('unit-unknown')
  })
  test.each(['B*778', 'B~778', 'B>778', 'Ä-778', 'x'.repeat(49)])('rather than change the item code %s', buyerCode => {
    expect(held(withLine({ item: { id: 'x', buyerCode } }))).toBe('code-not-transmittable')
  })
  test('rather than cut a cost centre, a supplier code or an order number', () => {
    expect(held(withLine({ costCentre: 'C'.repeat(31) }))).toBe('code-not-transmittable')
    expect(held(anOrder({ supplier: { id: 'x', code: '4'.repeat(31) } }))).toBe('code-not-transmittable')
    expect(held(anOrder({ number: '1'.repeat(23) }))).toBe('code-not-transmittable')
  })
  test('rather than round a quantity or a price', () => {
    expect(held(withLine({ quantity: '1234567890.123456' }))).toBe('number-too-long')
    expect(held(withLine({ price: '0.123456789012345678' }))).toBe('number-too-long')
  })
  test('rather than cut an address', () => {
    expect(held(anOrder({ shipTo: { ...shipTo, street: Array.from({ length: 5 }, (_, n) => `Line ${n}`) } }))).toBe(
      'address-too-long',
    )
  })
  test('when the delivery address has neither name nor code', () => {
    expect(held(anOrder({ shipTo: { city: 'Utrecht' } }))).toBe('ship-to-incomplete')
  })
  test('when the partner wants a version that is not written', () => {
    expect(held(anOrder(), { version: '003060' })).toBe('x12-version-unknown')
  })
})
