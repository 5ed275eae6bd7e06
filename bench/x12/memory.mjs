/**
 * Peak memory of reading a stream: `node bench/x12/memory.mjs [megabytes]` after a build. A file of ten megabytes and one of the size
 * given (1,000 when nothing is said) are made on the fly, once of many orders and once of one order of that size; the larger must
 * not need more than 40 MB more than the smaller.
 */
import { execFileSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { interchange } from './corpus.mjs'

const require = createRequire(import.meta.url)
const options = { mode: 'standard', rejects: 'transaction', encoding: 'utf8' }

if (process.argv[2] === '--measure') console.log(JSON.stringify(await measure(process.argv[3], Number(process.argv[4]))))
else compare(Number(process.argv[2] ?? 1000))

function compare(megabytes) {
  let failed = false
  for (const kind of ['many orders', 'one order']) {
    const [small, large] = [10, megabytes].map(size =>
      JSON.parse(execFileSync(process.execPath, [fileURLToPath(import.meta.url), '--measure', kind, String(size)])),
    )
    const growth = large.peak - small.peak
    failed ||= growth > 40
    console.log(
      `${kind}: ${small.bytes} MB peak ${small.peak} MB; ${large.bytes} MB peak ${large.peak} MB, ${large.speed} MB/s; growth ${growth} MB`,
    )
  }
  process.exitCode = failed ? 1 : 0
}

async function measure(kind, megabytes) {
  const { decodeStream } = require(`${process.env.EDI_LOOP_DIST ?? '../../dist'}/lib/x12/decode-stream.js`)
  const source = kind === 'many orders' ? manyOrders(megabytes * 1e6) : oneOrder(megabytes * 1e6)
  let bytes = 0
  const counted = (function* () {
    for (const chunk of source) {
      bytes += chunk.length
      yield chunk
    }
  })()
  const started = performance.now()
  let segments = 0
  for await (const event of decodeStream(counted, options)) {
    if (event.kind === 'segments') segments += event.segments.length
    // An order of more than 100,000 lines has an error for that, and no other.
    else if (event.kind === 'transaction' && event.transaction.status === 'rejected')
      throw new Error(JSON.stringify(event.transaction.findings.slice(-2)))
  }
  const seconds = (performance.now() - started) / 1000
  const peak = Math.round(process.resourceUsage().maxRSS / 1024)
  return { bytes: Math.round(bytes / 1e6), segments, peak, speed: Math.round(bytes / 1e6 / seconds) }
}

/**
 * One interchange, one group, the same twenty orders with new control numbers over and over. The numbers are written into two buffers
 * that take turns, so that what is measured is the reading: what making text leaves behind would enlarge the young generation too.
 */
function* manyOrders(size) {
  const text = interchange('850', 20, 10)
  const begin = text.indexOf('ST*')
  const end = text.indexOf('GE*')
  yield Buffer.from(text.slice(0, begin))
  const orders = text
    .slice(begin, end)
    .replace(/ST\*850\*\d+/g, 'ST*850*000000000')
    .replace(/(SE\*\d+\*)\d+/g, '$1000000000')
  const places = Array.from(orders.matchAll(/\*000000000~/g), ({ index }) => index + 1)
  const buffers = [Buffer.from(orders), Buffer.from(orders)]
  let sets = 0
  for (let written = 0, turn = 0; written < size; turn++) {
    const buffer = buffers[turn % 2]
    for (const [index, place] of places.entries()) writeNumber(buffer, place, index % 2 === 0 ? ++sets : sets)
    written += buffer.length
    yield buffer
  }
  yield Buffer.from(`GE*${sets}*101~IEA*1*000000101~`)
}

/** Nine digits. */
function writeNumber(buffer, place, number) {
  for (let digit = 8, rest = number; digit >= 0; digit--, rest = Math.trunc(rest / 10)) buffer[place + digit] = 0x30 + (rest % 10)
}

/** One order with as many lines as make up the size. */
function* oneOrder(size) {
  const text = interchange('850', 1, 100)
  const begin = text.indexOf('PO1*')
  const end = text.indexOf('CTT*')
  yield Buffer.from(text.slice(0, begin))
  const lines = Buffer.from(text.slice(begin, end))
  let segments = text.slice(text.indexOf('ST*'), begin).split('~').length - 1
  for (let written = 0; written < size; written += lines.length) {
    yield lines
    segments += 300
  }
  yield Buffer.from(`CTT*1~SE*${segments + 2}*0001~GE*1*101~IEA*1*000000101~`)
}
