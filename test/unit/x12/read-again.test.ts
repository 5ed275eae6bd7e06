import { describe, expect, it } from 'vitest'
import { decode } from '../../../lib/x12/decode'
import { interchange, standard } from './builders'
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

describe('what files are read with is used again', () => {
  it('a file is read the same way whatever was read before it', () => {
    const first = files.map(read)
    const inReverse = files.toReversed().map(read).toReversed()
    const everyThird = files.map((_, index) => (index * 3) % files.length).map(index => [index, read(files[index]!)] as const)
    expect(inReverse).toEqual(first)
    for (const [index, again] of everyThird) expect(again).toBe(first[index])
  })

  it('and when reading broke off in the middle', () => {
    const first = files.map(read)
    for (const [index, file] of files.entries()) {
      expect(() => decode(files[0]!, { ...standard, largest: 1 + (index % 5) })).toThrow('segments')
      expect(read(file)).toBe(first[index])
    }
  })

  it('nor does a file that is read inside of the reading of another disturb it', () => {
    const [outer, inner] = [files[0]!, files.at(-1)!]
    const alone = [read(outer), read(inner)]
    let within = ''
    const guide = () => {
      within = read(inner)
      return undefined
    }
    expect([JSON.stringify(decode(outer, { ...standard, guide })), within]).toEqual(alone)
  })

  it('changing what was read changes nothing that is read later', () => {
    const before = read(files[0]!)
    const [interchange] = decode(files[0]!, standard).interchanges
    const changed = interchange as unknown as {
      header: string[]
      delimiters: { element: string }
      groups: { transactions: { segments: string[][] }[] }[]
    }
    changed.header[6] = 'OTHER'
    changed.delimiters.element = '|'
    changed.groups[0]!.transactions[0]!.segments[1]![1] = 'XX'
    expect(read(files[0]!)).toBe(before)
  })
})
