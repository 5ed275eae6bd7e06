import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readMailbox } from '../../../lib/loops/read-mailbox'
import type { StoredOutput } from '../../../lib/ledger/outputs'
import { mailbox as arrange } from '../../../lib/truecommerce/mailbox'
import { hostKeyOf } from '../../../lib/truecommerce/sftp-session'
import { sftpTransport } from '../../../lib/truecommerce/sftp'
import type { Mailbox } from '../../../sandbox/mailbox/start'
import { noFaults, type Switches } from '../../../sandbox/mailbox/switches'
import { type Ground, transportContract } from './contract'
import { exchangeContract } from './exchange-contract'
import { type FaultyMailbox, faultsContract, type MailboxFault, mailboxFaults } from './faults-contract'
import { namesContract } from './names-contract'
import { type Server, wireContract } from './wire-contract'
import { company, mailboxHere, settingsFor } from './mailbox-here'
import { x12File } from './x12-file'
import { aWorld } from '../loops/world'

async function theStandIn(): Promise<Ground & Server> {
  const [mailbox, end] = await mailboxHere()
  const settings = settingsFor(mailbox)
  const transport = sftpTransport(settings)
  return {
    transport,
    settings,
    folder: `/IntegrationFTP/Import/${company}/Transaction`,
    end: async () => {
      await transport.close()
      await end()
    },
  }
}

transportContract('SFTP', theStandIn)
exchangeContract('SFTP', theStandIn)
wireContract('SFTP', 199, theStandIn)
namesContract('SFTP', async () => {
  const [mailbox, end] = await mailboxHere()
  const transport = sftpTransport(settingsFor(mailbox))
  const disk = path.join(mailbox.disk, 'names')
  mkdirSync(disk)
  return { transport, folder: '/names', disk, end: () => transport.close().then(end) }
})

async function theFaultyStandIn(): Promise<FaultyMailbox> {
  const [mailbox, end] = await mailboxHere()
  const settings = settingsFor(mailbox)
  const transport = sftpTransport(settings)
  const exportFolder = `/IntegrationFTP/Export/${company}/Transaction`
  /** For new sessions only: what is open is ended first. */
  const switched = (changes: Partial<Switches>) => async () => {
    await transport.close()
    Object.assign(mailbox.switches, changes)
    return async () => {
      Object.assign(mailbox.switches, noFaults, { cut: undefined })
      await transport.close()
    }
  }
  return {
    transport,
    exportFolder,
    importFolder: `/IntegrationFTP/Import/${company}/Transaction`,
    put: (name, bytes) => mailbox.exportFile(company, name, bytes),
    faults: {
      'a second session refused': async () => {
        await transport.close()
        const other = sftpTransport(settings)
        await other.list('/')
        mailbox.switches.refuseSecondSession = true
        return async () => {
          mailbox.switches.refuseSecondSession = false
          await other.close()
        }
      },
      'the connection dropped in the middle of a file': switched({ cut: { operation: 'data', moment: 'before', bytes: 60 } }),
      'the session ended when idle': switched({ hangUpAfterSeconds: 0.02, listingMilliseconds: 40 }),
      'renaming denied': switched({ denyRename: true }),
      'making folders denied': switched({ denyMakeFolder: true }),
      'removing denied': switched({ denyRemove: true }),
      'another host key': switched({ changedHostKey: true }),
      'the login refused': switched({ refusePassword: true }),
      'Export denied': switched({ denyExport: true }),
      'a slow listing': switched({ listingMilliseconds: 20 }),
      'a listing of 5,000 entries': async () => {
        const names = Array.from({ length: 5_000 }, (_, index) => path.join(mailbox.disk, exportFolder, `other ${index}`))
        for (const name of names) writeFileSync(name, 'x')
        return () => {
          for (const name of names) rmSync(name)
        }
      },
      'an empty file': switched({}),
    },
    end: async () => {
      await transport.close()
      await end()
    },
  }
}

faultsContract('SFTP', theFaultyStandIn, Object.keys(mailboxFaults) as MailboxFault[])

