/** `edi-loop ledger restored`, as somebody runs it after a backup was put back while Node-RED is stopped. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { runLedger } from '../../../bin/ledger'
import { Ledger } from '../../../lib/ledger/ledger'
import { testEnvironment } from '../../support/environment'
import { aTerminal } from './terminal-here'

it('moves every control number on by a thousand and says where each goes on', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'edi-loop-restored-'))
  onTestFinished(() => rmSync(directory, { recursive: true }))
  const file = join(directory, 'ledger.sqlite')
  const before = await Ledger.open({ file, environment: testEnvironment() })
  await before.watchman.allocate('one', ['ISA ZZ US > ZZ THEM'])
  await before.close()
  const terminal = aTerminal({})
  expect(await runLedger(['restored', file], terminal)).toBe(0)
  expect(terminal.written()).toBe('ISA ZZ US > ZZ THEM: goes on after 1001\n')
  const after = await Ledger.open({ file, environment: testEnvironment() })
  expect(await after.watchman.allocate('two', ['ISA ZZ US > ZZ THEM'])).toEqual([1_002])
  await after.close()
})

it('of a ledger that is not there is refused', async () => {
  await expect(runLedger(['restored', '/nowhere/ledger.sqlite'], aTerminal({}))).rejects.toMatchObject({
    code: 'file-unreadable',
  })
})
