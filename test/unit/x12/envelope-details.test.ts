import { describe, expect, it } from 'vitest'
import { allFindings, errors, inShort, interchange, onlyInterchange, onlySet, orderBody, read } from './builders'

const order = interchange()
const notes = (text: string) =>
  allFindings(read(text))
    .filter(({ level }) => level === 'note')
    .map(inShort)
const second = (text: string) => text.replaceAll('000000101', '000000102')

describe('control numbers', () => {
  const twoSets = (one: string, other: string) =>
    interchange().replace(
      /ST\*[^]*?SE\*5\*0001~GE\*1/,
      [one, other].map(number => `ST*850*${number}~${orderBody.join('~')}~SE*5*${number}~`).join('') + 'GE*2',
    )

  it('ST02 is text: 0001 and 00001 are two numbers, 0001 twice is one used twice', () => {
    expect(errors(read(twoSets('0001', '00001')))).toEqual([])
    expect(errors(read(twoSets('0001', '0001')))).toEqual(['AK502:23 ST@1-02'])
    expect(errors(read(twoSets('ABCD', 'ABCD')))).toEqual(['AK502:23 ST@1-02'])
  })

  it('of ten thousand sets each is known again, also where the numbers grow by a digit', () => {
    const sets = [...Array.from({ length: 10_000 }, (_, n) => String(n + 5000).padStart(4, '0')), '9999', '10000', '012000']
    const body = sets.map(number => `ST*850*${number}~${orderBody.join('~')}~SE*5*${number}~`).join('')
    const text = interchange().replace(/ST\*[^]*?SE\*5\*0001~GE\*1/, `${body}GE*${sets.length}`)
    expect(errors(read(text))).toEqual(['AK502:23 ST@1-02', 'AK502:23 ST@1-02'])
  })

  it('GS06 is a number: 1 and 01 are the same', () => {
    const group = /GS\*[^]*?GE\*1\*101~/.exec(order)![0]
    const text = order.replace(group, group + group.replaceAll('*101', '*0101')).replace('IEA*1', 'IEA*2')
    expect(errors(read(text))).toEqual(['AK905:6 GS@9-06'])
  })

  it('an SE02 with a space at its end is ST02', () => {
    expect(errors(read(order.replace('SE*5*0001', 'SE*5*0001 ')))).toEqual([])
    expect(errors(read(order.replace('SE*5*0001', 'SE*5*00011')))).toEqual(['AK502:3 SE@5-02'])
  })
})

describe('separators', () => {
  it('a terminator that is the element separator too is one finding at the ISA', () => {
    const decoded = read(order.replaceAll('*', '~'))
    expect(errors(decoded)).toEqual(['outside-interchange @0', 'TA105:004 ISA@1-16'])
    expect(onlyInterchange(decoded).status).toBe('rejected')
  })

  it('NUL ends no segment and separates no components', () => {
    expect(errors(read(order.replaceAll('~', '\0')))).toEqual(['TA105:004 ISA@1-16'])
    expect(errors(read(order.replaceAll('>', '\0')))).toEqual(['TA105:027 ISA@1-16'])
  })

  it('the repetition separator of 00501 is not the terminator', () => {
    expect(errors(read(interchange({ version: '005010' }).replace('*^*', '*~*')))).toEqual(['TA105:016 ISA@1-11'])
  })

  it('a separator of more than 7 bits is an error that rejects nothing', () => {
    for (const [mark, code] of [
      ['*', 'TA105:026 ISA@1-01'],
      ['>', 'TA105:027 ISA@1-16'],
      ['~', 'TA105:004 ISA@1-16'],
    ] as const) {
      const decoded = read(order.replaceAll(mark, '\xa7'))
      expect([errors(decoded), onlyInterchange(decoded).status, onlySet(decoded).status]).toEqual([[code], 'errors', 'accepted'])
    }
  })

  it('what stands after an IEA and is no segment is noted: terminators, a byte order mark', () => {
    expect(errors(read(`${order}~~`))).toEqual([])
    expect(notes(`${order}~~\r\n~`)).toEqual(['empty-segment @0'])
    const joined = `${order}\xef\xbb\xbf${second(order)}`
    expect([errors(read(joined)), notes(joined)]).toEqual([[], ['byte-order-mark @0']])
    expect(errors(read(`${order}~x~`))).toEqual(['outside-interchange @0'])
  })
})

