/**
 * The offline Exact Online with very many orders, in a process of its own: `service.mjs ORDERS LINES`. Prints its address when it
 * listens, and ends when its standard input does.
 */
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const require = createRequire(import.meta.url)
const dist = process.env.EDI_LOOP_DIST ?? '../../dist'
const { system } = require(`${dist}/lib/environment.js`)
const { startExact } = require(`${dist}/sandbox/exact/server.js`)
const { chance } = require(`${dist}/sandbox/chance.js`)
const { world } = require(`${dist}/sandbox/world.js`)

const [orders, lines] = process.argv.slice(2).map(Number)
const directory = mkdtempSync(join(tmpdir(), 'edi-loop-bench-'))
const exact = await startExact({
  world: worldWith(orders, lines),
  directory,
  port: 0,
  environment: system,
  limits: { perMinute: 1e6, perDay: 1e8 },
  switches: { autoApprove: true },
})
console.log(exact.url)
await once(process.stdin.resume(), 'end')
await exact.close()
rmSync(directory, { recursive: true, force: true })

/** One order of the fictitious trade, again and again in one company, under keys and numbers of its own, with so many lines. */
function worldWith(orders, lines) {
  const trade = world(1, 3)
  const [model] = trade.orders
  const made = Array.from({ length: orders }, (_, n) => {
    const random = chance(1, 'bench', n)
    return {
      ...model,
      id: random.guid(),
      orderNumber: 30_000_000 + n,
      lines: Array.from({ length: lines }, (_, line) => ({
        ...model.lines[line % model.lines.length],
        id: random.guid(),
        lineNumber: line + 1,
      })),
    }
  })
  return { ...trade, orders: made }
}
