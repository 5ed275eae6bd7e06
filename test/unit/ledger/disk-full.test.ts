/** SQLite's own page limit stands in for the disk: what it answers then is what a full disk makes it answer. */
import { mkdtempSync, rmSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, it, vi } from 'vitest'
import { Ledger } from '../../../lib/ledger/ledger'
import { testEnvironment } from '../../support/environment'

const directory = mkdtempSync(join(tmpdir(), 'edi-loop-disk-full-'))
afterEach(() => {
  vi.restoreAllMocks()
  rmSync(directory, { recursive: true, force: true })
})

it('a full disk refuses a commit in plain words, keeps nothing of it, and goes on when there is room again', async () => {
  const databases: DatabaseSync[] = []
  const prepare = DatabaseSync.prototype.prepare
  vi.spyOn(DatabaseSync.prototype, 'prepare').mockImplementation(function (this: DatabaseSync, ...given) {
    databases.push(this)
    return prepare.apply(this, given)
  })
  const ledger = await Ledger.open({ file: join(directory, 'ledger.sqlite'), environment: testEnvironment() })
  await ledger.write('small', 'before')
  databases[0]?.exec('PRAGMA max_page_count = 1')
  const big = 'x'.repeat(1_000_000)
  await expect(Promise.all([ledger.write('small', 'after'), ledger.write('big', big)])).rejects.toMatchObject({
    code: 'ledger-not-written',
    prospect: 'passing',
    message: 'The disk of the ledger is full. Make room on it; what was under way goes on by itself.',
  })
  expect(await ledger.read('small')).toBe('before')
  databases[0]?.exec('PRAGMA max_page_count = 1073741823')
  await ledger.write('big', big)
  expect(await ledger.read('big')).toBe(big)
  await ledger.close()
})
