import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { system } from '../../../lib/environment'
import { Ledger } from '../../../lib/ledger/ledger'
import { shareLedger } from '../../../lib/red/ledgers'

let directory: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'edi-loop-share-'))
})
afterEach(() => rmSync(directory, { recursive: true, force: true }))

describe('a ledger shared by nodes', () => {
  it('is one for all who name the same file, and closes when the last has ended', async () => {
    const file = join(directory, 'ledger.sqlite')
    const one = shareLedger({ file })
    const other = shareLedger({ file })
    expect(await one.opening).toBe(await other.opening)
    await one.release()
    await expect((await other.opening).tally()).resolves.toEqual([])
    await other.release()
    const again = shareLedger({ file })
    expect(await again.opening).not.toBe(await one.opening)
    await again.release()
  })

  it('waits for a Node-RED that is still letting go of the file', async () => {
    const file = join(directory, 'ledger.sqlite')
    const before = await Ledger.open({ file, environment: system })
    const use = shareLedger({ file })
    await system.sleep(50)
    await before.close()
    await expect((await use.opening).tally()).resolves.toEqual([])
    await use.release()
  })
})
