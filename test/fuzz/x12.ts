/**
 * Fuzzing of the X12 reader, after a build: `node test/fuzz/x12.ts --seconds 60 [--seed 1]`.
 *
 * Real files (where the samples stand beside the repository), made sets and made corpora have bytes changed, cut, doubled, repeated
 * thousands of times and put together. Nothing may be thrown but `not-x12`; nothing may take longer than a second for a megabyte; every byte must be accounted
 * for; every segment must have the text that stands at its offset; chunks must make no difference; what is written again must have
 * the same segments; the answer to it must be written and be valid; what is read in one order must not change what is read after it.
 * The first failure is written to standard error with its seed, and the exit code is 1.
 */
import type { Decoded, Interchange } from '../../lib/x12/decoded'
import type { ReaderOptions } from '../../lib/x12/open-interchange'

const { existsSync, readdirSync, readFileSync } = process.getBuiltinModule('node:fs')
const { join } = process.getBuiltinModule('node:path')
const built = join(__dirname, '../../dist/lib')
const { EdiError } = require(`${built}/error.js`) as typeof import('../../lib/error')
const { Reader } = require(`${built}/x12/reader.js`) as typeof import('../../lib/x12/reader')
const { dictionaries } = require(`${built}/x12/dictionary/index.js`) as typeof import('../../lib/x12/dictionary/index')
const { encode } = require(`${built}/x12/encode.js`) as typeof import('../../lib/x12/encode')
const { outgoingFrom } = require(`${built}/x12/encode-json.js`) as typeof import('../../lib/x12/encode-json')
const { findingsOf, jsonOf } = require(`${built}/x12/report.js`) as typeof import('../../lib/x12/report')
const { answersTo } = require(`${built}/x12/answer.js`) as typeof import('../../lib/x12/answer')
const { accountsFor } = require('./accounting.ts') as typeof import('./accounting')
const { madeSet } = require('./made-sets.ts') as typeof import('./made-sets')

/** Bytes and words that mean something to a reader. */
const tellingBytes = Buffer.from('~*>^|\r\n \t\0\x1a:ISAGSTEBNX0123456789?\xff\xfe\xef\xbb\xbf', 'latin1')
const tellingWords = [
  'ISA*',
  'GS*',
  'ST*',
  'SE*',
  'GE*',
  'IEA*',
  'IEA',
  'TA1*',
  'ISX*?~',
  'BIN*5*',
  'BIN*99999999*',
  'BDS*ASC*4*',
  '~~',
  '\r\n',
  '~\n',
  '\r\n\n',
  'ISA|00|',
]

const seconds = Number(argument('--seconds') ?? 60)
const firstSeed = Number(argument('--seed') ?? 1)
const samples = samplesBeside(join(__dirname, '../../../shared/samples/x12'))
const started = performance.now()

let rounds = 0
let bytesRead = 0
let slowest = 0
for (let seed = firstSeed; performance.now() - started < seconds * 1000; seed++) {
  const chance = chanceFrom(seed)
  const bytes = changed(original(chance), chance)
  const complaint = tryOut(bytes, chance)
  if (complaint !== undefined) {
    console.error(`seed ${seed}: ${complaint}\n${JSON.stringify(bytes.toString('latin1').slice(0, 4000))}`)
    process.exit(1)
  }
  rounds++
  bytesRead += bytes.length
}
console.log(
  `${rounds} files, ${(bytesRead / 1e6).toFixed(1)} MB, ${samples.length} samples as seeds, slowest ${slowest.toFixed(0)} ms; nothing found`,
)

/** What is wrong with how these bytes are read; undefined when nothing is. */
function tryOut(bytes: Buffer, chance: () => number): string | undefined {
  const options: ReaderOptions = {
    mode: oneOf(['lenient', 'standard', 'strict'] as const, chance),
    rejects: oneOf(['transaction', 'group', 'interchange'] as const, chance),
    encoding: 'latin1',
  }
  try {
    const [whole, took] = timed(() => readIn([bytes], options))
    slowest = Math.max(slowest, took)
    // The compiler and the collector may be slow once; slow twice is the file.
    if (isSlow(took, bytes) && isSlow(timed(() => readIn([bytes], options))[1], bytes))
      return `it took ${took.toFixed(0)} ms for ${bytes.length} bytes`
    if (whole.wrong !== undefined) return whole.wrong
    if (!accountsFor(whole.decoded, bytes)) return 'bytes are not accounted for'
    const text = JSON.stringify(whole.decoded)
    for (const pieces of [piecesOf(bytes, chance), halvesOf(bytes, chance), halvesOf(bytes, chance)]) {
      const difference = firstDifference(text, JSON.stringify(readIn(pieces, options).decoded))
      if (difference !== undefined) return `it reads otherwise in pieces, the first of ${pieces[0]?.length}: ${difference}`
    }
    for (const interchange of whole.decoded.interchanges) {
      const difference = writtenOtherwise(interchange, options)
      if (difference !== undefined) return `it is written otherwise: ${difference}`
    }
    return badAnswer(whole.decoded.interchanges)
  } catch (failure) {
    return failure instanceof EdiError
      ? `threw ${failure.code}`
      : `threw ${failure instanceof Error ? failure.stack : String(failure)}`
  }
}

