import { describe, expect, it } from 'vitest'
import { encode } from '../../../lib/x12/encode'
import { outgoingFrom } from '../../../lib/x12/encode-json'
import { jsonOf } from '../../../lib/x12/report'
import { interchange, onlySet, read } from './builders'

const moment = { date: '2026-01-15', time: '09:30' }

describe('what decode printed, written again', () => {
  it('keeps ST03', () => {
    const text = interchange({ version: '005010' }).replace('ST*850*0001', 'ST*850*0001*005010X231A1')
    expect(rewritten(text)).toBe(text)
  })

  it('keeps an interchange for information one', () => {
    const text = interchange({ usage: 'I' })
    expect(rewritten(text)).toBe(text)
  })

  it('keeps a component separator that stood in plain text', () => {
    const text = interchange({ body: ['BEG*00*SA*PO-1**20260115', 'PO1*1*24*EA*12.5**VN*A>B', 'CTT*1'] })
    expect(rewritten(text)).toBe(text)
  })
})

describe('an interchange whose document names no delimiters', () => {
  it('has the usual ones', () => {
    expect(written('plain text')).toMatchObject({ element: '*', component: '>', repetition: '', segment: '~' })
  })

  it('has others where the text holds the usual ones', () => {
    expect(written('5 * 6 > 7 | 8 ~')).toMatchObject({ element: '+', component: ':', segment: "'" })
  })

  it('keeps the component separator that its composites are divided by, and then refuses it in text', () => {
    const composite = ['SLN', '1', '', 'I', '2', 'PC>11.1>12.2']
    expect(written('plain', composite)).toMatchObject({ component: '>' })
    expect(() => written('a > b', composite)).toThrow(expect.objectContaining({ code: 'x12-delimiter-in-data' }))
  })
})

describe('a document', () => {
  const document = jsonOf(read(interchange())) as { interchanges: readonly object[] }
  const withField = (field: object) => JSON.stringify({ ...document, interchanges: [{ ...document.interchanges[0], ...field }] })

  it('may begin with a byte order mark', () => {
    expect(outgoingFrom(`\ufeff${JSON.stringify(document)}`, moment)).toHaveLength(1)
  })

  it.each([
    [{ technicalAcknowledgments: [['REF', '1']] }, 'interchanges[0].technicalAcknowledgments[0] must be a TA1'],
    [{ acknowledgmentRequested: 'true' }, 'interchanges[0].acknowledgmentRequested must be true or false'],
    [{ lineBreak: 'x' }, 'interchanges[0].lineBreak must be a line break or empty'],
  ])('with %j is refused', (field, what) => {
    expect(() => outgoingFrom(withField(field), moment)).toThrow(`${what}. Give what edi-loop decode prints.`)
  })

  it('ends with nothing that a reader could take for more', () => {
    const ended = (ending: unknown) => () => outgoingFrom(JSON.stringify({ ...document, ending }), moment)
    expect(ended('\r\n\x1a')).not.toThrow()
    for (const ending of ['ISA*', 5]) expect(ended(ending)).toThrow(expect.objectContaining({ code: 'x12-json' }))
  })

  it('keeps date and time of a GS that has separators left over', () => {
    const text = interchange().replace('X*004010~', 'X*004010*~').replace('20260115*0930*101', '20251231*2359*101')
    expect(rewritten(text)).toContain('*20251231*2359*101*X*004010~')
  })
})

function rewritten(text: string): string {
  const outgoing = outgoingFrom(JSON.stringify(jsonOf(read(text))), moment)
  return Buffer.concat(outgoing.map(encode)).toString('latin1')
}

/** Delimiters of an order with this message, which must read back as it was. */
function written(message: string, ...more: string[][]) {
  const segments = [['BEG', '00', 'SA', 'PO-1', '', '20260115'], ['PO1', '1', '24', 'EA'], ...more, ['MSG', message]]
  const parties = { senderQualifier: 'ZZ', sender: 'BUYERCO', receiverQualifier: 'ZZ', receiver: 'SELLERCO', controlNumber: 1 }
  const transactions = [{ set: '850', controlNumber: '0001', segments }]
  const document = { ...parties, groups: [{ controlNumber: 1, version: '004010', transactions }] }
  const [outgoing] = outgoingFrom(JSON.stringify(document), moment)
  if (outgoing === undefined) throw new Error('nothing to write')
  const bytes = encode(outgoing)
  expect(onlySet(read(bytes, { mode: 'lenient' })).segments.slice(1, -1)).toEqual(segments)
  return outgoing.delimiters
}
