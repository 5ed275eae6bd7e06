/** Laws that hold for every interchange and for any bytes at all. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EdiError } from '../../../lib/error'
import { type Decoded, decode } from '../../../lib/x12/decode'
import { encode, type OutgoingInterchange } from '../../../lib/x12/encode'
import type { Delimiters, Segment } from '../../../lib/x12/segment'
import { accountsFor } from '../../fuzz/accounting'
import { onlyInterchange, standard } from './builders'
import { workedExamples, wire } from './worked-examples'

const marks = Array.from("*~>:|^!$#{}[]<\\;,'+\x1c\x1d\x1e\x1f")
const legalDelimiters: fc.Arbitrary<Delimiters> = fc
  .tuple(
    fc.shuffledSubarray(marks, { minLength: 4, maxLength: 4 }),
    fc.constantFrom('', '\n', '\r\n'),
    fc.constantFrom('mark', '\n', '\r\n', '\r'),
  )
  .map(([[element = '', component = '', repetition = '', mark = ''], padding, terminator]) => ({
    element,
    component,
    repetition,
    segment: terminator === 'mark' ? mark + padding : terminator,
  }))

const tag = fc.constantFrom('BEG', 'REF', 'PO1', 'N1', 'MSG', 'DTM', 'ZZZ', 'CTT', 'K9')

/** Segments whose text holds none of these delimiters; the last element is not empty. */
function segmentsWithout({ element, component, repetition, segment }: Delimiters): fc.Arbitrary<Segment[]> {
  const used = new Set(element + component + repetition + segment)
  const characters = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index)).filter(
    each => !used.has(each) && each !== '^' && each !== '`',
  )
  const text = (minLength: number) => fc.string({ unit: fc.constantFrom(...characters), minLength, maxLength: 20 })
  const one = fc.tuple(tag, fc.array(text(0), { maxLength: 6 }), text(1)).map(([first, middle, last]) => [first, ...middle, last])
  return fc.array(one, { maxLength: 12 })
}

const written = legalDelimiters.chain(chosen =>
  fc.tuple(fc.constant(chosen), fc.array(fc.array(segmentsWithout(chosen), { minLength: 1, maxLength: 3 }), { maxLength: 3 })),
)

describe('laws', () => {
  it('what was written reads as it was, under any legal delimiters', () => {
    fc.assert(
      fc.property(written, ([chosen, groups]) => {
        const interchange = onlyInterchange(decode(encode(outgoing(chosen, groups)), standard))
        expect(interchange.groups.map(group => group.transactions.map(({ segments }) => segments.slice(1, -1)))).toEqual(groups)
        expect(interchange.findings).toEqual([])
        expect(interchange.groups.flatMap(group => group.findings)).toEqual([])
      }),
      { numRuns: 300 },
    )
  })

  it('any bytes are read or refused, never anything else', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), bytes => {
        expect(isReadOrRefused(bytes, 'strict')).toBe(true)
      }),
      { numRuns: 500 },
    )
  })

  it('an interchange with any bytes changed loses no segment without a word', () => {
    const change = fc.record({ at: fc.nat(), length: fc.nat({ max: 8 }), by: fc.uint8Array({ maxLength: 8 }) })
    const originals = fc.constantFrom(...Object.values(workedExamples).map(wire))
    const changed = fc
      .tuple(originals, fc.array(change, { minLength: 1, maxLength: 4 }))
      .map(([original, changes]) => changes.reduce(changedAt, original).toString('latin1'))
    fc.assert(
      fc.property(changed, fc.constantFrom('lenient', 'strict'), (text, mode) => {
        expect(isReadOrRefused(Buffer.from(text, 'latin1'), mode)).toBe(true)
      }),
      { numRuns: 1500 },
    )
  })
})

function changedAt(
  bytes: Buffer,
  { at, length, by }: { readonly at: number; readonly length: number; readonly by: Uint8Array },
): Buffer {
  const from = at % bytes.length
  return Buffer.concat([bytes.subarray(0, from), by, bytes.subarray(from + length)])
}

/**
 * Whether the bytes are refused as no X12, or every byte but padding and terminators turns up in a segment or in a finding.
 * @throws whatever else the reader throws
 */
function isReadOrRefused(bytes: Uint8Array, mode: 'lenient' | 'strict'): boolean {
  const decoded = readOrRefusal(bytes, mode)
  if (decoded instanceof EdiError) return decoded.code === 'not-x12'
  return accountsFor(decoded, bytes)
}

function readOrRefusal(bytes: Uint8Array, mode: 'lenient' | 'strict'): Decoded | EdiError {
  try {
    return decode(bytes, { mode, rejects: 'transaction', encoding: 'latin1' })
  } catch (failure) {
    if (failure instanceof EdiError) return failure
    throw failure
  }
}

function outgoing(chosen: Delimiters, groups: Segment[][][]): OutgoingInterchange {
  return {
    sender: { qualifier: 'ZZ', id: 'BUYERCO' },
    receiver: { qualifier: '01', id: '123456789' },
    date: '2026-01-15',
    time: '09:30',
    controlNumber: 42,
    version: '005010',
    usage: 'P',
    acknowledgmentRequested: true,
    delimiters: chosen,
    groups: groups.map((transactions, index) => ({
      functionalId: 'PO',
      sender: 'BUYERCO',
      receiver: 'SELLERCO',
      controlNumber: index + 1,
      version: '005010',
      transactions: transactions.map((segments, number) => ({
        set: '850',
        controlNumber: String(number + 1).padStart(4, '0'),
        segments,
      })),
    })),
  }
}
