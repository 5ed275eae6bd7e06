import { copyFileSync, mkdtempSync, openSync, readFileSync, rmSync, statSync, writeFileSync, writeSync, closeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { system } from '../../../lib/environment'
import { Ledger } from '../../../lib/ledger/ledger'
import { moveLedger } from '../../../lib/ledger/move'
import { anOutcome, aRequest, order } from './contract'

let directory: string
let file: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'ledger-file-'))
  file = join(directory, 'ledger.sqlite')
})
afterEach(() => rmSync(directory, { recursive: true, force: true }))

const opened = (path: string) => Ledger.open({ store: { file: path }, environment: system })

async function filled(documents: number): Promise<void> {
  const ledger = await opened(file)
  await Promise.all(
    Array.from({ length: documents }, async (_, index) => {
      const message = { payload: Buffer.from(`bytes ${index} `.repeat(50)) }
      const begun = await ledger.begin(aRequest({ message, document: { ...order, businessKey: `${index}` } }))
      if (begun.verdict === 'run' && index > 0)
        await ledger.complete(begun.stepId, anOutcome({ claims: [`c ${index}`], names: ['n'] }))
    }),
  )
  await ledger.nextControlNumber('A > B', 999)
  await ledger.write('cursor', '42')
  await ledger.close()
}

describe('a file that was damaged', () => {
  it('is refused with what to do, before anything is done with it', async () => {
    await filled(200)
    const { size } = statSync(file)
    const descriptor = openSync(file, 'r+')
    // Far behind the pages that are read when a file is opened: only who looks through it sees it.
    for (let at = Math.floor(size / 8192); at * 4096 < size; at += 3)
      writeSync(descriptor, Buffer.alloc(4096, 0x5a), 0, 4096, at * 4096)
    closeSync(descriptor)
    const damaged = readFileSync(file)
    await expect(opened(file)).rejects.toMatchObject({ code: 'ledger-damaged', message: expect.stringContaining('last backup') })
    expect(readFileSync(file).equals(damaged)).toBe(true)
  })
})

describe('a backup', () => {
  it('is made while the ledger is in use, is whole, and is for its owner only', async () => {
    await filled(100)
    const ledger = await opened(file)
    const copy = join(directory, 'copy.sqlite')
    const [, begun] = await Promise.all([
      ledger.backUp(copy),
      ledger.begin(aRequest({ document: { ...order, businessKey: 'meanwhile' } })),
    ])
    expect(begun.verdict).toBe('run')
    await ledger.close()
    expect(statSync(copy).mode & 0o777).toBe(0o600)
    const restored = await opened(copy)
    expect(await restored.read('cursor')).toBe('42')
    expect(await restored.unfinished('map')).not.toHaveLength(0)
    expect((await restored.audit.verify()).broken).toBeUndefined()
    await restored.close()
  })

  it('comes about however much is written meanwhile', async () => {
    await filled(20)
    const ledger = await opened(file)
    const stop = new AbortController()
    const writers = Array.from({ length: 4 }, async (_, writer) => {
      for (let index = 0; !stop.signal.aborted; index++) await ledger.write(`mark ${writer}`, String(index))
    })
    for (let index = 0; index < 30; index++)
      await expect(ledger.backUp(join(directory, `copy ${index}`))).resolves.toBeUndefined()
    stop.abort()
    await Promise.all(writers)
    await ledger.close()
  })

  it('never replaces a file', async () => {
    await filled(1)
    const copy = join(directory, 'copy.sqlite')
    writeFileSync(copy, 'mine')
    const ledger = await opened(file)
    await expect(ledger.backUp(copy)).rejects.toMatchObject({ code: 'backup-exists' })
    await ledger.close()
    expect(readFileSync(copy, 'utf8')).toBe('mine')
  })
})

describe('a ledger that is moved', () => {
  it('is the same in its new place, goes on there, and is refused in the old one', async () => {
    await filled(30)
    const to = join(directory, 'new.sqlite')
    const { tables } = await moveLedger({ file }, { file: to }, system)
    expect(tables).toContainEqual({ table: 'documents', rows: 30 })
    expect(tables).toContainEqual({ table: 'marks', rows: 1 })
    const ledger = await opened(to)
    expect(await ledger.unfinished('map')).toHaveLength(1)
    expect(await ledger.waiting('map')).toHaveLength(29)
    expect(await ledger.nextControlNumber('A > B', 999)).toBe(2)
    const begun = await ledger.begin(aRequest({ document: { ...order, businessKey: '0' } }))
    expect(begun).toMatchObject({ verdict: 'resume' })
    await ledger.close()
    await expect(opened(file)).rejects.toMatchObject({ code: 'ledger-moved', message: expect.stringContaining(to) })
  })

  it('is not moved over another', async () => {
    await filled(3)
    const other = join(directory, 'other.sqlite')
    copyFileSync(file, other)
    await expect(moveLedger({ file }, { file: other }, system)).rejects.toMatchObject({ code: 'ledger-not-empty' })
    await (await opened(file)).close()
  })

  it('is not moved while it is in use', async () => {
    await filled(3)
    const ledger = await opened(file)
    await expect(moveLedger({ file }, { file: join(directory, 'new.sqlite') }, system)).rejects.toMatchObject({
      code: 'ledger-in-use',
    })
    await ledger.close()
  })
})
