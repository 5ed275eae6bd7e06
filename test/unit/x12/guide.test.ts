/** Partner guides: the format, what they find, and that a guide which is wrong is refused. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { acknowledge, acknowledgeImplementation } from '../../../lib/x12/acknowledge'
import type { Decoded } from '../../../lib/x12/decoded'
import { decode } from '../../../lib/x12/decode'
import { type Guide, guideFor, parseGuide } from '../../../lib/x12/guide'
import { rulesOf } from '../../../lib/x12/guide-rules'
import { checkReport } from '../../../lib/x12/check-report'
import { exitCodeOf, jsonOf } from '../../../lib/x12/report'
import { allFindings, errors, inShort, interchange, type Made, onlyInterchange, onlySet, standard } from './builders'

const page = readFileSync(join(__dirname, '../../../docs/partner-guides.md'), 'utf8')
const [example = '', shown = ''] = [...page.matchAll(/```(?:json)?\n(.*?)```/gs)].map(([, text = '']) => text)

const heading = ['BIG*20260123*INV-7001**PO-1001***DI', 'CUR*SE*EUR'] as const
const shipTo = ['N1*ST*Depot*UL*8712345000004', 'N3*Street 1'] as const
const lines = ['IT1*1*24*EA*12.5**VN*SKU-RED', 'TDS*30000', 'CTT*1'] as const
const sound = [...heading, ...shipTo, ...lines]

function invoice(body: readonly string[], more: Partial<Made> = {}): string {
  return interchange({ set: '810', functionalId: 'IN', body, ...more })
}

function readBy(guide: Guide, text: string, mode: 'lenient' | 'standard' | 'strict' = 'standard'): Decoded {
  const rules = (set: string, { version }: { version: string }) => {
    const own = guideFor([guide], set, version)
    return own && rulesOf(own)
  }
  return decode(Buffer.from(text, 'latin1'), { ...standard, mode, guide: rules })
}

/** `AK403:7/I6 BIG@2-07` of each finding of the guide. */
function found(decoded: Decoded): string[] {
  return allFindings(decoded)
    .filter(({ level }) => level === 'guide')
    .map(finding => inShort({ ...finding, code: [finding.code, finding.implementation].filter(Boolean).join('/') }))
}

const delta = parseGuide(example, 'partner-guides.md')

describe('the example of the documentation', () => {
  it('finds nothing in an invoice that keeps to it', () => {
    const decoded = readBy(delta, invoice(sound))
    expect([found(decoded), errors(decoded), onlySet(decoded).status, exitCodeOf(decoded)]).toEqual([[], [], 'accepted', 0])
  })

  it('says what the documentation shows', () => {
    const text = invoice(['BIG*20260123*INV-7001**PO-1001***DI', 'CUR*SE*USD', 'N1*ST*Depot*UL*8712345000004', ...lines])
    const report = [...checkReport('invoice.x12', Buffer.from(text), readBy(delta, text))].join('')
    expect(report.slice(report.indexOf('guide ')).trimEnd()).toBe(shown.trimEnd())
  })

  it.each([
    ['an element that is mandatory', ['BIG*20260123*INV-7001*****DI', 'CUR*SE*EUR', ...shipTo, ...lines], ['AK403:1 BIG@2-04']],
    [
      'a code that was not agreed',
      ['BIG*20260123*INV-7001**PO-1001***FB', 'CUR*SE*EUR', ...shipTo, ...lines],
      ['AK403:7/I6 BIG@2-07'],
    ],
    ['a value that was not agreed', [heading[0], 'CUR*SE*USD', ...shipTo, ...lines], ['AK403:7/I12 CUR@3-02']],
    ['a segment that is missing', [heading[0], ...shipTo, ...lines], ['AK304:3/I8 CUR@3']],
    ['a segment that is not used', [heading[0], 'NTE*GEN*Thanks', 'CUR*SE*EUR', ...shipTo, ...lines], ['AK304:2/I4 NTE@3']],
    ['a loop with its qualifier that is missing', [...heading, ...lines], ['AK304:3/I7 N1@4']],
    ['another qualifier in its place', [...heading, 'N1*BT*Office*UL*8712345000004', ...lines], ['AK304:3/I7 N1@5']],
    ['a qualifier too often', [...heading, ...shipTo, ...shipTo, ...lines], ['AK304:4 N1@6']],
    ['a segment missing from one loop', [...heading, shipTo[0], 'N1*BT*Office*UL*8712345000004', ...lines], ['AK304:3/I8 N3@5']],
    ['a value too short', [...heading, 'N1*ST*Depot*UL*871234500000', 'N3*Street 1', ...lines], ['AK403:4 N1@4-04']],
    ['a value too long', [...heading, 'N1*ST*Depot*UL*87123450000045', 'N3*Street 1', ...lines], ['AK403:5 N1@4-04']],
    ['a segment of each line', [...heading, ...shipTo, lines[0], 'PID*F****Red', ...lines], ['AK304:2/I4 PID@7']],
    ['a segment at the end', [...heading, ...shipTo, ...lines.slice(0, 2)], ['AK304:3/I8 CTT@8']],
  ])('finds %s', (_what, body, expected) => {
    const decoded = readBy(delta, invoice(body))
    expect(found(decoded)).toEqual(expected)
    expect([onlySet(decoded).status, exitCodeOf(decoded)]).toEqual(['errors', 1])
  })

  it('takes its rows in the order of the set, however they are written', () => {
    const backwards = { ...delta, heading: delta.heading?.toReversed() ?? [] }
    expect(found(readBy(backwards, invoice([heading[0], ...shipTo, ...lines])))).toEqual(['AK304:3/I8 CUR@3'])
  })

  it('does not take a segment out of its place for the one before it', () => {
    const body = [...heading, 'BAK*00*AC*PO-1*20260115', ...shipTo, ...lines]
    expect([found(readBy(delta, invoice(body))), errors(readBy(delta, invoice(body)))]).toEqual([[], ['AK304:6 BAK@4']])
  })

  it('rejects only in strict mode', () => {
    const text = invoice([heading[0], ...shipTo, ...lines])
    const statusIn = (mode: 'lenient' | 'standard' | 'strict') => onlySet(readBy(delta, text, mode)).status
    expect([statusIn('lenient'), statusIn('standard'), statusIn('strict')]).toEqual(['errors', 'errors', 'rejected'])
  })

  it('is for its own set and version, with or without the suffix of an industry', () => {
    const bad = [heading[0], ...shipTo, ...lines]
    const inVersion = (version: string) => found(readBy(delta, invoice(bad).replace('X*004010', `X*${version}`)))
    expect(inVersion('004010VICS')).toEqual(['AK304:3/I8 CUR@3'])
    expect(inVersion('005010')).toEqual([])
    expect(found(readBy(delta, interchange()))).toEqual([])
    const vics: Guide = { partner: 'V', set: '810', version: '004010VICS' }
    expect([guideFor([delta, vics], '810', '004010VICS'), guideFor([delta, vics], '810', '004010')]).toEqual([vics, delta])
  })

  it('stands in the JSON with level, code and the code of a 999', () => {
    const decoded = readBy(delta, invoice([heading[0], 'CUR*SE*USD', ...shipTo, ...lines]))
    expect(JSON.stringify(jsonOf(decoded))).toContain('"code":"AK403:7","level":"guide","segment":"CUR","position":3')
    expect(JSON.stringify(jsonOf(decoded))).toContain('"implementation":"I12"')
  })
})

