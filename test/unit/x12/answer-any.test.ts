/** Whatever comes, the answer to it can be written and is itself without a finding: nobody learns anything from an answer that is refused. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type AnswerForm, answersTo } from '../../../lib/x12/answer'
import { encode } from '../../../lib/x12/encode'
import { EdiError } from '../../../lib/error'
import type { Finding, Interchange } from '../../../lib/x12/decoded'
import { allFindings, inShort, interchange, read } from './builders'
import { order, order5010, wire } from './worked-examples'

const moment = { date: '2026-02-03', time: '04:05' }

function answersOf(interchanges: readonly Interchange[], form: AnswerForm): string[] {
  return answersTo(interchanges, { form, ...moment, next: { interchange: 1, group: 1 } }).map(answer =>
    encode(answer).toString('latin1'),
  )
}

/** Body of the answer to the first group. */
function answerTo(text: string, form: AnswerForm = '997'): string {
  const [answer = ''] = answersOf(read(text).interchanges, form)
  expect(allFindings(read(answer, { mode: 'strict' })).map(inShort)).toEqual([])
  return answer.replace(/^[^]*?~(?=AK1|TA1)/, '').replace(/(SE|IEA)\*[^]*$/, '')
}

/** What the answer must repeat, or it does not reach its receiver: a qualifier that is none of those known here. */
function isQualifierOfTheirs(
  { segment, element, value = '' }: Finding,
  { senderQualifier, receiverQualifier }: Interchange,
): boolean {
  return segment === 'ISA' && (element === 5 || element === 7) && [senderQualifier, receiverQualifier].includes(value)
}

/** Every answer is there and is read without a finding in the strictest mode. */
function complaintsAbout(bytes: Buffer, mode: 'lenient' | 'standard' | 'strict'): string[] {
  let interchanges: readonly Interchange[]
  try {
    interchanges = read(bytes, { mode }).interchanges
  } catch (thrown) {
    if (thrown instanceof EdiError && thrown.code === 'not-x12') return []
    throw thrown
  }
  return interchanges.flatMap(received => {
    const forms: AnswerForm[] = received.version >= '00402' ? ['997', '999', 'ta1'] : ['997', 'ta1']
    return forms.flatMap(form =>
      answersOf([received], form).flatMap(answer =>
        allFindings(read(answer, { mode: 'strict' }))
          .filter(finding => !isQualifierOfTheirs(finding, received))
          .map(finding => `${form} ${inShort(finding)} ${finding.message}: ${answer}`),
      ),
    )
  })
}

const sources = [
  interchange({
    body: ['BEG*QQ*SA***2026', 'ZZZ*1', 'PO1*1*1,5*EA*a*b*VN', 'SLN*1**I*2*EAX>1>1A>>>>>>>>>>>>>1', 'CTT*', 'BEG*00'],
  }),
  interchange({ version: '005010', body: ['BEG*QQ*SA***2026', 'REF*DP*1^2', 'PO1*1*1,5*EA*a*b*VN'] }),
  interchange().replace(/GE\*1\*101~/, 'GE*1*101~GS*IN*A2*B2*20260115*0930*102*X*004010~ST*810*0001~SE*2*0001~GE*1*102~'),
  wire(order).toString('latin1'),
  wire(order5010).toString('latin1'),
]

const texts = fc.oneof(
  fc.constantFrom(
    '',
    ' ',
    '>',
    'A>B',
    '*',
    '~',
    '^',
    '\0',
    '\x07',
    '\r\n',
    '\xdc',
    'ÄÖÜ',
    'PURCHASE',
    'ABCDE',
    '1',
    '123',
    '1234567890',
    'FA',
  ),
  fc.constantFrom(
    '12,5',
    '9'.repeat(130),
    '260A15',
    '9930',
    'x',
    '-1',
    '"',
    "'",
    '`',
    '\xa0',
    '\x7f',
    'ISA*',
    'GS*',
    'BIN*9*',
    '997',
    '005010X>',
  ),
  fc.string({ maxLength: 12 }),
)

/** Each harm puts a text in the place of an element, of some bytes, or of a separator everywhere. */
const harms = fc.array(
  fc.record({
    how: fc.constantFrom('element', 'tag', 'bytes', 'separator', 'drop', 'isa'),
    at: fc.nat(10_000),
    element: fc.nat(18),
    text: texts,
  }),
  { minLength: 1, maxLength: 5 },
)