/** Milliseconds of the processor, because on a busy machine the clock runs on while others work. */
function timed<T>(work: () => T): readonly [T, number] {
  const before = process.cpuUsage()
  const result = work()
  const { user, system } = process.cpuUsage(before)
  return [result, (user + system) / 1000]
}

function isSlow(milliseconds: number, bytes: Buffer): boolean {
  return milliseconds > 100 + bytes.length / 1000
}

function firstDifference(one: string, other: string): string | undefined {
  if (one === other) return undefined
  const at = Array.from(one).findIndex((character, index) => character !== other[index])
  return `${one.slice(Math.max(0, at - 100), at + 100)} and ${other.slice(Math.max(0, at - 100), at + 100)}`
}

function readIn(pieces: readonly Buffer[], options: ReaderOptions): { decoded: Decoded; wrong: string | undefined } {
  const bytes = Buffer.concat(pieces)
  const interchanges: Decoded['interchanges'][number][] = []
  let separator = ''
  let wrong: string | undefined
  const reader = new Reader(options, {
    keeps: true,
    transactionBegins: (_set, _group, { delimiters }) => {
      separator = delimiters.element
    },
    segment: (segment, offset) => {
      if (segment[0] === 'ST') return
      const text = segment.join(separator)
      if (bytes.toString('latin1', offset, offset + text.length) !== text) wrong ??= `${text} is not what stands at ${offset}`
    },
    interchangeEnds: interchange => interchanges.push(interchange),
  })
  for (const piece of pieces) reader.write(piece)
  reader.end()
  return { decoded: { interchanges, findings: reader.findings.list, ending: reader.ending }, wrong }
}

/** A sample, or an interchange made from the dictionary. */
function original(chance: () => number): Buffer {
  if (samples.length > 0 && chance() < 0.5) return oneOf(samples, chance)
  const dictionary = oneOf(Object.values(dictionaries), chance)
  const set = oneOf(dictionary.sets, chance)
  const sets = Array.from({ length: 1 + Math.floor(chance() * 3) }, (_, index) => ({
    set: set.set,
    controlNumber: String(index + 1).padStart(4, '0'),
    segments: madeSet(dictionary, set, chance).map(segment => segment.split('*')),
  }))
  return encode({
    sender: { qualifier: 'ZZ', id: 'BUYERCO' },
    receiver: { qualifier: 'ZZ', id: 'SELLERCO' },
    date: '2026-01-15',
    time: '09:30',
    controlNumber: 1 + Math.floor(chance() * 1000),
    version: dictionary.release,
    usage: 'T',
    acknowledgmentRequested: chance() < 0.5,
    delimiters: {
      element: '*',
      component: '>',
      repetition: '^',
      segment: oneOf(['~', '~\n', '~\r\n', '\n', '\r\n', '\r', "'"], chance),
    },
    characters: 'latin1',
    groups: [
      {
        functionalId: set.functionalId,
        sender: 'BUYERCO',
        receiver: 'SELLERCO',
        controlNumber: 1,
        version: dictionary.release,
        transactions: sets,
      },
    ],
  })
}

function changed(bytes: Buffer, chance: () => number): Buffer {
  let result = bytes
  for (let count = Math.floor(chance() * 6); count > 0; count--) {
    const at = Math.floor(chance() * result.length)
    const [before, after] = [result.subarray(0, at), result.subarray(at)]
    const kind = chance()
    if (kind < 0.3)
      result = Buffer.concat([before, Buffer.from([oneOf([...tellingBytes], chance)]), after.subarray(Math.floor(chance() * 3))])
    else if (kind < 0.5) result = Buffer.concat([before, Buffer.from(oneOf(tellingWords, chance), 'latin1'), after])
    else if (kind < 0.65) result = Buffer.concat([before, after.subarray(Math.floor(chance() * 30))])
    else if (kind < 0.75) result = before
    else if (kind < 0.85) result = Buffer.concat([before, after.subarray(0, 40), after])
    else if (kind < 0.95) result = Buffer.concat([result, original(chance)])
    else if (kind < 0.96) result = Buffer.concat([before, flood(result, chance), after])
    else result = Buffer.concat([before, Buffer.alloc(Math.floor(chance() * 5000), oneOf([...tellingBytes], chance)), after])
  }
  return result.length > 200_000 ? result.subarray(0, 200_000) : result
}

