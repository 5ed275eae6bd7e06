/** Runs one after the other in a process of its own, as many lanes side by side as the machine has processors. */
import { rmSync } from 'node:fs'
import { planOf } from './plan'
import { type MatrixStore, ownOf, runThrough } from './run'

export interface LaneWords {
  readonly root: string
  readonly pack: string
  readonly directory: string
  readonly seeds: readonly number[]
  readonly orders: number
  readonly store: MatrixStore
  readonly passings: Readonly<Record<string, number>>
}

const words = JSON.parse(process.argv[2] ?? '{}') as LaneWords
void perform()

async function perform(): Promise<void> {
  for (const seed of words.seeds) {
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
      process.send?.({ seed, course })
    } catch (thrown) {
      process.send?.({ seed, broke: (thrown as Error).stack })
    }
  }
  process.disconnect?.()
}
