import { describe, expect, it } from 'vitest'
import { checkReport, exitCodeOf, findingsOf, jsonOf } from '../../../lib/x12/report'
import { interchange, read } from './builders'

const bad = interchange({ body: ['BEG*00*SA*PO-1**20260115', 'PO1*1*ABC*EA', 'CTT*1'] })

describe('the JSON of decode', () => {
  it('has the keys of its contract and no others', () => {
    const document = JSON.parse(JSON.stringify(jsonOf(read(bad))))
    expect(Object.keys(document)).toEqual(['interchanges', 'findings'])
    const [first] = document.interchanges
    expect(Object.keys(first)).toEqual(
      'senderQualifier sender receiverQualifier receiver controlNumber version usage delimiters status findings groups'.split(
        ' ',
      ),
    )
    const [group] = first.groups
    expect(Object.keys(group)).toEqual('functionalId version controlNumber status findings transactions'.split(' '))
    const [set] = group.transactions
    expect(Object.keys(set)).toEqual('set controlNumber status segmentCount findings segments'.split(' '))
    expect(set.segments[1]).toEqual(['BEG', '00', 'SA', 'PO-1', '', '20260115'])
    expect(set.findings).toEqual([
      {
        code: 'AK403:6',
        level: 'error',
        segment: 'PO1',
        position: 3,
        offset: bad.indexOf('ABC'),
        element: 2,
        component: null,
        value: 'ABC',
        message: 'PO102 (Quantity Ordered, element 330) "ABC" cannot stand there: "A" has no place in a number',
        remedy: 'Send digits with a decimal point, no comma, no thousands separator',
        loop: 'PO1',
      },
    ])
  })

  it('the exit code is 0 only when all is accepted; notes do not count', () => {
    expect(exitCodeOf(read(interchange()))).toBe(0)
    expect(exitCodeOf(read(`\xef\xbb\xbf${interchange()}`))).toBe(0)
    expect(exitCodeOf(read(bad))).toBe(1)
    expect(exitCodeOf(read(`${interchange()}rest`))).toBe(1)
  })

  it('findings come in the order of the file', () => {
    const decoded = read(`junk${bad.replace('GE*1*', 'GE*2*').replace('BEG*00', 'BEG*QQ')}junk`)
    expect(findingsOf(decoded).map(({ code }) => code)).toEqual([
      'outside-interchange',
      'AK403:7',
      'AK403:6',
      'AK905:5',
      'outside-interchange',
    ])
  })
})

describe('the report of check', () => {
  it('says what the file holds and marks each place in its text', () => {
    expect(checkReport('order.x12', Buffer.from(bad), read(bad)).split('\n')).toEqual([
      'order.x12',
      '  test interchange 000000101 from BUYERCO to SELLERCO: accepted with errors',
      '    group PO 101, 004010: rejected',
      '      850 0001, 5 segments: rejected',
      '',
      `error AK403:6  PO1, segment 3, in PO1, byte ${bad.indexOf('ABC')}`,
      '  PO1*1*ABC*EA~',
      '        ^^^',
      '  PO102 (Quantity Ordered, element 330) "ABC" cannot stand there: "A" has no place in a number.',
      '  Send digits with a decimal point, no comma, no thousands separator.',
      '',
    ])
  })

  it('marks a place in a file of lines, and hides what a terminal would act on', () => {
    const lines = bad.replaceAll('~', '\n').replace('PO-1', 'P\x1b-1')
    const report = checkReport('lines', Buffer.from(lines), read(lines)).split('\n')
    expect(report).toContain('  BEG*00*SA*P·-1**20260115')
    expect(report[report.indexOf('  BEG*00*SA*P·-1**20260115') + 1]).toBe('            ^^^^')
  })
})
