/** Files that are wrong: read as well as can be, and every fault reported with its place. Letters as in reference x12-peers.md §7. */
import { describe, expect, it } from 'vitest'
import { acknowledge, technicalAcknowledgment } from '../../../lib/x12/acknowledge'
import { allFindings, errors, inShort, interchange, onlyInterchange, onlySet, read } from './builders'

const order = interchange()
const withBody = (...body: string[]) => interchange({ body })
const beg = 'BEG*00*SA*PO-1**20260115'
const po1 = 'PO1*1*24*EA*12.5**VN*SKU-RED'

describe('tolerable files are read right, or what is odd is reported', () => {
  const segments = onlySet(read(order)).segments
  const tolerable: Readonly<Record<string, readonly [text: string | Uint8Array, findings: readonly string[]]>> = {
    't01 byte order mark': [`\xef\xbb\xbf${order}`, ['byte-order-mark @0']],
    't02 line breaks before ISA': [`\r\n\n${order}`, []],
    't03 text before ISA': [`From: someone\n${order}`, ['outside-interchange @0']],
    't04 blank lines between segments': [order.replaceAll('~', '~\n\n'), []],
    't05 0x1A at the end': [`${order}\x1a`, []],
    't07 spaces before tags': [order.replaceAll('~', '~\n   '), []],
    't09 two terminators in a row': [order.replace('PO1', '~PO1'), ['empty-segment @5']],
    't10 text after IEA': [`${order}The end`, ['outside-interchange @0']],
    't11 space between ISA16 and the terminator': [order.replace('>~', '> ~'), ['TA105:004 ISA@1']],
  }
  for (const [name, [text, findings]] of Object.entries(tolerable)) {
    it(name, () => {
      const decoded = read(text)
      expect(onlySet(decoded).segments).toEqual(segments)
      expect(onlySet(decoded).status).toBe('accepted')
      expect(allFindings(decoded).map(inShort)).toEqual(findings)
    })
  }

  it('t06 wrapped at 80 columns: the line breaks are found inside the elements', () => {
    const wrapped = order.replace(/.{80}/g, '$&\n')
    expect(errors(read(wrapped)).filter(each => each.includes('AK403:6') || each.includes('ISA@1')).length).toBeGreaterThan(0)
  })

  it('t08 UTF-16 is refused and called by its name', () => {
    const text = Buffer.from(`\ufeff${order}`, 'utf16le')
    expect(() => read(text)).toThrow(/UTF-16/)
  })
})

