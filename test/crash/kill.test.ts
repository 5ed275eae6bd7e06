/** A run that is killed, again and again, and started again each time, ends as if nothing had happened: judged by the sandbox's records. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it, onTestFailed } from 'vitest'
import { type Chance, chance } from '../../sandbox/chance'
import type { Totals } from '../../sandbox/totals'
import { family, finished, recordsIn, type Run, startRun, survivors } from '../system/support/rehearsal'

const trade = { seed: 7, orders: 40 }
/** EDI_LOOP_KILL_SEED repeats a run that failed, or tries other moments; EDI_LOOP_KILLS makes them more. */
const killSeed = Number(process.env['EDI_LOOP_KILL_SEED'] ?? 1)
const kills = Number(process.env['EDI_LOOP_KILLS'] ?? 10)
/** A run without kills works for about this long once it has signed in. */
const longest = 12_000

const top = mkdtempSync(join(tmpdir(), 'edi-loop-crash-'))
let undisturbed: Outcome

beforeAll(async () => {
  await finished(startRun(words('undisturbed')))
  undisturbed = outcome('undisturbed')
}, 240_000)

afterAll(() => rmSync(top, { recursive: true, force: true }))

describe('a run of both loops', () => {
  it('that nobody disturbs delivers, confirms and books all there is', () => {
    expect(undisturbed).toMatchObject({
      totals: { delivered: trade.orders, deliveredTwice: 0, bookedTwice: 0, failed: 0, settled: true },
      notAcknowledgedBack: 0,
      differences: [],
    })
  })

  it(
    `that is killed at ${kills} moments and started again each time ends with the same totals`,
    async () => {
      const moments = chance(killSeed, 'kill', 0)
      const log = tellOnFailure()
      for (let kill = 1; kill <= kills; kill += 1) {
        const through = moments.one(['nothing', 'npm'] as const)
        const run = startRun(words('all'), through)
        const moment = await aMoment(run, moments)
        const all = familyOf(run)
        run.child.kill('SIGKILL')
        log(`kill ${kill} of the ${through === 'npm' ? 'process that waits for the run' : 'run'} ${moment}`, run)
        await run.ended
        // Nobody kills them: they have to see by themselves that what they belong to has gone.
        expect(await survivors(all, 5_000)).toEqual([])
      }
      const last = startRun(words('all'))
      log('the run that may end', last)
      await finished(last)
      expect(outcome('all')).toEqual(undisturbed)
    },
    240_000 + kills * 15_000,
  )

  it('whose Node-RED is killed ends; started again, it ends with the same totals', async () => {
    const moments = chance(killSeed, 'kill of Node-RED', 0)
    const log = tellOnFailure()
    for (let kill = 1; kill <= 3; kill += 1) {
      const run = startRun(words('node-red'))
      const moment = await aMoment(run, moments)
      const all = familyOf(run)
      const nodeRed = all[1]
      // It may have ended, or not have started yet.
      if (nodeRed !== undefined) process.kill(nodeRed, 'SIGKILL')
      log(`kill ${kill} of Node-RED ${moment}`, run)
      // The rest of the run notices, says so, and ends.
      expect(await run.ended).toMatchObject({ code: nodeRed === undefined ? 0 : 1 })
      if (nodeRed !== undefined) expect(run.lines.at(-1)).toMatch(/Node-RED/)
      expect(await survivors(all, 5_000)).toEqual([])
    }
    const last = startRun(words('node-red'))
    log('the run that may end', last)
    await finished(last)
    expect(outcome('node-red')).toEqual(undisturbed)
  })
})

function words(name: string): string[] {
  return ['--seed', String(trade.seed), '--orders', String(trade.orders), '--directory', directory(name)]
}

function directory(name: string): string {
  return join(top, name)
}

/** One in five while it starts, the others while it works; the later ones find less left to do, so they come the sooner. */
async function aMoment(run: Run, moments: Chance): Promise<string> {
  const starting = moments.whole(1, 5) === 1
  if (!starting) await run.said('signed in')
  const milliseconds = moments.whole(0, starting ? 3_000 : Math.round((2 * longest) / kills))
  await Promise.race([wait(milliseconds), run.ended])
  return `${milliseconds} ms after ${starting ? 'its start' : 'it had signed in'}`
}

function familyOf({ child }: Run): readonly number[] {
  return child.pid === undefined || child.exitCode !== null ? [] : family(child.pid)
}

interface Outcome {
  readonly totals: Omit<Totals, 'exactCalls' | 'acknowledgedBack'>
  readonly notAcknowledgedBack: number
  readonly differences: readonly string[]
}

/** Calls may differ, and how many invoices a supplier puts into one file; what was delivered, written and booked may not. */
function outcome(name: string): Outcome {
  const { totals: counted, differences, answers } = recordsIn(directory(name), trade)
  const { exactCalls: _calls, acknowledgedBack, ...totals } = counted
  return { totals, notAcknowledgedBack: answers - acknowledgedBack, differences }
}

function tellOnFailure(): (what: string, run: Run) => void {
  const told: [string, Run][] = []
  onTestFailed(() => {
    console.log(`EDI_LOOP_KILL_SEED=${killSeed}`)
    for (const [what, run] of told) console.log(`${what}\n${run.lines.map(line => `    ${line}`).join('\n')}`)
  })
  return (what, run) => void told.push([what, run])
}