describe('the ISA', () => {
  it.each([
    ['*U*00401', '*X*00401', 'TA105:016 ISA@1-11'],
    ['*U*00401', '* *00401', 'TA105:016 ISA@1-11'],
    ['*U*00401', '*U*99999', 'TA105:017 ISA@1-12'],
    ['*ZZ*BUYERCO ', '*QQ*BUYERCO ', 'TA105:005 ISA@1-05'],
    ['*ZZ*SELLERCO ', '*QQ*SELLERCO ', 'TA105:007 ISA@1-07'],
  ])('%s as %s is noted', (good, bad, note) => {
    expect([errors(read(order.replace(good, bad))), notes(order.replace(good, bad))]).toEqual([[], [note]])
  })

  it.each([
    ['*ZZ*BUYERCO ', '*  *BUYERCO ', 'TA105:005 ISA@1-05'],
    ['*ZZ*SELLERCO ', '*  *SELLERCO ', 'TA105:007 ISA@1-07'],
    ['*000000101*0*', '*      101*0*', 'TA105:018 ISA@1-13'],
  ])('%s as %s is an error', (good, bad, error) => {
    expect(errors(read(order.replace(good, bad)))).toContain(error)
  })

  it('an element of the wrong width is shown', () => {
    const [finding] = allFindings(read(order.replace('BUYERCO        *ZZ', 'BUYERCO*ZZ')))
    expect(finding).toMatchObject({ code: 'TA105:006', element: 6, value: 'BUYERCO' })
  })

  it('ISB and ISE after it are read', () => {
    const text = order.replace('GS*', 'ISB*1~ISE*20260116*12*AA~GS*')
    const decoded = read(text)
    expect([errors(decoded), onlyInterchange(decoded).services]).toEqual([
      [],
      [
        ['ISB', '1'],
        ['ISE', '20260116', '12', 'AA'],
      ],
    ])
    expect(errors(read(order.replace('IEA*', 'ISB*1~IEA*')))).toEqual(['TA105:022 ISB@9'])
  })

  it('ISX is obeyed from 00704 on only', () => {
    const released = (version: string) =>
      read(order.replace('*U*00401*', `*^*${version}*`).replace('GS*', 'ISX*?~GS*').replace('SKU-RED', 'A?*B'))
    expect(onlySet(released('00704')).segments[2]?.[7]).toBe('A?*B')
    expect(errors(released('00501'))).toContain('TA105:022 ISX@2')
    expect(onlySet(released('00501')).segments[2]?.[7]).toBe('A?')
  })

  it.each(['A', '??', '*', '~', ''])('an ISX01 %j is no release character', character => {
    const text = order.replace('*U*00401*', '*^*00704*').replace('GS*', `ISX*${character}*~GS*`)
    expect(errors(read(text))).toContain('TA105:024 ISX@2-01')
  })
})

describe('the GS', () => {
  it('a date of six digits is noted from 004010', () => {
    const short = order.replace('SELLERCO*20260115', 'SELLERCO*260115')
    expect([errors(read(short)), notes(short)]).toEqual([[], ['TA105:024 GS@2-04']])
    expect(notes(short.replace('X*004010', 'X*003040'))).toEqual(['nearest-dictionary GS@2-08'])
  })
})

