/**
 * Durable steps on SQLite beside the bare driver that runs the same statements in the same transactions, in turns:
 * `node bench/ledger/sqlite.mjs [rounds] [steps]` after a build. Both have done a thousand steps before they are measured.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync, StatementSync } from 'node:sqlite'
import { Ledger, middle, speed, system } from './work.mjs'

const [rounds = 5, steps = 4000] = process.argv.slice(2).map(Number)
const WARM = 1000
const folder = mkdtempSync(join(tmpdir(), 'edi-loop-bench-'))

/** What the ledger says to the driver, word for word. */
const said = []
let listening = false
for (const method of ['run', 'all']) {
  const own = StatementSync.prototype[method]
  StatementSync.prototype[method] = function (...values) {
    if (listening) said.push({ sql: this.sourceSQL, method, values })
    return own.apply(this, values)
  }
}

/** Steps a second by the clock, and microseconds of processor for each: the one depends on what else the machine does. */
async function measured(run) {
  const [started, before] = [performance.now(), process.cpuUsage()]
  await run()
  const { user, system: kernel } = process.cpuUsage(before)
  return { rate: (steps / (performance.now() - started)) * 1000, cpu: (user + kernel) / steps }
}

async function ledgerRun(file) {
  const ledger = await Ledger.open({ store: { file }, environment: system })
  await speed(ledger, WARM)
  const result = await measured(() => speed(ledger, steps))
  await ledger.close()
  return result
}

/** What a run of the ledger says before it is measured, and then. */
async function heard(file) {
  const ledger = await Ledger.open({ store: { file }, environment: system })
  listening = true
  await speed(ledger, WARM)
  const before = said.splice(0)
  await speed(ledger, steps)
  listening = false
  await ledger.close()
  return { before, counted: said.splice(0) }
}

async function bareRun(file, { before, counted }) {
  const database = new DatabaseSync(file)
  for (const words of [
    'locking_mode = EXCLUSIVE',
    'journal_mode = WAL',
    'synchronous = FULL',
    'foreign_keys = ON',
    'cache_size = -16000',
    'wal_autocheckpoint = 4000',
  ])
    database.exec(`PRAGMA ${words}`)
  const prepared = new Map()
  const say = statements => {
    for (const { sql, method, values } of statements) {
      if (!prepared.has(sql)) prepared.set(sql, database.prepare(sql))
      prepared.get(sql)[method](...values)
    }
  }
  say(before)
  const result = await measured(() => say(counted))
  database.close()
  return result
}

/** The tables, without a row. */
async function empty(file) {
  const ledger = await Ledger.open({ store: { file }, environment: system })
  await ledger.close()
}

const results = { ledger: [], bare: [] }
for (let round = 0; round < rounds; round++) {
  const statements = await heard(join(folder, `heard-${round}`))
  results.ledger.push(await ledgerRun(join(folder, `ledger-${round}`)))
  const bare = join(folder, `bare-${round}`)
  await empty(bare)
  results.bare.push(await bareRun(bare, statements))
  if (round === 0) console.log(`${(statements.counted.length / steps).toFixed(1)} statements for each step`)
}
rmSync(folder, { recursive: true })
const [ledger, bare] = [results.ledger, results.bare].map(runs => ({
  rate: middle(runs.map(({ rate }) => rate)),
  cpu: middle(runs.map(({ cpu }) => cpu)),
}))
for (const [who, { rate, cpu }] of Object.entries({ ledger, 'bare driver': bare }))
  console.log(`${who.padEnd(12)} ${rate.toFixed(0).padStart(6)} steps/s ${cpu.toFixed(0).padStart(6)} µs of processor each`)
const [clock, processor] = [ledger.rate / bare.rate, bare.cpu / ledger.cpu].map(part => `${(part * 100).toFixed(0)} %`)
console.log(`the ledger is at ${clock} of it by the clock, at ${processor} by the processor; load ${loadavg()[0].toFixed(1)}`)
