/** Runs one after the other in a process of its own, several such lanes side by side: each asks for a seed until none is left. */
import { rmSync } from 'node:fs'
import { planOf } from './plan'
import { type Course, type MatrixStore, ownOf, runThrough } from './run'

export interface LaneWords {
  readonly root: string
  readonly pack: string
  readonly directory: string
  readonly orders: number
  readonly store: MatrixStore
  readonly passings: Readonly<Record<string, number>>
}

/** What came of the seed before, if there was one; another is asked for by it. */
export interface LaneReport {
  readonly seed?: number
  readonly course?: Course
  readonly broke?: string
}

const words = JSON.parse(process.argv[2] ?? '{}') as LaneWords
process.on('message', (seed: number) => void perform(seed).then(report => process.send?.(report)))
process.send?.({})

async function perform(seed: number): Promise<LaneReport> {
  const directory = `${words.directory}/seed-${seed}`
  try {
    const course = await runThrough(planOf(seed, words.passings), {
      root: words.root,
      pack: words.pack,
      directory,
      trade: { seed: 1 + (seed % 5), orders: words.orders },
      store: ownOf(words.store, `run_${seed}`),
    })
    if (course.verdict.faults.length === 0) rmSync(directory, { recursive: true, force: true })
    return { seed, course }
  } catch (thrown) {
    return { seed, broke: (thrown as Error).stack ?? String(thrown) }
  }
}
