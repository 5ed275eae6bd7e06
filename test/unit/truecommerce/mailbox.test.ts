import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ensureFolder, fillPath, findBase, mailbox, type MailboxProfile, resolve } from '../../../lib/truecommerce/mailbox'
import { sftpTransport } from '../../../lib/truecommerce/sftp'
import type { Transport } from '../../../lib/truecommerce/transport'
import { companies, company, mailboxHere, settingsFor } from './mailbox-here'

const profile: MailboxProfile = {
  basePath: '',
  company,
  exportPath: '{base}/Export/{company}/Transaction',
  importPath: '{base}/Import/{company}/Transaction',
  archivePath: '{base}/Export/{company}/archive',
}

describe.each([
  ['inside the account folder', undefined, 'IntegrationFTP'],
  ['above the account folder', '4015550123', '4015550123/IntegrationFTP'],
])('with a login that lands %s', (_, accountFolder, base) => {
  let transport: Transport
  let end: () => Promise<void>
  beforeAll(async () => {
    const [stand, stop] = await mailboxHere(accountFolder === undefined ? {} : { accountFolder })
    transport = sftpTransport(settingsFor(stand))
    end = async () => {
      await transport.close()
      await stop()
    }
  })
  afterAll(() => end())

  test('the base path is found', async () => {
    expect(await findBase(transport)).toBe(base)
  })

  test('the company folders of both sides are listed, each once', async () => {
    expect(await mailbox(transport, profile).companies()).toEqual([...companies].sort())
    expect(await mailbox(transport, { ...profile, basePath: base.toUpperCase() }).companies()).toEqual([...companies].sort())
  })

  test('folders are found whatever their letter case, and the way is remembered', async () => {
    let listings = 0
    const counted = { ...transport, list: (path: string) => ((listings += 1), transport.list(path)) }
    const box = mailbox(counted, { ...profile, basePath: `/${base.toLowerCase()}`, company: company.toUpperCase() })
    expect(await box.exportFolder()).toBe(`/${base}/Export/${company}/Transaction`)
    expect(await box.importFolder()).toBe(`/${base}/Import/${company}/Transaction`)
    const before = listings
    await box.exportFolder()
    expect(listings).toBe(before)
  })

  test('a folder spelled as it is costs no listing', async () => {
    let listings = 0
    const counted = { ...transport, list: (path: string) => ((listings += 1), transport.list(path)) }
    await mailbox(counted, { ...profile, basePath: `/${base}` }).exportFolder()
    expect(listings).toBe(0)
  })

  test('a company that is not there is named by what needs it', async () => {
    const folder = await mailbox(transport, { ...profile, company: 'Nobody' }).exportFolder()
    expect(folder).toBe(`${base}/Export/Nobody/Transaction`)
    await expect(transport.list(folder)).rejects.toMatchObject({ code: 'mailbox-folder-missing', place: { file: folder } })
  })
})

