/**
 * A process that uses one connection to Exact Online. Arguments: one JSON text (`TokenWorkerWords`). It says `ready`, waits for a line on
 * its input, makes its calls, and says in one line of JSON how they went.
 */
import { once } from 'node:events'
import { asEdiError } from '../../../lib/error'
import { passings, watchPoints } from '../../crash/matrix/points'
import { type LifeReport, type LifeWords, openLife } from './token-life'

export interface TokenWorkerWords extends LifeWords {
  readonly root: string
  /** Calls made at once. */
  readonly calls: number
  readonly kill?: { readonly point: string; readonly passing: number }
}

export interface TokenWorkerReport extends LifeReport {
  readonly passings: Readonly<Record<string, number>>
}

const words = JSON.parse(process.argv[2] ?? '{}') as TokenWorkerWords
void perform()

async function perform(): Promise<void> {
  try {
    const life = await openLife(words)
    process.stdout.write('ready\n')
    await once(process.stdin, 'data')
    process.stdin.destroy()
    watchPoints(words.root, words.kill)
    const report = await life.use(words.calls)
    tell({ ...report, passings: { ...passings() } })
    await life.close()
  } catch (thrown) {
    const error = asEdiError(thrown)
    tell({ succeeded: 0, code: error.code, words: error.message, alarms: [], passings: {} })
  }
}

function tell(report: TokenWorkerReport): void {
  process.stdout.write(`${JSON.stringify(report)}\n`)
}