describe('an SFTP session', () => {
  let mailbox: Mailbox
  let end: () => Promise<void>
  beforeAll(async () => {
    ;[mailbox, end] = await mailboxHere()
  })
  afterAll(() => end())

  const since = (mark: number) => mailbox.record().slice(mark)

  test('the test button is shown the fingerprint and no authentication is sent', async () => {
    const mark = mailbox.record().length
    expect(await hostKeyOf(mailbox.host, mailbox.port)).toBe(mailbox.hostKey)
    expect(since(mark).filter(one => one.event === 'authentication')).toEqual([])
  })

  test('a changed host key stops everything before authentication', async () => {
    const transport = sftpTransport(settingsFor(mailbox))
    mailbox.switches.changedHostKey = true
    const mark = mailbox.record().length
    await expect(transport.list('/')).rejects.toMatchObject({ code: 'mailbox-host-key-changed', prospect: 'held' })
    mailbox.switches.changedHostKey = false
    expect(since(mark).map(one => one.event)).toContain('connected')
    expect(since(mark).filter(one => one.event === 'authentication')).toEqual([])
  })

  test('a host key that was never confirmed stops everything before authentication', async () => {
    const mark = mailbox.record().length
    const transport = sftpTransport({ ...settingsFor(mailbox), hostKey: '' })
    await expect(transport.list('/')).rejects.toMatchObject({
      code: 'mailbox-host-key-unconfirmed',
      message: expect.stringContaining(mailbox.hostKey),
    })
    expect(since(mark).filter(one => one.event === 'authentication')).toEqual([])
  })

  test('a refused login is said without the password', async () => {
    mailbox.switches.refusePassword = true
    const refusal = await sftpTransport(settingsFor(mailbox))
      .list('/')
      .catch((error: unknown) => error)
    mailbox.switches.refusePassword = false
    expect(refusal).toMatchObject({ code: 'mailbox-login-refused', prospect: 'permanent' })
    expect(JSON.stringify(refusal, Object.getOwnPropertyNames(refusal))).not.toContain(settingsFor(mailbox).password)
  })

  test('nobody listening is a passing fault', async () => {
    const transport = sftpTransport({ ...settingsFor(mailbox), port: 1 })
    await expect(transport.list('/')).rejects.toMatchObject({ code: 'mailbox-unreachable', prospect: 'passing' })
  })

  test('an unreadable private key is said before anything is sent', async () => {
    const { password: _, ...keyOnly } = settingsFor(mailbox)
    const transport = sftpTransport({ ...keyOnly, privateKey: 'no key' })
    await expect(transport.list('/')).rejects.toMatchObject({ code: 'mailbox-key-unreadable' })
  })

  test('one session serves all that is asked together, and it ends when idle', async () => {
    const transport = sftpTransport({ ...settingsFor(mailbox), patience: { connect: 5_000, answer: 5_000, idle: 50 } })
    const mark = mailbox.record().length
    await Promise.all(Array.from({ length: 20 }, () => transport.list('/')))
    expect(since(mark).filter(one => one.event === 'session')).toHaveLength(1)
    const { connection } = since(mark).find(one => one.event === 'session') ?? {}
    await expect.poll(() => since(mark).some(one => one.event === 'disconnected' && one.connection === connection)).toBe(true)
    await transport.list('/')
    expect(since(mark).filter(one => one.event === 'session')).toHaveLength(2)
    await transport.close()
  })

  test('a second session refused by the server is a passing fault', async () => {
    const [first, second] = [sftpTransport(settingsFor(mailbox)), sftpTransport(settingsFor(mailbox))]
    mailbox.switches.refuseSecondSession = true
    await first.list('/')
    await expect(second.list('/')).rejects.toMatchObject({ code: 'mailbox-session-refused', prospect: 'passing' })
    await first.close()
    await expect
      .poll(() =>
        second.list('/').then(
          () => 'served',
          () => 'refused',
        ),
      )
      .toBe('served')
    mailbox.switches.refuseSecondSession = false
    await second.close()
  })

  test('after a drop the next question opens a new session', async () => {
    const transport = sftpTransport(settingsFor(mailbox))
    await transport.list('/')
    mailbox.switches.cut = { operation: 'list', moment: 'before' }
    await expect(transport.list('/')).rejects.toMatchObject({ code: 'mailbox-connection-lost', prospect: 'passing' })
    expect(await transport.list('/')).toHaveLength(1)
    await transport.close()
  })

  test('a server that stops answering is given up, not waited for', async () => {
    const transport = sftpTransport({ ...settingsFor(mailbox), patience: { connect: 5_000, answer: 200, idle: 1_000 } })
    mailbox.switches.listingMilliseconds = 3_000
    await expect(transport.list('/')).rejects.toMatchObject({ code: 'mailbox-connection-lost' })
    mailbox.switches.listingMilliseconds = 0
    expect(await transport.list('/')).toHaveLength(1)
    await transport.close()
  })

  test('a server that hangs up on idle clients costs nothing', async () => {
    const transport = sftpTransport(settingsFor(mailbox))
    mailbox.switches.hangUpAfterSeconds = 0.2
    const mark = mailbox.record().length
    await transport.list('/')
    const { connection } = since(mark).find(one => one.event === 'session') ?? {}
    await expect.poll(() => since(mark).some(one => one.event === 'disconnected' && one.connection === connection)).toBe(true)
    mailbox.switches.hangUpAfterSeconds = 0
    expect(await transport.list('/')).toHaveLength(1)
    await transport.close()
  })

  test('what was asked before closing but had not begun is refused, not lost in silence', async () => {
    const transport = sftpTransport(settingsFor(mailbox))
    const asked = [transport.list('/'), transport.list('/')]
    const closed = transport.close()
    const outcomes = await Promise.allSettled(asked)
    await closed
    expect(outcomes.map(one => (one.status === 'rejected' ? one.reason.code : 'listed'))).toContain('mailbox-closed')
  })

  test('what a server lists under a name that is no file name is set aside with a code, and never read, moved or removed', async () => {
    const transport = sftpTransport(settingsFor(mailbox))
    const { ledger } = await aWorld()
    const folder = `/IntegrationFTP/Export/${company}/Transaction`
    const there = (name: string) => path.join(mailbox.disk, folder, name)
    writeFileSync(there('../up.x12'), x12File(71, '855'))
    writeFileSync(path.join(mailbox.disk, 'root.x12'), x12File(72, '855'))
    mkdirSync(there('below'))
    writeFileSync(there('below/inner.x12'), x12File(73, '855'))
    mailbox.exportFile(company, 'good.x12', x12File(74, '855'))
    const names = [
      '../up.x12',
      '/root.x12',
      '/../../../../root.x12',
      'below/inner.x12',
      'below\\inner.x12',
      'n\0ul.x12',
      'line\nbreak',
      '',
    ]
    mailbox.switches.alsoLists = ['.', '..', ...names]
    const mark = mailbox.record().length
    const handedOn: StoredOutput[] = []
    const paths = { basePath: '/IntegrationFTP', company, exportPath: folder, importPath: '' }
    const result = await readMailbox({
      mailbox: arrange(transport, { ...paths, archivePath: '{base}/Export/{company}/archive' }),
      ledger,
      node: 'in',
      who: 'test',
      reading: { accepts: () => true, settleSeconds: 5, giveUpSeconds: 600, largest: 100_000, role: 'buyer' },
      afterRead: 'move',
      followed: true,
      sightings: new Map(),
      signal: new AbortController().signal,
      handOn: async outputs => void handedOn.push(...outputs),
      progress: () => undefined,
    })
    mailbox.switches.alsoLists = []
    await transport.close()
    // `.` and `..` are in every listing of every server: the folder itself and the one around it.
    expect(result.setAside.map(one => one.file.name).toSorted()).toEqual(names.toSorted())
    expect(new Set(result.setAside.map(one => one.code))).toEqual(new Set(['file-name-refused']))
    expect(result.setAside.find(one => one.file.name === '../up.x12')?.reason).toContain('It has a path separator in it')
    expect(handedOn.map(one => (JSON.parse(one.message) as { topic: string }).topic)).toEqual(['good.x12'])
    const touched = since(mark).filter(one => ['read', 'renamed', 'removed'].includes(one.event))
    expect(new Set(touched.map(one => one.name))).toEqual(new Set(['good.x12']))
    for (const one of [there('../up.x12'), path.join(mailbox.disk, 'root.x12'), there('below/inner.x12')]) rmSync(one)
  })

  test('a server that replaces files on rename is not given the chance', async () => {
    const transport = sftpTransport(settingsFor(mailbox))
    const folder = `/IntegrationFTP/Import/${company}/Transaction`
    await transport.write(`${folder}/first`, Buffer.from('first'))
    await transport.write(`${folder}/second`, Buffer.from('second'))
    mailbox.switches.renameOverwrites = true
    await expect(transport.rename(`${folder}/second`, `${folder}/first`)).rejects.toMatchObject({ code: 'mailbox-name-taken' })
    mailbox.switches.renameOverwrites = false
    expect(String(await transport.read(`${folder}/first`))).toBe('first')
    await transport.close()
  })

  test.each(['denyRename', 'denyMakeFolder', 'denyRemove', 'denyExport'] as const)(
    '%s is said as a missing right',
    async denied => {
      const transport = sftpTransport(settingsFor(mailbox))
      const folder = `/IntegrationFTP/Export/${company}/Transaction`
      const file = `${folder}/${denied}`
      await transport.write(file, Buffer.from('x'))
      mailbox.switches[denied] = true
      const work = {
        denyRename: () => transport.rename(file, `${file} 2`),
        denyMakeFolder: () => transport.makeFolder(`${file} folder`),
        denyRemove: () => transport.remove(file),
        denyExport: () => transport.list(folder),
      }[denied]
      await expect(work()).rejects.toMatchObject({ code: 'mailbox-permission-denied' })
      mailbox.switches[denied] = false
      await transport.close()
    },
  )
})
