import { describe, expect, it } from 'vitest'
import { EdiError } from '../../../lib/error'
import { decode } from '../../../lib/x12/decode'
import { encode, encodeInBlocks, encodeStream, type OutgoingInterchange, type OutgoingTransaction } from '../../../lib/x12/encode'
import type { Segment } from '../../../lib/x12/segment'
import { onlySet, read, standard } from './builders'
import { confirmation, invoice, order, order5010, shipNotice, wire } from './worked-examples'

const usual = { element: '*', component: '>', repetition: '', segment: '~' }

describe('writing', () => {
  for (const [name, text] of Object.entries({ order, order5010, confirmation, invoice, shipNotice })) {
    it(`${name} read and written again has the same bytes`, () => {
      expect(encode(outgoing(text)).toString('latin1')).toBe(wire(text).toString('latin1'))
    })
  }

  it('drops empty elements at the end of a segment and counts by itself', () => {
    const written = encode(orderOf(['BEG', '00', 'SA', 'PO-1', '', '20260115', '', ''], ['PO1', '1', '1', 'EA', '']))
    expect(written.toString()).toContain('~BEG*00*SA*PO-1**20260115~PO1*1*1*EA~SE*4*0001~GE*1*7~IEA*1*000000007~')
    expect(written.indexOf('GS*')).toBe(106)
  })

  it('ends lines where the terminator has a line break', () => {
    const written = encode({ ...orderOf(['PO1', '1']), delimiters: { ...usual, segment: '~\r\n' } })
    expect(written.toString().split('\r\n').slice(1, 4)).toEqual([
      'GS*PO*BUYERCO*SELLERCO*20260115*0930*7*X*004010~',
      'ST*850*0001~',
      'PO1*1~',
    ])
  })

  it('ISA11 is U in 00401 and the repetition separator in 00501', () => {
    expect(encode(orderOf(['PO1', '1']))[82]).toBe('U'.charCodeAt(0))
    const in5010 = encode({ ...orderOf(['PO1', '1']), version: '005010', delimiters: { ...usual, repetition: '^' } })
    expect(in5010[82]).toBe('^'.charCodeAt(0))
  })

  it('ST03 names the guide that a set follows', () => {
    const following = (implementation: string) => {
      const transactions = [{ set: '850', controlNumber: '0001', implementation, segments: [['PO1', '1']] }]
      return { ...orderOf(), groups: [{ ...groupHeader, transactions }] }
    }
    const written = encode(following('005010X231A1'))
    expect(written.toString()).toContain('~ST*850*0001*005010X231A1~PO1*1~SE*3*0001~')
    expect(failureOf(following('x'.repeat(36)))).toMatchObject({
      code: 'x12-envelope',
      place: { segment: 'ST', element: 3 },
    })
  })

  it('an interchange may be for information', () => {
    expect(encode({ ...orderOf(['PO1', '1']), usage: 'I' }).toString('latin1', 100, 106)).toBe('0*I*>~')
  })

  it('separators in plain text are kept where the text was read with them', () => {
    const read5010 = {
      ...orderOf(['MSG', 'a>b^c'], ['PO1', '1', '2>3']),
      version: '005010',
      delimiters: { ...usual, repetition: '^' },
    } as const
    expect(failureOf(read5010)?.code).toBe('x12-delimiter-in-data')
    expect(encode({ ...read5010, elements: 'as-read' }).toString()).toContain('~MSG*a>b^c~PO1*1*2>3~')
    expect(failureOf({ ...orderOf(['MSG', 'a*b']), elements: 'as-read' })?.code).toBe('x12-delimiter-in-data')
    expect(failureOf({ ...orderOf(['MSG', 'a~b']), elements: 'as-read' })?.code).toBe('x12-delimiter-in-data')
  })

  it('a release character that was read keeps what it releases, and must not release a separator', () => {
    const released = (text: string) => ({
      ...orderOf(['MSG', text, 'b']),
      isaVersion: '00704',
      delimiters: { ...usual, repetition: '^' },
      elements: 'as-read' as const,
      asRead: { services: [['ISX', '?']], isDated: true },
    })
    expect(encode(released('a?*?~??')).toString()).toContain('~ISX*?~')
    expect(encode(released('a?*?~??')).toString()).toContain('~MSG*a?*?~??*b~')
    expect(failureOf(released('a?'))).toMatchObject({ code: 'x12-delimiter-in-data', place: { segment: 'MSG', element: 1 } })
    expect(failureOf(released('a*'))?.code).toBe('x12-delimiter-in-data')
  })

  it('what one interchange refuses does not change the next', () => {
    const good = encode(orderOf(['MSG', 'one']))
    expect(failureOf(orderOf(['MSG', 'one'], ['MSG', 'two~']))?.code).toBe('x12-delimiter-in-data')
    expect(encode(orderOf(['MSG', 'one']))).toEqual(good)
  })

  it('elements and sets longer than any buffer are written whole', () => {
    const long = 'x'.repeat(300_000)
    const segments: Segment[] = [
      ['MSG', long],
      ...Array.from({ length: 20_000 }, (_, index) => ['PO1', String(index), long.slice(0, 20)]),
    ]
    const read = onlySet(decode(encode(orderOf(...segments)), { ...standard, mode: 'lenient' }))
    expect(read.segments.slice(1, -1)).toEqual(segments)
  })
})