type Harm = typeof harms extends fc.Arbitrary<(infer Each)[]> ? Each : never

function harmed(text: string, { how, at, element, text: put }: Harm): string {
  if (text === '') return put
  if (how === 'bytes') return text.slice(0, at % text.length) + put + text.slice((at % text.length) + (element % 5))
  if (how === 'separator') return text.replaceAll(['*', '>', '~', '^'][at % 4] ?? '*', put.slice(0, 1) || '\t')
  const segments = text.split('~')
  const n = how === 'isa' ? 0 : at % segments.length
  const elements = (segments[n] ?? '').split('*')
  if (how === 'drop') segments.splice(n, 1)
  else {
    const place = how === 'tag' ? 0 : Math.max(1, element % elements.length)
    // In the ISA half of the texts keep the width, so that it goes on being read by its offsets.
    const width = elements[place]?.length ?? 0
    elements[place] = how === 'isa' && element % 2 === 0 ? put.padEnd(width).slice(0, width) : put
    segments[n] = elements.join('*')
  }
  return segments.join('~')
}

describe('an answer', () => {
  it('can be written and is valid, whatever is answered', () => {
    fc.assert(
      fc.property(fc.nat(sources.length - 1), harms, fc.constantFrom('lenient', 'standard', 'strict'), (source, harm, mode) => {
        const text = harm.reduce(harmed, sources.at(source) ?? '')
        expect(complaintsAbout(Buffer.from(text, 'latin1'), mode)).toEqual([])
      }),
      { numRuns: 1500 },
    )
  })

  it.each([
    ['a separator in a tag', (text: string) => text.replace('CTT*1', 'A>B*1'), 'AK3*000*4**1~'],
    ['a tag of umlauts', (text: string) => text.replace('CTT*1', '\xc4\xd6\xdc*1'), 'AK3*000*4**1~'],
    ['a control character in a tag', (text: string) => text.replace('CTT*1', 'B\x07Z*1'), 'AK3*000*4**1~'],
    ['an empty tag', (text: string) => text.replace('CTT*1', '*1'), 'AK3*000*4**1~'],
    ['a tag of one letter', (text: string) => text.replace('CTT*1', 'A*1'), 'AK3*000*4**1~'],
    ['a separator in ST02', (text: string) => text.replaceAll('*0001', '*00>1'), 'AK2*850*00 1~'],
    ['an ST02 of three characters', (text: string) => text.replaceAll('*0001', '*123'), 'AK2*850*123 ~'],
    ['an ST02 of ten characters', (text: string) => text.replaceAll('*0001', '*1234567890'), 'AK2*850*0000~'],
    ['an ST01 of five characters', (text: string) => text.replace('ST*850', 'ST*ABCDE'), 'AK2*000*0001~'],
    ['a long GS01', (text: string) => text.replace('GS*PO', 'GS*PURCHASE'), 'AK1*00*101~'],
    ['a separator in GS01', (text: string) => text.replace('GS*PO', 'GS*P>'), 'AK1*00*101~'],
    ['an empty GS06', (text: string) => text.replace('0930*101*X', '0930**X'), 'AK1*PO*0~'],
    ['a GS06 of ten digits', (text: string) => text.replace('0930*101*X', '0930*1234567890*X'), 'AK1*PO*0~'],
    ['a GS06 of text', (text: string) => text.replace('0930*101*X', '0930*1A*X'), 'AK1*PO*0~'],
  ])('to %s says what can be said', (_what, harm, said) => {
    expect(answerTo(harm(interchange()))).toContain(said)
  })

  it.each([
    [
      'a control character in the version',
      interchange({ version: '005010' }).replace('X*005010', 'X*005010\x07'),
      'AK1*PO*101*005010~',
    ],
    ['a fault beyond the ninety-ninth element', interchange({ body: [`ZZZ${'*1'.repeat(120)}*\x07`] }), 'AK4*99**6*?~'],
  ])('to %s is valid', (_what, text, said) => {
    expect(answerTo(text)).toContain(said)
  })

  it.each([
    ['terminator NUL', (text: string) => text.replaceAll('~', '\0')],
    ['component separator NUL', (text: string) => text.replace('*>~', '*\0~')],
    ['separators above 7 bits', (text: string) => text.replaceAll('*', '\xa7')],
    ['a tab as separator', (text: string) => text.replaceAll('*', '\t')],
    ['a qualifier of one character', (text: string) => text.replace('*ZZ*BUYERCO', '*Z*BUYERCO')],
    ['a qualifier of three characters', (text: string) => text.replace('*ZZ*BUYERCO', '*ZZ0*BUYERCO')],
    ['a blank qualifier', (text: string) => text.replace('*ZZ*BUYERCO', '*  *BUYERCO')],
    ['a blank sender', (text: string) => text.replace('*BUYERCO        *', `*${' '.repeat(15)}*`)],
    ['a sender with an umlaut', (text: string) => text.replace('*BUYERCO        *', '*B\xdcYERCO        *')],
    ['a sender that holds the component separator', (text: string) => text.replace('*BUYERCO        *', '*BUY>RCO        *')],
    ['a date that holds the component separator', (text: string) => text.replace('*260115*', '*26>115*')],
    ['a control number of text', (text: string) => text.replaceAll('000000101', '00000010A')],
  ])('to %s is written in every form', (_what, harm) => {
    for (const form of ['997', '999', 'ta1'] as const) {
      const { interchanges } = read(harm(interchange({ version: '005010' })))
      expect(interchanges).toHaveLength(1)
      const [answer = ''] = answersOf(interchanges, form)
      expect(allFindings(read(answer, { mode: 'strict' })).map(inShort)).toEqual([])
    }
  })

  it('names the parties as they named themselves, and takes other separators where an id holds one', () => {
    const [answer = ''] = answersOf(read(interchange().replace('*BUYERCO        *', '*BUY>RCO        *')).interchanges, '997')
    expect(answer.split(answer.charAt(3))[8]).toBe('BUY>RCO        ')
  })

  it('has the usage of what it answers', () => {
    for (const usage of ['P', 'T', 'I'])
      expect(answersOf(read(interchange({ usage })).interchanges, '997')[0]).toContain(`*0*${usage}*>~`)
  })

  it('leaves out an acknowledgment that stands among other sets', () => {
    const answer = answerTo(interchange().replace('GE*1*', 'ST*997*0002~AK1*PO*1~AK9*A*1*1*1~SE*4*0002~GE*2*'))
    expect(answer).toBe('AK1*PO*101~AK2*850*0001~AK5*A~AK9*P*2*2*1~')
    expect(answersOf(read(interchange({ set: '997', body: ['AK1*PO*1', 'AK9*A*1*1*1'] })).interchanges, '997')).toEqual([])
  })

  it('counts on from 1 after the highest control number', () => {
    const { interchanges } = read(`${interchange()}${interchange().replaceAll('000000101', '000000102')}`)
    const next = { interchange: 999_999_999, group: 999_999_999 }
    const numbers = answersTo(interchanges, { form: '997', ...moment, next }).map(each => [
      each.controlNumber,
      each.groups[0]?.controlNumber,
    ])
    expect(numbers).toEqual([
      [999_999_999, 999_999_999],
      [1, 1],
    ])
  })

  it('takes a time that grows as the groups do', () => {
    const took = (groups: number) => {
      const text = Array.from({ length: groups }, (_, n) => `GS*PO*A2*B2*20260115*0930*${n + 1}*X*004010~GE*0*${n + 1}~`).join('')
      const { interchanges } = read(interchange().replace(/GS\*.*GE\*1\*101~/, text))
      const before = process.cpuUsage()
      expect(answersOf(interchanges, '997')[0]?.match(/AK1\*/g)).toHaveLength(groups)
      const { user, system } = process.cpuUsage(before)
      return (user + system) / 1000
    }
    took(2000)
    expect(took(40_000)).toBeLessThan(3000)
  })
})

describe('a TA1', () => {
  it.each([
    ['a segment between GS and ST', interchange().replace('ST*850', 'REF*DP*1~ST*850'), '022'],
    ['a GS with a date of seven digits', interchange().replace('*20260115*0930*101', '*2026011*0930*101'), '024'],
    ['an SE without its ST', interchange().replace('ST*850*0001~', ''), '022'],
    ['a set outside of any group', interchange().replace(/GS\*[^~]*~/, ''), '024'],
  ])('tells of %s', (_what, text, code) => {
    const { interchanges } = read(text)
    expect(answersOf(interchanges, 'ta1')[0]).toMatch(new RegExp(`~TA1\\*000000101\\*260115\\*0930\\*[ER]\\*${code}~`))
  })
})