/** The same few bytes again and again, which a reader must neither look at anew each time nor tell of each time. */
function flood(bytes: Buffer, chance: () => number): Buffer {
  const at = Math.floor(chance() * bytes.length)
  const part = bytes.subarray(at, at + 1 + Math.floor(chance() * 40))
  const unit = part.length > 0 && chance() < 0.5 ? part : Buffer.from(`${oneOf(tellingWords, chance)}~`, 'latin1')
  return Buffer.alloc(20_000 + Math.floor(chance() * 130_000), unit)
}

function piecesOf(bytes: Buffer, chance: () => number): Buffer[] {
  const pieces: Buffer[] = []
  const largest = chance() < 0.2 ? 3 : 300
  for (let at = 0; at < bytes.length; ) {
    const size = 1 + Math.floor(chance() * largest)
    pieces.push(bytes.subarray(at, at + size))
    at += size
  }
  return pieces
}

/** Cut in two. */
function halvesOf(bytes: Buffer, chance: () => number): Buffer[] {
  const cut = Math.floor(chance() * bytes.length)
  return [bytes.subarray(0, cut), bytes.subarray(cut)]
}

/** What was read, written as `edi-loop encode` does and read again, must have the same segments, unless writing refuses it. */
function writtenOtherwise(interchange: Interchange, options: ReaderOptions): string | undefined {
  const written = writtenAgain(interchange)
  if (written.length === 0) return undefined
  const [again] = readIn(written, options).decoded.interchanges
  return firstDifference(JSON.stringify(bodiesOf(interchange)), JSON.stringify(again && bodiesOf(again)))
}

/** Nothing when writing refuses it. */
/** Every answer can be written, and is read in the strictest mode without a finding but those on a qualifier that it has to repeat. */
function badAnswer(interchanges: readonly Interchange[]): string | undefined {
  const forms = ['997', 'ta1', ...(interchanges.some(({ version }) => version >= '00402') ? (['999'] as const) : [])] as const
  for (const form of forms) {
    const settings = { form, date: '2026-01-15', time: '09:30', next: { interchange: 1, group: 1 } }
    for (const answer of answersTo(interchanges, settings)) {
      const bytes = encode(answer)
      const { decoded } = readIn([bytes], { mode: 'strict', rejects: 'transaction', encoding: 'utf8' })
      const finding = findingsOf(decoded).find(({ segment, element }) => segment !== 'ISA' || (element !== 5 && element !== 7))
      if (finding !== undefined) return `its ${form} is wrong: ${finding.code} ${finding.message}: ${bytes.toString('latin1')}`
    }
  }
  return undefined
}

function writtenAgain(interchange: Interchange): Buffer[] {
  const moment = { date: '2026-01-15', time: '09:30' }
  try {
    const outgoing = outgoingFrom(JSON.stringify(jsonOf({ interchanges: [interchange], findings: [], ending: '' })), moment)
    return outgoing.map(each => encode({ ...each, characters: 'latin1' }))
  } catch (failure) {
    if (failure instanceof EdiError) return []
    throw failure
  }
}

/** Segments of each set between ST and SE, without the empty elements at their end. */
function bodiesOf({ groups }: Interchange): string[][][] {
  return groups.flatMap(({ transactions }) =>
    transactions.map(({ segments }) => {
      const body = segments.slice(1, segments.at(-1)?.[0] === 'SE' ? -1 : undefined)
      return body.map(segment => segment.slice(0, segment.findLastIndex(element => element !== '') + 1))
    }),
  )
}

function samplesBeside(folder: string): Buffer[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter(name => /\.(edi|txt)$/.test(name))
    .map(name => readFileSync(join(folder, name)))
}

function oneOf<T>(list: readonly T[], chance: () => number): T {
  const one = list[Math.floor(chance() * list.length)]
  if (one === undefined) throw new Error('There is nothing to choose from')
  return one
}

/** Numbers from 0 up to 1, the same for the same seed (mulberry32). */
function chanceFrom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

function argument(name: string): string | undefined {
  const at = process.argv.indexOf(name)
  return at < 0 ? undefined : process.argv[at + 1]
}
