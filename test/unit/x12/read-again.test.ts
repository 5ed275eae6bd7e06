import { describe, expect, it } from 'vitest'
import { decode } from '../../../lib/x12/decode'
import { dictionaries } from '../../../lib/x12/dictionary/index'
import { interchange, onlyInterchange, onlySet, standard } from './builders'
import { workedExamples } from './worked-examples'

/** Segments out of order, left out, or in data of a stated length: where one such set ends the next must not go on. */
const unusual = [
  ['PO1*1*24*EA', 'BEG*00*SA*PO-1**20260115', 'CTT*1'],
  ['BEG*00*SA*PO-1**20260115', 'CTT*1'],
  ['BEG*00*SA*PO-1**20260115', 'CTT*1', 'N1*ST*Depot', 'PO1*1*24*EA'],
  ['BEG*00*SA*PO-1**20260115', 'PO1*1*24*EA', 'N1*ST*Depot', 'LM*ZZ', 'CTT*1', 'SAC*C'],
  ['BEG*00*SA*PO-1**20260115', 'BIN*5*a~b*c', 'PO1*1*24*EA', 'CTT*1'],
].map(body => Buffer.from(interchange({ body })))

/** Sound files, the same cut off at many places, and the same with one byte made another. */
const files: readonly Buffer[] = [...Object.values(workedExamples).map(text => Buffer.from(text)), ...unusual].flatMap(
  (whole, example) => {
    const places = Array.from({ length: 12 }, (_, each) => 110 + ((each * 97 + example * 31) % (whole.length - 110)))
    return [whole, ...places.map(place => whole.subarray(0, place)), ...places.map(place => withByte(whole, place, 0x2a))]
  },
)

function withByte(bytes: Buffer, place: number, byte: number): Buffer {
  const other = Buffer.from(bytes)
  other[place] = byte
  return other
}

function read(file: Buffer): string {
  return JSON.stringify(decode(file, standard))
}

const order = Buffer.from(workedExamples.order)

const letters = Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZ')

/** Values that are called wrong in these segments of a line, in their order. */
function wrongIn(segments: readonly string[]): readonly (string | undefined)[] {
  const body = ['BEG*00*SA*PO-1**20260115', 'PO1*1*24*EA', ...segments, 'CTT*1']
  const { findings } = onlySet(decode(Buffer.from(interchange({ body })), standard))
  return findings.filter(({ code }) => code.startsWith('AK403')).map(({ value }) => value)
}

describe('what files are read with is used again', () => {
  it('a file is read the same way whatever was read before it', () => {
    const first = files.map(read)
    const inReverse = files.toReversed().map(read).toReversed()
    expect(inReverse).toEqual(first)
    const apart = files.map((file, index) => ({ file, index, turn: (index * 7) % files.length }))
    for (const { file, index } of apart.toSorted((one, other) => one.turn - other.turn)) expect(read(file)).toBe(first[index])
  })

  it('and when reading broke off in the middle', () => {
    const first = files.map(read)
    for (const [index, file] of files.entries()) {
      expect(() => decode(order, { ...standard, largest: 1 + (index % 5) })).toThrow('segments')
      expect(read(file)).toBe(first[index])
    }
  })

  it('nor does a file that is read inside of the reading of another disturb it', () => {
    const inner = Buffer.from(workedExamples.shipNotice)
    const alone = [read(order), read(inner)]
    let within = ''
    const guide = () => {
      within = read(inner)
      return undefined
    }
    expect([JSON.stringify(decode(order, { ...standard, guide })), within]).toEqual(alone)
  })

  it('a code is judged by the place it stands in, whatever was good there or elsewhere before', () => {
    const places = [
      { element: '349', segment: (code: string) => `PID*${code}****Bolt` },
      { element: '662', segment: (code: string) => `SLN*1**${code}*1*EA` },
    ]
    for (const turn of [1, 2]) {
      for (const letter of turn === 1 ? letters : letters.toReversed()) {
        for (const { element, segment } of places) {
          const isCode = Object.keys(dictionaries['004010'].elements[element]?.codes ?? {}).includes(letter)
          expect([element, letter, wrongIn([segment(letter)])]).toEqual([element, letter, isCode ? [] : [letter]])
        }
      }
    }
  })

  it('nor is a text taken for a good code because it has the same place in the table of short texts', () => {
    const texts = letters.flatMap(one => letters.flatMap(two => letters.map(three => one + two + three)))
    for (let at = 0; at < texts.length; at += 400) {
      const some = texts.slice(at, at + 400)
      expect(wrongIn(some.flatMap(text => ['PID*F****Bolt', 'PID*X****Nut', `PID*${text}****Ring`]))).toEqual(some)
    }
  })

  it('changing what was read changes nothing that is read later', () => {
    const before = read(order)
    const decoded = decode(order, standard)
    const { header, delimiters } = onlyInterchange(decoded)
    ;(header as string[])[6] = 'OTHER'
    Object.assign(delimiters, { element: '|' })
    for (const segment of onlySet(decoded).segments as string[][]) segment[1] = 'XX'
    expect(read(order)).toBe(before)
  })
})
