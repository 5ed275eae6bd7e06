import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { EdiError } from '../../../lib/error'
import { folderTransport } from '../../../lib/truecommerce/folder'
import { findBase } from '../../../lib/truecommerce/mailbox'
import { readIfComplete, type Sightings, waitingFiles } from '../../../lib/truecommerce/reading'
import { type Ground, transportContract } from './contract'
import { exchangeContract } from './exchange-contract'
import { namesContract } from './names-contract'

async function aFolder(): Promise<Ground> {
  const root = await mkdtemp(path.join(tmpdir(), 'edi-folder-'))
  return { transport: folderTransport(root), folder: '', end: () => rm(root, { recursive: true }) }
}

transportContract('a folder', aFolder)
exchangeContract('a folder', aFolder)
namesContract('a folder', async () => {
  const root = await mkdtemp(path.join(tmpdir(), 'edi-names-'))
  const disk = path.join(root, 'names')
  await mkdir(disk)
  return { transport: folderTransport(root), folder: 'names', disk, end: () => rm(root, { recursive: true }) }
})

describe('a folder mailbox stays inside its folder', () => {
  let around: string
  beforeAll(async () => {
    around = await mkdtemp(path.join(tmpdir(), 'edi-around-'))
    await mkdir(path.join(around, 'mailbox/inside'), { recursive: true })
    await mkdir(path.join(around, 'mailbox-other'))
    await writeFile(path.join(around, 'secret'), 'secret')
    await writeFile(path.join(around, 'mailbox/inside/order'), 'order')
    await symlink(path.join(around, 'mailbox-other'), path.join(around, 'mailbox/out'))
    await symlink(path.join(around, 'secret'), path.join(around, 'mailbox/secret'))
    await symlink(path.join(around, 'mailbox/inside'), path.join(around, 'mailbox/in'))
  })
  afterAll(() => rm(around, { recursive: true }))

  test.each(['../secret', 'inside/../../secret', '/../secret', 'out/order', 'secret', 'inside/..'])(
    '%s is refused for every operation',
    async asked => {
      const transport = folderTransport(path.join(around, 'mailbox'))
      const outside = { code: expect.stringMatching(/^mailbox-(path-outside|name-taken)$/) }
      await expect(transport.read(asked)).rejects.toMatchObject({
        code: expect.stringMatching(/^mailbox-(path-outside|file-missing)$/),
      })
      await expect(transport.write(asked, Buffer.from('changed'))).rejects.toMatchObject(outside)
      await expect(transport.rename('inside/order', asked)).rejects.toMatchObject(outside)
      expect(await readFile(path.join(around, 'secret'), 'utf8')).toBe('secret')
      expect(await readFile(path.join(around, 'mailbox/inside/order'), 'utf8')).toBe('order')
    },
  )

  test('listing and looking do not follow a link out', async () => {
    const transport = folderTransport(path.join(around, 'mailbox'))
    await expect(transport.list('out')).rejects.toMatchObject({ code: 'mailbox-path-outside' })
    await expect(transport.stat('secret')).rejects.toMatchObject({ code: 'mailbox-path-outside' })
  })

  test('a link to a file, or one that leads out, is set aside: neither read nor entered nor removed', async () => {
    const root = path.join(around, 'mailbox')
    await symlink(path.join(around, 'mailbox/inside/order'), path.join(root, 'to a file inside'))
    await symlink(path.join(around, 'nothing here'), path.join(root, 'to nothing'))
    const transport = folderTransport(root)
    const links = ['out', 'secret', 'to a file inside', 'to nothing']
    const settings = { accepts: () => true, settleSeconds: 5, giveUpSeconds: 600, largest: 1_000 }
    const sightings: Sightings = new Map()
    const { files, setAside } = await waitingFiles(transport, '', sightings, new Date(), settings)
    expect(files).toEqual([])
    expect(setAside.map(one => one.file.name).toSorted()).toEqual(links)
    // Whoever asks for one all the same is refused as well.
    for (const { file } of setAside) {
      const reading = await readIfComplete(transport, { ...file, unchangedSeconds: 0 }, sightings, settings)
      const reason = expect.stringContaining('It is a symbolic link')
      expect(reading).toEqual({ state: 'set-aside', code: 'mailbox-path-outside', reason })
    }
    // The base is looked for in every folder, and the link out is none.
    await expect(findBase(transport)).rejects.toMatchObject({ code: 'mailbox-base-missing' })
    for (const one of ['to a file inside', 'to nothing']) await rm(path.join(root, one))
  })

  test('a link to a folder inside is followed', async () => {
    const transport = folderTransport(path.join(around, 'mailbox'))
    expect((await transport.read('in/order')).toString()).toBe('order')
  })

  test('a folder that is not mounted is a passing fault', async () => {
    const transport = folderTransport(path.join(around, 'not-mounted'))
    await expect(transport.list('')).rejects.toMatchObject({ code: 'mailbox-unreachable', prospect: 'passing' })
  })
})

