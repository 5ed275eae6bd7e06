import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { runAck } from '../../../bin/ack'
import { runCheck } from '../../../bin/check'
import { runDecode } from '../../../bin/decode'
import { runEncode } from '../../../bin/encode'
import { decode } from '../../../lib/x12/decode'
import { jsonOf } from '../../../lib/x12/report'
import { errors, interchange, onlyInterchange, read, standard } from '../x12/builders'
import { aTerminal } from './terminal-here'

const good = interchange()
const bad = interchange({ body: ['BEG*00*SA*PO-1**20260115', 'PO1*1*ABC*EA', 'CTT*1'] })
const two = `${good}${interchange({ version: '005010' }).replaceAll('000000101', '000000102')}`

describe('decode', () => {
  it('prints the document of its contract and ends with 0', async () => {
    const terminal = aTerminal({ 'a.x12': two })
    expect(await runDecode(['--json', 'a.x12'], terminal)).toBe(0)
    expect(JSON.parse(terminal.written())).toEqual(JSON.parse(JSON.stringify(jsonOf(read(two)))))
  })

  it('reads standard input where no file is named, and ends with 1 when something is wrong', async () => {
    const terminal = aTerminal({ '-': bad })
    expect(await runDecode([], terminal)).toBe(1)
    expect(JSON.parse(terminal.written()).interchanges[0].groups[0].transactions[0].status).toBe('rejected')
  })

  it('prints one document a line for several files, reads on after one that is no X12, and ends with 2', async () => {
    const terminal = aTerminal({ 'a.x12': good, 'b.json': '{}', 'c.x12': good })
    expect(await runDecode(['a.x12', 'b.json', 'c.x12'], terminal)).toBe(2)
    const lines = terminal.written().trimEnd().split('\n')
    expect(lines.map(line => JSON.parse(line).file)).toEqual(['a.x12', 'c.x12'])
    expect(terminal.said).toEqual([expect.stringMatching(/^b\.json: not-x12: .*looks like JSON/)])
  })

  it('prints a line for each segment, set, group and interchange as a stream', async () => {
    const terminal = aTerminal({ '-': bad })
    expect(await runDecode(['--lines'], terminal)).toBe(1)
    const lines = terminal
      .written()
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line))
    expect(lines.map(({ kind }) => kind)).toEqual([...Array(5).fill('segment'), 'transaction', 'group', 'interchange', 'end'])
    expect(lines[2]).toEqual({ kind: 'segment', position: 3, offset: bad.indexOf('PO1'), segment: ['PO1', '1', 'ABC', 'EA'] })
    expect(lines[5]).toMatchObject({ set: '850', status: 'rejected', findings: [{ code: 'AK403:6' }] })
  })

  it('takes mode, encoding and rejects', async () => {
    const lenient = aTerminal({ '-': interchange({ body: ['BEG*00*SA*PO-1**20260115', 'PO1*1*1*EA*1**VN', 'CTT*1'] }) })
    expect(await runDecode(['--mode', 'lenient', '--rejects', 'interchange', '--encoding', 'latin1'], lenient)).toBe(1)
    expect(JSON.parse(lenient.written()).interchanges[0].status).toBe('errors')
    await expect(runDecode(['--mode', 'loose'], aTerminal({}))).rejects.toMatchObject({ code: 'usage' })
    await expect(runDecode(['--color'], aTerminal({}))).rejects.toMatchObject({ code: 'usage' })
    await expect(runDecode(['--json', '--lines'], aTerminal({}))).rejects.toMatchObject({ code: 'usage' })
  })

  it('refuses to hold more segments than allowed, and says how to read them', async () => {
    const terminal = aTerminal({ '-': good })
    expect(await runDecode(['--largest', '4'], terminal)).toBe(2)
    expect(terminal.said).toEqual([expect.stringMatching(/x12-too-large.*--lines/)])
    expect(await runDecode(['--largest', '5'], aTerminal({ '-': good }))).toBe(0)
  })
})

describe('check', () => {
  it('marks each place in the text, from a file or from standard input', async () => {
    for (const name of ['-', 'bad.x12']) {
      const terminal = aTerminal({ [name]: bad })
      expect(await runCheck(name === '-' ? [] : [name], terminal)).toBe(1)
      expect(terminal.written()).toContain('  PO1*1*ABC*EA~\n        ^^^\n')
    }
  })

  it('says that a set is rejected with its group', async () => {
    const terminal = aTerminal({ '-': good.replace('GE*1*101', 'GE*1*102') })
    expect(await runCheck([], terminal)).toBe(1)
    expect(terminal.written()).toContain('850 0001, 5 segments: rejected')
  })
})

