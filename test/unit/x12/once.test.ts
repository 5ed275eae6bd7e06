/** One fault is told once, where it is, in words that are true. */
import { describe, expect, it } from 'vitest'
import { acknowledge, technicalAcknowledgment } from '../../../lib/x12/acknowledge'
import { answersTo } from '../../../lib/x12/answer'
import { allFindings, inShort, interchange, onlyInterchange, onlySet, read } from './builders'

const beg = 'BEG*00*SA*PO-1**20260115'
const line = 'PO1*1*24*EA*12.5**VN*SKU-RED'

/** The interchange with parts of its text replaced. */
function changed(...changes: readonly (readonly [string | RegExp, string])[]): string {
  return changes.reduce((text, [from, to]) => text.replace(from, to), interchange())
}

function errors(text: string): string[] {
  return allFindings(read(text)).flatMap(finding => (finding.level === 'note' ? [] : [inShort(finding)]))
}

function said(text: string): string[] {
  return allFindings(read(text)).map(({ message, remedy }) => `${message} | ${remedy}`)
}

function order(...body: readonly string[]): string {
  return interchange({ body: [beg, ...body] })
}

describe('an envelope', () => {
  it.each([
    ['SE01 beside a blank', changed([/SE\*5/, 'SE* 5']), ['AK403:6 SE@5-01']],
    ['SE01 that is no number', changed([/SE\*5/, 'SE*five']), ['AK403:6 SE@5-01']],
    ['SE01 left out', changed([/SE\*5/, 'SE*']), ['AK403:1 SE@5-01']],
    ['SE01 that miscounts', changed([/SE\*5/, 'SE*6']), ['AK502:4 SE@5-01']],
    [
      'SE01 that miscounts what is rejected besides',
      changed(['**20260115', '**20269999'], [/SE\*5/, 'SE*6']),
      ['AK403:8 BEG@2-05', 'AK502:4 SE@5-01'],
    ],
    ['SE01 with a sign', changed([/SE\*5/, 'SE*-5']), ['AK502:4 SE@5-01']],
    ['SE02 beside a blank before it', changed(['SE*5*0001', 'SE*5* 0001']), ['AK502:3 SE@5-02']],
    ['SE02 left out', changed(['SE*5*0001', 'SE*5']), ['AK403:1 SE@5-02']],
    ['neither GS nor GE', changed([/GS[^~]*~/, ''], [/GE[^~]*~/, '']), ['TA105:024 GS@2']],
    ['GE01 with a plus', changed(['GE*1', 'GE*+1']), ['AK905:5 GE@8-01']],
    ['a bare GE', changed(['GE*1*101', 'GE']), ['AK905:5 GE@8-01', 'AK905:4 GE@8-02']],
    ['a group without its number', changed(['0930*101*X', '0930**X']), ['AK905:6 GS@2-06']],
    [
      'GS06 and GE02 with a sign',
      changed(['0930*101*X', '0930*-101*X'], ['GE*1*101', 'GE*1*-101']),
      ['AK905:6 GS@2-06', 'AK905:6 GE@8-02'],
    ],
    ['IEA01 broken by a line', changed(['IEA*1', 'IEA*\n1']), ['TA105:021 IEA@9-01']],
    ['IEA01 that is no number', changed(['IEA*1', 'IEA*A']), ['TA105:021 IEA@9-01']],
    ['IEA02 without its zeros', changed(['IEA*1*000000101', 'IEA*1*101']), ['TA105:001 IEA@9-02']],
    ['IEA02 left out', changed(['IEA*1*000000101', 'IEA*1']), ['TA105:001 IEA@9-02']],
    ['ISA13 of eight digits', changed(['*000000101*0', '*00000101*0']), ['TA105:018 ISA@1-13']],
    ['ISA15 too long', changed(['*T*>~', '*TT*>~']), ['TA105:020 ISA@1-15']],
    [
      'ISA13 that is short and no number',
      changed(['*000000101*0', '*ABC*0'], ['IEA*1*000000101', 'IEA*1*ABC']),
      ['TA105:018 ISA@1-13', 'TA105:018 IEA@9-02'],
    ],
    ['ISA16 of letters', changed(['*T*>~', '*T*AB~']), ['TA105:027 ISA@1-16']],
    ['ISA16 that is a letter', changed(['*T*>~', '*T*0~']), ['TA105:027 ISA@1-16']],
    ['a control character in ISA06', changed(['BUYERCO        *', 'BUY\x07ERCO       *']), ['TA105:006 ISA@1-06']],
    ['a line break in ISA08', changed(['SELLERCO       *', 'SELL\nERCO      *']), ['TA105:008 ISA@1-08']],
    ['ST01 broken by a line', changed(['ST*850', 'ST*\n850']), ['AK403:6 ST@1-01']],
  ])('with %s has one fault', (_what, text, expected) => expect(errors(text)).toEqual(expected))

  it('whose ISA02 holds a control character says so without the password', () => {
    const text = changed(['*00*          *00', '*01*SECRET\x07\x07\x07\x07*00'])
    expect(errors(text)).toEqual(['TA105:011 ISA@1-02'])
    expect(JSON.stringify(allFindings(read(text)))).not.toContain('SECRET')
  })

  it('has a qualifier of ISA02 or ISA04 noted that says nothing', () => {
    const text = changed(['*00*          *00*', '*  *          *99*'])
    expect(allFindings(read(text)).map(finding => `${finding.level} ${inShort(finding)}`)).toEqual([
      'note TA105:010 ISA@1-01',
      'note TA105:012 ISA@1-03',
    ])
  })

  it('whose tags are in small letters is told to send capitals', () => {
    expect(said(changed(['GS*PO', 'gs*PO']))[0]).toMatch(/\| Send tags in capitals$/)
  })

  it('separates repetitions by what separates nothing else', () => {
    const text = interchange({ version: '005010' }).replace('*^*00501', '***00501')
    expect(errors(text)).toEqual(['TA105:016 ISA@1-11'])
  })

  it('whose count holds a separator is rejected', () => {
    expect(onlySet(read(changed([/SE\*5/, 'SE*99>']))).status).toBe('rejected')
  })

  it('says what an element must be rather than how long', () => {
    expect(said(changed(['*000000101*0', '*ABC*0']))[0]).toMatch(/^ISA13 "ABC" is not a control number/)
    expect(onlyInterchange(read(changed(['*T*>~', '*T*AB~']))).status).toBe('rejected')
  })

  it('separates components by the first character of ISA16', () => {
    const text = changed(['*T*>~', '*T*>:~'])
    expect(onlyInterchange(read(text)).delimiters.component).toBe('>')
    expect(errors(text)).toEqual(['TA105:027 ISA@1-16'])
  })

  it('has its separators left over noted', () => {
    const text = changed(['X*004010~', 'X*004010*~'], ['GE*1*101', 'GE*1*101**'])
    expect(allFindings(read(text)).map(({ level, code, segment }) => `${level} ${code} ${segment}`)).toEqual([
      'note trailing-separators GS',
      'note trailing-separators GE',
    ])
  })
})

