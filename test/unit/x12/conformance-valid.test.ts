/** Files that must be read exactly, and written again with the same bytes. The letters are those of reference x12-peers.md §7. */
import { describe, expect, it } from 'vitest'
import { encode } from '../../../lib/x12/encode'
import { outgoingFrom } from '../../../lib/x12/encode-json'
import { jsonText } from '../../../lib/x12/report'
import { rewrite } from './rewrite'
import { errors, interchange, onlySet, read } from './builders'

const order = interchange()
const order5010 = interchange({ version: '005010' })
const withBody = (...body: string[]) => interchange({ body: ['BEG*00*SA*PO-1**20260115', ...body, 'CTT*1'] })
const ta1 = 'TA1*000000905*260115*0930*A*000~'

interface Case {
  readonly text: string | Uint8Array
  readonly element?: string
  readonly terminator?: string
  readonly encoding?: 'latin1' | 'utf8'
  /** Segments where splitting the text does not give them. */
  readonly segments?: readonly string[][]
}

const cases: Readonly<Record<string, Case>> = {
  'v01 plain 850, 00401': { text: order },
  'v02 CR LF after each terminator': { text: order.replaceAll('~', '~\r\n') },
  'v03 LF after each terminator': { text: order.replaceAll('~', '~\n') },
  'v04 one LF at the end of the file only': { text: `${order}\n` },
  'v05 LF is the terminator': { text: order.replaceAll('~', '\n'), terminator: '\n' },
  'v06 CR is the terminator': { text: order.replaceAll('~', '\r'), terminator: '\r' },
  'v07 CR is the terminator, LF after it': { text: order.replaceAll('~', '\r\n'), terminator: '\r\n' },
  'v08 + : and apostrophe': {
    text: order.replaceAll('*', '+').replaceAll('>', ':').replaceAll('~', "'"),
    element: '+',
    terminator: "'",
  },
  'v09 control characters as separators': {
    text: order.replaceAll('*', '\x1d').replaceAll('>', '\x1f').replaceAll('~', '\x1c'),
    element: '\x1d',
    terminator: '\x1c',
  },
  'v10 repetitions and components in 00501': {
    text: interchange({ version: '005010', body: ['BEG*00*SA*P**20260115', 'PO1*1*1*EA', 'SLN*1**I*2*PC>11.1>12.2'] }),
  },
  'v11 two interchanges': { text: order + order.replaceAll('000000101', '000000102') },
  'v13 two groups': { text: order.replace('IEA*1', `${order.slice(106, order.indexOf('IEA')).replaceAll('*101', '*102')}IEA*2`) },
  'v14 TA1 between ISA and GS': { text: order.replace('GS*', `${ta1}GS*`) },
  'v15 TA1 and no group': { text: `${order.slice(0, 106)}${ta1}IEA*0*000000101~` },
  'v16 UTF-8 data': {
    text: Buffer.from(withBody('MSG*Nª5 ºC Ünïcode €', 'PO1*1*1*EA').replace('MSG*', 'N9*L1*A~MSG*').replace('SE*6', 'SE*7')),
    encoding: 'utf8',
  },
  'v17 ISO-8859-1 data, its low bits those of separators': {
    text: withBody('N9*L1*A', 'MSG*\xaa \xfe \xba', 'PO1*1*1*EA'),
    encoding: 'latin1',
  },
  'v20 leading and trailing spaces': { text: withBody('N9*L1*  A  ', 'MSG*  two  ', 'PO1*1*1*EA') },
  'v22 empty elements at the end': { text: withBody('REF*DP*017**', 'PO1*1*1*EA***') },
  'v24 one element of a mebibyte': { text: withBody('N9*L1*A', `MSG*${'x'.repeat(1 << 20)}`, 'PO1*1*1*EA') },
  'v27 ISA, GS and ST inside of data': { text: withBody('N9*L1*ISA', 'MSG*ISA', 'MSG*GS ST IEA', 'PO1*1*1*EA') },
  'v28 binary data of a stated length': {
    text: interchange({ set: '841', functionalId: 'SP', body: ['BIN*11*a~b*c>IEA*~', 'PID*F****x'] }),
    segments: [
      ['ST', '841', '0001'],
      ['BIN', '11', 'a~b*c>IEA*~'],
      ['PID', 'F', '', '', '', 'x'],
      ['SE', '4', '0001'],
    ],
  },
  'v29 release character of ISX': {
    text: order.replace('*U*00401*', '*^*00704*').replace('GS*', 'ISX*?~GS*').replace('PO-1*', 'PO?*1?~?>??*'),
    segments: [
      ['ST', '850', '0001'],
      ['BEG', '00', 'SA', 'PO?*1?~?>??', '', '20260115'],
      ['PO1', '1', '24', 'EA', '12.5', '', 'VN', 'SKU-RED'],
      ['CTT', '1'],
      ['SE', '5', '0001'],
    ],
  },
  'v30 a group without sets': { text: `${order.slice(0, order.indexOf('ST*'))}GE*0*101~IEA*1*000000101~` },
  'v31 an interchange without groups': { text: `${order.slice(0, 106)}IEA*0*000000101~` },
  'v35 PO1 with 25 elements': { text: withBody(`PO1*1*1*EA*2*PE${'*VN*SKU'.repeat(10)}`) },
  'v36 00501 with U in ISA11': { text: order5010.replace('*^*', '*U*').replace('PO-1', 'UPU-1') },
  'v37 counts with leading zeros': {
    text: order.replace('SE*5', 'SE*0005').replace('GE*1', 'GE*01').replace('IEA*1', 'IEA*00001'),
  },
  'v38 200 sets in one group': { text: many(200) },
}

