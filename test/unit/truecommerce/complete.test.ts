import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { completenessOf } from '../../../lib/truecommerce/complete'
import { x12File } from './x12-file'

const verdict = (content: string | Buffer) => {
  const { format, complete } = completenessOf(Buffer.from(content as string))
  return `${format} ${complete}`
}
const x12 = x12File(7).toString()
const xml =
  '<?xml version="1.0"?><!-- <a> --><tc:Order xmlns:tc="urn:x"><Line a="1 > 0"/><Note><![CDATA[</tc:Order>]]></Note></tc:Order>\n'

describe('the end of a file', () => {
  test('an X12 file is whole with all of its bytes, and with none cut off', () => {
    expect(verdict(x12)).toBe('x12 true')
    const without = x12.trimEnd().length
    for (let length = 3; length < without - 1; length++) expect(verdict(x12.slice(0, length))).toBe('x12 false')
    // Only the last terminator is missing: nobody can say.
    expect(verdict(x12.slice(0, without - 1))).toBe('x12 undefined')
  })

  test.each([
    ['|', '\n'],
    ['*', '\r'],
    ['~', '!'],
    [':', '\u001c'],
  ])('X12 with delimiters %j and %j is read by its own delimiters', (separator, terminator) => {
    const segments = x12
      .trimEnd()
      .split('~\n')
      .map(segment => segment.replace('~', '').replaceAll('*', separator).replace('>', '^'))
    expect(verdict(segments.map(segment => segment + terminator).join(''))).toBe('x12 true')
    expect(
      verdict(
        segments
          .slice(0, -1)
          .map(segment => segment + terminator)
          .join(''),
      ),
    ).toBe('x12 false')
  })

  test('a file of several interchanges is whole only with the last of them', () => {
    const two = x12 + x12File(8).toString().replaceAll('*', '|').replaceAll('~\n', '!\n')
    expect(verdict(two)).toBe('x12 true')
    for (const cut of [1, 5, 40, 120, 200]) expect(verdict(two.slice(0, x12.length + cut + 3))).toBe('x12 false')
  })

  test('an IEA without the leading zeros of its number closes the interchange', () => {
    const plain = x12.replace('IEA*1*000000007', 'IEA*1*7')
    expect(verdict(plain)).toBe('x12 true')
    for (let length = 3; length < plain.trimEnd().length - 1; length++) expect(verdict(plain.slice(0, length))).toBe('x12 false')
  })

  test('under another number than the one of the header nobody can say, and cut off it is not whole', () => {
    const other = x12.replace('IEA*1*000000007', 'IEA*1*000000008')
    expect(verdict(other)).toBe('x12 undefined')
    for (let length = 3; length < other.trimEnd().length; length++) expect(verdict(other.slice(0, length))).toBe('x12 false')
  })

  test('a byte order mark and leading line ends change nothing', () => {
    expect(verdict(`\uFEFF\r\n${x12}`)).toBe('x12 true')
    expect(verdict(`\uFEFF${xml}`)).toBe('xml true')
    expect(verdict(Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('<a><b/></a>', 'utf16le')]))).toBe('xml true')
  })

  test('an XML file is whole when its root closes, wherever it is cut', () => {
    expect(verdict(xml)).toBe('xml true')
    for (let length = 1; length < xml.trimEnd().length; length++) expect(verdict(xml.slice(0, length))).toBe('xml false')
  })

  describe.each(['utf-16le', 'utf-16be'] as const)('in %s', encoding => {
    const inUtf16 = (text: string) => {
      const bytes = Buffer.from(text, 'utf16le')
      return encoding === 'utf-16be' ? bytes.swap16() : bytes
    }
    test.each([
      ['with', '\uFEFF'],
      ['without', ''],
    ])(
      '%s a byte order mark, X12, XML, JSON and CSV are told by their marks, also where most letters are no ASCII',
      (_, mark) => {
        const of = (text: string) => completenessOf(inUtf16(mark + text))
        expect(of(x12)).toEqual({ format: 'x12', encoding, complete: true })
        expect(of(xml)).toEqual({ format: 'xml', encoding, complete: true })
        expect(of('{"größe":[1,2]}\r\n')).toEqual({ format: 'json', encoding, complete: true })
        expect(of('order;item\r\n1;日本\r\n')).toEqual({ format: 'csv', encoding, complete: undefined })
        expect(of('<?xml version="1.0"?><Order><Note>Заказ</Note></Order>')).toMatchObject({ format: 'xml', complete: true })
      },
    )

    test('cut at any byte, also in the middle of a character, it is not whole', () => {
      for (const mark of ['\uFEFF', '']) {
        const whole = { xml: inUtf16(mark + xml.trimEnd()), json: inUtf16(`${mark}{"a":["b"]}`) }
        for (const [format, bytes] of Object.entries(whole)) {
          expect(completenessOf(bytes)).toEqual({ format, encoding, complete: true })
          for (let length = 6; length < bytes.length; length++)
            expect([length, completenessOf(bytes.subarray(0, length))]).toEqual([length, { format, encoding, complete: false }])
        }
        // All of the XML is there, and half a line end.
        expect(completenessOf(inUtf16(`${mark}<a>1</a>\n`).subarray(0, -1)).complete).toBe(false)
      }
    })
  })

  test('bytes that are zero for another reason do not make a text UTF-16', () => {
    const scattered = Buffer.from('a;b\u0000\n1;2\n')
    expect(completenessOf(scattered)).toMatchObject({ encoding: 'utf-8', format: 'csv' })
    expect(completenessOf(Buffer.alloc(64))).toMatchObject({ encoding: 'utf-8', format: 'text' })
    expect(completenessOf(Buffer.from('{"a":1}'))).toMatchObject({ encoding: 'utf-8', format: 'json' })
  })

  test('an inner element of the same name does not close the root', () => {
    expect(verdict('<a><a></a>')).toBe('xml false')
    expect(verdict('<a><a></a></a>')).toBe('xml true')
  })

  test('a JSON file is whole when it parses', () => {
    expect(verdict('{"a":[1,2]}\n')).toBe('json true')
    expect(verdict('{"a":[1,2]')).toBe('json false')
    expect(verdict('[]')).toBe('json true')
  })

  test('of a text nobody can say', () => {
    expect(verdict('order line\n1, 2\n')).toBe('text undefined')
    expect(verdict('Dear Sir,\nyour order\n')).toBe('text undefined')
    expect(verdict('')).toBe('text undefined')
  })

  test.each([
    ['order;line\n1;2\n', 'csv undefined'],
    ['order,text\n1,"a, b\n""c"""\n2,d', 'csv undefined'],
    ['a\tb\r\n1\t2\r\n', 'csv undefined'],
    ['a;b\n1;2\n3;', 'csv undefined'],
    ['a;b\n1;2\n3;4;5\n', 'text undefined'],
    ['a;b\n', 'text undefined'],
  ])('of %j is %s: rows with the same columns are a table', (text, expected) => {
    expect(verdict(text)).toBe(expected)
  })

  test('arbitrary bytes get a verdict, and quickly', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.constantFrom('', 'ISA', 'ISA*', '<', '<a', '{'), (bytes, start) => {
        const began = performance.now()
        completenessOf(Buffer.concat([Buffer.from(start), bytes]))
        expect(performance.now() - began).toBeLessThan(1_000)
      }),
    )
  })

  test.each([
    ['unclosed quotes', '<a b="'.repeat(30_000)],
    ['headers without end', 'ISA*'.repeat(30_000)],
    ['comments without end', `<${'<!--'.repeat(30_000)}`],
  ])('a large poison file costs no more than a moment: %s', (_, poison) => {
    const began = performance.now()
    completenessOf(Buffer.from(poison))
    expect(performance.now() - began).toBeLessThan(3_000)
  })
})
