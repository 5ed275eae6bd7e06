/** A folder mailbox that refuses, is slow or full of files: the faults it can have, at the calls to the file system. */
import { mkdirSync, mkdtempSync, rmSync, unlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { vi } from 'vitest'
import { folderTransport } from '../../../lib/truecommerce/folder'
import { type FaultyMailbox, faultsContract, type MailboxFault } from './faults-contract'

/** What a call does before the real one: fail, or take its time. */
const before = vi.hoisted((): Record<string, ((place: string) => Promise<void> | void) | undefined> => ({}))

vi.mock(import('node:fs/promises'), async original => {
  const real = await original()
  const watched = (name: 'rename' | 'unlink' | 'mkdir' | 'open' | 'readdir') => {
    const call = real[name] as (...given: unknown[]) => Promise<unknown>
    return async (...given: unknown[]) => {
      await before[name]?.(String(given[0]))
      return call(...given)
    }
  }
  const names = ['rename', 'unlink', 'mkdir', 'open', 'readdir'] as const
  return { ...real, ...Object.fromEntries(names.map(name => [name, watched(name)])) }
})

function denied(call: string, error: string, where = '') {
  return async () => {
    before[call] = place => {
      if (place.includes(where)) throw Object.assign(new Error(error), { code: error })
    }
    return () => {
      before[call] = undefined
    }
  }
}

async function aFaultyFolder(): Promise<FaultyMailbox> {
  const root = mkdtempSync(path.join(tmpdir(), 'edi-folder-faults-'))
  for (const folder of ['Export', 'Import/Transaction']) mkdirSync(path.join(root, folder), { recursive: true })
  return {
    transport: folderTransport(root),
    exportFolder: 'Export',
    importFolder: 'Import/Transaction',
    put: (name, bytes) => writeFileSync(path.join(root, 'Export', name), bytes),
    faults: {
      'the connection dropped in the middle of a file': denied('open', 'EIO', '.x12'),
      'renaming denied': denied('rename', 'EACCES'),
      'making folders denied': denied('mkdir', 'EACCES'),
      'removing denied': denied('unlink', 'EACCES'),
      'Export denied': async () => {
        const off = [await denied('readdir', 'EACCES', 'Export')(), await denied('open', 'EACCES', 'Export')()]
        return () => off.forEach(one => one())
      },
      'a slow listing': async () => {
        before['readdir'] = () => wait(20)
        return () => {
          before['readdir'] = undefined
        }
      },
      'a listing of 5,000 entries': async () => {
        const names = Array.from({ length: 5_000 }, (_, index) => path.join(root, 'Export', `other ${index}`))
        for (const name of names) writeFileSync(name, 'x')
        return () => names.forEach(name => unlinkSync(name))
      },
      'an empty file': async () => () => undefined,
    },
    end: async () => rmSync(root, { recursive: true }),
  }
}

/** A folder has no session, no login and no key. */
const canHave: MailboxFault[] = [
  'the connection dropped in the middle of a file',
  'renaming denied',
  'making folders denied',
  'removing denied',
  'Export denied',
  'a slow listing',
  'a listing of 5,000 entries',
  'an empty file',
]
faultsContract('a folder', aFaultyFolder, canHave)
