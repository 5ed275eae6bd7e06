import { describe, expect, test } from 'vitest'
import { orderOf } from '../../../sandbox/suppliers/order'
import { readInterchanges } from '../../../sandbox/suppliers/read'
import { type Style, writeInterchange } from '../../../sandbox/suppliers/write'

const usual: Style = { element: '*', component: '>', repetition: '^', segment: '~', version: '004010' }

function written(style: Style, text = 'Widget') {
  return writeInterchange(
    {
      from: { qualifier: '01', id: '123456789', application: 'SELLERAPP' },
      to: { qualifier: 'ZZ', id: 'BUYERCO', application: 'BUYERCO' },
      usage: 'T',
      at: new Date('2026-01-15T09:30:00Z'),
      style,
      controlNumber: 42,
      functionalId: 'PR',
    },
    [{ code: '855', segments: [['PID', 'F', '', '', '', text, '', '']] }],
  )
}

const soundness = (text: string) => readInterchanges(text)[0]?.groups[0]?.sets.map(({ sound }) => sound)

describe('writing', () => {
  test('fills the fixed widths of the ISA and drops empty elements at the end', () => {
    expect(written(usual).split('~')).toEqual([
      'ISA*00*          *00*          *01*123456789      *ZZ*BUYERCO        *260115*0930*U*00401*000000042*0*T*>',
      'GS*PR*SELLERAPP*BUYERCO*20260115*0930*42*X*004010',
      'ST*855*0001',
      'PID*F****Widget',
      'SE*3*0001',
      'GE*1*42',
      'IEA*1*000000042',
      '',
    ])
  })

  test('names the repetition separator in 005010', () => {
    const isa = written({ ...usual, version: '005010' }).slice(0, 106)
    expect(isa.slice(81)).toBe('*^*00501*000000042*0*T*>~')
  })

  test('puts a blank where a value holds a delimiter', () => {
    expect(written({ ...usual, element: '|' }, 'a|b~c>d^e')).toContain('PID|F||||a b c d^e~')
    expect(written({ ...usual, version: '005010' }, 'd^e')).toContain('d e~')
  })
})

describe('reading', () => {
  test.each([usual, { ...usual, version: '005010' }, { ...usual, element: '|', component: ':', repetition: '!', segment: '\n' }])(
    'finds what was written with %j',
    style => {
      const [interchange, ...more] = readInterchanges(`${written(style)}\r\n${written(style)}`)
      expect(more).toHaveLength(1)
      expect(interchange).toMatchObject({ sender: '123456789', receiver: 'BUYERCO', controlNumber: '000000042', usage: 'T' })
      expect(interchange?.groups).toMatchObject([{ functionalId: 'PR', controlNumber: '42', version: style.version }])
      expect(interchange?.groups[0]?.sets).toEqual([
        {
          code: '855',
          controlNumber: '0001',
          sound: true,
          segments: [
            ['ST', '855', '0001'],
            ['PID', 'F', '', '', '', 'Widget'],
            ['SE', '3', '0001'],
          ],
        },
      ])
    },
  )

  test('says of a set without its SE, or with another number in it, that it is not sound', () => {
    expect(soundness(written(usual).replace('SE*3*0001~', ''))).toEqual([false])
    expect(soundness(written(usual).replace('SE*3*0001', 'SE*3*0002'))).toEqual([false])
  })

  test('of what is no X12 finds nothing', () => {
    expect(readInterchanges('')).toEqual([])
    expect(readInterchanges('<order/>')).toEqual([])
    expect(readInterchanges('ISA*00')).toEqual([])
  })

  test('of an order takes the date of the line, numbers a line that has no number, and keeps the ids as they came', () => {
    const segments = [
      'ST*850*1',
      'BEG*00*SA*PO-1**20260115',
      'DTM*010*20260122',
      'PO1**24*EA*12.5*PE*UP*012345678905*VN*RED',
      'DTM*010*20260124',
      'DTM*002*20260126',
      'PO1*B*2*EA*1',
      'SE*8*1',
    ]
    const order = orderOf({ code: '850', controlNumber: '1', sound: true, segments: segments.map(segment => segment.split('*')) })
    expect(order).toMatchObject({ number: 'PO-1', purpose: '00', date: '20260115', currency: '', requestedDate: '20260122' })
    expect(order.lines).toEqual([
      {
        number: '1',
        quantity: '24',
        unit: 'EA',
        price: '12.5',
        basis: 'PE',
        ids: ['UP', '012345678905', 'VN', 'RED'],
        requestedDate: '20260126',
      },
      { number: 'B', quantity: '2', unit: 'EA', price: '1', basis: '', ids: [], requestedDate: '' },
    ])
  })
})