describe('a batch that is made while it is written', () => {
  const order: OutgoingTransaction = {
    set: '850',
    controlNumber: '0001',
    segments: Array.from({ length: 100 }, (_, index) => ['PO1', String(index + 1), '24', 'EA', '12.5', '', 'VN', 'SKU-RED']),
  }
  const { groups: _, ...header } = orderOf()
  const groupOf = <Transactions>(transactions: Transactions) => ({ ...groupHeader, transactions })

  it('comes in blocks that add up to the same bytes, with its counts', async () => {
    const groups = [groupOf(Array.from({ length: 60 }, () => order)), groupOf([order])]
    const whole = encode({ ...header, groups })
    const blocks = [...encodeInBlocks(header, groups)]
    expect(blocks.length).toBeGreaterThan(2)
    expect(Buffer.concat(blocks)).toEqual(whole)
    expect(Buffer.concat(await collected(encodeStream(header, groups)))).toEqual(whole)
    const read = decode(whole, standard)
    expect(read.interchanges[0]?.findings).toEqual([])
    expect(read.interchanges[0]?.groups.map(({ declaredCount, transactions }) => [declaredCount, transactions.length])).toEqual([
      ['60', 60],
      ['1', 1],
    ])
  })

  it('asks for no more sets than the block that was taken needs', async () => {
    let made = 0
    async function* orders() {
      for (; made < 1_000_000; made++) yield order
    }
    let written = 0
    const setSize = encode(orderOf(...order.segments)).length
    for await (const block of encodeStream(header, [groupOf(orders())])) {
      expect(block.length).toBeLessThan(70_000)
      written += block.length
      expect(made).toBeLessThanOrEqual(Math.ceil(written / (setSize - 250)) + 1)
      if (written > 3_000_000) break
    }
    expect(made).toBeLessThan(1500)
  })

  it('two that are written by turns do not disturb each other', () => {
    const batches = ['1111', '2222'].map(controlNumber => {
      const group = groupOf(Array.from({ length: 60 }, () => ({ ...order, controlNumber })))
      return { group, blocks: encodeInBlocks(header, [group]), written: [] as Buffer[] }
    })
    for (let turn = 0; turn < 20; turn++) {
      for (const { blocks, written } of batches) {
        const next = blocks.next()
        if (!next.done) written.push(next.value)
      }
    }
    for (const { group, written } of batches) expect(Buffer.concat(written)).toEqual(encode({ ...header, groups: [group] }))
  })
})

