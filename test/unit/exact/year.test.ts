/** A few days of the year that `npm run test:year` lives through, by the record of the offline Exact Online. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { simulate, type Tale } from '../../crash/year/simulation'

async function fewDays(seed: number, oldToken: 'kept' | 'forgotten'): Promise<Tale> {
  const directory = mkdtempSync(join(tmpdir(), 'edi-loop-days-'))
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }))
  return simulate({ seed, days: 2, oldToken, often: 5, directory })
}

test('days of polls, restarts, kills and faults end without a forced sign-in, an early token call or a limit passed', async () => {
  const tale = await fewDays(4, 'kept')
  expect(tale).toMatchObject({ polls: 192, forcedSignIns: 0, answersLost: 0, tokenCallsRefused: 0, limitViolations: 0 })
  expect(tale.shortestRenewal).toBeGreaterThanOrEqual(570)
  expect(tale.mostErrorsInAnHour).toBeLessThan(10)
  // It came near all of them, and there was something to survive.
  expect(tale.busiestMinute).toBe(60)
  expect(tale.mostErrorsInAnHour).toBeGreaterThan(2)
  expect(tale.tokenCalls).toBeGreaterThan(190)
  expect(Math.min(tale.kills, tale.restarts, tale.faults)).toBeGreaterThan(5)
}, 120_000)

test('where the old token is forgotten at once, a sign-in is asked for only after a token answer that died with its process', async () => {
  const tale = await fewDays(4, 'forgotten')
  expect(tale).toMatchObject({ forcedSignIns: 0, limitViolations: 0, tokenCallsRefused: tale.answersLost })
  expect(tale.answersLost).toBeGreaterThan(0)
  expect(tale.kills).toBeGreaterThan(5)
}, 120_000)