describe('encode', () => {
  it.each([
    ['one document', 'a.x12', []],
    ['one document on each line', 'b.x12', ['c.x12']],
  ])('writes what decode printed: %s', async (_, first, more) => {
    const files = { 'a.x12': two, 'b.x12': good, 'c.x12': good.replaceAll('000000101', '000000103') }
    const decoded = aTerminal(files)
    await runDecode([first, ...more], decoded)
    const encoded = aTerminal({ '-': decoded.written() })
    expect(await runEncode([], encoded)).toBe(0)
    const again = aTerminal({ '-': encoded.written() })
    expect(await runDecode([], again)).toBe(0)
    const { interchanges } = JSON.parse(again.written())
    const before = decoded
      .written()
      .trimEnd()
      .split('\n')
      .flatMap(line => JSON.parse(line).interchanges)
    expect(interchanges).toEqual(before)
  })

  it('writes segments to the byte where the document names its delimiters, and canonical ones where it does not', async () => {
    const loose = good.replace('CTT*1', 'CTT*1**')
    const terminal = aTerminal({ '-': JSON.stringify(jsonOf(read(loose))) })
    await runEncode([], terminal)
    expect(terminal.written()).toBe(loose)
    const unmarked = aTerminal({
      '-': JSON.stringify(jsonOf(read(loose)), (key, value) => (key === 'delimiters' ? undefined : value)),
    })
    await runEncode([], unmarked)
    expect(unmarked.written()).toBe(good)
  })

  it('writes the dates and ids that were read; the moment where the document says none', async () => {
    const terminal = aTerminal({ '-': JSON.stringify(jsonOf(read(good))) })
    await runEncode([], terminal)
    expect(terminal.written()).toBe(good)
    const undated = aTerminal({ '-': JSON.stringify(jsonOf(read(good)), (key, value) => (key === 'header' ? undefined : value)) })
    await runEncode([], undated)
    expect(undated.written()).toBe(good.replaceAll('20260115*0930', '20260203*0405').replace('260115*0930', '260203*0405'))
  })

  it('names the path of what is wrong, and writes nothing', async () => {
    const document = JSON.stringify(jsonOf(read(good))).replace('"PO-1"', '1')
    const terminal = aTerminal({ good: JSON.stringify(jsonOf(read(good))), bad: document })
    expect(await runEncode(['good', 'bad'], terminal)).toBe(2)
    expect(terminal.said).toEqual([
      expect.stringMatching(/^bad: .*interchanges\[0\]\.groups\[0\]\.transactions\[0\]\.segments\[1\]\[3\] must be text/),
    ])
    expect(terminal.written()).toBe('')
  })

  it.each([
    ['no JSON', 'ISA*00', /^standard input: json-invalid: /],
    ['nothing', '', /^standard input: json-invalid: /],
    ['no interchange', '{"interchanges":[]}', /^standard input: x12-json: /],
  ])('says what is wrong with %s', async (_what, input, words) => {
    const terminal = aTerminal({ '-': input })
    expect(await runEncode([], terminal)).toBe(2)
    expect(terminal.said).toEqual([expect.stringMatching(words)])
  })

  it('keeps accents unless told to transliterate or refuse them', async () => {
    const text = good.replace('SKU-RED', 'Réd')
    const json = JSON.stringify(jsonOf(decode(Buffer.from(text), standard)))
    const written = async (...words: string[]) => {
      const terminal = aTerminal({ '-': json })
      await runEncode(words, terminal)
      return terminal.written()
    }
    expect(await written()).toContain('*VN*Réd~')
    expect(await written('--characters', 'transliterate')).toContain('*VN*Red~')
    const refusing = aTerminal({ '-': json })
    expect(await runEncode(['--characters', 'refuse'], refusing)).toBe(2)
    expect([refusing.written(), refusing.said]).toEqual(['', [expect.stringContaining('x12-character')]])
  })
})