describe('bad envelopes and syntax are reported with place and code', () => {
  const cut = (until: string) => order.slice(0, order.indexOf(until))
  const bad: Readonly<Record<string, readonly [text: string, errors: readonly string[]]>> = {
    'm01 SE01 wrong': [order.replace('SE*5', 'SE*9'), ['AK502:4 SE@5-01']],
    'm02 SE02 is not ST02': [order.replace('SE*5*0001', 'SE*5*0002'), ['AK502:3 SE@5-02']],
    'm03 GE01 wrong': [order.replace('GE*1', 'GE*2'), ['AK905:5 GE@8-01']],
    'm04 GE02 is not GS06': [order.replace('GE*1*101', 'GE*1*102'), ['AK905:4 GE@8-02']],
    'm05 IEA01 wrong': [order.replace('IEA*1', 'IEA*2'), ['TA105:021 IEA@9-01']],
    'm06 IEA02 is not ISA13': [order.replace('IEA*1*000000101', 'IEA*1*000000102'), ['TA105:001 IEA@9-02']],
    'm07 SE missing': [order.replace('SE*5*0001~', ''), ['AK502:2 SE@5']],
    'm08 GE missing': [order.replace('GE*1*101~', ''), ['AK905:3 GE@8']],
    'm09 IEA missing': [cut('IEA'), ['TA105:023 IEA@9']],
    'm10 cut inside PO1': [cut('*EA*12.5'), ['TA105:023 PO1@5', 'TA105:023 IEA@6', 'AK905:3 GE@5', 'AK502:2 SE@4']],
    'm14 terminator missing after IEA': [order.slice(0, -1), ['TA105:023 IEA@9']],
    'm15 ISA06 two characters short': [order.replace('BUYERCO        *', 'BUYERCO      *'), ['TA105:006 ISA@1-06']],
    'm16 ISA06 one character long': [order.replace('BUYERCO        *', 'BUYERCO         *'), ['TA105:006 ISA@1-06']],
    'm17 ISA without ISA14': [order.replace('*0*T*', '*T*'), ['TA105:022 ISA@1', 'TA105:019 ISA@1-14', 'TA105:020 ISA@1-15']],
    'm18 component separator is the element separator': [order.replace('*T*>~', '*T**~'), ['TA105:027 ISA@1-16']],
    'm22 ISA inside of an open interchange': [
      cut('GE*') + order.replaceAll('000000101', '000000102'),
      ['TA105:023 IEA@8', 'AK905:3 GE@7'],
    ],
    'm23 GS inside of an open group': [
      order.replace('GE*1*101~', 'GS*PO*BUYERCO*SELLERCO*20260115*0930*102*X*004010~GE*0*102~').replace('IEA*1', 'IEA*2'),
      ['AK905:3 GE@8'],
    ],
    'm24 ST inside of an open set': [
      order.replace('SE*5*0001~', `ST*850*0002~${beg}~${po1}~SE*4*0002~`).replace('GE*1', 'GE*2'),
      ['AK502:2 SE@5'],
    ],
    'm25 segment between GS and ST': [order.replace('ST*850', 'REF*DP*017~ST*850'), ['TA105:022 REF@3']],
    'm26 SE without ST': [
      order.replace('ST*850*0001~', ''),
      ['TA105:022 BEG@3', 'TA105:022 PO1@4', 'TA105:022 CTT@5', 'TA105:022 SE@6', 'AK905:5 GE@7-01'],
    ],
    'm27 ST02 used twice': [order.replace('GE*1', `ST*850*0001~${beg}~${po1}~SE*4*0001~GE*2`), ['AK502:23 ST@1-02']],
    'm40 NUL in data': [withBody(beg.replace('PO-1', 'PO\0-1'), po1), ['AK403:6 BEG@2-03']],
    'm42 BEL in data': [withBody(beg.replace('PO-1', 'PO\x07-1'), po1), ['AK403:6 BEG@2-03']],
    'm43 an 810 in a group of orders': [interchange({ set: '810', body: ['BIG*20260115*1', 'TDS*100'] }), ['AK502:6 ST@1-01']],
    'm45 a body without ST and SE': [
      order.replace('ST*850*0001~', '').replace('SE*5*0001~', '').replace('GE*1', 'GE*0'),
      ['TA105:022 BEG@3', 'TA105:022 PO1@4', 'TA105:022 CTT@5'],
    ],
    'm46 lower-case tags': [withBody(beg, po1, 'msg*x'), ['AK304:1 msg@4']],
  }
  for (const [name, [text, expected]] of Object.entries(bad)) {
    it(name, () => {
      const decoded = read(text)
      expect(errors(decoded)).toEqual(expected)
      for (const { offset, message, remedy } of allFindings(decoded)) {
        expect(offset).toBeGreaterThanOrEqual(0)
        expect(offset).toBeLessThanOrEqual(text.length)
        expect([message, remedy]).not.toContain('')
      }
    })
  }

  it('m11 cut inside the ISA', () => {
    expect(errors(read(order.slice(0, 50)))).toEqual(['TA105:023 ISA@1'])
  })

  it('m12, m13, m19, m21, m44 what is no X12 is refused with what it is', () => {
    const noise = Buffer.from(Array.from({ length: 4096 }, (_, index) => (index * 7919 + (index >> 3)) & 0xff))
    const refusals: [string | Uint8Array, RegExp][] = [
      ['', /empty/],
      [' \r\n ', /white space/],
      [noise, /No X12/],
      ['{"ISA": 1}', /JSON/],
      ["UNB+UNOA:1+A+B+260115:0930+1'", /EDIFACT/],
    ]
    for (const [text, reason] of refusals) expect(() => read(text)).toThrow(reason)
  })

  it('m20 an interchange and then noise', () => {
    const decoded = read(Buffer.concat([Buffer.from(order), Buffer.from([1, 2, 3, 200, 201, 202])]))
    expect(onlyInterchange(decoded).status).toBe('accepted')
    expect(decoded.findings).toMatchObject([{ code: 'outside-interchange', level: 'error', offset: order.length }])
  })

  it('m28 ISA13 used twice between the same parties is an error; sent again under the same header, it is noted', () => {
    const other = read(order + order.replace('*260115*0930*', '*260115*0931*'))
    expect(errors(other)).toEqual(['TA105:025 ISA@1-13'])
    expect(other.interchanges.map(({ status }) => status)).toEqual(['accepted', 'errors'])
    const again = read(order + order)
    expect(errors(again)).toEqual([])
    expect(again.interchanges[1]?.findings).toMatchObject([{ code: 'TA105:025', level: 'note', segment: 'ISA', element: 13 }])
    expect(errors(read(order + order, { mode: 'strict' }))).toEqual(['TA105:025 ISA@1-13'])
    expect(errors(read(order + order.replace('*ZZ*BUYERCO', '*ZZ*OTHERCO')))).toEqual([])
  })

  it('m41 a terminator that never comes again', () => {
    const text = order.slice(0, 106) + order.slice(106).replaceAll('~', '!').repeat(1500)
    const started = performance.now()
    const decoded = read(text)
    expect(performance.now() - started).toBeLessThan(1000)
    expect(onlyInterchange(decoded).status).toBe('rejected')
    expect(technicalAcknowledgment(onlyInterchange(decoded)).slice(4)).toEqual(['R', '023'])
  })
})

