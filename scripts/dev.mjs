/** `npm run dev [-- words of npm start]`: the rehearsal, built again and started again whenever a source changes. */
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, watch } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
// What lies in resources/ is served from there: reloading the editor is enough.
const sources = ['examples', 'icons', 'lib', 'nodes', 'plugin', 'sandbox'].map(folder => join(root, folder)).filter(existsSync)
/** Milliseconds of quiet before a build: saving a file, or changing branch, is many events. */
const QUIET = 300

let rehearsal
let turn = Promise.resolve()
let timer

for (const folder of sources) watch(folder, { recursive: true }, later)
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void stop().then(() => process.exit(0)))
again()

function later() {
  clearTimeout(timer)
  timer = setTimeout(again, QUIET)
}

function again() {
  turn = turn.then(stop).then(start)
}

function start() {
  const built = spawnSync(process.execPath, [join(root, 'scripts/build.mjs')], { stdio: 'inherit' })
  if (built.status !== 0) return console.log('Not built; the next change tries again.')
  rehearsal = spawn(process.execPath, [join(root, 'scripts/start.mjs'), ...process.argv.slice(2)], { stdio: 'inherit' })
}

/** The build empties dist/, so nothing may be running from it. */
async function stop() {
  if (rehearsal === undefined || rehearsal.exitCode !== null || rehearsal.signalCode !== null) return
  const ended = new Promise(resolve => rehearsal.once('exit', resolve))
  rehearsal.kill('SIGTERM')
  await ended
}
