/**
 * What a step and a start cost on SQLite with very many documents beside none: `node bench/ledger/large.mjs [documents] [rounds] [steps]`
 * after a build; and how long people wait for what they look for. The documents are made by SQLite itself: three events, a done step
 * and a taken output each; one in a thousand is held.
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Ledger, middle, order, speed, system } from './work.mjs'

const [documents = 1_000_000, rounds = 3, steps = 1500] = process.argv.slice(2).map(Number)
const folder = mkdtempSync(join(tmpdir(), 'edi-loop-bench-'))
const [small, large] = [join(folder, 'small'), join(folder, 'large')]

const open = file => Ledger.open({ store: { file }, environment: system })
for (const file of [small, large]) await (await open(file)).close()
fill(large)
console.log(`${documents} documents, ${(statSync(large).size / 2 ** 30).toFixed(2)} GB`)

const starts = []
const costs = { small: [], large: [] }
for (let round = 0; round < rounds; round++) {
  const started = performance.now()
  const ledger = await open(large)
  await ledger.unfinished('map')
  await ledger.waiting('map')
  starts.push(performance.now() - started)
  await speed(ledger, 100)
  costs.large.push(await cost(ledger))
  await ledger.close()
  const other = await open(small)
  await speed(other, 100)
  costs.small.push(await cost(other))
  await other.close()
}
const [none, many] = [costs.small, costs.large].map(runs => ({
  rate: middle(runs.map(({ rate }) => rate)),
  cpu: middle(runs.map(({ cpu }) => cpu)),
}))
console.log(`start        ${(middle(starts) / 1000).toFixed(2)} s with ${documents}`)
console.log(
  `step         ${none.rate.toFixed(0)}/s with none, ${many.rate.toFixed(0)}/s with ${documents}: ${(none.rate / many.rate).toFixed(2)} × the time`,
)
console.log(
  `processor    ${none.cpu.toFixed(0)} µs a step with none, ${many.cpu.toFixed(0)} µs with ${documents}: ${(many.cpu / none.cpu).toFixed(2)} ×`,
)
await lookUps()
rmSync(folder, { recursive: true })

/** Steps a second, and microseconds of processor for each: the one depends on what else the machine does. */
async function cost(ledger) {
  const before = process.cpuUsage()
  const rate = await speed(ledger, steps)
  const { user, system: kernel } = process.cpuUsage(before)
  return { rate, cpu: (user + kernel) / steps }
}

/** What the inbox asks for, in milliseconds. */
async function lookUps() {
  const ledger = await open(large)
  const page = { order: 'newest', limit: 50 }
  const [held] = await ledger.replays.search({ states: ['held'] }, page)
  const far = { updatedAt: new Date((1_700_000_000 + documents / 2) * 1000).toISOString(), id: '' }
  const asked = {
    'held, newest': () => ledger.replays.search({ states: ['held'] }, page),
    'done, from the middle on': () => ledger.replays.search({ states: ['done'] }, { ...page, after: far }),
    'order number': () => ledger.replays.search({ name: `order 1/${documents - 7}` }, page),
    partner: () => ledger.replays.search({ partner: 'P7' }, page),
    'partner, held': () => ledger.replays.search({ partner: 'P0', states: ['held'] }, page),
    counts: () => ledger.tally(),
    queues: () => ledger.watchman.queues(),
    'one document': () => ledger.replays.detail(held.id),
  }
  for (const [what, ask] of Object.entries(asked)) {
    const times = []
    for (let time = 0; time < 21; time++) {
      const started = performance.now()
      await ask()
      times.push(performance.now() - started)
    }
    console.log(`${what.padEnd(26)} ${middle(times).toFixed(2).padStart(8)} ms`)
  }
  await ledger.close()
}

function fill(file) {
  const database = new DatabaseSync(file)
  database.exec('PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -400000')
  const numbers = `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${documents})`
  const content = JSON.stringify({ payload: order('x'), topic: 'Purchase order x' }).replaceAll("'", "''")
  const id = "lower(hex(i * 2654435761 % 4294967296)) || '-' || i"
  const at = "strftime('%Y-%m-%dT%H:%M:%fZ', 1700000000 + i, 'unixepoch')"
  const hash = `'hash ' || i || '${'0'.repeat(50)}'`
  const columns = (table, given) => {
    const names = database.prepare(`SELECT name, "notnull" AS needed, pk FROM pragma_table_info('${table}')`).all()
    const used = names.filter(({ name, needed, pk }) => name in given || (needed && !(pk && name === 'seq')))
    const values = used.map(({ name }) => given[name] ?? "''")
    database.exec(
      `INSERT INTO ${table} (${used.map(({ name }) => name).join(', ')}) ${numbers} SELECT ${values.join(', ')} FROM n`,
    )
  }
  database.exec('BEGIN')
  const document = {
    id,
    kind: "'purchase-order'",
    business_key: "'made ' || i",
    subject: "'Purchase order ' || i",
    division: '1',
  }
  columns('documents', {
    ...document,
    partner: "'P' || (i % 40)",
    state: "CASE WHEN i % 1000 = 0 THEN 'held' ELSE 'done' END",
    head: hash,
    created_at: at,
    updated_at: at,
  })
  const done = {
    document_id: id,
    node: "'map'",
    state: "'done'",
    attempt: '1',
    input: `'${content}'`,
    begun_at: at,
    ended_at: at,
  }
  columns('steps', { ...done, id: `'s' || ${id}` })
  columns('outputs', {
    id: `'o' || ${id}`,
    document_id: id,
    step_id: `'s' || ${id}`,
    node: "'map'",
    port: '0',
    message: `'${content}'`,
    created_at: at,
    taken_at: at,
  })
  for (const what of ['received', 'begun', 'mapped'])
    columns('events', { document_id: id, at, what: `'${what}'`, who: "'map'", detail: "'{}'", state: "'open'", hash })
  columns('names', { name: "'order 1/' || i", document_id: id })
  database.exec(
    `INSERT INTO document_counts SELECT kind, state, coalesce(reason, ''), count(*) FROM documents GROUP BY kind, state, reason`,
  )
  database.exec('COMMIT')
  database.close()
}