describe('what once went wrong', () => {
  it('a NUL in a tag does not make it another tag', () => {
    expect(errors(read(withBody(beg, 'N1\0*ST*Name', po1)))).toEqual(['AK304:1 N1\0@3'])
    expect(errors(read(order.replace('SE*5', 'SE\0*5')))).toContain('AK502:2 SE@6')
  })

  it('line feeds after a carriage return that ends a segment take nothing away', () => {
    const text = order.replaceAll('~', '\r').replace('PO1*', '\n\nPO1*')
    expect(onlySet(read(text)).segments).toEqual(onlySet(read(order)).segments)
    expect(onlySet(read(text.replace('PO1*1', 'PO1*\r\n\n1'))).segments.slice(2, 4)).toEqual([
      ['PO1', ''],
      ['1', '24', 'EA', '12.5', '', 'VN', 'SKU-RED'],
    ])
  })

  it('a file without the last line break does not spoil the one read after it', () => {
    const lines = order.replaceAll('~', '\n')
    expect(errors(read(lines.slice(0, -1)))).toEqual([])
    expect(read(lines)).toEqual(read(lines))
    expect(errors(read(lines))).toEqual([])
  })

  it('many findings of one kind do not hide the one that rejects', () => {
    const decoded = read(withBody(beg, ...Array.from({ length: 1500 }, () => 'PO1*1*1*EACH')).replace('SE*1503', 'SE*1'))
    expect(onlySet(decoded).findings.length).toBeLessThan(1010)
    expect(allFindings(decoded).map(({ code }) => code)).toContain('AK502:4')
  })
})

describe('faults against the dictionary are reported with place and code', () => {
  const schema: Readonly<Record<string, readonly [text: string, errors: readonly string[], note: string]>> = {
    's29 segment ZZZ': [withBody(beg, 'ZZZ*1', po1), ['AK304:1 ZZZ@3'], 'AK3*ZZZ*3**1'],
    's30 mandatory BEG missing': [withBody(po1), ['AK304:3 BEG@2'], 'AK3*BEG*2**3'],
    's31 BEG05 20241399': [withBody(beg.replace('20260115', '20241399'), po1), ['AK403:8 BEG@2-05'], 'AK4*5*373*8*20241399'],
    's32 PO102 ABC': [withBody(beg, 'PO1*1*ABC*EA'), ['AK403:6 PO1@3-02'], 'AK4*2*330*6*ABC'],
    's33 BEG03 of 40 characters': [
      withBody(beg.replace('PO-1', 'P'.repeat(40)), po1),
      ['AK403:5 BEG@2-03'],
      `AK4*3*324*5*${'P'.repeat(40)}`,
    ],
    's34 PO106 without PO107': [withBody(beg, 'PO1*1*1*EA***VN'), ['AK403:2 PO1@3-07'], 'AK4*7*234*2'],
    's35 CTT before PO1': [withBody(beg, 'CTT*1', po1), ['AK304:7 CTT@3'], 'AK3*CTT*3**7'],
    's36 CTT with nine elements': [withBody(beg, po1, 'CTT*1*2*3*LB*4*CF*x*y*z'), ['AK403:3 CTT@4-08'], 'AK4*8**3*y'],
    's37 N101 blank': [withBody(beg, 'N1*  *Name', po1), ['AK403:1 N1@3-01'], 'AK4*1*98*1'],
    's38 BEG01 QQ': [withBody(beg.replace('*00*', '*QQ*'), po1), ['AK403:7 BEG@2-01'], 'AK4*1*353*7*QQ'],
    's39 BEG twice': [withBody(beg, beg, po1), ['AK304:5 BEG@3'], 'AK3*BEG*3**5'],
  }
  for (const [name, [text, expected, note]] of Object.entries(schema)) {
    it(name, () => {
      const decoded = read(text)
      expect(errors(decoded)).toEqual(expected)
      const [answer] = acknowledge(onlyInterchange(decoded))
      expect(answer?.segments.map(segment => segment.join('*'))).toContain(note)
    })
  }
})
