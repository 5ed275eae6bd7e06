/**
 * `npm run test:crash -- [--runs N] [--seed S] [--store postgres [--instances N]] [--orders N] [--lanes N]
 * [--minutes N] [--told]`: many runs of both loops in real processes, each
 * killed and disturbed as its seed says. Ends with one line of JSON, and with exit code 1 when anything was lost, doubled or broken.
 * A failing seed is run again exactly with `--runs 1 --seed <seed>`. @see docs/crash-matrix.md
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Verdict } from './judge'
import type { LaneReport, LaneWords } from './lane'
import { compileStart, keepPack, packFolder } from './make-pack'
import { startPostgres } from '../../system/support/postgres'
import { type Course, type MatrixStore, ownOf, runThrough } from './run'

/** npm runs scripts there. */
const root = process.cwd()
const runs = number('--runs', 20)
const firstSeed = number('--seed', 1)
const orders = number('--orders', 4)
const lanes = Math.min(runs, number('--lanes', availableParallelism()))
const instances = number('--instances', 3)
/** After these none is begun. */
const minutes = number('--minutes', Number.POSITIVE_INFINITY)
const told = process.argv.includes('--told')
const top = mkdtempSync(join(tmpdir(), 'edi-loop-matrix-'))

/** Kept, so that a seed means the same plan on any machine. */
const points = JSON.parse(readFileSync(join(root, 'test/crash/matrix/points.json'), 'utf8')) as Record<
  MatrixStore['kind'],
  LaneWords['passings']
>

const began = Date.now()
const totals: Record<string, number> = {
  runs: 0,
  kills: 0,
  orders: 0,
  deliveredTwice: 0,
  lost: 0,
  bookedTwice: 0,
  wrong: 0,
  controlNumbersReused: 0,
  auditMismatches: 0,
  forcedSignIns: 0,
  answersLost: 0,
  uncertain: 0,
  broke: 0,
}
const killed: Record<string, number> = {}
const struck: Record<string, number> = {}
const failed: number[] = []
let begun = 0
let pack = ''
void perform()

async function perform(): Promise<void> {
  const server = process.argv.includes('postgres') ? await startPostgres() : undefined
  try {
    const store: MatrixStore = server ? { kind: 'postgres', url: server.url(), instances } : { kind: 'sqlite' }
    process.exitCode = await judgeAll(store)
  } finally {
    server?.end()
  }
}

/** @returns the exit code */
async function judgeAll(store: MatrixStore): Promise<number> {
  const prepared = packFolder(root, store.kind)
  pack = prepared.folder
  const passings = points[store.kind]
  if (!prepared.isWhole) {
    const faults = await prepare(store, passings)
    if (faults.length > 0) {
      console.error(faults.join('\n'))
      return 1
    }
    keepPack(prepared)
  }
  console.log(`${Object.keys(passings).length} named points; ${runs} runs in ${lanes} lanes`)
  await Promise.all(Array.from({ length: lanes }, () => runLane(passings, store)))
  console.log(`Seeds ${firstSeed} to ${firstSeed + begun - 1}`)
  console.log(JSON.stringify({ killed: inOrder(killed), struck: inOrder(struck) }))
  if (failed.length === 0) rmSync(top, { recursive: true, force: true })
  else console.log(`Seeds that failed: ${failed.join(' ')}; what they left lies in ${top}`)
  console.log(JSON.stringify({ ...totals, seconds: Math.round((Date.now() - began) / 1000) }))
  return failed.length === 0 ? 0 : 1
}

/** @returns what is wrong, in lines */
async function prepare(store: MatrixStore, passings: LaneWords['passings']): Promise<readonly string[]> {
  compileStart(root, pack)
  // Once to see what a start reads, and once more to keep what V8 makes of it.
  const reading = await reference(store, 'reading')
  const {
    verdict,
    passings: passed,
    told: course,
  } = reading.verdict.faults.length > 0 ? reading : await reference(store, 'reference')
  if (verdict.faults.length > 0) return ['An undisturbed run does not end well', ...course, ...verdict.faults]
  const [unknown, missing] = [apart(passed, passings), apart(passings, passed)]
  if (unknown.length + missing.length === 0) return []
  return [
    `points.json does not fit. An undisturbed run also passes: ${unknown.join(', ')}; it does not pass: ${missing.join(', ')}`,
    JSON.stringify(passed),
  ]
}

function reference(store: MatrixStore, name: string): Promise<Course> {
  return runThrough(
    { seed: 0, oldTokenStaysGood: true, starts: [] },
    {
      root,
      pack,
      directory: join(top, name),
      trade: { seed: 1, orders },
      store: ownOf(store, name),
      atRest: async ([first]) => first?.tell('pack'),
    },
  )
}

function runLane(passings: LaneWords['passings'], store: MatrixStore): Promise<void> {
  const words: LaneWords = { root, pack, directory: top, orders, passings, store }
  const child = spawn(
    process.execPath,
    [
      '--no-warnings',
      '--import',
      join(root, 'scripts/run-ts.mjs'),
      join(root, 'test/crash/matrix/lane.ts'),
      JSON.stringify(words),
    ],
    { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] },
  )
  child.on('message', (report: LaneReport) => {
    if (report.seed !== undefined) hear(report.seed, report)
    if (begun === runs || Date.now() - began > 60_000 * minutes) return child.disconnect()
    child.send(firstSeed + begun)
    begun += 1
  })
  return new Promise((resolve, reject) => {
    child.once('exit', code => (code === 0 ? resolve() : reject(new Error(`A lane ended with ${code}`))))
  })
}

function hear(seed: number, { course, broke }: LaneReport): void {
  totals['runs'] = (totals['runs'] ?? 0) + 1
  if (course) add(course)
  if (broke !== undefined) totals['broke'] = (totals['broke'] ?? 0) + 1
  const faults = course?.verdict.faults ?? [broke ?? '']
  for (const doubt of course?.verdict.doubts ?? []) console.log(`seed ${seed}: uncertain ${doubt}`)
  if (faults.length > 0) failed.push(seed)
  if (faults.length > 0 || told)
    console.log(`seed ${seed}\n${[...(course?.told ?? []), ...faults].map(line => `    ${line}`).join('\n')}`)
  else if ((totals['runs'] ?? 0) % 25 === 0) console.log(`${totals['runs']} runs, ${totals['kills']} kills`)
}

function add({ verdict, ...course }: Course): void {
  for (const [of, counts] of [
    [killed, course.killed],
    [struck, course.struck],
  ] as const)
    for (const [name, times] of Object.entries(counts)) of[name] = (of[name] ?? 0) + times
  totals['kills'] = Object.values(killed).reduce((sum, times) => sum + times, 0)
  for (const [name, value] of Object.entries(verdict) as [keyof Verdict, unknown][])
    if (typeof value === 'number') totals[name] = (totals[name] ?? 0) + value
}

function apart(these: object, others: object): readonly string[] {
  return Object.keys(these).filter(name => !Object.hasOwn(others, name))
}

function inOrder(counts: Readonly<Record<string, number>>): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(counts).sort(([a], [b]) => (a < b ? -1 : 1)))
}

function number(name: string, otherwise: number): number {
  const at = process.argv.indexOf(name)
  return at < 0 ? otherwise : Number(process.argv[at + 1])
}