describe('a name given in a folder mailbox', () => {
  let root: string
  beforeAll(async () => {
    root = await mkdtemp(path.join(tmpdir(), 'edi-names-'))
    await writeFile(path.join(root, 'here'), 'here')
  })
  afterAll(() => rm(root, { recursive: true }))

  test.each([
    ['CON', 'device'],
    ['nul.x12', 'device'],
    ['Com1.850.x12', 'device'],
    ['LPT9 .txt', 'device'],
    ['850:stream.x12', 'character'],
    ['what?.x12', 'character'],
    ['a\\b.x12', 'character'],
    ['line\nbreak', 'control character'],
    ['order.x12.', 'ends with'],
    ['order ', 'ends with'],
  ])('%j is refused in plain words, and nothing is written', async (name, words) => {
    const transport = folderTransport(root)
    const refused = { code: 'file-name-refused', why: expect.stringContaining(words) }
    await expect(transport.write(name, Buffer.from('x'))).rejects.toMatchObject(refused)
    await expect(transport.rename('here', name)).rejects.toMatchObject(refused)
    await expect(transport.makeFolder(name)).rejects.toMatchObject(refused)
    expect(await readdir(root)).toEqual(['here'])
  })

  test.each(['console.x12', 'Order 12 & 13.x12', 'com10.x12', 'nul-850.x12', '.hidden', 'Größe.xml'])(
    '%s is good',
    async name => {
      const transport = folderTransport(root)
      await transport.write(name, Buffer.from(name))
      expect((await transport.list('')).map(one => one.name)).toContain(name)
      await transport.remove(name)
    },
  )

  test('and two renames to it at once: one is made, the other is told that it is taken', async () => {
    const transport = folderTransport(root)
    const sources = ['1', '2', '3', '4']
    for (const name of sources) await transport.write(name, Buffer.from(name))
    const outcomes = await Promise.allSettled(sources.map(name => transport.rename(name, 'one')))
    expect(outcomes.filter(one => one.status === 'fulfilled')).toHaveLength(1)
    for (const one of outcomes) if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'mailbox-name-taken' })
    expect((await readdir(root)).length).toBe(1 + sources.length)
  })
})

test('whatever path is asked for, nothing appears, changes or goes outside the folder', async () => {
  const parent = await mkdtemp(path.join(tmpdir(), 'edi-outside-'))
  const root = path.join(parent, 'mailbox')
  await mkdir(path.join(root, 'in'), { recursive: true })
  await mkdir(path.join(parent, 'mailbox2'))
  await writeFile(path.join(parent, 'mine'), 'mine')
  await symlink(parent, path.join(root, 'way out'))
  const part = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom('..', '.', '', 'in', 'way out', 'mailbox2', 'mine', '~', 'C:', '....', '%2e%2e') },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }) },
  )
  const anyPath = fc
    .tuple(fc.array(part, { minLength: 1, maxLength: 5 }), fc.constantFrom('/', '\\', '//'))
    .map(([parts, by]) => parts.join(by))
  const outside = async () => [
    (await readdir(parent)).toSorted(),
    await readdir(path.join(parent, 'mailbox2')),
    await readFile(path.join(parent, 'mine'), 'utf8'),
  ]
  const before = await outside()
  const transport = folderTransport(root)
  await fc.assert(
    fc.asyncProperty(anyPath, anyPath, async (asked, other) => {
      await transport.write('draft', Buffer.from('draft')).catch(() => undefined)
      const work = [
        () => transport.write(asked, Buffer.from('theirs')),
        () => transport.makeFolder(asked),
        () => transport.rename('draft', asked),
        () => transport.rename(asked, other),
        () => transport.remove(other),
      ]
      for (const one of work) {
        const outcome = await one().catch((error: unknown) => error)
        if (outcome !== undefined) expect(outcome).toBeInstanceOf(EdiError)
      }
      expect(await outside()).toEqual(before)
    }),
    { numRuns: 300 },
  )
  await rm(parent, { recursive: true })
})
