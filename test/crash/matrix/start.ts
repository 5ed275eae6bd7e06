/** Starts of the worker, seen from outside: orders given, answers awaited, and an end that may come at any moment. */
import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { KILLED } from './points'
import type { Answers, Order, WorkerWords } from './worker'

export interface Started {
  /** The answer is undefined when it has ended before it answered. */
  tell<O extends Order>(order: O): Promise<(O extends keyof Answers ? Answers[O] : unknown) | undefined>
  /** What it printed. */
  readonly lines: readonly string[]
  readonly ended: Promise<void>
  hasEnded(): boolean
  kill(): Promise<void>
}

interface Answer {
  readonly order: Order | 'ready'
  readonly answer?: unknown
  readonly fault?: string
}

/** Resolves when its flows run, or when it ended before that. */
export async function startWorker(words: WorkerWords): Promise<Started> {
  const child = spawn(
    process.execPath,
    // Threads that compile ahead only pay for who lives longer.
    ['--no-warnings', '--v8-pool-size=0', join(words.pack, 'start/worker.js'), JSON.stringify(words)],
    { stdio: ['ignore', 'pipe', 'pipe', 'ipc'] },
  )
  const lines: string[] = []
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text: Buffer) => lines.push(text.toString()))
  const ended = new Promise<void>(resolve => child.once('exit', () => resolve()))
  await answerTo(child, 'ready', ended)
  return {
    lines,
    ended,
    hasEnded: () => child.exitCode !== null || child.signalCode !== null,
    tell: async order => {
      if (!child.connected) return undefined
      const answer = answerTo(child, order, ended)
      child.send(order, () => undefined)
      return answer as never
    },
    kill: async () => {
      child.kill('SIGKILL')
      await ended
    },
  }
}

/** The point it ended at, by its own last words; undefined when something else ended it. */
export function lastPoint({ lines }: Started): string | undefined {
  return lines.join('').match(new RegExp(`^${KILLED} (.*)$`, 'm'))?.[1]
}

async function answerTo(child: ChildProcess, order: Order | 'ready', ended: Promise<void>): Promise<unknown> {
  const stop = new AbortController()
  const answer = new Promise<unknown>((resolve, reject) => {
    const listen = (message: Answer) => {
      if (message.order !== order) return
      child.off('message', listen)
      if (message.fault === undefined) resolve(message.answer)
      else reject(new Error(message.fault))
    }
    child.on('message', listen)
    stop.signal.addEventListener('abort', () => child.off('message', listen))
  })
  try {
    return await Promise.race([answer, ended.then(() => undefined)])
  } finally {
    stop.abort()
  }
}
