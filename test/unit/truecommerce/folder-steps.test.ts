/** Each named step of writing and reading in a folder: the calls to the file system fail there, and all after them, as on a mount that is gone. */
import { mkdtempSync, rmSync } from 'node:fs'
import type { FileHandle } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { folderTransport } from '../../../lib/truecommerce/folder'
import type { Cut } from '../../../sandbox/mailbox/switches'
import { judgedFolder } from './judged-folder'
import { company } from './mailbox-here'
import { type SeenFile, stepsContract } from './steps-contract'

const mount = vi.hoisted(() => ({
  cut: undefined as Cut | undefined,
  gone: false,
  seen: (_event: 'removed' | 'renamed', _name: string) => {},
}))

vi.mock(import('node:fs/promises'), async original => {
  const real = await original()

  const check = () => {
    if (mount.gone) throw Object.assign(new Error('the mount is gone'), { code: 'EIO' })
  }
  const strike = (operation: Cut['operation'], moment: Cut['moment']) => {
    if (mount.cut?.operation !== operation || mount.cut.moment !== moment) return
    mount.cut = undefined
    mount.gone = true
    check()
  }
  /** What the mount does before it answers, and whether the answer comes. */
  const step = async <T>(operation: Cut['operation'], work: () => Promise<T>): Promise<T> => {
    check()
    strike(operation, 'before')
    const result = await work()
    strike(operation, 'after')
    return result
  }
  const watchedFile = (file: FileHandle): FileHandle => {
    const { close, readFile, write } = {
      close: file.close.bind(file),
      readFile: file.readFile.bind(file),
      write: file.write.bind(file),
    }
    return Object.assign(file, {
      writeFile: async (bytes: Buffer) => {
        check()
        const part = mount.cut?.operation === 'data' ? (mount.cut.bytes ?? 0) : bytes.length
        if (part > 0) await write(bytes, 0, part, 0)
        strike('data', 'before')
      },
      readFile: async () => {
        check()
        strike('data', 'before')
        return readFile()
      },
      // The descriptor is ours, whatever became of the mount.
      close: async () => {
        try {
          await step('close', async () => undefined)
        } finally {
          await close()
        }
      },
    })
  }
  return {
    ...real,
    open: (...given: Parameters<typeof real.open>) => {
      let opened: FileHandle | undefined
      return step('open', async () => (opened = await real.open(...given))).then(watchedFile, async error => {
        await opened?.close()
        throw error
      })
    },
    rename: (from: string, to: string) =>
      step('rename', async () => {
        await real.rename(from, to)
        mount.seen('renamed', path.basename(to))
      }),
    unlink: (place: string) =>
      step('remove', async () => {
        await real.unlink(place)
        mount.seen('removed', path.basename(place))
      }),
    stat: (place: string) => step('stat', () => real.stat(place)),
    lstat: (place: string) => step('stat', () => real.lstat(place)),
    readdir: (...given: Parameters<typeof real.readdir>) => step('list', () => real.readdir(...given)),
  } as never
})

stepsContract('a folder', async () => {
  const directory = mkdtempSync(path.join(tmpdir(), 'edi-folder-steps-'))
  const disk = path.join(directory, 'mailbox')
  const { record, exportFile, importNow } = judgedFolder(disk, directory, [company])
  mount.seen = (event, name) => void record.write(event, { name })
  return {
    base: '/IntegrationFTP',
    connect: () => ({
      ...folderTransport(disk),
      // Whoever comes after a cut finds it mounted again.
      close: async () => {
        mount.gone = false
      },
    }),
    exportFile: (name, bytes) => exportFile(company, name, bytes),
    cutAt: cut => {
      mount.cut = cut
    },
    isCutPlanned: () => mount.cut !== undefined,
    importNow: () => void importNow(),
    record: () => record.all() as readonly SeenFile[],
    end: async () => {
      record.close()
      rmSync(directory, { recursive: true })
    },
  }
})

test('a file whose close fails is not taken for written: a mount may tell only then that the bytes have not arrived', async () => {
  const directory = mkdtempSync(path.join(tmpdir(), 'edi-folder-close-'))
  onTestFinished(() => rmSync(directory, { recursive: true }))
  mount.cut = { operation: 'close', moment: 'before' }
  await expect(folderTransport(directory).write('order.x12', Buffer.from('ISA'))).rejects.toMatchObject({
    code: 'mailbox-connection-lost',
    prospect: 'passing',
  })
  mount.gone = false
})
