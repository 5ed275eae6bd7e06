/** Runs vitest with a configuration and closes with the plain line `N passed, N failed`. Returns the exit code. */
import { startVitest } from 'vitest/node'

export async function runTests(config, filters) {
  const vitest = await startVitest('test', filters, { config, watch: false, run: true })
  const tests = vitest.state.getFiles().flatMap(file => leaves(file))
  const broken = vitest.state
    .getFiles()
    .filter(file => file.result?.state === 'fail' && leaves(file).every(t => t.result?.state !== 'fail'))
  const count = state => tests.filter(test => test.result?.state === state).length
  const failed = count('fail') + broken.length + vitest.state.getUnhandledErrors().length
  const skipped = tests.filter(test => test.mode === 'skip' || test.result?.state === 'skip').length
  await vitest.close()
  console.log(`${count('pass')} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`)
  return failed > 0 || count('pass') === 0 ? 1 : 0
}

function leaves(task) {
  return task.type === 'test' ? [task] : (task.tasks ?? []).flatMap(leaves)
}
