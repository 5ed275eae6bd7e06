/** Everything that is measured of X12: `node bench/x12/run.mjs [rounds] [megabytes]` after a build. Figures stand in bench/README.md. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

const [rounds = '5', megabytes = '1000'] = process.argv.slice(2)
const measured = [
  ['speed.mjs', rounds],
  ['memory.mjs', megabytes],
].map(([script, argument]) => spawnSync(process.execPath, [join(import.meta.dirname, script), argument], { stdio: 'inherit' }))
process.exitCode = measured.some(({ status }) => status !== 0) ? 1 : 0