describe('valid files are read exactly', () => {
  for (const [name, { text, element = '*', terminator = '~', encoding = 'utf8', segments }] of Object.entries(cases)) {
    it(name, () => {
      const bytes = typeof text === 'string' ? Buffer.from(text, 'latin1') : Buffer.from(text)
      const decoded = read(bytes, { encoding })
      if (segments !== undefined) expect(onlySet(decoded).segments).toEqual(segments)
      else expect(allSegments(decoded)).toEqual(split(bytes.toString(encoding), element, terminator))
      expect(errors(decoded).filter(each => !isExplained(name, each))).toEqual([])
      expect(rewrite(decoded, encoding).equals(bytes)).toBe(true)
      expect(writtenAgain(decoded, encoding)).toBe(bytes.toString('latin1'))
    })
  }

  it('v12 a second interchange with other separators', () => {
    const second = order.replaceAll('000000101', '000000102').replaceAll('*', '|').replaceAll('>', ':').replaceAll('~', '\n')
    const decoded = read(order + second)
    expect(errors(decoded)).toEqual([])
    expect(decoded.interchanges.map(({ delimiters }) => delimiters)).toEqual([
      { element: '*', component: '>', repetition: '', segment: '~' },
      { element: '|', component: ':', repetition: '', segment: '\n' },
    ])
    const [first, other] = decoded.interchanges.map(({ groups }) => groups[0]?.transactions[0]?.segments)
    expect(first).toEqual(other)
    expect(rewrite(decoded, 'utf8').toString('latin1')).toBe(order + second)
  })

  it('v10 repetitions are kept as they are in the file', () => {
    const body = ['AK1*PO*1', 'AK2*850*0001', 'IK3*PO1*2**8', 'CTX*A>B^C>D', 'IK5*R*5', 'AK9*R*1*1*0']
    const set = onlySet(read(interchange({ version: '005010', set: '999', functionalId: 'FA', body })))
    expect(set.segments[4]).toEqual(['CTX', 'A>B^C>D'])
    expect(set.findings).toEqual([])
  })
})

/** As `decode --json` and `encode` do one after the other. */
function writtenAgain(decoded: ReturnType<typeof read>, characters: 'utf8' | 'latin1'): string {
  const outgoing = outgoingFrom([...jsonText(decoded, {})].join(''), { date: '2030-02-03', time: '04:05' })
  return Buffer.concat(outgoing.map(each => encode({ ...each, characters }))).toString('latin1')
}

/** What a dictionary has to say against files that are only meant to be cut right. */
function isExplained(name: string, error: string): boolean {
  if (name.startsWith('v24')) return error === 'AK403:5 MSG@4-01'
  return name.startsWith('v28') && error === 'AK502:1 ST@1-01'
}

function many(count: number): string {
  const [head, set, tail] = [
    order.slice(0, order.indexOf('ST*')),
    order.slice(order.indexOf('ST*'), order.indexOf('GE*')),
    order.slice(order.indexOf('GE*')),
  ]
  const sets = Array.from({ length: count }, (_, index) => set.replaceAll('*0001', `*${String(index + 1).padStart(4, '0')}`))
  return head + sets.join('') + tail.replace('GE*1', `GE*${count}`)
}

function allSegments({ interchanges }: ReturnType<typeof read>): (readonly string[])[] {
  return interchanges.flatMap(({ header, extension, technicalAcknowledgments, groups, trailer }) => [
    header,
    ...[extension].filter(({ length }) => length > 0),
    ...technicalAcknowledgments,
    ...groups.flatMap(group => [group.header, ...group.transactions.flatMap(({ segments }) => segments), group.trailer]),
    trailer,
  ])
}

function split(text: string, element: string, terminator: string): string[][] {
  const pieces = text.split(terminator).map(piece => piece.replace(/^[\r\n]+/, ''))
  return pieces.filter(piece => piece !== '').map(piece => piece.split(element))
}
