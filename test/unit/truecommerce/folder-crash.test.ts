/** A kill between any two calls to the file system, seen by somebody who takes files from the folder as soon as they show. */
import { mkdtemp, mkdir, readdir, readFile, rm, unlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { folderTransport } from '../../../lib/truecommerce/folder'
import { deliver, settleDelivery, type Stage, type Temporary } from '../../../lib/truecommerce/writing'
import { x12File } from './x12-file'

const calls = vi.hoisted(() => ({ left: Number.POSITIVE_INFINITY, dead: false, made: [] as string[] }))

/** Calls that change something are counted; after the last one allowed nothing happens any more, as after a kill. */
vi.mock(import('node:fs/promises'), async original => {
  const real = await original()
  const counted = (name: 'link' | 'rename' | 'unlink' | 'mkdir' | 'open') => {
    const call = real[name] as (...given: unknown[]) => Promise<unknown>
    return async (...given: unknown[]) => {
      if (calls.left <= 0) calls.dead = true
      if (calls.dead) throw new Error('killed')
      calls.left -= 1
      calls.made.push(name)
      return call(...given)
    }
  }
  return {
    ...real,
    link: counted('link'),
    rename: counted('rename'),
    unlink: counted('unlink'),
    mkdir: counted('mkdir'),
    open: counted('open'),
  } as never
})

let root: string
beforeEach(async () => {
  calls.left = Number.POSITIVE_INFINITY
  root = await mkdtemp(path.join(tmpdir(), 'edi-crash-'))
  await mkdir(path.join(root, 'Transaction'))
})
afterEach(async () => {
  calls.left = Number.POSITIVE_INFINITY
  await rm(root, { recursive: true })
})

async function take(): Promise<Buffer[]> {
  const taken: Buffer[] = []
  for (const name of await readdir(path.join(root, 'Transaction'))) {
    if (name.endsWith('.part')) continue
    taken.push(await readFile(path.join(root, 'Transaction', name)))
    await unlink(path.join(root, 'Transaction', name))
  }
  return taken
}

test.each(['extension', 'folder'] as Temporary[])(
  'killed after any call of a delivery (temporary name: %s), whose file is taken at once, the file comes once and whole',
  async temporary => {
    const kills: string[] = []
    for (let allowed = 0, more = true; more; allowed++) {
      const delivery = { folder: 'Transaction', name: 'order.x12', bytes: x12File(1), temporary }
      let stage: Stage | undefined
      calls.left = allowed
      calls.dead = false
      calls.made = []
      await deliver(folderTransport(root), delivery, async begun => {
        if (calls.dead) throw new Error('killed')
        stage = begun
      }).catch(() => undefined)
      more = calls.dead
      calls.dead = false
      const last = calls.made.at(-1) ?? 'nothing'
      calls.left = Number.POSITIVE_INFINITY
      const taken = await take()
      const settled = await settleDelivery(folderTransport(root), delivery, stage)
      if (settled === 'absent') await deliver(folderTransport(root), delivery, async () => undefined)
      taken.push(...(await take()))
      const whole = taken.filter(bytes => bytes.equals(delivery.bytes)).length
      expect([last, settled, taken.length, whole]).toEqual([last, expect.stringMatching(/^(delivered|absent|vanished)$/), 1, 1])
      kills.push(last)
    }
    expect(kills.join(' ')).toContain('open rename')
  },
)