describe('ack', () => {
  it('answers each group with a 997: ids reversed, numbers of its own, separators received', async () => {
    const terminal = aTerminal({ '-': bad })
    expect(await runAck(['--control-number', '7', '--group-control-number', '8'], terminal)).toBe(0)
    expect(terminal.written()).toBe(
      [
        'ISA*00*          *00*          *ZZ*SELLERCO       *ZZ*BUYERCO        *260203*0405*U*00401*000000007*0*T*>',
        'GS*FA*SELLERCO*BUYERCO*20260203*0405*8*X*004010',
        'ST*997*0001',
        'AK1*PO*101',
        'AK2*850*0001',
        'AK3*PO1*3**8',
        'AK4*2*330*6*ABC',
        'AK5*R*5',
        'AK9*R*1*1*0',
        'SE*8*0001',
        'GE*1*8',
        'IEA*1*000000007',
        '',
      ].join('~'),
    )
  })

  it.each(['--997', '--999', '--ta1'])('%s is read without an error and numbers each interchange', async form => {
    const terminal = aTerminal({ '-': two })
    expect(await runAck([form], terminal)).toBe(0)
    const answer = decode(Buffer.from(terminal.written()), standard)
    expect(errors(answer)).toEqual([])
    expect(answer.interchanges.map(({ controlNumber }) => controlNumber)).toEqual(['000000001', '000000002'])
    const sets = answer.interchanges.flatMap(({ groups }) =>
      groups.flatMap(({ transactions }) => transactions.map(({ set }) => set)),
    )
    expect(sets).toEqual(form === '--ta1' ? [] : [form.slice(2), form.slice(2)])
  })

  it('a TA1 repeats number, date and time received', async () => {
    const terminal = aTerminal({ '-': good })
    await runAck(['--ta1'], terminal)
    const { technicalAcknowledgments } = onlyInterchange(read(terminal.written()))
    expect(technicalAcknowledgments).toEqual([['TA1', '000000101', '260115', '0930', 'A', '000']])
  })

  it('never answers a TA1 with a TA1', async () => {
    const first = aTerminal({ '-': good })
    await runAck(['--ta1'], first)
    const terminal = aTerminal({ '-': first.written() })
    expect(await runAck(['--ta1'], terminal)).toBe(0)
    expect([terminal.written(), terminal.said]).toEqual(['', [expect.stringMatching(/nothing to answer/)]])
  })

  it('never answers acknowledgments, and says so', async () => {
    const first = aTerminal({ '-': good })
    await runAck([], first)
    const terminal = aTerminal({ '-': first.written() })
    expect(await runAck([], terminal)).toBe(0)
    expect([terminal.written(), terminal.said]).toEqual(['', [expect.stringMatching(/nothing to answer/)]])
  })
})

describe('ack of what is broken', () => {
  it('says that a file is cut inside of the ISA, and ends with 1', async () => {
    const terminal = aTerminal({ 'cut.x12': good.slice(0, 60) })
    expect(await runAck(['cut.x12'], terminal)).toBe(1)
    expect(terminal.said).toEqual([
      expect.stringMatching(/^cut\.x12: TA105:023: The file ends inside of the ISA, after 60 bytes/),
    ])
  })

  it('answers what comes before the cut and the files after it', async () => {
    const terminal = aTerminal({ 'cut.x12': `${good}${good.slice(0, 60)}`, 'good.x12': good })
    expect(await runAck(['cut.x12', 'good.x12'], terminal)).toBe(1)
    expect(terminal.written().match(/AK1\*/g)).toHaveLength(2)
  })

  it('answers every interchange, whatever tag one of them holds', async () => {
    const terminal = aTerminal({ '-': `${good}${good.replace('CTT', 'C>T')}${good}`.replaceAll('101~', '101~\n') })
    expect(await runAck([], terminal)).toBe(0)
    expect(terminal.written().match(/AK1\*/g)).toHaveLength(3)
  })
})

