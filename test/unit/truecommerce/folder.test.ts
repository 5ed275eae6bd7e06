import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { folderTransport } from '../../../lib/truecommerce/folder'
import { type Ground, transportContract } from './contract'
import { exchangeContract } from './exchange-contract'

async function aFolder(): Promise<Ground> {
  const root = await mkdtemp(path.join(tmpdir(), 'edi-folder-'))
  return { transport: folderTransport(root), folder: '', end: () => rm(root, { recursive: true }) }
}

transportContract('a folder', aFolder)
exchangeContract('a folder', aFolder)

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

  test('a link to a folder inside is followed', async () => {
    const transport = folderTransport(path.join(around, 'mailbox'))
    expect((await transport.read('in/order')).toString()).toBe('order')
  })

  test('a folder that is not mounted is a passing fault', async () => {
    const transport = folderTransport(path.join(around, 'not-mounted'))
    await expect(transport.list('')).rejects.toMatchObject({ code: 'mailbox-unreachable', prospect: 'passing' })
  })
})
