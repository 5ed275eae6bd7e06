/**
 * Acknowledgments against a check that shares nothing with what wrote them: stock x12-parser takes the answer apart, a plain split takes
 * apart what was received, and everything the answer says is counted and looked up anew.
 */
import fc from 'fast-check'
import { Readable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { X12parser } from 'x12-parser'
import { type AnswerForm, answersTo } from '../../../lib/x12/answer'
import { encode } from '../../../lib/x12/encode'
import { errors, read } from './builders'
import { implementationRejection, invoice, order, order5010, rejection, wire, workedExamples } from './worked-examples'

type Parsed = Record<string, string> & { name: string }

/** Segments as stock x12-parser gives them: elements by number, `1-2` for a second component. */
async function parsed(bytes: Buffer): Promise<Parsed[]> {
  const segments: Parsed[] = []
  for await (const segment of Readable.from([bytes]).pipe(new X12parser('utf8'))) segments.push(segment as Parsed)
  return segments
}

/** Sets of what was received: elements by a plain split, ST to SE. */
function setsIn(text: string): string[][][] {
  const segments = text.split('~').map(segment => segment.split('*'))
  const starts = segments.flatMap(([tag], at) => (tag === 'ST' ? [at] : []))
  return starts.map(start => {
    const length = segments.slice(start).findIndex(([tag], n) => n > 0 && ['SE', 'ST', 'GE', 'IEA'].includes(tag ?? '')) + 1
    const own = segments.slice(start, start + length)
    return own.at(-1)?.[0] === 'SE' ? own : own.slice(0, -1)
  })
}

function answered(text: string, form: AnswerForm, mode: 'lenient' | 'standard' | 'strict'): Buffer {
  const { interchanges } = read(text, { mode })
  const [answer] = answersTo(interchanges, { form, date: '2026-02-03', time: '04:05', next: { interchange: 7, group: 8 } })
  if (answer === undefined) throw new Error('no answer')
  return encode(answer)
}

/** What is wrong with the envelope of an answer, counted by hand. */
function envelopeFaults(segments: readonly Parsed[]): string[] {
  const faults: string[] = []
  const tags = segments.map(({ name }) => name)
  const first = (tag: string) => segments.find(({ name }) => name === tag)
  const count = (tag: string) => tags.filter(each => each === tag).length
  if (tags[0] !== 'ISA' || tags.at(-1) !== 'IEA') faults.push('no interchange')
  if (Number(first('IEA')?.['1']) !== count('GS')) faults.push('IEA01')
  if (first('IEA')?.['2'] !== first('ISA')?.['13']) faults.push('IEA02')
  let begin = 0
  let sets = 0
  for (const [at, segment] of segments.entries()) {
    if (segment.name === 'GS') sets = 0
    if (segment.name === 'ST') [begin, sets] = [at, sets + 1]
    if (segment.name === 'SE' && Number(segment['1']) !== at - begin + 1) faults.push('SE01')
    if (segment.name === 'SE' && segment['2'] !== segments[begin]?.['2']) faults.push('SE02')
    if (segment.name === 'GE' && Number(segment['1']) !== sets) faults.push('GE01')
  }
  return faults
}

/** What the answer says of what was received that is not so. */
function statementFaults(segments: readonly Parsed[], received: readonly (readonly string[][])[]): string[] {
  const faults: string[] = []
  const verdicts: string[] = []
  let set = -1
  let noted: { position: number; found: readonly string[] | undefined } | undefined
  for (const segment of segments) {
    const { name } = segment
    const [one = '', two = '', three = '', four = ''] = ['1', '2', '3', '4'].map(number => segment[number] ?? '')
    if (name === 'AK2') {
      const st = received[++set]?.[0]
      if (one !== st?.[1] || two !== st?.[2]) faults.push(`AK2 ${one} ${two} is not set ${set + 1}`)
    }
    if (name === 'AK3' || name === 'IK3') {
      noted = { position: Number(two), found: received[set]?.[Number(two) - 1] }
      // A segment that is missing is not there; it is told at the place before which it is missing.
      if (four !== '3' && noted.found?.[0]?.slice(0, 3) !== one) faults.push(`${name} ${one} does not stand at ${two}`)
      if (four === '3' && (noted.position < 2 || noted.position > (received[set]?.length ?? 0) + 1))
        faults.push(`${name} at ${two}`)
      if (!/^(\d|I\d)$/.test(four)) faults.push(`${name}04 ${four}`)
    }
    if (name === 'AK4' || name === 'IK4') {
      const value = (noted?.found?.[Number(one)] ?? '').trim()
      const part = segment['1-1'] === undefined ? value : (value.split('>')[Number(segment['1-1']) - 1] ?? '')
      // A copy holds no separator and no accent.
      const copied = part.replaceAll(/[>^]/g, ' ').replaceAll('é', 'e').trim()
      if (four !== '' && !copied.startsWith(four.slice(0, 20))) faults.push(`${name} shows ${four} of ${part}`)
      if (three === '1' && part !== '') faults.push(`${name} calls ${part} missing`)
      if (four.length > 99) faults.push('AK404 too long')
    }
    if (name === 'AK5' || name === 'IK5') verdicts.push(one)
    if (name === 'AK9') faults.push(...groupFaults([one, three, four], verdicts, received.length))
  }
  if (verdicts.length !== received.length) faults.push(`${verdicts.length} verdicts on ${received.length} sets`)
  return faults
}

function groupFaults(
  [verdict = '', counted = '', accepted = '']: readonly string[],
  verdicts: readonly string[],
  sets: number,
): string[] {
  const good = verdicts.filter(each => each === 'A' || each === 'E').length
  return [
    ...(Number(counted) === sets ? [] : [`AK903 ${counted} of ${sets}`]),
    ...(Number(accepted) === good ? [] : [`AK904 ${accepted} of ${good}`]),
    ...(verdict === 'A' && verdicts.some(each => each !== 'A') ? ['AK901 A over a set that is not'] : []),
    ...(verdict === 'E' && good < verdicts.length ? ['AK901 E over a rejected set'] : []),
    ...(verdict === 'P' && (good === 0 || good === verdicts.length) ? ['AK901 P over sets that are alike'] : []),
    ...(verdict === 'R' && good > 0 ? ['AK901 R over an accepted set'] : []),
  ]
}

/** One line, the interchange twice over its sets: the second set has another number. */
function twoSets(text: string): string {
  const line = wire(text).toString('latin1')
  const [, set = ''] = /~(ST\*.*?~SE\*[^~]*~)/s.exec(line) ?? []
  const again = set.replace(/^(ST\*\d+\*)\w+/, '$10077').replace(/(SE\*\d+\*)\w+/, '$10077')
  return line.replace(set, set + again).replace(/GE\*1\*/, 'GE*2*')
}

const sources = Object.entries(workedExamples)
  .filter(([name]) => !/[aA]cknowledg|acceptance|ejection/.test(name))
  .map(([, text]) => twoSets(text))

interface Harm {
  readonly source: number
  readonly at: number
  readonly element: number
  readonly how: 'value' | 'drop' | 'twice' | 'foreign' | 'clear' | 'swap'
  readonly value: string
}

const harms = fc.array(
  fc.record({
    source: fc.nat(sources.length - 1),
    at: fc.nat(200),
    element: fc.integer({ min: 1, max: 9 }),
    how: fc.constantFrom('value', 'drop', 'twice', 'foreign', 'clear', 'swap'),
    value: fc.constantFrom('X', '12,5', 'QQ', '20269999', 'é', '9'.repeat(120), 'a>b', 'EA>1A', ' ', '2460'),
  }),
  { minLength: 1, maxLength: 6 },
)

/** Harms segments between ST and SE, so that the sets stay as many as they are. */
function harmed(text: string, harm: readonly Harm[]): string {
  const segments = text.split('~')
  const bodies = () => segments.flatMap((segment, n) => (/^(ISA|GS|ST|SE|GE|IEA)\b/.test(segment) || segment === '' ? [] : [n]))
  for (const { at, element, how, value } of harm) {
    const inside = bodies()
    const n = inside[at % Math.max(1, inside.length)]
    if (n === undefined) continue
    const elements = segments.at(n)?.split('*') ?? []
    if (how === 'value') elements[Math.min(element, elements.length)] = value
    if (how === 'clear' && elements.length > 2) elements[Math.min(element, elements.length - 1)] = ''
    segments[n] = elements.join('*')
    if (how === 'drop') segments.splice(n, 1)
    if (how === 'twice') segments.splice(n, 0, segments[n] ?? '')
    if (how === 'foreign') segments.splice(n, 0, 'ZZZ*1')
    if (how === 'swap' && inside.includes(n + 1)) segments.splice(n, 2, ...segments.slice(n, n + 2).toReversed())
  }
  return segments.join('~')
}

describe.each(['997', '999'] as const)('a %s, whatever it answers', form => {
  it('is valid in strict mode, counts right, and speaks of what was received', async () => {
    await fc.assert(
      fc.asyncProperty(harms, fc.constantFrom('lenient', 'standard', 'strict'), async (harm, mode) => {
        const text = harmed(sources.at(harm.at(0)?.source ?? 0) ?? '', harm)
        const answer = answered(text, form, mode)
        const segments = await parsed(answer)
        expect(errors(read(answer, { mode: 'strict' }))).toEqual([])
        expect(envelopeFaults(segments)).toEqual([])
        expect(statementFaults(segments, setsIn(text))).toEqual([])
      }),
      { numRuns: 150 },
    )
  })
})

describe('the independent check', () => {
  const text = harmed(sources.at(0) ?? '', [{ source: 0, at: 3, element: 1, how: 'value', value: '9'.repeat(40) }])
  const spoiled = async (from: RegExp, to: string) => {
    const answer = answered(text, '997', 'standard').toString('latin1')
    expect(answer).toMatch(from)
    const segments = await parsed(Buffer.from(answer.replace(from, to), 'latin1'))
    return [...envelopeFaults(segments), ...statementFaults(segments, setsIn(text))]
  }

  it.each([
    [/SE\*(\d+)/, 'SE*99'],
    [/GE\*1/, 'GE*3'],
    [/IEA\*1/, 'IEA*3'],
    [/AK2\*850\*0001/, 'AK2*850*0009'],
    [/(AK3\*\w+)\*5/, '$1*6'],
    [/(AK4\*\d+\*\d*\*\d+)\*9+/, '$1*77'],
    [/(AK9\*\w+\*2\*2)\*\d/, '$1*0'],
    [/AK9\*E/, 'AK9*A'],
    [/AK5\*E\*5~/, ''],
  ])('finds %s become %s', async (from, to) => {
    expect(await spoiled(from, to)).not.toEqual([])
    expect(await spoiled(/$/, '')).toEqual([])
  })
})

describe('the worked answers', () => {
  const answer = (text: string, form: AnswerForm) => answered(wire(text).toString('latin1'), form, 'standard').toString('latin1')
  const body = (text: string) =>
    wire(text)
      .toString('latin1')
      .replace(/^.*?~AK1/s, 'AK1')
      .replace(/SE\*.*$/s, '')

  it('a 997 of the invoice with a decimal comma: the IT1 is segment 10, where the worked example counts one too many', () => {
    const written = answer(invoice.replace('*12.5*', '*12,50*'), '997')
    expect(setsIn(wire(invoice).toString('latin1'))[0]?.[9]?.[0]).toBe('IT1')
    expect(body(written)).toBe(body(rejection).replace('AK3*IT1*11*', 'AK3*IT1*10*'))
  })

  it('a 999 of an order without a quantity', () => {
    const missing = order5010.replace(/PO1\*1\*\d+\*/, 'PO1*1**')
    const [set = []] = setsIn(wire(order5010).toString('latin1'))
    const position = set.findIndex(([tag]) => tag === 'PO1') + 1
    const written = answer(missing, '999')
    expect(written).toContain(`~IK3*PO1*${position}**8~IK4*2*380*`)
    expect(body(implementationRejection)).toContain('IK3*PO1*18**8~IK4*2*380*1~IK5*R*5~AK9*R*1*1*0~')
  })

  it('a 997 that accepts', () => {
    expect(answer(order, '997')).toContain('~AK1*PO*101~AK2*850*0001~AK5*A~AK9*A*1*1*1~')
  })
})

describe('a TA1', () => {
  it.each([
    ['a sound interchange', (text: string) => text, 'A', '000'],
    ['a time that is none', (text: string) => text.replace('*0930*U', '*9930*U'), 'E', '015'],
    ['another number at the end', (text: string) => text.replace(/IEA\*1\*\d+/, 'IEA*1*000000999'), 'R', '001'],
    [
      'a fault that is noted before one that rejects',
      (text: string) => text.replace('*0930*U', '*9930*U').replace(/IEA\*1\*\d+/, 'IEA*1*000000999'),
      'R',
      '001',
    ],
  ])('for %s says it, as an interchange of its own', async (_what, harm, verdict, code) => {
    const text = harm(wire(order).toString('latin1'))
    const written = answered(text, 'ta1', 'standard')
    const [isa, ta1, iea] = await parsed(written)
    const received = text.slice(0, text.indexOf('~')).split('*')
    expect([ta1?.name, ta1?.['1'], ta1?.['2'], ta1?.['3'], ta1?.['4'], ta1?.['5']]).toEqual([
      'TA1',
      received[13],
      received[9],
      // What is no time cannot be sent back as one.
      received[10] === '9930' ? '0000' : received[10],
      verdict,
      code,
    ])
    expect([isa?.['6'], isa?.['8'], iea?.['1']]).toEqual(['SELLERCO', 'BUYERCO', '0'])
    expect(errors(read(written, { mode: 'strict' }))).toEqual([])
  })
})