describe('components and conditions', () => {
  const guide = parseGuide(
    JSON.stringify({
      partner: 'P',
      set: '860',
      version: '004010',
      detail: [
        { segment: 'POC', elements: { 'POC05-1': { codes: ['EA'] }, 'POC05-2': { use: 'not-used' }, POC03: { max: 3 } } },
        { segment: 'POC/N1/N3', where: { N101: 'ST', POC02: ['AI', 'CA'] }, use: 'not-used' },
      ],
    }),
    'p.json',
  )
  const change = (...body: string[]) =>
    readBy(guide, interchange({ set: '860', functionalId: 'PC', body: ['BCH*04*SA*PO-1***20260115', ...body, 'CTT*1'] }))

  it('judges components by themselves', () => {
    expect(found(change('POC*1*CA*20*20*EA'))).toEqual([])
    expect(found(change('POC*1*CA*20*20*CA'))).toEqual(['AK403:7/I6 POC@3-05.1'])
    expect(found(change('POC*1*CA*20*20*EA>2'))).toEqual(['AK403:3/I10 POC@3-05.2'])
  })

  it('counts digits only', () => {
    expect(found(change('POC*1*CA*-12.5*20*EA'))).toEqual([])
    expect(found(change('POC*1*CA*12.55*20*EA'))).toEqual(['AK403:5 POC@3-03'])
  })

  it('looks at the first segments of the loops around', () => {
    expect(found(change('POC*1*AI*2*2*EA', 'N1*ST*Depot', 'N3*Street 1'))).toEqual(['AK304:2/I4 N3@5'])
    expect(found(change('POC*1*AI*2*2*EA', 'N1*BT*Depot', 'N3*Street 1'))).toEqual([])
    expect(found(change('POC*1*QD*2*2*EA', 'N1*ST*Depot', 'N3*Street 1'))).toEqual([])
  })
})

describe('acknowledgments of what is against the guide', () => {
  const body = [heading[0], 'NTE*GEN*Thanks', 'CUR*SE*USD', ...shipTo, ...lines]

  it('say it in the words of the standard in a 997', () => {
    const [answer] = acknowledge(onlyInterchange(readBy(delta, invoice(body))))
    expect(answer?.segments.slice(2)).toEqual([
      ['AK3', 'NTE', '3', '', '2'],
      ['AK3', 'CUR', '4', '', '8'],
      ['AK4', '2', '100', '7', 'USD'],
      ['AK5', 'E', '5'],
      ['AK9', 'E', '1', '1', '1'],
    ])
  })

  it('say it in the words of guides in a 999', () => {
    const [answer] = acknowledgeImplementation(onlyInterchange(readBy(delta, invoice(body))))
    expect(answer?.segments.slice(2, -1)).toEqual([
      ['IK3', 'NTE', '3', '', 'I4'],
      ['IK3', 'CUR', '4', '', '8'],
      ['IK4', '2', '100', 'I12', 'USD'],
      ['IK5', 'E', 'I5'],
    ])
  })
})

