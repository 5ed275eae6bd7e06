import { describe, expect, it } from 'vitest'
import { decode } from '../../../lib/x12/decode'
import { errors, onlyInterchange, read, standard } from './builders'
import { invoice, order, wire, workedExamples } from './worked-examples'

describe('the worked examples', () => {
  for (const [name, text] of Object.entries(workedExamples)) {
    it(`${name} is accepted in strict mode, with and without line breaks`, () => {
      for (const bytes of [wire(text), Buffer.from(text), Buffer.from(text.replaceAll('\n', '\r\n'))]) {
        const decoded = decode(bytes, { ...standard, mode: 'strict' })
        expect(errors(decoded)).toEqual([])
        expect(onlyInterchange(decoded).status).toBe('accepted')
      }
    })
  }

  it('the order reads as its parties, its group and its segments', () => {
    const { groups, ...head } = onlyInterchange(decode(wire(order), standard))
    expect(head).toMatchObject({
      senderQualifier: 'ZZ',
      sender: 'BUYERCO',
      receiverQualifier: 'ZZ',
      receiver: 'SELLERCO',
      controlNumber: '000000101',
      version: '00401',
      usage: 'T',
      date: '260115',
      time: '0930',
      acknowledgmentRequested: false,
      delimiters: { element: '*', component: '>', repetition: '', segment: '~' },
      findings: [],
    })
    const [group] = groups
    expect(group).toMatchObject({
      functionalId: 'PO',
      sender: 'BUYERCO',
      receiver: 'SELLERCO',
      controlNumber: '101',
      version: '004010',
      date: '20260115',
    })
    const [set] = group?.transactions ?? []
    expect(set).toMatchObject({ set: '850', controlNumber: '0001', segmentCount: 26, status: 'accepted', findings: [] })
    expect(set?.segments.slice(0, 3)).toEqual([
      ['ST', '850', '0001'],
      ['BEG', '00', 'SA', 'PO-1001', '', '20260115'],
      ['CUR', 'BY', 'EUR'],
    ])
    expect(set?.segments.at(-1)).toEqual(['SE', '26', '0001'])
  })

  it('a decimal comma in a price rejects the invoice at its byte', () => {
    const text = invoice.replace('IT1*1*24*EA*12.5*', 'IT1*1*24*EA*12,50*').replaceAll('\n', '')
    const decoded = read(text)
    expect(errors(decoded)).toEqual(['AK403:6 IT1@10-04'])
    const [finding] = onlyInterchange(decoded).groups[0]?.transactions[0]?.findings ?? []
    expect(finding).toMatchObject({
      segment: 'IT1',
      position: 10,
      element: 4,
      reference: '212',
      value: '12,50',
      offset: text.indexOf('12,50'),
    })
    expect(finding?.message).toContain('IT104')
    expect(onlyInterchange(decoded).groups[0]?.transactions[0]?.status).toBe('rejected')
  })
})
