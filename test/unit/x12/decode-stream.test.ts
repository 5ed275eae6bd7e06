import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decode } from '../../../lib/x12/decode'
import { type DecodedEvent, decodeStream } from '../../../lib/x12/decode-stream'
import { Reader } from '../../../lib/x12/reader'
import { interchange, standard } from './builders'
import { wire, workedExamples } from './worked-examples'

describe('reading a stream', () => {
  it('gives the same segments and findings as reading at once', async () => {
    const bytes = Buffer.from(interchange({ body: ['BEG*00*SA*PO-1**20269999', 'ZZZ*1', 'PO1*1*x*EA'] }) + interchange())
    const atOnce = decode(bytes, standard)
    const events = await eventsOf([bytes])
    const sets = atOnce.interchanges.flatMap(({ groups }) => groups.flatMap(({ transactions }) => transactions))
    expect(events.flatMap(each => (each.kind === 'segments' ? each.segments.map(({ segment }) => segment) : []))).toEqual(
      sets.flatMap(({ segments }) => segments),
    )
    expect(events.flatMap(each => (each.kind === 'transaction' ? each.transaction.findings : []))).toEqual(
      sets.flatMap(({ findings }) => findings),
    )
    expect(events.map(({ kind }) => kind).filter(kind => kind !== 'segments')).toEqual(
      'transaction-begins transaction group interchange transaction-begins transaction group interchange end'.split(' '),
    )
  })

  it('offsets point at the segments', async () => {
    const bytes = Buffer.from(interchange().replaceAll('~', '~\r\n'))
    const segments = (await eventsOf([bytes.subarray(0, 150), bytes.subarray(150)])).flatMap(event =>
      event.kind === 'segments' ? event.segments : [],
    )
    expect(segments).toHaveLength(5)
    for (const { segment, offset } of segments)
      expect(bytes.toString('latin1', offset).startsWith(`${segment.join('*')}~`)).toBe(true)
  })

  it('refuses at the end what never was X12', async () => {
    await expect(eventsOf([Buffer.from('{"a":'), Buffer.from('1}')])).rejects.toMatchObject({ code: 'not-x12' })
  })

  it('asks for no more bytes than its reader takes', async () => {
    let given = 0
    function* source() {
      for (; given < 100; given++) yield Buffer.from(interchange())
    }
    for await (const event of decodeStream(source(), standard)) if (event.kind === 'interchange') break
    expect(given).toBeLessThan(3)
  })
})

describe('any chunking', () => {
  const texts = [
    Buffer.from(interchange().replaceAll('~', '~\n~\r\n~ ')),
    Buffer.from(interchange().replaceAll('~', '\n\n \n')),
    ...Object.values(workedExamples).map(wire),
    ...Object.values(workedExamples).map(text => Buffer.from(text.replaceAll('\n', '\r\n'))),
    ...Object.values(workedExamples).map(text => Buffer.from(text.replaceAll('~\n', '\r\n'))),
    ...Object.values(workedExamples).map(text =>
      Buffer.from(`\xef\xbb\xbfjunk ${text.replaceAll('~\n', '\r')} more junk`, 'latin1'),
    ),
    Buffer.concat(
      Object.values(workedExamples).map((text, index) =>
        Buffer.from(index % 2 ? text.replaceAll('*', '|') : text.replaceAll('~\n', '\n')),
      ),
    ),
    Buffer.from(
      interchange().replace('GE*1*101~IEA*1*000000101~', '') + interchange().replaceAll('*', '|').replaceAll('~', '\r\n'),
      'latin1',
    ),
    Buffer.from(interchange({ body: ['BIN*9*a~b*c~~IE', 'PO1*1*1*EA'] }), 'latin1'),
  ]

  it('gives the same result', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...texts),
        fc.array(fc.integer({ min: 1, max: 120 }), { minLength: 1, maxLength: 6 }),
        (bytes, sizes) => {
          expect(readIn(bytes, sizes)).toEqual(readIn(bytes, [bytes.length]))
        },
      ),
      { numRuns: 300 },
    )
  })

  it('does not decide whether a segment is the ISA of another interchange before its bytes are there', () => {
    const cutOff = interchange().replaceAll('*', '|').replaceAll('~', '\n').replace(/GE.*/s, '')
    const wrapped = interchange().replace('*ZZ*SELLERCO', '*ZZ*\nSELLERCO')
    const bytes = Buffer.from(cutOff + wrapped)
    expect(JSON.stringify(readIn(bytes, [bytes.length]))).toContain('another ISA begins')
    expect(differingCuts(bytes)).toEqual([])
  })

  it('notes terminators behind the last segment of a file that is cut off', () => {
    const cutOff = interchange().replace(/IEA.*/s, '')
    const short = Buffer.from(`${cutOff}~~~`)
    expect(JSON.stringify(readIn(short, [short.length]))).toContain('3 terminators stand where a segment should begin')
    const long = Buffer.from(`${cutOff}ISA|00|~${'~'.repeat(1200)}`)
    expect(readIn(long, [118])).toEqual(readIn(long, [long.length]))
  })

  it('even byte by byte', () => {
    for (const bytes of texts) expect(readIn(bytes, [1])).toEqual(readIn(bytes, [bytes.length]))
  })
})

/** Where bytes can be cut in two so that they read otherwise than whole. */
function differingCuts(bytes: Buffer): number[] {
  const whole = readIn(bytes, [bytes.length])
  const cuts = Array.from({ length: bytes.length - 1 }, (_, index) => index + 1)
  return cuts.filter(cut => !isDeepStrictEqual(readIn(bytes, [cut, bytes.length]), whole))
}

/** What a reader makes of bytes that come in chunks of these sizes, over and over. */
function readIn(bytes: Buffer, sizes: readonly number[]): unknown {
  const interchanges: unknown[] = []
  const reader = new Reader(standard, { keeps: true, interchangeEnds: each => interchanges.push(each) })
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const size = sizes[turn % sizes.length] ?? 1
    reader.write(bytes.subarray(at, at + size))
    at += size
  }
  reader.end()
  return { interchanges, findings: reader.findings.list }
}

async function eventsOf(chunks: Iterable<Uint8Array>): Promise<DecodedEvent[]> {
  const events: DecodedEvent[] = []
  for await (const event of decodeStream(chunks, standard)) events.push(event)
  return events
}
