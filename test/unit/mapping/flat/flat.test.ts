import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { documentToFlat, flatToDocument } from '../../../../lib/mapping/flat/flat'
import { type FlatProfile, parseFlatProfile } from '../../../../lib/mapping/flat/profile'

const folder = path.join(__dirname, '../../../../docs/flat-files')
const profiles = readdirSync(folder).filter(name => name.endsWith('.json'))
const profile = (name: string): FlatProfile => parseFlatProfile(readFileSync(path.join(folder, name), 'utf8'))

const line = { number: '1', item: { buyerCode: 'A-1' }, quantity: '12', unit: 'box', price: '3.5', amount: '42' }
const order = {
  kind: 'purchase-order',
  number: '7001',
  orderDate: '2026-01-15',
  currency: 'EUR',
  supplier: { code: '80001' },
  total: '42',
  lines: [line, { ...line, number: '2', item: { buyerCode: 'B-2' } }],
}

describe('the profiles that are shown', () => {
  test.each(profiles)('%s can be used', name => {
    expect(profile(name).name).not.toBe('')
  })

  test.each(['xml', 'csv', 'json'])('there is one for an order in %s, and one for an answer', format => {
    const documents = profiles.filter(name => name.endsWith(`.${format}.json`)).map(name => profile(name).document)
    expect(documents).toContain('purchase-order')
    expect(documents.length).toBeGreaterThan(1)
  })

  test('are the ones of the example', () => {
    const example = JSON.parse(readFileSync(path.join(folder, '../../examples/03 Flat files.json'), 'utf8')) as object[]
    const used = example.flatMap(node =>
      'profile' in node && typeof node.profile === 'string' ? [parseFlatProfile(node.profile)] : [],
    )
    expect(used.map(one => one.name).toSorted()).toEqual(profiles.map(name => profile(name).name).toSorted())
    for (const name of profiles) expect(used).toContainEqual(profile(name))
  })
})