describe('an element', () => {
  it.each([
    ['a blank PO102 that PO103 calls for', 'PO1*1* *EA', ['AK403:2 PO1@3-02']],
    ['a blank code', `${line}* *1`, ['AK403:2 PO1@3-08']],
    ['a blank day', 'DTM*002*        ', ['AK403:2 DTM@3-02']],
  ])('that is missing is not wrong besides: %s', (_what, segment, expected) => {
    expect(errors(order(...(segment.startsWith('DTM') ? [segment, line] : [segment])))).toEqual(expected)
  })

  it('of separators of components alone is absent, and noted', () => {
    const text = order('REF*CT*1**>>', line, 'QTY*01*5*>')
    expect(allFindings(read(text)).map(finding => `${finding.level} ${inShort(finding)}`)).toEqual([
      'note trailing-separators REF@3',
    ])
  })

  it('that is mandatory is missing where it holds separators of components alone', () => {
    const body = ['AK1*PO*1', 'AK2*850*0001', 'AK3*N1*3', 'AK4*>**1', 'AK5*R', 'AK9*R*1*1*0']
    expect(errors(interchange({ set: '997', functionalId: 'FA', body }))).toEqual(['AK403:1 AK4@5-01'])
  })

  it('has as many characters as a reader sees', () => {
    const text = (name: string) => read(Buffer.from(order('N1*ST*Shop', `N2*${name}`, line)))
    expect(allFindings(text('𠮷'.repeat(60)))).toEqual([])
    expect(allFindings(text('𠮷'.repeat(61))).map(inShort)).toEqual(['AK403:5 N2@4-01'])
    const town = read(Buffer.from(order('N1*ST*Shop', 'N4*😀', line)))
    expect(allFindings(town).map(inShort)).toEqual(['AK403:4 N4@4-01'])
    const shown = allFindings(text('😀'.repeat(300)))[0]
    expect(Buffer.from(`${shown?.message}${shown?.value}`).toString()).toBe(`${shown?.message}${shown?.value}`)
  })

  it('that a condition calls for is told with what would do', () => {
    expect(said(order('ITD*01*3*2', line))[0]).toMatch(/\| Send ITD04, ITD05 or ITD13, or leave out ITD03$/)
    expect(said(order(line, 'QTY*01'))[0]).toMatch(/\| Send QTY02 or QTY04$/)
  })

  it('of a composite is named as a component in its conditions', () => {
    expect(said(order('REF*DP*1**IA>V1>ZZ', line))[0]).toContain('REF04-3 and REF04-4 come all or none (P0304)')
  })

  it('that is a day beside a blank says that', () => {
    expect(said(order('DTM*010*20260304 ', line))[0]).toContain('is not a date: blanks or line breaks stand beside it')
  })
})

