import { describe, expect, it } from 'vitest'
import { checkReport } from '../../../lib/x12/check-report'
import { exitCodeOf, findingsOf, jsonOf } from '../../../lib/x12/report'
import { decodeStream } from '../../../lib/x12/decode-stream'
import { outlineOf } from '../../../lib/x12/outline'
import { interchange, onlyGroup, onlyInterchange, read, standard } from './builders'

const bad = interchange({ body: ['BEG*00*SA*PO-1**20260115', 'PO1*1*ABC*EA', 'CTT*1'] })

describe('the JSON of decode', () => {
  it('has the keys of its contract, and the envelope as it was read', () => {
    const document = JSON.parse(JSON.stringify(jsonOf(read(bad))))
    expect(Object.keys(document)).toEqual(['interchanges', 'findings'])
    const [first] = document.interchanges
    expect(Object.keys(first)).toEqual(
      'senderQualifier sender receiverQualifier receiver controlNumber version usage delimiters status findings acknowledgmentRequested header trailer groups'.split(
        ' ',
      ),
    )
    const [group] = first.groups
    expect(Object.keys(group)).toEqual(
      'functionalId version controlNumber status findings header trailer transactions'.split(' '),
    )
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
      '  test interchange 000000101 from BUYERCO to SELLERCO: 1 of 1 transaction sets rejected; 1 error',
      '    group PO 101, 004010: rejected',
      '      850 0001, 5 segments: rejected',
      '',
      `error AK403:6  PO1, segment 3 of the 850 (5 of the file), byte ${bad.indexOf('ABC')}`,
      '  PO1*1*ABC*EA~',
      '        ^^^',
      '  PO102 (Quantity Ordered, element 330) "ABC" cannot stand there: "A" has no place in a number.',
      '  Send digits with a decimal point, no comma, no thousands separator.',
      '',
      'In all 1 error.',
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

describe('what check says to a clerk', () => {
  const body = ['BEG*00*SA*PO-1001**20260115', 'N1*ST*Müller*92*1001', 'PO1*1*24*EA*12.5**VN*SKU-RED', 'CTT*1']
  const whole = interchange({ body })
  const check = (text: string) => {
    const bytes = Buffer.from(text)
    return [...checkReport('a', bytes, read(bytes))].join('')
  }

  it('a rejected order is not called accepted, and what is wrong is counted', () => {
    const two = bad.replace('GE*1*', 'ST*850*0002~BEG*00*SA*PO-2**20260115~PO1*1*1*EA*~CTT*1~SE*5*0002~GE*2*')
    const report = check(two)
    expect(report).toContain('SELLERCO: 1 of 2 transaction sets rejected; 1 error, 1 note\n')
    expect(report).toMatch(/\nIn all 1 error, 1 note\.\n$/)
    expect(check(whole)).toMatch(/SELLERCO: accepted\n[^]*\nNothing is wrong\.\n$/)
  })

  it('names the codes that are likely first, with what they mean', () => {
    expect(check(whole.replace('BEG*00', 'BEG*0O'))).toContain(
      '  Send one of 00 Original, 01 Cancellation, 04 Change, 05 Replace, 06 Confirmation, 07 Duplicate, 02 Add, ',
    )
    expect(check(whole.replace('CTT', 'SAC*X*C310~CTT'))).toContain(
      '  Send one of A Allowance, C Charge, N No allowance or charge, ',
    )
  })

  it('marks where a missing element belongs: at the end of what is there, or between its separators', () => {
    expect(check(whole.replace('*SKU-RED', ''))).toContain(`  PO1*1*24*EA*12.5**VN~\n  ${' '.repeat(20)}^\n`)
    expect(check(whole.replace('24*EA', '*EA'))).toContain(`  PO1*1**EA*12.5**VN*SKU-RED~\n  ${' '.repeat(6)}^\n`)
  })

  it('counts from the set and from the file, and says which', () => {
    const report = check(whole.replace('12.5', '12,5').replace('GE*1*101', 'GE*2*101'))
    expect(report).toContain('PO1, segment 4 of the 850 (6 of the file), byte')
    expect(report).toContain('GE, segment 9 of the file, byte')
    const joined = `${whole.replaceAll('000000101', '000000102')}${whole.replace('12.5', '12,5')}`
    expect(check(joined)).toContain('PO1, segment 4 of the 850 (6 of the interchange), byte')
    expect(check(interchange({ body: ['BIN*5*~~~~~', ...body] }).replace('12.5', '12,5'))).toContain(
      'PO1, segment 5 of the 850, byte',
    )
  })

  it('counts no further where what looks like a terminator may be none', () => {
    const released = whole
      .replace('*00401*', '*00704*')
      .replace('~GS', '~ISX*?~GS')
      .replace('Müller', 'M?~ller')
      .replace('12.5', '12,5')
    expect(check(released)).toMatch(/PO1, segment 4 of the 850, byte/)
  })

  it('a file that is cut off leads with that, and leaves out what comes of it', () => {
    const report = check(whole.slice(0, whole.indexOf('*SKU-RED') - 1))
    expect(report).toMatch(/\n\nThe file is cut off: it ends inside of PO1\. Have it sent again, whole\./)
    expect(report).not.toContain('error ')
    const earlier = check(whole.slice(0, whole.indexOf('CTT')).replace('12.5', '12,5'))
    expect(earlier).toContain('it ends before its IEA.')
    expect(earlier.match(/^error .*/gm)).toEqual([expect.stringContaining('AK403:6  PO1')])
  })

  it('shows UTF-8 as it is written, a byte order mark and the ISA too', () => {
    const report = check(`\ufeff${whole.replace('BUYERCO        ', 'BÜYERCO       ').replace('12.5', '12,5')}`)
    expect(report).toContain('from BÜYERCO to')
    expect(report).toContain('·ISA*00*')
    expect(report).not.toMatch(/[ÃÂï]/)
  })

  it('says of too many components that they are too many', () => {
    const report = check(whole.replace('CTT', `SLN*1**I*2*EA${'>'.repeat(15)}1~CTT`))
    expect(report).toContain('has too many components: it has 16 components where 15 is the most')
    expect(report).not.toContain('Send no more elements')
  })

  it('has an article before a number as it is spoken', () => {
    expect(check(whole.replace('CTT', 'BAK*00*AC*1*20260101~CTT'))).toContain('BAK does not belong in an 850 of 004010.')
    expect(check(interchange({ set: '997', functionalId: 'FA', body: ['AK1*PO*1', 'BEG*1', 'AK9*A*1*1*1'] }))).toContain(
      'in a 997 of 004010.',
    )
  })

  it('says how long an element of the ISA is, and must be', () => {
    expect(check(whole.replace('BUYERCO        ', 'BUYERCO      '))).toContain('  ISA06 must have 15 characters, it has 13.\n')
  })

  it('speaks of what has no number', () => {
    const report = check(
      whole.replace('*0930*101*X', '*0930**X').replace('GE*1*101~', '').replace('850*0001', '850').replace('SE*6*0001~', ''),
    )
    expect(report).toContain('The group without a number has no GE')
    expect(report).toContain('The transaction set without a number has no SE')
  })

  it('says of a set without a dictionary that it was read and not checked', () => {
    const report = check(whole.replace('ST*850', 'ST*837'))
    expect(report).toContain('  This program has no dictionary for 837; it was read but not checked.\n')
    expect(report).toContain('AK502:1')
  })

  it('calls a group that is not there no group', () => {
    expect(check(whole.replace(/GS[^~]*~/, ''))).toContain('    no group: rejected\n')
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

  it('counts groups, so that a file of nothing but broken ones gives no longer report', async () => {
    const groups = (count: number) => interchange().replace(/GS\*.*GE\*1\*101~/, 'GS*PO~'.repeat(count))
    const [some, lots] = [await outlined(groups(100), 50), await outlined(groups(400), 50)]
    expect(lots.report).toMatch(/\n {4}and 39\d more groups: 39\d rejected\n/)
    expect(lots.report.length).toBeLessThan(some.report.length + 100)
    expect(lots.report).toContain(`In all ${lots.outline.totals.errors} errors`)
    expect(lots.outline.totals.errors).toBeGreaterThan(3_500)
  })

  it('looks at each interchange a few times only, however many findings there are', () => {
    const text = interchange().slice(0, 106)
    const one = onlyInterchange(read(text))
    let looks = 0
    const interchanges = Array.from({ length: 300 }, (_, n) => ({
      ...one,
      findings: one.findings.map(finding => ({ ...finding, offset: finding.offset + n * text.length })),
      get offset() {
        looks++
        return n * text.length
      },
    }))
    const report = [...checkReport('a', Buffer.from(text.repeat(300)), { interchanges, findings: [], ending: '' })].join('')
    expect(report).toContain('In all 300 errors.')
    expect(looks).toBeLessThan(10 * interchanges.length)
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