describe('a document written by a profile', () => {
  test('as rows repeats the header in each', () => {
    expect(documentToFlat(order, profile('order.csv.json'))).toEqual([
      {
        Order: '7001',
        OrderDate: '20260115',
        Currency: 'EUR',
        Supplier: '80001',
        Line: '1',
        Item: 'A-1',
        Quantity: '12',
        Unit: 'box',
        Price: '3.5',
      },
      {
        Order: '7001',
        OrderDate: '20260115',
        Currency: 'EUR',
        Supplier: '80001',
        Line: '2',
        Item: 'B-2',
        Quantity: '12',
        Unit: 'box',
        Price: '3.5',
      },
    ])
  })

  test('that lacks what the profile needs, or is another kind, is held with its place', () => {
    const { supplier: _, ...without } = order
    expect(() => documentToFlat(without, profile('order.csv.json'))).toThrow(
      expect.objectContaining({ code: 'flat-field-missing', prospect: 'held', why: expect.stringContaining('supplier/code') }),
    )
    expect(() => documentToFlat({ ...order, kind: 'invoice' }, profile('order.csv.json'))).toThrow(
      expect.objectContaining({ code: 'flat-kind-differs' }),
    )
  })

  test.each([
    ['order.csv.json', { ...order, purpose: 'cancel' }, 'purpose'],
    ['order.xml.json', { ...order, requestedDate: '2026-02-01', purpose: 'replace' }, 'purpose'],
    ['confirmation.json.json', { kind: 'order-confirmation', answers: 'change' }, 'answers'],
    ['ship-notice.json.json', { kind: 'ship-notice', purpose: 'cancellation' }, 'purpose'],
  ])('that would not show what it is meant for is held: %s', (name, document, field) => {
    expect(() => documentToFlat(document, profile(name))).toThrow(
      expect.objectContaining({ code: 'flat-purpose-untold', message: expect.stringContaining(`"${field}"`) }),
    )
  })

  test('tells by a row of its profile that it is a change', () => {
    expect(documentToFlat({ ...order, purpose: 'replace' }, profile('order.json.json'))).toMatchObject({ purpose: 'change' })
    expect(documentToFlat({ ...order, purpose: 'original' }, profile('order.json.json'))).toMatchObject({ purpose: 'new' })
  })

  test('of any kind is read back as it was', () => {
    const item = { buyerCode: 'A-1' }
    const taxes = [{ code: 'VA', amount: '8.82' }]
    const invoice = {
      kind: 'invoice',
      type: 'credit',
      typeCode: 'CRN',
      number: 'I-1',
      date: '2026-01-20',
      orderNumber: '7001',
      currency: 'EUR',
      charges: [],
      taxes,
      total: '50.82',
      lines: [{ number: '1', item, quantity: '12', unit: 'BX', price: '3.5', amount: '42', taxes: [], charges: [] }],
    }
    const notice = {
      kind: 'ship-notice',
      purpose: 'original',
      number: 'S-1',
      date: '2026-01-20',
      tracking: ['1Z'],
      packages: [],
      orders: [
        { orderNumber: '7001', lines: [{ number: '1', item: { supplierCode: 'X' }, quantity: '2', unit: 'BX', marks: [] }] },
      ],
    }
    for (const [name, document] of [
      ['invoice.csv.json', invoice],
      ['ship-notice.json.json', notice],
    ] as const)
      expect(flatToDocument(documentToFlat(document, profile(name)), profile(name))).toEqual(document)
  })

  test.each(['order.csv.json', 'order.xml.json'])('and read by it again says the same: %s', name => {
    const word = fc.stringMatching(/^[A-Za-z0-9_é&<>"'][A-Za-z0-9 ;,_é&<>"']{0,8}[A-Za-z0-9]$/)
    const amount = fc.integer({ min: 1, max: 10 ** 9 }).map(cents => `${cents}.25`)
    const lines = fc.array(
      fc.record({ number: word, item: fc.record({ buyerCode: word }), quantity: amount, unit: word, price: amount, amount }),
      { minLength: 1, maxLength: 4 },
    )
    fc.assert(
      fc.property(word, lines, (number, made) => {
        const written = documentToFlat({ ...order, number, lines: made }, profile(name))
        const back = flatToDocument(JSON.parse(JSON.stringify(written)), profile(name))
        expect(back).toMatchObject({ kind: 'purchase-order', number, orderDate: order.orderDate, supplier: order.supplier })
        expect((back['lines'] as object[]).map(one => ({ amount: undefined, ...one }))).toEqual(
          made.map(one => ({ ...one, amount: name.includes('csv') ? undefined : one.amount })),
        )
      }),
    )
  })
})

describe('a file read by a profile', () => {
  const answer = {
    type: 'order-answer',
    customerOrder: '7001',
    lines: [{ line: '1', answer: 'OK', quantity: '12', delivery: '2026-02-01' }],
  }
  const read = (changes: object) => flatToDocument({ ...answer, ...changes }, profile('confirmation.json.json'))

  test('becomes the document', () => {
    expect(read({})).toEqual({
      kind: 'order-confirmation',
      orderNumber: '7001',
      verdict: 'by-line',
      verdictCode: 'flat',
      lines: [
        { number: '1', item: {}, responses: [{ status: 'accepted', statusCode: 'OK', quantity: '12', date: '2026-02-01' }] },
      ],
    })
  })

  test.each([
    ['another type', { type: 'invoice' }, 'flat-literal-differs', 'type'],
    ['no order', { customerOrder: ' ' }, 'flat-field-missing', 'customerOrder'],
    ['no line', { lines: [] }, 'flat-empty', 'lines'],
    ['an unknown code', { lines: [{ line: '1', answer: 'toString' }] }, 'flat-value-unfit', 'line 1: answer'],
    ['a decimal comma', { lines: [{ line: '1', answer: 'OK', price: '1,5' }] }, 'flat-value-unfit', 'line 1: price'],
    [
      'a number that may have been rounded',
      { lines: [{ line: '1', answer: 'OK', price: 1.1 }] },
      'flat-value-unfit',
      'line 1: price',
    ],
    [
      'a day that is none',
      { lines: [{ line: '1', answer: 'OK', delivery: '2026-02-30' }] },
      'flat-value-unfit',
      'line 1: delivery',
    ],
  ])('with %s is held with its place', (_, changes, code, place) => {
    expect(() => read(changes)).toThrow(expect.objectContaining({ code, prospect: 'held', why: expect.stringContaining(place) }))
  })

  test('with rows of two documents is held, and nothing of the second goes under the first', () => {
    const rows = [order, { ...order, number: '7002' }].flatMap(one => documentToFlat(one, profile('order.csv.json')))
    expect(() => flatToDocument(rows, profile('order.csv.json'))).toThrow(
      expect.objectContaining({ code: 'flat-several-documents', why: expect.stringContaining('row 3') }),
    )
  })
})

describe('a profile', () => {
  const good = JSON.parse(readFileSync(path.join(folder, 'order.csv.json'), 'utf8'))
  test.each([
    ['{', 'no JSON'],
    [JSON.stringify({ ...good, colour: 'red' }), 'colour: is not a field here'],
    [JSON.stringify({ ...good, header: [{ field: 'number' }] }), 'header[0]: needs two of'],
    [JSON.stringify({ ...good, header: [{ field: 'number', at: '/Order' }] }), 'header[0].at: must be a path'],
    [JSON.stringify({ ...good, header: [{ field: '__proto__/x', at: 'Order' }] }), 'header[0].field: has a part'],
    [JSON.stringify({ ...good, header: good.header.slice(1) }), 'header: has no row for the field "number"'],
    [JSON.stringify({ ...good, lines: { fields: [] } }), 'lines.fields: has no row for the field "quantity"'],
    [JSON.stringify({ ...good, lines: { ...good.lines, at: 'Lines' } }), 'lines.at: goes with the form "tree"'],
    [
      JSON.stringify({ ...good, header: [...good.header, { field: 'total', at: 'Total', format: 'money' }] }),
      'header[4].format: must be one of',
    ],
  ])('%# that is wrong is refused with the place and words: %s', (json, words) => {
    expect(() => parseFlatProfile(json)).toThrow(
      expect.objectContaining({ code: 'flat-profile-invalid', why: expect.stringContaining(words) }),
    )
  })
})