describe('what cannot be written', () => {
  it('a delimiter in data, named with segment and element', () => {
    const failure = failureOf(orderOf(['BEG', '00', 'SA', 'PO-1', '', '20260115'], ['MSG', 'five * six']))
    expect(failure).toMatchObject({ code: 'x12-delimiter-in-data', place: { segment: 'MSG', position: 3, element: 1 } })
    expect(failureOf(orderOf(['MSG', 'end~']))?.code).toBe('x12-delimiter-in-data')
    expect(failureOf(orderOf(['MSG', 'a>b']))).toMatchObject({
      code: 'x12-delimiter-in-data',
      place: { segment: 'MSG', element: 1 },
    })
  })

  it('a component separator is no fault in a composite', () => {
    expect(failureOf(orderOf(['SLN', '1', '', 'I', '2', 'PC>11.1>12.2']))).toBeUndefined()
  })

  it('an accent, unless it is to be transliterated or the partner reads it', () => {
    const accented = orderOf(['MSG', 'Señor Müller, 5 €'])
    expect(failureOf(accented)).toMatchObject({ code: 'x12-character', place: { segment: 'MSG', element: 1 } })
    expect(encode({ ...accented, characters: 'transliterate' }).toString()).toContain('MSG*Senor Muller, 5 EUR~')
    expect(onlySet(decode(encode({ ...accented, characters: 'utf8' }), standard)).segments[1]).toEqual([
      'MSG',
      'Señor Müller, 5 €',
    ])
    expect(failureOf({ ...accented, characters: 'latin1' })?.code).toBe('x12-character')
    const latin = encode({ ...orderOf(['MSG', 'Señor Müller']), characters: 'latin1' })
    expect(onlySet(read(latin, { encoding: 'latin1' })).segments[1]).toEqual(['MSG', 'Señor Müller'])
  })

  it('a line break or another control character', () => {
    expect(failureOf(orderOf(['MSG', 'two\nlines']))?.code).toBe('x12-character')
    expect(failureOf({ ...orderOf(['MSG', 'two\nlines']), delimiters: { ...usual, segment: '~\n' } })?.code).toBe('x12-character')
    expect(encode({ ...orderOf(['MSG', 'two\nlines']), characters: 'transliterate' }).toString()).toContain('MSG*two lines~')
  })

  it('a segment without elements, without a tag, or of the envelope', () => {
    expect(failureOf(orderOf(['PO1', '', '']))?.code).toBe('x12-segment')
    expect(failureOf(orderOf(['po1', '1']))?.code).toBe('x12-segment')
    expect(failureOf(orderOf(['SE', '1', '0001']))?.code).toBe('x12-segment')
  })

  it('delimiters that are the same, or that any text may hold', () => {
    for (const delimiters of [
      { ...usual, component: '*' },
      { ...usual, segment: 'A' },
      { ...usual, element: ' ' },
      { ...usual, element: '' },
    ]) {
      expect(failureOf({ ...orderOf(['PO1', '1']), delimiters })?.code).toBe('x12-delimiters')
    }
  })

  it('a terminator or separator that a reader takes for padding', () => {
    for (const bad of [{ segment: '\t' }, { component: '\n' }, { element: '\t' }, { repetition: '\r' }])
      expect(failureOf({ ...orderOf(['PO1', '1']), delimiters: { ...usual, ...bad } })).toMatchObject({ code: 'x12-delimiters' })
  })

  it('a group or a transaction set that its reader would reject', () => {
    const inGroup = (change: object, set = '850') => ({
      ...orderOf(),
      groups: [{ ...groupHeader, transactions: [{ set, controlNumber: '0001', segments: [['BEG', '00']] }], ...change }],
    })
    for (const [group, segment, element] of [
      [inGroup({ version: '' }), 'GS', 8],
      [inGroup({ version: '0050100000000' }), 'GS', 8],
      [inGroup({ functionalId: '' }), 'GS', 1],
      [inGroup({ functionalId: 'PURCH' }), 'GS', 1],
      [inGroup({ functionalId: 'IN' }), 'GS', 1],
      [inGroup({}, '85'), 'ST', 1],
      [inGroup({}, 'ABCDE'), 'ST', 1],
    ] as const)
      expect(failureOf(group)).toMatchObject({ code: 'x12-envelope', place: { segment, element } })
    expect(encode(inGroup({ functionalId: 'PI' }, '275')).toString()).toContain('~ST*275*0001~')
  })

  it('binary data of another length than is stated', () => {
    expect(encode(orderOf(['BIN', '3', 'abc'])).toString()).toContain('~BIN*3*abc~')
    for (const segment of [
      ['BIN', '9', 'abc'],
      ['BIN', '', 'abc'],
      ['BDS', 'ASC', '2', 'abc'],
    ])
      expect(failureOf(orderOf(segment))).toMatchObject({ code: 'x12-segment', place: { segment: segment[0] } })
  })

  it('half of a character, which has no bytes', () => {
    expect(failureOf({ ...orderOf(['MSG', 'PO\ud800']), characters: 'utf8' })).toMatchObject({ code: 'x12-character' })
    expect(encode({ ...orderOf(['MSG', 'PO\u{1f600}']), characters: 'utf8' }).toString()).toContain('\u{1f600}')
  })

  it('ids and numbers that do not fit the envelope', () => {
    const good = orderOf(['PO1', '1'])
    expect(failureOf({ ...good, sender: { qualifier: 'ZZ', id: 'SIXTEENCHARACTER' } })).toMatchObject({
      code: 'x12-envelope',
      place: { segment: 'ISA', element: 6 },
    })
    expect(failureOf({ ...good, controlNumber: 0 })?.code).toBe('x12-envelope')
    expect(failureOf({ ...good, date: '2026-02-30' })?.code).toBe('x12-element-date')
    expect(failureOf({ ...good, groups: good.groups.map(group => ({ ...group, sender: 'S' })) })).toMatchObject({
      code: 'x12-envelope',
      place: { segment: 'GS', element: 2 },
    })
  })
})