describe('the arrangement of folders', () => {
  let transport: Transport
  let end: () => Promise<void>
  beforeAll(async () => {
    const [stand, stop] = await mailboxHere()
    transport = sftpTransport(settingsFor(stand))
    end = async () => {
      await transport.close()
      await stop()
    }
  })
  afterAll(() => end())

  test('two folders that differ only in letter case need the exact one', async () => {
    await ensureFolder(transport, '/IntegrationFTP/Export/ACME')
    await ensureFolder(transport, '/IntegrationFTP/Export/Acme')
    expect(await resolve(transport, '/IntegrationFTP/Export/Acme')).toBe('/IntegrationFTP/Export/Acme')
    await expect(resolve(transport, '/IntegrationFTP/Export/acme')).rejects.toMatchObject({ code: 'mailbox-folder-ambiguous' })
  })

  test.each([
    ['composed', 'decomposed', 'NFC', 'NFD'],
    ['decomposed', 'composed', 'NFD', 'NFC'],
  ] as const)(
    'a folder with %s accents is found by the name with %s ones, whatever the letter case',
    async (how, _, there, asked) => {
      const name = `Größe & Café ${how}`.normalize(there)
      await ensureFolder(transport, `/IntegrationFTP/Export/${name}/Transaction`)
      await ensureFolder(transport, `/IntegrationFTP/Import/${name.normalize(asked).toUpperCase().replace('SS', 'ß')}`)
      const company = name.normalize(asked).toLowerCase()
      const box = mailbox(transport, { ...profile, basePath: '/IntegrationFTP', company })
      expect(await box.exportFolder()).toBe(`/IntegrationFTP/Export/${name}/Transaction`)
      // Both sides spell it differently; it is one company.
      expect((await box.companies()).filter(one => one.normalize('NFC').toLowerCase() === company.normalize('NFC'))).toEqual([
        name,
      ])
    },
  )

  test('a folder that was renamed in between is found anew after it was missed once', async () => {
    await ensureFolder(transport, '/IntegrationFTP/Export/Renamed/Transaction')
    const box = mailbox(transport, { ...profile, basePath: '/IntegrationFTP', company: 'renamed' })
    expect(await box.exportFolder()).toBe('/IntegrationFTP/Export/Renamed/Transaction')
    await transport.rename('/IntegrationFTP/Export/Renamed', '/IntegrationFTP/Export/RENAMED')
    await expect(box.transport.list(await box.exportFolder())).rejects.toMatchObject({ code: 'mailbox-folder-missing' })
    expect(await box.exportFolder()).toBe('/IntegrationFTP/Export/RENAMED/Transaction')
  })

  test('a folder that comes later is found when it has come', async () => {
    const box = mailbox(transport, { ...profile, basePath: '/IntegrationFTP', company: 'late' })
    expect(await box.exportFolder()).toBe('/IntegrationFTP/Export/late/Transaction')
    await ensureFolder(transport, '/IntegrationFTP/Export/Late/Transaction')
    expect(await box.exportFolder()).toBe('/IntegrationFTP/Export/Late/Transaction')
  })

  test('a base path that is not there is answered with the one that is', async () => {
    await expect(mailbox(transport, { ...profile, basePath: '/4015550123/IntegrationFTP' }).companies()).rejects.toMatchObject({
      code: 'mailbox-folder-missing',
      why: 'After the login there is IntegrationFTP',
    })
  })

  test('a sub-folder by type is filled in', async () => {
    const box = mailbox(transport, { ...profile, exportPath: '{base}/Export/{company}/Transaction/{type}' })
    await ensureFolder(transport, `IntegrationFTP/Export/${company}/Transaction/855`)
    expect(await box.exportFolder('855')).toBe(`IntegrationFTP/Export/${company}/Transaction/855`)
    expect(await box.exportFolder()).toBe(`IntegrationFTP/Export/${company}/Transaction`)
  })

  test('with {type} in the template, every sub-folder that is there is read, however it is spelled; the archive is not', async () => {
    const inside = `/IntegrationFTP/Export/${company}/Sorted`
    for (const name of ['In_855', 'in_810', 'in_archive', 'In_', 'other', '.in_856'])
      await ensureFolder(transport, `${inside}/${name}`)
    await transport.write(`${inside}/in_856`, Buffer.from('a file, no folder'))
    const paths = {
      basePath: '/IntegrationFTP',
      company: company.toLowerCase(),
      archivePath: '{base}/Export/{company}/Sorted/IN_ARCHIVE',
    }
    const box = mailbox(transport, { ...profile, ...paths, exportPath: '{base}/Export/{company}/sorted/in_{type}' })
    expect(await box.exportFolders()).toEqual([`${inside}/in_810`, `${inside}/In_855`])
    await ensureFolder(transport, `${inside}/in_865`)
    expect(await box.exportFolders()).toContain(`${inside}/in_865`)
    const plain = mailbox(transport, { ...profile, basePath: '/IntegrationFTP' })
    expect(await plain.exportFolders()).toEqual([`/IntegrationFTP/Export/${company}/Transaction`])
  })

  test('folders are made one after the other', async () => {
    await ensureFolder(transport, '/IntegrationFTP/Export/a/b/c')
    expect(await transport.stat('/IntegrationFTP/Export/a/b/c')).toMatchObject({ folder: true })
  })

  test('no template and no company leads upwards or elsewhere', () => {
    expect(fillPath('{base}//Export/{company}/', '/x/', 'A & B', '')).toBe('/x/Export/A & B')
    expect(() => fillPath('{base}/../{company}', '/x', 'a', '')).toThrow(
      expect.objectContaining({ code: 'mailbox-path-outside' }),
    )
    expect(() => fillPath('{base}/{company}', '/x', '../a', '')).toThrow(
      expect.objectContaining({ code: 'mailbox-path-outside' }),
    )
    expect(() => fillPath('{base}/{company}', '/x', '..', '')).toThrow(expect.objectContaining({ code: 'mailbox-path-outside' }))
    expect(() => fillPath('{base}/{type}', '/x', '', 'a\\b')).toThrow(expect.objectContaining({ code: 'mailbox-path-outside' }))
  })
})