describe('a guide that is wrong is refused with the place', () => {
  const base = { partner: 'P', set: '810', version: '004010' }
  const row = (more: object) => ({ ...base, heading: [more] })
  it.each([
    ['no JSON', '{', 'It is not JSON'],
    ['a list', [], 'must be an object'],
    ['no partner', { set: '810', version: '004010' }, 'partner: is missing'],
    ['a version without a dictionary', { ...base, version: '003040' }, 'version: has no dictionary'],
    ['a set without a dictionary', { ...base, set: '204' }, 'set: has no dictionary of 004010'],
    ['a part nobody knows', { ...base, footer: [] }, 'footer: is not a field here'],
    ['a segment of another part', row({ segment: 'IT1' }), 'heading[0].segment: IT1 is not in the heading of the 810'],
    ['a segment of another loop', row({ segment: 'N1/N9' }), 'heading[0].segment: N1/N9 is not in the heading'],
    ['a loop twice', row({ segment: 'N1/N1' }), 'heading[0].segment: N1/N1 is not in the heading'],
    ['an inside of a segment', row({ segment: 'CUR/REF' }), 'heading[0].segment: CUR/REF is not'],
    ['a use of its own', row({ segment: 'CUR', use: 'rare' }), 'heading[0].use: must be one of'],
    [
      'leaving out what is mandatory',
      row({ segment: 'BIG', use: 'not-used' }),
      'heading[0].use: BIG is mandatory in the standard',
    ],
    ['more than the standard allows', row({ segment: 'CUR', max: 2 }), 'heading[0].max: must be no more than 1'],
    ['more about what is not used', row({ segment: 'CUR', use: 'not-used', max: 1 }), 'heading[0]: says more'],
    [
      'a condition on another segment',
      row({ segment: 'CUR', where: { N101: 'ST' } }),
      'heading[0].where.N101: is no element of CUR',
    ],
    ['a condition without values', row({ segment: 'N1', where: { N101: [] } }), 'heading[0].where.N101: must not be empty'],
    [
      'an element of another segment',
      row({ segment: 'N1', elements: { N301: {} } }),
      'heading[0].elements.N301: is no element of N1',
    ],
    ['an element too far', row({ segment: 'N1', elements: { N177: {} } }), 'heading[0].elements.N177: is no element of N1'],
    ['a component of none', row({ segment: 'N1', elements: { 'N101-1': {} } }), 'heading[0].elements.N101-1: is no element'],
    [
      'dropping a mandatory element',
      row({ segment: 'N1', elements: { N101: { use: 'not-used' } } }),
      'N101.use: N101 is mandatory',
    ],
    [
      'a code of no list',
      row({ segment: 'BIG', elements: { BIG08: { codes: ['00', 'QQ'] } } }),
      'BIG08.codes[1]: "QQ" is not among',
    ],
    ['no code', row({ segment: 'BIG', elements: { BIG08: { codes: [] } } }), 'BIG08.codes: must not be empty'],
    [
      'codes and a value',
      row({ segment: 'BIG', elements: { BIG07: { codes: ['DI'], value: 'DI' } } }),
      'BIG07: has codes and a value',
    ],
    ['a length beyond', row({ segment: 'BIG', elements: { BIG02: { max: 23 } } }), 'BIG02.max: must be at most 22'],
    ['a length below', row({ segment: 'N1', elements: { N104: { min: 1 } } }), 'N104.min: must be at least 2'],
    [
      'lengths that exclude each other',
      row({ segment: 'BIG', elements: { BIG02: { min: 9, max: 8 } } }),
      'BIG02: has a least length',
    ],
  ])('%s', (_what, guide, words) => {
    const text = typeof guide === 'string' ? guide : JSON.stringify(guide)
    expect(() => parseGuide(text, 'p.json')).toThrow(expect.objectContaining({ code: 'guide-invalid' }))
    expect(() => parseGuide(text, 'p.json')).toThrow(words)
  })

  it('names the file and all fields at once', () => {
    const guide = { ...base, heading: [{ segment: 'XX' }, { segment: 'CUR', max: 5 }] }
    expect(() => parseGuide(JSON.stringify(guide), 'p.json')).toThrow(/guide p\.json is not valid\. heading\[0\].*; heading\[1\]/)
  })
})

it('a loop that comes once more than agreed is found on its last repetition', () => {
  const many = Array.from({ length: 501 }, (_, n) => `IT1*${n + 1}*24*EA*12.5**VN*SKU-RED`)
  const decoded = readBy(delta, invoice([...heading, ...shipTo, ...many, 'TDS*30000', 'CTT*501']))
  expect(found(decoded)).toEqual(['AK304:4 IT1@506'])
})
