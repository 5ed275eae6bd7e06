/**
 * `npm run test:year -- [--seed S] [--days N] [--old-token forgotten]`: a year of polls in some minutes. Ends with one line of JSON, and
 * with exit code 1 when a sign-in was forced, a token asked for too early, or a limit passed. The same seed is the same year.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { simulate } from './simulation'

const seed = Number(word('--seed') ?? 1)
const days = Number(word('--days') ?? 365)
const oldToken = word('--old-token') === 'forgotten' ? 'forgotten' : 'kept'
const directory = mkdtempSync(join(tmpdir(), 'edi-loop-year-'))
void perform()

async function perform(): Promise<void> {
  const before = process.cpuUsage()
  const tale = await simulate({ seed, days, oldToken, often: 1, directory })
  const { user, system } = process.cpuUsage(before)
  rmSync(directory, { recursive: true, force: true })
  console.log(JSON.stringify({ seed, days, oldToken, ...tale, cpuSeconds: Math.round((user + system) / 1e6) }))
  const { forcedSignIns, tokenCallsRefused, answersLost, limitViolations, mostErrorsInAnHour, shortestRenewal } = tale
  const passed = forcedSignIns + tokenCallsRefused - answersLost + limitViolations
  if (passed > 0 || mostErrorsInAnHour >= 10 || shortestRenewal < 570) process.exitCode = 1
}

function word(name: string): string | undefined {
  const at = process.argv.indexOf(name)
  return at < 0 ? undefined : process.argv[at + 1]
}
