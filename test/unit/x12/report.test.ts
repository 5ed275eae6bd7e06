import { describe, expect, it } from 'vitest'
import { checkReport } from '../../../lib/x12/check-report'
import { exitCodeOf, findingsOf, jsonOf } from '../../../lib/x12/report'
import { decodeStream } from '../../../lib/x12/decode-stream'
import { outlineOf } from '../../../lib/x12/outline'
import { interchange, onlyGroup, read, standard } from './builders'

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

function reportOf(name: string, text: string): string {
  return [...checkReport(name, Buffer.from(text), read(text))].join('')
}

describe('the report of check', () => {
  it('says what the file holds and marks each place in its text', () => {
    expect(reportOf('order.x12', bad).split('\n')).toEqual([
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
      '',
    ])
  })

  it('marks a place in a file of lines, and hides what a terminal would act on', () => {
    const lines = bad.replaceAll('~', '\n').replace('PO-1', 'P\x1b-1')
    const report = reportOf('lines', lines).split('\n')
    expect(report).toContain('  BEG*00*SA*P·-1**20260115')
    expect(report[report.indexOf('  BEG*00*SA*P·-1**20260115') + 1]).toBe('            ^^^^')
  })
})

describe('the text around a place', () => {
  const accented = interchange({ body: ['BEG*00*SA*PO-1**20260115', 'N1*ST*Café Zoë*92*é', 'PO1*1*ABC*EA', 'CTT*1'] })
  const marked = (bytes: Buffer) => [...checkReport('a', bytes, read(bytes, { encoding: 'utf8' }))].join('')

  it.each(['utf8', 'latin1'] as const)('is read as it is written: %s', encoding => {
    const bytes = Buffer.from(accented.replace('*92*é', '*92*é*'.padEnd(100, 'é')), encoding)
    expect(marked(bytes)).toMatch(/ {2}N1\*ST\*Café Zoë\*92\*é\*é+\n {2} {18}\^/)
  })

  it('may begin and end inside of a character', () => {
    const per = `PER*IC*${'é'.repeat(40)}a*TE*a\u0007${'é'.repeat(40)}`
    const [, line = '', mark = ''] =
      /\n {2}([^\n]*\*TE[^\n]*)\n {2}( *\^)/.exec(marked(Buffer.from(accented.replace('PO1*', `${per}~PO1*`)))) ?? []
    expect(line).toMatch(/^é+a\*TE\*a·é+$/)
    expect(mark).toBe(`${' '.repeat(line.indexOf('a·'))}^`)
  })
})

describe('the outline of a file with more than is listed', () => {
  const badSet = 'ST*850*0001~BEG*00*SA*PO-1**20260115~PO1*1*ABC*EA~CTT*1~SE*5*0001~'
  const goodSet = badSet.replace('ABC', '1')
  const many = (sets: readonly string[], count = sets.length) => {
    const body = sets.map((set, n) => set.replaceAll('*0001~', `*${String(n + 1).padStart(4, '0')}~`)).join('')
    return interchange()
      .replace(/ST\*.*SE\*\d+\*0001~/, body)
      .replace('GE*1*', `GE*${count}*`)
  }
  const outlined = async (text: string, most: number) => {
    const outline = await outlineOf(decodeStream([Buffer.from(text)], standard), most)
    return { outline, report: [...checkReport('a', Buffer.from(text), outline)].join('') }
  }

  it('counts sound sets beyond the limit, and lists faulty ones', async () => {
    const { outline, report } = await outlined(many([goodSet, goodSet, goodSet, badSet, goodSet]), 2)
    expect(report).toContain(
      '      850 0001, 5 segments: accepted\n      850 0002, 5 segments: accepted\n      850 0004, 5 segments: rejected\n',
    )
    expect(report).toContain('      and 2 more transaction sets: 2 accepted\n')
    expect([outline.isFlawless, outline.unlistedFindings]).toEqual([false, 0])
  })

  it('counts faulty ones too when there are as many findings, and still is not flawless', async () => {
    const { outline, report } = await outlined(many([badSet, badSet, badSet]), 1)
    expect(report).toContain('and 2 more transaction sets: 2 rejected\n')
    expect(report).toContain('and 2 more findings of the parts that are not listed\n')
    expect(outline.isFlawless).toBe(false)
  })

  it('counts sets with their group when that is rejected', async () => {
    const { report } = await outlined(many([goodSet, goodSet, goodSet], 9), 1)
    expect(report).toContain('      850 0001, 5 segments: rejected\n      and 2 more transaction sets: 2 rejected\n')
  })

  it('counts interchanges', async () => {
    const file = [1, 2, 3, 4].map(n => interchange().replaceAll('000000101', `00000000${n}`)).join('')
    const { outline, report } = await outlined(file, 2)
    expect(report).toContain('  and 2 more interchanges: 2 accepted\n')
    expect(outline.isFlawless).toBe(true)
  })

  it('is not flawless where something stands outside of the interchanges, unless that is only noted', async () => {
    expect((await outlined(`${interchange()}rest`, 9)).outline.isFlawless).toBe(false)
    expect((await outlined(`\ufeff${interchange()}`, 9)).outline.isFlawless).toBe(true)
  })

  it('is a file in full without a limit', async () => {
    const text = many([goodSet, badSet])
    const { interchanges } = await outlineOf(decodeStream([Buffer.from(text)], standard))
    const full = onlyGroup(read(text))
    const unlisted = { accepted: 0, errors: 0, rejected: 0 }
    const transactions = full.transactions.map(set => ({ ...set, segments: [] }))
    expect(interchanges.flatMap(({ groups }) => groups)).toEqual([{ ...full, transactions, unlisted }])
  })
})
