/** Runs of both loops as a user starts them: `scripts/start.mjs` in a process of its own, and what its sandbox wrote down. */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { type ExactLine, followRecords, type MailboxLine } from '../../../sandbox/records'
import { filesSent } from '../../../sandbox/suppliers/entries'
import { countTotals, differences, type Totals } from '../../../sandbox/totals'
import { world } from '../../../sandbox/world'

export const packageRoot = join(__dirname, '../../..')

export interface Run {
  readonly child: ChildProcess
  /** All that it has printed so far. */
  readonly lines: readonly string[]
  /** Resolves when a line that contains the words is printed; also when the run ends without it. */
  said(words: string | RegExp): Promise<void>
  readonly ended: Promise<{ readonly code: number | null; readonly signal: string | null }>
}

/** The last line of a run that came to its end. */
export interface Figures {
  readonly orders: number
  readonly delivered: number
  readonly acknowledged: number
  readonly confirmed: number
  readonly held: number
  readonly invoicesBooked: number
  readonly failed: number
  readonly seconds: number
  readonly heldDocuments: number
  readonly exactCalls: number
}

/** @param through `npm`: started by another process that only waits for it, as npm does */
export function startRun(words: readonly string[], through: 'nothing' | 'npm' = 'nothing'): Run {
  if (!existsSync(join(packageRoot, 'dist/sandbox/rehearsal/main.js'))) throw new Error('Not built yet: npm run build')
  const script = join(packageRoot, 'scripts/start.mjs')
  const waiting = `require('node:child_process').spawn(process.execPath, process.argv.slice(1), { stdio: 'inherit' }).on('exit', code => process.exit(code ?? 1))`
  const child = spawn(process.execPath, [...(through === 'npm' ? ['-e', waiting, '--'] : []), script, '--once', ...words], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const lines: string[] = []
  const listeners = new Set<() => void>()
  const tell = () => {
    for (const listener of listeners) listener()
  }
  for (const stream of [child.stdout, child.stderr])
    createInterface({ input: stream }).on('line', line => {
      lines.push(line)
      tell()
    })
  const ended = new Promise<{ code: number | null; signal: string | null }>(resolve => {
    child.once('close', (code, signal) => {
      resolve({ code, signal })
      tell()
    })
  })
  return {
    child,
    lines,
    ended,
    said: words_ =>
      new Promise(resolve => {
        const look = () => {
          if (
            !lines.some(line => (typeof words_ === 'string' ? line.includes(words_) : words_.test(line))) &&
            child.exitCode === null &&
            child.signalCode === null
          )
            return
          listeners.delete(look)
          resolve()
        }
        listeners.add(look)
        look()
      }),
  }
}

/** @throws Error with the whole output when the run did not end well */
export async function finished(run: Run): Promise<Figures> {
  const { code, signal } = await run.ended
  if (code !== 0) throw new Error(`The run ended with ${code ?? signal}:\n${run.lines.join('\n')}`)
  return JSON.parse(run.lines.at(-1) ?? '') as Figures
}

/** What the three sides of the sandbox wrote down, whoever made them do so. */
export function recordsIn(directory: string, { seed, orders }: { seed: number; orders: number }): Recorded {
  const side = (name: string) => join(directory, 'sandbox', name)
  const calls = linesOf<Call>(join(side('exact'), 'exact-calls.jsonl'))
  const records = followRecords({ exact: side('exact'), mailbox: side('mailbox'), suppliers: side('suppliers') })(calls.length)
  const trade = world(seed, orders)
  const answers = filesSent(records.suppliers).filter(({ documents }) => documents.some(({ set }) => set !== '997'))
  return {
    calls,
    mailbox: records.mailbox,
    exact: records.exact,
    totals: countTotals(trade, records),
    differences: differences(trade, records),
    answers: new Set(answers.map(({ division, supplier, controlNumber }) => `${division}/${supplier}/${controlNumber}`)).size,
  }
}

export interface Recorded {
  readonly calls: readonly Call[]
  readonly mailbox: readonly MailboxLine[]
  readonly exact: readonly ExactLine[]
  readonly totals: Totals
  readonly differences: readonly string[]
  /** Groups of 855s and 810s that suppliers sent. */
  readonly answers: number
}

export interface Call {
  /** Milliseconds since 1970. */
  readonly at: number
  readonly division: number
  readonly endpoint: string
  readonly method: string
  readonly status: number
}

export function linesOf<T>(file: string): readonly T[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line) as T)
}

/** A process and all it started, the eldest first. Where the system does not tell (no /proc), the process alone. */
export function family(pid: number): readonly number[] {
  const found = [pid]
  for (const parent of found) found.push(...childrenOf(parent))
  return found
}

function childrenOf(pid: number): readonly number[] {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number)
  } catch {
    return []
  }
}

/** @returns those of the processes that live on after so many milliseconds */
export async function survivors(pids: readonly number[], patience: number): Promise<readonly number[]> {
  const until = Date.now() + patience
  while (pids.some(isAlive) && Date.now() < until) await new Promise(resolve => setTimeout(resolve, 50))
  return pids.filter(isAlive)
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
