import { describe, expect, it } from 'vitest'
import { acknowledge, acknowledgeImplementation, technicalAcknowledgment } from '../../../lib/x12/acknowledge'
import { encode } from '../../../lib/x12/encode'
import type { Segment } from '../../../lib/x12/segment'
import { errors, interchange, onlyInterchange, read } from './builders'
import { acceptance, invoice, order, rejection } from './worked-examples'

const answerTo = (text: string, options = {}) =>
  acknowledge(onlyInterchange(read(text.replaceAll('\n', ''), options))).map(({ segments }) => lines(segments))
const lines = (segments: readonly Segment[]) => segments.map(segment => segment.join('*'))

describe('functional acknowledgment', () => {
  it('accepts a group without faults, set by set', () => {
    expect(answerTo(order)).toEqual([['AK1*PO*101', 'AK2*850*0001', 'AK5*A', 'AK9*A*1*1*1']])
  })

  it('rejects an invoice with a decimal comma and shows the value', () => {
    expect(answerTo(invoice.replace('*12.5*', '*12,50*'))).toEqual([
      ['AK1*IN*204', 'AK2*810*0001', 'AK3*IT1*10**8', 'AK4*4*212*6*12,50', 'AK5*R*5', 'AK9*R*1*1*0'],
    ])
  })

  it('never answers an acknowledgment', () => {
    expect(answerTo(acceptance)).toEqual([])
    expect(answerTo(rejection)).toEqual([])
  })

  it('notes a fault that does not reject', () => {
    const text = interchange({ body: [`BEG*00*SA*${'9'.repeat(23)}**20260115`, 'PO1*1*24*EA*12.5**VN*SKU', 'CTT*1'] })
    expect(answerTo(text)).toEqual([
      ['AK1*PO*101', 'AK2*850*0001', 'AK3*BEG*2**8', `AK4*3*324*5*${'9'.repeat(23)}`, 'AK5*E*5', 'AK9*E*1*1*1'],
    ])
    expect(answerTo(text, { mode: 'strict' })[0]?.at(-1)).toBe('AK9*R*1*1*0')
  })

  it('accepts a group in part when one of its sets is rejected', () => {
    const two = interchange().replace('GE*1*', `ST*850*0002~BEG*00*SA*PO-2**20269999~PO1*1*1*EA~SE*4*0002~GE*2*`)
    expect(answerTo(two)[0]).toEqual([
      'AK1*PO*101',
      'AK2*850*0001',
      'AK5*A',
      'AK2*850*0002',
      'AK3*BEG*2**8',
      'AK4*5*373*8*20269999',
      'AK5*R*5',
      'AK9*P*2*2*1',
    ])
    expect(answerTo(two, { rejects: 'group' })[0]?.at(-1)).toBe('AK9*R*2*2*0')
  })

  it('gives the reasons of the envelope: counts, control numbers, missing trailers', () => {
    expect(answerTo(interchange().replace('SE*5*0001', 'SE*6*0002'))[0]?.slice(2)).toEqual(['AK5*R*4*3', 'AK9*R*1*1*0'])
    expect(answerTo(interchange().replace('GE*1*101', 'GE*2*102'))[0]?.slice(2)).toEqual(['AK5*R', 'AK9*R*2*1*0*5*4'])
    expect(answerTo(interchange().replace('GE*1*101~', ''))[0]?.at(-1)).toBe('AK9*R*1*1*0*3')
    expect(answerTo(interchange().replace('SE*5*0001~', ''))[0]?.slice(2)).toEqual(['AK5*R*2', 'AK9*R*1*1*0'])
  })

  it('names segments that are misplaced, unknown, missing or too many', () => {
    const body = ['BEG*00*SA*PO-1**20260115', 'ZZZ*1', 'BEG*00*SA*PO-1**20260115', 'BAK*00*AC*1*20260101', 'PO1*1*1*EA']
    expect(answerTo(interchange({ body }))[0]?.slice(2, -2)).toEqual(['AK3*ZZZ*3**1', 'AK3*BEG*4**5', 'AK3*BAK*5**6'])
    expect(answerTo(interchange({ body: ['PO1*1*1*EA'] }))[0]?.slice(2, -2)).toEqual(['AK3*BEG*2**3'])
  })

  it('points into a composite and has no separator of its own in the copy', () => {
    const body = ['BEG*00*SA*PO-1**20260115', 'PO1*1*1*EA', 'SLN*1**I*2*EAX>1>1A']
    expect(answerTo(interchange({ body }))[0]?.slice(2, -2)).toEqual(['AK3*SLN*4**8', 'AK4*5>1*355*5*EAX', 'AK4*5>3*649*6*1A'])
  })

  it('names the version of the group from 005010, and may be a 999', () => {
    const text = interchange({ version: '005010', body: ['BEG*00*SA*PO-1**20260115', 'PO1**x*EA'] })
    const { segments } = acknowledgeImplementation(onlyInterchange(read(text)))[0] ?? { segments: [] }
    expect(lines(segments)).toEqual([
      'AK1*PO*101*005010',
      'AK2*850*0001',
      'IK3*PO1*3**8',
      'IK4*2*380*6*x',
      'IK5*R*5',
      'AK9*R*1*1*0',
    ])
  })

  it('is itself valid X12 whatever it answers, in both forms', () => {
    const bad = ['BEG*QQ*SA***2026', 'ZZZ*1', 'PO1*1*1,5*EA*a*b*VN', 'SLN*1**I*2*EAX>1>1A>>>>>>>>>>>>>1', 'CTT*', 'BEG*00']
    for (const version of ['004010', '005010'] as const) {
      const received = onlyInterchange(read(interchange({ version, body: bad }).replace('SE*8', 'SE*x').replace('GE*1', 'GE*7')))
      const forms = [
        { set: '997', answers: acknowledge(received) },
        ...(version === '005010' ? [{ set: '999', answers: acknowledgeImplementation(received) }] : []),
      ]
      for (const { set, answers } of forms) {
        const written = encode({
          sender: { qualifier: 'ZZ', id: 'SELLERCO' },
          receiver: { qualifier: 'ZZ', id: 'BUYERCO' },
          date: '2026-01-15',
          time: '09:30',
          controlNumber: 1,
          version,
          usage: 'T',
          acknowledgmentRequested: false,
          delimiters: received.delimiters,
          groups: answers.map(({ functionalId, segments }) => ({
            functionalId,
            sender: 'SELLERCO',
            receiver: 'BUYERCO',
            controlNumber: 1,
            version,
            transactions: [{ set, controlNumber: '0001', segments }],
          })),
        })
        expect(errors(read(written, { mode: 'strict' }))).toEqual([])
      }
    }
  })
})

const answer = (text: string) => technicalAcknowledgment(onlyInterchange(read(text))).join('*')

describe('interchange acknowledgment', () => {
  it('accepts, notes and rejects the envelope', () => {
    expect(answer(interchange())).toBe('TA1*000000101*260115*0930*A*000')
    expect(answer(interchange().replace('*0930*U', '*9930*U'))).toBe('TA1*000000101*260115*0000*E*015')
    expect(answer(interchange().replace('IEA*1*000000101', 'IEA*1*000000102'))).toBe('TA1*000000101*260115*0930*R*001')
    expect(answer(interchange().replace('IEA*1*', 'IEA*2*'))).toBe('TA1*000000101*260115*0930*R*021')
    expect(answer(interchange().replace('IEA*1*000000101~', ''))).toBe('TA1*000000101*260115*0930*R*023')
  })

  it('says nothing about the sets inside', () => {
    expect(answer(interchange({ body: ['ZZZ*1'] }))).toBe('TA1*000000101*260115*0930*A*000')
  })
})