it('a segment without elements is noted, and an error in strict mode', () => {
  const text = order('N1*ST*Shop', 'N4', line)
  expect(allFindings(read(text)).map(finding => `${finding.level} ${inShort(finding)}`)).toEqual(['note AK304:8 N4@4'])
  expect(onlySet(read(text, { mode: 'strict' })).status).toBe('rejected')
})

it('totals may be added up without points and signs', () => {
  const hash = (total: string) => said(order('PO1*1*1.25*EA', 'PO1*2*3*EA', `CTT*2*${total}`))
  expect(hash('4.25')).toEqual([])
  expect(hash('128')).toEqual([])
  expect(hash('127')).toHaveLength(1)
})

describe('a group that says not what it holds', () => {
  it('is told of by the TA1, because no 997 can', () => {
    const unnamed = onlyInterchange(read(changed(['GS*PO', 'GS*'])))
    expect(acknowledge(unnamed)).toEqual([])
    expect(technicalAcknowledgment(unnamed).slice(4)).toEqual(['R', '024'])
    const missing = onlyInterchange(read(changed([/GS\*[^~]*~/, ''])))
    expect(technicalAcknowledgment(missing).slice(4)).toEqual(['R', '024'])
  })

  it('beside one that does rejects not the whole', () => {
    const both = changed(['IEA*1', 'GS**B1*S1*20260115*0930*102*X*004010~GE*0*102~IEA*2'])
    expect(technicalAcknowledgment(onlyInterchange(read(both))).slice(4)).toEqual(['E', '024'])
  })
})

it('a 997 to a version without a dictionary is in 004010', () => {
  const { interchanges } = read(changed(['*00401*', '*00406*'], ['X*004010', 'X*004060']))
  const [answer] = answersTo(interchanges, { form: '997', date: '2026-01-15', time: '09:30', next: { interchange: 1, group: 1 } })
  expect(answer).toMatchObject({ version: '004010', groups: [{ version: '004010' }] })
  expect(answer?.groups[0]?.transactions[0]?.segments[0]).toEqual(['AK1', 'PO', '101'])
  const elsewhere = read(changed(['GS*PO', 'GS*IN'], ['*00401*', '*00406*'], ['X*004010', 'X*004060']))
  expect(allFindings(elsewhere).map(({ code }) => code)).toContain('AK502:6')
})

it('a 997 says of a set whose number is missing that it is', () => {
  const [answer] = acknowledge(onlyInterchange(read(changed(['ST*850*0001', 'ST*850']))))
  expect(answer?.segments.find(([tag]) => tag === 'AK5')).toEqual(['AK5', 'R', '5', '7'])
})