const groupHeader = { functionalId: 'PO', sender: 'BUYERCO', receiver: 'SELLERCO', controlNumber: 7, version: '004010' }

function orderOf(...segments: Segment[]): OutgoingInterchange {
  return {
    sender: { qualifier: 'ZZ', id: 'BUYERCO' },
    receiver: { qualifier: 'ZZ', id: 'SELLERCO' },
    date: '2026-01-15',
    time: '09:30',
    controlNumber: 7,
    version: '004010',
    usage: 'T',
    acknowledgmentRequested: false,
    delimiters: usual,
    groups: [
      {
        ...groupHeader,
        transactions: [{ set: '850', controlNumber: '0001', segments }],
      },
    ],
  }
}

async function collected(blocks: AsyncIterable<Buffer>): Promise<Buffer[]> {
  const all: Buffer[] = []
  for await (const block of blocks) all.push(block)
  return all
}

function failureOf(interchange: OutgoingInterchange): EdiError | undefined {
  try {
    encode(interchange)
    return undefined
  } catch (failure) {
    if (failure instanceof EdiError) return failure
    throw failure
  }
}

/** What was read, to be written again. */
function outgoing(text: string): OutgoingInterchange {
  const [received] = decode(wire(text), standard).interchanges
  if (received === undefined) throw new Error('no interchange')
  return {
    sender: { qualifier: received.senderQualifier, id: received.sender },
    receiver: { qualifier: received.receiverQualifier, id: received.receiver },
    date: '2026-01-15',
    time: '09:30',
    controlNumber: Number(received.controlNumber),
    version: received.version === '00401' ? '004010' : '005010',
    usage: 'T',
    acknowledgmentRequested: received.acknowledgmentRequested,
    delimiters: received.delimiters,
    groups: received.groups.map(group => ({
      ...group,
      controlNumber: Number(group.controlNumber),
      transactions: group.transactions.map(({ set, controlNumber, segments }) => ({
        set,
        controlNumber,
        segments: segments.slice(1, -1),
      })),
    })),
  }
}

describe('the words for a control number that is too short', () => {
  it('are about the set, not about the ids of the partner', () => {
    const written = (controlNumber: string) => () =>
      encode({
        sender: { qualifier: 'ZZ', id: 'A2' },
        receiver: { qualifier: 'ZZ', id: 'B2' },
        date: '2026-01-15',
        time: '09:30',
        controlNumber: 1,
        version: '004010',
        usage: 'T',
        acknowledgmentRequested: false,
        delimiters: { element: '*', component: '>', repetition: '', segment: '~' },
        groups: [
          {
            functionalId: 'PO',
            sender: 'A2',
            receiver: 'B2',
            controlNumber: 1,
            version: '004010',
            transactions: [{ set: '850', controlNumber, segments: [['BEG', '00']] }],
          },
        ],
      })
    expect(written('1')).toThrow(/Put the control number of the set right/)
  })
})