describe('elements', () => {
  const body = (...segments: string[]) => interchange({ body: ['BEG*00*SA*PO-1**20260115', ...segments, 'PO1*1*24*EA'] })

  it('spaces at the end do not count for the length', () => {
    const padded = body('CUR*BY*EUR ', `REF*DP*${'A'.repeat(28)}    `)
    expect([errors(read(padded)), notes(padded)]).toEqual([[], ['padded-element CUR@3-02', 'padded-element REF@4-02']])
    expect(errors(read(body(`REF*DP*${'A'.repeat(31)}    `)))).toEqual(['AK403:5 REF@3-02'])
    expect(errors(read(padded, { mode: 'strict' }))).toEqual([])
  })

  it('a blank is not the element that another calls for', () => {
    expect(errors(read(body('REF*DP* ')))).toEqual(['AK403:2 REF@3-02'])
    expect(errors(read(body('REF*DP* *text')))).toEqual([])
  })

  it('a number that ends with its point, and line breaks of other character sets, are noted', () => {
    const text = interchange({ body: ['BEG*00*SA*PO-1**20260115', 'PO1*1*24.*EA', 'N1*ST*A\xc2\x85B', 'N1*BT*A\xe2\x80\xa8B'] })
    expect([errors(read(text)), notes(text)]).toEqual([[], ['AK403:6 PO1@3-02', 'AK403:6 N1@4-02', 'AK403:6 N1@5-02']])
  })

  it('binary data of the stated length may hold anything', () => {
    const unknownSet = (bin: string) => interchange({ set: '275', functionalId: 'PI', body: ['BGN*11*1*20260115', bin] })
    expect(errors(read(unknownSet('BIN*6*ab\n~\x01*')))).toEqual(['AK502:1 ST@1-01'])
    expect(errors(read(unknownSet('BDS*ASC*4*a\n~b')))).toEqual(['AK502:1 ST@1-01'])
    expect(errors(read(unknownSet('BIN*9*a\x01b')))).toEqual(['AK502:1 ST@1-01', 'AK403:6 BIN@3-01'])
    expect(errors(read(unknownSet('BIN*-8*x')))).toEqual(['AK502:1 ST@1-01', 'AK403:6 BIN@3-01'])
  })
})

describe('levels and totals', () => {
  const notice = (...body: string[]) =>
    interchange({ set: '856', functionalId: 'SH', body: ['BSN*00*ASN-1*20260115*0930', ...body] })

  it('a ship notice whose levels hang together has nothing noted, also children before their parents', () => {
    expect(notes(notice('HL*1**S', 'HL*2*1*O', 'HL*3*2*I', 'CTT*3'))).toEqual([])
    expect(notes(notice('HL*2*1*O', 'HL*1**S'))).toEqual([])
  })

  it('levels that do not hang together are noted', () => {
    expect(notes(notice('HL*1**S', 'HL*2*9*O'))).toEqual(['level-without-parent HL@4-02'])
    expect(notes(notice('HL*1*1*S'))).toEqual(['level-without-parent HL@3-02'])
    expect(notes(notice('HL*1**S', 'HL*2*1*O', 'HL*2*1*O'))).toEqual(['level-repeated HL@5-01'])
    expect(notes(notice('HL*1**QQ'))).toEqual(['level-unknown HL@3-03'])
  })

  it('CTT01 is checked softly: lines, in a ship notice levels or items', () => {
    expect(notes(interchange({ body: [...orderBody.slice(0, 2), 'CTT*7'] }))).toEqual(['line-count CTT@4-01'])
    expect(notes(interchange({ body: [...orderBody.slice(0, 2), 'CTT*000001'] }))).toEqual([])
    expect(notes(notice('HL*1**S', 'HL*2*1*I', 'LIN**VN*A', 'CTT*1'))).toEqual([])
    expect(notes(notice('HL*1**S', 'HL*2*1*I', 'LIN**VN*A', 'CTT*9'))).toEqual(['line-count CTT@6-01'])
  })

  it('CTT02 is the sum of the quantities, decimals exact', () => {
    const lines = ['BEG*00*SA*PO-1**20260115', 'PO1*1*0.1*EA', 'PO1*2*0.2*EA', 'PO1*3*24*EA']
    expect(notes(interchange({ body: [...lines, 'CTT*3*24.3'] }))).toEqual([])
    expect(notes(interchange({ body: [...lines, 'CTT*3*99'] }))).toEqual(['hash-total CTT@6-02'])
    const text = interchange({ body: [...lines, 'CTT*3*99'] })
    expect(allFindings(read(text))[0]?.offset).toBe(text.indexOf('99~'))
  })
})