describe('a file that is no X12', () => {
  const utf16 = Buffer.from(`\ufeff${good}`, 'utf16le')
  it.each([
    ['empty', '', 'The file is empty'],
    ['blank', ' \r\n\t', 'The file holds white space only'],
    ['UTF-16', utf16, 'The text is UTF-16'],
    ['UTF-16 without a mark', utf16.subarray(2), 'The text is UTF-16'],
    ['gzip', gzipSync(good), 'It is compressed with gzip'],
    ['ZIP', 'PK\x03\x04', 'It is a ZIP archive'],
    ['PDF', '%PDF-1.7', 'It is a PDF document'],
    ['EDIFACT', "UNA:+.? 'UNB+UNOA:1+A+B+260115:0930+1'", 'It is an EDIFACT interchange'],
    ['EDIFACT without UNA', "UNB+UNOA:1+A+B+260115:0930+1'", 'It is an EDIFACT interchange'],
    ['XML', '<?xml version="1.0"?>', 'It looks like XML'],
    ['JSON', '{"ISA": 1}', 'It looks like JSON'],
    ['bytes', Buffer.from([1, 2, 3, 200, 201]), 'It is not text'],
    ['an ISA that ends with a space', good.replaceAll('~', ' '), 'The segment terminator, after ISA16, is a space, which cannot'],
    ['an ISA that ends with a tab', good.replaceAll('~', '\t'), 'The segment terminator, after ISA16, is a tab, which cannot'],
    ['an ISA that ends with a letter', good.replaceAll('~', 'Q'), 'The segment terminator, after ISA16, is "Q", which cannot'],
    ['an ISA separated by NUL', good.replaceAll('*', '\0'), 'The element separator, after ISA, is the byte 0x00, which'],
    ['an ISA separated by a letter', good.replaceAll('*', 'Q'), 'The element separator, after ISA, is "Q", which'],
    ['a short ISA', `ISA*00*1*2*3~${'X'.repeat(200)}`, 'where it must have 16'],
    ['something else', 'UNBELIEVABLE', 'It begins with "UNBELIEVABLE"'],
  ])('%s: decode, check and ack say so, go on with the next and end with 2', async (_what, content, words) => {
    for (const run of [runDecode, runCheck, runAck]) {
      const terminal = aTerminal({ 'odd.x12': content, 'good.x12': good })
      expect(await run(['odd.x12', 'good.x12'], terminal)).toBe(2)
      expect(terminal.said).toEqual([expect.stringMatching(/^odd\.x12: not-x12: No X12 interchange was found\. /)])
      expect(terminal.said[0]).toContain(words)
      expect(terminal.written()).not.toBe('')
    }
  })
})

describe('a guide on the command line', () => {
  const guide = { partner: 'Acme', set: '850', version: '004010', heading: [{ segment: 'CUR', use: 'mandatory' }] }
  const other = { ...guide, set: '810', heading: [] }
  const files = {
    'a.x12': good,
    'g.json': JSON.stringify(guide),
    'h.json': JSON.stringify(other),
    'bad.json': '{"partner": "Acme"}',
  }

  it('is checked by, beside another for another set', async () => {
    const terminal = aTerminal(files)
    expect(await runCheck(['--guide', 'h.json', '--guide', 'g.json', 'a.x12'], terminal)).toBe(1)
    expect(terminal.written()).toContain('guide AK304:3  CUR, segment 3')
    expect(await runDecode(['--guide', 'h.json', 'a.x12'], aTerminal(files))).toBe(0)
  })

  it('may be one of a list in one file, as a kit is made of', async () => {
    const terminal = aTerminal({ ...files, 'all.json': JSON.stringify([other, guide]) })
    expect(await runCheck(['--guide', 'all.json', 'a.x12'], terminal)).toBe(1)
    expect(terminal.written()).toContain('guide AK304:3  CUR, segment 3')
  })

  it('stands in the 999', async () => {
    const terminal = aTerminal({
      ...files,
      'a.x12': interchange({ version: '005010' }),
      'g.json': JSON.stringify({ ...guide, version: '005010' }),
    })
    expect(await runAck(['--999', '--guide', 'g.json', 'a.x12'], terminal)).toBe(0)
    expect(terminal.written()).toContain('~IK3*CUR*3**I8~IK5*E*I5~')
  })

  it('is refused when there is another for the same set and version', async () => {
    const words = ['--guide', 'g.json', '--guide', 'g.json', 'a.x12']
    await expect(runCheck(words, aTerminal(files))).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringContaining('850 004010'),
    })
  })

  it('is refused by its name when it is wrong or not there', async () => {
    await expect(runCheck(['--guide', 'bad.json', 'a.x12'], aTerminal(files))).rejects.toMatchObject({
      code: 'guide-invalid',
      message: expect.stringContaining('guide bad.json is not valid. set: is missing'),
    })
    await expect(runCheck(['--guide', 'none.json', 'a.x12'], aTerminal(files))).rejects.toMatchObject({ code: 'file-unreadable' })
  })
})
