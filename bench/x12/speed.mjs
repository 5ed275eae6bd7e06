/**
 * Speed of reading and writing X12 beside plain `split`, plain `join`, stock x12-parser and node-x12:
 * `node bench/x12/speed.mjs [rounds] [corpus]` after a build. Every measurement has a process of its own, rounds are interleaved, and
 * only the ratios within one run mean anything.
 */
import { execFileSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { interchange } from './corpus.mjs'

const require = createRequire(import.meta.url)
const options = { mode: 'standard', rejects: 'transaction', encoding: 'utf8' }
const PASSES = 6

/** Corpora: bytes of the documents. */
const corpora = {
  '850 × 10,000': () => [bytes('850', 10_000, 10)],
  '810 × 10,000': () => [bytes('810', 10_000, 10)],
  '850, 1,000 files': () => Array.from({ length: 1000 }, (_, index) => bytes('850', 1, 10, index + 1)),
  '850, 100,000 lines': () => [bytes('850', 1, 100_000)],
  'one small 850, again and again': () => Array.from({ length: 2000 }).fill(bytes('850', 1, 10, 7)),
}

/** What is measured: `prepare` is outside of the time, its result goes to `run` once for each pass. */
const contestants = {
  split: {
    run: documents =>
      documents.map(document =>
        document
          .toString('latin1')
          .split('~')
          .map(segment => segment.split('*')),
      ),
  },
  'decode, validated': {
    // Looked up once: `require` takes a microsecond, as much as a tenth of a small file.
    prepare: documents => ({ decode: library('decode').decode, documents }),
    run: ({ decode, documents }) => documents.map(document => accepted(decode(document, options))),
  },
  'x12-parser, stock': { run: async documents => Promise.all(documents.map(tokenised)) },
  'node-x12 strict': {
    run: documents => documents.map(parsed),
  },
  'node-x12, rules': {
    prepare: documents => documents.map(document => ({ document, rule: ruleFor(document) })),
    run: cases => cases.map(({ document, rule }) => obeying(parsed(document), rule)),
  },
  'node-x12, write': {
    prepare: documents => documents.map(parsed),
    run: models => models.map(model => Buffer.from(model.toString(), 'latin1')),
  },
  join: {
    prepare: documents =>
      documents.map(document =>
        document
          .toString('latin1')
          .split('~')
          .slice(0, -1)
          .map(segment => segment.split('*')),
      ),
    run: models => models.map(segments => Buffer.from(segments.map(segment => segment.join('*')).join('~'), 'latin1')),
  },
  encode: {
    prepare: documents => ({ encode: library('encode').encode, models: documents.map(outgoing) }),
    run: ({ encode, models }) => models.map(model => encode(model)),
  },
}

if (process.argv[2] === '--measure') console.log(JSON.stringify(await measure(process.argv[3], process.argv[4])))
else compare(Number(process.argv[2] ?? 5), process.argv[3] ?? '')

function compare(rounds, wanted) {
  const names = Object.keys(contestants)
  for (const corpus of Object.keys(corpora).filter(name => name.includes(wanted))) {
    const results = Object.fromEntries(names.map(name => [name, []]))
    for (let round = 0; round < rounds; round++) {
      for (let turn = 0; turn < names.length; turn++) {
        const name = names[(turn + round) % names.length]
        results[name].push(
          JSON.parse(execFileSync(process.execPath, [fileURLToPath(import.meta.url), '--measure', corpus, name])),
        )
      }
    }
    const middle = (name, kind) => median(results[name].map(result => result[kind]))
    console.log(`\n${corpus} (${(results.split[0].size / 1e6).toFixed(1)} MB)`)
    for (const name of names) {
      const speed = results[name][0].size / middle(name, 'warm') / 1e3
      const base = ['encode', 'join', 'node-x12, write'].includes(name) ? 'join' : 'split'
      const [wall, cpu] = ['warm', 'cpu'].map(kind => (middle(base, kind) / middle(name, kind)).toFixed(2))
      console.log(`  ${name.padEnd(20)} ${speed.toFixed(1).padStart(7)} MB/s  ${wall} × ${base}, by processor time ${cpu}`)
    }
  }
}

/** Milliseconds of the first pass, and the median of the later ones by the clock and by the time of the processor. */
async function measure(corpus, name) {
  const documents = corpora[corpus]()
  const { prepare = same => same, run } = contestants[name]
  const input = prepare(documents)
  const times = []
  const work = []
  for (let pass = 0; pass < (name.startsWith('node-x12') ? 3 : PASSES); pass++) {
    const [started, before] = [performance.now(), process.cpuUsage()]
    const kept = await run(input)
    const { user, system } = process.cpuUsage(before)
    times.push(performance.now() - started)
    work.push((user + system) / 1000)
    if (kept.length !== documents.length) throw new Error('Something was lost')
  }
  return {
    size: documents.reduce((sum, { length }) => sum + length, 0),
    cold: times[0],
    warm: median(times.slice(1)),
    cpu: median(work.slice(1)),
  }
}

function accepted(decoded) {
  if (decoded.interchanges[0]?.status !== 'accepted')
    throw new Error(`The corpus is not valid: ${JSON.stringify(decoded).slice(0, 2000)}`)
  return decoded
}

async function tokenised(document) {
  const { X12parser } = require('x12-parser')
  const parser = new X12parser('latin1')
  let keys = 0
  parser.on('data', segment => {
    keys += Object.keys(segment).length
  })
  const ended = new Promise((resolve, reject) => parser.on('end', resolve).on('error', reject))
  for (let at = 0; at < document.length; at += 65_536) parser.write(document.subarray(at, at + 65_536))
  parser.end()
  await ended
  return keys
}

function parsed(document) {
  const { X12Parser } = require('node-x12')
  return new X12Parser(true).parse(document.toString('latin1'))
}

/** Order and lengths of the corpus as node-x12 writes rules: segments one after the other, the lines of the order as its one loop. */
function ruleFor(document) {
  const { X12TransactionRule } = require('node-x12')
  const segments = document
    .toString('latin1', 0, 4000)
    .split('~')
    .slice(3)
    .map(segment => segment.split('*'))
  const first = segments.findIndex(([tag]) => tag === 'PO1' || tag === 'IT1')
  const end = document
    .toString('latin1', document.length - 200)
    .split('~')
    .map(segment => segment.split('*'))
  const summary = end.slice(
    end.findIndex(([tag]) => tag === 'CTT' || tag === 'TDS'),
    end.findIndex(([tag]) => tag === 'SE'),
  )
  const rule = ([tag, ...elements]) => ({
    tag,
    mandatory: true,
    elements: elements.map(element => (element === '' ? { skip: true } : { minMax: [1, 80] })),
  })
  const line = segments.slice(first, first + 3).map(rule)
  line[0].loopStart = true
  line[2].loopEnd = true
  return new X12TransactionRule({ segments: [...segments.slice(0, first).map(rule), ...line, ...summary.map(rule)] })
}

function obeying(interchange, rule) {
  const { X12ValidationEngine } = require('node-x12')
  for (const group of interchange.functionalGroups)
    for (const transaction of group.transactions) {
      const report = new X12ValidationEngine().assert(transaction, rule)
      if (report !== true) throw new Error(`node-x12 finds fault: ${JSON.stringify(report).slice(0, 500)}`)
    }
  return interchange
}

function outgoing(document) {
  const [received] = library('decode').decode(document, options).interchanges
  return {
    sender: { qualifier: received.senderQualifier, id: received.sender },
    receiver: { qualifier: received.receiverQualifier, id: received.receiver },
    date: '2026-01-15',
    time: '09:30',
    controlNumber: 101,
    version: '004010',
    usage: 'T',
    acknowledgmentRequested: false,
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

function bytes(set, count, lines, seed) {
  return Buffer.from(interchange(set, count, lines, seed), 'latin1')
}

function library(name) {
  return require(`${process.env.EDI_LOOP_DIST ?? '../../dist'}/lib/x12/${name}.js`)
}

function median(numbers) {
  return numbers.toSorted((one, other) => one - other)[Math.trunc(numbers.length / 2)]
}
